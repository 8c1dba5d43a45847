"""What came to a place and what left it: moves, their sums, and which of them seem to have come to a halt.

What counts, in full:

- Sums are made for each status by itself: what is announced is never added to what is energised. One shipment can
  have been reported with several statuses, and stands in the sum of each.
- A move that several briefings tell alike (who, from, to, status, date and size are the same) counts once. A move
  without a date has that of its briefing: of another day, it is another move as far as anybody says.
- A sum takes the size that the source of the move states. Where a dispute of the briefing has other sizes for it, the
  sum is given with a range, from the least to the greatest of them; a size that only a dispute states is in the upper
  end alone.
- A move within a country is neither in nor out of it. A place that no source states is unknown, and counted.
- A move is stalled, by inference, if it is announced or shipped, `STALLED_MONTHS` months have gone by since its date,
  and no later move of the same organisation to the same place, or to a place in it, is known. One that has come farther
  is later also if it may be of the same day.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import dates
from hashtrail.dates import Date
from hashtrail.ledger import Ledger, LedgerMove
from hashtrail.model import Move, Status, country_of

STALLED_MONTHS: Final = 24


class Amount(Struct, frozen=True):
    """A sum: as the sources of the moves have it, its least and greatest, and how many moves state a size."""

    value: float
    low: float
    high: float
    count: int

    @property
    def is_range(self) -> bool:
        return self.low != self.high


class Flow(Struct, frozen=True):
    """The moves of one status together; `unsized` state no size at all, `unplaced` leave one of their ends open."""

    status: Status
    moves: int
    machines: Amount
    hashrate_ph: Amount
    power_mw: Amount
    unsized: int
    unplaced: int


def sums(moves: Iterable[LedgerMove]) -> tuple[Flow, ...]:
    """The sums of moves, for each status that one of them has, in the order of statuses."""
    by_status: defaultdict[Status, list[LedgerMove]] = defaultdict(list)
    for each in moves:
        by_status[each.move.status].append(each)
    return tuple(
        Flow(
            status=status,
            moves=len(found),
            machines=_amount((e.move.machines, [c.machines for c in e.claims]) for e in found),
            hashrate_ph=_amount(
                (e.move.hashrate_ph, [c.hashrate_ph for c in e.claims]) for e in found
            ),
            power_mw=_amount((e.move.power_mw, [c.power_mw for c in e.claims]) for e in found),
            unsized=sum(not _is_sized(each.move) for each in found),
            unplaced=sum(each.move.origin is None or each.move.to is None for each in found),
        )
        for status in Status
        if (found := by_status[status])
    )


def _amount(sizes: Iterable[tuple[float | None, Iterable[float | None]]]) -> Amount:
    """The sum of sizes, each with the others that are claimed for it."""
    values, least, greatest = [], [], []
    count = 0
    for stated, claims in sizes:
        count += stated is not None
        claimed = [claim for claim in claims if claim is not None]
        values.append(stated or 0)
        least.append(min(stated, *claimed) if stated is not None and claimed else stated or 0)
        greatest.append(max(stated or 0, *claimed) if claimed else stated or 0)
    return Amount(_sum(values), _sum(least), _sum(greatest), count)


def _sum(values: Iterable[float]) -> float:
    """Exact as far as sources are, so that 0.1 and 0.2 make 0.3."""
    return round(math.fsum(values), 6)


def _is_sized(move: Move) -> bool:
    return any(size is not None for size in (move.machines, move.hashrate_ph, move.power_mw))


class Flows:
    """The moves of a ledger by place, each told once, the newest briefing first."""

    def __init__(self, ledger: Ledger) -> None:
        tellings = _tellings(ledger.moves)
        self.moves = tuple(map(_as_one, tellings))
        self.stalled = _stalled(self.moves, ledger.archive.as_of)
        stalled = set(map(_telling_of, self.stalled))
        #: Them, wherever they are told, by the id of the briefing and the number there.
        self.stalled_numbers = frozenset(
            _telling_of(each)
            for told in tellings
            if _telling_of(told[0]) in stalled
            for each in told
        )
        arriving: defaultdict[str, list[LedgerMove]] = defaultdict(list)
        leaving: defaultdict[str, list[LedgerMove]] = defaultdict(list)
        inside: defaultdict[str, list[LedgerMove]] = defaultdict(list)
        by_organisation: defaultdict[str, list[LedgerMove]] = defaultdict(list)
        for each in self.moves:
            origins, targets = _places(each.move.origin), _places(each.move.to)
            for place in targets:
                (inside if place in origins else arriving)[place].append(each)
            for place in origins:
                if place not in targets:
                    leaving[place].append(each)
            by_organisation[each.move.who].append(each)
        self._arriving = {place: tuple(moves) for place, moves in arriving.items()}
        self._leaving = {place: tuple(moves) for place, moves in leaving.items()}
        self._inside = {place: tuple(moves) for place, moves in inside.items()}
        self._by_organisation = {each: tuple(moves) for each, moves in by_organisation.items()}

    def into(self, place: str) -> tuple[LedgerMove, ...]:
        """The moves to a place, or to a place in it, from elsewhere or from where no source states."""
        return self._arriving.get(place, ())

    def out_of(self, place: str) -> tuple[LedgerMove, ...]:
        """The moves from a place, or from a place in it, to elsewhere or to where no source states."""
        return self._leaving.get(place, ())

    def inside(self, place: str) -> tuple[LedgerMove, ...]:
        """The moves from a place, or a place in it, to the same or another in it."""
        return self._inside.get(place, ())

    def of(self, organisation: str) -> tuple[LedgerMove, ...]:
        """The moves of an organisation."""
        return self._by_organisation.get(organisation, ())

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that something came to, left or moved in, by code."""
        return tuple(
            sorted(
                place
                for place in {*self._arriving, *self._leaving, *self._inside}
                if country_of(place) == place
            )
        )


def _places(place: str | None) -> tuple[str, ...]:
    """A place and the country that it lies in."""
    return () if place is None else tuple(dict.fromkeys((place, country_of(place))))


def _tellings(moves: Iterable[LedgerMove]) -> list[list[LedgerMove]]:
    """Moves with what tells of the same one, each in the order in which they come."""
    found: defaultdict[object, list[LedgerMove]] = defaultdict(list)
    in_briefing: Counter[object] = Counter()
    for each in moves:
        move = msgspec.structs.replace(each.move, source="", date=dated(each))
        # Two rows of one briefing are two moves, however alike.
        in_briefing[each.briefing.id, move] += 1
        found[move, in_briefing[each.briefing.id, move]].append(each)
    return list(found.values())


def _as_one(tellings: Sequence[LedgerMove]) -> LedgerMove:
    """The first telling of a move, with the claims of all."""
    claims = dict.fromkeys(claim for each in tellings for claim in each.claims)
    return msgspec.structs.replace(tellings[0], claims=tuple(claims))


def _telling_of(move: LedgerMove) -> tuple[str, int]:
    """Where a move is told: the id of the briefing, and the number there."""
    return move.briefing.id, move.number


def _stalled(moves: tuple[LedgerMove, ...], as_of: Date) -> tuple[LedgerMove, ...]:
    """The moves that seem to have come to a halt, the oldest first."""
    latest: defaultdict[tuple[str, str | None, Status], Date] = defaultdict(lambda: Date(""))
    for each in moves:
        for place in _places(each.move.to) or (None,):
            key = each.move.who, place, each.move.status
            latest[key] = max(latest[key], dates.last_day(dated(each)))
    limit = dates.months_before(as_of, STALLED_MONTHS)
    statuses = list(Status)

    def has_news(move: LedgerMove) -> bool:
        of, date = move.move, dated(move)
        farther = statuses[statuses.index(of.status) + 1 :]
        return any(
            latest[of.who, of.to, status] > dates.last_day(date)
            or (status in farther and latest[of.who, of.to, status] >= dates.first_day(date))
            for status in statuses
        )

    found = [
        each
        for each in moves
        if each.move.status in (Status.ANNOUNCED, Status.SHIPPED)
        and dates.last_day(dated(each)) <= limit
        and not has_news(each)
    ]
    return tuple(sorted(found, key=lambda each: (dated(each), each.briefing.id, each.number)))


def dated(move: LedgerMove) -> Date:
    """The date of a move: when it reached its status, or when what its briefing tells of happened."""
    return move.move.date or move.briefing.date
