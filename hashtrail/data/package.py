"""The descriptor of the data: a tabular data package (Frictionless Data Package, version 1)."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from hashtrail import urls
from hashtrail.data.tables import TABLES, Column, ForeignKey, Table
from hashtrail.model import SiteConfig

#: How Table Schema (version 1) names the types and formats of columns.
_TYPES: Final[dict[str, dict[str, str]]] = {
    "text": {"type": "string"},
    "url": {"type": "string", "format": "uri"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "day": {"type": "date"},
    "month": {"type": "yearmonth"},
    "edtf": {"type": "string"},
}


class Package(Struct, frozen=True):
    """Whose data it is: the site, with the absolute address of its home page."""

    site: SiteConfig
    home: str


def as_json(package: Package) -> bytes:
    """The descriptor, datapackage.json."""
    site = package.site
    document = {
        "profile": "tabular-data-package",
        "name": urls.slugify(site.title),
        "id": site.uuid,
        "title": site.title,
        "description": site.description,
        "homepage": package.home,
        "licenses": [{"title": site.licence_name, "path": site.licence_url}],
        "contributors": [{"title": site.publisher, "role": "publisher"}],
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(table, column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.primary_key),
            "foreignKeys": [
                _foreign_key(table, key) for key in table.foreign_keys if _always_holds(table, key)
            ],
        },
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if (column.name,) == table.primary_key:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern and column.type != "month":
        constraints["pattern"] = column.pattern
    if column.least is not None:
        constraints["minimum"] = column.least
    if column.most is not None:
        constraints["maximum"] = column.most
    described = {"name": column.name, **_TYPES[column.type], "description": column.description}
    if column.unit:
        described["unit"] = column.unit
    return described | ({"constraints": constraints} if constraints else {})


def _always_holds(table: Table, key: ForeignKey) -> bool:
    """Whether a key names a row also where a part of it is missing: Table Schema, unlike SQL, asks for that."""
    optional = {column.name for column in table.columns if not column.is_required}
    return len(key.columns) == 1 or optional.isdisjoint(key.columns)


def _foreign_key(table: Table, key: ForeignKey) -> dict[str, Any]:
    # The standard names the table itself by nothing.
    resource = "" if key.table == table.name else key.table
    return {
        "fields": list(key.columns),
        "reference": {"resource": resource, "fields": list(key.to)},
    }
