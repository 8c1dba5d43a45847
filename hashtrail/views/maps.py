"""The maps, small and large, and what their script reads."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.flows import Flow
from hashtrail.model import Measure, Status
from hashtrail.views.frames import Frame
from hashtrail.views.ledger_rows import ActionTable, MoveTable
from hashtrail.views.texts import Link


class MapArc(Struct, frozen=True, kw_only=True):
    """Moves between two places on a map, or with one end only, by the status of the farthest.

    `path` is the data of an SVG path; `head` is where it ends and in which direction, in degrees clockwise from the
    right. `weight` tells the size, from 0 (not stated) to 3. `id` and `url` are those of the row that tells more; both are empty
    on a map that is a picture only.
    """

    id: str
    url: str
    label: str
    path: str
    head: tuple[float, float, int]
    status: Status
    weight: int


class MapMark(Struct, frozen=True, kw_only=True):
    """What authorities did at a place, as one mark of the group of measures that most actions belong to.

    `x`, `y` and `size`, half the width of the mark, are units of the map.
    """

    id: str
    url: str
    label: str
    x: float
    y: float
    size: float
    group: str


class WorldMap(Struct, frozen=True, kw_only=True):
    """A map of the world, or of a part of it: its land is the file `base`.

    `view_box` is what is seen of the plane, as SVG has it; `zoom` is the size of heads and marks in it. `label` says what is to be seen, `here` is the place that the map is about, `more` leads to the
    large map; `stylesheet` has the rules by which maps look.
    """

    base: str
    view_box: str
    zoom: float
    label: str
    arcs: tuple[MapArc, ...]
    marks: tuple[MapMark, ...]
    here: tuple[float, float] | None
    more: Link
    stylesheet: str


class PairRow(Struct, frozen=True, kw_only=True):
    """The moves from one place to another; None stands for a place that no source states.

    `sums` are those of each status. Of many briefings some are linked, and `more` are not.
    """

    id: str
    origin: Link | None
    to: Link | None
    moves: int
    status: Status
    sums: tuple[Flow, ...]
    briefings: tuple[Link, ...]
    more: int


class MeasureCount(Struct, frozen=True):
    measure: Measure
    count: int


class PlaceRow(Struct, frozen=True, kw_only=True):
    """What authorities did at a place: how many actions, and how many of each measure."""

    id: str
    place: Link
    actions: int
    measures: tuple[MeasureCount, ...]
    briefings: tuple[Link, ...]
    more: int


class MapCounts(Struct, frozen=True, kw_only=True):
    """How many moves and actions a map is about, and how many of them it cannot draw in full."""

    moves: int
    pairs: int
    from_unknown: int
    to_unknown: int
    inside: int
    moves_off_map: int
    actions: int
    places: int
    actions_off_map: int


class MapYear(Struct, frozen=True):
    """A year with a map of its own."""

    link: Link
    moves: int
    actions: int
    is_current: bool


class MapView(Struct, frozen=True, kw_only=True):
    """The map of all years, with pairs and places, or that of one year, with each move and action.

    `facts` is the file from which the scripts filter, `modules` are these as in SearchView; both are empty on the map of a
    year. `data` are the files of all moves and actions. Rows beyond the first are counted as `more_pairs` and
    `more_places`.
    """

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    data: tuple[Link, ...]
    map: WorldMap
    counts: MapCounts
    years: tuple[MapYear, ...]
    pairs: tuple[PairRow, ...]
    more_pairs: int
    places: tuple[PlaceRow, ...]
    more_places: int
    moves: MoveTable
    actions: ActionTable
    modules: tuple[str, ...]
    facts: str


class MapMoveFact(Struct, frozen=True, array_like=True):
    """A move as the script of the map reads it: `row` is the id of the row of its pair, `briefing` a number."""

    row: str
    briefing: int
    who: str
    status: Status
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None


class MapActionFact(Struct, frozen=True, array_like=True):
    """An action as the script of the map reads it: `row` is the id of the row of its place, `briefing` a number."""

    row: str
    briefing: int
    authority: str
    measure: Measure


class MapBriefing(Struct, frozen=True, array_like=True):
    year: str
    title: str
    url: str


class MapFacts(Struct, frozen=True):
    """All that the script of the map filters, and what it needs to draw what is left.

    `organisations` are names by id, in order; `statuses` are in their order, `weights` are the least machines and
    megawatts of each weight above 0, `sizes` those of marks of one action, two, and so on, `groups` the group of each
    measure, `regions` the parts of the map by name: x, y, width and height.
    """

    moves: tuple[MapMoveFact, ...]
    actions: tuple[MapActionFact, ...]
    organisations: dict[str, str]
    briefings: tuple[MapBriefing, ...]
    statuses: tuple[Status, ...]
    weights: tuple[tuple[int, int], ...]
    sizes: tuple[float, ...]
    groups: dict[Measure, str]
    regions: dict[str, tuple[float, float, float, float]]
