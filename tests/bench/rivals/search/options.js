// What MiniSearch and lunr index, and how MiniSearch searches: the options that its guide begins with.

export const FIELDS = ["title", "summary", "names", "tags", "kind", "text"];
export const OPTIONS = {
  fields: FIELDS,
  storeFields: ["title", "summary", "kind"],
  searchOptions: { boost: { title: 4, names: 2 }, prefix: true, fuzzy: 0.2 },
};
