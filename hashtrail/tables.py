"""CSV files of the content folder with positions, read straight into the structs of `model`.

A cell is read like the value of a field in front matter, by the reader of its field. All errors of a file come together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Struct, structs

from hashtrail import frontmatter
from hashtrail.diagnostics import Diagnostic, SourceFile, nearest
from hashtrail.frontmatter import Cell

T = TypeVar("T", bound=Struct)

#: A cell of RFC 4180 in one line, with what ends it: in quotes, where two stand for one, or as it is.
_CELL: Final = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')


def read(
    source: SourceFile, model: type[T], key: tuple[str, ...]
) -> tuple[list[T], list[Diagnostic]]:
    """Read the rows of a table whose header names the fields of `model`; an empty cell is none.

    No two rows may have the same values in the columns of `key`. Returns the rows that could be read, and every error.
    """
    lines = _lines(source)
    _, header = next(lines, (1, []))
    if isinstance(header, Diagnostic):
        return [], [header]
    found = _check_header(source, header, [field.encode_name for field in structs.fields(model)])
    if found:
        return [], found
    columns = [cell.text for cell in header]
    rows: list[T] = []
    known: dict[tuple[object, ...], int] = {}
    for number, cells in lines:
        if isinstance(cells, Diagnostic):
            found.append(cells)
            continue
        if len(cells) != len(columns):
            found.append(
                source.diagnostic(
                    "wrong-type",
                    f"the row has {len(cells)} {'cell' if len(cells) == 1 else 'cells'}, where the header has {len(columns)}",
                    line=number,
                    hint=f"a row is {','.join(columns)}; a text with a comma in it goes between double quotes",
                )
            )
            continue
        filled = [pair for pair in zip(columns, cells, strict=True) if pair[1].text]
        row = frontmatter.read_row(source, filled, number, model)
        if isinstance(row, tuple):
            found += row
            continue
        values = tuple(getattr(row, column) for column in key)
        if values in known:
            named = " and ".join(f"`{value}`" for value in values)
            found.append(
                source.diagnostic(
                    "duplicate-value",
                    f"the row of {named} stands already in line {known[values]}",
                    line=number,
                    hint="keep one of them",
                )
            )
            continue
        known[values] = number
        rows.append(row)
    return rows, found


def locate(source: SourceFile, column: str, text: str) -> tuple[int, int]:
    """Line and column of the first cell with a text in a column of a table that can be read."""
    lines = _lines(source)
    _, header = next(lines)
    if not isinstance(header, Diagnostic):
        position = [cell.text for cell in header].index(column)
        for _, cells in lines:
            if not isinstance(cells, Diagnostic) and cells[position:][:1]:
                cell = cells[position]
                if cell.text == text:
                    return cell.line, cell.column
    return 1, 1


def _check_header(
    source: SourceFile, header: Sequence[Cell], fields: Sequence[str]
) -> list[Diagnostic]:
    if len(header) == 1 and not set(fields).isdisjoint(re.split(r"[;\t]", header[0].text)):
        return [
            source.diagnostic(
                "wrong-type",
                "the columns are not separated by commas",
                hint=f"save the table with commas, not semicolons or tabs, between them: {','.join(fields)}",
            )
        ]
    found = []
    present: set[str] = set()
    for cell in header:
        if cell.text in fields and cell.text not in present:
            present.add(cell.text)
            continue
        is_known = cell.text in fields
        meant = "" if is_known else nearest(cell.text, fields)
        present.add(meant)
        found.append(
            source.diagnostic(
                "duplicate-key" if is_known else "unknown-key",
                f"the column `{cell.text}` stands twice"
                if is_known
                else f"unknown column `{cell.text}`",
                line=cell.line,
                column=cell.column,
                hint=f"did you mean `{meant}`?" if meant else f"the columns are {','.join(fields)}",
            )
        )
    found += (
        source.diagnostic(
            "missing-key", f"missing column `{field}`", hint=f"the columns are {','.join(fields)}"
        )
        for field in fields
        if field not in present
    )
    return found


def _lines(source: SourceFile) -> Iterator[tuple[int, list[Cell] | Diagnostic]]:
    """The cells of each line that is not empty, or why they cannot be told apart, with its number."""
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        if line.strip():
            yield number, _cells(source, line, number)


def _cells(source: SourceFile, line: str, number: int) -> list[Cell] | Diagnostic:
    cells = []
    start = 0
    while True:
        match = _CELL.match(line, start)
        if match is None:
            return source.diagnostic(
                "wrong-type",
                "the cell does not end where it should",
                line=number,
                column=start + 1,
                hint='put a text with commas or quotes between quotes, on one line, and write "" for a quote in it',
            )
        quoted, plain, end = match.groups()
        text = plain if quoted is None else quoted.replace('""', '"')
        cells.append(Cell(text.strip(), number, start + 1))
        if not end:
            return cells
        start = match.end()
