"""The map's geometry: the projection against its known points, and what holds for any two places."""

from __future__ import annotations

import math
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail import content, geography
from hashtrail.geography import HEIGHT, MIDDLE, NORTH, SOUTH, WIDTH, Curve, Point
from hashtrail.model import Coordinates, Places
from tests.site_folder import PROJECT
from tests.tools import base_map

#: Places where people live, with which maps have to do.
PLACES: Final = st.tuples(st.floats(-55, 75), st.floats(-180, 180))

SICHUAN: Final = (30.57, 102.7)
TEXAS: Final = (31.43, -99.35)
ETHIOPIA: Final = (8.59, 39.6)


# The projection: values of the definition (Šavrič, Patterson and Jenny, 2018) as PROJ 9.5 gives them (+proj=eqearth +R=1)


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (0, 0, 0, 0),
        (180, 0, 2.7066299837, 0),
        (0, 90, 0, 1.3173627592),
        (180, 90, 1.6035886483, 1.3173627592),
        (103, 36, 1.4055057170, 0.7034585191),
        (-98.5, 38.9, -1.3216579564, 0.7552731778),
        (10, 60, 0.1132811160, 1.0883008355),
    ],
)
def test_known_points(longitude: float, latitude: float, x: float, y: float) -> None:
    assert geography.equal_earth(longitude, latitude) == pytest.approx((x, y), abs=1e-9)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_projection_is_symmetric(longitude: float, latitude: float) -> None:
    x, y = geography.equal_earth(longitude, latitude)
    assert geography.equal_earth(-longitude, latitude) == pytest.approx((-x, y))
    assert geography.equal_earth(longitude, -latitude) == pytest.approx((x, -y))


@given(st.floats(-179, 179), st.floats(-89, 89))
def test_areas_are_true(longitude: float, latitude: float) -> None:
    step = 1e-4
    x1, y1 = geography.equal_earth(longitude - step, latitude)
    x2, _ = geography.equal_earth(longitude + step, latitude)
    _, y2 = geography.equal_earth(longitude, latitude + step)
    _, y3 = geography.equal_earth(longitude, latitude - step)
    true = (2 * math.radians(step)) ** 2 * math.cos(math.radians(latitude))
    assert (x2 - x1) * (y2 - y3) == pytest.approx(true, rel=1e-3)
    assert y1 < y2


# The map


def test_the_corners_of_the_map() -> None:
    assert geography.point((0, MIDDLE)).x == WIDTH / 2
    assert geography.point((0, MIDDLE - 179.999)).x == pytest.approx(0, abs=0.1)
    assert geography.point((0, MIDDLE + 179.999)).x == pytest.approx(WIDTH, abs=0.1)
    assert geography.point((NORTH, 0)).y == 0
    assert geography.point((SOUTH, 0)).y == pytest.approx(HEIGHT, abs=0.5)


@given(PLACES)
def test_every_place_is_on_the_map(place: Coordinates) -> None:
    at = geography.point(place)
    assert 0 <= at.x <= WIDTH
    assert 0 <= at.y <= HEIGHT


def test_every_place_of_the_archive_has_its_own_point() -> None:
    file = PROJECT / "content" / "places.yaml"
    record = content.parse(file.read_bytes(), "places.yaml", "places.yaml").record
    assert isinstance(record, Places)
    points = [place.coordinates for place in record.entries.values()]
    assert None not in points
    assert len(set(points)) == len(points)


# Arcs


@given(PLACES, PLACES)
def test_an_arc_leads_from_place_to_place_on_the_map(origin: Coordinates, to: Coordinates) -> None:
    curves = geography.arc(origin, to)
    assert is_at(curves[0].start, origin)
    assert is_at(curves[-1].end, to)
    for curve in curves:
        middle = along(curve, 0.5)
        assert -1 <= middle.x <= WIDTH + 1
        assert -1 <= middle.y <= HEIGHT + 1


def is_at(at: Point, place: Coordinates) -> bool:
    """Whether a place is at a point of the map, on either side of it if it lies at the edge, to a rounding of each."""
    wanted = geography.point(place)
    across = abs(at.x - wanted.x)
    return min(across, abs(WIDTH - at.x - wanted.x)) < 0.6 and at.y == wanted.y


def along(curve: Curve, time: float) -> Point:
    parts = [
        (1 - time) ** 2 * start + 2 * time * (1 - time) * control + time**2 * end
        for start, control, end in (
            (curve.start.x, curve.control.x, curve.end.x),
            (curve.start.y, curve.control.y, curve.end.y),
        )
    ]
    return Point(*parts)


def test_an_arc_over_the_pacific_is_one_curve() -> None:
    (curve,) = geography.arc(SICHUAN, TEXAS)
    assert curve.start.x < WIDTH / 2 < curve.end.x
    assert along(curve, 0.5).y < min(curve.start.y, curve.end.y), "it is bowed to the north"


def test_an_arc_over_the_edge_is_two_curves_that_meet_there() -> None:
    leaving, coming = geography.arc(TEXAS, ETHIOPIA)
    assert leaving.end.y == coming.start.y
    assert leaving.end.x + coming.start.x == pytest.approx(WIDTH, abs=0.2)
    for curve in (leaving, coming):
        assert abs(curve.end.x - curve.start.x) < WIDTH / 4


@given(PLACES, PLACES)
def test_no_arc_jumps_over_the_map(origin: Coordinates, to: Coordinates) -> None:
    for curve in geography.arc(origin, to):
        assert abs(curve.end.x - curve.start.x) <= WIDTH / 2 + 30


def test_the_way_back_is_another_one() -> None:
    (there,), (back,) = geography.arc(SICHUAN, TEXAS), geography.arc(TEXAS, SICHUAN)
    assert along(there, 0.5).y < along(back, 0.5).y


def test_an_arc_from_a_place_to_itself_is_a_point() -> None:
    (curve,) = geography.arc(TEXAS, TEXAS)
    assert curve.start == curve.control == curve.end


def test_path_data_and_heading() -> None:
    curve = Curve(Point(0, 10), Point(5.5, 0), Point(5.5, 20))
    assert geography.path([curve]) == "M0 10Q5.5 0 5.5 20"
    assert geography.heading(curve) == 90


# The base map


def test_the_base_map_is_what_its_script_makes() -> None:
    assert base_map.BASE_MAP.read_text(encoding="utf-8") == base_map.text()
    assert base_map.BASE_MAP.stat().st_size < 40_000
