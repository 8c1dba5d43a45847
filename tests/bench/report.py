"""What was measured, as Markdown: one section for each size of archive."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from .measure import Measured
from .preview import Previewed
from .systems import HUGO, OURS, REPOSITORY, System

#: Each scenario with its title and, where there is one, the goal for our seconds as a ratio to Hugo's.
SCENARIOS: Final[dict[str, tuple[str, float | None]]] = {
    "cold": ("cold", 1.0),
    "nothing": ("nothing changed", 1 / 30),
    "body": ("one body changed", 1 / 20),
    "title": ("one title changed", None),
    "added": ("one briefing added", None),
}

#: Hugo with what makes its site searchable, and the goals for our seconds as a ratio to theirs together.
PAIR: Final = "hugo+pagefind"
PAIR_GOALS: Final = {"cold": 1 / 2, "body": 1 / 30}

_PREFACE: Final = """\
# Performance

`make bench` measures how long Hashtrail and other generators take to build the same archive, and writes this
page. Each number is a whole process, started anew; the systems run in turn. `make bench ARGS="--help"` lists
the options; a run of one size replaces the section of that size.

- The archive is made up by `tests/bench/corpus.py`: structured front matter, 350 to 500 words with headings, links,
  lists, footnotes and tables, over ten years, 80 places, 400 organisations, 60 tags and 20 threads.
- Hashtrail builds all of it. The rivals get titles, dates, summaries, tags, places, organisations, years and the
  text, without actions, moves, figures, disputes, sources, threads and causes. They make a page for each briefing,
  paginated lists of all briefings and of each term, a directory of each taxonomy, one feed and a sitemap.
  Hashtrail makes more: kinds, publishers, corrections, two feeds for each list; and it checks every link. The counts
  of files say how much more.
- *Hugo + Pagefind* is Hugo and then Pagefind over the briefings in its output: a site that can be searched, as ours can.
- Hugo is called without the Python that its package puts before it. Pelican has its content cache switched on.
  Hugo, Eleventy and MkDocs know no incremental build that is right, so they build everything each time.
- *Cold* is without output and without anything remembered; what was read before is in the page cache of the system.
  The edited briefing is the newest one, which the most lists and feeds show; each edit is looked up in the output.
  The added one is one more of its day, with its text, organisations, places and tags.
- *Memory* is the peak of all processes together: the highest sum of their PSS, sampled, or the peak RSS of the largest
  of them if that is higher.
- *Preview server*: the edited briefing is saved again and again while the server of each system runs (`serve`,
  `hugo server`, `eleventy --serve`), and its page is asked for until the new text is there. The memory is the PSS of all
  processes.
- The *floor* reads each file, its YAML and its Markdown, and writes one plain page for each, in a bare loop: no
  checks, no lists, no links.
"""


@dataclass
class Size:
    """The measurements of one size, by scenario and name of system, and the files and bytes of each output."""

    size: int
    runs: int
    labels: dict[str, str]
    measured: defaultdict[tuple[str, str], list[Measured]] = field(
        default_factory=lambda: defaultdict(list)
    )
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    previewed: dict[str, Previewed] = field(default_factory=dict)

    def median(self, scenario: str, system: str, of: Callable[[Measured], float]) -> float | None:
        values = [of(measured) for measured in self.measured.get((scenario, system), ())]
        return median(values) if values else None

    def seconds(self, scenario: str, system: str) -> float | None:
        return self.median(scenario, system, lambda measured: measured.seconds)

    def scenarios(self) -> list[str]:
        return [each for each in SCENARIOS if any(each == key for key, _ in self.measured)]


def facts(systems: Sequence[System], date: str | None) -> str:
    """When, where and what was measured, as sentences."""
    if date is None:
        command = ["git", "-C", str(REPOSITORY), "log", "-1", "--format=%cs"]
        date = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    model = re.search(r"(?m)^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"{each.label} {each.version()}" for each in systems if not each.only_cold]
    return (
        f"Measured on {date} on {model[1] if model else platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GiB of memory, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}: {', '.join(versions)}."
    )


def section(size: Size, sentences: str) -> str:
    runs = "one run" if size.runs == 1 else f"medians of {size.runs} runs"
    parts = [f"## {size.size:,} briefings", f"{sentences} Seconds are {runs}."]
    full = [name for name in size.labels if not name.startswith("floor")]
    if size.measured:
        if {OURS.name, PAIR} <= size.labels.keys():
            parts.append(_headline(size))
        parts.append(_seconds(size, full))
        if {OURS.name, HUGO.name} <= size.labels.keys():
            parts.append(_ratios(size))
        if size.files:
            parts.append(_cold(size, full))
        if OURS.name in size.labels:
            parts.append(_stages(size))
        parts += _floor(size)
    if size.previewed:
        parts.append(_preview(size))
    return "\n\n".join(part for part in parts if part) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _seconds(size: Size, systems: Sequence[str]) -> str:
    return table(
        ["seconds", *(size.labels[name] for name in systems)],
        (
            [
                SCENARIOS[scenario][0],
                *(number(size.seconds(scenario, name)) for name in systems),
            ]
            for scenario in size.scenarios()
        ),
    )


def _headline(size: Size) -> str:
    """All that a reader gets against the same of the others: a searchable site."""
    told = []
    for scenario, goal in PAIR_GOALS.items():
        ours, theirs = (size.seconds(scenario, name) for name in (OURS.name, PAIR))
        if ours and theirs:
            title = SCENARIOS[scenario][0]
            told.append(f"{title} {number(ours / theirs, 3)} (goal {number(goal, 3)})")
    return f"**With its search, as a part of the time of Hugo and Pagefind: {', '.join(told)}.**"


def _ratios(size: Size) -> str:
    """Our seconds as parts of those of the others."""
    rows = []
    others = [name for name in size.labels if name != OURS.name and not name.startswith("floor")]
    for scenario in size.scenarios():
        title, goal = SCENARIOS[scenario]
        ours = size.seconds(scenario, OURS.name)
        row = [title]
        for name in others:
            theirs = size.seconds(scenario, name)
            row.append(number(ours / theirs if ours and theirs else None, 3))
        rows.append([*row, number(goal, 3)])
    header = [
        "Hashtrail's time as a part of",
        *(size.labels[name] for name in others),
        "goal (of Hugo)",
    ]
    return table(header, rows)


def _cold(size: Size, systems: Sequence[str]) -> str:
    def row(title: str, of: Callable[[str], float | None], digits: int = 0) -> list[str]:
        return [title, *(number(of(name), digits) for name in systems)]

    def per_briefing(of: Callable[[Measured], float]) -> Callable[[str], float | None]:
        def value(name: str) -> float | None:
            total = size.median("cold", name, of)
            return None if total is None else total / size.size

        return value

    return table(
        ["cold build", *(size.labels[name] for name in systems)],
        [
            row("files", lambda name: size.files[name][0]),
            row("megabytes", lambda name: size.files[name][1] / 1e6),
            row("CPU seconds", lambda name: size.median("cold", name, lambda m: m.cpu), 1),
            row("peak memory, MB", lambda name: size.median("cold", name, lambda m: m.peak / 1e6)),
            row("milliseconds for each briefing", per_briefing(lambda m: m.seconds * 1e3), 2),
            row("kilobytes of memory for each briefing", per_briefing(lambda m: m.peak / 1e3), 1),
        ],
    )


def _stages(size: Size) -> str:
    """The seconds of each stage as our own report tells them; the rest is starting and stopping."""
    scenarios = size.scenarios()
    stages: dict[str, dict[str, float]] = defaultdict(dict)
    for scenario in scenarios:
        runs = size.measured[scenario, OURS.name]
        reports = [json.loads(measured.output)["seconds"] for measured in runs]
        for stage in dict.fromkeys(stage for seconds in reports for stage in seconds):
            stages[stage][scenario] = median(seconds.get(stage, 0.0) for seconds in reports)
        total = median(run.seconds - sum(r.values()) for run, r in zip(runs, reports, strict=True))
        stages["outside of the stages"][scenario] = total
    last = stages.pop("outside of the stages")
    return table(
        ["seconds by stage of Hashtrail", *(SCENARIOS[scenario][0] for scenario in scenarios)],
        (
            [stage, *(number(seconds.get(scenario)) for scenario in scenarios)]
            for stage, seconds in [*stages.items(), ("outside of the stages", last)]
        ),
    )


def _floor(size: Size) -> list[str]:
    ours = size.seconds("cold", OURS.name)
    sentences = []
    for name, label in size.labels.items():
        if name.startswith("floor") and (seconds := size.seconds("cold", name)):
            ratio = (
                f": Hashtrail's cold build takes {ours / seconds:.2f} times as long" if ours else ""
            )
            sentences.append(f"- {label}: {seconds:.2f} s{ratio}.")
    return ["\n".join(sentences)] if sentences else []


def _preview(size: Size) -> str:
    """From a save to the new text served, and the memory of the server."""
    systems = size.previewed

    def row(title: str, of: Callable[[Previewed], float], digits: int = 0) -> list[str]:
        return [title, *(number(of(each), digits) for each in systems.values())]

    return table(
        ["preview server", *(size.labels[name] for name in systems)],
        [
            row("saves", lambda each: len(each.seconds)),
            row(
                "milliseconds from save to new text, median",
                lambda each: median(each.seconds) * 1e3,
            ),
            row("the slowest", lambda each: max(each.seconds) * 1e3),
            row("memory after the first save, MB", lambda each: each.memory[1] / 1e6),
            row("memory after the last, MB", lambda each: each.memory[len(each.seconds)] / 1e6),
        ],
    )


def update(document: Path, text: str) -> None:
    """Put a section into the document, those of sizes in their order, then the others, and leave the rest alone."""
    old = document.read_text(encoding="utf-8") if document.exists() else ""
    sections = {
        match[1]: match[0].strip()
        for match in re.finditer(r"(?ms)^## ([^\n]+)$.*?(?=^## |\Z)", f"{old}\n{text}")
    }

    def order(title: str) -> tuple[bool, int]:
        size = re.match(r"[\d,]+", title)
        return size is None, int(size[0].replace(",", "")) if size else 0

    parts = [_PREFACE.strip(), *(sections[each] for each in sorted(sections, key=order))]
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
