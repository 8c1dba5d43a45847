"""The pages of an organisation: its moves, what it did and what was done around it, who reports on it, its briefings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from hashtrail import ledger_rows, urls
from hashtrail.flows import Flows
from hashtrail.ledger import Ledger, LedgerAction
from hashtrail.list_pages import Slice, briefing_part, mentions
from hashtrail.model import Outline
from hashtrail.site import MENTION_COUNT, Site, names
from hashtrail.views.lists import Counted
from hashtrail.views.organisations import OrganisationDetails, OrganisationView

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
    ledger = site.ledger
    briefings = archive.by_organisation.get(organisation_id, ())
    publishers = Counter(publisher for briefing in briefings for publisher, _ in briefing.sources)
    ranked = sorted(publishers.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))
    return OrganisationDetails(
        as_of=archive.as_of,
        moves=ledger_rows.moves(site, ledger.once(Flows).of(organisation_id)),
        own=ledger_rows.actions(site, ledger.once(_by_authority).get(organisation_id, ())),
        others=ledger_rows.actions(
            site,
            [
                each
                for each in ledger.actions_of(briefings)
                if each.action.authority != organisation_id
            ],
        ),
        publishers=tuple(
            Counted(site.publisher(name), count) for name, count in ranked[:_PUBLISHER_COUNT]
        ),
        more_publishers=max(0, len(ranked) - _PUBLISHER_COUNT),
    )


def _by_authority(ledger: Ledger) -> dict[str, list[LedgerAction]]:
    """The actions of each authority, the newest briefing first."""
    found: defaultdict[str, list[LedgerAction]] = defaultdict(list)
    for each in ledger.actions:
        found[each.action.authority].append(each)
    return dict(found)
