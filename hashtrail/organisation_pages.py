"""The pages of an organisation: its moves, what it did and what was done around it, who reports on it, its briefings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from hashtrail import ledger_rows, urls
from hashtrail.flows import Flows
from hashtrail.ledger import Ledger, LedgerAction
from hashtrail.list_pages import Slice, briefing_part, mentions
from hashtrail.model import Outline
from hashtrail.site import MENTION_COUNT, Site, names
from hashtrail.views import Counted, OrganisationDetails, OrganisationView

#: Publishers that a page names, beyond which they are counted.
_PUBLISHER_COUNT: Final = 20


def _description(name: str) -> str:
    return f"{name} in mining relocations and crackdowns: moves, actions and briefings with their sources."


def view(
    site: Site, organisation_id: str, part: Slice, briefings: Sequence[Outline]
) -> OrganisationView:
    """One page of the list of an organisation, with its briefings."""
    archive = site.archive
    organisation = archive.organisations[organisation_id]
    about = _description(organisation.name)
    feeds = site.feeds(organisation.name, urls.organisation(organisation_id))
    linked_from = mentions(archive, organisation_id) if part.number == 1 else ()
    return OrganisationView(
        frame=site.frame(
            part.path,
            organisation.name + part.suffix,
            about + part.suffix,
            trail=(site.link("Organisations", urls.ORGANISATIONS),),
            feeds=feeds,
        ),
        heading=organisation.name,
        role=organisation.role,
        country=site.place(organisation.country) if organisation.country else None,
        aliases=names(organisation.aliases, organisation.country),
        details=_details(site, organisation_id) if part.number == 1 else None,
        effects_page=site.link("What followed", urls.EFFECTS),
        briefings=briefing_part(
            site, part, briefings, len(archive.by_organisation.get(organisation_id, ()))
        ),
        linked_from=tuple(map(site.briefing, linked_from[:MENTION_COUNT])),
        more_linked_from=max(0, len(linked_from) - MENTION_COUNT),
        feeds=feeds,
    )


def _details(site: Site, organisation_id: str) -> OrganisationDetails:
    archive = site.archive
    by_organisation = site.ledger.once(_Actions)
    briefings = archive.by_organisation.get(organisation_id, ())
    publishers = Counter(publisher for briefing in briefings for publisher, _ in briefing.sources)
    ranked = sorted(publishers.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))
    return OrganisationDetails(
        as_of=archive.as_of,
        moves=ledger_rows.moves(site, site.ledger.once(Flows).of(organisation_id)),
        own=ledger_rows.actions(site, by_organisation.own(organisation_id)),
        others=ledger_rows.actions(site, by_organisation.others(organisation_id, briefings)),
        publishers=tuple(
            Counted(site.publisher(name), count) for name, count in ranked[:_PUBLISHER_COUNT]
        ),
        more_publishers=max(0, len(ranked) - _PUBLISHER_COUNT),
    )


class _Actions:
    """The actions of a ledger by authority and by briefing, the newest briefing first."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_authority: dict[str, list[LedgerAction]] = {}
        self._by_briefing: dict[str, list[LedgerAction]] = {}
        for each in ledger.actions:
            self._by_authority.setdefault(each.action.authority, []).append(each)
            self._by_briefing.setdefault(each.briefing.id, []).append(each)

    def own(self, organisation_id: str) -> Sequence[LedgerAction]:
        return self._by_authority.get(organisation_id, ())

    def others(self, organisation_id: str, briefings: Sequence[Outline]) -> list[LedgerAction]:
        return [
            each
            for briefing in briefings
            for each in self._by_briefing.get(briefing.id, ())
            if each.action.authority != organisation_id
        ]
