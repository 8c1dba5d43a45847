// The event stream of the preview server, opened again whenever it ends.

const RETRY = 1000;

// Tell of every message: {kind: "state" | "busy", data} from the server, {kind: "online" | "offline"} of the stream.
export function connect(tell) {
  const source = new EventSource(new URL("events", import.meta.url));
  source.addEventListener("open", () => tell({ kind: "online" }));
  source.addEventListener("error", () => {
    tell({ kind: "offline" });
    // Most failures the browser mends by itself; after some it gives up.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY, tell);
  });
  for (const kind of ["state", "busy"]) {
    source.addEventListener(kind, (event) => tell({ kind, data: JSON.parse(event.data) }));
  }
}
