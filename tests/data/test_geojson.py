"""GeoJSON by RFC 7946."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hashtrail.data.geojson import line
from tests.database import Database
from tests.site_folder import SiteFolder

longitudes = st.integers(-180, 180).map(float)
latitudes = st.integers(-90, 90).map(float)
positions = st.tuples(longitudes, latitudes)


def parts(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The lines of a geometry."""
    match geometry["type"]:
        case "LineString":
            return [geometry["coordinates"]]
        case "MultiLineString":
            return list(geometry["coordinates"])
    raise AssertionError(geometry)


def check_position(position: Any) -> None:
    longitude, latitude = position
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def check(geometry: dict[str, Any]) -> None:
    """What RFC 7946 asks for: positions in range, lines of two or more, none across the antimeridian."""
    assert set(geometry) == {"type", "coordinates"}
    if geometry["type"] == "Point":
        check_position(geometry["coordinates"])
        return
    for part in parts(geometry):
        assert len(part) >= 2
        for position in part:
            check_position(position)
        for (x1, _), (x2, _) in itertools.pairwise(part):
            assert abs(x2 - x1) <= 180


@given(positions, positions)
@example((180.0, 0.0), (-180.0, 1.0))
@example((180.0, 0.0), (-180.0, 0.0))
@example((180.0, 0.0), (-170.0, 0.0))
@example((-180.0, 5.0), (170.0, 0.0))
def test_lines_are_valid_and_lead_from_start_to_end(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    geometry = line(start, end)
    check(geometry)
    if geometry["type"] == "Point":
        assert start == end
        return
    found = parts(geometry)
    for given_position, written in ((start, found[0][0]), (end, found[-1][-1])):
        assert written[1] == given_position[1]
        assert (written[0] - given_position[0]) % 360 == 0


def test_a_line_over_the_pacific_is_cut_in_two() -> None:
    assert line((170.0, 10.0), (-170.0, 20.0)) == {
        "type": "MultiLineString",
        "coordinates": (((170.0, 10.0), (180, 15.0)), ((-180, 15.0), (-170.0, 20.0))),
    }
    assert line((-170.0, 20.0), (170.0, 10.0)) == {
        "type": "MultiLineString",
        "coordinates": (((-170.0, 20.0), (-180, 15.0)), ((180, 15.0), (170.0, 10.0))),
    }


@pytest.mark.parametrize("table", ["moves", "actions"])
def test_the_files_are_valid_and_have_each_row_once(
    table: str, files: Path, database: Database
) -> None:
    collection = json.loads((files / f"{table}.geojson").read_bytes())
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    ids = []
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        ids.append(feature["id"])
        if feature["geometry"] is not None:
            check(feature["geometry"])
    rows = database.rows(f"SELECT briefing, number FROM {table} ORDER BY rowid")
    assert ids == [f"{briefing}/{table}/{number}" for briefing, number in rows]


def test_a_move_whose_origin_is_not_known_has_no_geometry(files: Path) -> None:
    features = json.loads((files / "moves.geojson").read_bytes())["features"]
    unknown = [
        each
        for each in features
        if None in (each["properties"]["from_place"], each["properties"]["to_place"])
    ]
    assert unknown
    assert {str(each["geometry"]) for each in unknown} == {"None"}
    known = [each for each in features if each not in unknown]
    assert {each["geometry"]["type"] for each in known} >= {"LineString", "MultiLineString"}


def test_a_place_without_coordinates_gives_no_geometry(site: SiteFolder) -> None:
    assert site.build(search=False).ok
    features = json.loads(site.page("data/actions.geojson"))["features"]
    assert features
    assert all(each["geometry"] is None for each in features)
