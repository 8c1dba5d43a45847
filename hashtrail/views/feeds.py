"""Atom and JSON feeds."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.views.texts import ShownText


class FeedEntry(Struct, frozen=True, kw_only=True):
    """An entry of a feed: a briefing, or a correction of one. All URLs are absolute."""

    id: str
    url: str
    title: str
    summary: str
    content: ShownText | str
    published: str
    updated: str
    tags: tuple[str, ...]


class FeedView(Struct, frozen=True, kw_only=True):
    """A feed as Atom (RFC 4287) shows it. All URLs are absolute, `updated` is RFC 3339."""

    id: str
    title: str
    subtitle: str
    lang: str
    author: str
    rights: str
    updated: str
    page: str
    self_url: str
    json_url: str
    entries: tuple[FeedEntry, ...]
