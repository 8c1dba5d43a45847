from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail import charts


@pytest.mark.parametrize(
    ("most", "whole", "scale"),
    [
        (0, True, (0, 1)),
        (0, False, (0, 0.5)),
        (1, True, (0, 1)),
        (3, True, (0, 1, 2, 3)),
        (7, True, (0, 2, 4, 6, 8)),
        (75.53, False, (0, 20, 40, 60, 80)),
        (0.3, False, (0, 0.1, 0.2, 0.3)),
        (1234, True, (0, 500, 1000, 1500)),
        (3e-11, False, (0, 1e-11, 2e-11, 3e-11)),
        (0.000_012, True, (0, 1)),
    ],
)
def test_scales_are_round(most: float, whole: bool, scale: tuple[float, ...]) -> None:
    assert charts.steps(most, whole=whole) == scale


@given(st.floats(1e-300, 1e12), st.booleans())
def test_a_scale_reaches_its_greatest_value_in_few_steps(most: float, whole: bool) -> None:
    scale = charts.steps(most, whole=whole)
    assert scale[0] == 0
    assert scale[-1] >= most * 0.999_999
    assert 2 <= len(scale) <= 6


@given(
    st.lists(
        st.tuples(
            st.text(max_size=4),
            st.dictionaries(st.sampled_from("abc"), st.integers(0, 10_000), max_size=3),
        ),
        max_size=120,
    )
)
def test_bars_stand_in_the_area_and_on_each_other(
    columns: list[tuple[str, dict[str, float]]],
) -> None:
    chart = charts.bars(columns)
    area = chart.area
    assert len(chart.columns) == len(columns)
    assert len(chart.labels) <= 8
    for column, (_, values) in zip(chart.columns, columns, strict=True):
        assert column.total == sum(values.values())
        assert [each.series for each in column.segments] == [key for key in values if values[key]]
        foot = area.bottom
        for segment in column.segments:
            assert segment.y + segment.height == pytest.approx(foot, abs=0.11)
            assert segment.y >= area.top - 0.1
            assert area.left - 0.1 <= segment.x
            assert segment.x + segment.width <= area.right + 0.2
            foot = segment.y


def test_the_height_of_a_bar_tells_its_value() -> None:
    chart = charts.bars([("2021", {"ban": 4}), ("2022", {"ban": 1, "raid": 1})])
    full, half = chart.columns
    assert full.segments[0].height == chart.area.bottom - chart.area.top
    assert sum(part.height for part in half.segments) == full.segments[0].height / 2
    assert [tick.label for tick in chart.values] == ["0", "1", "2", "3", "4"]


def test_a_line_breaks_where_a_value_is_missing() -> None:
    chart = charts.lines(["a", "b", "c", "d"], {"CN": [None, 1, None, 2.0], "US": [2, 1, 0, 0.5]})
    broken, whole = chart.lines
    assert [[point.label for point in run] for run in broken.runs] == [["b"], ["d"]]
    assert [point.y for point in whole.runs[0]] == [
        chart.area.top, 74.0, chart.area.bottom, 106.0,
    ]  # fmt: skip
    assert whole.runs[0][0].x == chart.area.left
    assert whole.runs[0][-1].x == chart.area.right


def test_charts_of_nothing_have_axes() -> None:
    assert charts.bars([]).columns == ()
    assert charts.lines([], {}).lines == ()
    assert len(charts.bars([]).values) == 2
