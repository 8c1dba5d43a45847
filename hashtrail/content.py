"""One content file at a time: bytes in, what it holds or what is wrong with it out.

Reading a file is a pure function of its bytes and its path, so its result can be remembered by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeVar

from msgspec import Struct

from hashtrail import dates, files, frontmatter, grounding, prose, tables, urls
from hashtrail.dates import Date
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean, has_errors
from hashtrail.model import (
    Body,
    Briefing,
    FrontMatter,
    HashrateShare,
    HashrateShares,
    Organisation,
    Organisations,
    PageFrontMatter,
    Place,
    Places,
    Record,
    Role,
    SiteConfig,
    StandalonePage,
    Thread,
)

_BRIEFING_NAME: Final = re.compile(r"(\d{4}(?:-\d{2}){0,2})-(.+)\.md", re.ASCII)

TPage = TypeVar("TPage", Thread, StandalonePage)


class Parsed(Struct, frozen=True):
    """What one file holds: its record and, for Markdown, its body; mostly no record if it has an error.

    A registry with errors still gives one: an entry that is wrong stands in it by its id, so that nothing which
    names it is wrong for that.
    """

    record: Record | None
    body: Body | None
    diagnostics: tuple[Diagnostic, ...]


def parse(data: bytes, path: str, shown_path: str) -> Parsed:
    """Read a content file by its path below content/. `shown_path` is the one that diagnostics name."""
    source = files.decode(data, shown_path)
    if isinstance(source, Diagnostic):
        return Parsed(None, None, (source,))
    record: Record | None
    body: Body | None = None
    if path == files.SITE:
        record, found = _read_site(source)
    elif path == files.ORGANISATIONS:
        organisations, found = frontmatter.read_registry(source, Organisation, "slug")
        record = None
        if organisations is not None:
            unread = ((key, Organisation(name=key, role=Role.MINER)) for key in organisations)
            record = Organisations({key: organisations[key] or entry for key, entry in unread})
    elif path == files.PLACES:
        places, found = frontmatter.read_registry(source, Place, "place")
        record = None
        if places is not None:
            record = Places({key: entry or Place(name=key) for key, entry in places.items()})
    elif path == files.HASHRATE_SHARES:
        record, found = _read_hashrate_shares(source)
    elif path.startswith(files.BRIEFINGS):
        record, body, found = _read_briefing(source, path)
    elif path.startswith("threads/"):
        record, body, found = _read_text(source, path, Thread)
    else:
        record, body, found = _read_text(source, path, StandalonePage)
    return Parsed(record, body, tuple(found))


def _read_briefing(
    source: SourceFile, path: str
) -> tuple[Briefing | None, Body | None, list[Diagnostic]]:
    briefing_id, found = _briefing_id(source, path)
    parts = frontmatter.split(source)
    if isinstance(parts, Diagnostic):
        return None, None, [*found, parts]
    values, errors = frontmatter.read(source, parts.yaml, parts.yaml_line, FrontMatter)
    found += errors
    sources = values.get("sources")
    text, body, errors, blocks = prose.convert(
        source, parts.body, None if sources is None else tuple((s.id, s.publisher) for s in sources)
    )
    found += errors
    if has_errors(found):
        return None, None, found
    briefing = Briefing(**values, id=briefing_id, path=path, prose=text)
    found += _check_alone(briefing, source, parts)
    if not found:
        found += grounding.check(briefing, body.text, blocks, source, parts)
    return briefing, body, found


def briefing_name(name: str) -> tuple[str, str] | None:
    """Date and slug of a file name `<date>-<slug>.md`; None if it is no such name."""
    match = _BRIEFING_NAME.fullmatch(name)
    return (match[1], match[2]) if match else None


def _date_problem(date: str) -> str:
    try:
        dates.parse(date)
    except ValueError as error:
        return str(error)
    return ""


def _briefing_id(source: SourceFile, path: str) -> tuple[str, list[Diagnostic]]:
    _, year, name = path.split("/")
    date, slug = briefing_name(name) or ("", "")
    if not date:
        message = "the file name is not a date and a slug"
        hint = "name it <date>-<slug>.md, as in 2021-06-18-sichuan-closes-26-projects.md"
    elif not urls.is_slug(slug):
        message, hint = f"`{slug}` is not a slug", urls.slug_hint(slug)
    elif problem := _date_problem(date):
        message, hint = f"`{date}` in the file name is not a date", problem
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
    for number, dispute in enumerate(briefing.disputes):
        for claim_number, claim in enumerate(dispute.claims):
            where: tuple[str | int, ...] = ("disputes", number, "claims", claim_number)
            if claim.move is not None and claim.move > len(briefing.moves):
                complain(
                    "unknown-move",
                    f"there is no move {claim.move}",
                    *where, "move",
                    hint=f"moves are counted from 1 to {len(briefing.moves)}"
                    if briefing.moves
                    else "list the move under `moves`, or leave `move` out",
                )  # fmt: skip
            if (claim.move is not None) != claim.is_about_size:
                complain(
                    "incomplete-claim",
                    "the claim names a move and no size of it"
                    if claim.move is not None
                    else "the claim gives a size and names no move",
                    *where,
                    hint="give `move` together with `machines`, `hashrate_ph` or `power_mw`",
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


def _read_text(
    source: SourceFile, path: str, model: type[TPage]
) -> tuple[TPage | None, Body | None, list[Diagnostic]]:
    found: list[Diagnostic] = []
    page_id = path.rpartition("/")[2].removesuffix(".md")
    if not urls.is_slug(page_id):
        found.append(
            source.diagnostic(
                "file-name",
                f"`{page_id}` is not a slug",
                hint=urls.slug_hint(page_id),
            )
        )
    parts = frontmatter.split(source)
    if isinstance(parts, Diagnostic):
        return None, None, [*found, parts]
    values, errors = frontmatter.read(source, parts.yaml, parts.yaml_line, PageFrontMatter)
    text, body, more_errors, _ = prose.convert(source, parts.body)
    found += errors + more_errors
    if has_errors(found):
        return None, None, found
    return model(**values, id=page_id, path=path, prose=text), body, found


def _read_hashrate_shares(source: SourceFile) -> tuple[HashrateShares, list[Diagnostic]]:
    rows, found = tables.read(source, HashrateShare, key=("month", "place"))
    return HashrateShares(tuple(rows)), found


def _read_site(source: SourceFile) -> tuple[SiteConfig | None, list[Diagnostic]]:
    values, found = frontmatter.read(source, source.text, 1, SiteConfig)
    if "base_url" in values:
        try:
            urls.SiteUrls.parse(values["base_url"])
        except ValueError as error:
            line, column = frontmatter.locate(source.text, 1, ("base_url",))
            found.append(
                source.diagnostic(
                    "invalid-url",
                    f"the site cannot be published at `{values['base_url']}`",
                    line=line,
                    column=column,
                    hint=str(error),
                )
            )
    return (None if found else SiteConfig(**values)), found
