"""Moves and actions as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from hashtrail.data import files
from hashtrail.data.database import Database
from hashtrail.data.rows import Value

#: A position of RFC 7946: longitude, then latitude.
Position = tuple[float, float]

_MOVES: Final = """
SELECT moves.*, organisations.name AS who_name, briefings.title AS briefing_title, briefings.url AS briefing_url,
       origin.full_name AS from_name, destination.full_name AS to_name,
       origin.longitude AS x1, origin.latitude AS y1, destination.longitude AS x2, destination.latitude AS y2
FROM moves
JOIN briefings ON briefings.id = moves.briefing
JOIN organisations ON organisations.id = moves.who
LEFT JOIN places AS origin ON origin.id = moves.from_place
LEFT JOIN places AS destination ON destination.id = moves.to_place
ORDER BY moves.rowid
"""
_ACTIONS: Final = """
SELECT actions.*, organisations.name AS authority_name, briefings.title AS briefing_title,
       briefings.url AS briefing_url, places.full_name AS place_name, places.longitude AS x1, places.latitude AS y1
FROM actions
JOIN briefings ON briefings.id = actions.briefing
JOIN organisations ON organisations.id = actions.authority
JOIN places ON places.id = actions.place
ORDER BY actions.rowid
"""


def moves(database: Database) -> Iterator[bytes]:
    """Each move with the line from its origin to its destination.

    A move inside one place is a point; where a place is not known, or has no coordinates, the geometry is null.
    """
    return _collection(
        _feature("moves", row, (("x1", "y1"), ("x2", "y2"))) for row in database.select(_MOVES)
    )


def actions(database: Database) -> Iterator[bytes]:
    """Each action with the point of the place where it applies; null where that has no coordinates."""
    return _collection(
        _feature("actions", row, (("x1", "y1"),)) for row in database.select(_ACTIONS)
    )


def line(start: Position, end: Position) -> dict[str, Any]:
    """The straight line between two positions, the shorter way round.

    It is cut where it crosses the antimeridian (RFC 7946, section 3.1.9): then it is a MultiLineString.
    """
    if start == end:
        return {"type": "Point", "coordinates": start}
    (x1, y1), (x2, y2) = start, end
    if abs(x2 - x1) <= 180:
        return {"type": "LineString", "coordinates": (start, end)}
    edge = 180 if x1 > x2 else -180
    turned = x2 + 2 * edge
    if turned == x1:
        return {"type": "LineString", "coordinates": (start, (x1, y2))}
    y = round(y1 + (edge - x1) / (turned - x1) * (y2 - y1), 6)
    parts = ((start, (edge, y)), ((-edge, y), end))
    # A line that begins or ends on the antimeridian does not cross it.
    crossing = tuple(part for part in parts if part[0] != part[1])
    if len(crossing) == 1:
        return {"type": "LineString", "coordinates": crossing[0]}
    return {"type": "MultiLineString", "coordinates": crossing}


def _feature(
    table: str, row: dict[str, Value], of_positions: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    positions = [_position(row.pop(x), row.pop(y)) for x, y in of_positions]
    geometry: dict[str, Any] | None
    match positions:
        case [tuple() as start, tuple() as end]:
            geometry = line(start, end)
        case [tuple() as point]:
            geometry = {"type": "Point", "coordinates": point}
        case _:
            geometry = None
    return {
        "type": "Feature",
        "id": f"{row['briefing']}/{table}/{row['number']}",
        "geometry": geometry,
        "properties": row,
    }


def _position(longitude: Value, latitude: Value) -> Position | None:
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return longitude, latitude
    return None


def _collection(features: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    yield from files.json_lines(features)
    yield b"\n]}\n"
