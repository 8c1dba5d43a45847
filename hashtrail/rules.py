"""Which rules are in force on a day and at a place, from the dates of actions.

What counts, in full:

- A measure of `STANDING` can be in force. Any other (a raid, a seizure, a statement) is an event of one day.
- Two briefings tell of one rule if measure, place, authorities and dates are the same. One of two dates may contain the
  other, as May 2021 does 21 May 2021: the one that tells more counts. A telling that can mean several rules in this way
  is one by itself.
- A rule is in force from the first day that `effective` can mean to the last day that `until` can mean. Before its
  effective day, or without one, it is announced: nobody says that it applies yet.
- A lifting ends the rules of the same authority at the same place that were announced before it was, or can have been
  where only its month is known, on the day before it takes effect.
- Without an `until` or a lifting the archive knows of no end.
- The rules of a country hold in its regions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec
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


class RuleDates(Struct, frozen=True):
    """The dates that sources state of a rule; one of the first two is there."""

    announced: Date | None
    effective: Date | None
    until: Date | None

    @classmethod
    def of(cls, action: Action) -> RuleDates:
        return cls(action.announced, action.effective, action.until)

    @property
    def precision(self) -> int:
        return sum(map(len, filter(None, msgspec.structs.astuple(self))))

    @property
    def known(self) -> Date:
        """The first day on which the rule can have been known."""
        return min(dates.first_day(date) for date in (self.announced, self.effective) if date)

    def narrowed(self, other: RuleDates) -> RuleDates | None:
        """The more precise of each date, if these can be the dates of one rule."""
        found: list[Date | None] = []
        for pair in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True):
            date = dates.narrower(*pair) if all(pair) else None
            if date is None and any(pair):
                return None
            found.append(date)
        return RuleDates(*found)


class Rule(Struct, frozen=True):
    """What one or several authorities decided together for a place.

    `tellings` are the actions that say so, the one with the most precise dates first: one for each authority, and again
    for each further briefing that tells of it. Its dates are the most precise that any of them has. `known` is the first day of which the archive knows the rule, `start` the first in force (None if no source
    states one), `end` the last (None if none is known); `liftings` end it.
    """

    tellings: tuple[LedgerAction, ...]
    dates: RuleDates
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
        for decision in _decisions(ledger):
            place = decision.tellings[0].action.place
            by_place[place].append(_rule(decision, liftings[place]))
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


class _Decision:
    """What is told of one decision so far."""

    def __init__(self, dates: RuleDates, tellings: list[LedgerAction]) -> None:
        self.dates = dates
        self.tellings = tellings


def _decisions(ledger: Ledger) -> list[_Decision]:
    """The actions that can be in force, those together that tell of one decision.

    In one briefing these are alike but for the authority; two briefings tell of one if they name the same authorities too,
    and their dates can be the same.
    """
    in_briefing: defaultdict[tuple[str, Measure, str, RuleDates], list[LedgerAction]] = defaultdict(
        list
    )
    for each in ledger.actions:
        action = each.action
        if action.measure in STANDING:
            key = each.briefing.id, action.measure, action.place, RuleDates.of(action)
            in_briefing[key].append(each)
    told: defaultdict[object, defaultdict[RuleDates, list[LedgerAction]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for (_, measure, place, stated), tellings in in_briefing.items():
        authorities = tuple(sorted(each.action.authority for each in tellings))
        told[measure, place, authorities][stated] += tellings
    return [decision for by_dates in told.values() for decision in _joined(by_dates)]


def _joined(by_dates: Mapping[RuleDates, list[LedgerAction]]) -> list[_Decision]:
    """What is told of decisions that are alike but for their dates, joined where these can be the same."""
    found: list[_Decision] = []
    # The most precise first: what says less joins them.
    for stated, tellings in sorted(by_dates.items(), key=lambda item: -item[0].precision):
        fitting = [
            (each, together)
            for each in found
            if (together := each.dates.narrowed(stated)) is not None
        ]
        if len(fitting) == 1:
            decision, narrowed = fitting[0]
            decision.dates = narrowed
            decision.tellings += tellings
        else:
            found.append(_Decision(stated, list(tellings)))
    return found


def _rule(decision: _Decision, liftings: list[LedgerAction]) -> Rule:
    its = decision.dates
    authorities = {each.action.authority for each in decision.tellings}
    start = dates.first_day(its.effective) if its.effective else None
    lifted_by = tuple(
        each
        for each in liftings
        if each.action.authority in authorities
        and its.known < min(map(dates.last_day, _told(each)))
    )
    ends = [max(its.known, dates.day_before(each.action.date)) for each in lifted_by]
    if its.until:
        ends.append(dates.last_day(its.until))
    return Rule(tuple(decision.tellings), its, its.known, start, min(ends, default=None), lifted_by)


def _told(of: LedgerAction) -> list[Date]:
    """The dates from which an action is known. Each has at least one of the two."""
    return [date for date in (of.action.announced, of.action.effective) if date]
