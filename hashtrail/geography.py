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


WIDTH: Final = 1000
_SCALE: Final = WIDTH / 2 / equal_earth(180, 0)[0]
_TOP: Final = equal_earth(0, NORTH)[1] * _SCALE
HEIGHT: Final = round(_TOP - equal_earth(0, SOUTH)[1] * _SCALE)


def from_middle(longitude: float) -> float:
    """A longitude in degrees east of the middle of the map, from -180 to 180."""
    return (longitude - MIDDLE + 180) % 360 - 180


def on_map(longitude: float, latitude: float) -> Point:
    """A point of the globe on the map; the longitude is one `from_middle`, all in degrees."""
    x, y = equal_earth(longitude, latitude)
    return Point(round(WIDTH / 2 + x * _SCALE, 1), round(_TOP - y * _SCALE, 1))


def point(coordinates: Coordinates) -> Point:
    """Where a place lies on the map."""
    latitude, longitude = coordinates
    return on_map(from_middle(longitude), latitude)


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
        """The part between two times, on the side of the map on which its middle lies."""
        middle = self.at((start + end) / 2)
        turn = 360 * round(middle[0] / 360)

        def seen(where: tuple[float, float]) -> Point:
            return on_map(max(-180, min(180, where[0] - turn)), where[1])

        first, last, through = seen(self.at(start)), seen(self.at(end)), seen(middle)
        control = Point(
            round(2 * through.x - (first.x + last.x) / 2, 1),
            round(2 * through.y - (first.y + last.y) / 2, 1),
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
