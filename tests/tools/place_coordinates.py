"""Writes the coordinates of every place into content/places.yaml, from Natural Earth.

    python -m tests.tools.place_coordinates world_map.gpkg

The file is part of QGIS (Debian's package `qgis-common`, in /usr/share/qgis/resources/data): the layers "Admin 0 –
Countries" and "Admin 1 – States, Provinces" of Natural Earth 4.1.0 at 1:10m, in the public domain. A place's point is
the centroid of the largest polygon of its area or, where that lies outside of it, the point inside that is farthest
from its edge. Run again, it changes nothing. It needs shapely and numpy, which nothing else here does.
"""

from __future__ import annotations

import argparse
import math
import sqlite3
import sys
from typing import Any, Final

import numpy
import shapely
import shapely.ops

from hashtrail.model import country_of
from tests.site_folder import PROJECT

PLACES: Final = PROJECT / "content" / "places.yaml"
#: Natural Earth's name of a region where the registry has another one.
_NAMES: Final = {
    "CA-QC": "Québec",
    "CN-NM": "Inner Mongol",
    "KG-C": "Chuy",
    "KW-AH": "Al Ahmadi",
    "KZ-35": "Qaraghandy",
    "KZ-55": "Pavlodar",
    "RU-BU": "Buryat",
    "RU-IN": "Ingush",
    "RU-IRK": "Irkutsk",
    "RU-KB": "Kabardin-Balkar",
    "RU-KC": "Karachay-Cherkess",
    "RU-ZAB": "Chita",
    "UA-05": "Vinnytsya",
    "UA-09": "Luhans'k",
    "UA-14": "Donets'k",
    "UA-23": "Zaporizhzhya",
    "UA-65": "Kherson",
}
#: The members of the European Union: its area is theirs.
_EUROPEAN_UNION: Final = (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
)
#: Bytes before the geometry in a GeoPackage blob, by the kind of envelope that its flags name.
_ENVELOPES: Final = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}


def _geometry(blob: bytes) -> Any:
    return shapely.from_wkb(blob[_ENVELOPES[blob[3] >> 1 & 7] :])


def _area(layers: sqlite3.Connection, place: str, name: str) -> Any:
    if place == "EU":
        return shapely.union_all([_area(layers, member, "") for member in _EUROPEAN_UNION.split()])
    rows = layers.execute("SELECT geom FROM countries WHERE iso_a2 = ?", (place,))
    if "-" in place:
        rows = layers.execute(
            "SELECT geom FROM states_provinces WHERE iso_a2 = ? AND name = ?",
            (country_of(place), _NAMES.get(place, name)),
        )
    found = [_geometry(blob) for (blob,) in rows]
    if not found:
        sys.exit(f"Natural Earth has no {place}, {name}: give its name there in _NAMES")
    return shapely.union_all(found)


def _point(area: Any) -> tuple[float, float]:
    """Latitude and longitude of the point that stands for an area.

    It is found in a cylindrical equal-area projection, for a degree of longitude is short in the north.
    """

    def project(points: Any) -> Any:
        return numpy.column_stack((points[:, 0], numpy.sin(numpy.radians(points[:, 1]))))

    largest = max(
        shapely.get_parts(shapely.transform(area, project)), key=lambda part: float(part.area)
    )
    point = largest.centroid
    if not largest.contains(point):
        point = shapely.ops.polylabel(largest, tolerance=0.01)
    return round(math.degrees(math.asin(point.y)), 2), round(point.x, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("layers", help="world_map.gpkg of QGIS")
    layers = sqlite3.connect(f"file:{parser.parse_args().layers}?mode=ro", uri=True)
    lines: list[str] = []
    place = ""
    for line in PLACES.read_text(encoding="utf-8").splitlines():
        if line.startswith("  coordinates:"):
            continue
        lines.append(line)
        if not line.startswith(" "):
            place = line.removesuffix(":")
        elif line.startswith("  name: "):
            latitude, longitude = _point(_area(layers, place, line.removeprefix("  name: ")))
            lines.append(f"  coordinates: [{latitude}, {longitude}]")
    PLACES.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
