"""The SQLite file: sound, typed, and ready for Datasette."""

from __future__ import annotations

import asyncio
import sqlite3
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hashtrail.data import database as databases
from hashtrail.data.database import Database as Made
from hashtrail.data.tables import TABLES
from tests.database import Database


def test_it_is_sound(database: Database) -> None:
    assert database.value("PRAGMA integrity_check") == "ok"
    assert database.rows("PRAGMA foreign_key_check") == []
    assert database.value("PRAGMA user_version") == databases.VERSION
    # Its content is in step with the table that it indexes; if not, this raises.
    with sqlite3.connect(":memory:") as copy:
        database.connection.backup(copy)
        copy.execute(
            "INSERT INTO briefings_fts (briefings_fts, rank) VALUES ('integrity-check', 1)"
        )


def test_it_stays_sound_when_it_is_vacuumed(database: Database) -> None:
    """The full-text search goes by row numbers, which VACUUM may give anew."""
    query = (
        "SELECT briefings.id FROM briefings_fts JOIN briefings ON briefings.rowid = briefings_fts.rowid "
        "WHERE briefings_fts MATCH 'kazakhstan' ORDER BY briefings.id"
    )
    with sqlite3.connect(":memory:") as copy:
        database.connection.backup(copy)
        copy.execute("VACUUM")
        assert copy.execute(query).fetchall() == database.rows(query) != []


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_strict_and_have_their_keys(table: str, database: Database) -> None:
    assert database.value("SELECT strict FROM pragma_table_list WHERE name = ?", table) == 1
    key = database.rows("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", table)
    assert tuple(name for (name,) in key) == TABLES[table].primary_key
    references = {
        (referred, column, to)
        for referred, column, to in database.rows(
            'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)', table
        )
    }
    assert references == {
        (key.table, column, to)
        for key in TABLES[table].foreign_keys
        for column, to in zip(key.columns, key.to, strict=True)
    }


def test_a_foreign_key_has_an_index(database: Database) -> None:
    for table in TABLES.values():
        indexes = [
            tuple(
                name
                for (name,) in database.rows(
                    "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index
                )
            )
            for (index,) in database.rows("SELECT name FROM pragma_index_list(?)", table.name)
        ]
        for key in table.foreign_keys:
            assert any(index[: len(key.columns)] == key.columns for index in indexes), (
                table.name,
                key,
            )


def test_a_row_of_the_wrong_type_is_refused() -> None:
    row = {"place": "KZ", "number": "first", "alias": "x"}
    with pytest.raises(sqlite3.IntegrityError):
        Made([("place_aliases", row)])  # type: ignore[list-item]


def test_the_schema_describes_each_column(database: Database) -> None:
    for table in TABLES.values():
        text = database.value("SELECT sql FROM sqlite_master WHERE name = ?", table.name)
        for column in table.columns:
            assert column.description in text


def _ask(file: Path, *addresses: str) -> list[Any]:
    """What Datasette answers to addresses, as JSON."""
    from datasette.app import Datasette

    async def ask() -> list[Any]:
        datasette = Datasette([], immutables=[str(file)])
        answers = []
        for address in addresses:
            response = await datasette.client.get(address)
            assert response.status_code == 200, response.text
            answers.append(response.json())
        return answers

    with warnings.catch_warnings(), ThreadPoolExecutor(1) as thread:
        # Of its own, about its own dependencies.
        warnings.simplefilter("ignore")
        # In this thread Playwright may have a loop that runs.
        return thread.submit(lambda: asyncio.run(ask())).result()


def test_datasette_answers_a_facet_and_a_full_text_query(files: Path, database: Database) -> None:
    table = "/hashtrail/briefings.json?_shape=objects&_size=max"
    facet, search, moves = _ask(
        files / "hashtrail.sqlite",
        f"{table}&_facet=kind",
        f"{table}&_search=kazakhstan",
        "/hashtrail/moves.json?_labels=on&_shape=objects",
    )
    counted = {each["value"]: each["count"] for each in facet["facet_results"]["kind"]["results"]}
    assert counted == dict(database.rows("SELECT kind, count(*) FROM briefings GROUP BY kind"))
    found = {row["id"] for row in search["rows"]}
    assert 0 < len(found) < len(facet["rows"])
    assert found >= {
        key for (key,) in database.rows("SELECT id FROM briefings WHERE title LIKE '%Kazakhstan%'")
    }
    who = moves["rows"][0]["who"]
    assert who["label"] == database.value(
        "SELECT name FROM organisations WHERE id = ?", who["value"]
    )


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [
        ("place_aliases", {"place": "KZ", "number": number, "alias": f"Name {number}"})
        for number in range(1, 2000)
    ]
    first, second = Made(rows), Made(rows)  # type: ignore[arg-type]
    assert b"".join(first.file()) == b"".join(second.file())
    first.close()
    second.close()
