// The search box of every page but the search page, once it is used: suggestions as one types.

import {
  briefingUrl, cardMeta, countText, dress, element, FACETS, marked, nameText, prepare, search, typingPause, valueUrl, wait,
} from "./engine.js";
import { box, form, rememberMarks } from "./start.js";

/** @typedef {import("./engine.js").Results} Results */

const SUGGESTED = 5;
// Milliseconds without a key before the number of suggestions is read out.
const PAUSE = 700;
const SEARCH = new URL(form.action).pathname;

/** The suggestions below the box: a combobox with a listbox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). */
class Suggestions {
  constructor() {
    this.list = element("div", { role: "listbox", id: `${box.id}-list`, "aria-label": "Suggestions" });
    this.failure = element(
      "p", { role: "alert" }, "The search could not be loaded. ", element("button", { type: "button" }, "Try again"),
    );
    this.popup = element("div", { class: "popup", hidden: true }, this.list);
    this.status = element("p", { class: "hidden", role: "status" });
    this.turn = 0;
    this.active = -1;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pause = undefined;
    form.append(this.popup, this.status);
    box.setAttribute("aria-controls", this.list.id);
    this.dressed = dress();
    prepare();
    box.addEventListener("input", () => this.update());
    box.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", () => this.close());
    form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.popup.contains(relatedTarget))) this.close();
    });
    // The focus stays in the box, else the popup would close under the pointer.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.failure.addEventListener("click", ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      box.focus();
      this.update();
    });
  }

  get options() {
    return /** @type {HTMLAnchorElement[]} */ ([...this.list.children]);
  }

  close() {
    this.turn += 1;
    clearTimeout(this.pause);
    this.popup.hidden = true;
    this.status.textContent = "";
    box.setAttribute("aria-expanded", "false");
    this.move(-1);
  }

  async update() {
    const query = box.value;
    const turn = ++this.turn;
    if (!query.trim()) {
      this.close();
      return;
    }
    await wait(typingPause(query));
    if (turn !== this.turn) return;
    try {
      const [found] = await Promise.all([search({ query, limit: SUGGESTED, table: "full" }), this.dressed]);
      if (turn === this.turn) this.show(query, found);
    } catch {
      if (turn === this.turn) this.fail();
    }
  }

  /**
   * @param {string} query
   * @param {Results} found
   */
  show(query, { names, results, total, corrections, words }) {
    const options = names.map(({ facet, id, name, count }) => this.option(valueUrl(facet, id), [
      element("span", { class: "popup-name" }, nameText({ id, name })),
      element("span", { class: "note" }, `${FACETS[facet].one}, ${countText(count, "briefing", "briefings")}`),
    ]));
    for (const card of results) {
      const option = this.option(briefingUrl(card.id), [
        element("span", { class: "popup-title" }, ...marked(card.title, words)),
        element("span", { class: "card-meta" }, ...cardMeta(card)),
      ]);
      for (const event of ["click", "auxclick"]) option.addEventListener(event, () => rememberMarks(option.pathname, words));
      options.push(option);
    }
    const meant = corrections.length ? ` (for “${corrections.map(({ to }) => to).join(" ")}”)` : "";
    const all = total ? `All ${countText(total, "result", "results")} for “${query.trim()}”${meant}` : `No results for “${query.trim()}”: see what helps`;
    options.push(this.option(`${SEARCH}?q=${encodeURIComponent(query.trim())}`, [element("span", {}, all)]));
    options.forEach((option, at) => (option.id = `${this.list.id}-${at}`));
    this.list.replaceChildren(...options);
    this.open(this.list);
    this.pause = setTimeout(() => {
      this.status.textContent = `${countText(options.length, "suggestion", "suggestions")}. The arrow keys lead to them.`;
    }, PAUSE);
  }

  fail() {
    this.list.replaceChildren();
    this.open(this.failure);
  }

  /** @param {Element} content */
  open(content) {
    clearTimeout(this.pause);
    this.popup.replaceChildren(this.list, ...(content === this.list ? [] : [content]));
    this.popup.hidden = false;
    box.setAttribute("aria-expanded", String(content === this.list));
    this.move(-1);
  }

  /**
   * @param {string} url
   * @param {Node[]} content
   */
  option(url, content) {
    return element("a", { role: "option", href: url, tabindex: "-1", "aria-selected": "false" }, ...content);
  }

  /** @param {number} to the option that is active then; -1 for the box itself */
  move(to) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const option = this.options[to];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", option.id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {KeyboardEvent} event */
  async key(event) {
    const isOpen = !this.popup.hidden;
    const count = this.options.length;
    const { key, altKey, isComposing } = event;
    if (isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (altKey && key === "ArrowUp") {
        this.close();
      } else if (!isOpen) {
        await this.update();
        if (!altKey && !this.popup.hidden) this.move(key === "ArrowDown" ? 0 : this.options.length - 1);
      } else if (count) {
        // One step leads from the last option back to the box, and on to the first.
        const step = key === "ArrowDown" ? 1 : count;
        this.move(((this.active + 1 + step) % (count + 1)) - 1);
      }
    } else if (key === "Escape" && (isOpen || box.value)) {
      event.preventDefault();
      if (!isOpen) box.value = "";
      this.close();
    } else if (this.active >= 0 && (key === "Home" || key === "End")) {
      event.preventDefault();
      this.move(key === "Home" ? 0 : count - 1);
    } else if (this.active >= 0 && key === "Enter") {
      event.preventDefault();
      this.options[this.active].click();
    } else if (key === "ArrowLeft" || key === "ArrowRight") {
      this.move(-1);
    }
  }
}

/** Offer suggestions, for what may have been typed already. */
export function suggest() {
  new Suggestions().update();
}
