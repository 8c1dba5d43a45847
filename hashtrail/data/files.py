"""Rows as CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

import msgspec

from hashtrail.data.rows import Value
from hashtrail.data.tables import Table

#: With which characters a cell must not begin in a spreadsheet, which would take the text for a formula (the last four
#: are the wide forms that some take for the same), and the quote that is put before them.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD: Final = "'"


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet executes. A quote at its beginning is doubled, so that `unguarded` is sure."""
    return GUARD + text if text.startswith((*_FORMULA_STARTS, GUARD)) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(GUARD)


def as_csv(table: Table, rows: Iterable[tuple[Value, ...]]) -> bytes:
    """CSV by RFC 4180, in UTF-8, with a header; a value that is missing is an empty cell.

    Texts are `guarded`, numbers are not.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()


def as_json(table: Table, rows: Iterable[tuple[Value, ...]]) -> bytes:
    """A JSON array with an object for each row, one on each line; a value that is missing is null."""
    names = [column.name for column in table.columns]
    encode = msgspec.json.Encoder().encode
    lines = (b"\n" + encode(dict(zip(names, row, strict=True))) for row in rows)
    return b"[" + b",".join(lines) + b"\n]\n"
