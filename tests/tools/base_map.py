"""Writes templates/static/world.svg, the land and the borders below all maps, from Natural Earth.

    python -m tests.tools.base_map

The data is "Admin 0 – Countries" and "Land" of Natural Earth 4.1.0 at 1:110m, in the public domain, as the npm package
`world-atlas` has it. Here it is projected as `hashtrail.geography` does it, simplified and rounded. A test holds the file
against what this makes.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from hashtrail import geography
from tests.site_folder import PROJECT

BASE_MAP: Final = PROJECT / "templates" / "static" / "world.svg"
_ATLAS: Final = PROJECT / "node_modules" / "world-atlas"
#: How far a simplified line may be from the true one, in units of the map.
_TOLERANCE: Final = 0.3
#: The smallest island that is drawn, in square units.
_SMALLEST: Final = 1.2
#: What ends south of here is left out: Antarctica.
_ANTARCTIC: Final = -60

Position = tuple[float, float]
Line = list[Position]


def _topology(name: str) -> dict[str, Any]:
    topology: dict[str, Any] = json.loads((_ATLAS / name).read_bytes())
    return topology


def _arcs(topology: dict[str, Any]) -> list[Line]:
    """The arcs of a TopoJSON file in longitude from the middle of the map, and latitude."""
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"][key] for key in ("scale", "translate")
    )

    def decoded(arc: list[list[int]]) -> Iterator[Position]:
        for x, y in accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]]):
            yield geography.from_middle(x * scale_x + move_x), y * scale_y + move_y

    return [list(decoded(arc)) for arc in topology["arcs"]]


def _arc_numbers(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """The rings of a geometry, each as the numbers of its arcs: ~n is arc n backwards."""
    for child in geometry.get("geometries", ()):
        yield from _arc_numbers(child)
    if geometry["type"] == "Polygon":
        yield from geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        yield from (ring for polygon in geometry["arcs"] for ring in polygon)


def _ring(numbers: list[int], arcs: list[Line]) -> Line:
    ring: Line = []
    for number in numbers:
        ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[bool(ring) :]
    return ring


def _unrolled(line: Line) -> Line:
    """A line without jumps from one edge of the map to the other: it goes on beyond the edge."""
    unrolled = line[:1]
    for longitude, latitude in line[1:]:
        turns = round((longitude - unrolled[-1][0]) / 360)
        unrolled.append((longitude - 360 * turns, latitude))
    return unrolled


def _clipped(ring: Line, edge: float, side: int) -> Line:
    """The part of a ring that lies west (-1) or east (1) of a meridian."""
    clipped: Line = []
    for (x1, y1), (x2, y2) in pairwise([*ring, *ring[:1]]):
        if (x1 - edge) * side >= 0:
            clipped.append((x1, y1))
        if (x1 - edge) * (x2 - edge) < 0:
            clipped.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return clipped


def _along_edge(ring: Line) -> Iterator[Position]:
    """A ring with enough points where it runs along the edge of the map, which is bowed."""
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        steps = max(1, round(abs(y2 - y1))) if x1 == x2 and abs(x1) == 180 else 1
        for step in range(steps):
            yield x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps


def _parts(ring: Line) -> Iterator[Line]:
    """What of a ring is seen on the map: cut where it crosses the edge."""
    whole = _unrolled(ring)
    for turn in (-360, 0, 360):
        turned = [(x + turn, y) for x, y in whole]
        inside = _clipped(_clipped(turned, -180, 1), 180, -1)
        if len(inside) > 2:
            yield list(_along_edge(inside))


def _projected(line: Iterable[Position]) -> Line:
    points = (geography.on_map(longitude, latitude) for longitude, latitude in line)
    return [(each.x, each.y) for each in points]


def _simplified(line: Line) -> Line:
    """Ramer, Douglas and Peucker: the fewest points from which no left-out one is farther than the tolerance."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def distance(at: Position) -> float:
        if not length:
            return math.hypot(at[0] - x1, at[1] - y1)
        return abs((x2 - x1) * (y1 - at[1]) - (x1 - at[0]) * (y2 - y1)) / length

    farthest = max(range(1, len(line) - 1), key=lambda number: distance(line[number]))
    if distance(line[farthest]) <= _TOLERANCE:
        return [line[0], line[-1]]
    return _simplified(line[: farthest + 1])[:-1] + _simplified(line[farthest:])


def _area(ring: Line) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))) / 2


def _path(lines: Iterable[Line], end: str) -> str:
    """Lines as the data of an SVG path, in tenths of a unit and relative steps."""
    data = ""
    for line in lines:
        tenths = [(round(x * 10), round(y * 10)) for x, y in line]
        steps = [
            f"{x2 - x1}{'' if y2 < y1 else ' '}{y2 - y1}"
            for (x1, y1), (x2, y2) in pairwise(tenths)
            if (x1, y1) != (x2, y2)
        ]
        if steps:
            data += f"M{tenths[0][0]} {tenths[0][1]}l{' '.join(steps).replace(' -', '-')}{end}"
    return data


def _land() -> Iterator[Line]:
    topology = _topology("land-110m.json")
    arcs = _arcs(topology)
    for numbers in _arc_numbers(topology["objects"]["land"]):
        ring = _ring(numbers, arcs)[:-1]
        if max(latitude for _, latitude in ring) < _ANTARCTIC:
            continue
        for part in _parts(ring):
            projected = _projected(part)
            if _area(projected) >= _SMALLEST:
                yield _simplified([*projected, projected[0]])[:-1]


def _borders() -> Iterator[Line]:
    """The arcs that two countries share."""
    topology = _topology("countries-110m.json")
    arcs = _arcs(topology)
    uses = Counter(
        number if number >= 0 else ~number
        for ring in _arc_numbers(topology["objects"]["countries"])
        for number in ring
    )
    for number, count in sorted(uses.items()):
        if count > 1 and max(latitude for _, latitude in arcs[number]) > _ANTARCTIC:
            yield _simplified(_projected(arcs[number]))


def text() -> str:
    """The whole file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {geography.WIDTH} {geography.HEIGHT}">'
        "<!-- Natural Earth, in the public domain; made by tests/tools/base_map.py -->"
        '<g id="world" transform="scale(.1)">'
        f'<path stroke="none" d="{_path(_land(), "z")}"/>'
        f'<path fill="none" vector-effect="non-scaling-stroke" d="{_path(_borders(), "")}"/>'
        "</g></svg>\n"
    )


def main(file: Path = BASE_MAP) -> None:
    file.write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
