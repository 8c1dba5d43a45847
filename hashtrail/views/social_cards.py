"""The pictures of pages for where their links are shared."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.model import Kind


class SocialCardView(Struct, frozen=True, kw_only=True):
    """The picture of a page where its link is shared; `kind`, which gives its colour, is None for that of the site."""

    kind: Kind | None
    label: str
    date: str
    title: str
    note: str
    site: str
