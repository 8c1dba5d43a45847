"""The pages of a place."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.charts import BarChart, LineChart
from hashtrail.dates import Date
from hashtrail.model import Kind
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.ledger_rows import EffectTable, MoveTable, RuleRow, RuleTable
from hashtrail.views.lists import BriefingPart, Counted
from hashtrail.views.maps import WorldMap
from hashtrail.views.texts import Link, Name


class SharesBox(Struct, frozen=True, kw_only=True):
    """The share of a country in the hashrate of Bitcoin, in per cent, by month; `releases` are its editions."""

    chart: LineChart
    rows: tuple[tuple[Date, float], ...]
    releases: tuple[Link, ...]


class PlaceDetails(Struct, frozen=True, kw_only=True):
    """What is known of a place beside its briefings.

    `answer` are the rules that say most on whether mining is allowed on the day `as_of`; `rules` hold there or are to
    hold, `regional` those of its regions, `ended` did hold. `years` counts its briefings, which are of `year_kinds`.
    """

    as_of: Date
    answer: tuple[RuleRow, ...]
    rules: RuleTable
    regional: RuleTable
    ended: RuleTable
    map: WorldMap | None
    arrived: MoveTable
    left: MoveTable
    inside: MoveTable
    effects: EffectTable
    years: BarChart
    year_kinds: tuple[Kind, ...]
    shares: SharesBox | None


class PlaceView(Struct, frozen=True, kw_only=True):
    """A page of the list of a place; the first has all `details`."""

    frame: Frame
    heading: str
    code: str
    country: Link | None
    aliases: tuple[Name, ...]
    details: PlaceDetails | None
    effects_page: Link
    regions: tuple[Counted, ...]
    briefings: BriefingPart
    linked_from: tuple[Link, ...]
    more_linked_from: int
    feeds: FeedLinks
