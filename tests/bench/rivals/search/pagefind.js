import * as pagefind from "./pagefind/pagefind.js";

async function first(search) {
  const pages = await Promise.all((await search).results.slice(0, 10).map((result) => result.data()));
  return pages.map(({ raw_url: url, meta }) => ({ id: url.split("/").slice(-3, -1).join("/"), ...meta }));
}

export const find = (query) => first(pagefind.search(query));
export const facet = (kind) => first(pagefind.search(null, { filters: { kind } }));
