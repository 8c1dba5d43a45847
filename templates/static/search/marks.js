// Marks the words of a search on the page that was found by it.

import { countText, dress, element, markWords } from "./engine.js";
import { forgetMarks } from "./start.js";

/** @param {Set<string>} words */
export async function mark(words) {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = /** @type {Text} */ (texts.currentNode);
    const pieces = markWords(text.data, words);
    if (pieces.some(({ marked }) => marked)) found.push({ text, pieces });
  }
  /** @type {HTMLElement[]} */
  const marks = [];
  for (const { text, pieces } of found) {
    text.replaceWith(...pieces.map((piece) => {
      if (!piece.marked) return piece.text;
      marks.push(element("mark", {}, piece.text));
      return marks[marks.length - 1];
    }));
  }
  if (!marks.length) return;
  await dress();
  main.prepend(bar(main, marks));
}

/**
 * @param {HTMLElement} main
 * @param {HTMLElement[]} marks
 */
function bar(main, marks) {
  const next = element("button", { type: "button" }, "Next mark");
  const clear = element("button", { type: "button" }, "Clear the marks");
  const made = element(
    "section", { class: "marks", "aria-label": "Marks of your search" },
    element("p", {}, `Your search is marked in ${countText(marks.length, "place", "places")}. `), next, " ", clear,
  );
  let at = -1;
  next.addEventListener("click", () => {
    marks[at]?.removeAttribute("class");
    at = (at + 1) % marks.length;
    marks[at].className = "current";
    marks[at].scrollIntoView({ block: "center" });
  });
  clear.addEventListener("click", () => {
    for (const each of marks) {
      const parent = each.parentNode;
      each.replaceWith(...each.childNodes);
      parent?.normalize();
    }
    made.remove();
    forgetMarks();
    main.focus();
  });
  return made;
}
