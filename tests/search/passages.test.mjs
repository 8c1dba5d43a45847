// Which passage of a text is shown, and how it is cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import { markWords, spans } from "../../templates/static/search/engine.js";
import { passage, textsOf } from "../../templates/static/search/passages.js";

const words = (...each) => ({ words: new Set(each), phrases: [] });
const phrase = (...each) => ({ words: new Set(), phrases: [each] });
const FILLER = "Nothing of this was asked for by anybody who reads here. ".repeat(6);

test("words and phrases are found as they are written", () => {
  const text = "The cuts of power: a power cut, Kazakhstan’s first, at Ekíbastuz (比特大陆).";
  const found = (...sought) => spans(text, sought).map((of) => of.map(({ start, end }) => text.slice(start, end)));
  assert.deepEqual(found(words("power"), words("kazakhstan", "ekibastuz"), words("nothing")), [
    ["power", "power"], ["Kazakhstan’s", "Ekíbastuz"], [],
  ]);
  assert.deepEqual(found(phrase("power", "cut"), phrase("cut", "power")), [["power cut"], []]);
  assert.deepEqual(found(phrase("cuts", "power")), [["cuts of power"]], "common words are passed over");
  assert.deepEqual(found(words("比特")), [["比特大陆"]]);
  assert.deepEqual(found({ words: new Set(["first"]), phrases: [["power", "cut"]] }), [["power cut", "first"]]);
});

test("a short text is shown whole, and so is a part of it a sentence", () => {
  assert.equal(passage(["Ten machines."], [words("ten")]), "Ten machines.");
  const text = `${FILLER}Then the hydropower stations of the valley went dark. ${FILLER}`;
  assert.match(passage([text], [words("hydropower")]), /^Then the hydropower stations/);
});

test("it is cut between words, and says so", () => {
  const text = `${"lorem ipsum, ".repeat(40)}hydropower ${"dolor sit ".repeat(40)}`;
  const shown = passage([text], [words("hydropower")]);
  assert.match(shown, /^…(?:lorem|ipsum,) .*hydropower dolor.* (?:dolor|sit)…$/);
  assert.ok(shown.length > 140 && shown.length <= 175, shown);
  assert.match(passage([text], [words("ipsum")]), /^lorem ipsum, .*[a-z]…$/, "no comma before the dots");
  assert.match(passage([`${FILLER}The end is hydropower`], [words("hydropower")]), /The end is hydropower$/);
});

test("the passage with most of what was sought is shown, the words of a phrase together", () => {
  const text = `A cut. ${FILLER}The power. ${FILLER}The power was there, and a cut. ${FILLER}A power cut came. ${FILLER}`;
  assert.match(passage([text], [words("power"), words("cut")]), /A power cut came/);
  assert.match(passage([text], [phrase("power", "cut")]), /A power cut came/);
  assert.match(passage([text], [words("power")]), /The power\./);
  assert.match(passage([FILLER, "hydropower · Sichuan"], [words("hydropower")]), /^hydropower/);
  assert.match(passage([FILLER, "hydropower"], [words("solar")]), /^Nothing of this/);
  assert.equal(passage([""], [words("solar")]), "");
});

test("text without blanks is cut between characters", () => {
  const text = "𠀀𠀁".repeat(300);
  for (const before of ["", "x", "xy"]) {
    const shown = passage([`${before}${text}比特大陆${text}`], [words("比特")]);
    assert.ok(shown.isWellFormed?.() ?? encodeURIComponent(shown), shown);
  }
  const endless = "a".repeat(30) + "-".repeat(400);
  assert.ok(passage([endless + FILLER], [words("a".repeat(30))]).length < 180);
});

test("nothing that is cut makes a word that was not sought look found", () => {
  const text = `${"unpowered ".repeat(60)}power ${"powerless ".repeat(60)}`;
  const marked = markWords(passage([text], [words("power")]), new Set(["power"])).filter((piece) => piece.marked);
  assert.deepEqual(marked.map((piece) => piece.text), ["power"]);
});

test("what tables and lists say is a text too", () => {
  const [body, facts] = textsOf({
    body: { text: "The body." }, organisations: [{ name: "Bitmain" }], places: [{ name: "Sichuan, China" }], tags: ["hydropower"],
    figures: [{ what: "machines", value: 2600, unit: "machines" }], disputes: [{ about: "origin", claims: [{ say: "not stated" }] }],
    actions: [{ measure: "power-cut" }, { measure: "power-cut" }],
  });
  assert.equal(body, "The body.");
  assert.equal(facts, "Bitmain · Sichuan, China · hydropower · machines: 2,600 machines · origin · not stated · power cut");
});
