// The search index as a browser reads it: loads what a query needs and no more, and at the end shows what was found.
// docs/search.md tells the form of each file. It is one module so that a first query asks for two files less: whoever
// shows results needs all of it, and nothing here touches a page before it is called.

// Words and queries. The words of a text are those of hashtrail/search/analysis.py: what is found depends on both
// giving the same ones, and tests/search/vectors.json holds them to it.

const CJK = "\\u3005\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\u{20000}-\\u{3134f}";
const SIGNS = "\\u0900-\\u0903\\u093a-\\u094f\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e";
const LETTER = `(?![${CJK}])[\\p{L}\\p{N}]`;
const WORD_LENGTH = 40;
const KEY_LENGTH = 3;
const COMMON = new Set(
  ("a an and are as at be by did does for from had has have how in into is its of on or that the their they this to "
    + "was were what when where which why will with").split(" "),
);

/** @type {Record<string, string>} */
const FOLDED = {
  "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ς": "σ",
  "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "’": "'", "ʼ": "'", "ʻ": "'", "‘": "'",
  "ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "\u00ad": "", "\u200c": "",
};
for (let digit = 0; digit < 10; digit++) {
  FOLDED[String.fromCharCode(0x0660 + digit)] = String(digit);
  FOLDED[String.fromCharCode(0x06f0 + digit)] = String(digit);
}
const FOLDING = new RegExp(`[${Object.keys(FOLDED).join("")}]`, "gu");
const MARKS = /[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]/gu;
const POSSESSIVE = new RegExp(`'s(?![\\p{L}\\p{N}_${SIGNS}])`, "gu");
const TOKEN = new RegExp(
  `[0-9]+(?:[.,][0-9]+)*|[${CJK}]+|(?![0-9])${LETTER}(?:${LETTER}|[${SIGNS}]){0,${WORD_LENGTH - 1}}`,
  "gu",
);
const IS_CJK = new RegExp(`^[${CJK}]`, "u");
const THOUSANDS = /^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;

/**
 * A text without case, accents and compatibility forms.
 * @param {string} text
 */
export function fold(text) {
  return text.toLowerCase().replace(/[^\x00-\x7f]+/gu, (run) =>
    run.normalize("NFKC").toLowerCase().normalize("NFKD").replace(MARKS, "")
      .replace(FOLDING, (letter) => FOLDED[letter]).normalize("NFC"),
  );
}

/**
 * The words of a text in order, but for common ones: words, numbers, pairs of neighbours of runs of CJK writing.
 * @param {string} text
 * @returns {string[]}
 */
export function tokens(text) {
  const folded = fold(text).replace(POSSESSIVE, "").replaceAll("'", "");
  return (folded.match(TOKEN) ?? []).flatMap((token) => {
    if (COMMON.has(token)) return [];
    if (THOUSANDS.test(token)) return token.replaceAll(",", "");
    const letters = [...token];
    if (!IS_CJK.test(token) || letters.length === 1) return token;
    return letters.slice(1).map((letter, at) => letters[at] + letter);
  });
}

/** @param {string} word */
export function isCjk(word) {
  return IS_CJK.test(word);
}

/**
 * FNV-1a of the UTF-8 bytes, 32 bits.
 * @param {string} text
 */
export function checksum(text) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/**
 * Which of `count` shards holds a word.
 * @param {string} word
 * @param {number} count
 */
export function shardOf(word, count) {
  return checksum([...word].slice(0, isCjk(word) ? 1 : KEY_LENGTH).join("")) % count;
}

/**
 * For each word but the last, one character that stands for it and the one after it.
 * @param {string[]} words
 */
export function marks(words) {
  const sums = words.map(checksum);
  return sums.slice(1).map((sum, at) => String.fromCharCode(0x80 + ((31 * sums[at] + sum) % (0x800 - 0x80)))).join("");
}

/**
 * The edits (insert, delete, replace, swap neighbours) from one word to another; limit + 1 if there are more.
 * @param {string} first
 * @param {string} second
 * @param {number} limit
 */
export function distance(first, second, limit) {
  const a = [...first];
  const b = [...second];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  /** @type {number[]} */
  let last = [];
  /** @type {number[]} */
  let before = [];
  let row = [...b.keys(), b.length];
  for (let i = 1; i <= a.length; i++) {
    last = before;
    before = row;
    row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, last[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
  }
  return Math.min(row[b.length], limit + 1);
}

// A word as it stands in a text, with its accents and apostrophes.
const WRITTEN = /[\p{L}\p{N}\p{M}'’]+(?:[.,][0-9]+)*/gu;
const AROUND_WRITTEN = new RegExp(`(${WRITTEN.source})`, "u");

/**
 * The pieces of a text, and which of them are among the words.
 * @param {string} text
 * @param {Set<string>} words folded
 * @returns {{text: string, marked: boolean}[]}
 */
export function markWords(text, words) {
  const pieces = text.split(AROUND_WRITTEN);
  return pieces.filter(Boolean).map((piece) => ({
    text: piece,
    marked: tokens(piece).some((token) => words.has(token)),
  }));
}

/**
 * @typedef {{words: Set<string>, phrases: string[][]}} Sought what shows that a part of a query was found: any of the words,
 *   or any of the phrases
 *
 * @typedef {{start: number, end: number}} Span
 */

/**
 * Where a text shows what was sought, for each part of that.
 * @param {string} text
 * @param {Sought[]} sought
 * @returns {Span[][]}
 */
export function spans(text, sought) {
  const written = [...text.matchAll(WRITTEN)].flatMap(({ 0: piece, index }) =>
    tokens(piece).map((word) => ({ word, start: index, end: index + piece.length })));
  return sought.map(({ words, phrases }) => written.flatMap(({ word, start, end }, at) => {
    const ends = words.has(word) ? [end] : [];
    for (const phrase of phrases) {
      const isHere = phrase.every((each, next) => written[at + next]?.word === each);
      if (isHere) ends.push(written[at + phrase.length - 1].end);
    }
    return ends.length ? [{ start, end: Math.max(...ends) }] : [];
  }));
}

/**
 * @typedef {object} Term what one place of a query asks for
 * @property {"word" | "phrase"} type
 * @property {string[]} words one for a word
 * @property {boolean} open whether its word may go on: the last of a query, without a blank after it
 * @property {string} text as written
 *
 * @typedef {{facet: string, value: string, not: boolean}} Filter
 *
 * @typedef {object} Query
 * @property {Term[][]} all clauses that all must hold; of the terms of a clause one must
 * @property {Term[]} none
 * @property {Filter[]} filters
 * @property {string} after a date, or empty
 * @property {string} before
 * @property {string} text what names are looked up by: the words without fields and signs
 */

/** @type {Record<string, string>} */
const FIELDS = {
  place: "place", org: "org", organisation: "org", organization: "org", kind: "kind", measure: "measure",
  status: "status", tag: "tag", thread: "thread", after: "after", before: "before", since: "after", until: "before",
};
const PIECE = /(-?)(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|([^\s"]+))/giu;
const QUERY_LENGTH = 500;

/**
 * Read a query. Every string is one: what is no sign or field is text.
 * @param {string} query
 * @returns {Query}
 */
export function parse(query) {
  /** @type {Query} */
  const found = { all: [], none: [], filters: [], after: "", before: "", text: "" };
  const text = query.slice(0, QUERY_LENGTH);
  let joins = false;
  for (const [whole, minus, name, quoted, bare] of text.matchAll(PIECE)) {
    if (whole === "OR" || whole === "|") {
      joins = found.all.length > 0;
      continue;
    }
    const field = name && Object.hasOwn(FIELDS, name.toLowerCase()) ? FIELDS[name.toLowerCase()] : "";
    const value = quoted ?? bare;
    if (field === "after" || field === "before") {
      const day = /^\d{4}(-\d{2}(-\d{2})?)?$/.exec(value)?.[0];
      if (day) found[field] = day;
      else found.filters.push({ facet: field, value, not: false });
    } else if (field) {
      found.filters.push({ facet: field, value, not: minus !== "" });
    } else {
      const written = (name ? `${name}:` : "") + value;
      const terms = termsOf(written, quoted !== undefined);
      if (minus) {
        found.none.push(...terms);
      } else if (joins && terms.length) {
        found.all[found.all.length - 1].push(...terms.slice(0, 1));
        found.all.push(...terms.slice(1).map((term) => [term]));
      } else {
        found.all.push(...terms.map((term) => [term]));
      }
      if (!minus) found.text += (found.text ? " " : "") + written;
    }
    joins = false;
  }
  const last = found.all.at(-1)?.at(-1);
  if (last && last.type === "word" && /[^\s"]$/u.test(text) && text.endsWith(last.text)) last.open = true;
  return found;
}

/**
 * @param {string} text
 * @param {boolean} quoted
 * @returns {Term[]}
 */
function termsOf(text, quoted) {
  const words = tokens(text);
  if (quoted && words.length > 1) return [{ type: "phrase", words, open: false, text }];
  return words.map((word) => ({ type: "word", words: [word], open: false, text }));
}

// The index.

const FORM = 2;
const FIRST = 0x23;
const DAY = 0x30;
const DIGEST = 8;
// BM25: how soon more of a word counts no more.
const SATURATION = 3;
// What a word counts that only begins like the one asked for.
const BEGINNING = 0.35;
const SHORTEST_BEGINNING = 3;
const MOST_BEGINNINGS = 60;
// Names that are offered to go to.
const NAMES = 4;
const FIRST_FACETS = ["kind", "place", "measure", "status", "thread"];
/** @type {Record<string, string>} */
const ENDINGS = { terms: "txt", follow: "txt", words: "txt", best: "json", cards: "json", all: "json", facets: "json" };

/** A file of the index could not be had; a new search tries again. */
export class LoadError extends Error {
  /**
   * @param {string} file
   * @param {unknown} cause
   */
  constructor(file, cause) {
    super(`the search index could not be loaded (${file})`, { cause });
    this.name = "LoadError";
  }
}

/**
 * @typedef {object} State what is searched for
 * @property {string} [query]
 * @property {Record<string, string[]>} [chosen] ids of values by facet
 * @property {string} [after] a date; briefings of that day, month or year are among the results
 * @property {string} [before] a date; briefings of that day, month or year are not
 * @property {"relevance" | "newest" | "oldest"} [sort]
 * @property {number} [offset]
 * @property {number} [limit]
 * @property {boolean} [exact] search for what is written, not for what may have been meant
 * @property {"full" | "fitting" | "short" | "none"} [table] what else is asked for: facets, histogram and names; without organisations
 *   and tags, which are half of what is to be loaded, or in a large archive only with words; or nothing else, so that
 *   only fields load a table
 *
 * @typedef {{id: string, date: string, kind: string, title: string, summary: string}} Card
 * @typedef {{id: string, name: string, count: number, chosen: boolean}} Value
 *
 * @typedef {object} Results
 * @property {number} total
 * @property {Card[]} results
 * @property {boolean} partial no briefing has all the words: these have half of them or more
 * @property {string[]} missing words that nothing was found for
 * @property {{from: string, to: string}[]} corrections
 * @property {{facet: string, value: string, nearest: string}[]} unknown fields whose value is none
 * @property {Record<string, Value[]>} facets
 * @property {{month: string, count: number}[]} histogram
 * @property {{facet: string, id: string, name: string, count: number, isWhole: boolean}[]} names `isWhole` if the words are all of one
 *   of its names, not a part
 * @property {Set<string>} words what to mark in results
 * @property {Sought[]} sought what shows in a text why it was found: for each part of the query that finds anything
 *
 * @typedef {{forms: string[], gaps: string, levels: string, postings?: Postings}} Group
 * @typedef {{numbers: Int32Array, weights: Float32Array}} Postings
 * @typedef {{groups: Group[], byForm: Map<string, number>}} Shard
 * @typedef {{ids: string[], names: string[], other: string[][], of: Int32Array[]}} Facet
 * @typedef {{months: string[], monthOf: Int32Array, firsts: string[], lasts: string[], facets: Record<string, Facet>}} Table
 * @typedef {{form: number, briefings: number, block: number} & Record<string, string | number>} Manifest
 */

/**
 * Numbers from the characters that the index writes them as.
 * @param {string} text
 */
function decodeAscending(text) {
  const numbers = [];
  let number = -1;
  for (const character of text) {
    let code = /** @type {number} */ (character.codePointAt(0));
    if (code >= 0xe000) code -= 0x800;
    number += code - FIRST + 1;
    numbers.push(number);
  }
  return Int32Array.from(numbers);
}

/** @param {Group} group */
function postingsOf(group) {
  if (!group.postings) {
    const numbers = decodeAscending(group.gaps);
    const weights = Float32Array.from(group.levels, (digit) => 2 ** (Number(digit) / 2));
    group.postings = { numbers, weights };
  }
  return group.postings;
}

/** @param {string} text */
function readShard(text) {
  /** @type {Shard} */
  const shard = { groups: [], byForm: new Map() };
  for (const line of text ? text.split("\n") : []) {
    const [forms, gaps, levels] = line.split("\t");
    const group = { forms: forms.split(" "), gaps, levels };
    for (const form of group.forms) shard.byForm.set(form, shard.groups.length);
    shard.groups.push(group);
  }
  return shard;
}

/**
 * @param {Record<string, any>} json
 * @returns {Record<string, Facet>}
 */
function readFacets(json) {
  return Object.fromEntries(Object.entries(json).map(([name, { ids, names, of }]) => [name, {
    ids,
    names: names.map((/** @type {string} */ each, /** @type {number} */ at) => each || ids[at]),
    other: ids.map(() => []),
    of: of.map(decodeAscending),
  }]));
}

/**
 * @param {any} json
 * @param {number} count
 * @returns {Table}
 */
function readTable(json, count) {
  const months = [];
  const monthOf = new Int32Array(count);
  /** @type {string[]} */
  const firsts = [];
  /** @type {string[]} */
  const lasts = [];
  let number = 0;
  for (const [month, briefings] of json.months) {
    for (let left = briefings; left > 0; left--, number++) {
      const day = json.days.charCodeAt(number) - DAY;
      const known = day > 0 ? `${month}-${String(day).padStart(2, "0")}` : month;
      monthOf[number] = months.length;
      firsts.push(known + "-01-01".slice(known.length - 4));
      lasts.push(known + "-12-31".slice(known.length - 4));
    }
    months.push(month);
  }
  const facets = readFacets(json.facets);
  // A country has the briefings of its provinces.
  const places = facets.place;
  places.ids.forEach((id, at) => {
    if (id.length !== 2) return;
    const inside = places.of.filter((_, other) => places.ids[other].startsWith(`${id}-`));
    if (inside.length) {
      const all = new Set(places.of[at]);
      for (const numbers of inside) for (const each of numbers) all.add(each);
      places.of[at] = Int32Array.from(all).sort();
    }
  });
  return { months, monthOf, firsts, lasts, facets };
}

export class Index {
  /**
   * @param {string} base the address of the index, with its final slash
   * @param {(url: string) => Promise<{ok: boolean, status: number, text(): Promise<string>}>} load such as the window has: fetch
   */
  constructor(base, load) {
    this.base = base;
    this.load = load;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /**
   * A file, read once; one that failed is asked for again.
   * @template T
   * @param {string} name
   * @param {(text: string) => T} read
   * @returns {Promise<T>}
   */
  file(name, read) {
    let known = this.files.get(name);
    if (!known) {
      known = this.#get(name).then(read).catch((error) => {
        this.files.delete(name);
        throw error instanceof LoadError ? error : new LoadError(name, error);
      });
      this.files.set(name, known);
    }
    return known;
  }

  /** @param {string} name */
  async #get(name) {
    const response = await this.load(this.base + name);
    if (!response.ok) throw new LoadError(name, response.status);
    return response.text();
  }

  /** @returns {Promise<Manifest>} */
  manifest() {
    return this.file("manifest.json", (text) => {
      const found = JSON.parse(text);
      if (found.form !== FORM) throw new Error(`the index has form ${found.form}`);
      return found;
    });
  }

  /**
   * @template T
   * @param {string} kind
   * @param {number} number
   * @param {(text: string) => T} read
   * @returns {Promise<T>}
   */
  async part(kind, number, read) {
    const digests = /** @type {string} */ ((await this.manifest())[kind]);
    const digest = digests.slice(number * DIGEST, (number + 1) * DIGEST);
    return this.file(`${kind}-${number}-${digest}.${ENDINGS[kind]}`, read);
  }

  /** @param {string} word */
  async #shardNumber(word) {
    return shardOf(word, String((await this.manifest()).terms).length / DIGEST);
  }

  /** @param {string} word */
  async shard(word) {
    return this.part("terms", await this.#shardNumber(word), readShard);
  }

  /**
   * The facet table, with organisations and tags or without, and with all names of each value or one.
   * @param {boolean} isFull
   * @param {boolean} hasOthers
   * @returns {Promise<Table>}
   */
  async table(isFull, hasOthers) {
    const { briefings } = await this.manifest();
    const [first, second, others] = await Promise.all([
      this.part("facets", 0, (text) => readTable(JSON.parse(text), briefings)),
      isFull ? this.part("facets", 1, (text) => readFacets(JSON.parse(text))) : {},
      hasOthers ? this.part("facets", 2, JSON.parse) : {},
    ]);
    /** @type {Record<string, Facet>} */
    const facets = { ...first.facets, ...second };
    for (const [name, of] of Object.entries(others)) {
      if (facets[name]) facets[name] = { ...facets[name], other: facets[name].ids.map((id) => of[id] ?? []) };
    }
    return { ...first, facets };
  }

  /** @returns {Promise<string[]>} */
  words() {
    return this.part("words", 0, (text) => (text ? text.split("\n") : []));
  }

  /**
   * Search. Throws LoadError, and nothing else, whatever the query.
   * @param {State} state
   * @returns {Promise<Results>}
   */
  async search(state) {
    const query = parse(state.query ?? "");
    const manifest = await this.manifest();
    const count = manifest.briefings;
    const chosen = state.chosen ?? {};
    const used = [
      ...query.filters.map(({ facet }) => facet),
      ...Object.keys(chosen).filter((facet) => chosen[facet].length),
    ];
    const hasDates = Boolean(state.after || state.before || query.after || query.before);
    const wants = state.table ?? "full";
    // In a large archive these take more than all others, and only words can name one of them.
    const isFitting = wants === "fitting" && (!manifest.best || query.text !== "");
    const needsFull = wants === "full" || isFitting || used.some((facet) => !FIRST_FACETS.includes(facet));
    const needsTable = needsFull || wants === "short" || wants === "fitting" || used.length > 0 || hasDates;
    const search = new Search(this, count, state.exact === true);
    const isPlain = query.all.length === 1 && query.all[0].length === 1 && query.all[0][0].type === "word";
    const best = isPlain && manifest.best && (state.sort ?? "relevance") === "relevance"
      ? this.#best(query.all[0][0].words[0]) : undefined;
    const hasWords = query.text !== "" || query.filters.length > 0;
    const [loaded, matched] = await Promise.all([
      needsTable ? this.table(needsFull, hasWords) : undefined,
      search.run(query),
    ]);
    const { scores, partial } = matched;
    let table = loaded;
    let unknown = table ? narrow(query, chosen, table) : { selection: {}, refused: {}, unknown: [] };
    if (table && !hasWords && unknown.unknown.length) {
      table = await this.table(needsFull, true);
      unknown = narrow(query, chosen, table);
    }
    if (table && query.all.length === 0) await search.rank(scores, query, table, unknown.selection);
    const kept = table
      ? filter(scores, table, unknown, [state.after ?? "", query.after], [state.before ?? "", query.before])
      : { numbers: positive(scores), facets: {}, histogram: [] };
    const numbers = kept.numbers;
    const sort = state.sort ?? "relevance";
    if (sort === "oldest") numbers.sort((a, b) => a - b);
    else if (sort === "newest") numbers.sort((a, b) => b - a);
    else numbers.sort((a, b) => scores[b] - scores[a] || b - a);
    // What words find lies all over the archive; of a small one all cards come at once.
    const cards = query.all.length && numbers.length && manifest.all ? this.part("all", 0, JSON.parse) : best;
    const offset = Math.max(0, state.offset ?? 0);
    const page = numbers.slice(offset, offset + (state.limit ?? 10));
    return {
      total: numbers.length,
      results: await this.#cards(page, manifest.block, await cards),
      partial,
      missing: search.missing,
      corrections: search.corrections,
      unknown: unknown.unknown,
      facets: kept.facets,
      histogram: kept.histogram,
      names: table && query.text ? names(tokens(search.corrected(query.text)), table) : [],
      words: new Set([...search.ofPhrases, ...search.sought.flatMap(({ words }) => [...words])]),
      sought: search.sought.filter(({ words, phrases }) => words.size || phrases.length),
    };
  }

  /**
   * The cards of the best briefings of each term of a word's shard.
   * @param {string} word
   * @returns {Promise<Record<string, string[]>>}
   */
  async #best(word) {
    try {
      return await this.part("best", await this.#shardNumber(word), JSON.parse);
    } catch {
      // Each card stands in a block too.
      return {};
    }
  }

  /**
   * @param {number[]} numbers
   * @param {number} block
   * @param {Record<string, string[]>} [known] cards by number that need no block
   * @returns {Promise<Card[]>}
   */
  #cards(numbers, block, known = {}) {
    return Promise.all(numbers.map(async (number) => {
      const [id, date, kind, title, summary] = known[number]
        ?? (await this.part("cards", Math.floor(number / block), JSON.parse))[number % block];
      return { id, date, kind, title, summary };
    }));
  }
}

/** @param {Float64Array} scores */
function positive(scores) {
  const numbers = [];
  for (let number = 0; number < scores.length; number++) if (scores[number] > 0) numbers.push(number);
  return numbers;
}

/** What the words of one query find. */
class Search {
  /**
   * @param {Index} index
   * @param {number} count
   * @param {boolean} exact
   */
  constructor(index, count, exact) {
    this.index = index;
    this.count = count;
    this.exact = exact;
    /** @type {string[]} */
    this.missing = [];
    /** @type {{from: string, to: string}[]} */
    this.corrections = [];
    /** @type {Sought[]} */
    this.sought = [];
    /** @type {Set<string>} */
    this.ofPhrases = new Set();
  }

  /** @param {string} text */
  corrected(text) {
    let folded = fold(text);
    for (const { from, to } of this.corrections) folded = folded.replace(from, to);
    return folded;
  }

  /**
   * The scores of all briefings, 0 for those that are not found.
   * @param {Query} query
   * @returns {Promise<{scores: Float64Array, partial: boolean}>}
   */
  async run(query) {
    const scores = new Float64Array(this.count);
    this.sought = query.all.map(() => ({ words: new Set(), phrases: [] }));
    const clauses = await Promise.all(
      query.all.map((terms, at) => Promise.all(terms.map((term) => this.#term(term, this.sought[at])))),
    );
    const none = await Promise.all(query.none.map((term) => this.#term(term)));
    if (clauses.length === 0) {
      if (query.filters.length || query.none.length || query.after || query.before || !query.text) scores.fill(1);
    }
    const hits = new Uint16Array(this.count);
    let most = 0;
    for (const terms of clauses) {
      /** @type {Map<number, number>} */
      const clause = new Map();
      for (const scored of terms) {
        for (const [number, score] of scored) clause.set(number, Math.max(score, clause.get(number) ?? 0));
      }
      for (const [number, score] of clause) {
        scores[number] += score;
        hits[number] += 1;
        most = Math.max(most, hits[number]);
      }
    }
    const partial = clauses.length > 0 && most > 0 && most < clauses.length;
    const wanted = partial ? Math.ceil(most / 2) : clauses.length;
    for (let number = 0; number < this.count; number++) {
      if (hits[number] < wanted) scores[number] = 0;
      else if (partial) scores[number] *= hits[number] / clauses.length;
    }
    for (const scored of none) for (const number of scored.keys()) scores[number] = 0;
    return { scores, partial };
  }

  /**
   * Without words, those come first that are most about what the fields name. What is chosen from lists does not
   * count: there the newest come first.
   * @param {Float64Array} scores
   * @param {Query} query
   * @param {Table} table
   * @param {Record<string, Set<number>>} selection
   */
  async rank(scores, query, table, selection) {
    const typed = new Set(query.filters.filter(({ not }) => !not).map(({ facet }) => facet));
    const named = [...typed].flatMap((facet) =>
      [...(selection[facet] ?? [])].slice(0, 1).map((at) => tokens(table.facets[facet].names[at])));
    for (const word of named.flat()) {
      const shard = await this.index.shard(word);
      for (const [number, score] of this.#ofShard(shard, word, false)) {
        if (scores[number]) scores[number] += score;
      }
    }
  }

  /**
   * The briefings that have a term, with what it counts in each. Without `sought` nothing but the term as written is.
   * @param {Term} term
   * @param {Sought} [sought] gets what was found for it
   * @returns {Promise<Map<number, number>>}
   */
  async #term(term, sought) {
    if (term.type === "phrase") return this.#phrase(term.words, sought);
    const word = term.words[0];
    const shard = await this.index.shard(word);
    const found = this.#ofShard(shard, word, term.open, sought?.words);
    if (found.size || !sought) return found;
    if (!this.exact) {
      const meant = await this.#meant(word, shard);
      if (meant) {
        const better = this.#ofShard(await this.index.shard(meant), meant, false, sought.words);
        if (better.size) {
          this.corrections.push({ from: word, to: meant });
          return better;
        }
      }
    }
    this.missing.push(word);
    return found;
  }

  /**
   * @param {Shard} shard
   * @param {string} word
   * @param {boolean} open
   * @param {Set<string>} [words] gets the forms of all that is found; without it only the word as written is
   */
  #ofShard(shard, word, open, words) {
    /** @type {Map<number, number>} */
    const scored = new Map();
    const own = shard.byForm.get(word);
    if (own !== undefined) this.#score(shard.groups[own], 1, scored, words);
    const isLong = [...word].length >= SHORTEST_BEGINNING || isCjk(word);
    if (isLong && words && (own === undefined || (open && !/^[0-9]/.test(word)))) {
      /** @type {Map<number, number>} */
      const begun = new Map();
      for (const [form, at] of shard.byForm) {
        if (at !== own && form.startsWith(word)) begun.set(at, Math.max(begun.get(at) ?? 0, word.length / form.length));
        if (begun.size === MOST_BEGINNINGS) break;
      }
      for (const [at, share] of begun) {
        this.#score(shard.groups[at], (own === undefined ? 1 : BEGINNING) * share, scored, words);
      }
    }
    return scored;
  }

  /**
   * @param {Group} group
   * @param {number} factor
   * @param {Map<number, number>} scored
   * @param {Set<string>} [words] gets the forms of the group
   */
  #score(group, factor, scored, words) {
    const { numbers, weights } = postingsOf(group);
    const rarity = Math.log(1 + (this.count - numbers.length + 0.5) / (numbers.length + 0.5));
    numbers.forEach((number, at) => {
      const score = factor * rarity * (weights[at] / (weights[at] + SATURATION));
      scored.set(number, Math.max(score, scored.get(number) ?? 0));
    });
    for (const form of group.forms) words?.add(form);
  }

  /**
   * The briefings in which words follow each other as written.
   * @param {string[]} words
   * @param {Sought} [sought]
   */
  async #phrase(words, sought) {
    const scored = await Promise.all(words.map(async (word, at) => {
      const shard = await this.index.shard(word);
      const own = shard.byForm.get(word);
      /** @type {Map<number, number>} */
      const found = new Map();
      if (own === undefined) return found;
      this.#score(shard.groups[own], 1, found, sought && this.ofPhrases);
      if (at + 1 < words.length) {
        const followers = await this.#followers(word);
        const mark = marks(words.slice(at, at + 2));
        for (const number of [...found.keys()]) if (!followers[number].includes(mark)) found.delete(number);
      }
      return found;
    }));
    const [first, ...others] = scored;
    /** @type {Map<number, number>} */
    const all = new Map();
    for (const [number, score] of first) {
      if (others.every((each) => each.has(number))) {
        all.set(number, others.reduce((sum, each) => sum + /** @type {number} */ (each.get(number)), score));
      }
    }
    if (all.size) sought?.phrases.push(words);
    else if (sought) this.missing.push(words.join(" "));
    return all;
  }

  /**
   * For each briefing the marks of the words of a word's shard with what follows them.
   * @param {string} word
   * @returns {Promise<string[]>}
   */
  async #followers(word) {
    const { terms } = await this.index.manifest();
    const number = shardOf(word, String(terms).length / DIGEST);
    return this.index.part("follow", number, (text) => text.split("\n"));
  }

  /**
   * The word of the archive that is nearest to one it does not have, if one is near.
   * @param {string} word
   * @param {Shard} shard
   */
  async #meant(word, shard) {
    const length = [...word].length;
    if (length < 4 || isCjk(word) || /[0-9]/.test(word)) return undefined;
    const limit = length < 8 ? 1 : 2;
    /** @type {Map<string, number>} */
    const known = new Map();
    for (const group of shard.groups) for (const form of group.forms) known.set(form, group.gaps.length);
    for (const each of await this.index.words()) if (!known.has(each)) known.set(each, 1);
    let meant;
    let least = Infinity;
    for (const [each, briefings] of known) {
      if (/[0-9]/.test(each)) continue;
      const edits = distance(word, each, limit);
      if (edits > limit) continue;
      // Of words as near, first those that begin alike, then the more frequent one.
      const cost = edits + (each[0] === word[0] ? 0 : 0.5) - Math.min(0.4, Math.log10(1 + briefings) / 10);
      if (cost < least) [meant, least] = [each, cost];
    }
    return meant;
  }
}

/**
 * The values that fields and choices name: of each facet those that are wanted, and those that are refused.
 * @param {Query} query
 * @param {Record<string, string[]>} chosen
 * @param {Table} table
 */
function narrow(query, chosen, table) {
  /** @type {Record<string, Set<number>>} */
  const selection = {};
  /** @type {Record<string, Set<number>>} */
  const refused = {};
  /** @type {{facet: string, value: string, nearest: string}[]} */
  const unknown = [];
  const wanted = Object.entries(chosen).flatMap(([facet, values]) =>
    values.map((value) => ({ facet, value, not: false })));
  for (const { facet, value, not } of [...query.filters, ...wanted]) {
    const known = Object.hasOwn(table.facets, facet) ? table.facets[facet] : undefined;
    const values = known ? valuesNamed(value, known) : [];
    const into = not ? refused : selection;
    if (known) into[facet] ??= new Set();
    for (const each of values) into[facet].add(each);
    if (!values.length) unknown.push({ facet, value, nearest: known ? nearest(value, known) : "" });
  }
  return { selection, refused, unknown };
}

/**
 * @param {string} value
 * @param {Facet} facet
 */
function valuesNamed(value, facet) {
  const folded = tokens(value).join(" ");
  const byId = facet.ids.findIndex((id) => id.toLowerCase() === value.toLowerCase());
  if (byId >= 0) return [byId];
  const found = [];
  for (const [at, name] of facet.names.entries()) {
    if ([name, ...facet.other[at]].some((each) => tokens(each).join(" ") === folded)) found.push(at);
  }
  if (found.length || folded.length < SHORTEST_BEGINNING) return found;
  for (const [at, name] of facet.names.entries()) {
    if ([name, ...facet.other[at]].some((each) => ` ${tokens(each).join(" ")}`.includes(` ${folded}`))) found.push(at);
  }
  return found;
}

/**
 * @param {string} value
 * @param {Facet} facet
 */
function nearest(value, facet) {
  const folded = fold(value);
  const limit = folded.length < 8 ? 1 : 2;
  return facet.ids.find((id, at) =>
    [id, facet.names[at]].some((each) => distance(folded, fold(each), limit) <= limit)) ?? "";
}

/**
 * Keep the briefings that every facet and date lets through, and count: a facet's values among the briefings that all
 * but the facet itself let through, months likewise without the dates.
 * @param {Float64Array} scores
 * @param {Table} table
 * @param {ReturnType<typeof narrow>} narrowed
 * @param {string[]} afters
 * @param {string[]} befores
 */
function filter(scores, table, { selection, refused, unknown }, afters, befores) {
  const count = scores.length;
  // Bit 0 for the dates, one for each facet; a briefing with no bit is a result.
  const failed = new Uint16Array(count);
  const DATES = 1;
  const known = Object.keys(FACETS);
  const bit = (/** @type {string} */ facet) => 2 << known.indexOf(facet);
  const after = afters.filter(Boolean).sort().at(-1) ?? "";
  const before = befores.filter(Boolean).sort()[0] ?? "";
  for (let number = 0; number < count; number++) {
    if (after && table.lasts[number] < after) failed[number] |= DATES;
    if (before && table.firsts[number] >= before) failed[number] |= DATES;
  }
  for (const [name, values] of Object.entries(selection)) {
    const through = new Uint8Array(count);
    for (const value of values) for (const number of table.facets[name].of[value]) through[number] = 1;
    for (let number = 0; number < count; number++) if (!through[number]) failed[number] |= bit(name);
  }
  const out = new Uint8Array(count);
  for (const [name, values] of Object.entries(refused)) {
    for (const value of values) for (const number of table.facets[name].of[value]) out[number] = 1;
  }
  // Only a date that is none has no facet of its own to fail.
  const isVoid = unknown.some(({ facet }) => !Object.hasOwn(table.facets, facet));
  const lets = (/** @type {number} */ number, /** @type {number} */ bits) =>
    scores[number] > 0 && !out[number] && (failed[number] & ~bits) === 0 && !isVoid;
  const numbers = [];
  const months = new Array(table.months.length).fill(0);
  for (let number = 0; number < count; number++) {
    if (lets(number, 0)) numbers.push(number);
    if (lets(number, DATES)) months[table.monthOf[number]] += 1;
  }
  /** @type {Record<string, Value[]>} */
  const facets = {};
  for (const [name, { ids, names, of }] of Object.entries(table.facets)) {
    facets[name] = ids.map((id, at) => {
      let among = 0;
      for (const number of of[at]) if (lets(number, bit(name))) among += 1;
      return { id, name: names[at], count: among, chosen: selection[name]?.has(at) ?? false };
    });
  }
  const histogram = table.months.map((month, at) => ({ month, count: months[at] }));
  return { numbers, facets, histogram };
}

/**
 * The organisations, places, threads and tags that words name: by all their words, the last of which may go on.
 * @param {string[]} words
 * @param {Table} table
 */
function names(words, table) {
  if (!words.length) return [];
  const found = [];
  const last = words[words.length - 1];
  for (const facet of ["org", "place", "thread", "tag"]) {
    if (!table.facets[facet]) continue;
    const { ids, names: own, other, of } = table.facets[facet];
    for (const [at, name] of own.entries()) {
      let rank = 0;
      for (const each of [name, ...other[at]]) {
        const parts = nameWords(each);
        if (parts.join(" ") === words.join(" ")) rank = Math.max(rank, 3);
        else if (words.slice(0, -1).every((word) => parts.includes(word)) && parts.some((part) => part.startsWith(last))) {
          rank = Math.max(rank, parts[0].startsWith(words[0]) ? 2 : 1);
        }
      }
      if (rank) found.push({ facet, id: ids[at], name, count: of[at].length, rank });
    }
  }
  found.sort((a, b) => b.rank - a.rank || b.count - a.count || (a.id < b.id ? -1 : 1));
  return found.slice(0, NAMES).map(({ facet, id, name, count, rank }) => ({ facet, id, name, count, isWhole: rank === 3 }));
}

/** @type {Map<string, string[]>} */
const NAME_WORDS = new Map();

/** @param {string} name */
function nameWords(name) {
  let words = NAME_WORDS.get(name);
  if (!words) NAME_WORDS.set(name, (words = tokens(name)));
  return words;
}

// What is found, as pages show it: what the box, the search page, its excerpts and the marks have in common.

// Milliseconds that one or two letters wait for more: nothing begins with so few, and each would ask for another file.
const SHORT_PAUSE = 300;
const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
/** @type {Record<string, {one: string, folder: string}>} */
export const FACETS = {
  kind: { one: "Kind", folder: "kinds" },
  place: { one: "Place", folder: "places" },
  org: { one: "Organisation", folder: "organisations" },
  measure: { one: "Measure", folder: "" },
  status: { one: "Status of a move", folder: "" },
  thread: { one: "Thread", folder: "threads" },
  tag: { one: "Tag", folder: "tags" },
};

// The root of the site: this file lies in static/search/.
export const ROOT = new URL("../../", import.meta.url).pathname;

/** @type {Index | undefined} */
let opened;

/** The index of this site. */
function open() {
  // What the manifest names has other names when the site is published anew, so the browser may not keep it unasked.
  opened ??= new Index(`${ROOT}search/`, (url) => fetch(url, { cache: url.endsWith("manifest.json") ? "no-cache" : "default" }));
  return opened;
}

/** Load what every search takes. If that fails, the search tells. */
export function prepare() {
  open().manifest().catch(() => {});
}

/**
 * Search, and load what that takes. What could not be loaded is asked for again by the next search.
 * @param {State} state
 * @returns {Promise<Results>}
 */
export async function search(state) {
  const wasOpen = opened !== undefined;
  try {
    return await open().search(state);
  } catch (error) {
    opened = undefined;
    const isGone = error instanceof Error && error.cause === 404;
    if (wasOpen && isGone) return search(state);
    throw error;
  }
}

/** The stylesheet of all that the search shows; it is there already on the search page. */
export function dress() {
  const address = new URL("search.css", import.meta.url).href;
  const links = /** @type {HTMLLinkElement[]} */ ([...document.head.querySelectorAll("link[rel=stylesheet]")]);
  if (links.some(({ href }) => href === address)) return undefined;
  const link = element("link", { rel: "stylesheet", href: address });
  document.head.append(link);
  return new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
}

/**
 * How long to wait with a search, in milliseconds, while its last word is being typed.
 * @param {string} query
 */
export function typingPause(query) {
  return /(?:^|\s)[\p{Script=Latin}\p{Script=Cyrillic}\d]{1,2}$/u.test(query) ? SHORT_PAUSE : 0;
}

/** @param {number} milliseconds */
export function wait(milliseconds) {
  return milliseconds ? new Promise((done) => setTimeout(done, milliseconds)) : undefined;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * A text in which words are marked.
 * @param {string} text
 * @param {Set<string>} words
 */
export function marked(text, words) {
  const pieces = markWords(text, words);
  return pieces.map((piece) => (piece.marked ? element("mark", {}, piece.text) : piece.text));
}

/** @param {string} date */
export function dateText(date) {
  const [year, month, day] = date.split("-");
  const parts = [day && String(Number(day)), month && MONTHS[Number(month) - 1], year];
  return parts.filter(Boolean).join(" ");
}

/**
 * The name of a value of a facet: `power-cut` has none but itself.
 * @param {{id: string, name: string}} value
 */
export function nameText({ id, name }) {
  return name === id ? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ") : name;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export function countText(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** @param {{id: string, kind: string, date: string}} card */
export function cardMeta({ kind, date }) {
  const kindText = nameText({ id: kind, name: kind });
  return [element("time", { datetime: date }, dateText(date)), " ", element("span", { class: `kind kind-${kind}` }, kindText)];
}

/** @param {string} id */
export function briefingUrl(id) {
  return `${ROOT}briefings/${id}/`;
}

/**
 * The page of a value of a facet.
 * @param {string} facet
 * @param {string} id
 */
export function valueUrl(facet, id) {
  return `${ROOT}${FACETS[facet].folder}/${id.toLowerCase()}/`;
}
