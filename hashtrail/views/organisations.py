"""The pages of an organisation."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.views.frames import FeedLinks, Frame
from hashtrail.views.ledger_rows import ActionTable, MoveTable
from hashtrail.views.lists import BriefingPart, Counted
from hashtrail.views.texts import Link, Name


class OrganisationDetails(Struct, frozen=True, kw_only=True):
    """What is known of an organisation beside its briefings.

    `own` are its actions, `others` those of others in briefings that list it, `publishers` who reports on it.
    """

    as_of: Date
    moves: MoveTable
    own: ActionTable
    others: ActionTable
    publishers: tuple[Counted, ...]
    more_publishers: int


class OrganisationView(Struct, frozen=True, kw_only=True):
    """A page of the list of an organisation; the first has all `details`."""

    frame: Frame
    heading: str
    role: str
    country: Link | None
    aliases: tuple[Name, ...]
    details: OrganisationDetails | None
    effects_page: Link
    briefings: BriefingPart
    linked_from: tuple[Link, ...]
    more_linked_from: int
    feeds: FeedLinks
