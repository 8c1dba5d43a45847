"""The page of a briefing."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.model import Confidence, Heading, Kind, Measure, Status
from hashtrail.views.frames import Frame
from hashtrail.views.ledger_rows import EffectTable
from hashtrail.views.lists import Card, UpdateRow
from hashtrail.views.texts import Link, ShownText


class SourceMark(Struct, frozen=True):
    """A reference to a numbered source of the same page."""

    number: int
    url: str
    publisher: str


class ActionRow(Struct, frozen=True, kw_only=True):
    authority: Link
    measure: Measure
    place: Link
    announced: Date | None
    effective: Date | None
    until: Date | None
    source: SourceMark


class MoveRow(Struct, frozen=True, kw_only=True):
    who: Link
    origin: Link | None
    to: Link | None
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None
    status: Status
    date: Date | None
    source: SourceMark


class FigureRow(Struct, frozen=True, kw_only=True):
    what: str
    value: int | float
    unit: str
    asof: Date | None
    source: SourceMark


class ClaimRow(Struct, frozen=True):
    say: str
    source: SourceMark


class DisputeBox(Struct, frozen=True):
    about: str
    claims: tuple[ClaimRow, ...]


class SourceRow(Struct, frozen=True, kw_only=True):
    """A source in the list of a briefing; `citations` are the anchors in the text that cite it."""

    anchor: str
    publisher: Link
    title: str
    url: str
    date: Date | None
    archived: str | None
    accessed: Date | None
    lang: str | None
    citations: tuple[str, ...]


class ThreadBox(Struct, frozen=True, kw_only=True):
    """Where a briefing stands in its thread, counted from 1, oldest first."""

    thread: Link
    number: int
    count: int
    earlier: Link | None
    later: Link | None


class CitationFile(Struct, frozen=True):
    """A reference file of a briefing, to be saved: the name of its format and of the file, and a `data:` URL."""

    format: str
    name: str
    url: str


class BriefingView(Struct, frozen=True, kw_only=True):
    """A briefing; `json` is the link of its JSON file."""

    frame: Frame
    title: str
    summary: str
    kind: Kind
    kind_link: Link
    date: Date
    reported: Date | None
    published: Date
    changed: Date | None
    confidence: Confidence
    is_draft: bool
    places: tuple[Link, ...]
    organisations: tuple[Link, ...]
    tags: tuple[Link, ...]
    actions: tuple[ActionRow, ...]
    moves: tuple[MoveRow, ...]
    figures: tuple[FigureRow, ...]
    disputes: tuple[DisputeBox, ...]
    body: ShownText
    headings: tuple[Heading, ...]
    sources: tuple[SourceRow, ...]
    updates: tuple[UpdateRow, ...]
    thread: ThreadBox | None
    caused_by: tuple[Card, ...]
    led_to: EffectTable
    linked_from: tuple[Link, ...]
    more_linked_from: int
    related: tuple[Card, ...]
    earlier: Link | None
    later: Link | None
    citation: str
    citation_files: tuple[CitationFile, ...]
    scripts: tuple[str, ...]
    json: str
