"""The maps: moves as arcs between places, actions as marks at them, with the tables of the same facts.

What counts, in full: moves are those of `flows`, each told once; actions are all of the ledger. Both belong to the year
in which the event of their briefing happened. Moves with the same origin and destination are one arc, and one row. Its
status is the farthest of its moves, cancelled only if all are; its weight is that of its largest sum, in machines or in
megawatts, of moves of one status that are not cancelled. All actions at a place are one mark, and one row.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import astuple

from hashtrail import dates, flows, geography, ledger_rows, urls
from hashtrail.flows import Flow, Flows
from hashtrail.geography import Curve, Point
from hashtrail.ledger import Ledger, LedgerAction, LedgerMove
from hashtrail.model import Coordinates, Measure, Outline, Status, country_of
from hashtrail.site import Site
from hashtrail.views.maps import (
    MapActionFact,
    MapArc,
    MapBriefing,
    MapCounts,
    MapFacts,
    MapMark,
    MapMoveFact,
    MapView,
    MapYear,
    MeasureCount,
    PairRow,
    PlaceRow,
    WorldMap,
)
from hashtrail.views.texts import Link

#: Rows of a table of the map, and briefings linked in one, beyond which they are counted.
_ROWS: Final = 200
_BRIEFINGS: Final = 4
#: The least machines and megawatts of each weight above 0.
_WEIGHTS: Final = ((1, 1), (1_000, 10), (10_000, 100))
#: The number of actions from which a mark grows no more.
_LARGEST_MARK: Final = 16
#: The groups of measures that have a mark of their own.
_GROUPS: Final = {
    "stop": (Measure.BAN, Measure.MORATORIUM, Measure.SHUTDOWN_ORDER, Measure.POWER_CUT),
    "search": (
        Measure.SEIZURE, Measure.RAID, Measure.ARREST, Measure.INSPECTION, Measure.FINE, Measure.HOTLINE, Measure.COURT,
    ),
    "rule": (Measure.TARIFF, Measure.TAX, Measure.LICENCE, Measure.LAW),
    "word": (Measure.STATEMENT,),
    "lift": (Measure.LIFTING,),
}  # fmt: skip
#: The parts of the world that the map can show alone: south, west, north and east.
_REGIONS: Final = {
    "Central and East Asia": (15, 45, 62, 145),
    "Europe and the Middle East": (12, -25, 72, 65),
    "North America": (22, -135, 64, -60),
    "South-East Asia": (-12, 90, 30, 130),
}
GROUP_OF: Final = {measure: group for group, measures in _GROUPS.items() for measure in measures}
_UNKNOWN: Final = "a place not stated"

Pair = tuple[str | None, str | None]


class _Pair(Struct, frozen=True):
    """All moves from one place to another."""

    origin: str | None
    to: str | None
    moves: tuple[LedgerMove, ...]
    sums: tuple[Flow, ...]

    @property
    def id(self) -> str:
        return _pair_id(self.origin, self.to)

    @property
    def status(self) -> Status:
        """The farthest of its moves; cancelled only if all are."""
        standing = [flow.status for flow in self.sums if flow.status is not Status.CANCELLED]
        return standing[-1] if standing else Status.CANCELLED

    @property
    def weight(self) -> int:
        standing = [flow for flow in self.sums if flow.status is not Status.CANCELLED]
        machines = max((flow.machines.value for flow in standing), default=0)
        power = max((flow.power_mw.value for flow in standing), default=0)
        return sum(machines >= least or power >= megawatts for least, megawatts in _WEIGHTS)


def _pair_id(origin: str | None, to: str | None) -> str:
    names = (place.lower() if place else "unknown" for place in (origin, to))
    return f"moves-{'-to-'.join(names)}"


def _pairs(moves: Iterable[LedgerMove]) -> list[_Pair]:
    """Moves by their two places, those with most moves first."""
    by_places: defaultdict[Pair, list[LedgerMove]] = defaultdict(list)
    for each in moves:
        by_places[each.move.origin, each.move.to].append(each)
    pairs = [
        _Pair(origin, to, tuple(found), flows.sums(found))
        for (origin, to), found in by_places.items()
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.moves), pair.id))


def _by_place(actions: Iterable[LedgerAction]) -> list[tuple[str, list[LedgerAction]]]:
    """Actions by their place, those with most actions first."""
    by_place: defaultdict[str, list[LedgerAction]] = defaultdict(list)
    for each in actions:
        by_place[each.action.place].append(each)
    return sorted(by_place.items(), key=lambda found: (-len(found[1]), found[0]))


def _actions_id(place: str) -> str:
    return f"actions-{place.lower()}"


def _measures(actions: Iterable[LedgerAction]) -> tuple[MeasureCount, ...]:
    """How often each measure was taken, the most frequent first."""
    counts = Counter(each.action.measure for each in actions)
    order = list(Measure)
    ranked = sorted(counts, key=lambda measure: (-counts[measure], order.index(measure)))
    return tuple(MeasureCount(measure, counts[measure]) for measure in ranked)


class _Drawing:
    """Draws moves and actions of a site."""

    def __init__(self, site: Site, url: str = "") -> None:
        """`url` is the page with the rows that arcs and marks lead to; without it they lead nowhere."""
        self.site = site
        self.url = url

    def coordinates(self, place: str | None) -> Coordinates | None:
        return self.site.places[place].coordinates if place else None

    def name(self, place: str | None) -> str:
        return self.site.place_name(place) if place else _UNKNOWN

    def _curves(self, pair: _Pair) -> tuple[Curve, ...]:
        """How a pair is drawn; not at all without coordinates."""
        origin, to = self.coordinates(pair.origin), self.coordinates(pair.to)
        if origin and to:
            if origin == to:
                return geography.loop(geography.point(to))
            return geography.arc(origin, to)
        if to:
            return (geography.arriving(geography.point(to)),)
        return (geography.leaving(geography.point(origin)),) if origin else ()

    def arc(self, pair: _Pair, curves: Sequence[Curve]) -> MapArc:
        end = curves[-1]
        count = len(pair.moves)
        return MapArc(
            id=f"arc-{pair.id}" if self.url else "",
            url=f"{self.url}#{pair.id}" if self.url else "",
            label=f"{self.name(pair.origin)} to {self.name(pair.to)}: {_counted(count, 'move')}, "
            + (f"the farthest {pair.status}" if count > 1 else pair.status),
            path=geography.path(curves),
            head=(end.end.x, end.end.y, geography.heading(end)),
            status=pair.status,
            weight=pair.weight,
        )

    def mark(self, place: str, at: Point, actions: Sequence[LedgerAction], zoom: float) -> MapMark:
        measures = _measures(actions)
        groups: Counter[str] = Counter()
        for each in measures:
            groups[GROUP_OF[each.measure]] += each.count
        order = list(_GROUPS)
        told = ", ".join(f"{each.measure.replace('-', ' ')} {each.count}" for each in measures)
        row = _actions_id(place)
        return MapMark(
            id=f"mark-{row}" if self.url else "",
            url=f"{self.url}#{row}" if self.url else "",
            label=f"{self.name(place)}: {_counted(len(actions), 'action')} ({told})",
            x=at.x,
            y=at.y,
            size=round(_mark_size(len(actions)) * zoom, 1),
            group=max(groups, key=lambda group: (groups[group], -order.index(group))),
        )

    def world(
        self,
        label: str,
        pairs: Iterable[_Pair],
        by_place: Iterable[tuple[str, Sequence[LedgerAction]]],
        here: Coordinates | None = None,
    ) -> WorldMap:
        """A map; the thinnest arcs and the smallest marks are drawn last, so that all can be seen.

        That of one place, `here`, shows only the part of the world in which something is drawn.
        """
        at = geography.point(here) if here else None
        drawn = [(pair, curves) for pair in pairs if (curves := self._curves(pair))]
        marked = [
            (place, geography.point(where), found)
            for place, found in by_place
            if (where := self.coordinates(place))
        ]
        view = geography.WHOLE
        if at:
            points = [at, *(point for _, point, _ in marked)]
            for _, curves in drawn:
                for curve in curves:
                    points += geography.middle_and_ends(curve)
            view = geography.around(points)
        zoom = round(math.sqrt(view[2] / geography.WIDTH), 2)
        arcs = [self.arc(pair, curves) for pair, curves in drawn]
        marks = [self.mark(place, point, found, zoom) for place, point, found in marked]
        return WorldMap(
            base=self.site.urls.link(urls.STATIC + "world.svg"),
            view_box=" ".join(f"{side:g}" for side in view),
            zoom=zoom,
            label=label,
            arcs=tuple(sorted(arcs, key=lambda arc: (-arc.weight, arc.label))),
            marks=tuple(sorted(marks, key=lambda mark: (-mark.size, mark.label))),
            here=(at.x, at.y) if at else None,
            stylesheet=self.site.urls.link(urls.STATIC + "map.css"),
            more=self.site.link("The large map, with filters and tables", urls.MAP),
        )


def _mark_size(actions: int) -> float:
    """Half the width of a mark: its area grows with the number of actions, up to a bound."""
    return round(2.6 * math.sqrt(min(actions, _LARGEST_MARK)) + 1.4, 1)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def map_view(site: Site) -> MapView:
    """The map of all years."""
    ledger = site.ledger
    moves = ledger.once(Flows).moves
    pairs, by_place = _pairs(moves), _by_place(ledger.actions)
    heading = "Map"
    lead = "Who moved machines from where to where, and where authorities acted against mining."
    drawing = _Drawing(site, site.urls.link(urls.MAP))
    return MapView(
        frame=site.frame(urls.MAP, heading, lead),
        heading=heading,
        lead=lead,
        as_of=site.archive.as_of,
        data=_data(site),
        map=drawing.world("Moves and actions of all years", pairs[:_ROWS], by_place[:_ROWS]),
        counts=_counts(drawing, pairs, by_place),
        years=_years(site, ""),
        pairs=tuple(_pair_row(site, pair) for pair in pairs[:_ROWS]),
        more_pairs=max(0, len(pairs) - _ROWS),
        places=tuple(_place_row(site, *found) for found in by_place[:_ROWS]),
        more_places=max(0, len(by_place) - _ROWS),
        moves=ledger_rows.moves(site, ()),
        actions=ledger_rows.actions(site, ()),
        modules=tuple(site.urls.link(f"{urls.STATIC}{name}.js") for name in ("form-state", "map")),
        facts=site.urls.link(urls.MAP_FACTS),
    )


def year_view(site: Site, year: str) -> MapView:
    """The map of a year, with each of its moves and actions."""
    ledger = site.ledger
    moves = [each for each in ledger.once(Flows).moves if _year(each.briefing) == year]
    actions = [each for each in ledger.actions if _year(each.briefing) == year]
    pairs, by_place = _pairs(moves), _by_place(actions)
    heading = f"Map of {year}"
    lead = f"Every move and every action of the briefings on events of {year}."
    drawing = _Drawing(site)
    return MapView(
        frame=site.frame(urls.map_of(year), heading, lead, trail=(site.link("Map", urls.MAP),)),
        heading=heading,
        lead=lead,
        as_of=site.archive.as_of,
        data=_data(site),
        map=drawing.world(f"Moves and actions of {year}", pairs[:_ROWS], by_place[:_ROWS]),
        counts=_counts(drawing, pairs, by_place),
        years=_years(site, year),
        pairs=(),
        more_pairs=0,
        places=(),
        more_places=0,
        moves=ledger_rows.moves(site, moves, most=None),
        actions=ledger_rows.actions(site, actions, most=None),
        modules=(),
        facts="",
    )


def facts_view(site: Site) -> MapFacts:
    """What the script of the map filters."""
    ledger = site.ledger
    moves = ledger.once(Flows).moves
    briefings: dict[str, int] = {}
    organisations: set[str] = set()

    def number(briefing: Outline) -> int:
        return briefings.setdefault(briefing.id, len(briefings))

    def move_fact(each: LedgerMove) -> MapMoveFact:
        move = each.move
        organisations.add(move.who)
        return MapMoveFact(
            _pair_id(move.origin, move.to),
            number(each.briefing),
            move.who,
            move.status,
            move.machines,
            move.hashrate_ph,
            move.power_mw,
        )

    def action_fact(each: LedgerAction) -> MapActionFact:
        action = each.action
        organisations.add(action.authority)
        return MapActionFact(
            _actions_id(action.place), number(each.briefing), action.authority, action.measure
        )

    move_facts = tuple(map(move_fact, moves))
    action_facts = tuple(map(action_fact, ledger.actions))
    names = {each: site.organisations[each].name for each in organisations}
    return MapFacts(
        moves=move_facts,
        actions=action_facts,
        organisations=dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))),
        briefings=tuple(
            MapBriefing(_year(briefing), *astuple(site.briefing(briefing)))
            for briefing in (site.archive.by_id[each] for each in briefings)
        ),
        statuses=tuple(Status),
        weights=_WEIGHTS,
        sizes=tuple(map(_mark_size, range(1, _LARGEST_MARK + 1))),
        groups=GROUP_OF,
        regions={name: geography.area(*sides) for name, sides in _REGIONS.items()},
    )


def overview_map(site: Site) -> WorldMap:
    """The map of all years as a small picture."""
    ledger = site.ledger
    return _Drawing(site).world(
        "Moves of machines and actions of authorities, all years",
        _pairs(ledger.once(Flows).moves)[:_ROWS],
        _by_place(ledger.actions)[:_ROWS],
    )


def place_map(site: Site, place_id: str) -> WorldMap | None:
    """A small picture of a place: the moves from, to and inside it and its regions, and the actions there.

    None for a place without coordinates.
    """
    here = site.places[place_id].coordinates
    if here is None:
        return None
    ledger = site.ledger
    found = ledger.once(Flows)
    moves = (*found.into(place_id), *found.out_of(place_id), *found.inside(place_id))
    actions = ledger.once(_actions_by_place).get(place_id, [])
    return _Drawing(site).world(
        f"Where {site.place_name(place_id)} lies, the moves from it and to it, and the actions there",
        _pairs(moves)[:_ROWS],
        _by_place(actions)[:_ROWS],
        here,
    )


def _actions_by_place(ledger: Ledger) -> dict[str, list[LedgerAction]]:
    """The actions at each place; those of a region are at its country too."""
    by_place: defaultdict[str, list[LedgerAction]] = defaultdict(list)
    for each in ledger.actions:
        for place in dict.fromkeys((each.action.place, country_of(each.action.place))):
            by_place[place].append(each)
    return dict(by_place)


def _year(briefing: Outline) -> str:
    return dates.year(briefing.date)


def _counts(
    drawing: _Drawing,
    pairs: Sequence[_Pair],
    by_place: Sequence[tuple[str, Sequence[LedgerAction]]],
) -> MapCounts:
    def moves(of: Iterable[_Pair]) -> int:
        return sum(len(pair.moves) for pair in of)

    def is_off_map(place: str | None) -> bool:
        return place is not None and drawing.coordinates(place) is None

    return MapCounts(
        moves=moves(pairs),
        pairs=len(pairs),
        from_unknown=moves(pair for pair in pairs if pair.origin is None),
        to_unknown=moves(pair for pair in pairs if pair.to is None),
        inside=moves(pair for pair in pairs if pair.origin == pair.to),
        moves_off_map=moves(
            pair for pair in pairs if is_off_map(pair.origin) or is_off_map(pair.to)
        ),
        actions=sum(len(found) for _, found in by_place),
        places=len(by_place),
        actions_off_map=sum(len(found) for place, found in by_place if is_off_map(place)),
    )


def _years(site: Site, current: str) -> tuple[MapYear, ...]:
    moves, actions = site.ledger.once(_counts_by_year)
    return tuple(
        MapYear(site.link(year, urls.map_of(year)), moves[year], actions[year], year == current)
        for year in site.archive.by_year
    )


def _counts_by_year(ledger: Ledger) -> tuple[Counter[str], Counter[str]]:
    """The moves and the actions of each year."""
    return (
        Counter(_year(each.briefing) for each in ledger.once(Flows).moves),
        Counter(_year(each.briefing) for each in ledger.actions),
    )


def _data(site: Site) -> tuple[Link, ...]:
    return tuple(ledger_rows.data_file(site, table) for table in ("moves", "actions"))


def _told_in(
    site: Site, facts: Iterable[LedgerMove] | Iterable[LedgerAction]
) -> tuple[tuple[Link, ...], int]:
    """The briefings that tell of moves or actions, and how many more there are."""
    briefings = dict.fromkeys(each.briefing.id for each in facts)
    shown = list(briefings)[:_BRIEFINGS]
    links = tuple(site.briefing(site.archive.by_id[each]) for each in shown)
    return links, len(briefings) - len(shown)


def _place_or_none(site: Site, place: str | None) -> Link | None:
    return site.place(place) if place else None


def _pair_row(site: Site, pair: _Pair) -> PairRow:
    briefings, more = _told_in(site, pair.moves)
    return PairRow(
        id=pair.id,
        origin=_place_or_none(site, pair.origin),
        to=_place_or_none(site, pair.to),
        moves=len(pair.moves),
        status=pair.status,
        sums=pair.sums,
        briefings=briefings,
        more=more,
    )


def _place_row(site: Site, place: str, actions: Sequence[LedgerAction]) -> PlaceRow:
    briefings, more = _told_in(site, actions)
    return PlaceRow(
        id=_actions_id(place),
        place=site.place(place),
        actions=len(actions),
        measures=_measures(actions),
        briefings=briefings,
        more=more,
    )
