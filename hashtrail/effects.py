"""Cause and effect: which briefing followed from which, and how long that took."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from hashtrail import dates
from hashtrail.archive import Archive
from hashtrail.dates import Date
from hashtrail.model import Outline

#: The classes of lags in days that a chart shows: the least of each, and its name.
_CLASSES: Final = (
    (0, "0"),
    (1, "1–7"),
    (8, "8–30"),
    (31, "31–90"),
    (91, "91–180"),
    (181, "181–365"),
    (366, "366+"),
)


class Lag(Struct, frozen=True):
    """The time between two events: in days if both dates know the day, else in months, else in years (`unit`)."""

    count: int
    unit: str

    @staticmethod
    def between(cause: Date, effect: Date) -> Lag:
        if dates.is_day(cause) and dates.is_day(effect):
            first, second = map(datetime.date.fromisoformat, (cause, effect))
            return Lag((second - first).days, "day")
        years = int(dates.year(effect)) - int(dates.year(cause))
        if dates.month(cause) and dates.month(effect):
            return Lag(years * 12 + int(effect[5:7]) - int(cause[5:7]), "month")
        return Lag(years, "year")


class Effect(Struct, frozen=True):
    """A briefing that followed from another, directly or in so many `steps`, and how long after that one."""

    cause: Outline
    briefing: Outline
    lag: Lag
    steps: int


def following(archive: Archive, cause: Outline, most_steps: int) -> Iterator[Effect]:
    """What followed from a briefing: its own effects, the earliest first, then the effects of those, so many steps on."""
    seen = {cause.id}
    waiting = [(cause, 0)]
    for each, steps in waiting:
        if steps == most_steps:
            break
        for effect in reversed(archive.led_to.get(each.id, ())):
            if effect.id not in seen:
                seen.add(effect.id)
                waiting.append((effect, steps + 1))
                yield Effect(cause, effect, Lag.between(cause.date, effect.date), steps + 1)


def direct(archive: Archive, causes: Iterable[Outline]) -> tuple[Effect, ...]:
    """What followed directly from each of some briefings, in their order, the earliest effect first."""
    return tuple(effect for cause in causes for effect in following(archive, cause, 1))


class Distribution(Struct, frozen=True):
    """How many lags have which length: the classes of those that are known in days, and the number of all others.

    `median` is that of the known ones, the lower one of two; None if there are none.
    """

    classes: tuple[tuple[str, int], ...]
    median: int | None
    unknown: int


def distribution(lags: Iterable[Lag | None]) -> Distribution:
    """How lags are distributed; None is one of which nothing is known."""
    listed = list(lags)
    days = sorted(lag.count for lag in listed if lag is not None and lag.unit == "day")
    limits = [least for least, _ in _CLASSES[1:]]
    return Distribution(
        classes=tuple(
            (name, sum(least <= count and (limit is None or count < limit) for count in days))
            for (least, name), limit in zip(_CLASSES, (*limits, None), strict=True)
        ),
        median=days[(len(days) - 1) // 2] if days else None,
        unknown=len(listed) - len(days),
    )
