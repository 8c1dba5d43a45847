// The page of the map: filters arcs, marks and rows, and tells what stands behind an arc or a mark. What is asked for
// stands in the URL. The samples of the legend are the patterns from which arcs and marks are drawn anew.

import { follow } from "./form-state.js";

/** @typedef {[row: string, briefing: number, who: string, status: string, machines: number | null, hashratePh: number | null, powerMw: number | null]} Move */
/** @typedef {[row: string, briefing: number, authority: string, measure: string]} Action */
/** @typedef {Move | Action} Fact */
/**
 * @typedef {object} Facts what hashtrail.views.MapFacts holds
 * @property {Move[]} moves
 * @property {Action[]} actions
 * @property {Record<string, string>} organisations
 * @property {[year: string, title: string, url: string][]} briefings
 * @property {string[]} statuses
 * @property {[machines: number, powerMw: number][]} weights
 * @property {number[]} sizes
 * @property {Record<string, string>} groups
 * @property {Record<string, [x: number, y: number, width: number, height: number]>} regions
 */
/** @typedef {Record<"show" | "year" | "organisation" | "status" | "region", string>} State */

const TOLD = 6;

const form = /** @type {HTMLFormElement} */ (document.getElementById("map-filter"));
const found = /** @type {HTMLElement} */ (document.getElementById("map-found"));
const told = /** @type {HTMLElement} */ (document.getElementById("map-told"));
const frame = /** @type {HTMLElement} */ (document.getElementById("map-frame"));
const map = /** @type {SVGSVGElement} */ (frame.querySelector(":scope > .map"));
const legend = /** @type {HTMLElement} */ (document.querySelector(".legend"));

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/**
 * @param {Element} root
 * @param {string} selector
 */
const part = (root, selector) => /** @type {SVGElement} */ (root.querySelector(selector));

/**
 * Take attributes of one element over to another.
 * @param {Element} from
 * @param {Element} to
 * @param {...string} names
 */
function copy(from, to, ...names) {
  for (const name of names) to.setAttribute(name, from.getAttribute(name) ?? "");
}

/** Moves between two places, or actions at one: a row of a table, and an arc or a mark if they are drawn. */
class Item {
  /**
   * @param {HTMLElement | null} row
   * @param {string} id
   * @param {Facts} facts
   */
  constructor(row, id, facts) {
    this.row = row;
    this.facts = facts;
    this.isMoves = id.startsWith("moves-");
    this.shape = document.getElementById(`${this.isMoves ? "arc" : "mark"}-${id}`);
    this.title = this.shape && part(this.shape, "title");
    const label = this.title?.textContent ?? "";
    this.name = label.slice(0, label.lastIndexOf(": "));
    /** @type {Fact[]} */
    this.all = [];
    /** @type {Fact[]} */
    this.shown = [];
  }

  /** @returns {string} */
  get count() {
    const noun = this.isMoves ? "move" : "action";
    const { length } = this.all;
    return this.shown.length === length ? counted(length, noun) : `${this.shown.length} of ${counted(length, noun)}`;
  }

  /** @param {Fact[]} shown */
  show(shown) {
    this.shown = shown;
    if (this.row) {
      this.row.hidden = shown.length === 0;
      const cell = /** @type {HTMLElement} */ (this.row.querySelector(".number"));
      cell.textContent = shown.length === this.all.length ? shown.length.toLocaleString("en") : `${shown.length} of ${this.all.length}`;
    }
    if (!this.shape || !this.title) return;
    this.shape.classList.toggle("out", shown.length === 0);
    if (shown.length === 0) return;
    this.title.textContent = `${this.name}: ${this.count}${this.isMoves ? this.#drawArc() : this.#drawMark()}`;
  }

  /** Draw the arc of the moves that are shown; gives what its title says beside their number. */
  #drawArc() {
    const shape = /** @type {HTMLElement} */ (this.shape);
    const moves = /** @type {Move[]} */ (this.shown);
    const standing = this.facts.statuses.filter((status) => status !== "cancelled" && moves.some((move) => move[3] === status));
    const status = standing.at(-1) ?? "cancelled";
    /** @param {4 | 6} field */
    const largest = (field) => Math.max(0, ...standing.map((each) =>
      moves.reduce((sum, move) => sum + (move[3] === each ? move[field] ?? 0 : 0), 0)));
    const machines = largest(4);
    const power = largest(6);
    const weight = this.facts.weights.filter(([least, megawatts]) => machines >= least || power >= megawatts).length;
    const sample = part(legend, `.status-${status}`);
    const line = part(shape, ".line");
    copy(part(sample, ".line"), line, "stroke-dasharray");
    copy(part(sample, ".head > path"), part(shape, ".head > path"), "d");
    shape.setAttribute("class", `arc status-${status} weight-${weight}`);
    return moves.length === 1 ? `, ${status}` : `, the farthest ${status}`;
  }

  /** Draw the mark of the actions that are shown; gives what its title says beside their number. */
  #drawMark() {
    const shape = /** @type {HTMLElement} */ (this.shape);
    /** @type {Map<string, number>} */
    const measures = new Map();
    /** @type {Map<string, number>} */
    const groups = new Map([...new Set(Object.values(this.facts.groups))].map((group) => [group, 0]));
    for (const [, , , measure] of this.shown) {
      measures.set(measure, (measures.get(measure) ?? 0) + 1);
      const group = this.facts.groups[measure];
      groups.set(group, (groups.get(group) ?? 0) + 1);
    }
    const [group] = [...groups].reduce((most, each) => (each[1] > most[1] ? each : most));
    const order = Object.keys(this.facts.groups);
    const ranked = [...measures].sort((a, b) => b[1] - a[1] || order.indexOf(a[0]) - order.indexOf(b[0]));
    const sample = part(legend, `[data-group="${group}"]`);
    const sizes = this.facts.sizes;
    const at = part(shape, "g");
    at.setAttribute("transform", String(at.getAttribute("transform")).replace(
      /scale\(.*/u, `scale(${sizes[Math.min(this.shown.length, sizes.length) - 1]})`));
    copy(part(sample, "path"), part(shape, "path"), "d");
    copy(sample, shape, "class");
    const counts = ranked.map(([measure, count]) => `${measure.replaceAll("-", " ")} ${count}`);
    return ` (${counts.join(", ")})`;
  }

  /** What is shown of it, in words and links. */
  tell() {
    const list = element("ul", { class: "link-list" }, ...this.shown.slice(0, TOLD).map((fact) => this.#told(fact)));
    const parts = [element("h2", {}, this.name), element("p", { class: "note" }, this.count), list];
    if (this.row) {
      const rest = this.shown.length > TOLD ? `All ${this.shown.length} in the table` : "In the table";
      parts.push(element("p", { class: "note" }, element("a", { href: `#${this.row.id}` }, rest)));
    }
    return parts;
  }

  /** @param {Fact} fact */
  #told(fact) {
    const [year, title, url] = this.facts.briefings[fact[1]];
    const [, , who, what, machines, hashratePh, powerMw] = /** @type {Move} */ (fact);
    const sizes = [
      machines ? counted(machines, "machine") : "",
      hashratePh ? `${hashratePh.toLocaleString("en")} PH/s` : "",
      powerMw ? `${powerMw.toLocaleString("en")} MW` : "",
    ].filter(Boolean);
    const said = [year, this.facts.organisations[who], what.replaceAll("-", " "), ...sizes].join(", ");
    return element("li", {}, `${said}: `, element("a", { href: url }, title));
  }
}

class WorldMap {
  /** @param {Facts} facts */
  constructor(facts) {
    this.facts = facts;
    /** @type {Map<string, Item>} */
    this.items = new Map();
    for (const fact of [...facts.moves, ...facts.actions]) {
      const id = fact[0];
      let item = this.items.get(id);
      if (!item) this.items.set(id, (item = new Item(document.getElementById(id), id, facts)));
      item.all.push(fact);
    }
    /** @type {Map<Element, Item>} */
    this.byShape = new Map();
    for (const item of this.items.values()) if (item.shape) this.byShape.set(item.shape, item);
    // The keyboard walks from west to east.
    const shapes = /** @type {SVGGraphicsElement[]} */ ([...this.byShape.keys()]);
    const places = new Map(shapes.map((shape) => [shape, shape.getBBox().x]));
    this.shapes = shapes.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    /** @type {Item | undefined} */
    this.current = undefined;
    this.isPinned = false;
    this.whole = String(map.getAttribute("viewBox"));
  }

  /** @param {State} state */
  show(state) {
    this.forget();
    let moves = 0;
    let actions = 0;
    for (const item of this.items.values()) {
      const isOut = item.isMoves ? state.show === "actions" : state.show === "moves" || state.status !== "";
      const shown = isOut ? [] : item.all.filter(([, briefing, who, what]) =>
        (!state.year || this.facts.briefings[briefing][0] === state.year) &&
        (!state.organisation || who === state.organisation) &&
        (!state.status || what === state.status));
      item.show(shown);
      if (item.isMoves) moves += shown.length;
      else actions += shown.length;
    }
    this.#setTabStop();
    this.#look(state.region);
    const isFiltered = Object.entries(state).some(([name, value]) => name !== "region" && value);
    found.textContent = isFiltered
      ? `${counted(moves, "move")} and ${counted(actions, "action")} shown. Sums in the tables are those of all moves.` : "";
  }

  /** @param {string} region the part of the world to look at */
  #look(region) {
    const part = this.facts.regions[region];
    map.setAttribute("viewBox", part ? part.join(" ") : this.whole);
    map.toggleAttribute("data-region", part !== undefined);
    const [, , width] = this.whole.split(" ").map(Number);
    map.style.setProperty("--zoom", String(part ? Math.sqrt(part[2] / width) * 0.75 : 1));
  }

  get visible() {
    return this.shapes.filter((shape) => !shape.classList.contains("out"));
  }

  /** @param {Element} [shape] the one that the Tab key leads to */
  #setTabStop(shape = this.visible[0]) {
    for (const each of this.shapes) each.setAttribute("tabindex", each === shape ? "0" : "-1");
  }

  /** @param {Element} shape */
  tell(shape) {
    const item = this.byShape.get(shape);
    if (!item || item === this.current) return;
    this.current?.shape?.classList.remove("told");
    this.current = item;
    shape.classList.add("told");
    told.replaceChildren(...item.tell());
    told.hidden = false;
  }

  forget() {
    this.current?.shape?.classList.remove("told");
    this.current = undefined;
    this.isPinned = false;
    told.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const shapes = this.visible;
    const at = shapes.findIndex((shape) => shape === document.activeElement);
    const steps = /** @type {Record<string, number>} */ ({
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: shapes.length - 1,
    });
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = shapes[(steps[event.key] + shapes.length) % shapes.length];
    this.#setTabStop(next);
    next.focus();
  }

  listen() {
    /** @param {Event} event */
    const shapeOf = ({ target }) => (target instanceof Element ? target.closest(".arc, .mark") : null);
    for (const shape of this.shapes) {
      const line = shape.querySelector(".line");
      if (!line) continue;
      // A thin line is hard to hit.
      const hit = /** @type {Element} */ (line.cloneNode());
      hit.setAttribute("class", "hit");
      shape.prepend(hit);
    }
    map.addEventListener("pointerover", (event) => {
      const shape = shapeOf(event);
      if (shape && !this.isPinned) this.tell(shape);
    });
    frame.addEventListener("pointerleave", () => {
      if (!this.isPinned && !map.contains(document.activeElement)) this.forget();
    });
    // Not on the map itself: browsers let the Tab key stop at an SVG element that listens for the focus.
    frame.addEventListener("focusin", (event) => {
      const shape = shapeOf(event);
      if (!shape) return;
      this.#setTabStop(shape);
      this.isPinned = false;
      this.tell(shape);
    });
    map.addEventListener("click", (event) => {
      event.preventDefault();
      const shape = shapeOf(event);
      if (!shape) {
        this.forget();
        return;
      }
      this.tell(shape);
      this.isPinned = true;
      // The keyboard has no pointer: what Enter has chosen is read next.
      if (event.detail === 0) told.focus();
    });
    map.addEventListener("keydown", (event) => this.walk(event));
    frame.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !this.current) return;
      if (told.contains(document.activeElement)) this.current.shape?.focus({ preventScroll: true });
      this.forget();
    });
  }
}

/** @param {Facts} facts */
function start(facts) {
  const world = new WorldMap(facts);
  const select = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  const years = new Set(facts.briefings.map(([year]) => year));
  select("show").append(...["moves", "actions"].map((name) => element("option", {}, name)));
  select("year").append(...[...years].sort().reverse().map((year) => element("option", {}, year)));
  select("organisation").append(...Object.entries(facts.organisations).map(([id, name]) => element("option", { value: id }, name)));
  select("region").append(...Object.keys(facts.regions).map((name) => element("option", {}, name)));
  select("status").append(...facts.statuses.map((status) => element("option", {}, status)));

  world.listen();
  form.removeAttribute("aria-busy");
  follow(form, "change", (state) => world.show(/** @type {State} */ (state)));
}

async function load() {
  const answer = await fetch(String(form.dataset.facts));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// The facts of a large archive are many: they wait for the first sign that somebody wants more than to look.
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];

function begin() {
  for (const sign of SIGNS) removeEventListener(sign, begin);
  load().then(start, () => {
    form.remove();
    found.textContent = "The filters could not be loaded. The tables below have everything.";
  });
}

form.hidden = false;
form.setAttribute("aria-busy", "true");
if (location.search) begin();
else for (const sign of SIGNS) addEventListener(sign, begin, { passive: true });
