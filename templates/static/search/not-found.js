// The 404 page: what the address that was asked for may have meant, as far as the search knows.

import {
  briefingUrl, cardMeta, countText, element, FACETS, nameText, ROOT, search, spans, tokens, valueUrl,
} from "./engine.js";
import { box } from "./start.js";

/** @typedef {import("./engine.js").Results["names"][number]} Name */

const SHOWN = 5;
const NAMES_SHOWN = 2;
// How many of the best results are compared with the address.
const COMPARED = 10;
// Characters and words at the end of an address that count: what it is about stands last.
const LENGTH = 500;
const WORDS = 12;
const WORD_LENGTH = 40;
// The longest names, in words, that are looked for between other words.
const NAME_WORDS = 3;
// Milliseconds until the list is read out, after the page itself.
const PAUSE = 700;
// Parts of an address that say where a page lies, not what it is about.
const SECTIONS = new Set([
  ...Object.values(FACETS).map(({ folder }) => folder),
  "404", "about", "asof", "briefings", "corrections", "coverage", "data", "effects", "feed", "index", "map", "page",
  "search", "sources", "static", "timeline",
]);

/**
 * The words of an address, whatever it is: anybody can make a link.
 * @param {string} path as in `location`
 */
function wordsOf(path) {
  const decoded = path.slice(ROOT.length).replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return " ";
    }
  });
  const parts = decoded.toLowerCase().slice(-LENGTH).split("/").map((part) => part.replace(/\.[a-z]{2,5}$/, ""));
  const words = parts.filter((part) => !SECTIONS.has(part)).flatMap((part) => part.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
  // Years, months and days are no words of a title.
  return [...new Set(words)].filter((word) => word.length <= WORD_LENGTH && !/^(?:\d\d?|(?:19|20)\d\d)$/.test(word)).slice(-WORDS);
}

/**
 * The places and organisations whose whole name stands among words.
 * @param {string[]} words
 */
async function namesAmong(words) {
  /** @type {Name[]} */
  const found = [];
  const isNamed = new Array(words.length).fill(false);
  for (let length = NAME_WORDS; length > 0; length--) {
    for (let start = 0; start + length <= words.length; start++) {
      if (isNamed.slice(start, start + length).includes(true)) continue;
      const query = `${words.slice(start, start + length).join(" ")} `;
      const { names } = await search({ query, exact: true, limit: 0 });
      const whole = names.filter(({ facet, isWhole }) => isWhole && (facet === "place" || facet === "org"));
      if (whole.length) isNamed.fill(true, start, start + length);
      found.push(...whole);
    }
  }
  return found;
}

/**
 * The names and briefings that words may have meant; none rather than such as share few of them.
 * @param {string[]} words
 */
async function meant(words) {
  // The blank ends the last word: it does not go on.
  const query = `${words.join(" ")} `;
  const asked = tokens(query);
  const { results, sought, missing, corrections, names } = await search({ query, limit: COMPARED });
  const known = asked.filter((word) => !missing.includes(word))
    .map((word) => corrections.find(({ from }) => from === word)?.to ?? word);
  // A single word begins many names by chance.
  const all = [...names.filter(({ isWhole }) => isWhole || asked.length > 1), ...(await namesAmong(known))];
  const byUrl = new Map(all.map((name) => [valueUrl(name.facet, name.id), name]));
  const shows = (/** @type {string} */ text) => spans(text, sought).filter((of) => of.length).length;
  const cards = results.filter(({ id, title, summary }) => 2 * shows(`${id} ${title} ${summary}`) >= asked.length);
  // An address is most like the address that was meant.
  cards.sort((a, b) => shows(b.id) - shows(a.id));
  const shown = [...byUrl].slice(0, NAMES_SHOWN);
  return { names: shown, cards: cards.slice(0, SHOWN - shown.length) };
}

/**
 * @param {string} url
 * @param {string} text
 * @param {...(Node | string)} note
 */
function item(url, text, ...note) {
  return element("li", {}, element("a", { href: url }, text), " ", element("span", { class: "note" }, ...note));
}

/** @param {string[]} words */
async function suggest(words) {
  const { names, cards } = await meant(words);
  const items = [
    ...names.map(([url, { facet, id, name, count }]) =>
      item(url, nameText({ id, name }), `${FACETS[facet].one}, ${countText(count, "briefing", "briefings")}`)),
    ...cards.map((card) => item(briefingUrl(card.id), card.title, ...cardMeta(card))),
  ];
  if (!items.length) return;
  const heading = element("h2", { id: "page-meant" }, "Perhaps you were looking for");
  const status = element("p", { class: "hidden", role: "status" });
  document.querySelector("main > section")?.before(element(
    "section", { "aria-labelledby": heading.id }, heading, element("ul", { class: "link-list" }, ...items), status,
  ));
  if (!box.value && document.activeElement !== box) box.value = words.join(" ");
  setTimeout(() => {
    status.textContent = `${countText(items.length, "page", "pages")} that you were perhaps looking for, below the search box.`;
  }, PAUSE);
}

const words = wordsOf(location.pathname);
// Without the index the page is what it is without this script.
if (words.length) suggest(words).catch(() => {});
