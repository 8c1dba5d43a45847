"""How well the search answers the judged queries: `python -m tests.search.judge [CONTENT]`.

Relevant briefings that the archive does not have yet are passed over, and so are queries with no other ones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from math import log2
from pathlib import Path
from typing import Any, Final

import yaml
from msgspec import Struct

from hashtrail import archive, content, files
from hashtrail.model import Briefing, Organisation, Place, Record, Thread
from hashtrail.search.index import index_files
from tests.real_site import ROOT

_HERE: Final = Path(__file__).parent
_RANKS: Final = 10


class Judged(Struct, frozen=True):
    """A query with the grades of the briefings that answer it, and those that must not be found.

    `first` are the grades before they were changed; None for a query that was added later.
    """

    group: str
    query: str
    grades: dict[str, int]
    first: dict[str, int] | None
    refused: frozenset[str]


class Outcome(Struct, frozen=True):
    """What was found for a query, the best first; `mrr` and `ndcg` by the grades of now and of before."""

    judged: Judged
    found: tuple[str, ...]
    now: tuple[float, float]
    first: tuple[float, float] | None


def judged() -> list[Judged]:
    groups = yaml.safe_load((_HERE / "judged.yaml").read_text(encoding="utf-8"))
    return [
        Judged(
            group,
            each["q"],
            _grades(each),
            None if each.get("late") else _grades(each.get("first", each)),
            frozenset(each.get("not", ())),
        )
        for group, queries in groups.items()
        for each in queries
    ]


def _grades(entry: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return dict.fromkeys(entry.get("also", ()), 1) | dict.fromkeys(entry["best"], 2)


class Content(Struct, frozen=True):
    """What a content folder holds for the index: briefings without drafts, and what their bodies say, by path."""

    briefings: tuple[Briefing, ...]
    texts: dict[str, str]
    organisations: dict[str, Organisation]
    places: dict[str, Place]
    threads: dict[str, Thread]

    def index(self) -> dict[str, bytes]:
        threads = {id_: thread.title for id_, thread in self.threads.items()}
        return index_files(self.briefings, self.texts, self.organisations, self.places, threads)


def read(folder: Path) -> Content:
    """The content of a folder. Raises ValueError for a file with errors."""
    briefings = []
    texts = {}
    others: dict[str, Record] = {}
    for file in files.scan(folder)[0]:
        parsed = content.parse((folder / file.path).read_bytes(), file.path, file.path)
        if parsed.record is None:
            raise ValueError(f"{file.path}: {parsed.diagnostics[0].message}")
        if not isinstance(parsed.record, Briefing):
            others[file.path] = parsed.record
        elif parsed.body is not None and not parsed.record.draft:
            briefings.append(parsed.record)
            texts[file.path] = parsed.body.text
    joined = archive.join(others, ())
    return Content(tuple(briefings), texts, joined.organisations, joined.places, joined.threads)


def search(index: Mapping[str, bytes], states: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the browser's engine finds in an index, run by Node: see evaluate.mjs."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in index.items():
            (Path(folder) / path.removeprefix("/search/")).write_bytes(data)
        done = subprocess.run(
            ["node", str(_HERE / "evaluate.mjs"), folder],
            input=json.dumps(states),
            capture_output=True,
            text=True,
            check=True,
        )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def evaluate(folder: Path) -> list[Outcome]:
    of_folder = read(folder)
    index = of_folder.index()
    there = {briefing.id for briefing in of_folder.briefings}
    queries = answerable(there)
    found = search(index, [{"query": query.query} for query in queries])
    return [
        outcome(each, [result["id"] for result in of["results"]], there)
        for each, of in zip(queries, found, strict=True)
    ]


def answerable(there: Set[str]) -> list[Judged]:
    """The queries that one of the briefings with these ids answers."""
    return [each for each in judged() if 2 in _of(each.grades, there).values()]


def outcome(query: Judged, found: Sequence[str], there: Set[str]) -> Outcome:
    first = None if query.first is None else _of(query.first, there)
    return Outcome(
        query,
        tuple(found),
        _measures(found, _of(query.grades, there)),
        _measures(found, first) if first and 2 in first.values() else None,
    )


def _of(grades: Mapping[str, int], there: Set[str]) -> dict[str, int]:
    return {id_: grade for id_, grade in grades.items() if id_ in there}


def _measures(found: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float]:
    """Reciprocal rank of the first result of grade 2, and nDCG@10 with gains of 2 ** grade - 1."""
    ranks = [rank for rank, id_ in enumerate(found, 1) if grades.get(id_) == 2]
    gained = sum(
        (2 ** grades.get(id_, 0) - 1) / log2(rank + 1) for rank, id_ in enumerate(found, 1)
    )
    ideal = sorted(grades.values(), reverse=True)[:_RANKS]
    possible = sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return (1 / ranks[0] if ranks else 0.0, gained / possible)


def by_group(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.judged.group].append(outcome)
    return groups


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content"
    print("group          queries    MRR   nDCG | as first judged: queries    MRR   nDCG")
    outcomes = evaluate(folder)
    for group, of_group in by_group(outcomes).items():
        first = [each.first for each in of_group if each.first is not None]
        now = [each.now for each in of_group]
        print(
            f"{group:14} {len(now):7} {mean([m for m, _ in now]):6.3f} {mean([n for _, n in now]):6.3f}"
            f" | {len(first):24} {mean([m for m, _ in first]):6.3f} {mean([n for _, n in first]):6.3f}"
        )
    for each in outcomes:
        if each.now[0] < 1:
            print(f"{each.now[0]:.2f} {each.judged.query}: {', '.join(each.found[:3])}")


if __name__ == "__main__":
    main()
