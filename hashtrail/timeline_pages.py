"""The timeline: every event of the archive in order, by month, with counts by kind.

Each year has its pages, however small the archive is, so that the address of an event in the timeline never changes.
The timeline itself shows all events of a small archive; of a large one the latest, and how many each month has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec

from hashtrail import charts, dates, urls
from hashtrail.archive import Archive
from hashtrail.charts import Tick
from hashtrail.dates import Date
from hashtrail.list_pages import Slice, paginate
from hashtrail.model import Kind, Measure, Outline, country_of
from hashtrail.site import Site
from hashtrail.views.lists import Counted, Option
from hashtrail.views.texts import Link
from hashtrail.views.timelines import (
    CountedMonth,
    Histogram,
    TimelineEvent,
    TimelineMonth,
    TimelineView,
)

#: Beyond so many events the timeline itself shows those of the first page of the latest year alone.
MOST_ON_ONE_PAGE: Final = 300
#: Events on one page of a year: with more a page weighs too much for a slow link.
YEAR_PAGE_LENGTH: Final = 1000
#: Beyond so many quarters the histogram counts years.
_MOST_QUARTERS: Final = 40

#: A year, one page of its events, and the events on it.
YearPage = tuple[str, Slice, tuple[Outline, ...]]


def year_pages(archive: Archive) -> Iterator[YearPage]:
    """The pages of each year with their events, the latest first."""
    for year in sorted(archive.by_year, reverse=True):
        for part, shown in paginate(urls.timeline(year), archive.by_year[year], YEAR_PAGE_LENGTH):
            yield year, part, shown


def timeline_view(site: Site) -> TimelineView:
    archive = site.archive
    pages = list(year_pages(archive))
    total = len(archive.briefings)
    shown = pages[:1] if total > MOST_ON_ONE_PAGE else pages
    months = tuple(
        _months(event for _, part, listed in shown for event in _events(site, part, listed))
    )
    return _view(
        site,
        urls.TIMELINE,
        "Timeline",
        f"Every event of {archive.site.title} in order, the newest first.",
        _histogram_of_all(archive.briefings),
        months=months,
        more=tuple(_counted_months(site, pages[len(shown) :], months)),
        total=total,
    )


def year_view(site: Site, year: str, part: Slice, shown: tuple[Outline, ...]) -> TimelineView:
    """One page of a year. On the first and the last the months without a briefing at its ends are told too."""
    briefings = site.archive.by_year[year]
    end = min(Date(f"{year}-12"), max(dates.month(site.archive.as_of), f"{year}-01"))
    return _view(
        site,
        part.path,
        f"Timeline of {year}" + part.suffix,
        f"What happened in {year}, month by month, the newest event first{part.suffix}.",
        _histogram_of_year(year, briefings),
        trail=(site.link("Timeline", urls.TIMELINE),),
        year=year,
        months=tuple(
            _months(
                _events(site, part, shown),
                until=end if part.number == 1 else "",
                since=f"{year}-01" if part.number == part.count else "",
            )
        ),
        part=part,
        total=len(briefings),
    )


def _view(
    site: Site,
    path: str,
    heading: str,
    lead: str,
    histogram: Histogram,
    *,
    months: tuple[TimelineMonth, ...],
    total: int,
    trail: Sequence[Link] = (),
    year: str = "",
    more: tuple[CountedMonth, ...] = (),
    part: Slice | None = None,
) -> TimelineView:
    archive = site.archive
    measures = {action.action.measure for action in site.ledger.actions}
    countries = sorted(set(map(country_of, archive.by_place)))
    return TimelineView(
        frame=site.frame(path, heading, lead, trail=trail),
        heading=heading,
        lead=lead,
        as_of=archive.as_of,
        data=site.link("briefings.csv", urls.DATA + "briefings.csv"),
        total=total,
        histogram=histogram,
        kinds=tuple(Option(kind, kind.capitalize()) for kind in Kind if archive.by_kind[kind]),
        measures=tuple(
            Option(measure, measure.replace("-", " ").capitalize())
            for measure in Measure
            if measure in measures
        ),
        countries=tuple(
            sorted(
                (Option(country, archive.places[country].name) for country in countries),
                key=lambda option: option.name,
            )
        ),
        years=tuple(
            Counted(site.link(each, urls.timeline(each)), len(archive.by_year[each]))
            for each in sorted(archive.by_year, reverse=True)
        ),
        year=year,
        months=months,
        more=more,
        pagination=part.pagination(site) if part else None,
        feeds=site.feeds("all briefings", urls.HOME),
        modules=tuple(
            site.urls.link(f"{urls.STATIC}{name}.js") for name in ("form-state", "timeline")
        ),
    )


def _events(site: Site, part: Slice, shown: Iterable[Outline]) -> Iterator[TimelineEvent]:
    """Events as a page shows them."""
    page = site.urls.link(part.path)
    for briefing in shown:
        facts = site.ledger.facts[briefing.id]
        yield TimelineEvent(
            id=briefing.id,
            here=f"{page}#{briefing.id}",
            date=briefing.date,
            kind=briefing.kind,
            briefing=site.briefing(briefing),
            places=tuple(map(site.place, briefing.places)),
            countries=tuple(dict.fromkeys(map(country_of, briefing.places))),
            measures=tuple(dict.fromkeys(action.measure for action in facts.actions)),
            is_draft=briefing.draft,
        )


def _months(
    events: Iterable[TimelineEvent], until: str = "", since: str = ""
) -> Iterator[TimelineMonth]:
    """Events by month, and the gaps between months, after the last one (`until`) and before the first (`since`)."""
    later = _month_number(until) + 1 if until else None
    for month, found in groupby(events, key=lambda event: dates.month_or_year(event.date)):
        if len(month) > 4:
            number = _month_number(month)
            yield from _gap(number + 1, later)
            later = number
        yield TimelineMonth(month, _month_name(month), tuple(found))
    if since:
        yield from _gap(_month_number(since), later)


def _gap(first: int, later: int | None) -> Iterator[TimelineMonth]:
    """The months from `first` to the one before `later` as one gap, if there are any."""
    if later is not None and first < later:
        start, end = (dates.display(_month(number)) for number in (first, later - 1))
        name = start if start == end else f"{start} to {end}"
        yield TimelineMonth("", name.replace(f" {end[-4:]} to", " to"), ())


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(number: int) -> Date:
    return Date(f"{number // 12:04}-{number % 12 + 1:02}")


def _counted_months(
    site: Site, pages: Iterable[YearPage], shown: Iterable[TimelineMonth]
) -> Iterator[CountedMonth]:
    """The months of pages, each with the number of its events there and a link to these.

    A month has its anchor once: where it is shown, or at its first count.
    """
    seen = {month.anchor for month in shown}
    for _, part, briefings in pages:
        for month, found in groupby(briefings, key=lambda each: dates.month_or_year(each.date)):
            link = Link(_month_name(month), f"{site.urls.link(part.path)}#{month}")
            yield CountedMonth("" if month in seen else month, link, len(tuple(found)))
            seen.add(month)


def _month_name(month: Date) -> str:
    return dates.display(month) if len(month) > 4 else f"{month}, month not known"


def _histogram_of_all(briefings: Sequence[Outline]) -> Histogram:
    """The events of each quarter by kind, or of each year where the quarters are too many."""
    span = range(
        int(dates.year(briefings[-1].date)) if briefings else 0,
        int(dates.year(briefings[0].date)) + 1 if briefings else 0,
    )
    years = [f"{year:04}" for year in span]
    if len(years) * 4 > _MOST_QUARTERS:
        return _histogram("Year", briefings, dates.year, {year: year for year in years})
    quarters = {
        f"{year} Q{number}": f"{year} Q{number}" for year in years for number in range(1, 5)
    }
    drawn = _histogram("Quarter", briefings, dates.quarter, quarters)
    # Under the first quarter of each year stands the year.
    ticks = tuple(Tick(each.x, each.label[:4]) for each in drawn.chart.columns[::4])
    return msgspec.structs.replace(drawn, chart=msgspec.structs.replace(drawn.chart, labels=ticks))


def _histogram_of_year(year: str, briefings: Sequence[Outline]) -> Histogram:
    months = {f"{year}-{number:02}": name[:3] for number, name in enumerate(dates.MONTHS, 1)}
    return _histogram("Month", briefings, dates.month, months)


def _histogram(
    unit: str, briefings: Sequence[Outline], key: Callable[[Date], str], columns: Mapping[str, str]
) -> Histogram:
    """How many events of each kind fall into each column; `key` tells which, and is empty where a date does not know."""
    counts = Counter((key(briefing.date), briefing.kind) for briefing in briefings)
    drawn = [
        (label, {kind.value: counts[column, kind] for kind in Kind})
        for column, label in columns.items()
    ]
    return Histogram(
        unit=unit,
        kinds=tuple(Kind),
        chart=charts.bars(drawn, most_labels=12),
        unknown=sum(count for (column, _), count in counts.items() if not column),
    )
