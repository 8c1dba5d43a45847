"""The links of rendered pages, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from hashtrail.urls import SiteUrls, is_external

#: Stands for the target of a link that leaves the base path of the site on its own host.
OUTSIDE: Final = ""


class PageLinks(Struct, frozen=True):
    """The internal links of one page.

    `targets` are site paths, each once; `fragments` are the links to a part of another page
    (`/about/#method`), `missing` the fragments of links to a part of this one that it does not have.
    """

    targets: tuple[str, ...]
    fragments: tuple[str, ...]
    missing: tuple[str, ...]


class DeadLink(Struct, frozen=True):
    """A link without a target: on which page, as written there, and whether only the fragment is missing."""

    page: str
    target: str
    is_fragment: bool


def _internal(url: str, page: str, urls: SiteUrls) -> tuple[str, str] | None:
    """Site path and fragment of a link on a page; None for one that leaves the site.

    A link counts as internal if it has no host or is below the address of the site.
    """
    if url.startswith("#"):
        return page, unquote(url[1:])
    if url.startswith("/"):
        return _from_root(url, urls)
    if is_external(url):
        # What leaves the site is not held: it is the source of one page, or a file in a `data:` URL.
        return _from_root(url, urls) if url.startswith(urls.root) else None
    return _from_root(urljoin(urls.link(page), url), urls)


@lru_cache(maxsize=1 << 16)
def _from_root(url: str, urls: SiteUrls) -> tuple[str, str] | None:
    """Site path and fragment of a link that means the same on every page."""
    if url.startswith(urls.root):
        url = urls.base_path + url[len(urls.root) :]
    elif is_external(url):
        return None
    resolved, fragment = urldefrag(urljoin(urls.base_path, url))
    path = urls.site_path(unquote(urlsplit(resolved).path))
    return (OUTSIDE if path is None else path), unquote(fragment)


def _tree(markup: bytes) -> tuple[dict[str, None], set[str]]:
    """The links, each once, and the anchors of a page."""
    tree = LexborHTMLParser(markup)
    links = (node.attrs[name] for name in ("href", "src") for node in tree.css(f"[{name}]"))
    anchors = (node.id for node in tree.css("[id]"))
    return dict.fromkeys(filter(None, links)), set(filter(None, anchors))


def extract(markup: bytes, page: str, urls: SiteUrls) -> PageLinks:
    """The internal links of an HTML page with a site path."""
    written, anchors = _tree(markup)
    targets: dict[str, None] = {}
    fragments = []
    missing = []
    for url in written:
        internal = _internal(url, page, urls)
        if internal is None:
            continue
        path, fragment = internal
        targets[path] = None
        if fragment and path == page and fragment not in anchors:
            missing.append(fragment)
        elif fragment and path != page:
            fragments.append(f"{path}#{fragment}")
    return PageLinks(tuple(targets), tuple(fragments), tuple(missing))


def anchors(markup: bytes) -> frozenset[str]:
    """The anchors that a page offers."""
    return frozenset(_tree(markup)[1])


def dead(
    markup: bytes,
    page: str,
    urls: SiteUrls,
    files: AbstractSet[str],
    anchors_of: Mapping[str, AbstractSet[str]],
) -> Iterator[DeadLink]:
    """The dead links of one page, as it writes them.

    `files` are the site paths of all files, `anchors_of` the anchors of the pages whose parts are linked.
    """
    written, own = _tree(markup)
    for url in written:
        internal = _internal(url, page, urls)
        if internal is None:
            continue
        path, fragment = internal
        if path not in files:
            yield DeadLink(page, url, is_fragment=False)
        elif fragment and fragment not in (own if path == page else anchors_of.get(path, ())):
            yield DeadLink(page, url, is_fragment=True)
