"""The layout around every page, with the metadata in its head."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.views.texts import Html, Link


class NavigationItem(Struct, frozen=True):
    """A link of the main navigation; `is_current` on the pages that it leads to."""

    text: str
    url: str
    is_current: bool


class LinkGroup(Struct, frozen=True):
    """Links under one heading, such as a part of the footer."""

    heading: str
    links: tuple[Link, ...]


class FeedLinks(Struct, frozen=True):
    """The feeds that follow what a page lists, and the calendar of its actions, empty where there is none."""

    title: str
    atom: str
    json: str
    calendar: str


class MetaTag(Struct, frozen=True):
    """A `<meta>` of the head; `attribute` is `name` or `property`."""

    attribute: str
    name: str
    content: str


class SharedPicture(Struct, frozen=True):
    """The picture that stands for a page where its link is shared: an absolute URL, and what the picture shows."""

    url: str
    text: str


class Frame(Struct, frozen=True, kw_only=True):
    """What the layout around every page shows.

    `title` is the text of `<title>`, `canonical` the absolute URL of the page (empty on the 404 page, which has
    none), `home` the link of the home page, under which static files stand, `search` that of the search page;
    `theme_script` sets the theme that the reader chose; `script` is the module of the search box, and the address that the modules beside it are found by; both are empty
    on a site without search.
    """

    lang: str
    site_title: str
    tagline: str
    title: str
    description: str
    canonical: str
    home: str
    search: str
    navigation: tuple[NavigationItem, ...]
    footer: tuple[LinkGroup, ...]
    breadcrumbs: tuple[Link, ...]
    feeds: tuple[FeedLinks, ...]
    meta: tuple[MetaTag, ...]
    json_ld: Html
    licence: Link
    stylesheet: str
    theme_script: str
    script: str
    icon: str
