"""The page that documents the data."""

from __future__ import annotations

from collections import Counter
from typing import Final

from hashtrail import citations, metadata, urls
from hashtrail.data import downloads, schemas
from hashtrail.data.downloads import all_rows
from hashtrail.data.examples import EXAMPLES
from hashtrail.data.tables import TABLES, Column, Table
from hashtrail.site import Site
from hashtrail.views.data import ColumnRow, DataView, ExampleBox, FileRow, TableBox

TITLE: Final = "Data"
#: How the page tells the type of a column.
_TYPES: Final[dict[str, str]] = {
    "text": "text",
    "url": "address",
    "integer": "whole number",
    "number": "number",
    "day": "day",
    "month": "month",
    "edtf": "date",
}
#: The files that are not those of a table: name, media type, and what is in it.
_FILES: Final = (
    (
        downloads.DATABASE,
        "application/vnd.sqlite3",
        "All tables as one SQLite database, with types, keys, indexes and full-text search",
    ),
    (
        downloads.PACKAGE,
        "application/json",
        "The description of all CSV files and their columns, a Frictionless Data Package",
    ),
    (downloads.MOVES, "application/geo+json", "Moves as lines between places, GeoJSON"),
    (downloads.ACTIONS, "application/geo+json", "Actions as points, GeoJSON"),
    (
        schemas.BRIEFING_FILE,
        "application/schema+json",
        "JSON Schema of the JSON file that each briefing has beside its page",
    ),
    (
        schemas.FRONT_MATTER_FILE,
        "application/schema+json",
        "JSON Schema of what editors write for each briefing",
    ),
    *(
        (
            urls.citations(each.suffix).removeprefix(urls.DATA),
            each.media_type,
            f"References of all briefings, {each.name}",
        )
        for each in citations.FORMATS
    ),
)


def view(site: Site) -> DataView:
    """What the page shows: every table with its columns and the number of its rows."""
    config, archive = site.config, site.archive
    counts = Counter(table for table, _ in all_rows(site))
    address = site.urls.absolute(urls.DATA)
    description = f"All facts of {config.title} as CSV, JSON, SQLite and GeoJSON, with every table and column described."
    files = tuple(
        FileRow(name, site.urls.link(urls.DATA + name), media_type, what)
        for name, media_type, what in _FILES
    )
    dates = [briefing.date for briefing in archive.briefings]
    dataset = metadata.dataset(
        config,
        address=address,
        home=site.urls.root,
        description=description,
        changed=archive.as_of,
        covers=(min(dates), max(dates)) if dates else None,
        places=(archive.places[place].name for place in archive.places if len(place) == 2),
        files=[
            *((name, media_type) for name, media_type, _ in _FILES),
            *((f"{table}.csv", "text/csv") for table in TABLES),
        ],
    )
    return DataView(
        frame=site.frame(urls.DATA, TITLE, description, json_ld=(dataset,)),
        heading=TITLE,
        description=description,
        as_of=archive.as_of,
        files=files,
        tables=tuple(_table(site, table, counts[table.name]) for table in TABLES.values()),
        examples=tuple(
            ExampleBox(each.program, each.answers, each.code.replace("{data}", address))
            for each in EXAMPLES
        ),
        citation=f"{config.publisher}, “{config.title}: data”, as of {archive.as_of}, {address}",
        publisher=config.publisher,
    )


def _table(site: Site, table: Table, count: int) -> TableBox:
    return TableBox(
        name=table.name,
        title=table.title,
        description=table.description,
        count=count,
        csv=site.urls.link(f"{urls.DATA}{table.name}.csv"),
        json=site.urls.link(f"{urls.DATA}{table.name}.json"),
        columns=tuple(_column(table, column) for column in table.columns),
    )


def _column(table: Table, column: Column) -> ColumnRow:
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    return ColumnRow(
        name=column.name,
        type=_TYPES[column.type],
        unit=column.unit,
        description=column.description,
        values=column.values,
        is_required=column.is_required,
        is_key=column.name in table.primary_key,
        # The narrowest key says most: `source` alone names nothing.
        references=min(keys, key=lambda key: len(key.columns)).table if keys else "",
    )
