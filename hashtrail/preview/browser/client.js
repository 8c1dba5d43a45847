// What the preview adds to each page: it keeps the page up to date, and shows the bar and the complaints.

import { connect } from "./connection.js";
import { Desk } from "./desk.js";

const PREFIX = "hashtrail-preview";
const page = document.querySelector("script[data-preview-version]").dataset;
const base = page.previewBase;
// The site path of this page: what stands behind the base path.
const here = "/" + decodeURI(location.pathname).slice(base.length);
let version = Number(page.previewVersion);
let isLeaving = false;

const desk = new Desk({
  source: page.previewSource,
  isDraft: page.previewDraft === "true",
  isMissing: page.previewStatus === "404",
  note: take("note"),
});

function keep(name, value) {
  sessionStorage.setItem(`${PREFIX}-${name}`, JSON.stringify(value));
}

function take(name) {
  const value = sessionStorage.getItem(`${PREFIX}-${name}`);
  sessionStorage.removeItem(`${PREFIX}-${name}`);
  return value === null ? null : JSON.parse(value);
}

function link(sitePath) {
  return base + sitePath.slice(1);
}

// Leaving and coming back

function reload() {
  if (isLeaving) return;
  isLeaving = true;
  const go = () => {
    const open = Array.from(document.querySelectorAll("details"), (each) => each.open);
    keep("details", { url: location.href, open });
    // The browser keeps the place to which the page is scrolled.
    location.reload();
  };
  // A tab that nobody looks at can wait until somebody does.
  if (document.hidden) document.addEventListener("visibilitychange", go, { once: true });
  else go();
}

function unfold() {
  const kept = take("details");
  const details = document.querySelectorAll("details");
  if (kept?.url !== location.href || kept.open.length !== details.length) return;
  details.forEach((each, at) => (each.open = kept.open[at]));
}

function move(path, note) {
  isLeaving = true;
  keep("note", note);
  location.replace(path);
}

// Keeping up to date

function swap(sheet) {
  const fresh = sheet.cloneNode();
  const url = new URL(sheet.href);
  url.searchParams.set("preview", version);
  fresh.href = url.href;
  // The old one stays until the new one is there, so that the page never stands without.
  fresh.addEventListener("load", () => sheet.remove(), { once: true });
  sheet.after(fresh);
}

// Files of the site that a build has written anew, and that this page shows.
function applyAssets(touched) {
  const sheets = new Map();
  for (const sheet of document.querySelectorAll('link[rel~="stylesheet"]')) {
    sheets.set(new URL(sheet.href).pathname, sheet);
  }
  const shown = new Set(performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname));
  const changed = touched.map(link).filter((path) => sheets.has(path) || shown.has(path));
  if (changed.every((path) => sheets.has(path))) changed.forEach((path) => swap(sheets.get(path)));
  else reload();
}

function isTouched(touched) {
  return [here, `${here}/`].some((path) => touched.includes(path)) || (desk.isMissing && touched.includes("/404.html"));
}

function apply(state, follow) {
  // A tab that comes late is told what it may know already.
  if (isLeaving || state.version < version) return;
  desk.show(state);
  if (state.version === version) return;
  const isNext = state.version === version + 1;
  version = state.version;
  const heir = state.gone[here];
  if (state.base !== base) move(state.base + here.slice(1), `The site is now below ${state.base}`);
  else if (follow) {
    isLeaving = true;
    location.assign(link(state.edited));
  } else if (heir !== undefined) move(link(heir), `${here} is gone; this is where its readers go on`);
  else if (!isNext || state.touched === null || isTouched(state.touched)) reload();
  else applyAssets(state.touched);
}

function hear({ kind, data, follow }) {
  if (kind === "state") apply(data, follow);
  else if (kind === "busy") desk.busy(data);
  else desk.setOnline(kind === "online");
}

// Listening

function shareWorker() {
  const { port } = new SharedWorker(new URL("worker.js", import.meta.url), { type: "module", name: PREFIX });
  const report = () =>
    port.postMessage({
      path: here,
      follows: page.previewFollows === "true",
      seen: document.hidden ? 0 : Date.now(),
    });
  port.onmessage = (event) => hear(event.data);
  report();
  addEventListener("focus", report);
  document.addEventListener("visibilitychange", report);
  addEventListener("pagehide", () => port.postMessage(null));
}

// Back from the browser's memory, it has left the worker and may be out of date.
addEventListener("pageshow", (event) => event.persisted && location.reload());
unfold();
if ("SharedWorker" in globalThis) shareWorker();
else connect(hear);
