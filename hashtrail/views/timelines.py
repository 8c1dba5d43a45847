"""The timeline and its years."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.charts import BarChart
from hashtrail.dates import Date
from hashtrail.model import Kind, Measure
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.lists import Counted, Option, Pagination
from hashtrail.views.texts import Link


class Histogram(Struct, frozen=True, kw_only=True):
    """Events by kind in each month, quarter or year (`unit`); `unknown` have a date that does not know it."""

    unit: str
    kinds: tuple[Kind, ...]
    chart: BarChart
    unknown: int


class TimelineEvent(Struct, frozen=True, kw_only=True):
    """A briefing in the timeline: `here` is its address there, `countries` are the codes that filters ask for."""

    id: str
    here: str
    date: Date
    kind: Kind
    briefing: Link
    places: tuple[Link, ...]
    countries: tuple[str, ...]
    measures: tuple[Measure, ...]
    is_draft: bool


class TimelineMonth(Struct, frozen=True):
    """A month with its events, under an anchor; or, without either, one or several months that have no briefing."""

    anchor: str
    name: str
    events: tuple[TimelineEvent, ...]


class CountedMonth(Struct, frozen=True):
    """A month whose events stand on another page: the anchor that it has in the timeline, and their number."""

    anchor: str
    link: Link
    count: int


class TimelineView(Struct, frozen=True, kw_only=True):
    """The timeline, or one page of a `year` of it (empty for all).

    `total` are the events of the archive or of the year, `months` those that the page shows. `more` are the months of a
    large archive that stand on the pages of their years. The filters offer `kinds`, `countries` and
    `measures`; `modules` are the scripts as in SearchView.
    """

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    data: Link
    total: int
    histogram: Histogram
    kinds: tuple[Option, ...]
    countries: tuple[Option, ...]
    measures: tuple[Option, ...]
    years: tuple[Counted, ...]
    year: str
    months: tuple[TimelineMonth, ...]
    more: tuple[CountedMonth, ...]
    pagination: Pagination | None
    feeds: FeedLinks
    modules: tuple[str, ...]
