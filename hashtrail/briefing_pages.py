"""The page of a briefing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from hashtrail import citations, dates, effects, ledger_rows, metadata, prose, urls
from hashtrail.archive import Archive
from hashtrail.model import Briefing, Outline, country_of
from hashtrail.site import MENTION_COUNT, Site
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

#: How far a page follows the effects of effects.
_EFFECT_STEPS: Final = 3
#: Related briefings that a page shows.
RELATED_COUNT: Final = 4
#: How many neighbours on either side of each shared list are looked at.
_RELATED_REACH: Final = 3


def view(site: Site, neighbours: Neighbours, outline: Outline) -> BriefingView:
    """What the page of a briefing shows."""
    archive, config = site.archive, site.archive.site
    briefing = site.record(outline)
    path = urls.briefing(briefing.id)
    url = site.urls.absolute(path)
    marks = {
        source.id: SourceMark(number, f"#{_source_anchor(source.id)}", source.publisher)
        for number, source in enumerate(briefing.sources, 1)
    }
    later, earlier = neighbours.in_time(outline)
    linked_from = [
        other for other in archive.linked_from.get(briefing.id, ()) if other is not outline
    ]
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
        organisations=[archive.organisations[each] for each in briefing.organisations],
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
        thread=_thread_box(site, outline, neighbours),
        caused_by=site.cards(archive.by_id[cause] for cause in briefing.caused_by),
        # From the few records concerned: a page that reads the ledger is looked at again after each edit of it.
        led_to=ledger_rows.effects(site, effects.following(archive, outline, _EFFECT_STEPS)),
        linked_from=tuple(map(site.briefing, linked_from[:MENTION_COUNT])),
        more_linked_from=max(0, len(linked_from) - MENTION_COUNT),
        related=site.cards(neighbours.related(outline)),
        earlier=site.briefing(earlier) if earlier else None,
        later=site.briefing(later) if later else None,
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


def social_card(site: Site, outline: Outline) -> SocialCardView:
    """The picture of a briefing where its link is shared."""
    briefing = site.record(outline)
    kind, date, places = _card_notes(site, briefing)
    return SocialCardView(
        kind=briefing.kind,
        label=kind,
        date=date,
        title=briefing.title,
        note=places,
        site=site.archive.site.title,
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


def _thread_box(site: Site, briefing: Outline, neighbours: Neighbours) -> ThreadBox | None:
    if briefing.thread is None:
        return None
    in_thread = site.archive.by_thread[briefing.thread]
    later, earlier = neighbours.in_list(in_thread, briefing)
    return ThreadBox(
        thread=site.thread(briefing.thread),
        number=len(in_thread) - neighbours.position(in_thread, briefing),
        count=len(in_thread),
        earlier=site.briefing(earlier) if earlier else None,
        later=site.briefing(later) if later else None,
    )


class Neighbours:
    """What stands beside a briefing in the lists of an archive, which are newest first."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._numbers = {briefing.id: number for number, briefing in enumerate(archive.briefings)}

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

    def in_time(self, briefing: Outline) -> tuple[Outline | None, Outline | None]:
        return self.in_list(self._archive.briefings, briefing)

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
