"""The plan of the site: every page with its URL, template and view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from hashtrail import briefing_pages, list_pages, urls
from hashtrail.archive import Archive
from hashtrail.dates import Date
from hashtrail.feeds import Feeds, JsonFeed
from hashtrail.site import Site, last_change
from hashtrail.urls import SiteUrls
from hashtrail.views import (
    BriefingView,
    CorrectionsView,
    DirectoryView,
    FeedView,
    HomeView,
    ListView,
    NotFoundView,
    PublisherView,
    RedirectView,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
    StaticFile,
    TextView,
    ThreadView,
)

#: URLs of one sitemap (https://www.sitemaps.org/protocol.html).
SITEMAP_LENGTH: Final = 50_000
SITEMAP: Final = "/sitemap.xml"
ROBOTS: Final = "/robots.txt"

#: The template of each view. A JsonFeed is written as it is, a StaticFile copied.
TEMPLATES: Final[dict[type[Struct], str]] = {
    BriefingView: "briefing.html",
    CorrectionsView: "corrections.html",
    DirectoryView: "directory.html",
    FeedView: "feed.xml",
    HomeView: "home.html",
    ListView: "list.html",
    NotFoundView: "not-found.html",
    PublisherView: "publisher.html",
    RedirectView: "redirect.html",
    RobotsView: "robots.txt",
    SitemapIndexView: "sitemap-index.xml",
    SitemapView: "sitemap.xml",
    TextView: "text.html",
    ThreadView: "thread.html",
}

PageView = (
    BriefingView
    | CorrectionsView
    | DirectoryView
    | FeedView
    | HomeView
    | JsonFeed
    | ListView
    | NotFoundView
    | PublisherView
    | RedirectView
    | RobotsView
    | SitemapIndexView
    | SitemapView
    | StaticFile
    | TextView
    | ThreadView
)


class Page(Struct, frozen=True):
    """One file of the site, planned.

    `path` is its site path; `source` the file below content/ that asks for it (empty if it gathers
    many) and `where` the keys of the front matter that do. `changed` is when its content last changed,
    for the sitemap, which lists a page only if `is_listed`.
    """

    path: str
    view: PageView
    source: str = ""
    where: tuple[str | int, ...] = ()
    is_listed: bool = False
    changed: Date | None = None

    @property
    def template(self) -> str | None:
        return TEMPLATES.get(type(self.view))

    @property
    def output_path(self) -> str:
        return urls.output_path(self.path)


class Collision(Struct, frozen=True):
    """Two pages that would be written to one file, or one below the other."""

    first: Page
    second: Page


def plan(
    archive: Archive, site_urls: SiteUrls, static_files: Iterable[StaticFile]
) -> tuple[Page, ...]:
    """Every page of the site in order of its path. Two may claim one path: see `collisions`."""
    pages = list(_content_pages(Site(archive, site_urls)))
    pages += _sitemaps(pages, site_urls)
    pages.append(Page(ROBOTS, RobotsView(site_urls.absolute(SITEMAP))))
    pages += (Page(urls.STATIC + file.path, file) for file in static_files)
    return tuple(sorted(pages, key=lambda page: page.path))


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
    newest = last_change(archive.briefings)

    yield Page(urls.HOME, list_pages.home_view(site), is_listed=True, changed=newest)
    for path, feed in feeds.of_briefings(urls.HOME, "all briefings", archive.briefings):
        yield Page(path, feed)

    for briefing, view in briefing_pages.views(site):
        path = urls.briefing(briefing.id)
        yield Page(path, view, briefing.path, (), is_listed=True, changed=briefing.changed)
        for number, alias in enumerate(briefing.aliases):
            redirect = RedirectView(
                lang=archive.site.lang,
                title=briefing.title,
                url=site.urls.link(path),
                canonical=site.urls.absolute(path),
            )
            yield Page(alias, redirect, briefing.path, ("aliases", number))

    for briefing_list in list_pages.briefing_lists(site):
        changed = last_change(briefing_list.briefings)
        for path, list_view in list_pages.list_views(site, briefing_list):
            yield Page(path, list_view, is_listed=True, changed=changed)
        for path, feed in feeds.of_briefings(
            briefing_list.path, briefing_list.name, briefing_list.briefings
        ):
            yield Page(path, feed)

    for thread_id, path, thread_view in list_pages.thread_views(site):
        briefings = archive.by_thread.get(thread_id, ())
        source = archive.threads[thread_id].path
        yield Page(path, thread_view, source, is_listed=True, changed=last_change(briefings))
        for feed_path, feed in feeds.of_briefings(path, thread_view.heading, briefings):
            yield Page(feed_path, feed)

    for path, directory in list_pages.directories(site):
        yield Page(path, directory, is_listed=True, changed=newest)
    for path, publisher in list_pages.publisher_views(site):
        yield Page(path, publisher, is_listed=True)
    corrected = max((update.date for _, _, update in list_pages.corrections(site)), default=None)
    for path, corrections in list_pages.corrections_views(site):
        yield Page(path, corrections, is_listed=True, changed=corrected)
    for path, feed in feeds.of_corrections():
        yield Page(path, feed)

    for text in archive.pages.values():
        path = urls.page(text.id)
        text_view = TextView(
            frame=site.frame(path, text.title, text.summary),
            heading=text.title,
            summary=text.summary,
            body=site.body(text.prose, path),
        )
        yield Page(path, text_view, text.path, is_listed=True)
    yield Page(urls.NOT_FOUND, list_pages.not_found_view(site))


def _sitemaps(pages: Iterable[Page], site_urls: SiteUrls) -> Iterator[Page]:
    """One sitemap, or an index of several where the pages are too many for one."""
    entries = sorted(
        (
            SitemapEntry(site_urls.absolute(page.path), page.changed)
            for page in pages
            if page.is_listed
        ),
        key=lambda entry: entry.url,
    )
    if len(entries) <= SITEMAP_LENGTH:
        yield Page(SITEMAP, SitemapView(tuple(entries)))
        return
    paths = []
    for number, start in enumerate(range(0, len(entries), SITEMAP_LENGTH), 1):
        paths.append(f"/sitemap-{number}.xml")
        yield Page(paths[-1], SitemapView(tuple(entries[start : start + SITEMAP_LENGTH])))
    yield Page(SITEMAP, SitemapIndexView(tuple(map(site_urls.absolute, paths))))
