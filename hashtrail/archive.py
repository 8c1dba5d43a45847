"""All content files together: the registries joined, the indexes made, and the checks between files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from hashtrail import dates, files, frontmatter, prose, urls
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean
from hashtrail.model import (
    Briefing,
    Kind,
    Organisation,
    Organisations,
    Place,
    Places,
    Record,
    SiteConfig,
    StandalonePage,
    Thread,
    country_of,
)


class Archive(Struct, frozen=True):
    """All briefings and registries of a content folder.

    `briefings` are in order of date, newest first; so are those of each index. A country's list
    holds the briefings of its subdivisions. `linked_from` gives, for the id of a briefing,
    organisation or place, the briefings whose text links it.
    """

    site: SiteConfig
    briefings: tuple[Briefing, ...]
    organisations: dict[str, Organisation]
    places: dict[str, Place]
    threads: dict[str, Thread]
    pages: dict[str, StandalonePage]
    by_id: dict[str, Briefing]
    by_year: dict[str, tuple[Briefing, ...]]
    by_kind: dict[Kind, tuple[Briefing, ...]]
    by_place: dict[str, tuple[Briefing, ...]]
    by_organisation: dict[str, tuple[Briefing, ...]]
    by_tag: dict[str, tuple[Briefing, ...]]
    by_thread: dict[str, tuple[Briefing, ...]]
    linked_from: dict[str, tuple[Briefing, ...]]
    led_to: dict[str, tuple[Briefing, ...]]

    def subdivisions(self, country: str) -> tuple[str, ...]:
        """The places of the registry that lie in a country, by name."""
        inside = (
            place for place in self.places if place != country and country_of(place) == country
        )
        return tuple(sorted(inside, key=lambda place: self.places[place].name))


def check(
    records: Mapping[str, Record],
    *,
    broken: frozenset[str],
    source: Callable[[str], SourceFile],
    drafts: bool = False,
) -> list[Diagnostic]:
    """Check the records of a content folder against each other.

    `records` are by path below content/, and for a registry also one with errors; `broken` are the paths that
    have errors of their own, or are missing; `source` gives the text of a file again, for the position of an error.
    Drafts are checked like all others, but nothing else may rest on one unless `drafts` are shown.
    """
    found: list[Diagnostic] = []
    parts = _Parts(records)
    checks = _CrossChecks(source, found, broken, records.keys())
    checks.places(parts.places)
    checks.organisations(parts.organisations, parts.places)
    checks.briefings(
        parts.briefings, parts.organisations, parts.places, parts.threads, drafts=drafts
    )
    for texts in (parts.threads.values(), parts.pages.values(), parts.briefings):
        checks.texts(texts, parts.briefings, parts.organisations, parts.places, drafts=drafts)
    return found


class _Parts:
    """Records by what they are."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.site: SiteConfig | None = None
        self.organisations: dict[str, Organisation] = {}
        self.places: dict[str, Place] = {}
        self.threads: dict[str, Thread] = {}
        self.pages: dict[str, StandalonePage] = {}
        self.briefings: list[Briefing] = []
        for record in records.values():
            match record:
                case Briefing():
                    self.briefings.append(record)
                case Thread():
                    self.threads[record.id] = record
                case StandalonePage():
                    self.pages[record.id] = record
                case Organisations():
                    self.organisations = record.entries
                case Places():
                    self.places = record.entries
                case SiteConfig():
                    self.site = record


def join(records: Mapping[str, Record], *, drafts: bool = False) -> Archive:
    """Join the records of a content folder, which have been checked; drafts are left out unless asked for."""
    parts = _Parts(records)
    assert parts.site is not None
    briefings = (briefing for briefing in parts.briefings if drafts or not briefing.draft)
    ordered = tuple(sorted(briefings, key=lambda b: (b.date, b.id), reverse=True))

    def index(keys: Callable[[Briefing], Iterable[str]]) -> dict[str, tuple[Briefing, ...]]:
        lists: defaultdict[str, list[Briefing]] = defaultdict(list)
        for briefing in ordered:
            for key in dict.fromkeys(keys(briefing)):
                lists[key].append(briefing)
        return {key: tuple(lists[key]) for key in sorted(lists)}

    by_kind = index(lambda b: [b.kind])
    return Archive(
        site=parts.site,
        briefings=ordered,
        organisations=parts.organisations,
        places=parts.places,
        threads=parts.threads,
        pages=parts.pages,
        by_id={briefing.id: briefing for briefing in ordered},
        by_year=index(lambda b: [dates.year(b.date)]),
        by_kind={kind: by_kind.get(kind, ()) for kind in Kind},
        by_place=index(lambda b: [*b.places, *map(country_of, b.places)]),
        by_organisation=index(lambda b: b.organisations),
        by_tag=index(lambda b: b.tags),
        by_thread=index(lambda b: [b.thread] if b.thread else []),
        linked_from=index(lambda b: b.prose.wiki_links),
        led_to=index(lambda b: b.caused_by),
    )


class _CrossChecks:
    """The checks between files. Positions are looked up only where something is wrong."""

    def __init__(
        self,
        source: Callable[[str], SourceFile],
        found: list[Diagnostic],
        broken: frozenset[str],
        read: AbstractSet[str],
    ) -> None:
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

    def _unknown_place(self, place: str, places: Mapping[str, Place]) -> tuple[str, str, str]:
        return (
            "unknown-place",
            f"no place has the id `{place}`",
            did_you_mean(place, places) or f"add `{place}` to places.yaml",
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

    def briefings(
        self,
        briefings: Iterable[Briefing],
        organisations: Mapping[str, Organisation],
        places: Mapping[str, Place],
        threads: Mapping[str, Thread],
        *,
        drafts: bool,
    ) -> None:
        by_id: dict[str, Briefing] = {}
        for briefing in briefings:
            if first := by_id.get(briefing.id):
                self.found.append(
                    self.source(briefing.path).diagnostic(
                        "duplicate-url",
                        f"the URL {urls.briefing(briefing.id)} belongs already to {self.source(first.path).path}",
                        hint="give one of them another slug",
                    )
                )
            by_id.setdefault(briefing.id, briefing)
        for briefing in by_id.values():
            for place, where in _place_references(briefing):
                if place not in places and self._knows(files.PLACES):
                    self._complain_in_yaml(
                        briefing.path, where, *self._unknown_place(place, places)
                    )
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
            self._causes(briefing, by_id, drafts=drafts)

    def _causes(self, briefing: Briefing, by_id: Mapping[str, Briefing], *, drafts: bool) -> None:
        for number, cause_id in enumerate(briefing.caused_by):
            cause = by_id.get(cause_id)
            where = ("caused_by", number)
            if cause is briefing:
                message = "a briefing cannot be its own cause"
                self._complain_in_yaml(briefing.path, where, "date-order", message, "leave it out")
            elif cause is None:
                if not self._is_broken(cause_id):
                    self._complain_in_yaml(
                        briefing.path,
                        where,
                        "unknown-briefing",
                        f"no briefing has the id `{cause_id}`",
                        did_you_mean(cause_id, by_id) or "write year/slug",
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

    def texts(
        self,
        texts: Iterable[Briefing | Thread | StandalonePage],
        briefings: Iterable[Briefing],
        organisations: Mapping[str, Organisation],
        places: Mapping[str, Place],
        *,
        drafts: bool,
    ) -> None:
        """Check the [[wiki links]] of texts."""
        if not self._knows(files.ORGANISATIONS) or not self._knows(files.PLACES):
            return
        by_id = {briefing.id: briefing for briefing in briefings}
        for text in texts:
            is_draft = isinstance(text, Briefing) and text.draft
            for target in text.prose.wiki_links:
                if target in organisations or target in places or self._is_broken(target):
                    continue
                linked = by_id.get(target)
                if linked is None:
                    known = (*organisations, *places, *by_id)
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
