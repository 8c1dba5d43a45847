"""The content folder, read and cross-checked: files in, one frozen Archive out.

Each file is read on its own first (`read_briefing` and its kin are pure functions of a file's text);
then the registries are joined and the checks between files run. Every error of every file comes in one run.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from hashtrail import dates, frontmatter, prose, urls
from hashtrail.dates import Date
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean, has_errors
from hashtrail.model import (
    Briefing,
    FrontMatter,
    Kind,
    Organisation,
    PageFrontMatter,
    Place,
    SiteConfig,
    StandalonePage,
    Thread,
    country_of,
)

BRIEFING_SIZE: Final = 1 << 20
_BRIEFING_NAME: Final = re.compile(r"(\d{4}(?:-\d{2}){0,2})-(.+)\.md", re.ASCII)
_EDITORS_OWN: Final = re.compile(r"\..*|.*~|#.*#|.*\.(swp|tmp)")
_SITE: Final = "site.yaml"
_ORGANISATIONS: Final = "organisations.yaml"
_PLACES: Final = "places.yaml"

TEntry = TypeVar("TEntry", Organisation, Place)
TPage = TypeVar("TPage", Thread, StandalonePage)


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


class ContentFile(Struct, frozen=True):
    """A file of the content folder: its path below it (with slashes) and on disk."""

    path: str
    location: Path


def read(content: Path, *, drafts: bool = False) -> tuple[Archive | None, list[Diagnostic]]:
    """Read a content folder; without an Archive if anything in it is wrong.

    Drafts are checked like all others, but are left out unless `drafts` is set.
    """
    found: list[Diagnostic] = []
    if not content.is_dir():
        missing = SourceFile(content.as_posix(), "")
        return None, [missing.diagnostic("missing-file", "there is no content folder here")]
    files = {file.path: file for file in scan(content, found)}
    reader = _Reader(content, files, found)
    site = reader.site()
    organisations = reader.registry(_ORGANISATIONS, Organisation, "slug")
    places = reader.registry(_PLACES, Place, "place")
    threads = {thread.id: thread for thread in reader.texts("threads", Thread)}
    pages = {page.id: page for page in reader.texts("pages", StandalonePage)}
    briefings = reader.briefings()
    check = _CrossChecks(reader.source, found)
    check.places(places)
    check.organisations(organisations, places)
    check.briefings(briefings, organisations, places, threads, drafts=drafts)
    check.texts(
        (*threads.values(), *pages.values()), briefings, organisations, places, drafts=drafts
    )
    found.sort(key=Diagnostic.sort_key)
    if site is None or has_errors(found):
        return None, found
    shown = [briefing for briefing in briefings if drafts or not briefing.draft]
    return join(site, shown, organisations, places, threads, pages), found


def join(
    site: SiteConfig,
    briefings: Iterable[Briefing],
    organisations: dict[str, Organisation],
    places: dict[str, Place],
    threads: dict[str, Thread],
    pages: dict[str, StandalonePage],
) -> Archive:
    """Make the indexes of an archive whose parts have been checked."""
    ordered = tuple(sorted(briefings, key=lambda b: (b.date, b.id), reverse=True))

    def index(keys: Callable[[Briefing], Iterable[str]]) -> dict[str, tuple[Briefing, ...]]:
        lists: defaultdict[str, list[Briefing]] = defaultdict(list)
        for briefing in ordered:
            for key in dict.fromkeys(keys(briefing)):
                lists[key].append(briefing)
        return {key: tuple(lists[key]) for key in sorted(lists)}

    by_kind = index(lambda b: [b.kind])
    return Archive(
        site=site,
        briefings=ordered,
        organisations=organisations,
        places=places,
        threads=threads,
        pages=pages,
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


def scan(content: Path, found: list[Diagnostic]) -> Iterator[ContentFile]:
    """Every file of a content folder in order of its path; links and special files are refused.

    What editors leave beside a file (hidden files, backups) is passed over.
    """

    def walk(folder: Path, prefix: str) -> Iterator[ContentFile]:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            path = prefix + entry.name
            here = SourceFile(f"{content.as_posix()}/{path}", "")
            if _EDITORS_OWN.fullmatch(entry.name):
                continue
            if entry.is_symlink():
                found.append(
                    here.diagnostic(
                        "symbolic-link",
                        "the file is a symbolic link",
                        hint="put the file itself here",
                    )
                )
            elif entry.is_dir(follow_symlinks=False):
                yield from walk(Path(entry.path), path + "/")
            elif not entry.is_file(follow_symlinks=False):
                found.append(here.diagnostic("unexpected-file", "this is not a regular file"))
            elif not _is_expected(path):
                found.append(
                    here.diagnostic(
                        "unexpected-file",
                        "the file has no place in the content folder",
                        hint="briefings are briefings/<year>/<date>-<slug>.md; pictures go into templates/static/",
                    )
                )
            else:
                yield ContentFile(path, Path(entry.path))

    return walk(content, "")


def _is_expected(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if not folder:
        return name in (_SITE, _ORGANISATIONS, _PLACES)
    if folder == "data":
        return name.endswith(".csv")
    return name.endswith(".md") and (
        folder in ("threads", "pages") or re.fullmatch(r"briefings/\d{4}", folder) is not None
    )


def load(location: Path, path: str) -> SourceFile | Diagnostic:
    """The text of a file, or what is wrong with its bytes. `path` is the one that diagnostics name."""
    empty = SourceFile(path, "")
    try:
        descriptor = os.open(location, os.O_RDONLY | os.O_NOFOLLOW)
        with open(descriptor, "rb") as file:
            if os.fstat(descriptor).st_size > BRIEFING_SIZE:
                size = os.fstat(descriptor).st_size
                return empty.diagnostic(
                    "file-too-large",
                    f"the file has {size:,} bytes, where {BRIEFING_SIZE:,} are allowed",
                )
            data = file.read()
    except OSError as error:
        return empty.diagnostic("unreadable-file", f"the file cannot be read: {error.strerror}")
    return decode(data, path)


def decode(data: bytes, path: str) -> SourceFile | Diagnostic:
    """Bytes to text, or the first thing in them that no content file may hold."""
    if not data.strip():
        return SourceFile(path, "").diagnostic("empty-file", "the file is empty")
    try:
        source = SourceFile(path, data.decode())
    except UnicodeDecodeError as error:
        before = SourceFile(path, data[: error.start].decode())
        return before.diagnostic_at(
            len(before.text),
            "not-utf8",
            f"the byte 0x{data[error.start]:02x} is not UTF-8",
            hint="save the file as UTF-8",
        )
    if source.text[0] == "\ufeff":
        return source.diagnostic(
            "byte-order-mark",
            "the file starts with a byte order mark",
            hint="save the file as UTF-8 without BOM",
        )
    if (carriage_return := source.text.find("\r")) >= 0:
        return source.diagnostic_at(
            carriage_return,
            "line-endings",
            "the line ends with CR",
            hint="save the file with Unix line endings (LF)",
        )
    if control := frontmatter.CONTROL_CHARACTERS.search(source.text):
        return source.diagnostic_at(
            control.start(),
            "control-character",
            f"the character U+{ord(control[0]):04X} is not allowed",
            hint="delete it",
        )
    return source


def read_briefing(source: SourceFile, path: str) -> tuple[Briefing | None, list[Diagnostic]]:
    """Read one briefing from its text; a pure function of the text and the path below content/."""
    briefing_id, found = _briefing_id(source, path)
    parts = frontmatter.split(source)
    if isinstance(parts, Diagnostic):
        return None, [*found, parts]
    values, errors = frontmatter.read(source, parts.yaml, parts.yaml_line, FrontMatter)
    found += errors
    sources = values.get("sources")
    text, errors = prose.convert(
        source, parts.body, tuple(s.id for s in sources) if sources is not None else None
    )
    found += errors
    if has_errors(found):
        return None, found
    briefing = Briefing(**values, id=briefing_id, path=path, prose=text)
    found += _check_alone(briefing, source, parts)
    return briefing, found


def briefing_name(name: str) -> tuple[str, str] | None:
    """Date and slug of a file name `<date>-<slug>.md`; None if it is no such name."""
    match = _BRIEFING_NAME.fullmatch(name)
    return (match[1], match[2]) if match else None


def _briefing_id(source: SourceFile, path: str) -> tuple[str, list[Diagnostic]]:
    _, year, name = path.split("/")
    date, slug = briefing_name(name) or ("", "")
    if not date:
        message = "the file name is not a date and a slug"
        hint = "name it <date>-<slug>.md, as in 2021-06-18-sichuan-closes-26-projects.md"
    elif not urls.is_slug(slug):
        message = f"`{slug}` is not a slug"
        hint = f"use lower-case letters, digits and single hyphens: {date}-{urls.slugify(slug)}.md"
    elif date[:4] != year:
        message = f"a briefing of {date[:4]} stands in the folder of {year}"
        hint = f"move it to briefings/{date[:4]}/"
    else:
        return f"{year}/{slug}", []
    return "", [source.diagnostic("file-name", message, hint=hint)]


def _check_alone(
    briefing: Briefing, source: SourceFile, parts: frontmatter.FrontMatterText
) -> list[Diagnostic]:
    """The checks that need one whole briefing, and nothing else."""
    found: list[Diagnostic] = []

    def complain(code: str, message: str, *where: str | int, hint: str = "") -> None:
        line, column = frontmatter.locate(parts.yaml, parts.yaml_line, where)
        found.append(source.diagnostic(code, message, line=line, column=column, hint=hint))

    def check_order(
        earlier: Date | None, later: Date | None, message: str, *where: str | int
    ) -> None:
        if earlier and later and dates.certainly_before(later, earlier):
            complain("date-order", message.format(later=later, earlier=earlier), *where)

    date, slug = briefing_name(briefing.path.rpartition("/")[2]) or ("", "")
    if date != briefing.date:
        complain(
            "date-mismatch",
            f"the file name says {date}, the front matter {briefing.date}",
            "date",
            hint=f"rename the file to {briefing.date}-{slug}.md, or write date: {date}",
        )
    check_order(
        briefing.date,
        briefing.published,
        "it was published on {later}, before the event of {earlier}",
        "published",
    )
    previous = briefing.entered
    for number, update in enumerate(briefing.updates):
        check_order(
            previous,
            update.date,
            "the update of {later} stands after {earlier}",
            "updates", number, "date",
        )  # fmt: skip
        previous = update.date
    for number, action in enumerate(briefing.actions):
        if not (action.announced or action.effective):
            complain(
                "missing-date",
                "the action has neither `announced` nor `effective`",
                "actions", number,
                hint="give at least one of them",
            )  # fmt: skip
        check_order(
            action.announced,
            action.effective,
            "it is effective on {later}, before it was announced on {earlier}",
            "actions", number, "effective",
        )  # fmt: skip
        check_order(
            action.effective or action.announced,
            action.until,
            "it ends on {later}, before it begins on {earlier}",
            "actions", number, "until",
        )  # fmt: skip
    for number, move in enumerate(briefing.moves):
        if not (move.origin or move.to):
            complain(
                "missing-place",
                "the move has neither `from` nor `to`",
                "moves", number,
                hint="give at least one of them",
            )  # fmt: skip
    known: dict[str, int] = {}
    for number, listed in enumerate(briefing.sources):
        if listed.id in known:
            complain(
                "duplicate-source",
                f"the id `{listed.id}` stands already at source {known[listed.id] + 1}",
                "sources", number, "id",
            )  # fmt: skip
        known.setdefault(listed.id, number)
    cited = set(briefing.prose.citations)
    for source_id, where in _source_references(briefing):
        cited.add(source_id)
        if source_id not in known:
            complain(
                "unknown-source",
                f"no source has the id `{source_id}`",
                *where,
                hint=did_you_mean(source_id, known) or "list it under `sources`",
            )
    for source_id, number in known.items():
        if source_id not in cited:
            complain(
                "uncited-source",
                f"the source `{source_id}` is never cited",
                "sources", number,
                hint=f"cite it in the text as [@{source_id}], or leave it out",
            )  # fmt: skip
    return found


def _source_references(briefing: Briefing) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Each source id that the front matter names, with where it stands."""
    for field in ("actions", "moves", "figures"):
        for number, row in enumerate(getattr(briefing, field)):
            yield row.source, (field, number, "source")
    for number, dispute in enumerate(briefing.disputes):
        for claim_number, claim in enumerate(dispute.claims):
            yield claim.source, ("disputes", number, "claims", claim_number, "source")


def read_text(
    source: SourceFile, path: str, model: type[TPage]
) -> tuple[TPage | None, list[Diagnostic]]:
    """Read a thread or standalone page from its text."""
    found: list[Diagnostic] = []
    page_id = path.rpartition("/")[2].removesuffix(".md")
    if not urls.is_slug(page_id):
        found.append(
            source.diagnostic(
                "file-name",
                f"`{page_id}` is not a slug",
                hint=f"name it {urls.slugify(page_id)}.md",
            )
        )
    parts = frontmatter.split(source)
    if isinstance(parts, Diagnostic):
        return None, [*found, parts]
    values, errors = frontmatter.read(source, parts.yaml, parts.yaml_line, PageFrontMatter)
    text, more_errors = prose.convert(source, parts.body)
    found += errors + more_errors
    if has_errors(found):
        return None, found
    return model(**values, id=page_id, path=path, prose=text), found


class _Reader:
    """Reads the files of one content folder and collects what is wrong with them."""

    def __init__(
        self, content: Path, files: Mapping[str, ContentFile], found: list[Diagnostic]
    ) -> None:
        self.content = content
        self.files = files
        self.found = found

    def shown_path(self, path: str) -> str:
        return f"{self.content.as_posix()}/{path}"

    def source(self, path: str) -> SourceFile:
        """The text of a file once more, for the position of an error; empty if it is gone by now."""
        loaded = load(self.content / path, self.shown_path(path))
        return loaded if isinstance(loaded, SourceFile) else SourceFile(self.shown_path(path), "")

    def _load(self, path: str) -> SourceFile | None:
        if path not in self.files:
            missing = SourceFile(self.shown_path(path), "")
            self.found.append(missing.diagnostic("missing-file", "the file is missing"))
            return None
        loaded = load(self.files[path].location, self.shown_path(path))
        if isinstance(loaded, Diagnostic):
            self.found.append(loaded)
            return None
        return loaded

    def site(self) -> SiteConfig | None:
        source = self._load(_SITE)
        if source is None:
            return None
        values, errors = frontmatter.read(source, source.text, 1, SiteConfig)
        if "base_url" in values:
            try:
                urls.SiteUrls.parse(values["base_url"])
            except ValueError as error:
                line, column = frontmatter.locate(source.text, 1, ("base_url",))
                errors.append(
                    source.diagnostic(
                        "invalid-url",
                        f"the site cannot be published at `{values['base_url']}`",
                        line=line,
                        column=column,
                        hint=str(error),
                    )
                )
        self.found += errors
        return None if errors else SiteConfig(**values)

    def registry(self, path: str, model: type[TEntry], form: str) -> dict[str, TEntry]:
        source = self._load(path)
        if source is None:
            return {}
        entries, errors = frontmatter.read_registry(source, model, form)
        self.found += errors
        return entries

    def _below(self, folder: str) -> Iterator[str]:
        return (path for path in self.files if path.startswith(folder + "/"))

    def texts(self, folder: str, model: type[TPage]) -> Iterator[TPage]:
        for path in self._below(folder):
            if source := self._load(path):
                text, errors = read_text(source, path, model)
                self.found += errors
                if text:
                    yield text

    def briefings(self) -> list[Briefing]:
        read_ones = []
        for path in self._below("briefings"):
            if source := self._load(path):
                briefing, errors = read_briefing(source, path)
                self.found += errors
                if briefing:
                    read_ones.append(briefing)
        return read_ones


class _CrossChecks:
    """The checks between files. Positions are looked up only where something is wrong."""

    def __init__(self, source: Callable[[str], SourceFile], found: list[Diagnostic]) -> None:
        self.source = source
        self.found = found
        # A briefing with an error of its own is no Briefing; links to it are not wrong for that.
        self.broken = {d.path for d in found if d.severity == "error"}

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

    def places(self, places: Mapping[str, Place]) -> None:
        for place in places:
            if country_of(place) not in places:
                self._complain_in_yaml(
                    _PLACES,
                    (place,),
                    "missing-country",
                    f"`{place}` lies in `{country_of(place)}`, which has no entry",
                    f"add `{country_of(place)}` to places.yaml",
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
            if organisation.country is not None and organisation.country not in places:
                self._complain_in_yaml(
                    _ORGANISATIONS,
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
                        f"the URL {urls.briefing(briefing.id)} belongs already to {first.path}",
                        hint="give one of them another slug",
                    )
                )
            by_id.setdefault(briefing.id, briefing)
        for briefing in by_id.values():
            for place, where in _place_references(briefing):
                if place not in places:
                    self._complain_in_yaml(
                        briefing.path, where, *self._unknown_place(place, places)
                    )
            for organisation, where in _organisation_references(briefing):
                if organisation not in organisations:
                    self._complain_in_yaml(
                        briefing.path,
                        where,
                        "unknown-organisation",
                        f"no organisation has the id `{organisation}`",
                        did_you_mean(organisation, organisations)
                        or f"add `{organisation}` to organisations.yaml",
                    )
            if briefing.thread is not None and briefing.thread not in threads:
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
            if cause is None:
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
            elif cause is briefing or dates.certainly_before(briefing.date, cause.date):
                self._complain_in_yaml(
                    briefing.path,
                    where,
                    "date-order",
                    f"`{cause_id}` of {cause.date} cannot have caused an event of {briefing.date}",
                )

    def _is_broken(self, briefing_id: str) -> bool:
        """Whether a file that failed on its own may be the briefing with this id."""
        year, _, slug = briefing_id.partition("/")
        pattern = re.compile(rf".*/briefings/{re.escape(year)}/[\d-]+-{re.escape(slug)}\.md")
        return any(pattern.fullmatch(path) for path in self.broken)

    def texts(
        self,
        texts: Iterable[Thread | StandalonePage],
        briefings: Iterable[Briefing],
        organisations: Mapping[str, Organisation],
        places: Mapping[str, Place],
        *,
        drafts: bool,
    ) -> None:
        """Check the [[wiki links]] of every text: of the briefings, and of the others."""
        by_id = {briefing.id: briefing for briefing in briefings}
        for text in (*by_id.values(), *texts):
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
        line, column = prose.place_of_link(source, body, f"[[{target}")
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
