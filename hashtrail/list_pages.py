"""The pages that list briefings, and the directories that list those lists."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final, TypeVar

from msgspec import Struct

from hashtrail import dates, urls
from hashtrail.archive import Archive
from hashtrail.model import KINDS, Briefing, Outline, Role, country_of
from hashtrail.site import PAGE_LENGTH, Site, tag_name
from hashtrail.views.lists import (
    BriefingPart,
    CorrectionsView,
    Counted,
    CountedKind,
    DirectoryView,
    Group,
    ListView,
    Month,
    NotFoundView,
    Pagination,
    PublishedSource,
    PublisherView,
    SearchView,
)
from hashtrail.views.social_cards import SocialCardView
from hashtrail.views.texts import Link

_TOP_PLACES: Final = 12
_TOP_ORGANISATIONS: Final = 12
_ROLE_NAMES: Final = {
    Role.MINER: "Miners",
    Role.POOL: "Pools",
    Role.MANUFACTURER: "Manufacturers",
    Role.HOST: "Hosts",
    Role.UTILITY: "Utilities and grids",
    Role.REGULATOR: "Regulators",
    Role.GOVERNMENT: "Governments and authorities",
    Role.COURT: "Courts",
    Role.EXCHANGE: "Exchanges",
    Role.INVESTOR: "Investors",
    Role.BANK: "Banks and payment firms",
    Role.ASSOCIATION: "Associations",
    Role.RESEARCH: "Research",
    Role.MEDIA: "Media",
    Role.CARRIER: "Carriers",
}

Item = TypeVar("Item")
#: The sources of each publisher: the briefing that rests on one, and the number of it there.
Publishers = dict[str, list[tuple[Outline, int]]]
#: A correction: the briefing and the number of its update.
Correction = tuple[Outline, int]


class Slice(Struct, frozen=True):
    """One page of a paginated list: the path of the list, and the number of the page (from 1) of how many."""

    list_path: str
    number: int
    count: int

    @property
    def path(self) -> str:
        return urls.numbered(self.list_path, self.number)

    @property
    def suffix(self) -> str:
        """What tells its title from that of the first page."""
        return f" (page {self.number})" if self.number > 1 else ""

    def pagination(self, site: Site) -> Pagination:
        def link(number: int) -> Link:
            return site.link(str(number), urls.numbered(self.list_path, number))

        return Pagination(
            number=self.number,
            count=self.count,
            newer=link(self.number - 1).url if self.number > 1 else "",
            older=link(self.number + 1).url if self.number < self.count else "",
            pages=tuple(_shown_pages(link, self.number, self.count)),
        )


def paginate(
    list_path: str, items: Sequence[Item], length: int = PAGE_LENGTH
) -> Iterator[tuple[Slice, tuple[Item, ...]]]:
    """Cut a list into pages of a length, at least one."""
    count = max(1, -(-len(items) // length))
    for number in range(1, count + 1):
        shown = items[(number - 1) * length : number * length]
        yield Slice(list_path, number, count), tuple(shown)


def _shown_pages(link: Callable[[int], Link], number: int, count: int) -> Iterator[Link]:
    """First, last and the neighbours of a page; a gap is a link without URL."""
    near = range(number - 2, number + 3)
    shown = sorted({1, count, *(other for other in near if 1 <= other <= count)})
    for previous, current in zip([0, *shown], shown, strict=False):
        if current - previous > 1:
            yield Link("…", "")
        yield link(current)


class BriefingList:
    """A list of briefings with its own pages and feed."""

    def __init__(
        self,
        path: str,
        name: str,
        heading: str,
        description: str,
        briefings: tuple[Outline, ...],
        *,
        trail: Sequence[Link] = (),
        parts_heading: str = "",
        parts: tuple[Counted, ...] = (),
    ) -> None:
        self.path = path
        self.name = name
        self.heading = heading
        self.description = description
        self.briefings = briefings
        self.trail = trail
        self.parts_heading = parts_heading
        self.parts = parts
        #: The archive has one feed, under its home page.
        self.feed_path = urls.HOME if path == urls.BRIEFINGS else path


def briefing_lists(site: Site) -> Iterator[BriefingList]:
    """Every list of briefings: first that of all, then those of each year, kind and tag."""
    archive = site.archive
    name = archive.site.title
    years = tuple(
        Counted(site.link(year, urls.year(year)), len(archive.by_year[year]))
        for year in sorted(archive.by_year, reverse=True)
    )
    yield BriefingList(
        urls.BRIEFINGS,
        "all briefings",
        "All briefings",
        f"Every briefing of {name}, the newest event first.",
        archive.briefings,
        parts_heading="By year",
        parts=years,
    )
    for year, briefings in archive.by_year.items():
        yield BriefingList(
            urls.year(year),
            year,
            f"Briefings of {year}",
            f"What happened to cryptocurrency mining in {year}: briefings with their sources.",
            briefings,
            trail=(site.link("Briefings", urls.BRIEFINGS),),
        )
    for kind, briefings in archive.by_kind.items():
        yield BriefingList(
            urls.kind(kind),
            kind.capitalize(),
            kind.capitalize(),
            KINDS[kind],
            briefings,
            trail=(site.link("Kinds", urls.KINDS),),
        )
    for tag, briefings in archive.by_tag.items():
        yield BriefingList(
            urls.tag(tag),
            tag_name(tag),
            tag_name(tag),
            f"Briefings about {tag_name(tag).lower()}.",
            briefings,
            trail=(site.link("Tags", urls.TAGS),),
        )


def mentions(archive: Archive, target: str) -> tuple[Outline, ...]:
    """The briefings whose text links a place or organisation without listing it."""
    listed = {
        briefing.id
        for index in (archive.by_place, archive.by_organisation)
        for briefing in index.get(target, ())
    }
    linking = archive.linked_from.get(target, ())
    return tuple(briefing for briefing in linking if briefing.id not in listed)


def list_view(
    site: Site, of: BriefingList, part: Slice, briefings: tuple[Outline, ...]
) -> ListView:
    """One page of a list, with its briefings."""
    feeds = site.feeds(of.name, of.feed_path)
    return ListView(
        frame=site.frame(
            part.path,
            of.heading + part.suffix,
            of.description + part.suffix,
            trail=of.trail,
            feeds=feeds,
        ),
        heading=of.heading,
        lead=of.description,
        parts_heading=of.parts_heading,
        parts=of.parts,
        briefings=briefing_part(site, part, briefings, len(of.briefings)),
        feeds=feeds,
    )


def briefing_part(
    site: Site, part: Slice, briefings: Sequence[Outline], total: int
) -> BriefingPart:
    """The briefings on one page of a list by the month of their event; those that know only its year by that."""
    return BriefingPart(
        total=total,
        months=tuple(
            Month(month, site.cards(inside))
            for month, inside in groupby(briefings, key=lambda each: dates.month_or_year(each.date))
        ),
        kinds=counted_kinds(site, briefings),
        pagination=part.pagination(site),
        stylesheet=site.urls.link(urls.STATIC + "list.css"),
    )


def social_card(site: Site) -> SocialCardView:
    """The picture of all pages without one of their own where a link is shared."""
    config = site.config
    return SocialCardView(
        kind=None,
        label=config.title,
        date="",
        title=config.tagline,
        note=site.urls.root.partition("://")[2].rstrip("/"),
        site="",
    )


def places_view(site: Site) -> DirectoryView:
    archive = site.archive
    countries = [place for place in archive.places if country_of(place) == place]
    return _directory(
        site,
        urls.PLACES,
        "Places",
        "Every country and region of the archive.",
        tuple(
            Group("", counted_places(site, (country, *archive.subdivisions(country))))
            for country in sorted(countries, key=lambda place: archive.places[place].name)
        ),
        "There are no places yet.",
    )


def counted_places(site: Site, places: Iterable[str]) -> tuple[Counted, ...]:
    """Places by their ids under their own names, each with its number of briefings."""
    archive = site.archive
    return tuple(
        Counted(
            site.link(archive.places[each].name, urls.place(each)),
            len(archive.by_place.get(each, ())),
        )
        for each in places
    )


def organisations_view(site: Site) -> DirectoryView:
    archive = site.archive
    by_role: defaultdict[Role, list[str]] = defaultdict(list)
    for organisation_id, organisation in archive.organisations.items():
        by_role[organisation.role].append(organisation_id)

    def name(organisation_id: str) -> str:
        return archive.organisations[organisation_id].name.casefold()

    def counted(organisation_id: str) -> Counted:
        listed = archive.by_organisation.get(organisation_id, ())
        return Counted(site.organisation(organisation_id), len(listed))

    return _directory(
        site,
        urls.ORGANISATIONS,
        "Organisations",
        "Companies, authorities and others that have a part in the briefings.",
        tuple(
            Group(_ROLE_NAMES[role], tuple(map(counted, sorted(by_role[role], key=name))))
            for role in Role
            if role in by_role
        ),
        "There are no organisations yet.",
    )


def tags_view(site: Site) -> DirectoryView:
    by_tag = site.archive.by_tag
    return _directory(
        site,
        urls.TAGS,
        "Tags",
        "The topics of the briefings.",
        _one_group(Counted(site.tag(tag), len(briefings)) for tag, briefings in by_tag.items()),
        "No briefing has a tag yet.",
    )


def kinds_view(site: Site) -> DirectoryView:
    return _directory(
        site,
        urls.KINDS,
        "Kinds",
        "What kind of event a briefing is about.",
        _one_group(_kinds(site)),
        "There are no briefings yet.",
    )


def threads_view(site: Site) -> DirectoryView:
    return _directory(
        site,
        urls.THREADS,
        "Threads",
        "One story over several briefings.",
        _one_group(_threads(site)),
        "There are no threads yet.",
    )


def sources_view(site: Site, publishers: Publishers) -> DirectoryView:
    return _directory(
        site,
        urls.SOURCES,
        "Sources",
        "Whose reporting the briefings rest on: every publisher with the number of its sources.",
        _one_group(
            Counted(site.publisher(name), len(sources)) for name, sources in publishers.items()
        ),
        "There are no sources yet.",
    )


def _directory(
    site: Site, path: str, heading: str, lead: str, groups: tuple[Group, ...], empty: str
) -> DirectoryView:
    return DirectoryView(
        frame=site.frame(path, heading, lead),
        heading=heading,
        lead=lead,
        groups=groups,
        empty=empty,
    )


def _one_group(entries: Iterable[Counted]) -> tuple[Group, ...]:
    listed = tuple(entries)
    return (Group("", listed),) if listed else ()


def counted_threads(site: Site, threads: Iterable[str]) -> tuple[Counted, ...]:
    """Threads by their ids, each with its number of briefings and its summary."""
    archive = site.archive
    return tuple(
        Counted(
            site.thread(each), len(archive.by_thread.get(each, ())), archive.threads[each].summary
        )
        for each in threads
    )


def _threads(site: Site) -> tuple[Counted, ...]:
    """All threads by title."""
    threads = site.threads
    return counted_threads(site, sorted(threads, key=lambda each: threads[each].title))


def counted_kinds(site: Site, briefings: Iterable[Outline]) -> tuple[CountedKind, ...]:
    """The kinds of some briefings, with how many are of each."""
    counts = Counter(briefing.kind for briefing in briefings)
    return tuple(
        CountedKind(kind, site.kind(kind), counts[kind], KINDS[kind])
        for kind in KINDS
        if counts[kind]
    )


def _kinds(site: Site) -> tuple[Counted, ...]:
    return tuple(
        Counted(each.link, each.count, each.note)
        for each in counted_kinds(site, site.archive.briefings)
    )


def publishers(archive: Archive) -> Publishers:
    """The sources of each publisher, newest first; names that differ only in spelling share a page."""
    by_slug: defaultdict[str, list[tuple[str, Outline, int]]] = defaultdict(list)
    names: defaultdict[str, set[str]] = defaultdict(set)
    slug = cache(urls.publisher)
    for briefing in archive.briefings:
        for number, (publisher, day) in enumerate(briefing.sources):
            by_slug[slug(publisher)].append((day or "", briefing, number))
            names[slug(publisher)].add(publisher)
    named = {min(names[each]): by_slug[each] for each in by_slug}

    def age(listed: tuple[str, Outline, int]) -> tuple[str, str, str, int]:
        day, briefing, number = listed
        return day, briefing.date, briefing.id, number

    return {
        name: [each[1:] for each in sorted(named[name], key=age, reverse=True)]
        for name in sorted(named, key=lambda name: (name.casefold(), name))
    }


def publisher_view(
    site: Site,
    name: str,
    total: int,
    part: Slice,
    sources: tuple[tuple[Outline, int], ...],
) -> PublisherView:
    """One page of the sources of a publisher."""

    def published(briefing: Briefing) -> tuple[PublishedSource, ...]:
        link = site.briefing(site.archive.by_id[briefing.id])
        return tuple(
            PublishedSource(
                title=source.title,
                url=source.url,
                date=source.date,
                archived=source.archived,
                lang=source.lang,
                briefing=link,
            )
            for source in briefing.sources
        )

    heading = f"Sources from {name}"
    return PublisherView(
        frame=site.frame(
            part.path,
            heading + part.suffix,
            f"What the briefings cite from {name}." + part.suffix,
            trail=(site.link("Sources", urls.SOURCES),),
        ),
        heading=heading,
        total=total,
        sources=tuple(
            site.held("sources", briefing, published)[number] for briefing, number in sources
        ),
        pagination=part.pagination(site),
    )


def corrections(archive: Archive) -> list[Correction]:
    """Every update of every briefing, newest first."""
    listed = [
        (briefing, number)
        for briefing in archive.briefings
        for number in range(len(briefing.updates))
    ]
    return sorted(
        listed, key=lambda each: (each[0].updates[each[1]], each[0].id, each[1]), reverse=True
    )


def corrections_view(site: Site, part: Slice, shown: tuple[Correction, ...]) -> CorrectionsView:
    """One page of the corrections."""
    heading, lead = (
        "Corrections",
        "Every change that was made to a briefing after it was published.",
    )
    feeds = site.feeds("corrections", urls.CORRECTIONS)
    return CorrectionsView(
        frame=site.frame(part.path, heading + part.suffix, lead + part.suffix, feeds=feeds),
        heading=heading,
        lead=lead,
        updates=tuple(
            site.update(site.record(briefing).updates[number], briefing)
            for briefing, number in shown
        ),
        pagination=part.pagination(site),
        feeds=feeds,
    )


def latest(briefings: Iterable[Outline], count: int) -> list[Outline]:
    """The briefings that entered the archive last, newest first."""
    return heapq.nlargest(count, briefings, key=lambda b: (b.entered, b.date, b.id))


def top_places(site: Site) -> tuple[Counted, ...]:
    """The countries with the most briefings."""
    archive = site.archive
    top = sorted(
        (place for place in archive.by_place if country_of(place) == place),
        key=lambda place: (-len(archive.by_place[place]), archive.places[place].name),
    )
    return tuple(
        Counted(site.place(place), len(archive.by_place[place])) for place in top[:_TOP_PLACES]
    )


def search_view(site: Site) -> SearchView:
    """The search page, which also leads to all lists."""
    archive = site.archive
    top = sorted(
        archive.by_organisation,
        key=lambda each: (-len(archive.by_organisation[each]), archive.organisations[each].name),
    )
    groups = (
        Group("Threads", tuple(Counted(each.link, each.count) for each in _threads(site))),
        Group("Places", top_places(site)),
        Group(
            "Organisations",
            tuple(
                Counted(site.organisation(each), len(archive.by_organisation[each]))
                for each in top[:_TOP_ORGANISATIONS]
            ),
        ),
        Group("Kinds", tuple(Counted(each.link, each.count) for each in _kinds(site))),
        Group(
            "Years",
            tuple(
                Counted(site.link(year, urls.year(year)), len(archive.by_year[year]))
                for year in sorted(archive.by_year, reverse=True)
            ),
        ),
    )
    heading = "Search"
    lead = f"Search every briefing of {archive.site.title} by its words and its facts."
    return SearchView(
        frame=site.frame(urls.SEARCH, heading, lead),
        heading=heading,
        groups=tuple(group for group in groups if group.entries),
        directories=(
            site.link("All places", urls.PLACES),
            site.link("All organisations", urls.ORGANISATIONS),
            site.link("All tags", urls.TAGS),
            site.link("All briefings", urls.BRIEFINGS),
        ),
        modules=_search_modules(site, "page"),
        stylesheet=site.urls.link(f"{urls.STATIC}search/search.css"),
    )


def _search_modules(site: Site, name: str) -> tuple[str, ...]:
    """A module that shows what is found, after the engine that it imports."""
    return tuple(site.urls.link(f"{urls.STATIC}search/{each}.js") for each in ("engine", name))


def not_found_view(site: Site) -> NotFoundView:
    title = "Page not found"
    return NotFoundView(
        frame=site.frame(urls.NOT_FOUND, title, "There is no page at this address."),
        heading=title,
        kinds=counted_kinds(site, site.archive.briefings),
        ways=(
            site.link("All briefings", urls.BRIEFINGS),
            site.link("Map", urls.MAP),
            site.link("Timeline", urls.TIMELINE),
            site.link("Threads", urls.THREADS),
            site.link("Places", urls.PLACES),
            site.link("Organisations", urls.ORGANISATIONS),
            site.link("Tags", urls.TAGS),
            site.link("Home", urls.HOME),
        ),
        report=site.config.repository or "",
        modules=_search_modules(site, "not-found") if site.has_search else (),
    )
