"""What the archive covers, and where it knows little: months, countries, sources, languages, and the days until a report."""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec import Struct

from hashtrail import dates, effects
from hashtrail.archive import Archive
from hashtrail.dates import Date
from hashtrail.effects import Distribution, Lag
from hashtrail.ledger import Ledger
from hashtrail.model import Outline, country_of

#: After so many months without an event a country counts as quiet.
QUIET_MONTHS: Final = 24


class Year(Struct, frozen=True):
    """The events of a year by month: None for a month that is still to come. `undated` are known by their year alone."""

    year: str
    months: tuple[int | None, ...]
    undated: int

    @property
    def total(self) -> int:
        return sum(filter(None, self.months)) + self.undated


class Gap(Struct, frozen=True):
    """Months in a row without an event, from the first to the last."""

    first: Date
    last: Date
    count: int


class Coverage(Struct, frozen=True, kw_only=True):
    """What is known of the archive as a whole.

    `years` go from the first event to the day of the archive, `longest` is the longest gap in them. `quiet` are the
    countries without an event for QUIET_MONTHS, the longest first, and `empty` the places of the registry without any.
    Sources are counted by language (None for that of the site) and by whether they have an archived copy; `unarchived`
    are the briefings with the most sources that lack one. `alone` are the briefings all of whose sources have one
    publisher, each with the number of its actions, moves and figures. `reports` tells how many days went by from each
    event to its report, `early` how many were reported before their day.
    """

    years: tuple[Year, ...]
    longest: Gap | None
    quiet: tuple[tuple[str, Outline], ...]
    empty: tuple[str, ...]
    sources: int
    archived: int
    unarchived: tuple[tuple[Outline, int], ...]
    languages: tuple[tuple[str | None, int], ...]
    alone: tuple[tuple[Outline, int], ...]
    reports: Distribution
    early: int

    @property
    def months(self) -> int:
        """The months that have gone by."""
        return sum(count is not None for year in self.years for count in year.months)

    @property
    def empty_months(self) -> int:
        return sum(count == 0 for year in self.years for count in year.months)


def of(ledger: Ledger) -> Coverage:
    archive = ledger.archive
    years = _years(archive)
    facts = [(briefing, ledger.facts[briefing.id]) for briefing in archive.briefings]
    unarchived = [(briefing, len(each.languages) - each.archived) for briefing, each in facts]
    languages = Counter(language for _, each in facts for language in each.languages)
    lags = [
        Lag.between(briefing.date, each.reported) if each.reported else None
        for briefing, each in facts
    ]
    return Coverage(
        years=years,
        longest=_longest_gap(years),
        quiet=_quiet(archive),
        empty=tuple(place for place in archive.places if place not in archive.by_place),
        sources=languages.total(),
        archived=sum(each.archived for _, each in facts),
        # Sorting is stable: of those with as many, the newest first.
        unarchived=tuple(sorted((each for each in unarchived if each[1]), key=lambda e: -e[1])),
        languages=tuple(sorted(languages.items(), key=lambda each: (-each[1], each[0] or ""))),
        alone=tuple(
            (briefing, len(each.actions) + len(each.moves) + each.figures)
            for briefing, each in facts
            if len({publisher for publisher, _ in briefing.sources}) == 1
        ),
        reports=effects.distribution(lag for lag in lags if lag is None or lag.count >= 0),
        early=sum(lag is not None and lag.count < 0 for lag in lags),
    )


def _years(archive: Archive) -> tuple[Year, ...]:
    if not archive.briefings:
        return ()
    counts = Counter(dates.month_or_year(briefing.date) for briefing in archive.briefings)
    now = dates.month_or_year(archive.as_of)
    years = range(int(min(counts)[:4]), int(max(now, *counts)[:4]) + 1)
    return tuple(
        Year(
            f"{year:04}",
            tuple(
                counts[month] if month in counts or month <= now else None
                for month in (Date(f"{year:04}-{number:02}") for number in range(1, 13))
            ),
            counts[Date(f"{year:04}")],
        )
        for year in years
    )


def _longest_gap(years: tuple[Year, ...]) -> Gap | None:
    """The longest run of months without an event, the last one of several."""
    longest: Gap | None = None
    first: Date | None = None
    count = 0
    for year in years:
        for number, events in enumerate(year.months, 1):
            month = Date(f"{year.year}-{number:02}")
            if events == 0:
                first, count = first or month, count + 1
                if longest is None or count >= longest.count:
                    longest = Gap(first, month, count)
            else:
                first, count = None, 0
    return longest


def _quiet(archive: Archive) -> tuple[tuple[str, Outline], ...]:
    limit = dates.months_before(archive.as_of, QUIET_MONTHS)
    newest = (
        (place, briefings[0])
        for place, briefings in archive.by_place.items()
        if country_of(place) == place
    )
    quiet = (each for each in newest if dates.last_day(each[1].date) <= limit)
    return tuple(sorted(quiet, key=lambda each: (each[1].date, each[0])))
