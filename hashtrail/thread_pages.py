"""The page of a thread: a story, told by its briefings from the oldest on."""

from __future__ import annotations

from collections.abc import Iterator

from hashtrail import effects, ledger_rows, urls
from hashtrail.effects import Lag
from hashtrail.model import Outline, Thread, country_of
from hashtrail.site import Site
from hashtrail.views.threads import Consequence, ThreadPart, ThreadView


def view(site: Site, thread: Thread) -> ThreadView:
    path = urls.thread(thread.id)
    feeds = site.feeds(thread.title, path)
    briefings = tuple(reversed(site.archive.by_thread.get(thread.id, ())))
    countries = dict.fromkeys(country_of(place) for each in briefings for place in each.places)
    return ThreadView(
        frame=site.frame(
            path,
            thread.title,
            thread.summary,
            trail=(site.link("Threads", urls.THREADS),),
            feeds=feeds,
        ),
        heading=thread.title,
        summary=thread.summary,
        span=(briefings[0].date, briefings[-1].date) if briefings else None,
        countries=tuple(map(site.place, countries)),
        body=site.text(thread, path),
        parts=tuple(_parts(site, briefings)),
        effects_page=site.link("What followed", urls.EFFECTS),
        feeds=feeds,
    )


def _parts(site: Site, briefings: tuple[Outline, ...]) -> Iterator[ThreadPart]:
    here = {briefing.id for briefing in briefings}
    before: Outline | None = None
    for briefing in briefings:
        causes = [site.archive.by_id[cause] for cause in briefing.caused_by]
        yield ThreadPart(
            anchor=briefing.id,
            card=site.card(briefing),
            since_previous=Lag.between(before.date, briefing.date) if before else None,
            actions=ledger_rows.actions(
                site, tuple(site.ledger.actions_of([briefing])), most=None
            ).rows,
            moves=ledger_rows.moves(site, tuple(site.ledger.moves_of([briefing])), most=None).rows,
            causes=tuple(
                Consequence(
                    briefing=site.briefing(cause),
                    anchor="",
                    date=cause.date,
                    lag=Lag.between(cause.date, briefing.date),
                )
                for cause in causes
                if cause.id not in here
            ),
            effects=tuple(
                Consequence(
                    briefing=site.briefing(effect.briefing),
                    anchor=effect.briefing.id if effect.briefing.id in here else "",
                    date=effect.briefing.date,
                    lag=effect.lag,
                )
                for effect in effects.direct(site.archive, (briefing,))
            ),
        )
        before = briefing
