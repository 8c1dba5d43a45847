"""The page of a briefing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from hashtrail import dates, metadata, prose, urls
from hashtrail.model import Briefing
from hashtrail.site import Site
from hashtrail.views import (
    ActionRow,
    BriefingView,
    ClaimRow,
    DisputeBox,
    FigureRow,
    Link,
    MoveRow,
    SourceMark,
    SourceRow,
    ThreadBox,
    UpdateRow,
)

#: Related briefings that a page shows.
RELATED_COUNT: Final = 4
#: How many neighbours on either side of each shared list are looked at.
_RELATED_REACH: Final = 3
_RELATED_WEIGHTS: Final = {"organisation": 4, "tag": 2, "place": 1}


def views(site: Site) -> Iterable[tuple[Briefing, BriefingView]]:
    """Every briefing of the archive with the view of its page, newest first."""
    archive = site.archive
    related = _related(site)
    positions_in_thread = {
        briefing.id: number
        for briefings in archive.by_thread.values()
        for number, briefing in enumerate(reversed(briefings))
    }
    for number, briefing in enumerate(archive.briefings):
        later = archive.briefings[number - 1] if number else None
        earlier = archive.briefings[number + 1] if number + 1 < len(archive.briefings) else None
        yield (
            briefing,
            _view(
                site,
                briefing,
                earlier=site.briefing(earlier) if earlier else None,
                later=site.briefing(later) if later else None,
                related=related[briefing.id],
                number_in_thread=positions_in_thread.get(briefing.id, 0),
            ),
        )


def _view(
    site: Site,
    briefing: Briefing,
    *,
    earlier: Link | None,
    later: Link | None,
    related: list[Briefing],
    number_in_thread: int,
) -> BriefingView:
    archive, config = site.archive, site.archive.site
    path = urls.briefing(briefing.id)
    url = site.urls.absolute(path)
    marks = {
        source.id: SourceMark(number, f"#{_source_anchor(source.id)}", source.publisher)
        for number, source in enumerate(briefing.sources, 1)
    }
    year = dates.year(briefing.date)
    trail = (
        site.link("Briefings", urls.BRIEFINGS),
        site.link(year, urls.year(year)),
    )
    report = metadata.report(
        briefing,
        config,
        url=url,
        home=site.urls.root,
        places=map(site.place_name, briefing.places),
        organisations=[archive.organisations[each] for each in briefing.organisations],
    )
    frame = site.frame(
        path,
        briefing.title,
        briefing.summary,
        trail=trail,
        meta=metadata.citation(briefing, config, url),
        json_ld=(report,),
        kind="article",
    )
    return BriefingView(
        frame=frame,
        title=briefing.title,
        summary=briefing.summary,
        kind=briefing.kind,
        kind_link=site.kind(briefing.kind),
        date=briefing.date,
        reported=briefing.reported,
        published=briefing.entered,
        changed=briefing.changed if briefing.updates else None,
        confidence=briefing.confidence,
        is_draft=briefing.draft,
        places=tuple(map(site.place, briefing.places)),
        organisations=tuple(map(site.organisation, briefing.organisations)),
        tags=tuple(map(site.tag, briefing.tags)),
        actions=tuple(
            ActionRow(
                authority=site.organisation(action.authority),
                measure=action.measure,
                place=site.place(action.place),
                announced=action.announced,
                effective=action.effective,
                until=action.until,
                source=marks[action.source],
            )
            for action in briefing.actions
        ),
        moves=tuple(
            MoveRow(
                who=site.organisation(move.who),
                origin=site.place(move.origin) if move.origin else None,
                to=site.place(move.to) if move.to else None,
                machines=move.machines,
                hashrate_ph=move.hashrate_ph,
                power_mw=move.power_mw,
                status=move.status,
                date=move.date,
                source=marks[move.source],
            )
            for move in briefing.moves
        ),
        figures=tuple(
            FigureRow(
                what=figure.what,
                value=figure.value,
                unit=figure.unit,
                asof=figure.asof,
                source=marks[figure.source],
            )
            for figure in briefing.figures
        ),
        disputes=tuple(
            DisputeBox(
                dispute.about,
                tuple(ClaimRow(claim.say, marks[claim.source]) for claim in dispute.claims),
            )
            for dispute in briefing.disputes
        ),
        body=site.body(briefing.prose, path),
        headings=briefing.prose.headings,
        sources=tuple(
            SourceRow(
                anchor=_source_anchor(source.id),
                publisher=site.publisher(source.publisher),
                title=source.title,
                url=source.url,
                date=source.date,
                archived=source.archived,
                accessed=source.accessed,
                lang=source.lang,
                citations=tuple(
                    prose.citation_anchor(source.id, count)
                    for count in range(1, briefing.prose.citations.get(source.id, 0) + 1)
                ),
            )
            for source in briefing.sources
        ),
        updates=tuple(
            UpdateRow(
                date=update.date,
                note=update.note,
                field=update.field,
                old=update.old,
                new=update.new,
                briefing=None,
            )
            for update in reversed(briefing.updates)
        ),
        thread=_thread_box(site, briefing, number_in_thread),
        caused_by=site.cards(archive.by_id[cause] for cause in briefing.caused_by),
        led_to=site.cards(reversed(archive.led_to.get(briefing.id, ()))),
        linked_from=tuple(
            site.briefing(other)
            for other in archive.linked_from.get(briefing.id, ())
            if other is not briefing
        ),
        related=site.cards(related),
        earlier=earlier,
        later=later,
        citation=metadata.citation_text(briefing, config, url),
    )


def _source_anchor(source_id: str) -> str:
    return f"source-{source_id}"


def _thread_box(site: Site, briefing: Briefing, number: int) -> ThreadBox | None:
    if briefing.thread is None:
        return None
    oldest_first = site.archive.by_thread[briefing.thread][::-1]
    is_last = number + 1 == len(oldest_first)
    return ThreadBox(
        thread=site.thread(briefing.thread),
        number=number + 1,
        count=len(oldest_first),
        earlier=site.briefing(oldest_first[number - 1]) if number else None,
        later=None if is_last else site.briefing(oldest_first[number + 1]),
    )


def _related(site: Site) -> dict[str, list[Briefing]]:
    """For each briefing the ones that share most with it, among its neighbours in time.

    Only the nearest few of each shared list are looked at: what a briefing of 2025 has in common with
    one of 2018 is rarely what its reader looks for, and the work stays linear in the archive.
    """
    archive = site.archive
    scores: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, lists in (
        ("organisation", archive.by_organisation),
        ("tag", archive.by_tag),
        ("place", archive.by_place),
    ):
        weight = _RELATED_WEIGHTS[name]
        for briefings in lists.values():
            for number, briefing in enumerate(briefings):
                for other in briefings[number + 1 : number + 1 + _RELATED_REACH]:
                    scores[briefing.id][other.id] += weight
                    scores[other.id][briefing.id] += weight
    related = {}
    for briefing in archive.briefings:
        shown = {briefing.id, *briefing.caused_by}
        shown.update(other.id for other in archive.led_to.get(briefing.id, ()))
        ranked = sorted(scores[briefing.id].items(), key=lambda item: (-item[1], item[0]))
        related[briefing.id] = [archive.by_id[other] for other, _ in ranked if other not in shown][
            :RELATED_COUNT
        ]
    return related
