"""The page of what followed."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.charts import BarChart
from hashtrail.dates import Date
from hashtrail.effects import Distribution
from hashtrail.flows import Flow
from hashtrail.views.frames import Frame
from hashtrail.views.ledger_rows import EffectTable, MoveTable
from hashtrail.views.texts import Link


class CountrySums(Struct, frozen=True):
    """The sums of moves at one end; without `country`, of those of which no source states that end."""

    country: Link | None
    sums: tuple[Flow, ...]


class EffectsView(Struct, frozen=True, kw_only=True):
    """What followed: lags, what left and arrived by country, and moves that stalled."""

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    lags: Distribution
    lag_chart: BarChart
    effects: EffectTable
    arrived: tuple[CountrySums, ...]
    left: tuple[CountrySums, ...]
    inside: tuple[CountrySums, ...]
    stalled: MoveTable
    stalled_months: int
