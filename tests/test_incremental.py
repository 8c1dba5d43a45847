"""What a build remembers, and what it does with it: the cases by hand beside the random walk."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, structs

from hashtrail import content, pages, pipeline, recipes, rendering, urls, workers
from hashtrail.content import Parsed
from hashtrail.data import downloads
from hashtrail.diagnostics import SourceFile
from hashtrail.inputs import Inputs
from hashtrail.pages import OfBriefing, Page
from hashtrail.pipeline import Config, Report
from hashtrail.reading import Contents
from hashtrail.recipes import digest
from hashtrail.rendering import Renderer
from hashtrail.site import Site
from hashtrail.sources import SourceStates
from hashtrail.store import Store
from hashtrail.surroundings import Neighbours
from hashtrail.views.files import StaticFile
from hashtrail.workers import Aside
from tests.site_folder import PROJECT, SiteFolder

_GANZI = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"


def _explained(site: SiteFolder, *options: str) -> dict[str, str]:
    """What `explain` says of each page that is not kept."""
    outcome = site.main("explain", "--jobs", "1", *options)
    assert outcome.code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()[:-1]
    return dict(line.split(": ", 1) for line in lines)


def _rendered(report: Report) -> int:
    assert report.ok, report.diagnostics
    return report.pages.rendered


def test_a_second_build_renders_and_writes_nothing(built_site: SiteFolder) -> None:
    built_site.build()
    before = built_site.files("")
    report = built_site.build()
    counts = report.pages
    assert (counts.rendered, counts.written, counts.removed) == (0, 0, 0)
    assert counts.unchanged == counts.planned
    assert built_site.files("") == before


def test_an_edit_of_a_body_renders_its_page_and_the_feeds_that_carry_it(site: SiteFolder) -> None:
    site.build(search=False)
    site.edit(_GANZI, "They were counted", "They were all counted")
    page = "/briefings/2021/ganzi-power-cut/"
    assert _explained(site, "--no-search") == {
        page: "render: text changed",
        f"{page}index.json": "render: text changed",
        "/feed.json": f"render: text of {_GANZI.removeprefix('content/')} changed",
        "/feed.xml": f"render: text of {_GANZI.removeprefix('content/')} changed",
    }
    assert _rendered(site.build(search=False)) == 4
    assert "They were all counted" in site.page("briefings/2021/ganzi-power-cut/index.html")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The site paths of the pages whose views are made."""
    made: list[str] = []
    original = Renderer.view

    def view(renderer: Renderer, page: Page) -> tuple[Struct, set[str]]:
        made.append(page.path)
        return original(renderer, page)

    monkeypatch.setattr(Renderer, "view", view)
    return made


def test_an_edit_that_moves_nothing_makes_few_views(site: SiteFolder, made: list[str]) -> None:
    site.build(jobs=1)
    made.clear()
    site.edit(_GANZI, "BIT Mining loses its power in Ganzi", "BIT Mining loses its power at nine")
    report = site.build(jobs=1)
    assert "/about/" not in made
    # Another briefing is looked at again only if it names this one.
    assert "/briefings/2025/norway-stop/" not in made
    # The files of the data are made of all records, whichever of them changed.
    few = {path for path in made if not path.startswith("/data/")}
    assert len(few) < report.pages.planned / 3
    made.clear()
    site.edit(_GANZI, "tags: [", "tags: [moved, ")
    site.build(jobs=1)
    assert "/about/" in made


def _in_kazakhstan(month: str) -> str:
    return f"""---
title: A month in Kazakhstan, {month}
date: {month}
kind: context
summary: What was told of Kazakhstan in that month.
places: [KZ]
tags: [month-{month}]
sources:
  - id: paper
    publisher: Paper
    title: Kazakhstan
    url: https://paper.example/{month}
---
Something was told [@paper].
"""


def test_a_new_briefing_makes_the_views_of_those_alone_that_it_stands_beside(
    site: SiteFolder, made: list[str]
) -> None:
    months = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)]
    for month in months:
        site.write(
            f"content/briefings/{month[:4]}/{month}-kz-{month[5:]}.md", _in_kazakhstan(month)
        )
    site.build(jobs=1, drafts=True)
    made.clear()
    new = "2023-06-08"
    site.write(f"content/briefings/2023/{new}-added.md", _in_kazakhstan(new))
    report = site.build(jobs=1, drafts=True)
    assert report.ok, report.diagnostics
    anew = {path for path in made if re.fullmatch(r"/briefings/\d{4}/kz-\d\d/", path)}
    assert {"/briefings/2023/kz-06/", "/briefings/2023/kz-07/"} <= anew
    assert len(anew) < 12
    twins = {path for path in made if path.endswith("/index.json")}
    assert {path.removesuffix("index.json") for path in twins} == {*anew, "/briefings/2023/added/"}
    clean = site.copy_to(site.root / "clean")
    assert clean.build(clean=True, drafts=True).ok
    assert site.output_files() == clean.output_files()


def test_the_first_day_on_record_gives_a_calendar_to_every_page(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    for year in range(2016, 2026):
        site.write(f"content/briefings/{year}/{year}-02-kz.md", _in_kazakhstan(f"{year}-02"))
    assert site.build().ok
    oldest = "briefings/2016/kz/index.html"
    assert "calendar.ics" not in site.page(oldest)
    action = """actions:
  - authority: state-grid-ganzi
    measure: ban
    place: KZ
    effective: 2026-01-05
    source: paper
"""
    dated = _in_kazakhstan("2026-01").replace("sources:", f"{action}sources:")
    site.write("content/briefings/2026/2026-01-kz.md", dated)
    report = site.build()
    assert report.ok, report.diagnostics
    assert "calendar.ics" in site.page(oldest)


def test_who_asks_for_the_archive_follows_it_whatever_is_given(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = pages.plan

    def plan(of: Site, static: Iterable[StaticFile]) -> Iterator[Page]:
        yield from original(of, static)
        oldest = of.archive.briefings[-1]
        make = OfBriefing(lambda _: _Sum(len(of.archive.briefings)), oldest, Neighbours(of.archive))
        yield Page(path="/count.json", make=make, template=None)

    monkeypatch.setattr("hashtrail.rendering.plan", plan)
    site.build()
    assert site.page("count.json") == '{"machines":4}\n'
    for month in ("2028-01", "2028-03", "2028-02"):
        site.write(f"content/briefings/2028/{month}-told-{month}.md", _in_kazakhstan(month))
        assert site.build().ok
    assert site.page("count.json") == '{"machines":7}\n'


def test_what_was_deferred_is_made_up_for_though_a_briefing_was_added_since(
    site: SiteFolder,
) -> None:
    site.edit("content/site.yaml", "social_cards: false", "social_cards: true")
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build().ok
        site.edit(_GANZI, "BIT Mining loses its power in Ganzi", "BIT Mining in the dark")
        assert builder.build(defer=True).ok
        site.write("content/briefings/2024/2024-05-told.md", _in_kazakhstan("2024-05"))
        assert builder.build().ok
    clean = site.copy_to(site.root / "clean")
    assert clean.build(clean=True).ok
    assert site.output_files() == clean.output_files()


class _Sum(Struct, frozen=True):
    machines: int


class _Whole(Struct, frozen=True):
    digest: bytes


@pytest.fixture
def planned_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page made from the ledger and a file made of all records, beside the pages of the site."""
    original = pages.plan

    def titles(site: Site, view: _Whole) -> bytes:
        return "\n".join(record.title for record in site.every_record()).encode()

    def plan(site: Site, static: Iterable[StaticFile]) -> Iterator[Page]:
        yield from original(site, static)
        yield from (
            Page(
                path="/machines.json",
                make=lambda: _Sum(sum(each.move.machines or 0 for each in site.ledger.moves)),
                template=None,
            ),
            Page(
                path="/titles.txt",
                make=lambda: _Whole(site.digest),
                template=None,
                encode=partial(titles, site),
                is_deferred=True,
            ),
        )

    monkeypatch.setattr("hashtrail.rendering.plan", plan)


@pytest.mark.usefixtures("planned_more")
def test_what_is_made_from_the_ledger_follows_the_facts(site: SiteFolder) -> None:
    site.build()
    assert site.page("machines.json") == '{"machines":2920}\n'
    site.edit(_GANZI, "machines: 2600", "machines: 2601")
    assert "/machines.json" in _explained(site)
    site.build()
    assert site.page("machines.json") == '{"machines":2921}\n'
    site.edit(_GANZI, "They were counted", "They were all counted [@filing]")
    assert "/machines.json" not in _explained(site)


@pytest.mark.usefixtures("planned_more")
def test_what_is_deferred_waits_and_is_made_up_for(site: SiteFolder) -> None:
    old, new = "BIT Mining loses its power in Ganzi", "BIT Mining loses its power at nine"
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build(defer=True).ok
        assert old in site.page("titles.txt"), "what is not there cannot wait"
        builder.build()
        for add, remove in ((new, old), (old, new)):
            # First an edit that moves nothing, then one that makes every view anew.
            site.edit(_GANZI, remove, add)
            if add == old:
                site.edit(_GANZI, "tags: [", "tags: [moved, ")
            report = builder.build(defer=True)
            assert report.is_behind
            assert remove in site.page("titles.txt")
            assert add in site.page("briefings/2021/ganzi-power-cut/index.html")
            report = builder.build()
            assert not report.is_behind
            assert add in site.page("titles.txt")
    clean = site.copy_to(site.root / "clean")
    assert clean.build(clean=True).ok
    assert site.output_files() == clean.output_files()


def test_a_builder_lets_go_of_what_was_read_though_no_collector_runs(site: SiteFolder) -> None:
    def held() -> int:
        return sum(isinstance(each, Contents) for each in gc.get_objects())

    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        gc.collect()
        held_by_others = held()
        gc.disable()
        try:
            for count in range(4):
                site.edit(
                    _GANZI,
                    "They were counted" + "!" * count,
                    "They were counted" + "!" * (count + 1),
                )
                assert builder.build(defer=True).ok
                assert builder.build().ok
            assert held() <= held_by_others + 1
        finally:
            gc.enable()


def test_a_builder_that_is_told_what_changed_looks_at_nothing_else(site: SiteFolder) -> None:
    ganzi = _GANZI.removeprefix("content/")
    norway = "content/briefings/2025/2025-06-20-norway-stop.md"
    page, other = (
        "briefings/2021/ganzi-power-cut/index.html",
        "briefings/2025/norway-stop/index.html",
    )
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build().ok
        site.edit(_GANZI, "They were counted", "They were all counted")
        site.edit(norway, "plans a stop", "plans an early stop")
        assert builder.build(changed=frozenset({ganzi})).ok
        assert "They were all counted" in site.page(page)
        assert "an early stop" not in site.page(other)
        assert builder.build().ok
        assert "an early stop" in site.page(other)


def test_a_builder_looks_at_everything_where_more_than_a_text_changed(site: SiteFolder) -> None:
    old, new = "2021/2021-07-first-machines.md", "2021/2021-07-second-machines.md"
    ganzi = frozenset({_GANZI.removeprefix("content/")})
    text = site.path(f"content/briefings/{old}").read_text(encoding="utf-8")
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build().ok
        site.remove(f"content/briefings/{old}")
        site.write(f"content/briefings/{new}", text)
        assert builder.build(changed=frozenset({f"briefings/{new}"})).ok
        assert "briefings/2021/first-machines/index.html" not in site.output_files()
        assert site.page("briefings/2021/second-machines/index.html")
        # A file with an error is not among those that are known.
        site.edit(_GANZI, "kind: enforcement", "kind: enforcment")
        assert not builder.build(changed=ganzi).ok
        assert not builder.build(changed=frozenset({f"briefings/{new}"})).ok
        site.edit(_GANZI, "kind: enforcment", "kind: enforcement")
        assert builder.build(changed=ganzi).ok
        assert builder.build(changed=ganzi).ok


def test_a_builder_holds_nothing_of_the_builds_before_the_last(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the preview does between builds: what is alive is frozen, and no collector looks at it again."""
    made: list[weakref.ref[Inputs]] = []

    class NotedInputs(Inputs):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            made.append(weakref.ref(self))

    monkeypatch.setattr(pipeline, "Inputs", NotedInputs)
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        gc.disable()
        try:
            for number in range(4):
                site.edit(_GANZI, "They were", f"They were {number}")
                assert builder.build(defer=True).ok
                gc.collect()
                gc.freeze()
        finally:
            gc.unfreeze()
            gc.enable()
    assert len(made) == 4
    assert sum(each() is not None for each in made) <= 1


def test_what_a_deferring_build_puts_off_costs_nothing_but_work(site: SiteFolder) -> None:
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build().ok
        taken_down = _taken_down(site)
        site.edit(_GANZI, "They were counted", "They were all counted")
        assert builder.build(defer=True).ok
        assert _taken_down(site) == taken_down
        # A builder that ends here has told nobody: another one finds out by the files.
        other = site.copy_to(site.root / "other")
        assert other.build().ok
        assert builder.build().ok
        assert _taken_down(site) != taken_down
        assert site.build().pages.written == 0
    clean = site.copy_to(site.root / "clean")
    assert clean.build(clean=True).ok
    assert site.output_files() == clean.output_files() == other.output_files()


def _taken_down(site: SiteFolder) -> dict[str, bytes]:
    prefixes = ("sources", "pages-", "links-")
    return {
        name: data for name, data in site.files(".hashtrail").items() if name.startswith(prefixes)
    }


def test_what_was_put_off_replaces_nothing_that_another_process_has_written(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path, b"e" * recipes.DIGEST_SIZE, keep=True)
    other = Store(tmp_path, b"e" * recipes.DIGEST_SIZE)
    first, third = (SourceStates(warnings={name: ()}) for name in ("first", "third"))
    store.puts_off = True
    store.save_sources(first)
    assert store.sources() == first
    assert other.sources() == SourceStates()
    store.settle()
    assert other.sources() == first
    store.save_sources(SourceStates())
    other.save_sources(third)
    store.settle()
    assert store.sources() == other.sources() == third


def test_for_an_edited_text_the_site_is_not_planned_to_its_end(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = 0

    def plan(of: Site, static: Iterable[StaticFile]) -> Iterator[Page]:
        nonlocal planned
        for page in pages.plan(of, static):
            planned += 1
            yield page

    monkeypatch.setattr("hashtrail.rendering.plan", plan)
    site.build()
    assert planned > 100
    planned = 0
    site.edit(_GANZI, "They were counted", "They were all counted")
    assert site.build().pages.written > 0
    assert 0 < planned < 30


def test_a_builder_whose_store_cannot_be_written_goes_by_the_files(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it last wrote and what it remembers of that are two things then."""
    page = "briefings/2021/ganzi-power-cut/index.html"
    with contextlib.chdir(site.root):
        builder = pipeline.Builder(Config(jobs=1))
        assert builder.build().ok

        def refuse(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Store, "save_output", refuse)
        site.edit(_GANZI, "They were counted", "They were all counted")
        assert builder.build().ok
        assert "They were all counted" in site.page(page)
        site.edit(_GANZI, "They were all counted", "They were counted")
        assert builder.build().ok
        assert "They were counted" in site.page(page)


def test_an_edit_of_a_title_renders_exactly_the_pages_that_show_it(site: SiteFolder) -> None:
    site.build(search=False)
    before = site.output_files()
    old, new = "BIT Mining loses its power in Ganzi", "BIT Mining loses its power at nine"
    site.edit(_GANZI, old, new)
    explained = _explained(site, "--no-search")
    assert all("ganzi-power-cut" in reason or "changed" in reason for reason in explained.values())
    site.build(search=False)
    after = site.output_files()
    changed = {path for path in after if after[path] != before.get(path)}
    # BibTeX writes words with capitals in braces.
    shows_title = {
        path
        for path, data in before.items()
        if old in re.sub("[{}]", "", data.decode(errors="replace"))
    }
    assert changed == shows_title
    # The files of the data are made of all records, whichever of them changed.
    assert {path for path in explained if not path.startswith("/data/")} == {
        urls.of_output(path) for path in shows_title if not path.startswith("data/")
    }


def test_a_template_renders_the_pages_that_use_it_and_no_other(site: SiteFolder) -> None:
    site.build()
    site.edit("templates/not-found.html", "{% extends", "{# edited #}{% extends")
    assert _explained(site) == {"/404.html": "render: template not-found.html changed"}
    assert _rendered(site.build()) == 1


def test_an_included_template_renders_every_page_that_uses_it(site: SiteFolder) -> None:
    site.build()
    path = site.path("templates/base.html")
    path.write_text(path.read_text() + "<!-- edited -->\n")
    explained = _explained(site)
    assert explained["/about/"] == "render: template base.html changed"
    html = [name for name in site.output_files() if name.endswith(".html")]
    redirects = 2
    assert len(explained) == len(html) - redirects
    site.build()
    assert site.page("about/index.html").endswith("<!-- edited -->\n")


@pytest.mark.parametrize("many", [0, 10**9], ids=["aside", "here"])
def test_output_that_was_edited_or_deleted_by_hand_is_put_right(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("hashtrail.inputs._MANY", many)
    site.build()
    good = site.output_files()
    site.write("output/about/index.html", "mine")
    site.remove("output/404.html")
    assert _explained(site) == {
        "/404.html": "render: output is missing",
        "/about/": "render: output was edited by hand",
    }
    assert _rendered(site.build(jobs=2)) == 2
    assert site.output_files() == good


def test_a_file_that_was_only_touched_is_read_and_nothing_else(site: SiteFolder) -> None:
    site.build()
    os.utime(site.path(_GANZI))
    os.utime(site.path("output/about/index.html"))
    assert _rendered(site.build()) == 0


def test_jobs_do_not_change_a_byte(site: SiteFolder) -> None:
    site.build(jobs=1)
    one = site.output_files()
    for jobs in (2, 4):
        shutil.rmtree(site.path(".hashtrail"))
        shutil.rmtree(site.path("output"))
        site.build(jobs=jobs)
        assert site.output_files() == one


def test_the_start_method_spawn_gives_the_same_bytes(site: SiteFolder) -> None:
    site.build(jobs=1)
    one = site.output_files()
    shutil.rmtree(site.path(".hashtrail"))
    shutil.rmtree(site.path("output"))
    program = (
        f"import sys; sys.path.insert(0, {str(PROJECT)!r})\n"
        "import multiprocessing\n"
        "from hashtrail import cli\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method('spawn')\n"
        "    sys.exit(cli.main(['--jobs', '2']))\n"
    )
    site.write("spawn.py", program)
    done = subprocess.run(
        [sys.executable, "spawn.py"], cwd=site.root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert site.output_files() == one


def _die(paths: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_is_a_clear_error(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "render_pages", _die)
    report = site.build(jobs=2)
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["worker-died"]
    assert not site.output_files()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The processes that a test forks, of which none may be left at its end."""
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", noted)
    yield forked
    for child in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_what_is_worked_out_aside_comes_from_a_process_of_its_own(children: list[int]) -> None:
    assert Aside(os.getpid, int).result() == children[0] != os.getpid()


def test_what_dies_aside_is_worked_out_here(children: list[int]) -> None:
    here = os.getpid()

    def pid() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert Aside(pid, int).result() == here
    assert len(children) == 1


def test_what_is_cancelled_aside_leaves_no_process(children: list[int]) -> None:
    def wait() -> int:
        signal.pause()
        return 0

    aside = Aside(wait, int)
    aside.cancel()
    aside.cancel()
    assert len(children) == 1


def test_what_could_not_be_read_leaves_no_process_aside(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, children: list[int]
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise MemoryError

    site.build()
    monkeypatch.setattr("hashtrail.inputs._MANY", 0)
    monkeypatch.setattr("hashtrail.inputs.Contents", refuse)
    with pytest.raises(MemoryError):
        site.build(jobs=2)
    assert len(children) == 1


def test_the_order_of_the_results_is_that_of_the_items() -> None:
    chunks = workers.run(list, range(10), jobs=2, chunk=3)
    assert [item for chunk in chunks for item in chunk] == list(range(10))


def test_results_that_may_come_in_any_order_all_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_ROUND", 20)
    chunks = [[number] for number in range(50)]
    made = workers.run_chunks(list, chunks, len(chunks), jobs=2, in_order=False)
    assert sorted(made) == chunks


def test_a_chunk_that_takes_long_holds_up_no_other(tmp_path: Path) -> None:
    chunks = [[number] for number in range(31)]
    function = partial(_wait_for_another, tmp_path / "made")
    made = workers.run_chunks(function, chunks, len(chunks), jobs=2, in_order=False)
    assert list(made).index([0]) > 10


def _wait_for_another(mark: Path, numbers: Sequence[int]) -> Sequence[int]:
    """The first chunk takes until another one, later than all that are handed out with it, is made."""
    if 20 in numbers:
        mark.touch()
    for _ in range(1000):
        if 0 not in numbers or mark.exists():
            break
        time.sleep(0.01)
    return numbers


# The store


def _store_files(site: SiteFolder) -> list[Path]:
    return sorted(path for path in site.path(".hashtrail").iterdir() if path.is_file())


def test_a_store_that_is_cut_off_anywhere_means_start_over(site: SiteFolder) -> None:
    site.build(jobs=1)
    good = site.output_files()
    for number in range(len(_store_files(site))):
        location = _store_files(site)[number]
        data = location.read_bytes()
        for length in (0, 5, len(data) // 2, len(data) - 1):
            location.write_bytes(data[:length])
            report = site.build(jobs=1)
            assert report.ok, (location.name, length, report.diagnostics)
            assert {each.code for each in report.diagnostics} <= {"store-reset"}
            assert site.output_files() == good
            location = _store_files(site)[number]
            data = location.read_bytes()


def test_old_notes_are_left_behind_before_they_are_more_than_the_new_ones(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hashtrail.pipeline._TAIL", 0)
    site.build()
    sizes = []
    for number in range(8):
        site.write(_GANZI, site.path(_GANZI).read_text(encoding="utf-8").rstrip() + f" {number}\n")
        # Each page shows the name of the site.
        name = f'title: "Trail {number}"'
        config = site.path("content/site.yaml").read_text(encoding="utf-8")
        site.write("content/site.yaml", re.sub(r"(?m)^title: .*$", name, config))
        assert site.build().ok
        (notes,) = site.path(".hashtrail").glob("notes-*")
        sizes.append(notes.stat().st_size)
    assert sizes[-1] < 3 * min(sizes)
    assert any(after < before for before, after in itertools.pairwise(sizes))
    assert site.build().pages.rendered == 0
    site.edit("content/site.yaml", 'title: "Trail 7"', 'title: "Trail 8"')
    assert _explained(site)["/"] == "render: frame changed, feeds changed"


def test_a_damaged_store_is_told_in_one_line(site: SiteFolder) -> None:
    site.build(jobs=1)
    for location in _store_files(site):
        location.write_bytes(b"something else")
    report = site.build(jobs=1)
    assert [(each.code, each.severity) for each in report.diagnostics] == [
        ("store-reset", "warning")
    ]


def test_another_engine_takes_nothing_from_the_store(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build(jobs=1)
    monkeypatch.setattr(recipes, "engine", lambda: digest(b"another engine"))
    report = site.build(jobs=1)
    assert report.pages.rendered == report.pages.planned
    assert report.pages.written == 0
    assert "another version of the engine" in report.diagnostics[0].message


def test_a_truncated_file_of_every_length_is_never_taken(tmp_path: Path) -> None:
    store = Store(tmp_path, digest(b"engine"))
    store.save_sources(SourceStates())
    data = (tmp_path / "sources").read_bytes()
    for length in range(len(data)):
        (tmp_path / "sources").write_bytes(data[:length])
        fresh = Store(tmp_path, digest(b"engine"))
        assert fresh.sources() == SourceStates()
        assert len(fresh.notices) == 1


def test_a_warning_about_a_file_is_told_by_each_build(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = content.parse

    def parse(data: bytes, path: str, shown_path: str) -> Parsed:
        parsed = original(data, path, shown_path)
        found = SourceFile(shown_path, "").diagnostic("unread", "look here", severity="warning")
        is_meant = _GANZI.endswith(path)
        return structs.replace(parsed, diagnostics=(found,)) if is_meant else parsed

    monkeypatch.setattr(content, "parse", parse)
    for _ in range(2):
        report = site.build(jobs=1)
        assert report.ok
        assert [diagnostic.message for diagnostic in report.diagnostics] == ["look here"]
    about = "content/pages/about.md"
    site.write(about, site.path(about).read_text(encoding="utf-8") + "\nAnd more.\n")
    assert [diagnostic.message for diagnostic in site.build(jobs=1).diagnostics] == ["look here"]


def test_a_store_that_cannot_be_written_is_no_error(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Store, "_write", refuse)
    monkeypatch.setattr(Store, "save_pack", refuse)
    report = site.build(jobs=1)
    assert report.ok
    assert "nothing is remembered" in report.diagnostics[0].message
    assert "index.html" in site.output_files()


def test_an_output_elsewhere_has_a_record_of_its_own(site: SiteFolder) -> None:
    site.build()
    elsewhere = site.root / "elsewhere"
    first = site.build(output=elsewhere)
    assert first.pages.written == first.pages.planned
    assert _rendered(site.build()) == 0
    assert _rendered(site.build(output=elsewhere)) == 0


def test_a_second_build_waits_for_the_first(site: SiteFolder) -> None:
    site.build()
    stages: list[str] = []
    waiting = threading.Event()

    def progress(stage: str, done: int, total: int) -> None:
        stages.append(stage)
        if stage == "waiting for another build":
            waiting.set()

    descriptor = os.open(site.path(".hashtrail"), os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    config = Config(
        content=site.path("content"),
        templates=site.path("templates"),
        output=site.path("output"),
        jobs=1,
    )
    build = threading.Thread(target=pipeline.build, args=(config, progress))
    build.start()
    assert waiting.wait(timeout=60)
    assert "read" not in stages
    os.close(descriptor)
    build.join(timeout=60)
    assert stages[-1] == "remember"


def test_a_lock_left_by_a_killed_build_blocks_nothing(site: SiteFolder) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(PROJECT)!r})\n"
        "import os, signal\n"
        "from hashtrail import cli, output\n"
        "output.Output.commit = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)\n"
        "cli.main(['--jobs', '1'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=site.root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert site.build().ok


# Links across pages that are kept


def test_a_kept_page_whose_link_goes_dead_is_told(site: SiteFolder) -> None:
    site.write(
        "content/pages/extra.md", "---\ntitle: Extra\nsummary: More.\n---\n\n## Part\n\nText.\n"
    )
    about = site.path("content/pages/about.md")
    about.write_text(about.read_text() + "\nSee [more](/extra/) and [a part](/extra/#part).\n")
    assert site.build().ok
    site.edit("content/pages/extra.md", "## Part", "## Another part")
    dead = site.build().diagnostics
    assert [(each.path, each.code) for each in dead] == [
        ("content/pages/about.md", "dead-fragment")
    ]
    site.remove("content/pages/extra.md")
    dead = site.build().diagnostics
    assert [(each.path, each.code) for each in dead] == [
        ("content/pages/about.md", "dead-link")
    ] * 2


def test_a_kept_page_whose_only_link_goes_dead_is_told_by_later_builds_too(
    site: SiteFolder,
) -> None:
    site.write("templates/static/plan.txt", "A plan.\n")
    about = site.path("content/pages/about.md")
    about.write_text(about.read_text() + "\nSee [the plan](/static/plan.txt).\n")
    assert site.build().ok
    site.edit(_GANZI, "They were counted", "They were all counted")
    assert site.build().ok
    site.remove("templates/static/plan.txt")
    for _ in range(2):
        dead = site.build().diagnostics
        assert [(each.path, each.code) for each in dead] == [
            ("content/pages/about.md", "dead-link")
        ]


def test_the_open_data_is_gathered_once(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    gathered = site.path("gathered")
    all_rows = downloads.all_rows

    def gather(of: Site) -> Iterator[Any]:
        with gathered.open("a") as file:
            file.write("once\n")
        return all_rows(of)

    monkeypatch.setattr(downloads, "all_rows", gather)
    monkeypatch.setattr(pipeline, "_CHUNK", 1)
    assert site.build(jobs=2).ok
    assert gathered.read_text() == "once\n"


def test_workers_are_replaced_and_no_item_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_ROUND", 3)
    done = list(workers.run(_processes, list(range(20)), jobs=2, chunk=2))
    assert [number for numbers, _ in done for number in numbers] == list(range(20))
    assert len({process for _, process in done}) > 2


def _processes(numbers: Sequence[int]) -> tuple[Sequence[int], int]:
    return numbers, os.getpid()
