// The engine over the index of the small archive (small_archive.py), which lies in the folder SEARCH_INDEX.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Index, LoadError } from "../../templates/static/search/engine.js";

const ALL = ["2022/kegoc-cuts", "2022/texas", "2021/ekibastuz", "2021/spot-sales", "2021/sichuan-order"];
const files = new Map();

async function load(url) {
  assert.match(url, /^\/search\/[a-z]+(-\d+-[0-9a-f]{8})?\.(json|txt)$/, "a request outside of the index");
  const name = url.replace("/search/", "");
  if (!files.has(name)) files.set(name, await readFile(join(process.env.SEARCH_INDEX, name), "utf-8"));
  return { ok: true, status: 200, text: async () => files.get(name) };
}

const index = new Index("/search/", load);
const ids = (found) => found.results.map(({ id }) => id);
const search = (query, state = {}) => index.search({ query, ...state });
const finds = async (query, expected, state) => assert.deepEqual(ids(await search(query, state)), expected, query);
const counts = (values) => Object.fromEntries(values.filter(({ count }) => count).map(({ id, count }) => [id, count]));

test("an empty query shows all, the newest first", async () => {
  const found = await search("");
  assert.deepEqual(ids(found), ALL);
  assert.equal(found.total, 5);
  assert.deepEqual(found.results[0], {
    id: "2022/kegoc-cuts", date: "2022-01-24", kind: "crackdown", title: "KEGOC cuts all power to miners",
    summary: "Nothing more is known.",
  });
});

test("all words are wanted; stems, accents and case do not matter", async () => {
  await finds("orders projects ", ["2021/sichuan-order"]);
  await finds("ORDER project ", ["2021/sichuan-order"]);
  await finds("machines Ekíbastuz ", ["2021/ekibastuz"]);
  await finds("14500 ", ["2021/ekibastuz"]);
  await finds("100 mw ", ["2021/ekibastuz"]);
});

test("the last word may go on", async () => {
  await finds("ekib", ["2021/ekibastuz"]);
  await finds("hydrop", ["2021/sichuan-order"]);
});

test("names in other scripts, tickers, parts of Chinese names", async () => {
  assert.deepEqual(ids(await search("比特大陆")).sort(), ["2021/ekibastuz", "2021/spot-sales"]);
  assert.equal(ids(await search("比特"))[0], "2021/spot-sales");
  assert.equal(ids(await search("比"))[0], "2021/spot-sales");
  assert.deepEqual(ids(await search("BTBT ")).sort(), ["2021/ekibastuz", "2022/texas"]);
  await finds("شىنجاڭ", ["2021/ekibastuz"]);
  await finds("四川", ["2021/sichuan-order"]);
});

test("typos are corrected, and not when that is not wanted", async () => {
  const found = await search("bitman");
  assert.equal(ids(found)[0], "2021/spot-sales");
  assert.deepEqual(found.corrections, [{ from: "bitman", to: "bitmain" }]);
  await finds("ekibastus", ["2021/ekibastuz"]);
  await finds("vitmain spot", ["2021/spot-sales"]);
  const asWritten = await search("bitman", { exact: true });
  assert.equal(asWritten.total, 0);
  assert.deepEqual(asWritten.missing, ["bitman"]);
  assert.deepEqual((await search("zzzzzz")).corrections, []);
});

test("phrases", async () => {
  await finds('"spot sales"', ["2021/spot-sales"]);
  await finds('"sales spot"', []);
  await finds('"power cut"', ["2022/kegoc-cuts"]);
  await finds('"state council of energy"', ["2022/texas"]);
  await finds('"city council"', ["2022/texas"]);
  await finds('"state nothing"', []);
  await finds('"stated nothing"', ["2022/texas"]);
  await finds('"Kazakhstan Electricity Grid"', ["2022/kegoc-cuts"]);
});

test("minus and OR", async () => {
  await finds("bitmain -ekibastuz", ["2021/spot-sales"]);
  await finds('machines -"spot sales" -texas ', ["2021/ekibastuz"]);
  assert.deepEqual(ids(await search("sichuan OR texas ")).sort(), ["2021/sichuan-order", "2022/texas"]);
  await finds("-bitmain", ["2022/kegoc-cuts", "2022/texas", "2021/sichuan-order"]);
});

test("what has half of the words or more is shown where nothing has all", async () => {
  const found = await search("sichuan projects zzzzzz ");
  assert.deepEqual([ids(found)[0], found.partial, found.missing], ["2021/sichuan-order", true, ["zzzzzz"]]);
  assert.equal((await search("sichuan projects ")).partial, false);
});

test("fields", async () => {
  await finds("place:KZ", ["2022/kegoc-cuts", "2021/ekibastuz"]);
  await finds("place:kazakhstan kind:crackdown", ["2022/kegoc-cuts"]);
  await finds("place:CN -place:CN-SC", ["2021/spot-sales", "2021/ekibastuz"]);
  await finds('org:"bit digital" place:US', ["2022/texas"]);
  await finds("measure:power-cut", ["2022/kegoc-cuts"]);
  await finds("status:delivered", ["2021/ekibastuz"]);
  await finds("tag:hydropower", ["2021/sichuan-order"]);
  await finds("thread:exodus kind:market", ["2021/spot-sales"]);
  const found = await search("place:kazakstan machines");
  assert.deepEqual([found.total, found.unknown], [0, [{ facet: "place", value: "kazakstan", nearest: "KZ" }]]);
  assert.equal((await search("before:soon")).total, 0);
});

test("dates: of the month or year on, and before it", async () => {
  await finds("after:2022", ["2022/kegoc-cuts", "2022/texas"]);
  await finds("before:2021-07", ["2021/spot-sales", "2021/sichuan-order"]);
  await finds("after:2021-08-15 before:2022", ["2021/ekibastuz"]);
  await finds("", ["2022/kegoc-cuts", "2022/texas"], { after: "2022-01-20" });
  await finds("after:2022-02", ["2022/texas"]);
});

test("facets: OR inside of one, AND across, counts without the facet's own choice, a country with its provinces", async () => {
  const all = (await search("")).facets;
  assert.deepEqual(counts(all.place), { CN: 3, "CN-SC": 1, "CN-XJ": 1, KZ: 2, US: 1, "US-TX": 1 });
  assert.deepEqual(counts(all.org), { bitmain: 2, "bit-digital": 2, kegoc: 1 });
  assert.ok(!all.org.some(({ id }) => id === "unused"));
  const chosen = { place: ["KZ", "US-TX"] };
  const found = await search("", { chosen });
  assert.deepEqual(ids(found), ["2022/kegoc-cuts", "2022/texas", "2021/ekibastuz"]);
  assert.deepEqual(counts(found.facets.place), counts(all.place));
  assert.deepEqual(counts(found.facets.kind), { crackdown: 1, relocation: 1, context: 1 });
  assert.deepEqual(found.facets.place.filter((value) => value.chosen).map(({ id }) => id), ["KZ", "US-TX"]);
  await finds("", ["2021/ekibastuz"], { chosen: { ...chosen, kind: ["relocation"] } });
  await finds("", [], { chosen: { place: ["XX"] } });
});

test("the histogram counts by month, whatever dates are chosen", async () => {
  const months = (found) => Object.fromEntries(found.histogram.map(({ month, count }) => [month, count]));
  const all = { "2021-06": 2, "2021-08": 1, "2022": 1, "2022-01": 1 };
  assert.deepEqual(months(await search("")), all);
  assert.deepEqual(months(await search("after:2022")), all);
  assert.deepEqual(months(await search("bitmain")), { ...all, "2021-06": 1, "2022": 0, "2022-01": 0 });
});

test("order, pages and names to go to", async () => {
  await finds("machines ", ["2021/spot-sales", "2021/ekibastuz", "2022/texas"], { sort: "oldest" });
  await finds("machines ", ["2022/texas", "2021/ekibastuz", "2021/spot-sales"], { sort: "newest" });
  const page = await search("", { offset: 1, limit: 2 });
  assert.deepEqual([ids(page), page.total], [ALL.slice(1, 3), 5]);
  assert.deepEqual((await search("bitman")).names, [{ facet: "org", id: "bitmain", name: "Bitmain", count: 2, isWhole: true }]);
  assert.deepEqual((await search("china")).names[0], { facet: "place", id: "CN", name: "China", count: 3, isWhole: true });
  assert.ok((await search("china")).names.some(({ id }) => id === "exodus"));
  assert.ok((await search("bitmain")).words.has("bitmain"));
});

test("what was sought is told for each part of a query", async () => {
  const sought = async (query, state) => (await search(query, state)).sought.map(({ words, phrases }) => [[...words].sort(), phrases]);
  assert.deepEqual(await sought("orders bitman "), [[["order", "orders"], []], [["bitmain"], []]]);
  assert.deepEqual(await sought("ekib"), [[["ekibastuz"], []]]);
  assert.deepEqual(await sought('"power cut" OR spot -bitmain kind:crackdown nothinglikeit'), [[["spot"], [["power", "cut"]]]]);
  assert.deepEqual(await sought("kind:crackdown"), []);
  const { words } = await search('"power cut" spot');
  assert.ok(words.has("power") && words.has("cuts") && words.has("spot"), "all forms are marked");
});

test("a quick search loads no table, and organisations and tags only where they are asked for", async () => {
  const loaded = [];
  const quick = new Index("/search/", (url) => (loaded.push(url), load(url)));
  const tables = () => loaded.flatMap((url) => /facets-(\d)/.exec(url)?.[1] ?? []).sort();
  await quick.search({ query: "sichuan ", table: "none" });
  assert.deepEqual(loaded.map((url) => url.split(/[-.]/)[0]), ["/search/manifest", "/search/terms", "/search/all"]);
  const found = await quick.search({ query: "sichuan ", table: "short" });
  assert.deepEqual([found.facets.org, counts(found.facets.kind)], [undefined, { crackdown: 1 }]);
  assert.deepEqual(tables(), ["0", "2"]);
  await quick.search({ query: "org:bitmain", table: "none" });
  assert.deepEqual(tables(), ["0", "1", "2"]);
  assert.equal(new Set(loaded).size, loaded.length, "a file was loaded twice");
});

test("a facet without words loads neither all cards nor other names, unless one of these is chosen", async () => {
  const loaded = [];
  const index = new Index("/search/", (url) => (loaded.push(url.replace(/-\w{8}\./, ".")), load(url)));
  const found = await index.search({ query: "", chosen: { kind: ["crackdown"] } });
  assert.deepEqual(ids(found), ["2022/kegoc-cuts", "2021/sichuan-order"]);
  assert.deepEqual(loaded.slice(1).sort(), ["/search/cards-0.json", "/search/facets-0.json", "/search/facets-1.json"]);
  assert.deepEqual(ids(await index.search({ query: "", chosen: { place: ["四川"] } })), ["2021/sichuan-order"]);
  assert.deepEqual(loaded.slice(4), ["/search/facets-2.json"]);
});

test("a file that fails is an error, and the next search asks again", async () => {
  for (const kind of ["manifest", "terms", "facets", "all", "words", "follow"]) {
    let isDown = true;
    const shaky = new Index("/search/", async (url) => {
      if (isDown && url.includes(`/${kind}`)) {
        if (kind === "terms") throw new TypeError("network");
        return { ok: false, status: 503, text: async () => "" };
      }
      return load(url);
    });
    const query = { query: '"spot sales" vitmain' };
    await assert.rejects(shaky.search(query), LoadError, kind);
    isDown = false;
    assert.deepEqual(ids(await shaky.search(query)), ["2021/spot-sales"], kind);
  }
  const wrong = new Index("/search/", async () => ({ ok: true, status: 200, text: async () => "<html>" }));
  await assert.rejects(wrong.search({ query: "x" }), LoadError);
});

test("five thousand strange queries find something or nothing, and never throw", async () => {
  let seed = 20;
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const pieces = ['"', "-", ":", "OR", "|", " ", "  ", "place:", "after:", "org:", "kind:", "tag:", "before:2021", "(", ")", "*", "\\", "%", "../", "<script>",
    "sichuan", "bitman", "比特", "比", "شىنجاڭ", "\u0000", "\ud800", "\u{1f680}", "é", "'s", "’", "1,000", "14.5", "__proto__", "constructor", "toString",
    "x".repeat(60), "KZ", "exodus", "\n", "\t", "&", "#", "?", "/", "machines", "power cut", "İ", "ﬁ", "\u0301"];
  for (let round = 0; round < 5000; round++) {
    let query = "";
    for (let left = 1 + random(9); left > 0; left--) query += random(12) ? pieces[random(pieces.length)] : String.fromCodePoint(random(0x3000));
    const found = await search(query, { sort: ["relevance", "newest", "oldest"][random(3)], exact: random(2) === 0 });
    assert.ok(found.total >= found.results.length && found.results.length <= 10, query);
  }
});

test("in a large archive organisations and tags wait for words", async () => {
  const asked = [];
  const large = new Index("/search/", async (url) => {
    asked.push(url);
    const found = await load(url);
    if (!url.endsWith("manifest.json")) return found;
    const manifest = JSON.parse(await found.text());
    return { ...found, text: async () => JSON.stringify({ ...manifest, best: "00000000".repeat(8) }) };
  });
  const state = { chosen: { kind: ["crackdown"] }, table: "fitting" };
  const { facets, total } = await large.search({ query: "", ...state });
  assert.ok(total);
  assert.ok(facets.kind);
  assert.equal(facets.org, undefined);
  assert.ok(!asked.some((url) => url.includes("facets-1")));
  assert.ok((await large.search({ query: "texas", ...state })).facets.org);
  assert.ok((await large.search({ query: "", ...state, table: "full" })).facets.org);
  assert.ok((await index.search({ query: "", ...state })).facets.org, "a small one has them at once");
});
