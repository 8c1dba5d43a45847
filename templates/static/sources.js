// The source behind a citation mark, shown beside it: while the pointer or the focus is on the mark, or after a tap. The
// note stands behind the mark in the document, so that Tab leads from one into the other; Escape closes it. Without this
// script a mark leads to the list of sources, as it does on a second tap.

const LINGER = 250;
const PATIENCE = 120;
const MARGIN = 8;

const note = document.createElement("span");
note.className = "source-note";
note.id = "source-note";
note.setAttribute("role", "note");
note.popover = "manual";
/** @type {HTMLAnchorElement | null} */
let shown = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting = undefined;

/** @param {EventTarget | null} target */
function markAt(target) {
  return target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (target.closest(".citation > a")) : null;
}

/** @param {EventTarget | null} target */
function isIn(target) {
  return target instanceof Node && (note.contains(target) || Boolean(shown?.contains(target)));
}

/** @param {HTMLAnchorElement} mark */
function show(mark) {
  clearTimeout(waiting);
  if (mark === shown) return;
  const source = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  if (!source) return;
  hide();
  const copy = /** @type {Element} */ (source.cloneNode(true));
  copy.querySelector(".back-links")?.remove();
  note.replaceChildren(...copy.childNodes);
  mark.after(note);
  mark.setAttribute("aria-describedby", note.id);
  shown = mark;
  note.showPopover();
  // In the top layer a place is one of the page; the style of an element is no inline style to the policy of the page.
  const at = mark.getBoundingClientRect();
  const wide = document.documentElement.clientWidth - note.offsetWidth - MARGIN;
  const isBelow = at.bottom + note.offsetHeight + MARGIN <= innerHeight || at.top < note.offsetHeight;
  note.style.left = `${scrollX + Math.max(MARGIN, Math.min(at.left - 2 * MARGIN, wide))}px`;
  note.style.top = `${scrollY + (isBelow ? at.bottom + 2 : at.top - note.offsetHeight - 2)}px`;
}

function hide() {
  clearTimeout(waiting);
  shown?.removeAttribute("aria-describedby");
  shown = null;
  note.remove();
}

document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType !== "mouse") return;
  const mark = markAt(target);
  clearTimeout(waiting);
  if (mark && mark !== shown) waiting = setTimeout(() => show(mark), PATIENCE);
  else if (shown && !isIn(target) && !isIn(document.activeElement)) waiting = setTimeout(hide, LINGER);
});
document.addEventListener("focusin", ({ target }) => {
  const mark = markAt(target);
  if (mark?.matches(":focus-visible")) show(mark);
  else if (!isIn(target)) hide();
});
document.addEventListener("pointerdown", ({ target }) => {
  if (!isIn(target)) hide();
});
document.addEventListener("click", (event) => {
  const mark = markAt(event.target);
  if (!mark) return;
  // A finger has no way to hover: its first tap shows the note.
  const isTap = event instanceof PointerEvent && event.pointerType !== "mouse" && event.detail > 0;
  if (isTap && mark !== shown) {
    event.preventDefault();
    show(mark);
  } else {
    hide();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !shown) return;
  const mark = shown;
  const wasInside = note.contains(document.activeElement);
  hide();
  // The focus goes back to the mark, which shows its note again only when it is reached anew.
  if (wasInside) mark.focus({ preventScroll: true });
  hide();
});
