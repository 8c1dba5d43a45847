"""An archive seen from where it is published: the links, cards and frames that pages are made of."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

from msgspec import Struct

from hashtrail import dates, metadata, prose, urls
from hashtrail.archive import Archive
from hashtrail.languages import language_of
from hashtrail.ledger import Ledger
from hashtrail.model import (
    Body,
    Briefing,
    Facts,
    Kind,
    Outline,
    Place,
    StandalonePage,
    Thread,
    Update,
    country_of,
)
from hashtrail.urls import SiteUrls
from hashtrail.views.frames import (
    FeedLinks,
    Frame,
    LinkGroup,
    MetaTag,
    NavigationItem,
    SharedPicture,
)
from hashtrail.views.lists import Card, UpdateRow
from hashtrail.views.texts import Link, Name, ShownText

AnyText = Briefing | Thread | StandalonePage
T = TypeVar("T")

#: Parts of pages that are held to be used again, such as cards: enough for most archives, and a bound for the largest.
_HELD: Final = 50_000

#: What `Site.noting` notes for a view that asks for the archive, for the ledger, or for the records of all briefings.
ARCHIVE: Final = "archive"
LEDGER: Final = "ledger"
EVERY_RECORD: Final = "every record"
#: Briefings on one page of a list.
PAGE_LENGTH: Final = 50
#: Briefings named on a page because their text links it, beyond which they are counted.
MENTION_COUNT: Final = 50

_NAVIGATION: Final = (
    ("Briefings", urls.BRIEFINGS),
    ("Map", urls.MAP),
    ("Timeline", urls.TIMELINE),
    ("Places", urls.PLACES),
    ("Organisations", urls.ORGANISATIONS),
    ("Threads", urls.THREADS),
    ("Data", urls.DATA),
)
#: What the footer has besides: other ways into the archive, and what tells of the archive itself.
_BROWSE: Final = (
    ("As of", urls.AS_OF),
    ("What followed", urls.EFFECTS),
    ("Kinds", urls.KINDS),
    ("Tags", urls.TAGS),
    ("Sources", urls.SOURCES),
)
_ABOUT: Final = (("Coverage", urls.COVERAGE), ("Corrections", urls.CORRECTIONS))


class Holdings(Struct, frozen=True):
    """What the content folder holds.

    `records` and `bodies` give what a file holds by its path, bodies only when a page is rendered; `facts` those of all
    briefings by path; `digest` is one of all records and options.
    """

    records: Callable[[str], Briefing]
    bodies: Callable[[str], Body]
    facts: Callable[[], Mapping[str, Facts]]
    digest: bytes


class Site:
    """Makes links, cards and frames; the same archive and address always give the same ones.

    What briefings say is reached through `record`, `ledger` and `digest` alone, and only while a view is made
    (`noting`): so it is known which views an edit can have changed. So is it with what briefings there are and where they
    stand, which is the `archive`; `config`, `organisations`, `places` and `threads` are what does not depend on them.
    """

    def __init__(
        self,
        archive: Archive,
        site_urls: SiteUrls,
        holdings: Holdings,
        *,
        has_search: bool,
    ) -> None:
        self._archive = archive
        self.config = archive.site
        self.organisations = archive.organisations
        self.places = archive.places
        self.threads = archive.threads
        #: Whether anything in the archive is on a known day: of all that depends on briefings, each page shows but this.
        self.has_calendar = any(briefing.dated_places for briefing in archive.briefings)
        self.urls = site_urls
        self._hold(holdings)
        self.has_search = has_search
        self._ledger: Ledger | None = None
        self._reads: set[str] | None = None
        self._held: dict[tuple[str, str], tuple[Any, tuple[str, ...]]] = {}
        self._root = uuid.UUID(archive.site.uuid)
        # Not functools.cache, which would hold the site in a circle: a preview replaces it often, and it is large.
        self._made: dict[tuple[str, str], Link] = {}
        pages = sorted(archive.pages.values(), key=lambda page: page.title)
        about = [self.link(page.title, urls.page(page.id)) for page in pages]
        about += (self.link(text, target) for text, target in _ABOUT)
        if archive.site.repository:
            about.append(Link("Report an error", archive.site.repository))
        self.navigation = tuple(self.link(text, target) for text, target in _NAVIGATION)
        self.footer = (
            LinkGroup("Browse", tuple(self.link(text, target) for text, target in _BROWSE)),
            LinkGroup("About this archive", tuple(about)),
        )

    def _hold(self, holdings: Holdings) -> None:
        self.holdings = holdings
        # The page of a briefing and its JSON file are made one after the other.
        self._record = lru_cache(maxsize=1)(holdings.records)
        self._body = lru_cache(maxsize=1)(holdings.bodies)

    @property
    def archive(self) -> Archive:
        """All briefings, and where they stand."""
        if self._reads is not None:
            self._reads.add(ARCHIVE)
        return self._archive

    @property
    def dated(self) -> Mapping[str, Sequence[Outline]]:
        """The briefings with actions on a known day, by the path of the list that has a calendar of them."""
        # Asked for, so that it is noted.
        _ = self.archive
        return self._dated

    @cached_property
    def _dated(self) -> dict[str, tuple[Outline, ...]]:
        dated = {
            urls.place(place): briefings
            for place, briefings in self._archive.by_dated_place.items()
        }
        if of_all := tuple(each for each in self._archive.briefings if each.dated_places):
            dated[urls.HOME] = of_all
        return dated

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note what one view is made from: the paths of the briefings whose records are read, ARCHIVE, LEDGER, EVERY_RECORD."""
        assert self._reads is None, "one view at a time"
        self._reads = set()
        try:
            yield self._reads
        finally:
            self._reads = None

    def record(self, briefing: Outline) -> Briefing:
        """All that a briefing says, its text apart."""
        assert self._reads is not None, "a record is read where nobody notes it"
        self._reads.add(briefing.path)
        return self._record(briefing.path)

    @property
    def ledger(self) -> Ledger:
        """What is known of all briefings without their records."""
        assert self._reads is not None, "the ledger is read where nobody notes it"
        self._reads.add(LEDGER)
        if self._ledger is None:
            self._ledger = Ledger(self._archive, self.holdings.facts())
        return self._ledger

    @property
    def digest(self) -> bytes:
        """Stands in a view for all that `every_record` gives, the registries and the options."""
        assert self._reads is not None, "the digest of all records is read where nobody notes it"
        self._reads.add(EVERY_RECORD)
        return self.holdings.digest

    def every_record(self) -> Iterator[Briefing]:
        """All that each briefing says, one at a time, newest first.

        Also for the bytes of files, if their view has the digest.
        """
        if self._reads is not None:
            self._reads.add(EVERY_RECORD)
        for briefing in self._archive.briefings:
            yield self.holdings.records(briefing.path)

    def held(self, part: str, briefing: Outline, make: Callable[[Briefing], T]) -> T:
        """A part of pages that shows a briefing: made once, and used again on others.

        With it is held what was read to make it, so that each page that uses it is known to have read that too.
        """
        outer = self._reads
        assert outer is not None, "a record is read where nobody notes it"
        key = (part, briefing.id)
        known = self._held.get(key)
        if known is None:
            self._reads = set()
            try:
                made = make(self.record(briefing))
                # Smaller than a set, and mostly of the briefing alone.
                known = (made, tuple(self._reads))
            finally:
                self._reads = outer
            if len(self._held) >= _HELD:
                self._held.clear()
            self._held[key] = known
        value: T = known[0]
        outer.update(known[1])
        return value

    def renew(self, holdings: Holdings) -> None:
        """Go on with other holdings of the same outlines."""
        self._hold(holdings)
        self._held.clear()
        self._ledger = None

    def link(self, text: str, site_path: str) -> Link:
        return Link(text, self.urls.link(site_path))

    def briefing(self, briefing: Outline) -> Link:
        return self.held("link", briefing, self._briefing)

    def _briefing(self, briefing: Briefing) -> Link:
        return self.link(briefing.title, urls.briefing(briefing.id))

    def organisation(self, organisation_id: str) -> Link:
        return self._once("organisation", organisation_id, self._organisation)

    def _organisation(self, organisation_id: str) -> Link:
        name = self.organisations[organisation_id].name
        return self.link(name, urls.organisation(organisation_id))

    def _once(self, of: str, key: str, make: Callable[[str], Link]) -> Link:
        """A link that many pages have, made once."""
        known = self._made.get((of, key))
        if known is None:
            known = self._made[of, key] = make(key)
        return known

    def place_name(self, place_id: str) -> str:
        """`Kazakhstan`, or `Sichuan, China` for a subdivision."""
        name = self.places[place_id].name
        country = country_of(place_id)
        return name if country == place_id else f"{name}, {self.places[country].name}"

    def place(self, place_id: str) -> Link:
        return self._once("place", place_id, self._place)

    def _place(self, place_id: str) -> Link:
        return self.link(self.place_name(place_id), urls.place(place_id))

    def kind(self, kind: Kind) -> Link:
        return self.link(kind.capitalize(), urls.kind(kind))

    def tag(self, tag: str) -> Link:
        return self.link(tag_name(tag), urls.tag(tag))

    def thread(self, thread_id: str) -> Link:
        return self.link(self.threads[thread_id].title, urls.thread(thread_id))

    def publisher(self, name: str) -> Link:
        return self._once("publisher", name, self._publisher)

    def _publisher(self, name: str) -> Link:
        return self.link(name, urls.publisher(name))

    def wiki(self, target: str) -> Link:
        """What [[target]] shows and links: a briefing, an organisation or a place."""
        # Without a note: a briefing that is not there is no target either, and of one that is the record is read.
        if target in self._archive.by_id:
            return self.briefing(self._archive.by_id[target])
        if target in self.places:
            place: Place = self.places[target]
            return self.link(place.name, urls.place(target))
        return self.organisation(target)

    def text(self, text: AnyText, page_path: str) -> ShownText:
        """A text as the page with `page_path` shows it."""
        links, resolve = self._links(text, page_path)
        return ShownText(text.path, links, resolve)

    def feed_text(self, text: AnyText, page_path: str) -> ShownText:
        """A text as it reads away from the site: every link is absolute."""
        page = self.urls.absolute(page_path)
        links, resolve = self._links(text, page_path, self.urls.origin, page)
        return ShownText(text.path, (*links, page), lambda: prose.without_anchors(resolve()))

    def _links(
        self, text: AnyText, page_path: str, origin: str = "", page: str = ""
    ) -> tuple[tuple[str, ...], Callable[[], str]]:
        """All that the links of a text take from elsewhere, and what makes the HTML with them.

        `origin` stands before links of the site, `page` before fragments.
        """
        wiki = {target: self.wiki(target) for target in text.prose.wiki_links}

        def address(url: str) -> str:
            resolved = self.urls.resolve(url, page_path)
            return resolved if urls.is_external(resolved) else origin + resolved

        def resolve() -> str:
            return prose.resolve(
                self._body(text.path).html,
                lambda target: (wiki[target].text, origin + wiki[target].url),
                address,
                page,
            )

        links = [part for link in wiki.values() for part in (link.text, origin + link.url)]
        links += map(address, text.prose.links)
        return tuple(links), resolve

    def card(self, briefing: Outline) -> Card:
        return self.held("card", briefing, self._card)

    def _card(self, briefing: Briefing) -> Card:
        return Card(
            url=self.urls.link(urls.briefing(briefing.id)),
            title=briefing.title,
            summary=briefing.summary,
            date=briefing.date,
            kind=briefing.kind,
            places=tuple(self.place(place) for place in briefing.places),
            is_draft=briefing.draft,
        )

    def cards(self, briefings: Iterable[Outline]) -> tuple[Card, ...]:
        return tuple(map(self.card, briefings))

    def update(self, update: Update, briefing: Outline | None = None) -> UpdateRow:
        """A correction as pages show it, with its briefing unless it stands on the page of that."""
        return UpdateRow(
            date=update.date,
            note=update.note,
            field=update.field,
            old=update.old,
            new=update.new,
            briefing=self.briefing(briefing) if briefing else None,
        )

    def uuid(self, name: str) -> uuid.UUID:
        """The UUID (RFC 4122, version 5) of a thing of this site, by a name that neither title nor address enters."""
        return uuid.uuid5(self._root, name)

    def feeds(self, title: str, list_path: str) -> FeedLinks:
        has_calendar = self.has_calendar if list_path == urls.HOME else list_path in self.dated
        return FeedLinks(
            title=f"{self.config.title}: {title}",
            atom=self.urls.link(urls.atom_feed(list_path)),
            json=self.urls.link(urls.json_feed(list_path)),
            calendar=self.urls.link(urls.calendar(list_path)) if has_calendar else "",
        )

    def social_card(self, page_path: str, text: str) -> SharedPicture | None:
        """The social card of a page; None on a site without."""
        if not self.config.social_cards:
            return None
        return SharedPicture(self.urls.absolute(urls.social_card(page_path)), text)

    def frame(
        self,
        path: str,
        title: str,
        description: str,
        *,
        trail: Sequence[Link] = (),
        feeds: FeedLinks | None = None,
        meta: Sequence[MetaTag] = (),
        json_ld: Sequence[metadata.JsonLd] = (),
        kind: str = "website",
        picture: SharedPicture | None = None,
    ) -> Frame:
        """The frame of the page with a site path.

        `trail` are the pages above it, without the home page; `kind` is its OpenGraph type, `picture` its social card,
        if it has one of its own.
        """
        site = self.config
        is_home = path == urls.HOME
        canonical = "" if path == urls.NOT_FOUND else self.urls.absolute(path)
        section = "/" + path.split("/")[1] + "/"
        breadcrumbs = () if is_home else (self.link("Home", urls.HOME), *trail)
        all_feeds = self.feeds("all briefings", urls.HOME)
        full_title = f"{site.title}: {site.tagline}" if is_home else f"{title} – {site.title}"
        return Frame(
            lang=site.lang,
            site_title=site.title,
            tagline=site.tagline,
            title=full_title,
            description=description,
            canonical=canonical,
            home=self.urls.link(urls.HOME),
            search=self.urls.link(urls.SEARCH) if self.has_search else "",
            navigation=tuple(
                NavigationItem(link.text, link.url, target == section)
                for link, (_, target) in zip(self.navigation, _NAVIGATION, strict=True)
            ),
            footer=self.footer,
            breadcrumbs=breadcrumbs,
            feeds=(all_feeds,) if feeds is None or feeds == all_feeds else (feeds, all_feeds),
            meta=(
                *metadata.open_graph(
                    site,
                    title or site.title,
                    description,
                    canonical,
                    kind,
                    picture or self.social_card(urls.HOME, f"{site.title}: {site.tagline}"),
                ),
                *meta,
            ),
            json_ld=metadata.as_html(
                (*json_ld, *metadata.breadcrumbs(self.urls.origin, breadcrumbs, title, canonical))
            ),
            licence=Link(site.licence_name, site.licence_url),
            stylesheet=self.urls.link(urls.STATIC + "site.css"),
            theme_script=self.urls.link(urls.STATIC + "theme.js"),
            script=self.urls.link(urls.STATIC + "search/start.js") if self.has_search else "",
            icon=self.urls.link(urls.STATIC + "icon.svg"),
        )


def names(aliases: Iterable[str], place_id: str | None = None) -> tuple[Name, ...]:
    """Names of what is at a place, each with its language."""
    country = country_of(place_id) if place_id else ""
    return tuple(Name(alias, language_of(alias, country)) for alias in aliases)


def tag_name(tag: str) -> str:
    return tag.replace("-", " ").capitalize()


def last_change(briefings: Iterable[Outline]) -> dates.Date | None:
    """When the newest change of a list of briefings was made; None for an empty one."""
    return max((briefing.changed for briefing in briefings), default=None)
