// It is no module.
const library = new Promise((loaded) => {
  const script = document.createElement("script");
  script.src = "library.js";
  script.onload = loaded;
  document.head.append(script);
});
const index = fetch("index.json").then(async (response) => {
  const [content] = await Promise.all([response.json(), library]);
  return globalThis.lunr.Index.load(content);
});
const cards = fetch("cards.json").then((response) => response.json());

export async function find(query) {
  const words = await index;
  let found;
  try {
    found = words.search(query);
  } catch {
    // It takes signs for its own language of queries.
    found = words.search(query.replace(/[:~^+*-]/g, " "));
  }
  const known = await cards;
  return found.slice(0, 10).map(({ ref }) => ({ id: ref, ...known[ref] }));
}
export const facet = (kind) => find(`kind:${kind}`);
