// The state of rules as the browser tells it, beside what hashtrail/rules.py makes of the same (vectors.py).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { stateOn } from "../../templates/static/rules.js";

const vectors = JSON.parse(await readFile(new URL("vectors.json", import.meta.url), "utf-8"));

test("a rule has the same state on both sides", () => {
  assert.equal(new Set(vectors.map(([, , state]) => state)).size, 4);
  for (const [rule, day, state] of vectors) {
    assert.equal(stateOn(day, rule), state, JSON.stringify([rule, day]));
  }
});
