"""Rules, actions, moves and effects as the tables of pages show them: the newest, and how many are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hashtrail import flows, urls
from hashtrail.dates import Date
from hashtrail.effects import Effect
from hashtrail.flows import Flows
from hashtrail.ledger import LedgerAction, LedgerMove
from hashtrail.model import country_of
from hashtrail.rules import Rule
from hashtrail.site import Site
from hashtrail.views.ledger_rows import (
    ActionEntry,
    ActionTable,
    EffectRow,
    EffectTable,
    LiftingRow,
    MoveEntry,
    MoveTable,
    RuleRow,
    RuleTable,
    SourceLink,
)
from hashtrail.views.texts import Link

#: Rows of a table, beyond which they are counted: a page stays a page however large the archive is.
ROW_COUNT: Final = 30


def rule(site: Site, of: Rule, day: Date, place: str | None = None) -> RuleRow:
    """A rule as it is on a day when it is known; `place` is what the page is about, if it is about one."""
    telling = of.tellings[0]
    action = of.action
    state = of.state(day)
    assert state is not None
    return RuleRow(
        measure=action.measure,
        authorities=tuple(map(site.organisation, of.authorities)),
        place=site.place(action.place),
        is_wider=place is not None and action.place != place and action.place == country_of(place),
        state=state,
        announced=of.dates.announced,
        effective=of.dates.effective,
        until=of.dates.until,
        liftings=liftings(site, of),
        briefing=site.briefing(telling.briefing),
        source=_source(site, telling),
    )


def liftings(site: Site, of: Rule) -> tuple[LiftingRow, ...]:
    """What ended a rule, as far as a lifting did."""
    return tuple(LiftingRow(each.action.date, site.briefing(each.briefing)) for each in of.liftings)


def _source(site: Site, telling: LedgerAction) -> SourceLink:
    record = site.record(telling.briefing)
    source = next(each for each in record.sources if each.id == telling.action.source)
    return SourceLink(source.publisher, source.url)


def data_file(site: Site, table: str) -> Link:
    """The file with all rows of a table of the open data."""
    name = f"{table}.csv"
    return site.link(name, urls.DATA + name)


def rules(site: Site, listed: Sequence[Rule], day: Date, place: str) -> RuleTable:
    return RuleTable(
        tuple(rule(site, each, day, place) for each in listed[:ROW_COUNT]),
        max(0, len(listed) - ROW_COUNT),
        data_file(site, "actions"),
    )


def actions(
    site: Site, listed: Sequence[LedgerAction], most: int | None = ROW_COUNT
) -> ActionTable:
    """Actions, of which at most so many are shown; None shows all."""
    return ActionTable(
        tuple(
            ActionEntry(
                date=each.action.date,
                authority=site.organisation(each.action.authority),
                measure=each.action.measure,
                place=site.place(each.action.place),
                briefing=site.briefing(each.briefing),
            )
            for each in listed[:most]
        ),
        len(listed[most:]) if most else 0,
        data_file(site, "actions"),
    )


def moves(site: Site, listed: Sequence[LedgerMove], most: int | None = ROW_COUNT) -> MoveTable:
    """The moves of a page, with their sums; at most so many are shown, and all for None."""
    stalled = site.ledger.once(Flows).stalled_numbers
    return MoveTable(
        flows.sums(listed),
        tuple(
            MoveEntry(
                date=each.move.date,
                who=site.organisation(each.move.who),
                origin=site.place(each.move.origin) if each.move.origin else None,
                to=site.place(each.move.to) if each.move.to else None,
                machines=each.move.machines,
                hashrate_ph=each.move.hashrate_ph,
                power_mw=each.move.power_mw,
                status=each.move.status,
                is_stalled=(each.briefing.id, each.number) in stalled,
                briefing=site.briefing(each.briefing),
            )
            for each in listed[:most]
        ),
        len(listed[most:]) if most else 0,
        data_file(site, "moves"),
    )


def effects(site: Site, listed: Iterable[Effect]) -> EffectTable:
    """What followed."""
    found = tuple(listed)
    return EffectTable(
        tuple(
            EffectRow(
                cause=site.briefing(each.cause),
                cause_date=each.cause.date,
                briefing=site.briefing(each.briefing),
                date=each.briefing.date,
                lag=each.lag,
                steps=each.steps,
            )
            for each in found[:ROW_COUNT]
        ),
        max(0, len(found) - ROW_COUNT),
        data_file(site, "causes"),
    )
