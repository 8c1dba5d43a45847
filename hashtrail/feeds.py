"""Atom (RFC 4287) and JSON Feed 1.1: the same entries in two forms.

The feeds of the whole archive carry the full texts, those of its lists the summaries: with texts in all of
them, an archive of 10,000 briefings would be two thirds feeds, and too large for GitHub Pages.

Ids are UUIDs (RFC 4122, version 5) below the UUID of the site: they depend on neither title nor address. A
briefing that was renamed keeps the id of its first alias.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import dates, urls
from hashtrail.list_pages import corrections, latest
from hashtrail.model import Briefing, Outline
from hashtrail.site import Site
from hashtrail.views.feeds import FeedEntry, FeedView
from hashtrail.views.texts import ShownText

#: Entries of a feed.
LENGTH: Final = 50


class JsonFeedAuthor(Struct, frozen=True):
    name: str


class JsonFeedItem(Struct, frozen=True):
    """An item as JSON Feed 1.1 names its parts (https://www.jsonfeed.org/version/1.1/)."""

    id: str
    url: str
    title: str
    summary: str
    content_html: ShownText | str
    date_published: str
    date_modified: str
    tags: tuple[str, ...]


class JsonFeed(Struct, frozen=True):
    """A feed as JSON Feed 1.1 names its parts."""

    version: str
    title: str
    description: str
    home_page_url: str
    feed_url: str
    language: str
    authors: tuple[JsonFeedAuthor, ...]
    items: tuple[JsonFeedItem, ...]


class Feeds:
    """Makes the feeds of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def atom(self, list_path: str, name: str, briefings: Iterable[Outline]) -> FeedView:
        """The Atom feed of a list of briefings."""
        return self._atom(list_path, name, self._latest(list_path, briefings))

    def json(self, list_path: str, name: str, briefings: Iterable[Outline]) -> JsonFeed:
        """The JSON Feed of a list of briefings."""
        return self._json(list_path, name, self._latest(list_path, briefings))

    def corrections_atom(self) -> FeedView:
        return self._atom(urls.CORRECTIONS, "corrections", self._corrections())

    def corrections_json(self) -> JsonFeed:
        return self._json(urls.CORRECTIONS, "corrections", self._corrections())

    def _latest(self, list_path: str, briefings: Iterable[Outline]) -> tuple[FeedEntry, ...]:
        part, make = ("short entry", self._short_entry)
        if list_path == urls.HOME:
            part, make = ("entry", self._entry)
        return tuple(self.site.held(part, each, make) for each in latest(briefings, LENGTH))

    def _corrections(self) -> tuple[FeedEntry, ...]:
        """An entry for each of the latest corrections."""
        entries = []
        for outline, number in corrections(self.site.archive)[:LENGTH]:
            briefing = self.site.record(outline)
            update = briefing.updates[number]
            stamp = dates.timestamp(update.date)
            entries.append(
                FeedEntry(
                    id=self._briefing_id(briefing, f"#update-{number + 1}"),
                    url=self.site.urls.absolute(urls.briefing(briefing.id)),
                    title=f"Correction: {briefing.title}",
                    summary=update.note,
                    content=html.escape(update.note),
                    published=stamp,
                    updated=stamp,
                    tags=(),
                )
            )
        return tuple(entries)

    def _title(self, name: str) -> str:
        return f"{self.site.config.title}: {name}"

    def _atom(self, list_path: str, name: str, entries: tuple[FeedEntry, ...]) -> FeedView:
        site, config = self.site, self.site.config
        founded = dates.timestamp(config.founded)
        return FeedView(
            id=self._id(list_path),
            title=self._title(name),
            subtitle=config.description,
            lang=config.lang,
            author=config.publisher,
            rights=f"{config.licence_name}, {config.licence_url}",
            updated=max((entry.updated for entry in entries), default=founded),
            page=site.urls.absolute(list_path),
            self_url=site.urls.absolute(urls.atom_feed(list_path)),
            json_url=site.urls.absolute(urls.json_feed(list_path)),
            entries=entries,
        )

    def _json(self, list_path: str, name: str, entries: tuple[FeedEntry, ...]) -> JsonFeed:
        site, config = self.site, self.site.config
        return JsonFeed(
            version="https://jsonfeed.org/version/1.1",
            title=self._title(name),
            description=config.description,
            home_page_url=site.urls.absolute(list_path),
            feed_url=site.urls.absolute(urls.json_feed(list_path)),
            language=config.lang,
            authors=(JsonFeedAuthor(config.publisher),),
            items=tuple(
                JsonFeedItem(
                    id=entry.id,
                    url=entry.url,
                    title=entry.title,
                    summary=entry.summary,
                    content_html=entry.content,
                    date_published=entry.published,
                    date_modified=entry.updated,
                    tags=entry.tags,
                )
                for entry in entries
            ),
        )

    def _id(self, name: str) -> str:
        return self.site.uuid(name).urn

    def _briefing_id(self, briefing: Briefing, part: str = "") -> str:
        return self._id(urls.first_briefing_id(briefing.id, briefing.aliases) + part)

    def _short_entry(self, briefing: Briefing) -> FeedEntry:
        content = html.escape(briefing.summary)
        return msgspec.structs.replace(self._entry(briefing), content=content)

    def _entry(self, briefing: Briefing) -> FeedEntry:
        path = urls.briefing(briefing.id)
        return FeedEntry(
            id=self._briefing_id(briefing),
            url=self.site.urls.absolute(path),
            title=briefing.title,
            summary=briefing.summary,
            content=self.site.feed_text(briefing, path),
            published=dates.timestamp(briefing.entered),
            updated=dates.timestamp(briefing.changed),
            tags=(briefing.kind, *briefing.tags),
        )
