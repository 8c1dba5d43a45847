import MiniSearch from "./library.js";
import { OPTIONS } from "./options.js";

const index = fetch("index.json").then(async (response) => MiniSearch.loadJSON(await response.text(), OPTIONS));

export const find = async (query) => (await index).search(query).slice(0, 10);
export const facet = async (kind) =>
  (await index).search(MiniSearch.wildcard, { filter: (found) => found.kind === kind }).slice(0, 10);
