"""The page of a thread."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.effects import Lag
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.ledger_rows import ActionEntry, MoveEntry
from hashtrail.views.lists import Card
from hashtrail.views.texts import Link, ShownText


class Consequence(Struct, frozen=True, kw_only=True):
    """A briefing that another one follows from, or that follows from it, and the time between the two.

    `anchor` is where it stands on the same page, if it does.
    """

    briefing: Link
    anchor: str
    date: Date
    lag: Lag


class ThreadPart(Struct, frozen=True, kw_only=True):
    """A briefing in its thread: how long after the one before, what it says of actions and moves, and what followed.

    `causes` are those that stand outside of the thread: one inside tells itself what followed from it.
    """

    anchor: str
    card: Card
    since_previous: Lag | None
    actions: tuple[ActionEntry, ...]
    moves: tuple[MoveEntry, ...]
    causes: tuple[Consequence, ...]
    effects: tuple[Consequence, ...]


class ThreadView(Struct, frozen=True, kw_only=True):
    """A thread with its introduction and its briefings, oldest first; `span` are the dates of the first and the last."""

    frame: Frame
    heading: str
    summary: str
    span: tuple[Date, Date] | None
    countries: tuple[Link, ...]
    body: ShownText
    parts: tuple[ThreadPart, ...]
    effects_page: Link
    feeds: FeedLinks
