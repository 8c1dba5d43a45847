import anchor from "markdown-it-anchor";
import footnote from "markdown-it-footnote";

const PAGE_LENGTH = 50;
const TAXONOMIES = ["tags", "places", "organisations", "years"];

const newestFirst = (api) => api.getFilteredByGlob("content/briefings/**/*.md").reverse();

/** The pages of one list: its URL, title, briefings and neighbours. */
function paginate(path, title, briefings) {
  const count = Math.max(1, Math.ceil(briefings.length / PAGE_LENGTH));
  const url = (number) => (number === 1 ? path : `${path}page/${number}/`);
  return Array.from({ length: count }, (_, index) => ({
    url: url(index + 1),
    title,
    total: briefings.length,
    number: index + 1,
    count,
    newer: index > 0 ? url(index) : "",
    older: index + 1 < count ? url(index + 2) : "",
    briefings: briefings.slice(index * PAGE_LENGTH, (index + 1) * PAGE_LENGTH),
  }));
}

function byTerm(briefings, taxonomy) {
  const terms = new Map();
  for (const briefing of briefings) {
    for (const term of briefing.data[taxonomy]) {
      if (!terms.has(term)) terms.set(term, []);
      terms.get(term).push(briefing);
    }
  }
  return [...terms].sort(([a], [b]) => (a < b ? -1 : 1));
}

export default function (config) {
  config.amendLibrary("md", (md) => md.use(footnote).use(anchor));
  config.addFilter("isoDay", (date) => date.toISOString().slice(0, 10));
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  config.addFilter("day", (date) => day.format(date));
  config.addCollection("newest", newestFirst);
  config.addCollection("lists", (api) => {
    const briefings = newestFirst(api);
    const terms = TAXONOMIES.flatMap((taxonomy) =>
      byTerm(briefings, taxonomy).flatMap(([term, listed]) =>
        paginate(`/${taxonomy}/${term}/`, term, listed),
      ),
    );
    return [...paginate("/briefings/", "Briefings", briefings), ...terms];
  });
  config.addCollection("directories", (api) =>
    TAXONOMIES.map((taxonomy) => ({
      taxonomy,
      terms: byTerm(newestFirst(api), taxonomy).map(([term, listed]) => ({
        term,
        count: listed.length,
      })),
    })),
  );
  return {
    dir: { input: "content", includes: "../includes", output: "output" },
    markdownTemplateEngine: false,
  };
}
