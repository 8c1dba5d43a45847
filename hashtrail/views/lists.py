"""Lists of briefings and their parts, and the directories of those lists."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.model import Kind
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.texts import Link


class Card(Struct, frozen=True, kw_only=True):
    """A briefing as lists show it."""

    url: str
    title: str
    summary: str
    date: Date
    kind: Kind
    places: tuple[Link, ...]
    is_draft: bool


class Pagination(Struct, frozen=True, kw_only=True):
    """Where a page of a list stands among the others; `newer` and `older` are empty at the ends."""

    number: int
    count: int
    newer: str
    older: str
    pages: tuple[Link, ...]


class Option(Struct, frozen=True):
    """A value that a filter offers, and its name."""

    value: str
    name: str


class Counted(Struct, frozen=True):
    """A link with the number of briefings behind it, and a note."""

    link: Link
    count: int
    note: str = ""


class CountedKind(Struct, frozen=True):
    """A kind with the number of briefings behind it, and what it means."""

    kind: Kind
    link: Link
    count: int
    note: str


class Month(Struct, frozen=True):
    """Briefings of one month, or of one year where no more is known."""

    month: Date
    cards: tuple[Card, ...]


class BriefingPart(Struct, frozen=True, kw_only=True):
    """The briefings on one page of a list, out of a `total`.

    `kinds` counts those that stand on this page, for a filter; `stylesheet` has the rules for that.
    """

    total: int
    months: tuple[Month, ...]
    kinds: tuple[CountedKind, ...]
    pagination: Pagination
    stylesheet: str


class ListView(Struct, frozen=True, kw_only=True):
    """A page of a list of briefings: all, or those of a year, kind or tag."""

    frame: Frame
    heading: str
    lead: str
    parts_heading: str
    parts: tuple[Counted, ...]
    briefings: BriefingPart
    feeds: FeedLinks


class Group(Struct, frozen=True):
    heading: str
    entries: tuple[Counted, ...]


class DirectoryView(Struct, frozen=True, kw_only=True):
    """A page that lists lists: places, organisations, tags, kinds, threads or publishers."""

    frame: Frame
    heading: str
    lead: str
    groups: tuple[Group, ...]
    empty: str


class PublishedSource(Struct, frozen=True, kw_only=True):
    """A source with the briefing that rests on it."""

    title: str
    url: str
    date: Date | None
    archived: str | None
    lang: str | None
    briefing: Link


class PublisherView(Struct, frozen=True, kw_only=True):
    frame: Frame
    heading: str
    total: int
    sources: tuple[PublishedSource, ...]
    pagination: Pagination


class UpdateRow(Struct, frozen=True, kw_only=True):
    """A correction; `briefing` is None on the page of the briefing itself."""

    date: Date
    note: str
    field: str | None
    old: str | None
    new: str | None
    briefing: Link | None


class CorrectionsView(Struct, frozen=True, kw_only=True):
    frame: Frame
    heading: str
    lead: str
    updates: tuple[UpdateRow, ...]
    pagination: Pagination
    feeds: FeedLinks


class SearchView(Struct, frozen=True, kw_only=True):
    """The search page as it is before a script runs: a form, and the lists that lead on without one.

    `modules` are the scripts of the page beside that of every page: one that imports others comes last, so that
    all are asked for at once.
    """

    frame: Frame
    heading: str
    groups: tuple[Group, ...]
    directories: tuple[Link, ...]
    modules: tuple[str, ...]
    stylesheet: str


class NotFoundView(Struct, frozen=True, kw_only=True):
    """What helps who came to an address that has no page; `report` is where to tell of it, empty if nowhere.

    `modules` are the scripts as in SearchView, none on a site without search.
    """

    frame: Frame
    heading: str
    kinds: tuple[CountedKind, ...]
    ways: tuple[Link, ...]
    report: str
    modules: tuple[str, ...]
