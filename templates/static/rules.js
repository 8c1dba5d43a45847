// What a rule is on a day: the same as in hashtrail/rules.py, against which the tests hold it.

/** @typedef {"in-force" | "announced" | "ended"} RuleState */

/**
 * The state of a rule on a day; null before it is known. Days are YYYY-MM-DD; `start` and `end` are empty where there is none.
 * @param {string} day
 * @param {{known: string, start: string, end: string}} rule
 * @returns {RuleState | null}
 */
export function stateOn(day, { known, start, end }) {
  if (day < known) return null;
  if (end && day > end) return "ended";
  return !start || day < start ? "announced" : "in-force";
}
