from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail import effects
from hashtrail.dates import Date
from hashtrail.effects import Lag
from tests.ledgers import briefing, ledger


@pytest.mark.parametrize(
    ("cause", "effect", "lag"),
    [
        ("2021-06-19", "2021-06-19", Lag(0, "day")),
        ("2021-06-19", "2021-07-28", Lag(39, "day")),
        ("2020-02-28", "2020-03-01", Lag(2, "day")),
        ("2021-06-19", "2021-06", Lag(0, "month")),
        ("2021-11", "2022-02-03", Lag(3, "month")),
        ("2021-12-31", "2022", Lag(1, "year")),
        ("2021", "2021", Lag(0, "year")),
    ],
)
def test_a_lag_says_as_much_as_the_dates_know(cause: str, effect: str, lag: Lag) -> None:
    assert Lag.between(Date(cause), Date(effect)) == lag


ARCHIVE = ledger(
    briefing("2021-06-18", "order"),
    briefing("2021-06-19", "cut", caused_by=("2021/order",)),
    briefing("2021-07", "ships", caused_by=("2021/cut", "2021/order")),
    briefing("2022-01-24", "far", caused_by=("2021/ships",)),
    briefing("2022-02-01", "alone"),
).archive


def test_effects_of_effects_follow_each_once() -> None:
    found = list(effects.following(ARCHIVE, ARCHIVE.by_id["2021/order"], 3))
    assert [(each.briefing.id, each.steps) for each in found] == [
        ("2021/cut", 1),
        ("2021/ships", 1),
        ("2022/far", 2),
    ]
    assert found[2].lag == Lag(220, "day")
    assert list(effects.following(ARCHIVE, ARCHIVE.by_id["2021/order"], 1)) == found[:2]
    assert list(effects.following(ARCHIVE, ARCHIVE.by_id["2022/alone"], 3)) == []


def test_the_direct_effects_of_several() -> None:
    found = effects.direct(ARCHIVE, ARCHIVE.briefings)
    assert [(each.cause.id, each.briefing.id) for each in found] == [
        ("2021/ships", "2022/far"),
        ("2021/cut", "2021/ships"),
        ("2021/order", "2021/cut"),
        ("2021/order", "2021/ships"),
    ]


def test_the_distribution_of_lags() -> None:
    found = effects.distribution(e.lag for e in effects.direct(ARCHIVE, ARCHIVE.briefings))
    assert dict(found.classes)["1–7"] == 1
    assert (found.median, found.unknown) == (1, 3)
    assert effects.distribution([]).median is None


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["day", "month"]))), st.integers(0, 2)
)
def test_every_lag_is_in_one_class_or_unknown(lags: list[tuple[int, str]], missing: int) -> None:
    made = [Lag(count, unit) for count, unit in lags]
    found = effects.distribution([*made, *[None] * missing])
    assert sum(count for _, count in found.classes) + found.unknown == len(lags) + missing
    known = sorted(count for count, unit in lags if unit == "day")
    assert found.median == (known[(len(known) - 1) // 2] if known else None)
