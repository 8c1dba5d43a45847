"""Pages of a text alone, redirects, and what only programs read of the site."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.views.frames import Frame
from hashtrail.views.texts import ShownText


class TextView(Struct, frozen=True, kw_only=True):
    """A page of its own, such as /about/."""

    frame: Frame
    heading: str
    summary: str
    body: ShownText


class RedirectView(Struct, frozen=True):
    """A page that leads from an old URL to the one that took its place."""

    lang: str
    title: str
    url: str
    canonical: str


class SitemapEntry(Struct, frozen=True):
    url: str
    changed: Date | None


class SitemapView(Struct, frozen=True):
    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(Struct, frozen=True):
    sitemaps: tuple[str, ...]


class RobotsView(Struct, frozen=True):
    sitemap: str
