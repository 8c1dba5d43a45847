// The documents of an archive for one rival: `node documents.mjs RIVAL DOCUMENTS SITE`. Pagefind gets a page for each,
// the others their whole index, as they document it.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import lunr from "lunr";
import MiniSearch from "minisearch";
import { FIELDS, OPTIONS } from "./options.js";

const [rival, source, site] = process.argv.slice(2);
const documents = JSON.parse(await readFile(source, "utf-8"));
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const cards = () => Object.fromEntries(documents.map(({ id, title, summary }) => [id, { title, summary }]));

const made = {
  async pagefind() {
    for (const { id, kind, title, summary, names, tags, text } of documents) {
      const folder = join(site, id);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "index.html"), `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body data-pagefind-body><h1>${escape(title)}</h1><p data-pagefind-meta="summary">${escape(summary)}</p>
<p data-pagefind-filter="kind">${kind}</p><p>${escape(names)}</p><p>${escape(tags)}</p><p>${escape(text)}</p></body></html>
`);
    }
  },
  async minisearch() {
    const index = new MiniSearch(OPTIONS);
    index.addAll(documents);
    await writeFile(join(site, "index.json"), JSON.stringify(index));
  },
  async lunr() {
    const index = lunr(function () {
      this.ref("id");
      for (const field of FIELDS) this.field(field, { boost: field === "title" ? 4 : field === "names" ? 2 : 1 });
      for (const each of documents) this.add(each);
    });
    await writeFile(join(site, "index.json"), JSON.stringify(index));
    await writeFile(join(site, "cards.json"), JSON.stringify(cards()));
  },
};
await mkdir(site, { recursive: true });
await made[rival]();
for (const name of ["index.html", "page.js", "options.js"]) await copyFile(name, join(site, name));
await copyFile(`${rival}.js`, join(site, "rival.js"));
const library = { minisearch: "minisearch/dist/es/index.js", lunr: "lunr/lunr.min.js" }[rival];
if (library) await copyFile(join("node_modules", library), join(site, "library.js"));
