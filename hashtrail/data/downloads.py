"""The files of the open data, under /data/."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final

from hashtrail import urls
from hashtrail.data import files, geojson, rows
from hashtrail.data.database import Database
from hashtrail.data.rows import TableRow
from hashtrail.data.tables import TABLES
from hashtrail.site import Site
from hashtrail.views.files import ArchiveFile

DATABASE: Final = "hashtrail.sqlite"
PACKAGE: Final = "datapackage.json"
MOVES: Final = "moves.geojson"
ACTIONS: Final = "actions.geojson"

#: What makes the bytes of each file that holds rows, in pieces, by its name.
_ENCODERS: Final[dict[str, Callable[[Database], Iterator[bytes]]]] = {
    DATABASE: Database.file,
    MOVES: geojson.moves,
    ACTIONS: geojson.actions,
}


def names() -> Iterator[str]:
    """The names of the files that hold rows."""
    yield from _ENCODERS
    for table in TABLES:
        yield f"{table}.csv"
        yield f"{table}.json"


def all_rows(site: Site) -> Iterator[TableRow]:
    """The rows of all tables."""
    yield from rows.of_archive(site)
    for briefing in site.every_record():
        yield from rows.of_briefing(site, briefing)


class Downloads:
    """Makes the files of a site from one database, which is made once for all of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = (0, b"")
        self._database: Database | None = None

    def view(self, path: str) -> ArchiveFile:
        return ArchiveFile(path, self._site.digest)

    def encode(self, file: ArchiveFile) -> Iterator[bytes]:
        """The bytes of a file, in pieces."""
        database = self._open(file.digest)
        file_name = file.path.removeprefix(urls.DATA)
        if file_name in _ENCODERS:
            return _ENCODERS[file_name](database)
        name, _, suffix = file_name.partition(".")
        write = files.as_csv if suffix == "csv" else files.as_json
        return write(TABLES[name], database.rows(TABLES[name]))

    def _open(self, digest: bytes) -> Database:
        # SQLite must not be used across a fork: a worker makes its own.
        key = (os.getpid(), digest)
        if self._database is None or self._key != key:
            if self._database is not None:
                self._database.close()
            self._database, self._key = Database(all_rows(self._site)), key
        return self._database
