"""The benchmark: Hashtrail and its rivals build the same archive in turn, each in a fresh process.

    python -m tests.bench.run [--sizes N ...] [--systems NAME ...] [--what WHAT ...] [--runs N] [--quick]

A run of all systems and scenarios replaces the section of its size in docs/performance.md; a partial one only
prints its tables. `search` among WHAT measures the search beside those of others, at sizes of its own unless some are
given; it needs Node.js and the browser that the tests use.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from . import corpus, measure, preview, report, search
from .corpus import Corpus, Head
from .report import Size
from .systems import HUGO, OURS, REPOSITORY, RIVALS, SYSTEMS, System

SIZES: Final = (1_000, 10_000, 100_000)
RUNS: Final = 3
#: Saves that a preview server is asked for: ours, to see whether its memory grows, and those of the others.
EDITS: Final = 1_000
RIVAL_EDITS: Final = 10
#: From this size on one run is enough, and those who would need hours are left out.
LARGE: Final = 100_000
QUICK_SIZE: Final = 300
QUICK_EDITS: Final = 5
PREVIEW: Final = "preview"
SEARCH: Final = "search"
WHAT: Final = (*report.SCENARIOS, PREVIEW, SEARCH)
#: Those that build an archive, and those that only search it.
NAMES: Final = (*SYSTEMS, *search.RIVAL_NAMES)
DOCUMENT: Final = REPOSITORY / "docs" / "performance.md"


class BenchError(Exception):
    """What was measured is not what was meant to be measured."""


def cached_archive(size: int, systems: Sequence[System], work: Path) -> tuple[Path, Corpus]:
    """The folder of an archive of a size, written unless it is there, with all that the systems need.

    It is another folder as soon as anything that goes into it is another.
    """
    made_of = hashlib.sha256(Path(corpus.__file__).read_bytes())
    for path in sorted(_files(RIVALS)):
        made_of.update(f"{path}\n".encode() + path.read_bytes())
    folder = work / f"archive-{size}-{made_of.hexdigest()[:12]}"
    for name in dict.fromkeys(s.name if s.lock else OURS.name for s in systems):
        content = corpus.content_folder(folder, name)
        complete = folder / f"{name}-complete"
        if not complete.exists():
            shutil.rmtree(content, ignore_errors=True)
            corpus.write(size, folder, systems=[name])
            complete.touch()
    for system in systems:
        system.prepare(work, folder)
    return folder, Corpus(size)


class Edit:
    """A scenario: what changes before each build, and how the output shows that it was built.

    The edited briefing is the newest whose day is known: what an editor mostly works on, and what the
    most lists and feeds show.
    """

    def __init__(self, folder: Path, head: Head) -> None:
        self.folder = folder
        self.head = head
        self._added: list[Path] = []

    def mark(self, system: System, word: str, before: str) -> str:
        """Put the word with the next number where the text has `before`, in place of the last one."""
        return self._mark(corpus.briefing_file(self.folder, system.name, self.head), word, before)

    @staticmethod
    def _mark(path: Path, word: str, before: str) -> str:
        text = path.read_text(encoding="utf-8")
        place = re.search(rf"(?m)^({before})(?:{word}(\d+) )?", text)
        if place is None:
            raise BenchError(f"{path}: there is no place to edit")
        mark = f"{word}{int(place[2] or 0) + 1}"
        edited = f"{text[: place.start()]}{place[1]}{mark} {text[place.end() :]}"
        path.write_text(edited, encoding="utf-8")
        return mark

    def _expect(self, system: System, page: str, mark: str) -> None:
        path = system.output(self.folder) / page.lstrip("/") / "index.html"
        if mark not in path.read_text(encoding="utf-8"):
            raise BenchError(f"{path}: {system.label} did not build the edit `{mark}`")

    def rewrite(self, system: System) -> str:
        return self.mark(system, "Rewritten", "Further reports: ")

    def body(self, system: System) -> Callable[[], None]:
        mark = self.rewrite(system)
        return lambda: self._expect(system, corpus.address(self.head.id), mark)

    def title(self, system: System) -> Callable[[], None]:
        mark = self.mark(system, "Retitled", 'title: "?')

        def check() -> None:
            self._expect(system, corpus.address(self.head.id), mark)
            self._expect(system, "/briefings/", mark)

        return check

    def added(self, system: System) -> Callable[[], None]:
        """One briefing more, which says what the edited one does under another title."""
        path = corpus.briefing_file(self.folder, system.name, self.head)
        head = replace(self.head, slug=f"{self.head.slug}-added-{len(self._added)}")
        added = corpus.briefing_file(self.folder, system.name, head)
        added.write_text(
            path.read_text(encoding="utf-8").replace(self.head.slug, head.slug), encoding="utf-8"
        )
        self._added.append(added)
        mark = self._mark(added, "Added", 'title: "?')

        def check() -> None:
            self._expect(system, corpus.address(head.id), mark)
            self._expect(system, "/briefings/", mark)

        return check

    def undo(self) -> None:
        """Take away what was added: the archive is kept for other runs."""
        while self._added:
            self._added.pop().unlink()

    def nothing(self, system: System) -> Callable[[], None]:
        return lambda: None

    def cold(self, system: System) -> Callable[[], None]:
        system.forget(self.folder)
        return lambda: self._expect(system, "/briefings/", self.head.slug)


def measure_size(
    size: int,
    systems: Sequence[System],
    scenarios: Sequence[str],
    runs: int,
    work: Path,
    edits: int = 0,
    *,
    with_pagefind: bool = False,
) -> Size:
    """Measure all systems in turn, A B A B, one scenario after the other; then `edits` in our preview server.

    The servers of the others get fewer, for they take long. `with_pagefind` measures what Hugo and Pagefind take together.
    """
    folder, archive = cached_archive(size, systems, work)
    heads = map(archive.head, range(size - 1, -1, -1))
    edit = Edit(folder, next(head for head in heads if len(head.date) == 10))
    result = Size(size, runs, {system.name: system.label for system in systems})
    if with_pagefind:
        result.labels[report.PAIR] = "Hugo + Pagefind"
    commands = {s.name: s.command(s.installation(work), folder) for s in systems}
    if "cold" not in scenarios:
        for system in (s for s in systems if not s.only_cold):
            measure.run(commands[system.name], system.working_folder(folder))
    for scenario in scenarios:
        taking_part = [s for s in systems if scenario == "cold" or not s.only_cold]
        for run in range(1, runs + 1):
            for system in taking_part:
                check = getattr(edit, scenario)(system)
                measured = measure.run(commands[system.name], system.working_folder(folder))
                if not system.only_cold:
                    check()
                if system is OURS and scenario == "nothing":
                    _check_nothing_was_rendered(measured.output)
                result.measured[scenario, system.name].append(measured)
                print(
                    f"{size:,} {scenario} {run}/{runs} {system.label}: {measured.seconds:.2f} s",
                    file=sys.stderr,
                    flush=True,
                )
                if scenario == "cold" and run == 1 and not system.only_cold:
                    result.files[system.name] = _count(system.output(folder))
                if system is HUGO and with_pagefind:
                    output = system.output(folder)
                    indexed = measure.run(
                        search.pagefind(output), search.LIBRARIES.installation(work)
                    )
                    result.measured[scenario, report.PAIR].append(measured.then(indexed))
                    result.files.setdefault(report.PAIR, _count(output))
    edit.undo()
    if edits:
        path = corpus.address(edit.head.id)
        for system in (s for s in systems if s.serve is not None):
            rewrite = partial(edit.rewrite, system)
            result.previewed[system.name] = preview.run(
                system,
                system.installation(work),
                folder,
                path,
                rewrite,
                edits if system is OURS else min(edits, RIVAL_EDITS),
            )
    return result


def measure_search(sizes: Sequence[int], names: Sequence[str], work: Path, facts: str) -> str:
    """The section of the search: archives of these sizes, and the judged queries on the real archive."""
    measured = {}
    for size in sizes:
        folder, _ = cached_archive(size, [OURS], work)
        site = work / f"search-{size}"
        measured[size] = search.measure_size(
            corpus.content_folder(folder, OURS.name), names, site, work
        )
    outcomes = search.judged(REPOSITORY / "content", names, work / "search-judged", work)
    return search.section(measured, outcomes, facts)


def _check_nothing_was_rendered(output: str) -> None:
    rendered = json.loads(output)["pages"]["rendered"]
    if rendered:
        raise BenchError(
            f"{rendered} files were rendered though nothing changed: was the engine edited meanwhile?"
        )


def _count(folder: Path) -> tuple[int, int]:
    """The files below a folder, and their bytes."""
    sizes = [os.lstat(file).st_size for file in _files(folder)]
    return len(sizes), sum(sizes)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def default_cache() -> Path:
    """The folder, outside of the repository, where archives and rivals are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hashtrail-bench"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    add = parser.add_argument
    add("--sizes", nargs="+", type=int, metavar="N", help=f"briefings (default: {SIZES})")
    add("--systems", nargs="+", choices=NAMES, default=list(NAMES))
    add("--what", nargs="+", choices=WHAT, default=list(WHAT))
    add("--runs", type=int, default=RUNS, help="of each, for the median (default: %(default)s)")
    add("--edits", type=int, help=f"saves in the preview server (default: {EDITS})")
    add("--date", help="the date to print; default: that of the last commit")
    add("--quick", action="store_true", help="one run of Hashtrail and Hugo, to try the bench out")
    add("--report", type=Path, default=DOCUMENT, metavar="FILE", help="default: %(default)s")
    add(
        "--work", type=Path, default=default_cache(), metavar="DIR",
        help="where archives and rivals are kept (default: %(default)s)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    given = options.sizes or ([QUICK_SIZE] if options.quick else [])
    options.sizes = given or list(SIZES)
    options.search_sizes = [size for size in given if size < LARGE] or list(search.SIZES)
    if options.edits is None:
        options.edits = QUICK_EDITS if options.quick else EDITS
    if options.quick:
        options.runs = 1
        if options.what == list(WHAT):
            options.what = [*report.SCENARIOS, PREVIEW]
        if options.systems == list(NAMES):
            options.systems = [OURS.name, HUGO.name]
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    work: Path = options.work.resolve()
    systems = [SYSTEMS[name] for name in SYSTEMS if name in options.systems]
    scenarios = [each for each in report.SCENARIOS if each in options.what]
    for system in systems:
        system.install(work)
    has_pair = HUGO in systems and "pagefind" in options.systems and bool(scenarios)
    if has_pair:
        search.LIBRARIES.install(work)
    facts = report.facts(systems, options.date)
    is_whole = set(options.systems) == set(NAMES) and set(options.what) == set(WHAT)
    has_sizes = scenarios or PREVIEW in options.what
    for size in options.sizes if has_sizes else ():
        is_large = size >= LARGE
        taking_part = [s for s in systems if not is_large or s in (OURS, HUGO)]
        runs = 1 if is_large else options.runs
        edits = options.edits if PREVIEW in options.what and not is_large else 0
        with_pagefind = has_pair and not is_large
        measured = measure_size(
            size, taking_part, scenarios, runs, work, edits, with_pagefind=with_pagefind
        )
        section = report.section(measured, facts)
        print(section)
        if is_whole and not options.quick:
            report.update(options.report, section)
            print(f"written to {options.report}", file=sys.stderr)
        else:
            print(f"a partial run: {options.report} stays as it is", file=sys.stderr)
    if SEARCH in options.what:
        names = [name for name in search.LABELS if name in options.systems]
        facts = report.facts([OURS], options.date)
        section = measure_search(options.search_sizes, names, work, facts)
        print(section)
        # All of it stands in one section, so all of it is needed.
        if names == list(search.LABELS) and set(options.search_sizes) >= set(search.SIZES):
            report.update(options.report, section)
            print(f"written to {options.report}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
