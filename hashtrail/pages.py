"""The plan of the site: every page with its URL, template and view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from hashtrail import (
    asof_pages,
    briefing_pages,
    calendars,
    citations,
    coverage_pages,
    dates,
    effect_pages,
    home_page,
    list_pages,
    llms_txt,
    map_pages,
    organisation_pages,
    place_pages,
    social_cards,
    thread_pages,
    timeline_pages,
    urls,
)
from hashtrail.data import downloads, package, schemas, twins
from hashtrail.data import page as data_page
from hashtrail.data.downloads import Downloads
from hashtrail.dates import Date
from hashtrail.feeds import Feeds
from hashtrail.list_pages import BriefingList, Slice
from hashtrail.model import Outline, StandalonePage
from hashtrail.site import Site, last_change
from hashtrail.surroundings import Neighbours, Surroundings
from hashtrail.urls import SiteUrls
from hashtrail.views.files import ArchiveFile, StaticFile
from hashtrail.views.pages import (
    RedirectView,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    TextView,
)

T = TypeVar("T")

#: URLs of one sitemap (https://www.sitemaps.org/protocol.html).
SITEMAP_LENGTH: Final = 50_000
SITEMAP: Final = "/sitemap.xml"
ROBOTS: Final = "/robots.txt"
LLMS_TXT: Final = "/llms.txt"


def as_json(view: Struct) -> bytes:
    return msgspec.json.encode(view, enc_hook=str) + b"\n"


class OfBriefing(Struct, frozen=True):
    """What makes a view of one briefing from what stands around it.

    There are several for each, so it is smaller than a `partial`.
    """

    view: Callable[[Surroundings], Struct]
    briefing: Outline
    neighbours: Neighbours

    def given(self) -> Surroundings:
        return self.neighbours.around(self.briefing)

    def __call__(self) -> Struct:
        return self.view(self.given())


class Page(Struct, frozen=True, kw_only=True):
    """One file of the site, planned.

    `path` is its site path; `make` makes its view, which `template` shows; without a template `encode` makes the bytes of
    the view, those of a large file in pieces, except that a StaticFile is published. A preview may leave a page that
    `is_deferred` as it was until it has time. `source` is the file below content/ that asks for the page (empty if it
    gathers many) and `where` the keys of its front matter that do. `changed` is when its content last changed, if that is known, or tells it; it is for the
    sitemap, which lists a page only if `is_listed`.
    """

    path: str
    make: Callable[[], Struct]
    template: str | None
    encode: Callable[[Any], bytes | Iterator[bytes]] = as_json
    is_deferred: bool = False
    source: str = ""
    where: tuple[str | int, ...] = ()
    is_listed: bool = False
    changed: Date | Callable[[], Date | None] | None = None

    @property
    def output_path(self) -> str:
        return urls.output_path(self.path)

    def given(self) -> Surroundings | None:
        """What the view is made from beside what it asks the site for, if that is known."""
        return self.make.given() if isinstance(self.make, OfBriefing) else None

    @property
    def is_html(self) -> bool:
        return self.output_path.endswith(".html")


class Collision(Struct, frozen=True):
    """Two pages that would be written to one file, or one below the other."""

    first: Page
    second: Page


def plan(site: Site, static_files: Iterable[StaticFile]) -> Iterator[Page]:
    """Every page of the site, one after the other. Two may claim one path: see `collisions`.

    Those that show the texts of briefings come first: whoever looks for one need not plan the site.
    """
    pages = []
    for page in _content_pages(site):
        pages.append(page)
        yield page
    yield from _sitemaps(pages, site.urls)
    robots = RobotsView(site.urls.absolute(SITEMAP))
    yield Page(path=ROBOTS, make=lambda: robots, template="robots.txt")
    yield _llms_txt(site, pages)
    for file in static_files:
        yield Page(path=urls.STATIC + file.path, make=partial(_same, file), template=None)


def _llms_txt(site: Site, pages: Iterable[Page]) -> Page:
    data_files = sorted(
        page.path for page in pages if page.path.startswith(urls.DATA) and not page.is_html
    )
    return Page(
        path=LLMS_TXT,
        make=partial(llms_txt.view, site, data_files),
        template=None,
        encode=llms_txt.as_markdown,
    )


def _same(value: T) -> T:
    return value


def collisions(pages: Iterable[Page]) -> Iterator[Collision]:
    """Pages that stand in each other's way, also where a file system does not tell case apart."""
    by_file: dict[str, Page] = {}
    for page in pages:
        first = by_file.setdefault(page.output_path.casefold(), page)
        if first is not page:
            yield Collision(first, page)
    for file, page in by_file.items():
        folder = file.rpartition("/")[0]
        while folder:
            if folder in by_file:
                yield Collision(by_file[folder], page)
            folder = folder.rpartition("/")[0]


def _content_pages(site: Site) -> Iterator[Page]:
    archive = site.archive
    feeds = Feeds(site)

    yield _of_all(site, urls.HOME, "home.html", home_page.home_view)
    lists = list_pages.briefing_lists(site)
    yield from _briefing_list(site, feeds, next(lists))
    neighbours = Neighbours(archive)
    yield from _briefings(site, neighbours)
    for each in lists:
        yield from _briefing_list(site, feeds, each)
    for place_id in archive.places:
        path, briefings = urls.place(place_id), archive.by_place.get(place_id, ())
        yield from _list(
            path,
            briefings,
            partial(place_pages.view, site, place_id),
            "place.html",
        )
        yield from _feeds(feeds, path, site.place_name(place_id), briefings)
    for organisation_id, organisation in archive.organisations.items():
        path = urls.organisation(organisation_id)
        briefings = archive.by_organisation.get(organisation_id, ())
        yield from _list(
            path,
            briefings,
            partial(organisation_pages.view, site, organisation_id),
            "organisation.html",
        )
        yield from _feeds(feeds, path, organisation.name, briefings)
    yield _of_all(site, urls.EFFECTS, "effects.html", effect_pages.view)
    yield _of_all(site, urls.COVERAGE, "coverage.html", coverage_pages.view)
    for thread in archive.threads.values():
        briefings = archive.by_thread.get(thread.id, ())
        yield Page(
            path=urls.thread(thread.id),
            make=partial(thread_pages.view, site, thread),
            template="thread.html",
            source=thread.path,
            is_listed=True,
            changed=partial(last_change, briefings),
        )
        yield from _feeds(feeds, urls.thread(thread.id), thread.title, briefings)
    yield from _timeline(site)
    yield from _as_of(site)
    yield from _directories(site)
    yield from _maps(site)
    yield from _corrections(site, feeds)
    yield from _data(site)
    yield from _citations(site)
    yield from _social_cards(site, neighbours)
    yield from _calendars(site)
    if site.has_search:
        yield Page(
            path=urls.SEARCH, make=partial(list_pages.search_view, site), template="search.html"
        )
    for text in archive.pages.values():
        yield Page(
            path=urls.page(text.id),
            make=partial(_text_view, site, text),
            template="text.html",
            source=text.path,
            is_listed=True,
        )
    yield Page(
        path=urls.NOT_FOUND,
        make=partial(list_pages.not_found_view, site),
        template="not-found.html",
    )


def _briefing_list(site: Site, feeds: Feeds, of: BriefingList) -> Iterator[Page]:
    yield from _list(of.path, of.briefings, partial(list_pages.list_view, site, of), "list.html")
    yield from _feeds(feeds, of.feed_path, of.name, of.briefings)


def _of_all(
    site: Site,
    path: str,
    template: str,
    make: Callable[[Site], Struct],
    *,
    is_deferred: bool = False,
) -> Page:
    """A page that is made of all briefings."""
    archive = site.archive
    return Page(
        path=path,
        make=partial(make, site),
        template=template,
        is_deferred=is_deferred,
        is_listed=True,
        changed=archive.as_of if archive.briefings else None,
    )


def _list(
    list_path: str,
    briefings: Sequence[Outline],
    make: Callable[[Slice, tuple[Outline, ...]], Struct],
    template: str,
) -> Iterator[Page]:
    """The pages of a list of briefings: `make` makes the view of each."""
    changed = cache(partial(last_change, briefings))
    for part, shown in list_pages.paginate(list_path, briefings):
        yield Page(
            path=part.path,
            make=partial(make, part, shown),
            template=template,
            is_listed=True,
            changed=changed,
        )


def _feeds(feeds: Feeds, list_path: str, name: str, briefings: Sequence[Outline]) -> Iterator[Page]:
    yield Page(
        path=urls.atom_feed(list_path),
        make=partial(feeds.atom, list_path, name, briefings),
        template="feed.xml",
    )
    yield Page(
        path=urls.json_feed(list_path),
        make=partial(feeds.json, list_path, name, briefings),
        template=None,
    )


def _briefings(site: Site, neighbours: Neighbours) -> Iterator[Page]:
    page_view = partial(briefing_pages.view, site)
    twin_view = partial(twins.view, site)
    for briefing in site.archive.briefings:
        path = urls.briefing(briefing.id)
        yield Page(
            path=path,
            make=OfBriefing(page_view, briefing, neighbours),
            template="briefing.html",
            source=briefing.path,
            is_listed=True,
            changed=briefing.changed,
        )
        yield Page(
            path=urls.briefing_json(briefing.id),
            make=OfBriefing(twin_view, briefing, neighbours),
            template=None,
            source=briefing.path,
        )
        for number, alias in enumerate(briefing.aliases):
            yield Page(
                path=alias,
                make=partial(_redirect, site, briefing),
                template="redirect.html",
                source=briefing.path,
                where=("aliases", number),
            )


def _redirect(site: Site, briefing: Outline) -> RedirectView:
    path = urls.briefing(briefing.id)
    return RedirectView(
        lang=site.config.lang,
        title=site.record(briefing).title,
        url=site.urls.link(path),
        canonical=site.urls.absolute(path),
    )


def _timeline(site: Site) -> Iterator[Page]:
    yield _of_all(site, urls.TIMELINE, "timeline.html", timeline_pages.timeline_view)
    for year, part, shown in timeline_pages.year_pages(site.archive):
        yield Page(
            path=part.path,
            make=partial(timeline_pages.year_view, site, year, part, shown),
            template="timeline.html",
            is_listed=True,
            changed=cache(partial(last_change, shown)),
        )


def _as_of(site: Site) -> Iterator[Page]:
    archive = site.archive
    yield _of_all(site, urls.AS_OF, "asof.html", asof_pages.asof_view)
    shown = ("", *asof_pages.countries(archive)) if asof_pages.is_split(archive) else ("",)
    for year in asof_pages.years(archive):
        for country in shown:
            make = partial(asof_pages.year_view, year=year, country=country)
            yield _of_all(site, urls.as_of(year, country), "asof.html", make)


def _directories(site: Site) -> Iterator[Page]:
    publishers = list_pages.publishers(site.archive)
    for path, make in (
        (urls.PLACES, list_pages.places_view),
        (urls.ORGANISATIONS, list_pages.organisations_view),
        (urls.TAGS, list_pages.tags_view),
        (urls.KINDS, list_pages.kinds_view),
        (urls.THREADS, list_pages.threads_view),
        (urls.SOURCES, partial(list_pages.sources_view, publishers=publishers)),
    ):
        yield _of_all(site, path, "directory.html", make)
    for name, sources in publishers.items():
        changed = cache(partial(last_change, [briefing for briefing, _ in sources]))
        for part, shown in list_pages.paginate(urls.publisher(name), sources):
            yield Page(
                path=part.path,
                make=partial(list_pages.publisher_view, site, name, len(sources), part, shown),
                template="publisher.html",
                is_listed=True,
                changed=changed,
            )


def _data(site: Site) -> Iterator[Page]:
    yield _of_all(site, urls.DATA, "data.html", data_page.view, is_deferred=True)
    files = Downloads(site)
    for name in downloads.names():
        yield Page(
            path=urls.DATA + name,
            make=partial(files.view, urls.DATA + name),
            template=None,
            encode=files.encode,
            is_deferred=True,
        )
    yield Page(
        path=urls.DATA + downloads.PACKAGE,
        make=partial(_same, package.Package(site.config, site.urls.root)),
        template=None,
        encode=package.as_json,
    )
    for name in schemas.NAMES:
        path = urls.DATA + name
        yield Page(
            path=path,
            make=partial(_same, schemas.Schema(name, site.urls.absolute(path))),
            template=None,
            encode=schemas.as_json,
        )


def _maps(site: Site) -> Iterator[Page]:
    yield _of_all(site, urls.MAP, "map.html", map_pages.map_view)
    yield Page(path=urls.MAP_FACTS, make=partial(map_pages.facts_view, site), template=None)
    for year, briefings in site.archive.by_year.items():
        yield Page(
            path=urls.map_of(year),
            make=partial(map_pages.year_view, site, year),
            template="map.html",
            is_listed=True,
            changed=partial(last_change, briefings),
        )


def _corrections(site: Site, feeds: Feeds) -> Iterator[Page]:
    corrections = list_pages.corrections(site.archive)
    newest = [briefing.updates[number] for briefing, number in corrections[:1]]
    changed = newest[0] if newest else None
    for part, shown in list_pages.paginate(urls.CORRECTIONS, corrections):
        yield Page(
            path=part.path,
            make=partial(list_pages.corrections_view, site, part, shown),
            template="corrections.html",
            is_listed=True,
            changed=changed,
        )
    yield Page(
        path=urls.atom_feed(urls.CORRECTIONS), make=feeds.corrections_atom, template="feed.xml"
    )
    yield Page(path=urls.json_feed(urls.CORRECTIONS), make=feeds.corrections_json, template=None)


def _calendars(site: Site) -> Iterator[Page]:
    """The days of actions: those of all, and those at each place."""
    places: dict[str, str | None] = {urls.place(place): place for place in site.places}
    for list_path in site.dated:
        yield Page(
            path=urls.calendar(list_path),
            make=partial(calendars.view, site, list_path, places.get(list_path)),
            template=None,
            encode=calendars.as_ics,
            is_deferred=True,
        )


def _social_cards(site: Site, neighbours: Neighbours) -> Iterator[Page]:
    """The pictures of shared links: one of the site, and one of each briefing."""
    if not site.config.social_cards:
        return
    view = partial(briefing_pages.social_card, site)
    cards: Iterator[tuple[str, Callable[[], Struct]]] = chain(
        [(urls.HOME, partial(list_pages.social_card, site))],
        (
            (urls.briefing(each.id), OfBriefing(view, each, neighbours))
            for each in site.archive.briefings
        ),
    )
    for path, make in cards:
        yield Page(
            path=urls.social_card(path),
            make=make,
            template=None,
            encode=social_cards.as_png,
            is_deferred=True,
        )


def _citations(site: Site) -> Iterator[Page]:
    """The references of all briefings, a file in each format."""

    def view(path: str) -> ArchiveFile:
        return ArchiveFile(path, site.digest)

    def write(form: citations.CitationFormat, _: ArchiveFile) -> Iterator[bytes]:
        config = site.config
        entries = (
            form.write(briefing, config, site.urls.absolute(urls.briefing(briefing.id)))
            for briefing in site.every_record()
        )
        return map(str.encode, form.join(entries))

    for form in citations.FORMATS:
        path = urls.citations(form.suffix)
        yield Page(
            path=path,
            make=partial(view, path),
            template=None,
            encode=partial(write, form),
            is_deferred=True,
        )


def _text_view(site: Site, text: StandalonePage) -> TextView:
    path = urls.page(text.id)
    return TextView(
        frame=site.frame(path, text.title, text.summary),
        heading=text.title,
        summary=text.summary,
        body=site.text(text, path),
    )


def _changed(page: Page) -> Date | None:
    return page.changed() if callable(page.changed) else page.changed


def _sitemaps(pages: Iterable[Page], site_urls: SiteUrls) -> Iterator[Page]:
    """One sitemap, or an index of several where the pages are too many for one."""
    listed = sorted((page for page in pages if page.is_listed), key=lambda page: page.path)

    def sitemap(start: int) -> SitemapView:
        return SitemapView(
            tuple(
                SitemapEntry(
                    site_urls.absolute(page.path),
                    dates.first_day(changed) if (changed := _changed(page)) else None,
                )
                for page in listed[start : start + SITEMAP_LENGTH]
            )
        )

    if len(listed) <= SITEMAP_LENGTH:
        yield Page(path=SITEMAP, make=partial(sitemap, 0), template="sitemap.xml")
        return
    paths = []
    for number, start in enumerate(range(0, len(listed), SITEMAP_LENGTH), 1):
        paths.append(f"/sitemap-{number}.xml")
        yield Page(path=paths[-1], make=partial(sitemap, start), template="sitemap.xml")
    index = SitemapIndexView(tuple(map(site_urls.absolute, paths)))
    yield Page(path=SITEMAP, make=partial(_same, index), template="sitemap-index.xml")
