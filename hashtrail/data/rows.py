"""Briefings and registries as rows of the tables: each a mapping of the names of the columns to values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hashtrail import dates, urls
from hashtrail.data.tables import span
from hashtrail.model import (
    OTHER_PLACES,
    Action,
    Briefing,
    Claim,
    Figure,
    HashrateShare,
    Move,
    Organisation,
    Place,
    Source,
    Thread,
    Update,
    country_of,
)
from hashtrail.site import Site

Value = str | int | float | None
Row = dict[str, Value]
#: The name of a table, and a row of it.
TableRow = tuple[str, Row]

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
    yield from _numbered("place_aliases", {"place": place_id}, _column("alias", place.aliases))


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
    key: Row = {"organisation": organisation_id}
    yield from _numbered("organisation_aliases", key, _column("alias", organisation.aliases))


def _thread(site: Site, thread: Thread) -> Row:
    return {
        "id": thread.id,
        "url": site.urls.absolute(urls.thread(thread.id)),
        "title": thread.title,
        "summary": thread.summary,
    }


def _share(share: HashrateShare) -> Row:
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
    key: Row = {"briefing": briefing.id}
    yield "briefings", _briefing(site, briefing)
    yield from _numbered("briefing_places", key, _column("place", briefing.places))
    yield from _numbered(
        "briefing_organisations", key, _column("organisation", briefing.organisations)
    )
    yield from _numbered("briefing_tags", key, _column("tag", briefing.tags))
    yield from _numbered("causes", key, _column("cause", briefing.caused_by))
    yield from _numbered("sources", key, map(_source, briefing.sources))
    yield from _numbered("actions", key, map(_action, briefing.actions))
    yield from _numbered("moves", key, map(_move, briefing.moves))
    yield from _numbered("figures", key, map(_figure, briefing.figures))
    for number, dispute in enumerate(briefing.disputes, 1):
        yield "disputes", {**key, "number": number, "about": dispute.about}
        of_dispute = {**key, "dispute": number}
        yield from _numbered("claims", of_dispute, map(_claim, dispute.claims))
    yield from _numbered("updates", key, map(_update, briefing.updates))


def _briefing(site: Site, briefing: Briefing) -> Row:
    organisations = site.organisations
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


def _size(of: Move | Claim) -> Row:
    return {"machines": of.machines, "hashrate_ph": of.hashrate_ph, "power_mw": of.power_mw}


def _source(source: Source) -> Row:
    return {
        "id": source.id,
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        **span("date", source.date),
        "archived": source.archived,
        "accessed": source.accessed,
        "lang": source.lang,
    }


def _action(action: Action) -> Row:
    return {
        "authority": action.authority,
        "measure": action.measure.value,
        "place": action.place,
        **span("announced", action.announced),
        **span("effective", action.effective),
        **span("until", action.until),
        "source": action.source,
    }


def _move(move: Move) -> Row:
    return {
        "who": move.who,
        "from_place": move.origin,
        "to_place": move.to,
        "status": move.status.value,
        **_size(move),
        **span("date", move.date),
        "source": move.source,
    }


def _figure(figure: Figure) -> Row:
    return {
        "what": figure.what,
        "value": figure.value,
        "unit": figure.unit,
        **span("asof", figure.asof),
        "source": figure.source,
    }


def _claim(claim: Claim) -> Row:
    return {"say": claim.say, "move": claim.move, **_size(claim), "source": claim.source}


def _update(update: Update) -> Row:
    return {
        "date": update.date,
        "note": update.note,
        "field": update.field,
        "old": update.old,
        "new": update.new,
    }


def _column(name: str, values: Iterable[str]) -> Iterator[Row]:
    return ({name: value} for value in values)


def _numbered(table: str, key: Row, rows: Iterable[Row]) -> Iterator[TableRow]:
    """Rows with the key of what they belong to, and where they stand there, from 1."""
    for number, row in enumerate(rows, 1):
        yield table, {**key, "number": number, **row}
