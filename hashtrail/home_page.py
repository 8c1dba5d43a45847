"""The home page: what is new, the state of things in five numbers, and the ways into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hashtrail import dates, flows, map_pages, metadata, urls
from hashtrail.list_pages import counted_kinds, counted_threads, latest, top_places
from hashtrail.model import Status, country_of
from hashtrail.rules import Rules, State
from hashtrail.site import Site
from hashtrail.views.home import HomeView, Number

_LATEST_COUNT: Final = 8
_THREAD_COUNT: Final = 6


def home_view(site: Site) -> HomeView:
    """What the home page shows."""
    archive, config = site.archive, site.config
    feeds = site.feeds("all briefings", urls.HOME)
    # The threads that go on come first.
    newest = {each: briefings[0].date for each, briefings in archive.by_thread.items()}
    threads = sorted(newest, key=lambda each: (newest[each], each), reverse=True)
    return HomeView(
        frame=site.frame(
            urls.HOME,
            "",
            config.description,
            feeds=feeds,
            json_ld=(metadata.website(config, site.urls.root),),
        ),
        map=map_pages.overview_map(site),
        heading=config.tagline,
        lead=config.description,
        as_of=archive.as_of,
        numbers=tuple(_numbers(site)) if archive.briefings else (),
        latest=site.cards(latest(archive.briefings, _LATEST_COUNT)),
        threads=counted_threads(site, threads[:_THREAD_COUNT]),
        kinds=counted_kinds(site, archive.briefings),
        places=top_places(site),
        all_briefings=site.link("All briefings", urls.BRIEFINGS),
        all_threads=site.link("All threads", urls.THREADS),
        all_places=site.link("All places", urls.PLACES),
        feeds=feeds,
    )


def _numbers(site: Site) -> Iterator[Number]:
    """The state of things, each number with the page that it can be checked on."""
    archive, ledger = site.archive, site.ledger
    first, last = min(archive.by_year), max(archive.by_year)
    yield Number(
        len(archive.briefings),
        site.link("briefings", urls.BRIEFINGS),
        first if first == last else f"on events from {first} to {last}",
    )
    moves = ledger.once(flows.Flows).moves
    delivered = [each for each in flows.sums(moves) if each.status is Status.DELIVERED]
    yield Number(
        len(moves),
        site.link("moves", urls.MAP),
        "".join(_machines(each.machines) for each in delivered),
    )
    rules = ledger.once(Rules).all
    day = dates.last_day(archive.as_of)
    yield Number(
        sum(rule.state(day) is State.IN_FORCE for rule in rules),
        site.link("rules in force", urls.AS_OF),
        f"of {len(rules):,} on record",
    )
    countries = {country_of(place) for place in archive.by_place}
    yield Number(len(countries), site.link("countries and territories", urls.PLACES), "")
    yield Number(
        sum(len(briefing.sources) for briefing in archive.briefings),
        site.link("sources", urls.SOURCES),
        "",
    )


def _machines(amount: flows.Amount) -> str:
    """How many machines were delivered, as a range where sources differ."""
    if not amount.high:
        return ""
    least, most = f"{amount.low:,.0f}", f"{amount.high:,.0f}"
    return f"{least if least == most else f'{least} to {most}'} machines delivered"
