"""CSV, JSON and SQLite hold the same rows, and these are what the archive says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail import content, urls
from hashtrail.data import downloads
from hashtrail.data import files as data_files
from hashtrail.data.rows import Value
from hashtrail.data.tables import TABLES, Column, Table
from hashtrail.model import Briefing
from tests.database import Database
from tests.site_folder import SiteFolder

ALL = [pytest.param(table, id=table.name) for table in TABLES.values()]


def read_csv(data: bytes, table: Table) -> list[tuple[Value, ...]]:
    """The rows of a CSV file as its documentation says how to read it."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    assert header == [column.name for column in table.columns]
    return [
        tuple(value_of(column, cell) for column, cell in zip(table.columns, row, strict=True))
        for row in rows
    ]


def value_of(column: Column, cell: str) -> Value:
    if cell == "":
        return None
    if column.type == "integer":
        return int(cell)
    return float(cell) if column.type == "number" else data_files.unguarded(cell)


@pytest.mark.parametrize("table", ALL)
def test_csv_json_and_sqlite_hold_the_same_rows(
    table: Table, files: Path, database: Database
) -> None:
    names = [column.name for column in table.columns]
    rows = read_csv((files / f"{table.name}.csv").read_bytes(), table)
    objects = json.loads((files / f"{table.name}.json").read_bytes())
    assert all(list(each) == names for each in objects)
    assert [tuple(each.values()) for each in objects] == rows
    selection = ", ".join(f'"{name}"' for name in names)
    assert database.rows(f'SELECT {selection} FROM "{table.name}" ORDER BY rowid') == rows


def test_the_tables_hold_what_the_archive_says(
    archive_site: SiteFolder, database: Database
) -> None:
    """Counted and added up from the content files, not through the tables."""
    briefings = [
        record
        for path, data in archive_site.files("content").items()
        if isinstance(record := content.parse(data, path, path).record, Briefing)
    ]
    shown = [briefing for briefing in briefings if not briefing.draft]
    for table, field in (
        ("actions", "actions"), ("moves", "moves"), ("figures", "figures"), ("sources", "sources"),
        ("disputes", "disputes"), ("updates", "updates"), ("causes", "caused_by"),
        ("briefing_places", "places"), ("briefing_organisations", "organisations"), ("briefing_tags", "tags"),
    ):  # fmt: skip
        expected = sum(len(getattr(briefing, field)) for briefing in shown)
        assert database.value(f"SELECT count(*) FROM {table}") == expected, table
    moves = [move for briefing in shown for move in briefing.moves]
    assert len(shown) >= 145
    for field in ("machines", "hashrate_ph", "power_mw"):
        total = sum(getattr(move, field) or 0 for move in moves)
        assert database.value(f"SELECT total({field}) FROM moves") == pytest.approx(total)
    assert set(database.rows("SELECT id, title, date, kind FROM briefings")) == {
        (briefing.id, briefing.title, briefing.date, briefing.kind.value) for briefing in shown
    }
    assert sorted(database.rows("SELECT briefing, who, from_place, to_place, status FROM moves WHERE from_place IS NULL")) == sorted(
        (briefing.id, move.who, None, move.to, move.status.value)
        for briefing in shown for move in briefing.moves if move.origin is None
    )  # fmt: skip


def test_every_column_of_a_row_has_a_name_and_no_value_is_lost(site: SiteFolder) -> None:
    """SQLite would not notice a value that no column has."""
    seen: list[tuple[str, set[str]]] = []
    original = downloads.all_rows

    def watched(of: Any) -> Any:
        for name, row in original(of):
            seen.append((name, set(row)))
            yield name, row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(downloads, "all_rows", watched)
        assert site.build(search=False).ok
    assert {name for name, _ in seen} >= {"briefings", "moves", "actions", "sources", "places"}
    for name, columns in seen:
        assert columns == {column.name for column in TABLES[name].columns}, name


def test_addresses_answer(archive_site: SiteFolder, database: Database) -> None:
    base = "https://hashtrail.example/"
    for table in ("briefings", "organisations", "places", "threads"):
        addresses = [url for (url,) in database.rows(f"SELECT url FROM {table}")]
        assert addresses
        for url in addresses:
            path = urls.output_path("/" + url.removeprefix(base))
            assert archive_site.path(f"output/{path}").is_file(), url


def test_values_have_the_form_that_their_column_tells(database: Database) -> None:
    forms = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "url": r"https?://\S+"}
    for table in TABLES.values():
        for column in table.columns:
            pattern = column.pattern or forms.get(column.type, "")
            values = [
                value
                for (value,) in database.rows(f'SELECT "{column.name}" FROM "{table.name}"')
                if value is not None
            ]
            if pattern:
                assert [value for value in values if not re.fullmatch(pattern, value)] == []
            if column.least is not None:
                assert all(value >= column.least for value in values)


def test_partial_dates_have_their_first_and_last_day(database: Database) -> None:
    rows = database.rows(
        "SELECT date, date_earliest, date_latest FROM briefings WHERE length(date) = 7"
    )
    assert rows
    for date, earliest, latest in rows:
        assert earliest == f"{date}-01"
        assert re.fullmatch(rf"{date}-(28|29|30|31)", latest)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "'x"]
)
def test_what_a_spreadsheet_would_execute_is_guarded(text: str) -> None:
    cell = data_files.guarded(text)
    assert cell == f"'{text}"
    assert data_files.unguarded(cell) == text


@given(st.text())
def test_the_guard_can_be_taken_away_from_any_text(text: str) -> None:
    cell = data_files.guarded(text)
    assert data_files.unguarded(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.tuples(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.integers(1, 10**9),
    st.text(st.characters(codec="utf-8"), min_size=1),
)))  # fmt: skip
def test_any_text_comes_back_from_csv_and_json(rows: list[tuple[Value, ...]]) -> None:
    table = TABLES["place_aliases"]
    assert read_csv(b"".join(data_files.as_csv(table, rows)), table) == rows
    decoded = msgspec.json.decode(b"".join(data_files.as_json(table, rows)))
    assert [tuple(each.values()) for each in decoded] == rows


@pytest.mark.parametrize("write", [data_files.as_csv, data_files.as_json])
def test_a_file_is_written_while_its_rows_are_read(
    write: Callable[[Table, Iterable[tuple[Value, ...]]], Iterator[bytes]],
) -> None:
    read = []

    def rows() -> Iterator[tuple[Value, ...]]:
        for number in range(1, 100):
            read.append(number)
            yield "KZ", number, "Qazaqstan"

    pieces = write(TABLES["place_aliases"], rows())
    for number in range(10):
        next(pieces)
        assert len(read) <= number + 1


def test_csv_is_that_of_rfc_4180(files: Path) -> None:
    data = (files / "figures.csv").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.endswith(b"\r\n")


def test_numbers_are_not_touched(site: SiteFolder) -> None:
    site.edit(
        "content/places.yaml",
        "KZ:\n  name: Kazakhstan\n",
        "KZ:\n  name: Kazakhstan\n  coordinates: [-48, -66.5]\n",
    )
    site.edit("content/places.yaml", "aliases: [Norge]", 'aliases: ["=Norge", "-Norge", "\'Norge"]')
    assert site.build(search=False).ok
    assert ",KZ,-48,-66.5\r\n" in site.page("data/places.csv")
    assert [
        line.split(",")[2]
        for line in site.page("data/place_aliases.csv").split("\r\n")
        if line.startswith("NO,")
    ] == ["'=Norge", "'-Norge", "''Norge"]
