"""Which rules are in force on a day and at a place, from the dates of actions.

What counts, in full:

- A measure of `STANDING` can be in force. Any other (a raid, a seizure, a statement) is an event of one day.
- A rule is in force from the first day that `effective` can mean to the last day that `until` can mean. Before its
  effective day, or without one, it is announced: nobody says that it applies yet.
- A lifting ends the rules of the same authority at the same place that were announced before it was, or can have been
  where only its month is known, on the day before it takes effect.
- Without an `until` or a lifting the archive knows of no end.
- The rules of a country hold in its regions too.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import Final

from msgspec import Struct

from hashtrail import dates
from hashtrail.dates import Date
from hashtrail.ledger import Ledger, LedgerAction
from hashtrail.model import Action, Measure, country_of

#: The measures that can be in force, the strictest first.
STANDING: Final = (
    Measure.BAN,
    Measure.MORATORIUM,
    Measure.SHUTDOWN_ORDER,
    Measure.POWER_CUT,
    Measure.LAW,
    Measure.LICENCE,
    Measure.TAX,
    Measure.TARIFF,
)


class State(StrEnum):
    """What a rule is on a day."""

    IN_FORCE = "in-force"
    ANNOUNCED = "announced"
    ENDED = "ended"


class Rule(Struct, frozen=True):
    """What one or several authorities decided together for a place.

    `tellings` are the actions that say so: one for each authority, and again for each further briefing that tells of
    it. `known` is the first day of which the archive knows the rule, `start` the first in force (None if no source
    states one), `end` the last (None if none is known); `liftings` end it.
    """

    tellings: tuple[LedgerAction, ...]
    known: Date
    start: Date | None
    end: Date | None
    liftings: tuple[LedgerAction, ...]

    @property
    def action(self) -> Action:
        return self.tellings[0].action

    @property
    def authorities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.action.authority for each in self.tellings))

    def state(self, day: Date) -> State | None:
        """What the rule is on a day; None before it is known."""
        if day < self.known:
            return None
        if self.end is not None and day > self.end:
            return State.ENDED
        return State.ANNOUNCED if self.start is None or day < self.start else State.IN_FORCE


class Rules:
    """The rules of a ledger by place, the one announced last first."""

    def __init__(self, ledger: Ledger) -> None:
        liftings: defaultdict[str, list[LedgerAction]] = defaultdict(list)
        for each in ledger.actions:
            if each.action.measure is Measure.LIFTING:
                liftings[each.action.place].append(each)
        by_place: defaultdict[str, list[Rule]] = defaultdict(list)
        for tellings in _decisions(ledger):
            place = tellings[0].action.place
            by_place[place].append(_rule(tellings, liftings[place]))
        self._by_place = {
            place: tuple(sorted(rules, key=lambda rule: rule.known, reverse=True))
            for place, rules in by_place.items()
        }

    def of(self, place: str) -> tuple[Rule, ...]:
        """The rules made for a place itself."""
        return self._by_place.get(place, ())

    def holding_in(self, place: str) -> tuple[Rule, ...]:
        """The rules that hold in a place when they are in force: its own, then those of its country."""
        country = country_of(place)
        return self.of(place) if country == place else (*self.of(place), *self.of(country))

    def in_regions(self, country: str) -> tuple[Rule, ...]:
        """The rules made for places in a country, in the order of the codes of these."""
        return tuple(
            rule
            for place in sorted(self._by_place)
            if place != country and country_of(place) == country
            for rule in self._by_place[place]
        )

    @property
    def all(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the codes of places."""
        return tuple(rule for place in sorted(self._by_place) for rule in self._by_place[place])


def _decisions(ledger: Ledger) -> list[tuple[LedgerAction, ...]]:
    """The actions that can be in force, those together that tell of one decision.

    In one briefing these are alike but for the authority; two briefings tell of one if they name the same authorities too.
    """
    in_briefing: defaultdict[tuple[object, ...], list[LedgerAction]] = defaultdict(list)
    for each in ledger.actions:
        action = each.action
        if action.measure in STANDING:
            what = (action.measure, action.place, action.announced, action.effective, action.until)
            in_briefing[each.briefing.id, *what].append(each)
    told: defaultdict[tuple[object, ...], list[LedgerAction]] = defaultdict(list)
    for (_, *key), tellings in in_briefing.items():
        told[(*key, *sorted(each.action.authority for each in tellings))] += tellings
    return list(map(tuple, told.values()))


def _rule(tellings: tuple[LedgerAction, ...], liftings: list[LedgerAction]) -> Rule:
    action = tellings[0].action
    authorities = {each.action.authority for each in tellings}
    known = _known(tellings[0])
    start = dates.first_day(action.effective) if action.effective else None
    lifted_by = tuple(
        each
        for each in liftings
        if each.action.authority in authorities and known < min(map(dates.last_day, _told(each)))
    )
    ends = [max(known, dates.day_before(each.action.date)) for each in lifted_by]
    if action.until:
        ends.append(dates.last_day(action.until))
    return Rule(tellings, known, start, min(ends, default=None), lifted_by)


def _known(of: LedgerAction) -> Date:
    """The first day on which the action can have been known."""
    return min(map(dates.first_day, _told(of)))


def _told(of: LedgerAction) -> list[Date]:
    """The dates from which an action is known. Each has at least one of the two."""
    return [date for date in (of.action.announced, of.action.effective) if date]
