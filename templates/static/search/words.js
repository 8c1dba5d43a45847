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

/**
 * The pieces of a text, and which of them are among the words.
 * @param {string} text
 * @param {Set<string>} words folded
 * @returns {{text: string, marked: boolean}[]}
 */
export function markWords(text, words) {
  const pieces = text.split(/([\p{L}\p{N}\p{M}'’]+(?:[.,][0-9]+)*)/u);
  return pieces.filter(Boolean).map((piece) => ({
    text: piece,
    marked: tokens(piece).some((token) => words.has(token)),
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
