"""The search beside others: what a reader waits for, what a build pays, and how well queries are answered.

The same documents, queries and browser for all; `run` starts it. Ours is measured on the search page of the site, the
rivals on the least page that shows results.

    python -m tests.bench.search CONTENT FOLDER     write our index of a content folder that was built, and tell the
                                                    seconds, and those after an edit of one word
"""

from __future__ import annotations

import gc
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page, sync_playwright

from hashtrail import recipes
from hashtrail.indexing import Index
from hashtrail.inputs import Config, Inputs, Memory
from hashtrail.model import Organisation, Place
from hashtrail.search.analysis import COMMON
from hashtrail.store import FOLDER, Store
from tests.browser.server import Sent, serve
from tests.search import judge
from tests.search.judge import Content
from tests.tools.programs import BROWSER

from . import measure
from .measure import Measured
from .report import number, table
from .systems import OURS, REPOSITORY, RIVALS, System

SIZES: Final = (100, 1_000, 10_000)
RIVAL_NAMES: Final = {"pagefind": "Pagefind", "minisearch": "MiniSearch", "lunr": "lunr"}
LABELS: Final = {OURS.name: "Hashtrail", **RIVAL_NAMES}
LIBRARIES: Final = System(
    "search", "", lambda installed, _: [str(installed)], lock="package-lock.json"
)
#: Words that are searched for, each in a fresh browser; one after the other; and each to the millisecond.
_FIRST: Final = 5
_LATER: Final = 10
_TIMED: Final = 20
_RESULTS: Final = 10
_KIND: Final = "crackdown"
#: Milliseconds until something is taken for broken: lunr takes long to read a large index.
_PATIENCE: Final = 120_000
#: Milliseconds after which nothing more is expected.
_QUIET: Final = 600
#: What our pages ask for that is not the search.
_PAGE: Final = re.compile(r"/$|\?|\.css$|\.svg$|\.html$|/theme\.js$|^data:")
#: What is asked for that is code, which is there before anything is chosen: modules, and what Pagefind has compiled.
_CODE: Final = re.compile(r"\.m?js$|/wasm\.")


@dataclass
class Wire:
    """What came over the wire until ten results were shown, and in all: requests, and bytes of their bodies.

    `data_bytes` are those of all that is no code.
    """

    requests: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    all_requests: list[float] = field(default_factory=list)
    all_bytes: list[float] = field(default_factory=list)
    data_bytes: list[float] = field(default_factory=list)


@dataclass
class Searched:
    """What was measured of one system: `index` are the seconds of indexing alone, `files` its files and their bytes.

    `edit` are the seconds of indexing after one word was edited, None for those who begin anew.
    """

    index: float
    edit: float | None
    process: Measured
    files: tuple[int, int]
    first: Wire = field(default_factory=Wire)
    later: Wire = field(default_factory=Wire)
    facet: Wire = field(default_factory=Wire)
    milliseconds: list[float] = field(default_factory=list)


class Site:
    """A search that is served: its page, what shows its results, and what was sent of it since one has looked last."""

    def __init__(self, name: str, root: str, sent: list[Sent]) -> None:
        self.sent = sent
        self.is_ours = name == OURS.name
        self.page = f"{root}search/" if self.is_ours else root
        self.results = "#page-results h3" if self.is_ours else "#results h3"


def documents(content: Content) -> list[dict[str, str]]:
    """What there is to be found, for the rivals: the texts that our index is made of."""
    found = []
    for briefing in content.briefings:
        named: list[Organisation | Place] = [
            content.organisations[id_] for id_ in briefing.organisations
        ]
        named += (content.places[place] for place in briefing.places)
        found.append(
            {
                "id": briefing.id,
                "kind": briefing.kind.value,
                "title": briefing.title,
                "summary": briefing.summary,
                "names": ", ".join(name for each in named for name in (each.name, *each.aliases)),
                "tags": ", ".join(briefing.tags),
                "text": content.texts[briefing.path],
            }
        )
    return found


def words(content: Content) -> list[str]:
    """Words to search for, of titles from all over the archive."""
    step = max(1, len(content.briefings) // (4 * _TIMED))
    found: dict[str, None] = {}
    for briefing in content.briefings[::step]:
        listed = re.findall(r"[a-z]{5,}", briefing.title.lower())
        found |= dict.fromkeys(sorted(set(listed) - COMMON, key=len)[-1:])
    return list(found)[: _FIRST + _LATER + _TIMED]


def index_site(name: str, content: Path, told: Path, folder: Path, cache: Path) -> Searched:
    """Index an archive for one system into the folder that is served, and measure that."""
    if name == OURS.name:
        command = [sys.executable, "-m", "tests.bench.search", str(content), str(folder)]
        process = measure.run(command, REPOSITORY)
        cold, edit = json.loads(process.output)
        return Searched(cold, edit, process, _count(folder / "search", "*-*"))
    installed = LIBRARIES.installation(cache)
    shutil.rmtree(folder, ignore_errors=True)
    command = ["node", "documents.mjs", name, str(told), str(folder)]
    process = measure.run(command, installed)
    if name == "pagefind":
        process = measure.run(pagefind(folder), installed)
        return Searched(process.seconds, None, process, _count(folder / "pagefind", "*"))
    return Searched(process.seconds, None, process, _count(folder, "*.json"))


def pagefind(site: Path) -> list[str]:
    """The command that indexes the pages of a site, to be run where the libraries are installed."""
    runner = "node_modules/pagefind/lib/runner/bin.cjs"
    return ["node", runner, "--site", str(site), "--silent"]


def _count(folder: Path, pattern: str) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob(pattern) if path.is_file()]
    return len(sizes), sum(sizes)


@contextmanager
def _fresh_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(_PATIENCE)
    yield context.new_page()
    context.close()


#: Note when the first results are shown, in milliseconds of the clock.
_NOTE: Final = """new MutationObserver((_, observer) => {
    if (!document.querySelector("#results h3, #page-results h3")) return;
    window.shownAt = performance.timeOrigin + performance.now();
    observer.disconnect();
}).observe(document, {childList: true, subtree: true});"""


def _take(sent: list[Sent], wire: Wire, shown: float = 0) -> None:
    """Count what was sent for the search since one has looked last; until `shown` (seconds) apart."""
    asked = [each for each in sent if not _PAGE.search(each.path)]
    sent.clear()
    before = [each for each in asked if each.when < shown]
    wire.requests.append(len(before))
    wire.bytes.append(sum(each.size for each in before))
    wire.all_requests.append(len(asked))
    wire.all_bytes.append(sum(each.size for each in asked))
    wire.data_bytes.append(sum(each.size for each in asked if not _CODE.search(each.path)))


def _open(page: Page, site: Site, query: str, wire: Wire) -> None:
    """Open the page of a search with a query, and count all that is sent until nothing is any more."""
    page.add_init_script(_NOTE)
    page.goto(site.page + query)
    page.locator(site.results).first.wait_for()
    page.wait_for_load_state("networkidle")
    _take(site.sent, wire, page.evaluate("shownAt") / 1e3)


def _wait_for_all(page: Page, sent: list[Sent]) -> None:
    """Wait until nothing more is sent: the excerpts of results come a little after these."""
    before = -1
    while before != len(sent):
        before = len(sent)
        page.wait_for_timeout(_QUIET)


#: Type a query, and resolve with the milliseconds until its results are shown.
_TYPE: Final = """async ([query, results]) => {
    const list = document.querySelector(results.split(" ")[0]);
    const box = document.querySelector("[name=q]");
    const shown = new Promise((done) => {
        const observer = new MutationObserver((changes) => {
            if (!changes.some(({addedNodes}) => [...addedNodes].some((node) => node.querySelector?.("h3")))) return;
            observer.disconnect();
            done(performance.now());
        });
        observer.observe(list, {childList: true, subtree: true});
    });
    const start = performance.now();
    box.value = query;
    box.dispatchEvent(new InputEvent("input", {bubbles: true}));
    return await shown - start;
}"""


def read_as_a_reader(browser: Browser, site: Site, queries: Sequence[str], into: Searched) -> None:
    """First queries, later ones, a facet alone, and the time of queries whose files are there."""
    for query in queries[:_FIRST]:
        with _fresh_page(browser) as page:
            _open(page, site, f"?q={quote_plus(query)}", into.first)
    with _fresh_page(browser) as page:
        _open(page, site, f"?kind={_KIND}", into.facet)
    with _fresh_page(browser) as page:
        _open(page, site, f"?q={quote_plus(queries[0])}", Wire())
        for query in queries[_FIRST : _FIRST + _LATER]:
            page.evaluate(_TYPE, [query, site.results])
            _wait_for_all(page, site.sent)
            _take(site.sent, into.later)
        timed = queries[_FIRST + _LATER :] or queries
        for is_warm in (False, True):
            for query in timed:
                milliseconds = page.evaluate(_TYPE, [query, site.results])
                if is_warm:
                    into.milliseconds.append(milliseconds)


def answers(browser: Browser, site: Site, queries: Sequence[str]) -> list[list[str]]:
    """The ids of the first ten results of each query."""
    with _fresh_page(browser) as page:
        page.goto(site.page)
        if site.is_ours:
            module = page.locator("script[src*='/search/engine.js']").get_attribute("src")
            find = f"async (query) => (await (await import({json.dumps(module)})).search({{query}})).results.map(({{id}}) => id)"
        else:
            page.wait_for_function("() => window.found")
            find = "(query) => window.found(query)"
        return [page.evaluate(find, query) for query in queries]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER.path())
        yield browser
        browser.close()


def _build(content: Path, folder: Path) -> None:
    """The site, whose search page is measured."""
    options = [
        f"--content={content}",
        f"--output={folder}",
        f"--templates={REPOSITORY / 'templates'}",
    ]
    command = [sys.executable, "build.py", "build", "--base-url=https://site.invalid/", *options]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)


def prepare(content: Path, names: Sequence[str], work: Path, cache: Path) -> dict[str, Searched]:
    """Index an archive for each system, in folders of their names below `work`."""
    if set(names) & RIVAL_NAMES.keys():
        LIBRARIES.install(cache)
        shutil.copytree(RIVALS / LIBRARIES.name, LIBRARIES.installation(cache), dirs_exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    told = work / "documents.json"
    told.write_text(json.dumps(documents(judge.read(content))), encoding="utf-8")
    if OURS.name in names:
        _build(content, work / OURS.name)
    return {name: index_site(name, content, told, work / name, cache) for name in names}


def measure_size(
    content: Path, names: Sequence[str], work: Path, cache: Path
) -> dict[str, Searched]:
    """Index an archive of one size for all systems, and search it as a reader does."""
    measured = prepare(content, names, work, cache)
    queries = words(judge.read(content))
    with _browser() as browser:
        for name in names:
            sent: list[Sent] = []
            with serve(work / name, "/", compresses=True, sent=sent) as root:
                read_as_a_reader(browser, Site(name, root, sent), queries, measured[name])
            print(f"search: {LABELS[name]} measured", file=sys.stderr, flush=True)
    return measured


def judged(
    content: Path, names: Sequence[str], work: Path, cache: Path
) -> dict[str, list[judge.Outcome]]:
    """How each system answers the judged queries, on the real archive."""
    prepare(content, names, work, cache)
    there = {briefing.id for briefing in judge.read(content).briefings}
    queries = judge.answerable(there)
    outcomes = {}
    with _browser() as browser:
        for name in names:
            with serve(work / name, "/") as root:
                found = answers(browser, Site(name, root, []), [each.query for each in queries])
            outcomes[name] = [
                judge.outcome(each, ids, there) for each, ids in zip(queries, found, strict=True)
            ]
    return outcomes


def size_section(size: int, measured: Mapping[str, Searched]) -> str:
    def kilobytes(wire: list[float]) -> str:
        return number(median(wire) / 1e3, 1) if wire else "–"

    def requests(wire: list[float]) -> str:
        return number(median(wire), 1) if wire else "–"

    def row(title: str, of: Any) -> list[str]:
        return [title, *(of(each) for each in measured.values())]

    rows = [
        row("first word, until ten results: kB", lambda s: kilobytes(s.first.bytes)),
        row("first word, until ten results: requests", lambda s: requests(s.first.requests)),
        row("first word, in all: kB", lambda s: kilobytes(s.first.all_bytes)),
        row("first word, in all: requests", lambda s: requests(s.first.all_requests)),
        row("a later word: kB", lambda s: kilobytes(s.later.all_bytes)),
        row("a later word: requests", lambda s: requests(s.later.all_requests)),
        row("a facet without a word, in all: kB", lambda s: kilobytes(s.facet.all_bytes)),
        row("a facet without a word, data alone: kB", lambda s: kilobytes(s.facet.data_bytes)),
        row("a facet without a word: requests", lambda s: requests(s.facet.all_requests)),
        row("from key to results, warm: ms", lambda s: number(median(s.milliseconds), 1)),
        row("the slowest of them: ms", lambda s: number(max(s.milliseconds), 1)),
        row("indexing: s", lambda s: number(s.index)),
        row("indexing after an edit of one word: s", lambda s: number(s.edit or s.index)),
        row("indexing, peak memory: MB", lambda s: number(s.process.peak / 1e6, 0)),
        row("index: files", lambda s: number(s.files[0], 0)),
        row("index: megabytes", lambda s: number(s.files[1] / 1e6, 1)),
    ]
    return f"### {size:,} briefings\n\n{table([f'{size:,}', *(LABELS[name] for name in measured)], rows)}"


def judged_section(outcomes: Mapping[str, Sequence[judge.Outcome]]) -> str:
    groups = {name: judge.by_group(of) for name, of in outcomes.items()}
    first = next(iter(groups.values()))

    def row(title: str, of: Any) -> list[str]:
        return [title, *(number(judge.mean(of(name)), 2) for name in groups)]

    rows = [
        row(
            f"{group} ({len(first[group])}): MRR",
            lambda name, group=group: [each.now[0] for each in groups[name][group]],
        )
        for group in first
    ]
    for at, title in enumerate(("MRR", "nDCG@10")):
        rows.append(row(f"all: {title}", lambda name, at=at: [o.now[at] for o in outcomes[name]]))
    return f"### Judged queries\n\n{table(['', *(LABELS[name] for name in groups)], rows)}"


PREFACE: Final = """\
The same documents, queries and browser for all, over a server that compresses as GitHub Pages does. Ours is measured on the
search page as it is published, all its modules counted; the rivals on a page that shows titles and summaries and
nothing else, with the options that their guides begin with. Page, style and icon are not counted.

- Bytes are those of bodies on the wire: medians of {first} first words, each in a fresh browser, and of {later} later ones.
- *In all* counts what our page loads after the results: the counts of the facets, and texts to take excerpts from, of those
  results that are in sight.
- *A facet without a word* is a page that is opened with a kind chosen. *Data alone* leaves out the code, modules and what
  is compiled, which a reader who chooses on the page has by then.
- *From key to results* is the time until the list has changed, with all files there: medians of {timed} words.
- *Indexing* is for us the index alone, without reading Markdown, as a build makes it: on all cores, as Pagefind does too, and
  with all that it takes down for the next one. For the others it is their process over documents ready made. Memory is
  that of all processes together. After an edit of one word the others index everything again.
- The judged queries are those of `tests/search/judged.yaml` on the real archive. They were written for this site: fields
  and dates (`place:KZ`, `before:2021`) are words to the others."""


def section(
    sizes: Mapping[int, Mapping[str, Searched]],
    outcomes: Mapping[str, Sequence[judge.Outcome]],
    facts: str,
) -> str:
    versions = json.loads((RIVALS / LIBRARIES.name / "package.json").read_text())["dependencies"]
    named = ", ".join(f"{LABELS[name]} {versions[name]}" for name in sorted(versions))
    parts = [f"## Search\n\n{facts} Beside it: {named}."]
    parts.append(PREFACE.format(first=_FIRST, later=_LATER, timed=_TIMED))
    parts += (size_section(size, measured) for size, measured in sizes.items())
    return "\n\n".join([*parts, judged_section(outcomes)]) + "\n"


@contextmanager
def _read(content: Path) -> Iterator[tuple[Config, Store, Inputs]]:
    """What a build of a content folder knows before it indexes."""
    config = Config(content=content, templates=REPOSITORY / "templates")
    store = Store(content.parent / FOLDER, recipes.engine())
    inputs = Inputs(
        config,
        store,
        Memory(),
        may_save=False,
        remember=True,
        defer=False,
        changed=frozenset(),
        progress=lambda done, total: None,
    )
    yield config, store, inputs
    inputs.close()


def _index(content: Path, known: Set[str]) -> tuple[float, dict[str, bytes]]:
    """Index as a build does, on all cores: the seconds, and the files that are not known; without any known one, anew."""
    with _read(content) as (config, store, inputs):
        archive = inputs.renderer.archive
        start = time.perf_counter()
        index = Index(
            archive,
            inputs.versions,
            inputs.contents.records,
            inputs.contents.bodies,
            store.inside("search-of-bench"),
            jobs=config.processes,
            remember=bool(known),
        )
        made = {path: index.bytes_of(path) for path in index.files.keys() - known}
        index.save()
        seconds = time.perf_counter() - start
        index.close()
    return seconds, made


def _edit(text: str) -> str:
    """A text in which the last of its longer words is another."""
    head, _, rest = text.rpartition(re.findall(" [a-z]{6,} ", text)[-1])
    return f"{head} zyzzyva {rest}"


def main() -> None:
    content, folder = map(Path, sys.argv[1:])
    # As in a build.
    gc.disable()
    cold, files = _index(content, frozenset())
    for old in (folder / "search").glob("*-*"):
        old.unlink()
    for path, data in files.items():
        (folder / path.removeprefix("/")).write_bytes(data)
    newest = max((content / "briefings").rglob("*.md"))
    text = newest.read_text(encoding="utf-8")
    try:
        newest.write_text(_edit(text), encoding="utf-8")
        edit, _ = _index(content, files.keys())
    finally:
        newest.write_text(text, encoding="utf-8")
    print(json.dumps([cold, edit]))


if __name__ == "__main__":
    main()
