// The passage of a briefing's text that shows best why a search found the briefing.

import { spans } from "./engine.js";

/** @typedef {import("./engine.js").Sought} Sought */

// Characters of a passage, and of what stands before the first word that was sought.
const LENGTH = 170;
const LEAD = 60;
const SENTENCE = /[.!?]["”’)]?\s+(?=\S)/u;
const LOW_SURROGATE = /^[\udc00-\udfff]/;

/**
 * The passage with most of what was sought, of these the shortest; the beginning of the first text if none has any.
 * @param {string[]} texts
 * @param {Sought[]} sought
 */
export function passage(texts, sought) {
  let most = 0;
  let best = { text: texts[0], start: 0, end: 0 };
  for (const text of texts) {
    const found = spans(text, sought)
      .flatMap((of, part) => of.map((span) => ({ ...span, part })))
      .sort((a, b) => a.start - b.start);
    found.forEach(({ start }, at) => {
      /** @type {Set<number>} */
      const parts = new Set();
      for (let next = at; next < found.length; next++) {
        const { end, part } = found[next];
        if (next > at && end > start + LENGTH - LEAD) break;
        parts.add(part);
        // The more parts the better, then the more places, then the nearer these.
        const value = parts.size + (next - at) / LENGTH - (end - start) / LENGTH ** 2;
        if (value > most) [most, best] = [value, { text, start, end }];
      }
    });
  }
  return cut(best.text, best.start, best.end);
}

/**
 * A part of a text around a place, from the beginning of a sentence or else of a word.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function cut(text, start, end) {
  let from = Math.max(0, Math.min(start - LEAD, text.length - LENGTH));
  let isWhole = from === 0;
  if (!isWhole) {
    const lead = text.slice(from, start);
    const sentence = SENTENCE.exec(lead);
    isWhole = sentence !== null;
    from += sentence ? sentence.index + sentence[0].length : lead.indexOf(" ") + 1;
    if (LOW_SURROGATE.test(text.slice(from))) from += 1;
  }
  let to = Math.max(end, from + LENGTH);
  if (to >= text.length) return (isWhole ? "" : "…") + text.slice(from);
  to = Math.max(end, text.lastIndexOf(" ", to));
  if (to === end) to = Math.max(end, from + LENGTH);
  if (LOW_SURROGATE.test(text.slice(to))) to -= 1;
  const shown = text.slice(from, to).replace(/[\s,;:–—-]+$/u, "");
  return (isWhole ? "" : "…") + shown + (/[.!?]$/u.test(shown) ? "" : "…");
}

/**
 * The texts of a briefing, from its JSON file: what its body says, and what its tables and lists do.
 * @param {any} twin
 * @returns {string[]}
 */
export function textsOf({ body, organisations, places, tags, figures, disputes, actions }) {
  const facts = [
    ...[...organisations, ...places].map(({ name }) => name),
    ...tags,
    ...figures.map((/** @type {any} */ { value, unit, what }) => `${what}: ${value.toLocaleString("en")} ${unit}`),
    ...disputes.flatMap((/** @type {any} */ { about, claims }) => [about, ...claims.map((/** @type {any} */ { say }) => say)]),
    ...actions.map((/** @type {any} */ { measure }) => measure.replaceAll("-", " ")),
  ];
  return [body.text, [...new Set(facts)].join(" · ")];
}
