"""Chart geometry as numbers: bars, lines and ticks in the units of a picture, which a template draws.

A chart knows nothing of colours or fonts: `series` names what a bar or line stands for, and style sheets colour that.
The origin is the upper left corner. All numbers are rounded to a tenth, so that the same values give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct


class Area(Struct, frozen=True):
    """A picture of `width` by `height`, and the edges of the part of it that holds the bars or lines."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float


#: Narrow, so that text is legible on a phone, where the picture is not enlarged.
WIDE: Final = Area(360, 160, 34, 10, 352, 138)


class Tick(Struct, frozen=True):
    """A mark on an axis: how far along it, from the left or from the top, and its label."""

    at: float
    label: str


class Segment(Struct, frozen=True):
    """A part of a bar: the value of one series."""

    series: str
    value: float
    x: float
    y: float
    width: float
    height: float


class Column(Struct, frozen=True):
    """A bar: what it stands for, the sum of its values, the middle of its foot and its parts from the foot upwards."""

    label: str
    total: float
    x: float
    segments: tuple[Segment, ...]


class BarChart(Struct, frozen=True):
    area: Area
    columns: tuple[Column, ...]
    values: tuple[Tick, ...]
    labels: tuple[Tick, ...]


class Point(Struct, frozen=True):
    label: str
    value: float
    x: float
    y: float


class Line(Struct, frozen=True):
    """The values of one series; where one is missing, a new run begins."""

    series: str
    runs: tuple[tuple[Point, ...], ...]


class LineChart(Struct, frozen=True):
    area: Area
    lines: tuple[Line, ...]
    values: tuple[Tick, ...]
    labels: tuple[Tick, ...]


def steps(most: float, count: int = 4, *, whole: bool = False) -> tuple[float, ...]:
    """Round values from 0 up to one that is not below `most`, about `count` steps of 1, 2 or 5 times a power of ten.

    `whole` allows whole numbers only, as for things that are counted.
    """
    rough = (most or 1) / count
    exponent = math.floor(math.log10(rough))
    power = 10.0**exponent
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    if whole:
        step = max(1.0, step)
    number = max(1, math.ceil(round(most / step, 6)))
    # So that three times 0.1 is 0.3.
    return tuple(round(step * each, 1 - exponent) for each in range(number + 1))


def bars(
    columns: Sequence[tuple[str, Mapping[str, float]]],
    *,
    area: Area = WIDE,
    most_labels: int = 8,
) -> BarChart:
    """Bars beside each other, each with its label and its values by series, which are stacked in their order.

    The values are counts: none is below 0. Of the labels so many are left out evenly that at most `most_labels` stay.
    """
    totals = [math.fsum(values.values()) for _, values in columns]
    scale = steps(max(totals, default=0), whole=True)
    room = (area.right - area.left) / max(1, len(columns))
    width = max(room * 0.72, min(room, 1))

    def tall(value: float) -> float:
        return (area.bottom - area.top) * value / scale[-1]

    made = []
    for number, (label, values) in enumerate(columns):
        left = area.left + room * number + (room - width) / 2
        foot = area.bottom
        segments = []
        for series, value in values.items():
            if value:
                height = tall(value)
                foot -= height
                segments.append(
                    Segment(
                        series, value, _tenth(left), _tenth(foot), _tenth(width), _tenth(height)
                    )
                )
        middle = _tenth(left + width / 2)
        made.append(Column(label, totals[number], middle, tuple(segments)))
    every = _every(len(made), most_labels)
    return BarChart(
        area=area,
        columns=tuple(made),
        values=_values(area, scale),
        labels=tuple(Tick(column.x, column.label) for column in made[::every]),
    )


def lines(
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    area: Area = WIDE,
    most_labels: int = 6,
) -> LineChart:
    """Lines over evenly spaced labels, each with a value for every label; None where there is none."""
    known = [value for values in series.values() for value in values if value is not None]
    scale = steps(max(known, default=0))
    room = (area.right - area.left) / max(1, len(labels) - 1)

    def point(number: int, value: float) -> Point:
        height = (area.bottom - area.top) * value / scale[-1]
        return Point(
            labels[number], value, _tenth(area.left + room * number), _tenth(area.bottom - height)
        )

    made = []
    for name, values in series.items():
        runs: list[list[Point]] = [[]]
        for number, value in enumerate(values):
            if value is not None:
                runs[-1].append(point(number, value))
            elif runs[-1]:
                runs.append([])
        made.append(Line(name, tuple(tuple(run) for run in runs if run)))
    every = _every(len(labels), most_labels)
    return LineChart(
        area=area,
        lines=tuple(made),
        values=_values(area, scale),
        labels=tuple(
            Tick(_tenth(area.left + room * number), labels[number])
            for number in range(0, len(labels), every)
        ),
    )


def _values(area: Area, scale: Sequence[float]) -> tuple[Tick, ...]:
    height = area.bottom - area.top
    return tuple(
        Tick(_tenth(area.bottom - height * value / scale[-1]), f"{value:,.10g}") for value in scale
    )


def _every(count: int, most: int) -> int:
    """Each how many-th of `count` labels is shown, so that at most `most` are."""
    return max(1, math.ceil(count / most))


def _tenth(value: float) -> float:
    return round(value, 1)
