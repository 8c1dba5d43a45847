"""The facet table: what briefings are filtered and counted by, in columns; and every name that can be gone to.

It has three parts: the facets of few values; organisations and tags, which take more room than all others together
and which a first list of results does without; and the other names of places and organisations, which only words ask for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail.model import KINDS, Briefing, Measure, Organisation, Place, Status, country_of
from hashtrail.search.shards import encode_ascending


class FacetRow(Struct, frozen=True, array_like=True):
    """What the facet table holds of one briefing; the months and days are parts of its date."""

    date: str
    kind: str
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    tags: tuple[str, ...]
    measures: tuple[str, ...]
    statuses: tuple[str, ...]
    thread: str


def facet_row(briefing: Briefing) -> FacetRow:
    return FacetRow(
        date=briefing.date,
        kind=briefing.kind.value,
        places=briefing.places,
        organisations=briefing.organisations,
        tags=briefing.tags,
        measures=tuple(dict.fromkeys(action.measure.value for action in briefing.actions)),
        statuses=tuple(dict.fromkeys(move.status.value for move in briefing.moves)),
        thread=briefing.thread or "",
    )


#: A value of a facet: its id and its name.
_Value = tuple[str, str]
#: Days stand as characters from here on; the first says that a date knows no day.
_DAY: Final = 0x30


def facet_tables(
    rows: Sequence[FacetRow],
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    threads: Mapping[str, str],
) -> tuple[bytes, bytes, bytes]:
    """The parts of the facet table of briefings in order of date; `threads` are the titles of threads by id.

    JSON: `months` are `[month, briefings]` in order, only the year standing where no more is known; `days` has a
    character for each briefing. Each of `facets` is an object of `ids`, `names`
    and, for each value, the briefings that have it, as `shards.encode_ascending` writes them. Values without a
    briefing are left out, but for countries of places. The second part is an object of facets, the third one has the
    other names by facet and id.
    """
    months: list[tuple[str, int]] = []
    for row in rows:
        month = row.date[:7]
        if months and months[-1][0] == month:
            months[-1] = (month, months[-1][1] + 1)
        else:
            months.append((month, 1))
    days = "".join([chr(_DAY + int(row.date[8:] or 0)) for row in rows])
    first = {
        "kind": _facet([(row.kind,) for row in rows], _named(kind.value for kind in KINDS)),
        "place": _facet(
            [row.places for row in rows],
            [(id_, place.name) for id_, place in places.items()],
            keep={country_of(place) for row in rows for place in row.places},
        ),
        "measure": _facet([row.measures for row in rows], _named(each.value for each in Measure)),
        "status": _facet([row.statuses for row in rows], _named(each.value for each in Status)),
        "thread": _facet(
            [(row.thread,) if row.thread else () for row in rows],
            list(threads.items()),
        ),
    }
    second = {
        "org": _facet(
            [row.organisations for row in rows],
            [(id_, each.name) for id_, each in organisations.items()],
        ),
        "tag": _facet(
            [row.tags for row in rows], _named(sorted({tag for row in rows for tag in row.tags}))
        ),
    }
    return (
        msgspec.json.encode({"months": months, "days": days, "facets": first}),
        msgspec.json.encode(second),
        msgspec.json.encode(
            {
                "place": _others(first["place"], places),
                "org": _others(second["org"], organisations),
            }
        ),
    )


def _others(
    facet: Mapping[str, list[str]], entries: Mapping[str, Organisation | Place]
) -> dict[str, Sequence[str]]:
    return {id_: entries[id_].aliases for id_ in facet["ids"] if entries[id_].aliases}


def _named(ids: Iterable[str]) -> list[_Value]:
    return [(id_, id_) for id_ in ids]


def _facet(
    column: Iterable[Iterable[str]], values: Iterable[_Value], keep: Iterable[str] = ()
) -> dict[str, list[str]]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, of_briefing in enumerate(column):
        for value in dict.fromkeys(of_briefing):
            numbers[value].append(number)
    kept = frozenset(keep)
    shown = [value for value in values if value[0] in numbers or value[0] in kept]
    return {
        "ids": [id_ for id_, _ in shown],
        "names": [name if name != id_ else "" for id_, name in shown],
        "of": [encode_ascending(numbers[id_]) for id_, _ in shown],
    }
