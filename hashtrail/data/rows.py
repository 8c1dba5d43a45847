"""Briefings and registries as rows of the tables: each a mapping of the names of the columns to values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hashtrail import dates, urls
from hashtrail.data.tables import span
from hashtrail.model import (
    OTHER_PLACES,
    Briefing,
    Claim,
    HashrateShare,
    Move,
    Organisation,
    Place,
    Thread,
    country_of,
)
from hashtrail.site import Site

Value = str | int | float | None
#: The name of a table, and a row of it.
TableRow = tuple[str, dict[str, Value]]

#: What parts the names of several places or organisations in one cell.
NAME_SEPARATOR = "; "


def of_archive(site: Site) -> Iterator[TableRow]:
    """The rows that do not come from briefings."""
    archive = site.archive
    for place_id, place in archive.places.items():
        yield from _of_place(site, place_id, place)
    for organisation_id, organisation in archive.organisations.items():
        yield from _of_organisation(site, organisation_id, organisation)
    for thread in archive.threads.values():
        yield "threads", _thread(site, thread)
    for share in archive.hashrate_shares:
        yield "hashrate_shares", _share(share)


def _of_place(site: Site, place_id: str, place: Place) -> Iterator[TableRow]:
    latitude, longitude = place.coordinates or (None, None)
    yield (
        "places",
        {
            "id": place_id,
            "url": site.urls.absolute(urls.place(place_id)),
            "name": place.name,
            "full_name": site.place_name(place_id),
            "country": country_of(place_id),
            "latitude": latitude,
            "longitude": longitude,
        },
    )
    yield from _numbered("place_aliases", {"place": place_id}, "alias", place.aliases)


def _of_organisation(
    site: Site, organisation_id: str, organisation: Organisation
) -> Iterator[TableRow]:
    yield (
        "organisations",
        {
            "id": organisation_id,
            "url": site.urls.absolute(urls.organisation(organisation_id)),
            "name": organisation.name,
            "role": organisation.role.value,
            "country": organisation.country,
        },
    )
    key: dict[str, Value] = {"organisation": organisation_id}
    yield from _numbered("organisation_aliases", key, "alias", organisation.aliases)


def _thread(site: Site, thread: Thread) -> dict[str, Value]:
    return {
        "id": thread.id,
        "url": site.urls.absolute(urls.thread(thread.id)),
        "title": thread.title,
        "summary": thread.summary,
    }


def _share(share: HashrateShare) -> dict[str, Value]:
    return {
        "month": share.month,
        "region": share.place,
        "place": None if share.place == OTHER_PLACES else share.place,
        "share_percent": share.share_percent,
        "source_url": share.source_url,
        "release": share.release,
    }


def of_briefing(site: Site, briefing: Briefing) -> Iterator[TableRow]:
    """The rows that come from one briefing."""
    key: dict[str, Value] = {"briefing": briefing.id}
    yield "briefings", _briefing(site, briefing)
    yield from _numbered("briefing_places", key, "place", briefing.places)
    yield from _numbered("briefing_organisations", key, "organisation", briefing.organisations)
    yield from _numbered("briefing_tags", key, "tag", briefing.tags)
    yield from _numbered("causes", key, "cause", briefing.caused_by)
    for number, source in enumerate(briefing.sources, 1):
        yield (
            "sources",
            {
                **key,
                "id": source.id,
                "number": number,
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url,
                **span("date", source.date),
                "archived": source.archived,
                "accessed": source.accessed,
                "lang": source.lang,
            },
        )
    for number, action in enumerate(briefing.actions, 1):
        yield (
            "actions",
            {
                **key,
                "number": number,
                "authority": action.authority,
                "measure": action.measure.value,
                "place": action.place,
                **span("announced", action.announced),
                **span("effective", action.effective),
                **span("until", action.until),
                "source": action.source,
            },
        )
    for number, move in enumerate(briefing.moves, 1):
        yield (
            "moves",
            {
                **key,
                "number": number,
                "who": move.who,
                "from_place": move.origin,
                "to_place": move.to,
                "status": move.status.value,
                **_size(move),
                **span("date", move.date),
                "source": move.source,
            },
        )
    for number, figure in enumerate(briefing.figures, 1):
        yield (
            "figures",
            {
                **key,
                "number": number,
                "what": figure.what,
                "value": figure.value,
                "unit": figure.unit,
                **span("asof", figure.asof),
                "source": figure.source,
            },
        )
    for number, dispute in enumerate(briefing.disputes, 1):
        yield "disputes", {**key, "number": number, "about": dispute.about}
        for claim_number, claim in enumerate(dispute.claims, 1):
            yield (
                "claims",
                {
                    **key,
                    "dispute": number,
                    "number": claim_number,
                    "say": claim.say,
                    "move": claim.move,
                    **_size(claim),
                    "source": claim.source,
                },
            )
    for number, update in enumerate(briefing.updates, 1):
        yield (
            "updates",
            {
                **key,
                "number": number,
                "date": update.date,
                "note": update.note,
                "field": update.field,
                "old": update.old,
                "new": update.new,
            },
        )


def _briefing(site: Site, briefing: Briefing) -> dict[str, Value]:
    organisations = site.archive.organisations
    return {
        "id": briefing.id,
        "url": site.urls.absolute(urls.briefing(briefing.id)),
        "title": briefing.title,
        **span("date", briefing.date),
        "year": int(dates.year(briefing.date)),
        "kind": briefing.kind.value,
        "summary": briefing.summary,
        "confidence": briefing.confidence.value,
        **span("reported", briefing.reported),
        "published": briefing.entered,
        "changed": briefing.changed,
        "thread": briefing.thread,
        "place_names": _names(map(site.place_name, briefing.places)),
        "organisation_names": _names(organisations[each].name for each in briefing.organisations),
    }


def _names(names: Iterable[str]) -> str | None:
    return NAME_SEPARATOR.join(names) or None


def _size(of: Move | Claim) -> dict[str, Value]:
    return {"machines": of.machines, "hashrate_ph": of.hashrate_ph, "power_mw": of.power_mw}


def _numbered(
    table: str, key: dict[str, Value], column: str, values: Sequence[str]
) -> Iterator[TableRow]:
    for number, value in enumerate(values, 1):
        yield table, {**key, "number": number, column: value}
