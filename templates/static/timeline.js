// The filters of the timeline: what does not fit is hidden, how much fits is said.

import { follow } from "./form-state.js";

const form = document.getElementById("timeline-filters");
const timeline = document.getElementById("timeline");
const count = document.getElementById("timeline-count");

if (form instanceof HTMLFormElement && timeline && count) {
  const events = /** @type {HTMLElement[]} */ ([...timeline.querySelectorAll("li[data-kind]")]);
  const months = /** @type {HTMLElement[]} */ ([...timeline.children]);
  const years = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#timeline-years a"));
  form.hidden = false;
  follow(form, "change", (state, query) => {
    const asked = Object.entries(state).filter(([, value]) => value);
    let shown = 0;
    for (const event of events) {
      event.hidden = !asked.every(([name, value]) => (event.dataset[name] ?? "").split(" ").includes(value));
      if (!event.hidden) shown += 1;
    }
    // A gap is one of all briefings: among chosen ones it would say too much.
    for (const month of months) {
      month.hidden = asked.length > 0 && !month.querySelector("li[data-kind]:not([hidden])");
    }
    for (const year of years) year.search = query;
    const all = events.length.toLocaleString("en");
    count.textContent = asked.length ? `${shown.toLocaleString("en")} of ${all} events on this page` : "";
  });
}
