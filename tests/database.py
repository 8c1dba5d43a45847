"""The SQLite file of a built site, to hold the numbers of its pages against."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Database:
    """Answers queries on the open data of a site."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, parameters).fetchall()

    def value(self, query: str, *parameters: object) -> Any:
        """The one value that a query gives."""
        ((value,),) = self.rows(query, *parameters)
        return value


@contextmanager
def opened(output: Path) -> Iterator[Database]:
    """The database of an output folder, which is only read: `with opened(site.path("output")) as database`."""
    file = output / "data" / "hashtrail.sqlite"
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        yield Database(connection)
    finally:
        connection.close()
