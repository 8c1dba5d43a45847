// What was in force on the day that is asked for. The rules of a year are those of its page, which is fetched.

import { follow } from "./form-state.js";
import { stateOn } from "./rules.js";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** @param {ParentNode} page */
const rulesOf = (page) => /** @type {HTMLElement[]} */ ([...page.querySelectorAll("li[data-known]")]);

class Rules {
  /**
   * @param {string} pages the address above those of years
   * @param {boolean} isSplit whether each country has pages of its own
   */
  constructor(pages, isSplit) {
    this.pages = pages;
    this.isSplit = isSplit;
    /** @type {Map<string, Promise<HTMLElement[]>>} */
    this.known = new Map();
  }

  /**
   * @param {string} year
   * @param {string} place
   */
  url(year, place) {
    const country = this.isSplit ? `${place.toLowerCase()}/` : "";
    return `${this.pages}${year}/${country}`;
  }

  /**
   * The rules that were known in a year and had not ended before it.
   * @param {string} year
   * @param {string} place
   */
  of(year, place) {
    const url = this.url(year, place);
    const known = this.known.get(url) ?? this.load(url);
    this.known.set(url, known);
    known.catch(() => this.known.delete(url));
    return known;
  }

  /** @param {string} url */
  async load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return rulesOf(page).map((rule) => document.importNode(rule, true));
  }
}

/**
 * @param {HTMLElement} section
 * @param {string} day
 * @param {HTMLElement[]} rules
 */
function fill(section, day, rules) {
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (section.querySelector(selector));
  const time = /** @type {HTMLTimeElement} */ (find("h2 time"));
  time.dateTime = day;
  time.textContent = DAY.format(new Date(day));
  const year = section.querySelector("[data-year]");
  if (year) year.textContent = day.slice(0, 4);
  find("[data-count]").textContent = rules.length.toLocaleString("en");
  find("ol").replaceChildren(...rules);
  find(".empty").hidden = rules.length > 0;
}

const form = document.getElementById("asof-form");
const main = document.getElementById("asof");
const status = document.getElementById("asof-status");

if (form instanceof HTMLFormElement && main && status) {
  const rules = new Rules(form.dataset.pages ?? "", "split" in form.dataset);
  const sections = /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("[data-state]"));
  const start = [...main.childNodes];
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("place"));
  let asked = "";
  form.hidden = false;
  select.required = rules.isSplit;
  // The page as it came is that of the latest year.
  if (!rules.isSplit) rules.known.set(rules.url(form.dataset.year ?? "", ""), Promise.resolve(rulesOf(main)));
  follow(form, "submit", async ({ date, place }, query) => {
    asked = query;
    const where = place ? ` in ${select.selectedOptions[0].text}` : "";
    if (rules.isSplit && !place) {
      main.replaceChildren(...start);
      status.textContent = "";
      return;
    }
    try {
      const found = (await rules.of(date.slice(0, 4), place)).filter(({ dataset }) => !place || dataset.place === place);
      // Another day was asked for meanwhile.
      if (asked !== query) return;
      main.replaceChildren(...sections);
      for (const section of sections) {
        const fits = (/** @type {HTMLElement} */ { dataset: { known = "", start = "", end = "" } }) =>
          stateOn(date, { known, start, end }) === section.dataset.state;
        fill(section, date, found.filter(fits));
      }
      const count = main.querySelector("[data-state=in-force] [data-count]")?.textContent;
      status.textContent = `${count} in force on ${DAY.format(new Date(date))}${where}`;
    } catch {
      if (asked === query) status.textContent = "The rules of that year could not be loaded. Try again.";
    }
  });
}
