// Excerpts below the results whose title and summary do not show why they were found.

import { briefingUrl, marked, wait } from "./engine.js";
import { passage, textsOf } from "./passages.js";

/**
 * @typedef {object} Room where an excerpt is shown
 * @property {HTMLElement} element
 * @property {string} id of the briefing
 * @property {import("./engine.js").Sought[]} sought what the excerpt should show
 */

// Milliseconds without a new search, or a new result in sight, before any text is asked for; and how many are at once.
const PAUSE = 250;
const AT_ONCE = 10;
/** @type {Map<string, string[]>} the texts of briefings by id */
const known = new Map();

/**
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function load(id, signal) {
  const address = `${briefingUrl(id)}index.json`;
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  known.set(id, textsOf(await response.json()));
}

/**
 * Fill the rooms that the reader sees, and the others when they come in sight. A text that does not arrive leaves its
 * room empty.
 * @param {Room[]} rooms
 * @param {Set<string>} words what to mark
 * @param {AbortSignal} signal ends it
 */
export function fill(rooms, words, signal) {
  /** @type {Set<Room>} */
  const inSight = new Set();
  let turn = 0;

  /** @param {Room} room */
  const write = ({ element, id, sought }) => {
    const texts = known.get(id);
    if (texts) element.replaceChildren(...marked(passage(texts, sought), words));
    return texts !== undefined;
  };

  const fetchTexts = async () => {
    const now = ++turn;
    await wait(PAUSE);
    while (now === turn && inSight.size && !signal.aborted) {
      await Promise.all([...inSight].slice(0, AT_ONCE).map(async (room) => {
        inSight.delete(room);
        observer.unobserve(room.element);
        await load(room.id, signal).catch(() => {});
        if (!signal.aborted) write(room);
      }));
    }
  };

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const room = /** @type {Room} */ (rooms.find(({ element }) => element === target));
      if (isIntersecting) inSight.add(room);
      else inSight.delete(room);
    }
    if (inSight.size) fetchTexts();
  });
  signal.addEventListener("abort", () => observer.disconnect());
  for (const room of rooms) if (!write(room)) observer.observe(room.element);
}
