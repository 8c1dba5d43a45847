from __future__ import annotations

import pytest

from hashtrail import dates
from hashtrail.dates import Date


@pytest.mark.parametrize("text", ["2021", "2021-06", "2021-06-18", "2024-02-29", "0001-01-01", "9999-12-31"])  # fmt: skip
def test_a_date_is_kept_as_it_is_written(text: str) -> None:
    assert dates.parse(text) == text


BAD = {
    "2021-13-01": "there is no month 13",
    "2021-00": "there is no month 00",
    "2021-02-29": "February 2021 has no day 29",
    "2100-02-29": "February 2100 has no day 29",
    "2021-06-31": "June 2021 has no day 31",
    "2021-06-00": "June 2021 has no day 00",
    "0000-01-01": "there is no year 0000",
}
NO_FORM = [
    "", "21", "2021-6", "2021-06-1", "2021-06-18T00:00", "2021/06/18", "18 June 2021", "20210618",
    "-2021", "2021-06-18\n", " 2021", "２０２１", "2021-06-", "2021-06-18-1",
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), BAD.items(), ids=BAD)
def test_a_day_that_no_calendar_has_is_told_by_name(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        dates.parse(text)


@pytest.mark.parametrize("text", NO_FORM, ids=repr)
def test_another_form_is_told_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD"):
        dates.parse(text)


@pytest.mark.parametrize(
    ("date", "year", "month", "first", "last"),
    [
        ("2021", "2021", "", "2021-01-01", "2021-12-31"),
        ("2021-06", "2021", "2021-06", "2021-06-01", "2021-06-30"),
        ("2024-02", "2024", "2024-02", "2024-02-01", "2024-02-29"),
        ("2021-06-18", "2021", "2021-06", "2021-06-18", "2021-06-18"),
    ],
)
def test_the_days_that_a_date_can_mean(
    date: str, year: str, month: str, first: str, last: str
) -> None:
    assert dates.year(Date(date)) == year
    assert dates.month(Date(date)) == month
    assert dates.first_day(Date(date)) == first
    assert dates.last_day(Date(date)) == last


@pytest.mark.parametrize(
    ("earlier", "later", "certain"),
    [
        pytest.param("2021-06-18", "2021-06-19", True, id="day before day"),
        pytest.param("2021-06-18", "2021-06-18", False, id="the same day"),
        pytest.param("2021-06-19", "2021-06-18", False, id="day after day"),
        pytest.param("2021-05", "2021-06-01", True, id="month before its next day"),
        pytest.param("2021-06", "2021-06-30", False, id="month and its last day"),
        pytest.param("2021-06-01", "2021-06", False, id="first day and its month"),
        pytest.param("2021-05-31", "2021-06", True, id="day before the month"),
        pytest.param("2020", "2021", True, id="year before year"),
        pytest.param("2021", "2021-12", False, id="year and its last month"),
    ],
)
def test_certainly_before_leaves_room_for_what_is_not_known(
    earlier: str, later: str, certain: bool
) -> None:
    assert dates.certainly_before(Date(earlier), Date(later)) is certain


@pytest.mark.parametrize(
    ("date", "shown", "stamp"),
    [
        ("2021", "2021", "2021-01-01T00:00:00Z"),
        ("2021-06", "June 2021", "2021-06-01T00:00:00Z"),
        ("2021-06-01", "1 June 2021", "2021-06-01T00:00:00Z"),
        ("2021-12-31", "31 December 2021", "2021-12-31T00:00:00Z"),
    ],
)
def test_how_a_date_is_shown_and_stamped(date: str, shown: str, stamp: str) -> None:
    assert dates.display(Date(date)) == shown
    assert dates.timestamp(Date(date)) == stamp


def test_as_text_dates_sort_by_time_and_the_vaguer_one_first() -> None:
    in_order = ["2020-12-31", "2021", "2021-06", "2021-06-01", "2021-06-18", "2021-07"]
    assert sorted(map(dates.parse, in_order)) == in_order


def test_today_is_a_day() -> None:
    assert dates.parse(dates.today()) == dates.last_day(dates.today())


@pytest.mark.parametrize(
    ("date", "months", "before"),
    [
        ("2026-11-25", 24, "2024-11-25"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2021-03-31", 1, "2021-02-28"),
        ("2021-01", 1, "2020-12-01"),
        ("2021", 0, "2021-01-01"),
        ("0002-05-03", 24, "0001-01-03"),
    ],
)
def test_months_before(date: str, months: int, before: str) -> None:
    assert dates.months_before(dates.parse(date), months) == before


@pytest.mark.parametrize(
    ("date", "before"),
    [("2021-03-01", "2021-02-28"), ("2021", "2020-12-31"), ("0001", "0001-01-01")],
)
def test_day_before(date: str, before: str) -> None:
    assert dates.day_before(dates.parse(date)) == before
