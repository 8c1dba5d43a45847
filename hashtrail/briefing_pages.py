"""The page of a briefing."""

from __future__ import annotations

from hashtrail import citations, dates, ledger_rows, metadata, prose, urls
from hashtrail.model import Briefing
from hashtrail.site import MENTION_COUNT, Site
from hashtrail.surroundings import Surroundings
from hashtrail.views.briefings import (
    ActionRow,
    BriefingView,
    CitationFile,
    ClaimRow,
    DisputeBox,
    FigureRow,
    MoveRow,
    SourceMark,
    SourceRow,
    ThreadBox,
)
from hashtrail.views.social_cards import SocialCardView


def view(site: Site, around: Surroundings) -> BriefingView:
    """What the page of a briefing shows."""
    config = site.config
    briefing = site.record(around.briefing)
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
    picture = site.social_card(path, ", ".join([briefing.title, *_card_notes(site, briefing)]))
    report = metadata.report(
        briefing,
        config,
        url=url,
        home=site.urls.root,
        places=map(site.place_name, briefing.places),
        organisations=[site.organisations[each] for each in briefing.organisations],
        picture=picture,
    )
    frame = site.frame(
        path,
        briefing.title,
        briefing.summary,
        trail=trail,
        meta=(*metadata.citation(briefing, config, url), *metadata.draft(briefing)),
        json_ld=(report,),
        kind="article",
        picture=picture,
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
        body=site.text(briefing, path),
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
        updates=tuple(site.update(update) for update in reversed(briefing.updates)),
        thread=_thread_box(site, around),
        caused_by=site.cards(around.caused_by),
        led_to=ledger_rows.effects(site, around.effects),
        linked_from=tuple(map(site.briefing, around.linked_from[:MENTION_COUNT])),
        more_linked_from=max(0, len(around.linked_from) - MENTION_COUNT),
        related=site.cards(around.related),
        earlier=site.briefing(around.earlier) if around.earlier else None,
        later=site.briefing(around.later) if around.later else None,
        citation=citations.sentence(briefing, config, url),
        citation_files=tuple(
            CitationFile(
                each.name,
                f"{citations.key(briefing, config)}.{each.suffix}",
                urls.data_url(
                    each.media_type, "".join(each.join([each.write(briefing, config, url)]))
                ),
            )
            for each in citations.FORMATS
        ),
        json=site.urls.link(urls.briefing_json(briefing.id)),
        scripts=tuple(site.urls.link(f"{urls.STATIC}{name}.js") for name in ("copy", "sources")),
    )


def social_card(site: Site, around: Surroundings) -> SocialCardView:
    """The picture of a briefing where its link is shared."""
    briefing = site.record(around.briefing)
    kind, date, places = _card_notes(site, briefing)
    return SocialCardView(
        kind=briefing.kind,
        label=kind,
        date=date,
        title=briefing.title,
        note=places,
        site=site.config.title,
    )


def _card_notes(site: Site, briefing: Briefing) -> tuple[str, str, str]:
    """Kind, day and places, as the social card of a briefing names them."""
    return (
        briefing.kind.capitalize(),
        dates.display(briefing.date),
        "; ".join(map(site.place_name, briefing.places)),
    )


def _source_anchor(source_id: str) -> str:
    return f"source-{source_id}"


def _thread_box(site: Site, around: Surroundings) -> ThreadBox | None:
    thread, here = around.briefing.thread, around.in_thread
    if thread is None or here is None:
        return None
    return ThreadBox(
        thread=site.thread(thread),
        number=here.number,
        count=here.count,
        earlier=site.briefing(here.earlier) if here.earlier else None,
        later=site.briefing(here.later) if here.later else None,
    )
