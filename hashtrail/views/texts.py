"""Texts and links, which views of all kinds hold."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Html(Struct, frozen=True):
    """Markup that is safe as it stands: sanitized prose, or JSON-LD without a `<`."""

    text: str

    def __html__(self) -> str:
        """What markupsafe, and so every template, takes as already escaped."""
        return self.text


class TextUnavailableError(Exception):
    """A text that a view shows cannot be had: no mistake of the template that asks for it."""


class ShownText:
    """A text of the archive as one page shows it: its links resolved for that page, when a template asks.

    `path` is its content file and `links` is all that it takes from elsewhere, the names and addresses behind
    its links: the two stand for it in the recipe of the page, with the digest of the converted text.
    """

    __slots__ = ("_resolve", "links", "path")

    def __init__(self, path: str, links: tuple[str, ...], resolve: Callable[[], str]) -> None:
        self.path = path
        self.links = links
        self._resolve = resolve

    def __html__(self) -> str:
        return self._resolve()

    def __str__(self) -> str:
        return self._resolve()


class Link(Struct, frozen=True):
    text: str
    url: str


class Name(Struct, frozen=True):
    """A name, with the BCP 47 tag of its language where it is written in other than Latin letters."""

    text: str
    lang: str
