"""The tables as one SQLite database: typed, with keys, indexes and full-text search.

Its file is the same for the same rows: they are written in one transaction and in their order, and there is neither a
journal nor a timestamp in it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Final

from hashtrail.data.rows import TableRow, Value
from hashtrail.data.tables import TABLES, Column, ForeignKey, Table

#: Grows when a table or column is renamed or removed: `PRAGMA user_version`.
VERSION: Final = 1
#: The columns of `briefings` that the full-text search looks through.
SEARCHED: Final = ("title", "summary", "place_names", "organisation_names")

#: Rows that are handed over at once.
_BATCH: Final = 500
#: Bytes of its file that are read at once.
_PIECE: Final = 1 << 20
_SQL_TYPES: Final = {"integer": "INTEGER", "number": "REAL"}
#: What is often filtered or grouped by, beside keys.
_INDEXED: Final = (
    ("briefings", "date"),
    ("briefings", "kind"),
    ("actions", "measure"),
    ("moves", "status"),
    ("sources", "publisher"),
    ("briefing_tags", "tag"),
)
_SETTINGS: Final = f"""
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
PRAGMA user_version = {VERSION};
"""


def schema() -> str:
    """What creates the tables; each column is described there in a comment."""
    return "".join(map(_create, TABLES.values()))


def _create(table: Table) -> str:
    parts = [(_column(column), _comment(column)) for column in table.columns]
    parts.append((f"PRIMARY KEY ({_names(table.primary_key)})", ""))
    parts += ((_reference(key), "") for key in table.foreign_keys)
    lines = [
        f"  {part}{',' if number < len(parts) else ''}{f' -- {comment}' if comment else ''}\n"
        for number, (part, comment) in enumerate(parts, 1)
    ]
    return f'CREATE TABLE "{table.name}" ( -- {table.title}\n{"".join(lines)}) STRICT;\n'


def _column(column: Column) -> str:
    words = [f'"{column.name}"', _SQL_TYPES.get(column.type, "TEXT")]
    if column.is_required:
        words.append("NOT NULL")
    if column.values:
        values = ", ".join(f"'{value}'" for value in column.values)
        words.append(f'CHECK ("{column.name}" IN ({values}))')
    return " ".join(words)


def _comment(column: Column) -> str:
    return f"{column.description}, {column.unit}" if column.unit else column.description


def _reference(key: ForeignKey) -> str:
    return f'FOREIGN KEY ({_names(key.columns)}) REFERENCES "{key.table}" ({_names(key.to)})'


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _indexes() -> Iterator[str]:
    for table in TABLES.values():
        for key in table.foreign_keys:
            # The primary key of a table is an index that finds its first columns as well.
            if key.columns != table.primary_key[: len(key.columns)]:
                yield _index(table.name, key.columns)
    for name, column in _INDEXED:
        yield _index(name, (column,))


def _index(table: str, columns: tuple[str, ...]) -> str:
    return f'CREATE INDEX "{"_".join((table, *columns))}" ON "{table}" ({_names(columns)});\n'


def _search() -> str:
    # Datasette finds the search of a table by `content="briefings"`.
    return (
        f'CREATE VIRTUAL TABLE "briefings_fts" USING FTS5 ({_names(SEARCHED)}, '
        'tokenize="porter unicode61 remove_diacritics 2", content="briefings");\n'
        "INSERT INTO briefings_fts (briefings_fts) VALUES ('rebuild');\n"
    )


class Database:
    """A database with the rows of all tables, in a file without a name, which is gone with the process.

    It can be large: nothing here holds more than a piece of it in memory.
    """

    def __init__(self, rows: Iterable[TableRow]) -> None:
        self._descriptor, name = tempfile.mkstemp()
        self._close_file = weakref.finalize(self, os.close, self._descriptor)
        try:
            self._connection = connection = sqlite3.connect(name, isolation_level=None)
            connection.executescript(_SETTINGS)
        finally:
            os.unlink(name)
        connection.execute("BEGIN")
        # Not by `executescript`, which ends the transaction.
        self._run(schema())
        self._insert(rows)
        self._run("".join(_indexes()))
        self._run(_search())
        connection.execute("COMMIT")

    def _run(self, script: str) -> None:
        for statement in script.split(";\n"):
            self._connection.execute(statement)

    def _insert(self, rows: Iterable[TableRow]) -> None:
        statements = {table.name: _insertion(table) for table in TABLES.values()}
        waiting: dict[str, list[tuple[Value, ...]]] = {name: [] for name in TABLES}
        values = {
            table.name: itemgetter(*(column.name for column in table.columns))
            for table in TABLES.values()
        }
        for name, row in rows:
            batch = waiting[name]
            batch.append(values[name](row))
            if len(batch) >= _BATCH:
                self._connection.executemany(statements[name], batch)
                batch.clear()
        for name, batch in waiting.items():
            self._connection.executemany(statements[name], batch)

    def rows(self, table: Table) -> Iterator[tuple[Value, ...]]:
        """The rows of a table in their order; whole numbers are integers, whatever the type of the column."""
        # SQLite gives floats for whole numbers there.
        numbers = [at for at, column in enumerate(table.columns) if column.type == "number"]
        selection = f'SELECT {_names(column.name for column in table.columns)} FROM "{table.name}" ORDER BY rowid'  # noqa: S608 - names of our own
        found = self._connection.execute(selection)
        if not numbers:
            yield from found
        for row in found:
            values = list(row)
            for at in numbers:
                values[at] = _plain(values[at])
            yield tuple(values)

    def select(self, query: str) -> Iterator[dict[str, Value]]:
        """The rows that a query gives, by the names of its columns."""
        cursor = self._connection.execute(query)
        names = [each[0] for each in cursor.description]
        for row in cursor:
            yield {name: _plain(value) for name, value in zip(names, row, strict=True)}

    def file(self) -> Iterator[bytes]:
        """The bytes of its file, in pieces."""
        for offset in range(0, os.fstat(self._descriptor).st_size, _PIECE):
            yield os.pread(self._descriptor, _PIECE, offset)

    def close(self) -> None:
        self._connection.close()
        self._close_file()


def _insertion(table: Table) -> str:
    names = [column.name for column in table.columns]
    return (
        f'INSERT INTO "{table.name}" ({_names(names)}) '  # noqa: S608 - names of our own
        f"VALUES ({', '.join('?' * len(names))})"
    )


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value
