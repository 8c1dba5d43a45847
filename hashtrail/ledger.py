"""The ledger: what authorities did and what moved, out of all briefings together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from hashtrail.archive import Archive
from hashtrail.model import Action, Claim, Facts, Move, Outline

T = TypeVar("T")


class LedgerAction(Struct, frozen=True):
    """An action with the briefing that tells of it, and its number there, from 1."""

    briefing: Outline
    number: int
    action: Action


class LedgerMove(Struct, frozen=True):
    """A move with the briefing that tells of it, its number there, from 1, and what is claimed of its size."""

    briefing: Outline
    number: int
    move: Move
    claims: tuple[Claim, ...]


class Ledger:
    """The facts of the briefings that a site shows.

    `facts` are by the id of the briefing; `actions` and `moves` are in the order of the briefings, newest event first,
    and in a briefing as they stand there.
    """

    def __init__(self, archive: Archive, facts: Mapping[str, Facts]) -> None:
        """`facts` are by content path; they may be those of more briefings than the archive shows."""
        self.archive = archive
        self.facts = {briefing.id: facts[briefing.path] for briefing in archive.briefings}
        self.actions = tuple(self.actions_of(archive.briefings))
        self.moves = tuple(self.moves_of(archive.briefings))
        self._computed: dict[Callable[[Ledger], Any], Any] = {}

    def once(self, compute: Callable[[Ledger], T]) -> T:
        """What is computed from the whole ledger, for many pages once. It may not hold the ledger."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        value: T = self._computed[compute]
        return value

    def actions_of(self, briefings: Iterable[Outline]) -> Iterator[LedgerAction]:
        """The actions that some of the briefings tell of."""
        for briefing in briefings:
            for number, action in enumerate(self.facts[briefing.id].actions, 1):
                yield LedgerAction(briefing, number, action)

    def moves_of(self, briefings: Iterable[Outline]) -> Iterator[LedgerMove]:
        """The moves that some of the briefings tell of."""
        for briefing in briefings:
            facts = self.facts[briefing.id]
            for number, move in enumerate(facts.moves, 1):
                claims = tuple(claim for claim in facts.claims if claim.move == number)
                yield LedgerMove(briefing, number, move, claims)
