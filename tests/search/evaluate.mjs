// Run queries over an index on disk: `node evaluate.mjs FOLDER`, where FOLDER holds the files below /search/, reads a
// JSON array of search states from standard input and prints an array of what each finds. What was read is told, too.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Index } from "../../templates/static/search/engine.js";

const folder = process.argv[2];
const read = new Set();
const index = new Index("", async (name) => {
  read.add(name);
  try {
    const content = await readFile(join(folder, name), "utf-8");
    return { ok: true, status: 200, text: async () => content };
  } catch {
    return { ok: false, status: 404, text: async () => "" };
  }
});
const found = [];
for (const state of JSON.parse(await text(process.stdin))) {
  const before = new Set(read);
  const start = performance.now();
  const results = await index.search(state);
  const milliseconds = performance.now() - start;
  const files = [...read].filter((name) => !before.has(name));
  found.push({ ...results, words: [...results.words], files, milliseconds });
}
console.log(JSON.stringify(found));
