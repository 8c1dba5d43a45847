"""What stands around a briefing in an archive: all that its pages show of where it stands, and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from hashtrail import effects
from hashtrail.archive import Archive
from hashtrail.effects import Effect
from hashtrail.model import Outline, country_of

#: How far a page follows the effects of effects.
EFFECT_STEPS: Final = 3
#: Related briefings that a page shows.
RELATED_COUNT: Final = 4
#: How many neighbours on either side of each shared list are looked at.
_RELATED_REACH: Final = 3


class InThread(Struct, frozen=True):
    """Where a briefing stands among the `count` of its thread: its number from 1, and its neighbours there."""

    number: int
    count: int
    earlier: Outline | None
    later: Outline | None


class Surroundings(Struct, frozen=True):
    """A briefing, and what stands around it.

    `effects` are those that followed from it in up to EFFECT_STEPS, `linked_from` the briefings whose text links it.
    """

    briefing: Outline
    earlier: Outline | None
    later: Outline | None
    in_thread: InThread | None
    caused_by: tuple[Outline, ...]
    effects: tuple[Effect, ...]
    linked_from: tuple[Outline, ...]
    related: tuple[Outline, ...]


class Neighbours:
    """What stands beside a briefing in the lists of an archive, which are newest first."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._numbers = {briefing.id: number for number, briefing in enumerate(archive.briefings)}
        self._last: Surroundings | None = None

    def around(self, briefing: Outline) -> Surroundings:
        """All that stands around a briefing. That of the last one is held: its pages ask for it one after the other."""
        if self._last is None or self._last.briefing is not briefing:
            self._last = self._around(briefing)
        return self._last

    def _around(self, briefing: Outline) -> Surroundings:
        archive = self._archive
        later, earlier = self.in_list(archive.briefings, briefing)
        return Surroundings(
            briefing=briefing,
            earlier=earlier,
            later=later,
            in_thread=self._in_thread(briefing),
            caused_by=tuple(archive.by_id[cause] for cause in briefing.caused_by),
            effects=tuple(effects.following(archive, briefing, EFFECT_STEPS)),
            linked_from=tuple(
                other for other in archive.linked_from.get(briefing.id, ()) if other is not briefing
            ),
            related=tuple(self.related(briefing)),
        )

    def _in_thread(self, briefing: Outline) -> InThread | None:
        if briefing.thread is None:
            return None
        listed = self._archive.by_thread[briefing.thread]
        later, earlier = self.in_list(listed, briefing)
        number = len(listed) - self.position(listed, briefing)
        return InThread(number, len(listed), earlier, later)

    def position(self, briefings: Sequence[Outline], briefing: Outline) -> int:
        """Where a briefing stands in one of the lists.

        Few of the others are looked at: a worker makes a copy of each page of memory that it looks at.
        """
        numbers = self._numbers
        return bisect_left(briefings, numbers[briefing.id], key=lambda each: numbers[each.id])

    def in_list(
        self, briefings: Sequence[Outline], briefing: Outline
    ) -> tuple[Outline | None, Outline | None]:
        """The next later and the next earlier briefing of a list."""
        number = self.position(briefings, briefing)
        later = briefings[number - 1] if number else None
        earlier = briefings[number + 1] if number + 1 < len(briefings) else None
        return later, earlier

    def related(self, briefing: Outline) -> list[Outline]:
        """The briefings that share most with one, among its neighbours in time.

        Only the nearest few of each shared list are looked at: what a briefing of 2025 has in common
        with one of 2018 is rarely what its reader looks for, and the work stays linear in the archive.
        """
        archive = self._archive
        scores: Counter[str] = Counter()
        for weight, index, keys in (
            (4, archive.by_organisation, briefing.organisations),
            (2, archive.by_tag, briefing.tags),
            (
                1,
                archive.by_place,
                dict.fromkeys((*briefing.places, *map(country_of, briefing.places))),
            ),
        ):
            for key in keys:
                number = self.position(index[key], briefing)
                near = index[key][max(0, number - _RELATED_REACH) : number + 1 + _RELATED_REACH]
                for other in near:
                    scores[other.id] += weight
        shown = {briefing.id, *briefing.caused_by}
        shown.update(other.id for other in archive.led_to.get(briefing.id, ()))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [archive.by_id[other] for other, _ in ranked if other not in shown][:RELATED_COUNT]
