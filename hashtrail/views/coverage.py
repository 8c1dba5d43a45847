"""The page of what the archive knows little about."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.coverage import Gap
from hashtrail.dates import Date
from hashtrail.effects import Distribution
from hashtrail.views.frames import Frame
from hashtrail.views.ledger_rows import MoveTable
from hashtrail.views.lists import Counted
from hashtrail.views.texts import Link


class CoverageYear(Struct, frozen=True):
    """The events of a year by month, as in coverage.Year; `url` is its timeline, empty for a year without events."""

    year: str
    url: str
    months: tuple[int | None, ...]
    undated: int
    total: int


class QuietCountry(Struct, frozen=True):
    """A country of which nothing new is told, with its number of briefings and the newest of them."""

    place: Link
    count: int
    date: Date
    newest: Link


class LanguageCount(Struct, frozen=True):
    """How many sources are in a language, by its BCP 47 tag and its name in English."""

    tag: str
    name: str
    count: int


class CountedList(Struct, frozen=True):
    """Links with a number each; `more` are left out."""

    rows: tuple[Counted, ...]
    more: int


class CoverageView(Struct, frozen=True, kw_only=True):
    """What the archive knows little about. Its parts are those of coverage.Coverage."""

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    total: int
    years: tuple[CoverageYear, ...]
    months: int
    empty_months: int
    longest_gap: Gap | None
    quiet: tuple[QuietCountry, ...]
    more_quiet: int
    quiet_months: int
    empty_places: tuple[Link, ...]
    more_empty_places: int
    sources: int
    archived: int
    unarchived: CountedList
    languages: tuple[LanguageCount, ...]
    alone: CountedList
    reports: Distribution
    early: int
    stalled: MoveTable
    stalled_months: int
