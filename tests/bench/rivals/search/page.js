// The least page of a search: the results of what is typed, or of what the URL asks for.

import { facet, find } from "./rival.js";

const box = document.querySelector("input");
const list = document.querySelector("#results");

function show(results) {
  list.replaceChildren(...results.map(({ title, summary }) => {
    const item = document.createElement("li");
    const heading = document.createElement("h3");
    heading.textContent = title;
    item.append(heading, summary);
    return item;
  }));
  list.dataset.shown = String(Number(list.dataset.shown ?? 0) + 1);
}

let turn = 0;
async function answer(finding) {
  const mine = ++turn;
  const results = await finding;
  if (mine === turn) show(results);
}

box.addEventListener("input", () => answer(find(box.value)));
const asked = new URLSearchParams(location.search);
if (asked.has("q")) answer(find(asked.get("q")));
if (asked.has("kind")) answer(facet(asked.get("kind")));
window.found = async (query) => (await find(query)).map(({ id }) => id);
