"""URLs, slugs and output paths: the only place that joins them.

A *site path* starts with a slash and knows nothing of where the site is published
(`/briefings/2021/x/`). `SiteUrls` turns it into what a page links (`/hashtrail/briefings/2021/x/`) or
what a feed names (`https://example.org/hashtrail/briefings/2021/x/`); `output_path` into a file name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

SLUG_LENGTH: Final = 100
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SITE_PATH: Final = re.compile(
    r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}\.[A-Za-z0-9]{1,10})?"
)
_SITE_PATH_LENGTH: Final = 500
_BRIEFING: Final = re.compile(r"/briefings/(\d{4}/[^/]+)/")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

HOME: Final = "/"
BRIEFINGS: Final = "/briefings/"
PLACES: Final = "/places/"
ORGANISATIONS: Final = "/organisations/"
TAGS: Final = "/tags/"
KINDS: Final = "/kinds/"
THREADS: Final = "/threads/"
TIMELINE: Final = "/timeline/"
AS_OF: Final = "/asof/"
SOURCES: Final = "/sources/"
EFFECTS: Final = "/effects/"
COVERAGE: Final = "/coverage/"
CORRECTIONS: Final = "/corrections/"
MAP: Final = "/map/"
MAP_FACTS: Final = "/map/facts.json"
DATA: Final = "/data/"
SEARCH: Final = "/search/"
NOT_FOUND: Final = "/404.html"
STATIC: Final = "/static/"


def is_slug(text: str) -> bool:
    """Whether a text is lower-case ASCII words and numbers joined by single hyphens."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """A slug for any text; a digest of it where no ASCII letter or digit is left."""
    decomposed = unicodedata.normalize("NFKD", text)
    ascii_text = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:SLUG_LENGTH].strip("-")
    return slug or "x-" + hashlib.blake2b(text.encode(), digest_size=5).hexdigest()


def slug_hint(text: str) -> str:
    """What to tell the author of a text that should be a slug."""
    rule = "use lower-case letters, digits and single hyphens"
    slug = slugify(text)
    return f"{rule}: `{slug}`" if any(c.isascii() and c.isalnum() for c in text) else rule


def is_site_path(text: str) -> bool:
    """Whether a text is a path that a page of the site can have: no `..`, no hidden name, no query, no escapes."""
    return len(text) <= _SITE_PATH_LENGTH and _SITE_PATH.fullmatch(text) is not None


def briefing(briefing_id: str) -> str:
    return f"{BRIEFINGS}{briefing_id}/"


def briefing_json(briefing_id: str) -> str:
    return f"{briefing(briefing_id)}index.json"


def first_briefing_id(briefing_id: str, aliases: Sequence[str]) -> str:
    """The first id that a briefing ever had: it does not change when the briefing is renamed.

    A renamed briefing keeps its old address among its aliases, the oldest first.
    """
    first = _BRIEFING.fullmatch(aliases[0]) if aliases else None
    return first[1] if first else briefing_id


def year(year: str) -> str:
    return f"{BRIEFINGS}{year}/"


def map_of(year: str) -> str:
    return f"{MAP}{year}/"


def place(place_id: str) -> str:
    return f"{PLACES}{place_id.lower()}/"


def organisation(organisation_id: str) -> str:
    return f"{ORGANISATIONS}{organisation_id}/"


def tag(tag: str) -> str:
    return f"{TAGS}{tag}/"


def kind(kind: str) -> str:
    return f"{KINDS}{kind}/"


def thread(thread_id: str) -> str:
    return f"{THREADS}{thread_id}/"


def timeline(year: str) -> str:
    return f"{TIMELINE}{year}/"


def as_of(year: str, country: str = "") -> str:
    """What was in force in a year: everywhere, or in one country."""
    return f"{AS_OF}{year}/{country.lower()}/" if country else f"{AS_OF}{year}/"


@cache
def publisher(name: str) -> str:
    return f"{SOURCES}{slugify(name)}/"


def page(page_id: str) -> str:
    return f"/{page_id}/"


def numbered(list_path: str, number: int) -> str:
    """The path of page `number` (from 1) of a paginated list."""
    return list_path if number == 1 else f"{list_path}page/{number}/"


def atom_feed(list_path: str) -> str:
    return f"{list_path}feed.xml"


def json_feed(list_path: str) -> str:
    return f"{list_path}feed.json"


def citations(suffix: str) -> str:
    """The file with the references of all briefings in one format, by the ending of its name."""
    return f"{DATA}citations.{suffix}"


def data_url(media_type: str, text: str) -> str:
    """A `data:` URL (RFC 2397) that holds a text: a small file inside the page that links it.

    Only what a URL may not hold as it is (RFC 3986) gets escaped, so that it stays short. The text has no control
    characters but line ends and tabs.
    """
    for character, escaped in _DATA_ESCAPES:
        text = text.replace(character, escaped)
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda match: quote(match[0]), text)
    return f"data:{media_type};charset=utf-8,{text}"


#: `%` comes first, for it begins all others.
_DATA_ESCAPES: Final = tuple(
    (character, f"%{ord(character):02X}") for character in '% \t\r\n"#<>[\\]^`{|}'
)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


def social_card(page_path: str) -> str:
    return f"{page_path}card.png"


def calendar(list_path: str) -> str:
    return f"{list_path}calendar.ics"


def output_path(site_path: str) -> str:
    """The file, relative to the output folder, that a host serves for a site path."""
    relative = site_path.removeprefix("/")
    return relative + "index.html" if relative == "" or relative.endswith("/") else relative


def of_output(path: str) -> str:
    """The site path of a file of the output folder: the inverse of `output_path`."""
    folder, _, name = path.rpartition("/")
    if name != "index.html":
        return "/" + path
    return f"/{folder}/" if folder else "/"


def is_external(url: str) -> bool:
    """Whether a URL leaves the site: it has a scheme or a host of its own."""
    return url.startswith("//") or _SCHEME.match(url) is not None


class SiteUrls(Struct, frozen=True):
    """Where the site is published: scheme and host, and the path with its final slash."""

    origin: str
    base_path: str

    @staticmethod
    def parse(base_url: str) -> SiteUrls:
        """Read an absolute http or https URL; its final slash may be left out.

        Raises ValueError, with a sentence for the user, for anything else.
        """
        parts = urlsplit(base_url)
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("the port is a number, or is left out") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write an absolute address such as https://example.org/hashtrail/")
        if parts.query or parts.fragment or parts.username is not None:
            raise ValueError("leave out the query, the fragment and any user name")
        path = parts.path if parts.path.endswith("/") else parts.path + "/"
        if not is_site_path(path):
            raise ValueError(
                f"the path `{parts.path}` has characters that a site path may not have"
            )
        return SiteUrls(f"{parts.scheme}://{parts.netloc}", path)

    @property
    def root(self) -> str:
        return self.origin + self.base_path

    def link(self, site_path: str) -> str:
        """What a page of the site writes to link a site path."""
        return self.base_path + site_path.removeprefix("/")

    def absolute(self, site_path: str) -> str:
        return self.origin + self.link(site_path)

    def resolve(self, url: str, page_path: str) -> str:
        """What a text means by `url` on the page with `page_path`, as a link of the published site.

        Site paths get the base path, relative ones are joined to the page; external addresses and
        fragments of the same page stay as they are.
        """
        if is_external(url) or url.startswith("#"):
            return url
        if url.startswith("/") and "/." not in url:
            return self.link(url)
        return self.link(urljoin(page_path, url))

    def site_path(self, link: str) -> str | None:
        """The site path (fragment and query kept) of a link as pages write it; None if it leaves the base path."""
        if not link.startswith(self.base_path):
            return None
        return "/" + link[len(self.base_path) :]
