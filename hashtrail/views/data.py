"""The page that documents the data."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date
from hashtrail.views.frames import Frame


class FileRow(Struct, frozen=True):
    """A file of the data: its name, link and media type, and what is in it."""

    name: str
    url: str
    media_type: str
    what: str


class ColumnRow(Struct, frozen=True, kw_only=True):
    """A column of a table; `references` names the table whose rows it points to."""

    name: str
    type: str
    unit: str
    description: str
    values: tuple[str, ...]
    is_required: bool
    is_key: bool
    references: str


class TableBox(Struct, frozen=True, kw_only=True):
    """A table of the data with its columns, the number of its rows, and its two files."""

    name: str
    title: str
    description: str
    count: int
    csv: str
    json: str
    columns: tuple[ColumnRow, ...]


class ExampleBox(Struct, frozen=True):
    """Code for a program, and what it answers."""

    program: str
    answers: str
    code: str


class DataView(Struct, frozen=True, kw_only=True):
    """The page that documents the data."""

    frame: Frame
    heading: str
    description: str
    as_of: Date
    files: tuple[FileRow, ...]
    tables: tuple[TableBox, ...]
    examples: tuple[ExampleBox, ...]
    citation: str
    publisher: str
