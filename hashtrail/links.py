"""The links of rendered pages, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from hashtrail.urls import SiteUrls, is_external


class PageLinks(Struct, frozen=True):
    """What one page links, as written in it, and the anchors that it offers."""

    targets: tuple[str, ...]
    anchors: frozenset[str]


class DeadLink(Struct, frozen=True):
    """A link without a target: on which page, as written there, and whether only the fragment is missing."""

    page: str
    target: str
    is_fragment: bool


def extract(markup: bytes) -> PageLinks:
    """The links and anchors of an HTML page."""
    tree = LexborHTMLParser(markup)
    targets: dict[str, None] = {}
    anchors = set()
    for node in tree.css("[href], [src], [id]"):
        attributes = node.attributes
        for name in ("href", "src"):
            if target := attributes.get(name):
                targets[target] = None
        if anchor := attributes.get("id"):
            anchors.add(anchor)
    return PageLinks(tuple(targets), frozenset(anchors))


def check(
    links: Mapping[str, PageLinks], files: frozenset[str], urls: SiteUrls
) -> Iterator[DeadLink]:
    """The dead links of a site.

    `links` holds the HTML pages by site path; `files` the site paths of all files. A link counts as internal if
    it has no host or is below the address of the site; one that leaves the base path is dead.
    """
    for page, page_links in links.items():
        address = urls.link(page)
        for target in page_links.targets:
            link = target
            if target.startswith(urls.root):
                link = urls.base_path + target[len(urls.root) :]
            elif is_external(target):
                continue
            resolved, fragment = urldefrag(urljoin(address, link))
            site_path = urls.site_path(unquote(urlsplit(resolved).path))
            if site_path is None or site_path not in files:
                yield DeadLink(page, target, is_fragment=False)
            elif (
                fragment
                and site_path in links
                and unquote(fragment) not in links[site_path].anchors
            ):
                yield DeadLink(page, target, is_fragment=True)
