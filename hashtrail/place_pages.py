"""The pages of a place: what is in force there, what came and went, what followed, and its briefings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from hashtrail import charts, dates, effects, ledger_rows, map_pages, urls
from hashtrail.archive import Archive
from hashtrail.dates import Date
from hashtrail.flows import Flows
from hashtrail.list_pages import Slice, briefing_part, counted_places, mentions
from hashtrail.model import Kind, Measure, Outline, country_of
from hashtrail.rules import Rule, Rules, State
from hashtrail.site import MENTION_COUNT, Site, names
from hashtrail.views.ledger_rows import RuleRow
from hashtrail.views.places import PlaceDetails, PlaceView, SharesBox
from hashtrail.views.texts import Link

#: What answers whether mining is allowed, the most telling first: what forbids it, what it is subject to, and what
#: stopped some miners. Of each one rule of the country is told and one of the place: one in force before one announced,
#: the strictest, the latest.
_ANSWERS: Final = (
    (Measure.BAN, Measure.MORATORIUM),
    (Measure.LAW, Measure.LICENCE, Measure.TAX, Measure.TARIFF),
    (Measure.SHUTDOWN_ORDER, Measure.POWER_CUT),
)


def _description(site: Site, place_id: str) -> str:
    name = site.place_name(place_id)
    return f"Mining relocations and crackdowns in {name}: rules in force, moves and briefings with their sources."


def view(site: Site, place_id: str, part: Slice, briefings: Sequence[Outline]) -> PlaceView:
    """One page of the list of a place, with its briefings."""
    archive = site.archive
    place = archive.places[place_id]
    country = country_of(place_id)
    is_country = country == place_id
    name = site.place_name(place_id)
    about = _description(site, place_id)
    feeds = site.feeds(name, urls.place(place_id))
    linked_from = mentions(archive, place_id) if part.number == 1 else ()
    trail = [site.link("Places", urls.PLACES)]
    if not is_country:
        trail.append(site.place(country))
    return PlaceView(
        frame=site.frame(
            part.path, name + part.suffix, about + part.suffix, trail=trail, feeds=feeds
        ),
        heading=name,
        code=place_id,
        country=None if is_country else site.place(country),
        aliases=names(place.aliases, country),
        details=_details(site, place_id) if part.number == 1 else None,
        effects_page=site.link("What followed", urls.EFFECTS),
        regions=counted_places(site, archive.subdivisions(place_id) if is_country else ()),
        briefings=briefing_part(site, part, briefings, len(archive.by_place.get(place_id, ()))),
        linked_from=tuple(map(site.briefing, linked_from[:MENTION_COUNT])),
        more_linked_from=max(0, len(linked_from) - MENTION_COUNT),
        feeds=feeds,
    )


def _details(site: Site, place_id: str) -> PlaceDetails:
    archive, ledger = site.archive, site.ledger
    day = dates.last_day(archive.as_of)
    flows, rules = ledger.once(Flows), ledger.once(Rules)
    holding = rules.holding_in(place_id)
    shown = [each for each in holding if each.state(day) in (State.IN_FORCE, State.ANNOUNCED)]
    regional = [
        each
        for each in (rules.in_regions(place_id) if country_of(place_id) == place_id else ())
        if each.state(day) in (State.IN_FORCE, State.ANNOUNCED)
    ]
    ended = [each for each in holding if each.state(day) is State.ENDED]
    briefings = archive.by_place.get(place_id, ())
    return PlaceDetails(
        as_of=archive.as_of,
        answer=tuple(_answer(site, shown, day, place_id)),
        rules=ledger_rows.rules(site, shown, day, place_id),
        regional=ledger_rows.rules(site, regional, day, place_id),
        ended=ledger_rows.rules(site, ended, day, place_id),
        map=map_pages.place_map(site, place_id),
        arrived=ledger_rows.moves(site, flows.into(place_id)),
        left=ledger_rows.moves(site, flows.out_of(place_id)),
        inside=ledger_rows.moves(site, flows.inside(place_id)),
        effects=ledger_rows.effects(site, effects.direct(archive, briefings)),
        years=_by_year(briefings),
        year_kinds=tuple(kind for kind in Kind if any(b.kind is kind for b in briefings)),
        shares=_shares(archive, place_id),
    )


def _answer(site: Site, rules: Sequence[Rule], day: Date, place_id: str) -> Iterator[RuleRow]:
    """The rules that say most on whether mining is allowed: of each kind one of the country and one of the place."""
    for measures in _ANSWERS:
        for is_own in (False, True):
            found = [
                each
                for each in rules
                if each.action.measure in measures and (each.action.place == place_id) == is_own
            ]
            # The rules come the latest first, and min keeps the first of equals.
            if found:
                first = min(
                    found,
                    key=lambda each: (
                        each.state(day) is not State.IN_FORCE,
                        measures.index(each.action.measure),
                    ),
                )
                yield ledger_rows.rule(site, first, day, place_id)


def _by_year(briefings: Sequence[Outline]) -> charts.BarChart:
    """The number of briefings of each year by kind, years without one included."""
    counted: dict[int, Counter[Kind]] = {}
    for briefing in briefings:
        year = int(dates.year(briefing.date))
        counted.setdefault(year, Counter())[briefing.kind] += 1
    years = range(min(counted), max(counted) + 1) if counted else range(0)
    return charts.bars(
        [
            (str(year), {kind: counted[year][kind] for kind in Kind if year in counted})
            for year in years
        ]
    )


def _shares(archive: Archive, place_id: str) -> SharesBox | None:
    """The share of the hashrate that a place had, over all months that the archive has shares of."""
    shares = [share for share in archive.hashrate_shares if share.place == place_id]
    if not shares:
        return None
    by_month = {share.month: share.share_percent for share in shares}
    months = sorted({share.month for share in archive.hashrate_shares})
    releases = {share.source_url: share.release for share in shares}
    return SharesBox(
        chart=charts.lines(months, {"share": [by_month.get(month) for month in months]}),
        rows=tuple(by_month.items()),
        releases=tuple(Link(dates.display(release), url) for url, release in releases.items()),
    )
