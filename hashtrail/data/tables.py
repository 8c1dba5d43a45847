"""The tables of the open data: what CSV, JSON, SQLite, the data package and the page about them follow from."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Final, Literal

from msgspec import Struct

from hashtrail.dates import Date, first_day, last_day
from hashtrail.model import KINDS, Confidence, Measure, Role, Status

#: What the values of a column are. `day` is a full ISO 8601 date, `month` YYYY-MM, `edtf` a date that may know only its
#: month or year (EDTF level 0: YYYY-MM-DD, YYYY-MM or YYYY).
Type = Literal["text", "url", "integer", "number", "day", "month", "edtf"]

EDTF_PATTERN: Final = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_BRIEFING_ID: Final = "[0-9]{4}/[a-z0-9]+(-[a-z0-9]+)*"
_PLACE_ID: Final = "[A-Z]{2}(-[A-Z0-9]{1,3})?"
_SLUG: Final = "[a-z0-9]+(-[a-z0-9]+)*"


class Column(Struct, frozen=True):
    """A column: what it says, in which unit, and what its values may be.

    Without `is_required` a value may be missing, which means that the sources do not say. `values` are all that there
    can be; `pattern` is a regular expression for the whole value; `references` names the table whose primary key it holds.
    """

    name: str
    type: Type
    description: str
    is_required: bool = False
    unit: str = ""
    values: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    references: str = ""


class ForeignKey(Struct, frozen=True):
    """Columns that hold the primary key of a row of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


class Table(Struct, frozen=True):
    """A table. `keys` are its foreign keys of more than one column."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    keys: tuple[ForeignKey, ...] = ()

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        single = (
            ForeignKey((column.name,), column.references, TABLES[column.references].primary_key)
            for column in self.columns
            if column.references
        )
        return (*single, *self.keys)


def span(name: str, date: Date | None) -> dict[str, str | None]:
    """The values of the three columns that `_span` makes: the date, and the first and last day that it can mean."""
    return {
        name: date,
        f"{name}_earliest": date and first_day(date),
        f"{name}_latest": date and last_day(date),
    }


def _span(name: str, description: str, *, is_required: bool = False) -> tuple[Column, ...]:
    return (
        _edtf(name, description, is_required=is_required),
        Column(f"{name}_earliest", "day", "the first day that this date can mean", is_required),
        Column(f"{name}_latest", "day", "the last day that this date can mean", is_required),
    )


def _edtf(name: str, description: str, *, is_required: bool = False) -> Column:
    return Column(name, "edtf", description, is_required, pattern=EDTF_PATTERN)


def _text(name: str, description: str, *, is_required: bool = True, pattern: str = "") -> Column:
    return Column(name, "text", description, is_required, pattern=pattern)


def _url(name: str, description: str, *, is_required: bool = True) -> Column:
    return Column(name, "url", description, is_required)


def _word(name: str, description: str, words: Iterable[StrEnum | Enum]) -> Column:
    return Column(name, "text", description, True, values=tuple(word.value for word in words))


def _count(name: str, description: str, *, is_required: bool = True) -> Column:
    return Column(name, "integer", description, is_required, least=1)


def _place(name: str, description: str, *, is_required: bool = False) -> Column:
    return Column(name, "text", description, is_required, pattern=_PLACE_ID, references="places")


def _organisation(name: str, description: str) -> Column:
    return Column(name, "text", description, True, pattern=_SLUG, references="organisations")


_BRIEFING: Final = Column(
    "briefing", "text", "the briefing", True, pattern=_BRIEFING_ID, references="briefings"
)
_SOURCE: Final = _text("source", "the source of the briefing that says so", pattern=_SLUG)
_SOURCE_KEY: Final = ForeignKey(("briefing", "source"), "sources", ("briefing", "id"))
_SIZE: Final = (
    _count("machines", "number of machines", is_required=False),
    Column("hashrate_ph", "number", "hashrate", unit="PH/s", least=0),
    Column("power_mw", "number", "power", unit="MW", least=0),
)


def _number(of: str) -> Column:
    return _count("number", f"where the {of} stands in its briefing, from 1")


_ALL: Final = (
    Table(
        "briefings",
        "Briefings",
        "One row for each event with its sources. The texts are in the JSON file of each briefing.",
        (
            _text("id", "year and slug, as in the address of the briefing", pattern=_BRIEFING_ID),
            _url("url", "the address of the briefing"),
            _text("title", "what happened, in one line"),
            *_span("date", "when it happened", is_required=True),
            Column("year", "integer", "the year in which it happened", True),
            _word("kind", "what kind of event it is", KINDS),
            _text("summary", "one or two sentences"),
            _word("confidence", "how sure the sources make us", Confidence),
            *_span("reported", "when the main source reported it"),
            _edtf("published", "when the briefing entered the archive", is_required=True),
            _edtf("changed", "when the briefing last changed", is_required=True),
            Column(
                "thread",
                "text",
                "the story that it is part of",
                pattern=_SLUG,
                references="threads",
            ),
            _text("place_names", "the names of its places, parted by semicolons"),
            _text(
                "organisation_names",
                "the names of its organisations, parted by semicolons",
                is_required=False,
            ),
        ),
        ("id",),
    ),
    Table(
        "actions",
        "Actions",
        "What authorities did. The sources give at least one of the two days on which an action was announced and took effect.",
        (
            _BRIEFING,
            _number("action"),
            _organisation("authority", "the organisation that acted"),
            _word("measure", "what it did", Measure),
            _place("place", "where it applies", is_required=True),
            *_span("announced", "when it was announced"),
            *_span("effective", "since when it applies"),
            *_span("until", "the last day on which it applies"),
            _SOURCE,
        ),
        ("briefing", "number"),
        (_SOURCE_KEY,),
    ),
    Table(
        "moves",
        "Moves",
        "Who moved what, from which place to which, and how far that has come. A place that is missing is not known.",
        (
            _BRIEFING,
            _number("move"),
            _organisation("who", "the organisation that moves"),
            _place("from_place", "where from"),
            _place("to_place", "where to"),
            _word("status", "how far the move has come", Status),
            *_SIZE,
            *_span("date", "when the move reached its status"),
            _SOURCE,
        ),
        ("briefing", "number"),
        (_SOURCE_KEY,),
    ),
    Table(
        "figures",
        "Figures",
        "The numbers that matter, each with its unit.",
        (
            _BRIEFING,
            _number("figure"),
            _text("what", "what the number counts"),
            Column("value", "number", "the number", True),
            _text("unit", "its unit"),
            *_span("asof", "the day, month or year that it holds for"),
            _SOURCE,
        ),
        ("briefing", "number"),
        (_SOURCE_KEY,),
    ),
    Table(
        "disputes",
        "Disputes",
        "The points on which sources disagree.",
        (
            _BRIEFING,
            _number("dispute"),
            _text("about", "what they disagree about"),
        ),
        ("briefing", "number"),
    ),
    Table(
        "claims",
        "Claims",
        "What each source says in a dispute. A claim about the size of a move names it, and gives the size.",
        (
            _BRIEFING,
            _count("dispute", "the number of the dispute"),
            _count("number", "where the claim stands in the dispute, from 1"),
            _text("say", "what the source says"),
            _count("move", "the number of the move whose size it states", is_required=False),
            *_SIZE,
            _SOURCE,
        ),
        ("briefing", "dispute", "number"),
        (
            ForeignKey(("briefing", "dispute"), "disputes", ("briefing", "number")),
            ForeignKey(("briefing", "move"), "moves", ("briefing", "number")),
            _SOURCE_KEY,
        ),
    ),
    Table(
        "sources",
        "Sources",
        "The publications that the briefings rest on, listed for each briefing.",
        (
            _BRIEFING,
            _text("id", "unique in the briefing", pattern=_SLUG),
            _number("source"),
            _text("publisher", "who published it"),
            _text("title", "its title"),
            _url("url", "its address"),
            *_span("date", "when it was published"),
            _url("archived", "an archived copy of it", is_required=False),
            _edtf("accessed", "when it was read"),
            _text(
                "lang", "BCP 47 tag of its language, where that is not the site's",
                is_required=False,
            ),
        ),
        ("briefing", "id"),
    ),
    Table(
        "updates",
        "Corrections",
        "Corrections of briefings and additions to them.",
        (
            _BRIEFING,
            _number("correction"),
            _edtf("date", "when the briefing was changed", is_required=True),
            _text("note", "what was changed, and why"),
            _text("field", "the field that changed", is_required=False),
            _text("old", "the value before", is_required=False),
            _text("new", "the value now", is_required=False),
        ),
        ("briefing", "number"),
    ),
    Table(
        "organisations",
        "Organisations",
        "Every organisation that a briefing names.",
        (
            _text("id", "as in the address of its page", pattern=_SLUG),
            _url("url", "the address of its page"),
            _text("name", "its common name in English"),
            _word("role", "what it is to mining", Role),
            _place("country", "the country or region where it has its seat"),
        ),
        ("id",),
    ),
    Table(
        "organisation_aliases",
        "Other names of organisations",
        "Former names, names in other scripts, and tickers.",
        (
            _organisation("organisation", "the organisation"),
            _count("number", "where the name stands in the list of the organisation, from 1"),
            _text("alias", "another name"),
        ),
        ("organisation", "number"),
    ),
    Table(
        "places",
        "Places",
        "Countries, and provinces or states of them.",
        (
            _text("id", "ISO 3166-1 alpha-2 or ISO 3166-2 code", pattern=_PLACE_ID),
            _url("url", "the address of its page"),
            _text("name", "its common name in English"),
            _text("full_name", "its name with that of its country"),
            _place("country", "the country that it is, or lies in", is_required=True),
            Column(
                "latitude", "number", "latitude, WGS 84", unit="degrees", least=-90, most=90
            ),
            Column(
                "longitude", "number", "longitude, WGS 84", unit="degrees", least=-180, most=180
            ),
        ),
        ("id",),
    ),
    Table(
        "place_aliases",
        "Other names of places",
        "Other names, and names in other scripts.",
        (
            _place("place", "the place", is_required=True),
            _count("number", "where the name stands in the list of the place, from 1"),
            _text("alias", "another name"),
        ),
        ("place", "number"),
    ),
    Table(
        "threads",
        "Threads",
        "Stories over several briefings.",
        (
            _text("id", "as in the address of its page", pattern=_SLUG),
            _url("url", "the address of its page"),
            _text("title", "its title"),
            _text("summary", "what it is about"),
        ),
        ("id",),
    ),
    Table(
        "briefing_places",
        "Places of briefings",
        "Which briefing is about which place. A briefing about a province need not name its country.",
        (_BRIEFING, _number("place"), _place("place", "the place", is_required=True)),
        ("briefing", "number"),
    ),
    Table(
        "briefing_organisations",
        "Organisations of briefings",
        "Which organisation had a part in which event.",
        (_BRIEFING, _number("organisation"), _organisation("organisation", "the organisation")),
        ("briefing", "number"),
    ),
    Table(
        "briefing_tags",
        "Tags of briefings",
        "The topics of the briefings.",
        (_BRIEFING, _number("tag"), _text("tag", "the topic", pattern=_SLUG)),
        ("briefing", "number"),
    ),
    Table(
        "causes",
        "Causes",
        "Which briefing tells what another one follows from, where a source says so.",
        (
            _BRIEFING,
            _number("cause"),
            Column(
                "cause",
                "text",
                "the earlier briefing that it follows from",
                True,
                pattern=_BRIEFING_ID,
                references="briefings",
            ),
        ),
        ("briefing", "number"),
    ),
    Table(
        "hashrate_shares",
        "Shares of the hashrate",
        "What share of the hashrate of Bitcoin a place had in a month, as others have published it.",
        (
            Column("month", "month", "the month", True, pattern="[0-9]{4}-[0-9]{2}"),
            _text(
                "region",
                "the id of the place, or “other” for all other places together",
                pattern=f"{_PLACE_ID}|other",
            ),
            _place("place", "the place, missing where the region is “other”"),
            Column(
                "share_percent", "number", "its share of the hashrate", True, "%", least=0, most=100
            ),
            _url("source_url", "where the number stands"),
            _edtf("release", "when that edition of the numbers was released", is_required=True),
        ),
        ("month", "region"),
    ),
)  # fmt: skip

#: The tables by name, in the order in which files and pages show them.
TABLES: Final[dict[str, Table]] = {table.name: table for table in _ALL}
