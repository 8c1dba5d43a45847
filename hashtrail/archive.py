"""All content files together: the registries joined, the indexes made, and the checks between files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from operator import attrgetter

from msgspec import Struct

from hashtrail import dates, files, frontmatter, prose, tables, urls
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean
from hashtrail.model import (
    OTHER_PLACES,
    Briefing,
    HashrateShare,
    HashrateShares,
    Kind,
    Organisation,
    Organisations,
    Outline,
    Place,
    Places,
    Record,
    SiteConfig,
    StandalonePage,
    Thread,
    country_of,
)


class Archive(Struct, frozen=True, dict=True):
    """The registries of a content folder, and where its briefings stand.

    `as_of` is the day of the newest change, which stands for today: a build asks no clock.
    `briefings` are in order of date, newest first; so are those of each index. Indexes are made when they are asked for:
    an edit needs few of them. `hashrate_shares` are in order of month and place.
    """

    site: SiteConfig
    as_of: dates.Date
    briefings: tuple[Outline, ...]
    organisations: dict[str, Organisation]
    places: dict[str, Place]
    hashrate_shares: tuple[HashrateShare, ...]
    threads: dict[str, Thread]
    pages: dict[str, StandalonePage]

    @cached_property
    def by_id(self) -> dict[str, Outline]:
        return {outline.id: outline for outline in self.briefings}

    @cached_property
    def by_year(self) -> dict[str, tuple[Outline, ...]]:
        return self._index(lambda o: [dates.year(o.date)])

    @cached_property
    def by_kind(self) -> dict[Kind, tuple[Outline, ...]]:
        found = self._index(lambda o: [o.kind])
        return {kind: found.get(kind, ()) for kind in Kind}

    @cached_property
    def by_place(self) -> dict[str, tuple[Outline, ...]]:
        """A country's list holds the briefings of its subdivisions."""
        return self._index(lambda o: _with_countries(o.places))

    @cached_property
    def by_organisation(self) -> dict[str, tuple[Outline, ...]]:
        return self._index(attrgetter("organisations"))

    @cached_property
    def by_tag(self) -> dict[str, tuple[Outline, ...]]:
        return self._index(attrgetter("tags"))

    @cached_property
    def by_thread(self) -> dict[str, tuple[Outline, ...]]:
        return self._index(lambda o: [o.thread] if o.thread else ())

    @cached_property
    def linked_from(self) -> dict[str, tuple[Outline, ...]]:
        """For the id of a briefing, organisation or place, the briefings whose text links it."""
        return self._index(attrgetter("wiki_links"))

    @cached_property
    def led_to(self) -> dict[str, tuple[Outline, ...]]:
        """For the id of a briefing, those that name it as a cause."""
        return self._index(attrgetter("caused_by"))

    @cached_property
    def by_dated_place(self) -> dict[str, tuple[Outline, ...]]:
        """The briefings with an action in a place, or in a country, on a known day."""
        return self._index(lambda o: _with_countries(o.dated_places))

    def _index(self, keys: Callable[[Outline], Iterable[str]]) -> dict[str, tuple[Outline, ...]]:
        lists: defaultdict[str, list[Outline]] = defaultdict(list)
        for outline, listed in zip(self.briefings, map(keys, self.briefings), strict=True):
            for key in listed:
                lists[key].append(outline)
        return {key: tuple(lists[key]) for key in sorted(lists)}

    def make_indexes(self) -> None:
        """Make all indexes, for processes that are forked from this one."""
        for name, each in vars(Archive).items():
            if isinstance(each, cached_property):
                getattr(self, name)

    def subdivisions(self, country: str) -> tuple[str, ...]:
        """The places of the registry that lie in a country, by name."""
        inside = (
            place for place in self.places if place != country and country_of(place) == country
        )
        return tuple(sorted(inside, key=lambda place: self.places[place].name))


def _with_countries(places: Iterable[str]) -> Iterable[str]:
    """Places and the countries that they lie in, each once."""
    return dict.fromkeys((*places, *map(country_of, places)))


def check(
    records: Mapping[str, Record],
    briefings: Iterable[Briefing],
    outlines: Iterable[Outline],
    *,
    broken: frozenset[str],
    source: Callable[[str], SourceFile],
    drafts: bool = False,
) -> list[Diagnostic]:
    """Check the records of a content folder against each other.

    `records` are those of all files but the briefings, by path below content/, and for a registry also one with errors.
    The `briefings` are those whose own references are to be checked, and are looked at one by one; the `outlines` are
    those of all. `broken` are the paths that have errors of their own, or are missing; `source` gives the text of a
    file again, for the position of an error.
    Drafts are checked like all others, but nothing else may rest on one unless `drafts` are shown.
    """
    found: list[Diagnostic] = []
    parts = _Parts(records)
    listed = sorted(outlines, key=lambda outline: outline.path)
    read = records.keys() | {outline.path for outline in listed}
    checks = _CrossChecks(source, found, broken, read, listed)
    checks.places(parts.places)
    checks.organisations(parts.organisations, parts.places)
    checks.hashrate_shares(parts.hashrate_shares, parts.places)
    checks.duplicates(listed)
    texts: list[Thread | StandalonePage] = [*parts.threads.values(), *parts.pages.values()]
    for text in texts:
        checks.text(text, parts.organisations, parts.places, drafts=drafts)
    for briefing in briefings:
        checks.briefing(briefing, parts.organisations, parts.places, parts.threads, drafts=drafts)
        checks.text(briefing, parts.organisations, parts.places, drafts=drafts)
    return found


class _Parts:
    """Records by what they are, those of briefings apart."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.site: SiteConfig | None = None
        self.organisations: dict[str, Organisation] = {}
        self.places: dict[str, Place] = {}
        self.hashrate_shares: tuple[HashrateShare, ...] = ()
        self.threads: dict[str, Thread] = {}
        self.pages: dict[str, StandalonePage] = {}
        for record in records.values():
            match record:
                case Thread():
                    self.threads[record.id] = record
                case StandalonePage():
                    self.pages[record.id] = record
                case Organisations():
                    self.organisations = record.entries
                case Places():
                    self.places = record.entries
                case HashrateShares():
                    self.hashrate_shares = record.rows
                case SiteConfig():
                    self.site = record


def join(
    records: Mapping[str, Record], outlines: Iterable[Outline], *, drafts: bool = False
) -> Archive:
    """Join what a content folder holds, which has been checked; drafts are left out unless asked for.

    `records` are those of all files but the briefings, which have their `outlines`.
    """
    parts = _Parts(records)
    assert parts.site is not None
    shown = (outline for outline in outlines if drafts or not outline.draft)
    ordered = tuple(sorted(shown, key=lambda outline: (outline.date, outline.id), reverse=True))
    return Archive(
        site=parts.site,
        as_of=max((outline.changed for outline in ordered), default=parts.site.founded),
        briefings=ordered,
        organisations=parts.organisations,
        places=parts.places,
        hashrate_shares=tuple(
            sorted(parts.hashrate_shares, key=lambda share: (share.month, share.place))
        ),
        threads=dict(sorted(parts.threads.items())),
        pages=dict(sorted(parts.pages.items())),
    )


class _CrossChecks:
    """The checks between files. Positions are looked up only where something is wrong."""

    def __init__(
        self,
        source: Callable[[str], SourceFile],
        found: list[Diagnostic],
        broken: frozenset[str],
        read: AbstractSet[str],
        outlines: Iterable[Outline],
    ) -> None:
        self.by_id: dict[str, Outline] = {}
        for outline in outlines:
            self.by_id.setdefault(outline.id, outline)
        self.source = source
        self.read = read
        self.found = found
        self.broken = broken

    def _complain_in_yaml(
        self, path: str, where: tuple[str | int, ...], code: str, message: str, hint: str = ""
    ) -> None:
        source = self.source(path)
        parts = frontmatter.split(source) if path.endswith(".md") else None
        if isinstance(parts, frontmatter.FrontMatterText):
            line, column = frontmatter.locate(parts.yaml, parts.yaml_line, where)
        else:
            line, column = frontmatter.locate(source.text, 1, where)
        self.found.append(source.diagnostic(code, message, line=line, column=column, hint=hint))

    def _knows(self, path: str) -> bool:
        """Whether a file could be read; what it would have named is not wrong because it could not."""
        return path not in self.broken or path in self.read

    def places(self, places: Mapping[str, Place]) -> None:
        for place in places:
            if country_of(place) not in places:
                source = self.source(files.PLACES)
                line, column = frontmatter.locate(source.text, 1, (place,), key=True)
                self.found.append(
                    source.diagnostic(
                        "missing-country",
                        f"`{place}` lies in `{country_of(place)}`, which has no entry",
                        line=line,
                        column=column,
                        hint=f"add `{country_of(place)}` to places.yaml",
                    )
                )

    def _unknown_place(self, place: str, places: Iterable[str]) -> tuple[str, str, str]:
        # Codes of other countries may look alike and never mean the same.
        near = (each for each in places if country_of(each) == country_of(place))
        return (
            "unknown-place",
            f"no place has the id `{place}`",
            did_you_mean(place, near) or f"add `{place}` to places.yaml",
        )

    def organisations(
        self, organisations: Mapping[str, Organisation], places: Mapping[str, Place]
    ) -> None:
        for organisation_id, organisation in organisations.items():
            if not self._knows(files.PLACES):
                return
            if organisation.country is not None and organisation.country not in places:
                self._complain_in_yaml(
                    files.ORGANISATIONS,
                    (organisation_id, "country"),
                    *self._unknown_place(organisation.country, places),
                )

    def hashrate_shares(self, shares: Iterable[HashrateShare], places: Mapping[str, Place]) -> None:
        known = (*places, OTHER_PLACES)
        for place in dict.fromkeys(share.place for share in shares):
            if place in known or not self._knows(files.PLACES):
                continue
            source = self.source(files.HASHRATE_SHARES)
            code, message, hint = self._unknown_place(place, known)
            line, column = tables.locate(source, "place", place)
            self.found.append(source.diagnostic(code, message, line=line, column=column, hint=hint))

    def duplicates(self, outlines: Iterable[Outline]) -> None:
        for outline in outlines:
            first = self.by_id[outline.id]
            if first is not outline:
                self.found.append(
                    self.source(outline.path).diagnostic(
                        "duplicate-url",
                        f"the URL {urls.briefing(outline.id)} belongs already to {self.source(first.path).path}",
                        hint="give one of them another slug",
                    )
                )

    def briefing(
        self,
        briefing: Briefing,
        organisations: Mapping[str, Organisation],
        places: Mapping[str, Place],
        threads: Mapping[str, Thread],
        *,
        drafts: bool,
    ) -> None:
        for place, where in _place_references(briefing):
            if place not in places and self._knows(files.PLACES):
                self._complain_in_yaml(briefing.path, where, *self._unknown_place(place, places))
        for organisation, where in _organisation_references(briefing):
            if organisation not in organisations and self._knows(files.ORGANISATIONS):
                self._complain_in_yaml(
                    briefing.path,
                    where,
                    "unknown-organisation",
                    f"no organisation has the id `{organisation}`",
                    did_you_mean(organisation, organisations)
                    or f"add `{organisation}` to organisations.yaml",
                )
        if (
            briefing.thread is not None
            and briefing.thread not in threads
            and self._knows(f"threads/{briefing.thread}.md")
        ):
            self._complain_in_yaml(
                briefing.path,
                ("thread",),
                "unknown-thread",
                f"no thread has the id `{briefing.thread}`",
                did_you_mean(briefing.thread, threads) or f"write threads/{briefing.thread}.md",
            )
        self._causes(briefing, drafts=drafts)

    def _causes(self, briefing: Briefing, *, drafts: bool) -> None:
        for number, cause_id in enumerate(briefing.caused_by):
            cause = self.by_id.get(cause_id)
            where = ("caused_by", number)
            if cause_id == briefing.id:
                message = "a briefing cannot be its own cause"
                self._complain_in_yaml(briefing.path, where, "date-order", message, "leave it out")
            elif cause is None:
                if not self._is_broken(cause_id):
                    self._complain_in_yaml(
                        briefing.path,
                        where,
                        "unknown-briefing",
                        f"no briefing has the id `{cause_id}`",
                        did_you_mean(cause_id, self.by_id) or "write year/slug",
                    )
            elif cause.draft and not briefing.draft and not drafts:
                self._complain_in_yaml(
                    briefing.path, where, "draft-link", f"`{cause_id}` is a draft",
                    "publish it first, or leave this out",
                )  # fmt: skip
            elif dates.certainly_before(briefing.date, cause.date):
                self._complain_in_yaml(
                    briefing.path,
                    where,
                    "date-order",
                    f"`{cause_id}` of {cause.date} cannot have caused an event of {briefing.date}",
                )

    def _is_broken(self, briefing_id: str) -> bool:
        """Whether a file that failed on its own may be the briefing with this id."""
        if not self.broken:
            return False
        year, _, slug = briefing_id.partition("/")
        pattern = re.compile(rf"briefings/{re.escape(year)}/[\d-]+-{re.escape(slug)}\.md")
        return any(pattern.fullmatch(path) for path in self.broken)

    def text(
        self,
        text: Briefing | Thread | StandalonePage,
        organisations: Mapping[str, Organisation],
        places: Mapping[str, Place],
        *,
        drafts: bool,
    ) -> None:
        """Check the [[wiki links]] of a text."""
        if not self._knows(files.ORGANISATIONS) or not self._knows(files.PLACES):
            return
        is_draft = isinstance(text, Briefing) and text.draft
        for target in text.prose.wiki_links:
            if target in organisations or target in places or self._is_broken(target):
                continue
            linked = self.by_id.get(target)
            if linked is None:
                known = (*organisations, *places, *self.by_id)
                self._complain_in_body(
                    text.path,
                    target,
                    "unknown-link",
                    f"[[{target}]] is no organisation, place or briefing",
                    did_you_mean(target, known) or "briefings are linked as [[year/slug]]",
                )
            elif linked.draft and not is_draft and not drafts:
                self._complain_in_body(
                    text.path, target, "draft-link", f"[[{target}]] is a draft",
                    "publish it first, or leave the link out",
                )  # fmt: skip

    def _complain_in_body(self, path: str, target: str, code: str, message: str, hint: str) -> None:
        source = self.source(path)
        parts = frontmatter.split(source)
        body = parts.body if isinstance(parts, frontmatter.FrontMatterText) else ""
        line, column = prose.place_of_wiki_link(source, body, target)
        self.found.append(source.diagnostic(code, message, line=line, column=column, hint=hint))


def _place_references(briefing: Briefing) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for number, place in enumerate(briefing.places):
        yield place, ("places", number)
    for number, action in enumerate(briefing.actions):
        yield action.place, ("actions", number, "place")
    for number, move in enumerate(briefing.moves):
        for key, place_or_none in (("from", move.origin), ("to", move.to)):
            if place_or_none is not None:
                yield place_or_none, ("moves", number, key)


def _organisation_references(briefing: Briefing) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for number, organisation in enumerate(briefing.organisations):
        yield organisation, ("organisations", number)
    for number, action in enumerate(briefing.actions):
        yield action.authority, ("actions", number, "authority")
    for number, move in enumerate(briefing.moves):
        yield move.who, ("moves", number, "who")
