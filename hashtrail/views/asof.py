"""What was in force on a day, and where."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.model import Measure
from hashtrail.rules import State
from hashtrail.views.frames import Frame, NavigationItem
from hashtrail.views.ledger_rows import LiftingRow
from hashtrail.views.lists import Option
from hashtrail.views.texts import Link


class AsOfRule(Struct, frozen=True, kw_only=True):
    """A rule in a list of those of many places, with what it takes to tell its state on any day.

    `known`, `start` and `end` are days as in `rules.Rule`, `start` and `end` empty where there is none; `announced`,
    `effective` and `until` are as the source has them.
    """

    country: str
    place: Link
    measure: Measure
    authorities: tuple[Link, ...]
    known: Date
    start: str
    end: str
    announced: Date | None
    effective: Date | None
    until: Date | None
    liftings: tuple[LiftingRow, ...]
    briefing: Link


class AsOfSection(Struct, frozen=True):
    """The rules of one state: their number, and the rules unless they stand on the pages of countries."""

    state: State
    count: int
    rules: tuple[AsOfRule, ...]


class CountryRules(Struct, frozen=True):
    """The page of a country, and its number of rules of each state."""

    page: Link
    counts: tuple[int, ...]


class AsOfForm(Struct, frozen=True, kw_only=True):
    """What it takes to ask for a day and a place: the first day, the places, the address above the pages of years.

    With `is_split` the rules of a year stand on a page for each country. `modules` are the scripts as in SearchView.
    """

    first: Date
    places: tuple[Option, ...]
    pages: str
    is_split: bool
    modules: tuple[str, ...]


class AsOfView(Struct, frozen=True, kw_only=True):
    """What was in force on a `day`, the last of a `year` or that of the newest change: everywhere or in one country.

    Where the rules are too many for a page, `countries` leads to them. The page that asks for a day has a `form`.
    """

    frame: Frame
    heading: str
    lead: str
    day: Date
    as_of: Date
    data: Link
    year: str
    years: tuple[NavigationItem, ...]
    form: AsOfForm | None
    sections: tuple[AsOfSection, ...]
    countries: tuple[CountryRules, ...]
