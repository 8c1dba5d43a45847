"""The JSON file of a briefing: all that its page says, with names and addresses in place of ids."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Final

from msgspec import Meta, Struct, field

from hashtrail import citations, prose, urls
from hashtrail.data.tables import EDTF_PATTERN
from hashtrail.dates import Date
from hashtrail.model import (
    Briefing,
    Confidence,
    Dispute,
    Figure,
    Kind,
    Measure,
    Outline,
    Role,
    Source,
    Status,
    Update,
)
from hashtrail.site import Site
from hashtrail.surroundings import Surroundings
from hashtrail.views.texts import ShownText

#: The schema of these files, below /data/.
SCHEMA: Final = "briefing.schema.json"

Url = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
_EdtfDate = Annotated[Date, Meta(pattern=f"^{EDTF_PATTERN}$")]


class NamedPlace(Struct, frozen=True):
    """A place: its ISO 3166-1 or ISO 3166-2 code, its name with that of its country, and its page."""

    id: str
    name: str
    url: Url


class NamedOrganisation(Struct, frozen=True):
    """An organisation with its page."""

    id: str
    name: str
    role: Role
    url: Url


class NamedBriefing(Struct, frozen=True):
    """Another briefing."""

    id: str
    title: str
    url: Url


class NamedThread(Struct, frozen=True):
    """The story that a briefing is part of."""

    id: str
    title: str
    url: Url


class NamedAction(Struct, frozen=True, kw_only=True):
    """What an authority did; `source` is the id of a source."""

    authority: NamedOrganisation
    measure: Measure
    place: NamedPlace
    announced: _EdtfDate | None
    effective: _EdtfDate | None
    until: _EdtfDate | None
    source: str


class NamedMove(Struct, frozen=True, kw_only=True, rename={"origin": "from"}):
    """Who moved what, from which place to which; what is null is not known. `source` is the id of a source."""

    who: NamedOrganisation
    origin: NamedPlace | None
    to: NamedPlace | None
    status: Status
    machines: int | None
    hashrate_ph: Annotated[float, Meta(description="PH/s")] | None
    power_mw: Annotated[float, Meta(description="MW")] | None
    date: _EdtfDate | None
    source: str


class Licence(Struct, frozen=True):
    name: str
    url: Url


class Text(Struct, frozen=True):
    """The text as HTML, whose links are absolute, and as a reader reads it, without marks."""

    html: ShownText
    text: ShownText


class Twin(Struct, frozen=True, kw_only=True):
    """A briefing: one event with its sources. A date may know only its month or year."""

    schema: Url = field(name="$schema")
    id: str
    url: Url
    title: str
    date: _EdtfDate
    kind: Kind
    summary: str
    confidence: Confidence
    reported: _EdtfDate | None
    published: _EdtfDate
    changed: _EdtfDate
    places: tuple[NamedPlace, ...]
    organisations: tuple[NamedOrganisation, ...]
    thread: NamedThread | None
    tags: tuple[str, ...]
    actions: tuple[NamedAction, ...]
    moves: tuple[NamedMove, ...]
    figures: tuple[Figure, ...]
    disputes: tuple[Dispute, ...]
    caused_by: tuple[NamedBriefing, ...]
    led_to: tuple[NamedBriefing, ...]
    sources: tuple[Source, ...]
    updates: tuple[Update, ...]
    body: Text
    lang: str
    citation: str
    licence: Licence


def view(site: Site, around: Surroundings) -> Twin:
    """What the JSON file of a briefing holds."""
    config = site.config
    briefing = site.record(around.briefing)
    page = urls.briefing(briefing.id)
    url = site.urls.absolute(page)

    shown = site.feed_text(briefing, page)
    resolved = cache(shown.__html__)

    def place(place_id: str) -> NamedPlace:
        return NamedPlace(
            place_id, site.place_name(place_id), site.urls.absolute(urls.place(place_id))
        )

    def organisation(organisation_id: str) -> NamedOrganisation:
        entry = site.organisations[organisation_id]
        address = site.urls.absolute(urls.organisation(organisation_id))
        return NamedOrganisation(organisation_id, entry.name, entry.role, address)

    def other(each: Outline) -> NamedBriefing:
        link = site.briefing(each)
        return NamedBriefing(each.id, link.text, site.urls.origin + link.url)

    return Twin(
        schema=site.urls.absolute(urls.DATA + SCHEMA),
        id=briefing.id,
        url=url,
        title=briefing.title,
        date=briefing.date,
        kind=briefing.kind,
        summary=briefing.summary,
        confidence=briefing.confidence,
        reported=briefing.reported,
        published=briefing.entered,
        changed=briefing.changed,
        places=tuple(map(place, briefing.places)),
        organisations=tuple(map(organisation, briefing.organisations)),
        thread=_thread(site, briefing),
        tags=briefing.tags,
        actions=_actions(briefing, organisation, place),
        moves=_moves(briefing, organisation, place),
        figures=briefing.figures,
        disputes=briefing.disputes,
        caused_by=tuple(map(other, around.caused_by)),
        led_to=tuple(other(effect.briefing) for effect in around.effects if effect.steps == 1),
        sources=briefing.sources,
        updates=briefing.updates,
        body=Text(
            ShownText(shown.path, shown.links, resolved),
            ShownText(shown.path, shown.links, lambda: prose.plain_text(resolved())),
        ),
        lang=config.lang,
        citation=citations.sentence(briefing, config, url),
        licence=Licence(config.licence_name, config.licence_url),
    )


def _thread(site: Site, briefing: Briefing) -> NamedThread | None:
    if briefing.thread is None:
        return None
    title = site.threads[briefing.thread].title
    return NamedThread(briefing.thread, title, site.urls.absolute(urls.thread(briefing.thread)))


def _actions(
    briefing: Briefing,
    organisation: Callable[[str], NamedOrganisation],
    place: Callable[[str], NamedPlace],
) -> tuple[NamedAction, ...]:
    return tuple(
        NamedAction(
            authority=organisation(action.authority),
            measure=action.measure,
            place=place(action.place),
            announced=action.announced,
            effective=action.effective,
            until=action.until,
            source=action.source,
        )
        for action in briefing.actions
    )


def _moves(
    briefing: Briefing,
    organisation: Callable[[str], NamedOrganisation],
    place: Callable[[str], NamedPlace],
) -> tuple[NamedMove, ...]:
    return tuple(
        NamedMove(
            who=organisation(move.who),
            origin=place(move.origin) if move.origin else None,
            to=place(move.to) if move.to else None,
            status=move.status,
            machines=move.machines,
            hashrate_ph=move.hashrate_ph,
            power_mw=move.power_mw,
            date=move.date,
            source=move.source,
        )
        for move in briefing.moves
    )
