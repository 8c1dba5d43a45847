// What the search needs on every page before anybody uses it: the key that leads to the box, the box itself once it is
// reached, and the marks of a search on the page that was found.

const MARKS = "hashtrail-marks";
// Milliseconds for which the words wait for the page that was opened.
const HANDED_OVER = 30_000;
const SLASH = "hashtrail-slash";

export const form = /** @type {HTMLFormElement} */ (document.querySelector(".search-form"));
export const box = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));

/**
 * Storage may be forbidden, or full: nothing here depends on it.
 * @template T
 * @param {() => T} use
 * @returns {T | undefined}
 */
function stored(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/**
 * Have words marked on the page that is opened next, if it is this one. They stay in this tab: an address with them
 * would go into the history, and to whoever it is given.
 * @param {string} path
 * @param {Set<string>} words
 */
export function rememberMarks(path, words) {
  const marks = JSON.stringify({ path, words: [...words], until: Date.now() + HANDED_OVER });
  stored(() => sessionStorage.setItem(MARKS, marks));
  // A new tab has a session of its own.
  stored(() => localStorage.setItem(MARKS, marks));
}

export function forgetMarks() {
  stored(() => sessionStorage.removeItem(MARKS));
}

function showMarks() {
  const handed = stored(() => JSON.parse(localStorage.getItem(MARKS) ?? "null"));
  if (handed && (handed.path === location.pathname || handed.until < Date.now())) {
    stored(() => localStorage.removeItem(MARKS));
    if (handed.until >= Date.now()) stored(() => sessionStorage.setItem(MARKS, JSON.stringify(handed)));
  }
  const marks = stored(() => JSON.parse(sessionStorage.getItem(MARKS) ?? "null"));
  if (marks?.path === location.pathname && Array.isArray(marks.words) && marks.words.length) {
    import("./marks.js").then(({ mark }) => mark(new Set(marks.words.map(String)))).catch(() => {});
  }
}

export function usesSlash() {
  return stored(() => localStorage.getItem(SLASH)) !== "off";
}

/** @param {boolean} uses */
export function setSlash(uses) {
  stored(() => (uses ? localStorage.removeItem(SLASH) : localStorage.setItem(SLASH, "off")));
}

/** @param {KeyboardEvent} event */
function slash(event) {
  const at = event.target instanceof HTMLElement ? event.target : document.body;
  const isText = at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isText || !usesSlash()) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/**
 * Make the box the combobox that it becomes, and fetch what suggests when it is used. Without that it stays the form
 * that it is, says so, and fetches again when it is used again.
 */
function awaitUse() {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  const failure = document.createElement("div");
  failure.className = "search-failure";
  failure.setAttribute("role", "status");
  const uses = ["focus", "input"];
  let isLoading = false;
  const load = async () => {
    if (isLoading) return;
    isLoading = true;
    form.append(failure);
    try {
      (await import("./box.js")).suggest();
      for (const use of uses) box.removeEventListener(use, load);
      failure.remove();
    } catch {
      failure.textContent = "No suggestions: they could not be loaded. Enter leads to the results.";
    }
    isLoading = false;
  };
  for (const use of uses) box.addEventListener(use, load);
  box.addEventListener("blur", () => {
    failure.remove();
    failure.textContent = "";
  });
  if (document.activeElement === box) load();
}

document.addEventListener("keydown", slash);
// The search page shows results below its box, not suggestions.
if (location.pathname !== new URL(form.action).pathname) awaitUse();
showMarks();
