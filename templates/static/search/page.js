// The search page: what is asked for stands in its URL, what is found is shown below its box.

import {
  briefingUrl, cardMeta, countText, dateText, element, FACETS, marked, nameText, search, spans, typingPause, valueUrl, wait,
} from "./engine.js";
import { box, form, rememberMarks, setSlash, usesSlash } from "./start.js";

/** @typedef {import("./engine.js").Results} Results */
/** @typedef {import("./engine.js").Value} Value */
/** @typedef {import("./engine.js").State} State */
/** @typedef {"relevance" | "newest" | "oldest"} Sort */
/**
 * @typedef {object} Asked what the URL says
 * @property {string} query
 * @property {Record<string, string[]>} chosen
 * @property {string} after the first day, month or year
 * @property {string} until the last one
 * @property {Sort} sort
 * @property {boolean} exact
 * @property {number} shown how many results
 */

const PAGE = 10;
const MOST_SHOWN = 500;
/** @type {Record<Sort, string>} */
const SORTS = { relevance: "Best match", newest: "Newest first", oldest: "Oldest first" };
// Values of a facet that show until all are asked for.
const FOLDED = 6;
// A time with more months than these shows its years.
const MOST_MONTHS = 36;
// What is dropped on trial when nothing is found.
const TRIALS = 8;
const ANNOUNCE_AFTER = 900;
const WRITE_AFTER = 250;
const DATE = /^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const PIECE = /-?(?:[a-z]+:)?(?:"[^"]*"?|[^\s"]+)/giu;
const TITLE = document.title;

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {string} name
 * @param {Record<string, string | boolean>} [attributes]
 */
const button = (name, attributes = {}) => element("button", { type: "button", ...attributes }, name);

/** @returns {Asked} */
function read() {
  const given = new URLSearchParams(location.search);
  /** @param {string} name */
  const date = (name) => (DATE.test(given.get(name) ?? "") ? String(given.get(name)) : "");
  const sort = given.get("sort") ?? "";
  const shown = Math.floor(Number(given.get("shown")));
  return {
    query: given.get("q") ?? "",
    chosen: Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, [...new Set(given.getAll(facet))]])),
    after: date("after"),
    until: date("until"),
    sort: Object.hasOwn(SORTS, sort) ? /** @type {Sort} */ (sort) : "relevance",
    exact: given.has("exact"),
    shown: shown > PAGE ? Math.min(shown, MOST_SHOWN) : PAGE,
  };
}

/**
 * The URL of a state: always the same for the same one.
 * @param {Asked} asked
 */
function address(asked) {
  const given = new URLSearchParams();
  if (asked.query.trim()) given.append("q", asked.query);
  for (const facet of Object.keys(FACETS)) {
    for (const id of [...asked.chosen[facet]].sort()) given.append(facet, id);
  }
  if (asked.after) given.append("after", asked.after);
  if (asked.until) given.append("until", asked.until);
  if (asked.sort !== "relevance") given.append("sort", asked.sort);
  if (asked.exact) given.append("exact", "1");
  if (asked.shown > PAGE) given.append("shown", String(asked.shown));
  const query = given.toString();
  return location.pathname + (query ? `?${query}` : "");
}

/**
 * @param {Asked} asked
 * @param {Partial<Asked>} changes
 */
function changed(asked, changes) {
  return { ...asked, shown: PAGE, ...changes };
}

/**
 * @param {Asked} asked
 * @param {string} facet
 * @param {string[]} ids
 */
function choosing(asked, facet, ids) {
  return changed(asked, { chosen: { ...asked.chosen, [facet]: ids } });
}

/** @param {Asked} asked */
function isEmpty({ query, chosen, after, until }) {
  return !query.trim() && !after && !until && Object.values(chosen).every((ids) => ids.length === 0);
}

/**
 * The day, month or year after one: the engine leaves out what begins with it.
 * @param {string} date
 */
function following(date) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return String(year + 1);
  const next = new Date(Date.UTC(year, month - (day ? 1 : 0), day ? day + 1 : 1));
  return next.toISOString().slice(0, date.length);
}

/**
 * @param {Asked} asked
 * @returns {State}
 */
function stateOf({ query, chosen, after, until, sort, exact, shown }) {
  return { query, chosen, after, before: until && following(until), sort, exact, limit: shown };
}

/**
 * A link to a state. The page itself follows it (`choose`).
 * @param {Asked} asked
 * @param {...(Node | string)} children
 */
function link(asked, ...children) {
  return element("a", { href: address(asked) }, ...children);
}

/**
 * Write parts of the page anew, and leave the focus where it was.
 * @param {() => void} write
 */
function keepingFocus(write) {
  const focused = document.activeElement?.id;
  write();
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

class Filters {
  /**
   * @param {(asked: Asked) => void} choose
   * @param {() => void} again asks once more what is asked now
   */
  constructor(choose, again) {
    this.choose = choose;
    this.again = again;
    this.wantsAll = false;
    this.root = /** @type {HTMLDetailsElement} */ (part("page-filters"));
    this.summary = /** @type {HTMLElement} */ (this.root.querySelector("summary"));
    this.groups = new Map(Object.entries(FACETS).map(([facet, { one }]) => [facet, new Group(facet, one, this)]));
    this.dates = new Dates(this);
    const roots = [...this.groups.values()].map(({ root }) => root);
    this.root.append(...roots.slice(0, 2), this.dates.root, ...roots.slice(2));
    const wide = matchMedia("(min-width: 62rem)");
    const unfold = () => (this.root.open = wide.matches);
    wide.addEventListener("change", unfold);
    unfold();
    /** @type {Asked} */
    this.asked = read();
  }

  /** @param {Asked} asked */
  ask(asked) {
    this.asked = asked;
    this.dates.ask(asked);
    const count = Object.values(asked.chosen).flat().length + (asked.after || asked.until ? 1 : 0);
    this.summary.textContent = count ? `Filters (${count} chosen)` : "Filters";
  }

  /** Let the values show that were not loaded so far. */
  showAll() {
    this.wantsAll = true;
    this.again();
  }

  /** @param {Results} found */
  show({ facets, histogram }) {
    for (const [facet, group] of this.groups) group.show(facets[facet]);
    this.dates.show(histogram);
  }
}

/** The values of one facet, to choose from. */
class Group {
  /**
   * @param {string} facet
   * @param {string} name
   * @param {Filters} filters
   */
  constructor(facet, name, filters) {
    this.facet = facet;
    this.filters = filters;
    this.name = name;
    this.isFolded = true;
    this.isKnown = false;
    /** @type {Value[]} */
    this.values = [];
    this.list = element("ul", { class: "link-list" });
    this.fold = button("", { id: `facet-${facet}` });
    this.root = element("fieldset", { hidden: true }, element("legend", {}, name), this.list, this.fold);
    this.fold.addEventListener("click", () => {
      if (this.isKnown) this.isFolded = !this.isFolded;
      else filters.showAll();
      this.write();
    });
    this.list.addEventListener("change", ({ target }) => {
      const { asked } = filters;
      const { value, checked } = /** @type {HTMLInputElement} */ (target);
      const others = asked.chosen[facet].filter((id) => id !== value);
      filters.choose(choosing(asked, facet, checked ? [...others, value] : others));
    });
  }

  /**
   * Values that are not loaded come when they are asked for.
   * @param {Value[] | undefined} values
   */
  show(values) {
    this.isKnown = values !== undefined;
    this.values = (values ?? []).filter(({ count, id }) => count > 0 || this.isChosen(id));
    this.root.hidden = this.isKnown && this.values.length === 0;
    this.write();
  }

  /** @param {string} id */
  isChosen(id) {
    return this.filters.asked.chosen[this.facet].includes(id);
  }

  /** The values with most briefings first; regions below their country, and folded away before it. */
  ordered() {
    const sorted = [...this.values].sort((a, b) => b.count - a.count || (nameText(a) < nameText(b) ? -1 : 1));
    if (this.facet !== "place") return sorted;
    return sorted.filter(({ id }) => id.length === 2).flatMap((country) =>
      [country, ...sorted.filter(({ id }) => id.startsWith(`${country.id}-`))]);
  }

  write() {
    const ordered = this.ordered();
    const tops = ordered.filter(({ id }) => this.facet !== "place" || id.length === 2);
    const first = new Set(tops.slice(0, FOLDED));
    const shown = this.isFolded ? ordered.filter((value) => first.has(value) || this.isChosen(value.id)) : ordered;
    keepingFocus(() => {
      this.list.replaceChildren(...shown.map((value) => this.item(value)));
      const isLong = ordered.length > FOLDED || ordered.length > tops.length;
      this.fold.hidden = this.isKnown && !isLong;
      const more = this.isKnown ? `Show all ${ordered.length}` : `Show the values of “${this.name}”`;
      this.fold.textContent = this.isFolded ? more : "Show fewer";
      this.fold.setAttribute("aria-expanded", String(!this.isFolded));
    });
  }

  /** @param {Value} value */
  item(value) {
    const input = element("input", { type: "checkbox", id: `facet-${this.facet}-${value.id}`, value: value.id });
    input.checked = this.isChosen(value.id);
    const count = element("span", { class: "count" }, `(${value.count.toLocaleString("en")})`);
    const isRegion = this.facet === "place" && value.id.length > 2;
    return element("li", { class: isRegion ? "region" : "" }, element("label", {}, input, element("span", {}, nameText(value), " ", count)));
  }
}

/** A time to choose: two dates, and how many briefings there are over time. */
class Dates {
  /** @param {Filters} filters */
  constructor(filters) {
    this.chart = element("div", { class: "histogram" });
    this.after = this.field("facet-after", "From");
    this.until = this.field("facet-until", "Until");
    this.filters = filters;
    const hint = element("p", { class: "note", id: "facet-dates" }, "As 2021, 2021-06 or 2021-06-21");
    this.root = element(
      "fieldset", { class: "dates", hidden: true }, element("legend", {}, "Date"), this.chart,
      element("label", {}, "From ", this.after), element("label", {}, "Until ", this.until), hint,
    );
    this.root.addEventListener("change", () => {
      const fields = [this.after, this.until];
      for (const field of fields) {
        field.value = field.value.trim();
        const isDate = !field.value || DATE.test(field.value);
        field.setCustomValidity(isDate ? "" : "Write a year, a month or a day: 2021, 2021-06 or 2021-06-21.");
        field.setAttribute("aria-invalid", String(!isDate));
        field.reportValidity();
      }
      if (fields.every((field) => field.validity.valid)) {
        filters.choose(changed(filters.asked, { after: this.after.value, until: this.until.value }));
      }
    });
    this.chart.addEventListener("click", ({ target }) => {
      const time = target instanceof Element ? target.getAttribute("data-time") : null;
      if (time) filters.choose(changed(filters.asked, { after: time, until: time }));
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  field(id, name) {
    return element("input", { id, name, "aria-describedby": "facet-dates", maxlength: "10", size: "10", inputmode: "text", autocomplete: "off" });
  }

  /** @param {Asked} asked */
  ask({ after, until }) {
    this.after.value = after;
    this.until.value = until;
  }

  /** @param {{month: string, count: number}[]} histogram */
  show(histogram) {
    this.root.hidden = histogram.length === 0;
    const times = timesOf(histogram);
    const most = Math.max(1, ...times.map(({ count }) => count));
    const isYears = times.every(({ time }) => time.length === 4);
    const told = times.filter(({ count }) => count).map(({ time, count }) => `${dateText(time)}: ${count}`).join(", ");
    const chart = shape("svg", {
      viewBox: `0 0 ${times.length} 10`, preserveAspectRatio: "none", role: "img",
      "aria-label": `Briefings by ${isYears ? "year" : "month"}: ${told || "none"}`,
    });
    const { after, until } = this.filters.asked;
    times.forEach(({ time, count }, at) => {
      const isOut = (after && time < after.slice(0, time.length)) || (until && time > until.slice(0, time.length));
      const height = count ? Math.max(0.5, (10 * count) / most) : 0;
      const title = shape("title", {});
      title.textContent = `${dateText(time)}: ${count}`;
      const bar = { x: String(at + 0.08), width: "0.84", y: String(10 - height), height: String(height), class: isOut ? "out" : "" };
      const target = shape("rect", { x: String(at), y: "0", width: "1", height: "10", class: "target", "data-time": time });
      target.append(title);
      chart.append(shape("rect", bar), target);
    });
    const [first, last] = [times[0]?.time ?? "", times[times.length - 1]?.time ?? ""];
    this.chart.replaceChildren(chart, element("p", { class: "note", "aria-hidden": "true" }, element("span", {}, first), element("span", {}, last)));
  }
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/**
 * The months from the first to the last one, or the years if these are many or no more is known.
 * @param {{month: string, count: number}[]} histogram
 */
function timesOf(histogram) {
  const months = histogram.map(({ month }) => month).filter((month) => month.length === 7);
  const number = (/** @type {string} */ month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1;
  const [first, last] = months.length ? [number(months[0]), number(months[months.length - 1])] : [0, MOST_MONTHS];
  const length = last - first < MOST_MONTHS && months.length === histogram.length ? 7 : 4;
  /** @type {Map<string, number>} */
  const counts = new Map();
  if (length === 7) {
    for (let at = first; at <= last; at++) counts.set(`${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`, 0);
  } else if (histogram.length) {
    const [from, to] = [histogram[0], histogram[histogram.length - 1]].map(({ month }) => Number(month.slice(0, 4)));
    for (let year = from; year <= to; year++) counts.set(String(year), 0);
  }
  for (const { month, count } of histogram) counts.set(month.slice(0, length), (counts.get(month.slice(0, length)) ?? 0) + count);
  return [...counts].map(([time, count]) => ({ time, count }));
}

class Page {
  constructor() {
    this.parts = part("page-search-parts");
    this.start = part("page-search-start");
    this.results = part("page-results");
    this.heading = element("h2", {});
    this.sort = element("select", { id: "page-sort" }, ...Object.entries(SORTS).map(([value, name]) => element("option", { value }, name)));
    this.tools = element("p", { class: "sort no-print" }, element("label", { for: "page-sort" }, "Sort by "), this.sort);
    this.chips = element("ul", { class: "inline-list chips", "aria-label": "Chosen filters" });
    this.notes = element("div", { class: "search-notes" });
    this.names = element("div", { class: "search-names" });
    this.list = element("ol", { class: "cards" });
    this.more = button("");
    this.status = element("p", { class: "hidden", role: "status" });
    this.filters = new Filters((asked) => this.choose(asked), () => this.go(this.asked));
    this.asked = read();
    this.turn = 0;
    this.hasTable = false;
    // Whether the next key begins another search, to which Back leads.
    this.isSettled = false;
    /** @type {Set<string>} */
    this.words = new Set();
    // Ends the excerpts of the results that are shown.
    this.excerpts = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.announcing = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.writing = undefined;
    this.results.append(element("div", { class: "results-head" }, this.heading, this.tools), this.chips, this.notes, this.names, this.list, this.more);
    this.parts.before(this.status);
    this.parts.hidden = false;
    part("page-no-script").remove();
    this.addSlash();
    this.listen();
    this.go(this.asked);
  }

  listen() {
    box.addEventListener("input", () => this.type());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
      this.isSettled = true;
      // On a phone the keyboard would hide the results.
      if (matchMedia("(pointer: coarse)").matches) box.blur();
    });
    this.sort.addEventListener("change", () => this.choose(changed(this.asked, { sort: /** @type {Sort} */ (this.sort.value) })));
    this.more.addEventListener("click", () => this.showMore());
    this.filters.root.addEventListener("toggle", () => {
      if (this.filters.root.open && !this.hasTable) this.go(this.asked);
    });
    // A link to another state of this page is followed without loading it anew.
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target.closest("a") : null;
      const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
      if (!target || !isPlain || target.hash || target.pathname !== location.pathname || target.origin !== location.origin) return;
      event.preventDefault();
      history.pushState(null, "", target.href);
      this.go(read());
      this.heading.scrollIntoView({ block: "nearest" });
    });
    for (const event of ["click", "auxclick"]) {
      this.list.addEventListener(event, ({ target }) => {
        const opened = target instanceof Element ? target.closest("a") : null;
        if (opened) rememberMarks(opened.pathname, this.words);
      });
    }
    addEventListener("popstate", () => this.go(read()));
  }

  /** The key that leads to the box may be in the way of who speaks to the computer, or presses it by mistake. */
  addSlash() {
    const input = element("input", { type: "checkbox", id: "page-slash" });
    input.checked = usesSlash();
    input.addEventListener("change", () => setSlash(input.checked));
    this.start.append(element("p", { class: "note no-print" }, element("label", {}, input, " On every page, the key / leads to the search box")));
  }

  type() {
    const asked = changed(this.asked, { query: box.value, exact: false });
    if (this.isSettled) history.pushState(null, "", address(asked));
    this.isSettled = false;
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER);
    this.go(asked, { isTyping: true });
  }

  write() {
    clearTimeout(this.writing);
    history.replaceState(history.state, "", address(this.asked));
  }

  /** @param {Asked} asked */
  choose(asked) {
    clearTimeout(this.writing);
    history.replaceState(history.state, "", address(this.asked));
    history.pushState(null, "", address(asked));
    this.isSettled = true;
    this.go(asked);
  }

  async showMore() {
    const before = this.list.children.length;
    const asked = { ...this.asked, shown: Math.min(MOST_SHOWN, this.asked.shown + PAGE) };
    history.replaceState(history.state, "", address(asked));
    await this.go(asked);
    this.list.children[before]?.querySelector("a")?.focus();
  }

  /**
   * @param {Asked} asked
   * @param {{isTyping?: boolean}} [how]
   */
  async go(asked, { isTyping = false } = {}) {
    const turn = ++this.turn;
    clearTimeout(this.announcing);
    this.excerpts.abort();
    this.asked = asked;
    if (!isTyping) box.value = asked.query;
    this.sort.value = asked.sort;
    document.title = asked.query.trim() ? `${asked.query.trim()} – ${TITLE}` : TITLE;
    this.filters.ask(asked);
    const isNow = () => turn === this.turn;
    if (isTyping) await wait(typingPause(asked.query));
    if (!isNow()) return;
    const empty = isEmpty(asked);
    this.start.hidden = !empty;
    this.results.hidden = empty;
    // Without a question, and with the filters folded, there is nothing to load.
    if (empty && !this.filters.root.open) return;
    this.results.setAttribute("aria-busy", "true");
    try {
      const state = stateOf(asked);
      if (!this.hasTable && !empty) {
        const first = await search({ ...state, table: "none" });
        if (!isNow()) return;
        this.show(first);
      }
      const found = await search({ ...state, limit: empty ? 0 : asked.shown, table: this.filters.wantsAll ? "full" : "fitting" });
      this.hasTable = true;
      if (!isNow()) return;
      this.filters.show(found);
      this.show(found);
      this.showExcerpts(found).catch(() => {});
      if (!found.total && !empty) await this.showTrials(found, isNow);
      if (isNow() && !empty) this.announce();
    } catch {
      if (isNow()) this.fail();
    }
    if (isNow()) this.results.removeAttribute("aria-busy");
  }

  /** @param {Results} found */
  show(found) {
    const { asked } = this;
    this.words = found.words;
    const query = asked.query.trim();
    this.heading.textContent = found.total
      ? query ? `${countText(found.total, "result", "results")} for “${query}”` : countText(found.total, "briefing", "briefings")
      : query ? `No results for “${query}”` : "No briefings";
    this.tools.hidden = found.total < 2;
    this.chips.replaceChildren(...this.chipsOf(found));
    this.chips.hidden = this.chips.children.length === 0;
    this.notes.replaceChildren(...this.notesOf(found));
    this.names.replaceChildren(...namesOf(found), ...followsOf(found));
    keepingFocus(() => this.list.replaceChildren(...found.results.map((card, at) => this.card(card, at, found.sought))));
    const left = found.total - found.results.length;
    this.more.hidden = left <= 0 || asked.shown >= MOST_SHOWN;
    this.more.textContent = `${Math.min(PAGE, left)} more results`;
  }

  /**
   * @param {import("./engine.js").Card} card
   * @param {number} at
   * @param {import("./engine.js").Sought[]} sought
   */
  card(card, at, sought) {
    const title = element("a", { href: briefingUrl(card.id), id: `result-${at}` }, ...marked(card.title, this.words));
    // The room for an excerpt is there from the start, so that nothing moves when it comes.
    const excerpt = notShown(card, sought).length ? [element("p", { class: "excerpt" })] : [];
    return element("li", {}, element(
      "article", { class: "card" }, element("p", { class: "card-meta" }, ...cardMeta(card)), element("h3", {}, title),
      element("p", {}, ...marked(card.summary, this.words)), ...excerpt,
    ));
  }

  /** @param {Results} found */
  async showExcerpts({ results, sought, words }) {
    this.excerpts = new AbortController();
    const { signal } = this.excerpts;
    const rooms = results.flatMap((card, at) => {
      const room = /** @type {HTMLElement | null} */ (this.list.children[at].querySelector(".excerpt"));
      return room ? [{ element: room, id: card.id, sought: notShown(card, sought) }] : [];
    });
    if (!rooms.length) return;
    const { fill } = await import("./excerpts.js");
    if (!signal.aborted) fill(rooms, words, signal);
  }

  /**
   * What is chosen, each as a link to the state without it.
   * @param {Results} found
   */
  chipsOf({ facets }) {
    const { asked } = this;
    const chips = Object.entries(asked.chosen).flatMap(([facet, ids]) => ids.map((id) => {
      const value = facets[facet]?.find((each) => each.id === id) ?? { id, name: id };
      const rest = choosing(asked, facet, ids.filter((each) => each !== id));
      return { name: `${FACETS[facet].one}: ${nameText(value)}`, rest };
    }));
    if (asked.after || asked.until) {
      const time = [asked.after && `from ${dateText(asked.after)}`, asked.until && `until ${dateText(asked.until)}`];
      chips.push({ name: `Date: ${time.filter(Boolean).join(" ")}`, rest: changed(asked, { after: "", until: "" }) });
    }
    const made = chips.map(({ name, rest }) => {
      const chip = link(rest, name, element("span", { "aria-hidden": "true" }, " ×"));
      chip.setAttribute("aria-label", `Remove ${name}`);
      return element("li", {}, chip);
    });
    const none = Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, []]));
    if (made.length > 1) made.push(element("li", {}, link(changed(asked, { chosen: none, after: "", until: "" }), "Remove all")));
    return made;
  }

  /** @param {Results} found */
  notesOf({ corrections, partial, missing, unknown, total }) {
    const { asked } = this;
    const notes = [];
    if (corrections.length) {
      const meant = corrections.map(({ to }) => to).join(" ");
      const written = corrections.map(({ from }) => from).join(" ");
      notes.push(element("p", {}, "Showing results for ", element("strong", {}, meant), ". Search instead for ", link(changed(asked, { exact: true }), written), "."));
    }
    if (asked.exact) notes.push(element("p", {}, "Searched as written. ", link(changed(asked, { exact: false }), "Search for similar words too"), "."));
    if (partial && total) notes.push(element("p", {}, "No briefing has all the words; these have most of them."));
    const unlike = missing.map((word) => `“${word}”`).join(", ");
    if (unlike) notes.push(element("p", {}, `Nothing is like ${unlike}.`));
    for (const { facet, value, nearest } of unknown) {
      const kind = FACETS[facet]?.one.toLowerCase() ?? "date";
      const said = element("p", {}, `There is no ${kind} “${value}”. `);
      if (nearest) {
        const query = asked.query.replace(value, nearest);
        const chosen = { ...asked.chosen, [facet]: asked.chosen[facet].map((id) => (id === value ? nearest : id)) };
        said.append("Did you mean ", link(changed(asked, { query, chosen }), nearest), "?");
      }
      notes.push(said);
    }
    return notes;
  }

  /**
   * Nothing was found: what there is without a part of what was asked for.
   * @param {Results} found
   * @param {() => boolean} isNow
   */
  async showTrials(found, isNow) {
    const { asked } = this;
    /** @type {{name: string, asked: Asked}[]} */
    const trials = [];
    for (const [facet, ids] of Object.entries(asked.chosen)) {
      if (ids.length) trials.push({ name: `without the filter “${FACETS[facet].one}”`, asked: choosing(asked, facet, []) });
    }
    if (asked.after || asked.until) trials.push({ name: "at any time", asked: changed(asked, { after: "", until: "" }) });
    if (asked.exact) trials.push({ name: "with similar words", asked: changed(asked, { exact: false }) });
    if (asked.query.includes('"')) trials.push({ name: "the words in any order", asked: changed(asked, { query: asked.query.replaceAll('"', "") }) });
    const pieces = asked.query.match(PIECE) ?? [];
    pieces.forEach((piece, at) => {
      const query = pieces.filter((_, other) => other !== at).join(" ");
      if (query) trials.push({ name: `without “${piece}”`, asked: changed(asked, { query }) });
    });
    const tried = await Promise.all(trials.slice(0, TRIALS).map(async (trial) => {
      const { total } = await search({ ...stateOf(trial.asked), limit: 0, table: "none" });
      return { ...trial, total };
    }));
    if (!isNow()) return;
    const useful = tried.filter(({ total }) => total > 0);
    this.start.hidden = false;
    if (!useful.length) return;
    const items = useful.map(({ name, asked: rest, total }) => element(
      "li", {}, link(rest, `Search ${name}`), " ", element("span", { class: "count" }, `(${total.toLocaleString("en")})`),
    ));
    this.notes.append(element("p", {}, "There are results:"), element("ul", { class: "link-list" }, ...items));
  }

  /** Only the number is read out, and not while one types. */
  announce() {
    this.announcing = setTimeout(() => {
      this.status.textContent = this.heading.textContent;
    }, ANNOUNCE_AFTER);
  }

  fail() {
    const again = button("Try again");
    again.addEventListener("click", () => this.go(this.asked));
    this.results.hidden = false;
    this.heading.textContent = "The search could not be loaded";
    this.tools.hidden = true;
    this.more.hidden = true;
    for (const each of [this.chips, this.names, this.list]) each.replaceChildren();
    const said = "Part of the index did not arrive. The connection may be down. All lists below work without it. ";
    this.notes.replaceChildren(element("p", { role: "alert" }, said, again));
    this.start.hidden = false;
  }
}

/**
 * What was sought and neither title nor summary of a result shows.
 * @param {import("./engine.js").Card} card
 * @param {import("./engine.js").Sought[]} sought
 */
function notShown({ title, summary }, sought) {
  const shown = [title, summary].map((text) => spans(text, sought));
  return sought.filter((_, part) => shown.every((of) => of[part].length === 0));
}

/** @param {Results} found */
function namesOf({ names }) {
  if (!names.length) return [];
  const items = names.map(({ facet, id, name, count }) => element(
    "li", {}, element("a", { href: valueUrl(facet, id) }, nameText({ id, name })), " ",
    element("span", { class: "count" }, `${FACETS[facet].one.toLowerCase()}, ${count.toLocaleString("en")}`),
  ));
  return [element("nav", { "aria-label": "Names" }, element("p", {}, "Go to "), element("ul", { class: "inline-list" }, ...items))];
}

/**
 * The feeds of the values that were chosen.
 * @param {Results} found
 */
function followsOf({ facets }) {
  const chosen = Object.entries(facets).flatMap(([facet, values]) =>
    values.filter((value) => value.chosen && FACETS[facet].folder).map((value) => ({ facet, value })));
  return chosen.slice(0, 4).map(({ facet, value }) => {
    const name = nameText(value);
    const url = valueUrl(facet, value.id);
    return element(
      "p", { class: "feed-links" }, `Follow ${name}: `,
      element("a", { href: `${url}feed.xml`, type: "application/atom+xml", "aria-label": `Atom feed of ${name}` }, "Atom"),
      element("a", { href: `${url}feed.json`, type: "application/feed+json", "aria-label": `JSON Feed of ${name}` }, "JSON Feed"),
    );
  });
}

new Page();
