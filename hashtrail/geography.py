"""Where places lie on the map of the world: coordinates to points and curves of its plane, as numbers.

The map is in the Equal Earth projection (Šavrič, Patterson and Jenny, 2018: The Equal Earth map projection, in
International Journal of Geographical Information Science 33(3), doi:10.1080/13658816.2018.1504949), so areas are true.
Its middle is the Pacific, because most machines of this archive cross it; its edge runs through the Atlantic, where
little land is cut. It ends at 84° north and 56° south: nobody mines beyond. The plane is WIDTH by HEIGHT units, x to the
right and y downwards, as in SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from hashtrail.model import Coordinates

#: The meridian in the middle of the map, in degrees east.
MIDDLE: Final = 150.0
#: The parallels at which the map ends, in degrees.
NORTH: Final = 84.0
SOUTH: Final = -56.0

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M: Final = math.sqrt(3) / 2

#: How far an arc is from the straight line at most, as a part of its length; and never farther, in degrees.
_BOW: Final = 0.18
_LARGEST_BOW: Final = 22.0
#: How far an arc may bow to the north and the south, in degrees.
_ARC_NORTH: Final = 78.0
_ARC_SOUTH: Final = -54.0

#: The room around points that a part of the map shows, and the least width of one.
_ROOM: Final = 30
_LEAST_WIDTH: Final = 260
#: The length of a way that has one end only, in units of the map.
_STUB: Final = 18


class Point(Struct, frozen=True):
    """A point of the map, in its units."""

    x: float
    y: float


class Curve(Struct, frozen=True):
    """A quadratic Bézier curve of the map."""

    start: Point
    control: Point
    end: Point


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Project a point of the globe: degrees, the longitude from the middle of the map; x and y in radii of the globe.

    A longitude beyond 180 degrees is beyond the edge of the map, as far from it as the map goes on there.
    """
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    slope = _A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)
    x = math.radians(longitude) * math.cos(theta) / (_M * slope)
    return x, theta * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


#: A part of the map: x and y of its upper left corner, its width and its height.
Box = tuple[float, float, float, float]

WIDTH: Final = 1000
_SCALE: Final = WIDTH / 2 / equal_earth(180, 0)[0]
_TOP: Final = equal_earth(0, NORTH)[1] * _SCALE
HEIGHT: Final = round(_TOP - equal_earth(0, SOUTH)[1] * _SCALE)
WHOLE: Final[Box] = (0, 0, WIDTH, HEIGHT)


def from_middle(longitude: float) -> float:
    """A longitude in degrees east of the middle of the map, from -180 to 180."""
    return (longitude - MIDDLE + 180) % 360 - 180


def on_map(longitude: float, latitude: float) -> Point:
    """A point of the globe on the map; the longitude is one `from_middle`, all in degrees."""
    x, y = equal_earth(longitude, latitude)
    return Point(_tenth(WIDTH / 2 + x * _SCALE), _tenth(_TOP - y * _SCALE))


def point(coordinates: Coordinates) -> Point:
    """Where a place lies on the map."""
    latitude, longitude = coordinates
    return on_map(from_middle(longitude), latitude)


def around(points: Iterable[Point]) -> Box:
    """The part of the map, in its own proportions, that shows some points with room around them."""
    listed = list(points)
    left, right = (bound(each.x for each in listed) for bound in (min, max))
    top, bottom = (bound(each.y for each in listed) for bound in (min, max))
    needed = max(right - left, (bottom - top) * WIDTH / HEIGHT) + 2 * _ROOM
    width = _tenth(min(WIDTH, max(_LEAST_WIDTH, needed)))
    height = _tenth(width * HEIGHT / WIDTH)
    x = min(max((left + right - width) / 2, 0), WIDTH - width)
    y = min(max((top + bottom - height) / 2, 0), HEIGHT - height)
    return _tenth(x), _tenth(y), width, height


def middle_and_ends(curve: Curve) -> tuple[Point, Point, Point]:
    """Three points of a curve, between which it bows little."""
    start, control, end = curve.start, curve.control, curve.end
    middle = Point((start.x + end.x) / 4 + control.x / 2, (start.y + end.y) / 4 + control.y / 2)
    return start, middle, end


def area(south: float, west: float, north: float, east: float) -> Box:
    """The part of the map between two parallels and two meridians.

    The meridians are bowed: they are taken where they are farthest from each other.
    """
    middle = min(max(0.0, south), north)
    left, right = (on_map(from_middle(longitude), middle).x for longitude in (west, east))
    top, bottom = (on_map(0, latitude).y for latitude in (north, south))
    return left, top, _tenth(right - left), _tenth(bottom - top)


@lru_cache(maxsize=10_000)
def arc(origin: Coordinates, to: Coordinates) -> tuple[Curve, ...]:
    """The way from one place to another, bowed to its left: the way back is another one.

    Where it is shorter to leave the map on one side and to come back on the other, these are two curves.
    """
    way = _Way(origin, to)
    turns = [0.0, *way.crossing(), 1.0]
    return tuple(way.curve(start, end) for start, end in pairwise(turns))


class _Way:
    """The way of an arc over longitude and latitude; a time of it goes from 0 to 1."""

    def __init__(self, origin: Coordinates, to: Coordinates) -> None:
        self.longitude = from_middle(origin[1])
        self.latitude = origin[0]
        self.east = (to[1] - origin[1] + 180) % 360 - 180
        self.north = to[0] - origin[0]
        # A degree of longitude is shorter than one of latitude.
        shrink = max(0.2, math.cos(math.radians(origin[0] + self.north / 2)))
        length = math.hypot(self.east * shrink, self.north)
        bow = min(_BOW * length, _LARGEST_BOW) / length if length else 0.0
        self.bow_east = -self.north * bow / shrink
        self.bow_north = self.east * shrink * bow

    def at(self, time: float) -> tuple[float, float]:
        bow = 4 * time * (1 - time)
        latitude = self.latitude + self.north * time + self.bow_north * bow
        ends = self.latitude, self.latitude + self.north
        return (
            self.longitude + self.east * time + self.bow_east * bow,
            max(min(*ends, _ARC_SOUTH), min(max(*ends, _ARC_NORTH), latitude)),
        )

    def crossing(self) -> Iterator[float]:
        """The time at which the way crosses the edge of the map, if it does."""
        end = self.at(1)[0]
        if abs(end) <= 180:
            return
        edge = math.copysign(180, end)
        before, after = 0.0, 1.0
        for _ in range(40):
            time = (before + after) / 2
            if abs(self.at(time)[0]) < abs(edge):
                before = time
            else:
                after = time
        yield before

    def curve(self, start: float, end: float) -> Curve:
        """The part between two times, on the side of the map on which its ends lie: its bow may reach over the edge."""
        turn = 360 * round((self.at(start)[0] + self.at(end)[0]) / 720)

        def seen(where: tuple[float, float]) -> Point:
            return on_map(max(-180, min(180, where[0] - turn)), where[1])

        first, last, through = (seen(self.at(time)) for time in (start, end, (start + end) / 2))
        control = Point(
            _tenth(2 * through.x - (first.x + last.x) / 2),
            _tenth(2 * through.y - (first.y + last.y) / 2),
        )
        return Curve(first, control, last)


def path(curves: Iterable[Curve]) -> str:
    """Curves as the data of an SVG path."""
    return "".join(
        f"M{each.start.x:g} {each.start.y:g}"
        f"Q{each.control.x:g} {each.control.y:g} {each.end.x:g} {each.end.y:g}"
        for each in curves
    )


def heading(curve: Curve) -> int:
    """In which direction a curve ends: degrees clockwise from the right, as SVG turns."""
    across, down = curve.end.x - curve.control.x, curve.end.y - curve.control.y
    return round(math.degrees(math.atan2(down, across)))


def arriving(at: Point) -> Curve:
    """A short way that ends at a place and comes from nowhere in particular: straight from above."""
    return Curve(Point(at.x, _tenth(at.y - _STUB)), Point(at.x, _tenth(at.y - _STUB / 2)), at)


def leaving(at: Point) -> Curve:
    """A short way that leads from a place to nowhere in particular: up and to the right."""
    end = Point(_tenth(at.x + _STUB * 0.6), _tenth(at.y - _STUB * 0.8))
    return Curve(at, Point(_tenth((at.x + end.x) / 2), _tenth((at.y + end.y) / 2)), end)


def loop(at: Point) -> tuple[Curve, ...]:
    """A way that ends where it starts, as two curves: below the place, where no other short way is."""
    far = Point(at.x, _tenth(at.y + _STUB))
    left, right = (
        Point(_tenth(at.x + side * _STUB * 0.6), _tenth(at.y + _STUB * 0.7)) for side in (-1, 1)
    )
    return Curve(at, left, far), Curve(far, right, at)


def _tenth(number: float) -> float:
    return round(number, 1)
