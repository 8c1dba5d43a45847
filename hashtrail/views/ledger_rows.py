"""Rules, actions, moves and effects as tables show them."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.effects import Lag
from hashtrail.flows import Flow
from hashtrail.model import Measure, Status
from hashtrail.rules import State
from hashtrail.views.texts import Link


class SourceLink(Struct, frozen=True):
    """A source of another page: who published it, and its address."""

    publisher: str
    url: str


class LiftingRow(Struct, frozen=True):
    """A lifting that ended a rule: from when, and the briefing that tells of it."""

    date: Date
    briefing: Link


class RuleRow(Struct, frozen=True, kw_only=True):
    """A rule, and what it is on the day as of which a page shows it.

    `is_wider` where it was made for the country of the place that the page is about.
    """

    measure: Measure
    authorities: tuple[Link, ...]
    place: Link
    is_wider: bool
    state: State
    announced: Date | None
    effective: Date | None
    until: Date | None
    liftings: tuple[LiftingRow, ...]
    briefing: Link
    source: SourceLink


class RuleTable(Struct, frozen=True):
    """Rules, the one announced last first; `more` are left out, and `data` is the file that has all of them."""

    rows: tuple[RuleRow, ...]
    more: int
    data: Link


class ActionEntry(Struct, frozen=True, kw_only=True):
    """An action on a page that is not that of its briefing. `date` is when it took effect, or else was announced."""

    date: Date
    authority: Link
    measure: Measure
    place: Link
    briefing: Link


class ActionTable(Struct, frozen=True):
    """Actions, the newest first; `more` and `data` as in `RuleTable`."""

    rows: tuple[ActionEntry, ...]
    more: int
    data: Link


class MoveEntry(Struct, frozen=True, kw_only=True):
    """A move on a page that is not that of its briefing; `is_stalled` is inferred."""

    date: Date | None
    who: Link
    origin: Link | None
    to: Link | None
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None
    status: Status
    is_stalled: bool
    briefing: Link


class MoveTable(Struct, frozen=True):
    """Moves, those of the newest briefing first, with the sums of all; `more` and `data` as in `RuleTable`."""

    sums: tuple[Flow, ...]
    rows: tuple[MoveEntry, ...]
    more: int
    data: Link


class EffectRow(Struct, frozen=True, kw_only=True):
    """What followed from a briefing, after how long, and in how many steps."""

    cause: Link
    cause_date: Date
    briefing: Link
    date: Date
    lag: Lag
    steps: int


class EffectTable(Struct, frozen=True):
    """What followed; `more` and `data` as in `RuleTable`."""

    rows: tuple[EffectRow, ...]
    more: int
    data: Link
