"""Rows as CSV and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from hashtrail.data.rows import Value
from hashtrail.data.tables import Table

#: With which characters a cell must not begin in a spreadsheet, which would take the text for a formula (the last four
#: are the wide forms that some take for the same), and the quote that is put before them.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD: Final = "'"
_GUARDED_STARTS: Final = frozenset((*_FORMULA_STARTS, GUARD))


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet executes. A quote at its beginning is doubled, so that `unguarded` is sure."""
    return GUARD + text if text[:1] in _GUARDED_STARTS else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(GUARD)


class _Echo:
    """A file that gives back what is written to it: so a csv.writer returns its lines."""

    def write(self, text: str) -> str:
        return text


def as_csv(table: Table, rows: Iterable[tuple[Value, ...]]) -> Iterator[bytes]:
    """CSV by RFC 4180, in UTF-8, with a header, in pieces; a value that is missing is an empty cell.

    Texts are `guarded`, numbers are not.
    """
    write = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield write([column.name for column in table.columns]).encode()
    for row in rows:
        yield write([guarded(value) if isinstance(value, str) else value for value in row]).encode()


def as_json(table: Table, rows: Iterable[tuple[Value, ...]]) -> Iterator[bytes]:
    """A JSON array with an object for each row, one on each line, in pieces; a value that is missing is null."""
    names = [column.name for column in table.columns]
    yield b"["
    yield from json_lines(dict(zip(names, row, strict=True)) for row in rows)
    yield b"\n]\n"


def json_lines(values: Iterable[object]) -> Iterator[bytes]:
    """What stands between the brackets of a JSON array, each value on a line."""
    encode = msgspec.json.Encoder().encode
    before = b"\n"
    for value in values:
        yield before + encode(value)
        before = b",\n"
