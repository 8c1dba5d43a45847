// The browser's side of the analysis, against what the Python side has made of the same texts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as words from "../../templates/static/search/engine.js";

const vectors = JSON.parse(await readFile(new URL("vectors.json", import.meta.url), "utf-8"));

for (const [name, cases] of Object.entries(vectors)) {
  test(`${name} does what Python does`, () => {
    for (const [...values] of cases) {
      const expected = values.pop();
      assert.deepEqual(words[name](...values), expected, JSON.stringify(values));
    }
  });
}

const word = (text, more = {}) => ({ type: "word", words: [text], open: false, text, ...more });

test("words are all wanted, and the last may go on", () => {
  assert.deepEqual(words.parse("Sichuan mines").all, [
    [word("sichuan", { text: "Sichuan" })],
    [word("mines", { open: true })],
  ]);
  assert.equal(words.parse("mines ").all[0][0].open, false);
  assert.equal(words.parse('mines "').all[0][0].open, false);
});

test("phrases, OR and minus", () => {
  const query = words.parse('"power cut" OR blackout -"spot sales" -iran kazakhstan ');
  assert.deepEqual(query.all.map((terms) => terms.map((term) => term.words)), [
    [["power", "cut"], ["blackout"]],
    [["kazakhstan"]],
  ]);
  assert.deepEqual(query.none.map((term) => term.words), [["spot", "sales"], ["iran"]]);
  assert.equal(query.text, "power cut blackout kazakhstan");
});

test("fields and dates", () => {
  const query = words.parse('place:KZ -org:bitmain ORGANISATION:"Bit Digital" after:2021 before:2021-07 http://x before:soon');
  assert.deepEqual(query.filters, [
    { facet: "place", value: "KZ", not: false },
    { facet: "org", value: "bitmain", not: true },
    { facet: "org", value: "Bit Digital", not: false },
    { facet: "before", value: "soon", not: false },
  ]);
  assert.deepEqual([query.after, query.before], ["2021", "2021-07"]);
  assert.deepEqual(query.all.map((terms) => terms[0].words[0]), ["http", "x"]);
});

test("what is left open, empty or strange is text", () => {
  for (const query of ['"', '""', "-", ":", "place:", "OR", "OR OR", "- -", '"open phrase', "\u0000", "constructor:x", "__proto__:x"]) {
    assert.ok(words.parse(query));
  }
  assert.deepEqual(words.parse('"open phrase').all[0][0].words, ["open", "phrase"]);
});

test("marked words", () => {
  assert.deepEqual(words.markWords("Bitmain’s 比特大陆 <b>", new Set(["bitmain", "大陆"])), [
    { text: "Bitmain’s", marked: true },
    { text: " ", marked: false },
    { text: "比特大陆", marked: true },
    { text: " <", marked: false },
    { text: "b", marked: false },
    { text: ">", marked: false },
  ]);
});
