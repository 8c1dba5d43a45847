"""The home page."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.lists import Card, Counted, CountedKind
from hashtrail.views.maps import WorldMap
from hashtrail.views.texts import Link


class Number(Struct, frozen=True):
    """A number that tells the state of things: what it counts, with the page to check it on, and a note."""

    value: int
    link: Link
    note: str


class HomeView(Struct, frozen=True, kw_only=True):
    frame: Frame
    map: WorldMap
    heading: str
    lead: str
    as_of: Date
    numbers: tuple[Number, ...]
    latest: tuple[Card, ...]
    threads: tuple[Counted, ...]
    kinds: tuple[CountedKind, ...]
    places: tuple[Counted, ...]
    all_briefings: Link
    all_threads: Link
    all_places: Link
    feeds: FeedLinks
