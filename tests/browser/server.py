"""A server for tests that answers as GitHub Pages does for a project site."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "application/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class Sent(NamedTuple):
    """An answer: when it was sent, in seconds of the clock, for which path and query, and the bytes of its body."""

    when: float
    path: str
    size: int


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a path that is too long for one has none."""
    try:
        return path.is_file()
    except OSError:
        return False


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    base_path: str
    compresses: bool
    sent: list[Sent]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        query = f"?{url.query}" if url.query else ""
        if path + "/" == self.base_path:
            self._move(self.base_path + query)
            return
        if not path.startswith(self.base_path):
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")
            return
        name = path.removeprefix(self.base_path)
        file = self.folder / name
        # What is hidden does not get into the artifact that is deployed.
        if any(part.startswith(".") for part in name.split("/")):
            self._not_found()
        elif name == "" or name.endswith("/"):
            self._send_or_not_found(file / "index.html")
        elif _is_file(file):
            self._send(HTTPStatus.OK, file)
        elif _is_file(file / "index.html"):
            self._move(path + "/" + query)
        else:
            self._send_or_not_found(file.with_name(file.name + ".html"))

    do_HEAD = do_GET  # noqa: N815

    def _send_or_not_found(self, file: Path) -> None:
        if _is_file(file):
            self._send(HTTPStatus.OK, file)
        else:
            self._not_found()

    def _not_found(self) -> None:
        page = self.folder / "404.html"
        if page.is_file():
            self._send(HTTPStatus.NOT_FOUND, page)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _send(self, status: HTTPStatus, file: Path) -> None:
        content_type = _TYPES.get(file.suffix, "application/octet-stream")
        self._answer(status, file.read_bytes(), content_type)

    def _move(self, location: str) -> None:
        self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", location)

    def _answer(
        self, status: HTTPStatus, body: bytes, content_type: str, location: str = ""
    ) -> None:
        self.send_response(status)
        is_text = content_type.partition(";")[0] != "application/octet-stream"
        if self.compresses and is_text and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.sent.append(Sent(time.time(), self.path, len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serve(
    folder: Path,
    base_path: str,
    *,
    compresses: bool = False,
    sent: list[Sent] | None = None,
) -> Iterator[str]:
    """Serve a folder under a path (`/hashtrail/`) and give the address of its root.

    GitHub Pages compresses texts; where nobody counts bytes, time is better spent. `sent` gets
    what is answered.
    """
    settings = {
        "folder": folder,
        "base_path": base_path,
        "compresses": compresses,
        "sent": [] if sent is None else sent,
    }
    handler = type("Handler", (_Handler,), settings)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    # A browser keeps its connections open; nobody waits for them.
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base_path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
