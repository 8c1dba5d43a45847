from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail import flows
from hashtrail.flows import Flow, Flows
from hashtrail.model import Move, Status
from tests.ledgers import briefing, claim, ledger, move


def flows_of(*moves: Move, **fields: Any) -> Flows:
    return Flows(ledger(briefing("2021-06-19", moves=moves, **fields)))


def test_sums_are_made_for_each_status_by_itself() -> None:
    found = flows_of(
        move("energised", to="KZ", machines=300, power_mw=0.1),
        move("energised", to="KZ", machines=20, power_mw=0.2, hashrate_ph=18.2),
        move("announced", to="KZ", machines=2600),
        move("cancelled", to="KZ"),
    )
    announced, energised, cancelled = flows.sums(found.into("KZ"))
    assert [flow.status for flow in (announced, energised, cancelled)] == [
        "announced",
        "energised",
        "cancelled",
    ]
    assert energised.machines == flows.Amount(320, 320, 320, 2)
    assert energised.power_mw == flows.Amount(0.3, 0.3, 0.3, 2)
    assert energised.hashrate_ph == flows.Amount(18.2, 18.2, 18.2, 1)
    assert (energised.moves, energised.unsized, energised.unplaced) == (2, 0, 2)
    assert announced.machines.value == 2600
    assert (cancelled.moves, cancelled.unsized, cancelled.machines.count) == (1, 1, 0)


@pytest.mark.parametrize(
    ("stated", "claimed", "amount"),
    [
        (100, [], (100, 100, 100, 1)),
        (100, [80, 120], (100, 80, 120, 1)),
        (100, [120], (100, 100, 120, 1)),
        (None, [80, 120], (0, 0, 120, 0)),
        (None, [], (0, 0, 0, 0)),
    ],
)
def test_a_dispute_makes_a_range(
    stated: int | None, claimed: list[int], amount: tuple[int, ...]
) -> None:
    sized: dict[str, Any] = {} if stated is None else {"machines": stated}
    found = flows_of(
        move("shipped", to="KZ", **sized), claims=[claim(1, machines=each) for each in claimed]
    )
    (flow,) = flows.sums(found.into("KZ"))
    assert flow.machines == flows.Amount(*amount)
    assert flow.machines.is_range == (amount[1] != amount[2])


@pytest.mark.parametrize(
    ("origin", "to", "into", "out", "inside"),
    [
        ("CN", "KZ", {"KZ"}, {"CN"}, set()),
        ("CN-SC", "KZ", {"KZ"}, {"CN", "CN-SC"}, set()),
        (None, "US-TX", {"US", "US-TX"}, set(), set()),
        ("CN", None, set(), {"CN"}, set()),
        (None, None, set(), set(), set()),
        ("US-NY", "US-TX", {"US-TX"}, {"US-NY"}, {"US"}),
        ("US", "US-TX", {"US-TX"}, set(), {"US"}),
        ("KZ", "KZ", set(), set(), {"KZ"}),
    ],
)
def test_a_move_is_in_out_or_inside(
    origin: str | None, to: str | None, into: set[str], out: set[str], inside: set[str]
) -> None:
    ends = {key: place for key, place in (("from_", origin), ("to", to)) if place}
    found = flows_of(move("shipped", **ends))
    places = {"CN", "CN-SC", "KZ", "US", "US-TX", "US-NY"}
    assert {place for place in places if found.into(place)} == into
    assert {place for place in places if found.out_of(place)} == out
    assert {place for place in places if found.inside(place)} == inside


def test_a_move_that_two_briefings_tell_alike_counts_once() -> None:
    told = move("energised", to="KZ", machines=10300, date="2021-12-31")
    other = move("energised", to="KZ", machines=10301, date="2021-12-31")
    found = Flows(
        ledger(
            briefing("2022-01-04", "first", moves=(told, told)),
            briefing("2023-07-01", "again", moves=(told, other), claims=[claim(1, machines=9000)]),
        )
    )
    (flow,) = flows.sums(found.into("KZ"))
    assert flow.moves == 3
    assert flow.machines == flows.Amount(30901, 29601, 30901, 3)


@pytest.mark.parametrize(
    ("first", "again", "counted"),
    [
        (("2022-01-04", None), ("2022-01-04", None), 1),
        (("2022-01-04", None), ("2023-07-01", None), 2),
        (("2022-01-04", None), ("2023-07-01", "2022-01-04"), 1),
        (("2022-01-04", None), ("2023-07-01", "2022-01"), 2),
    ],
)
def test_a_move_without_a_date_has_that_of_its_briefing(
    first: tuple[str, str | None], again: tuple[str, str | None], counted: int
) -> None:
    found = Flows(
        ledger(
            *(
                briefing(
                    day, slug, moves=(move("shipped", to="KZ", **({"date": date} if date else {})),)
                )
                for slug, (day, date) in (("first", first), ("again", again))
            )
        )
    )
    assert len(found.moves) == counted


OLD = "2021-06-21"


@pytest.mark.parametrize(
    ("moves", "stalled"),
    [
        ([("announced", "KZ", OLD)], [1]),
        ([("shipped", "KZ", OLD)], [1]),
        ([("delivered", "KZ", OLD), ("energised", "KZ", OLD), ("cancelled", "KZ", OLD)], []),
        # Two years to the day, and a day less.
        ([("announced", "KZ", "2022-06-19")], [1]),
        ([("announced", "KZ", "2022-06-20")], []),
        ([("announced", "KZ", "2022-06")], []),
        ([("announced", "KZ", "2022-05")], [1]),
        # A later move to the place, or to a place in it.
        ([("announced", "KZ", OLD), ("delivered", "KZ", "2021-06-22")], []),
        ([("announced", "KZ", OLD), ("cancelled", "KZ", "2021-10")], []),
        ([("announced", "US", OLD), ("energised", "US-OH", "2022")], []),
        ([("announced", "US-OH", OLD), ("energised", "US", "2022")], [1]),
        ([("announced", "KZ", OLD), ("announced", "KZ", "2021-08")], [2]),
        ([("announced", "KZ", OLD), ("announced", "KZ", OLD)], [1, 2]),
        ([("announced", None, OLD), ("delivered", "KZ", "2022")], [1]),
        # One that has come farther and may be of the same day.
        ([("announced", "KZ", OLD), ("delivered", "KZ", OLD)], []),
        ([("announced", "KZ", "2021-06"), ("cancelled", "KZ", OLD)], []),
        ([("shipped", "KZ", "2021-06"), ("announced", "KZ", OLD)], [1]),
        ([("announced", "KZ", OLD), ("delivered", "KZ", "2021-06-20")], [1]),
        ([("announced", "KZ", None)], []),
    ],
)
def test_stalled(moves: list[tuple[str, str | None, str | None]], stalled: list[int]) -> None:
    made = [
        move(status, **{key: value for key, value in (("to", to), ("date", date)) if value})
        for status, to, date in moves
    ]
    found = Flows(ledger(briefing("2024-06-19", moves=tuple(made))))
    assert [each.number for each in found.stalled] == stalled


def test_a_stalled_move_is_one_wherever_it_is_told() -> None:
    told = move("announced", to="KZ", date=OLD)
    first, again = (
        briefing(date, slug, moves=(told,))
        for date, slug in (("2021-06-21", "first"), ("2024-06-19", "again"))
    )
    found = Flows(ledger(first, again))
    assert [each.briefing.id for each in found.stalled] == ["2024/again"]
    assert found.stalled_numbers == {("2021/first", 1), ("2024/again", 1)}


def test_a_country_in_which_something_moved_is_one_of_them() -> None:
    found = flows_of(move("delivered", from_="US-NY", to="US-TX"))
    assert found.countries == ("US",)


def test_another_organisation_does_not_end_a_stall() -> None:
    first = move("announced", to="KZ", date=OLD)
    other = move("energised", "other", to="KZ", date="2022-01-01")
    found = Flows(ledger(briefing("2024-06-19", moves=(first, other))))
    assert [each.number for each in found.stalled] == [1]


_PLACES = st.sampled_from([None, "CN", "CN-SC", "KZ", "US", "US-TX", "US-NY"])
_SIZES = st.one_of(st.none(), st.integers(1, 1_000_000))


@st.composite
def _moves(draw: st.DrawFn) -> Move:
    fields: dict[str, Any] = {
        "from_": draw(_PLACES),
        "to": draw(_PLACES),
        "machines": draw(_SIZES),
        "power_mw": draw(st.one_of(st.none(), st.floats(0.1, 1e5))),
    }
    return move(
        draw(st.sampled_from(Status)), **{key: each for key, each in fields.items() if each}
    )


@given(
    st.lists(_moves(), max_size=12), st.lists(st.tuples(st.integers(1, 12), st.integers(1, 10**6)))
)
def test_no_move_is_lost_and_no_sum_leaves_its_range(
    moves: list[Move], claims: list[tuple[int, int]]
) -> None:
    found = flows_of(*moves, claims=[claim(number, machines=size) for number, size in claims])
    assert len(found.moves) == len(moves)
    all_sums: tuple[Flow, ...] = flows.sums(found.moves)
    assert sum(flow.moves for flow in all_sums) == len(moves)
    assert sum(flow.machines.value for flow in all_sums) == sum(m.machines or 0 for m in moves)
    for flow in all_sums:
        for amount in (flow.machines, flow.hashrate_ph, flow.power_mw):
            assert 0 <= amount.low <= amount.value <= amount.high
            assert amount.count <= flow.moves - flow.unsized
    # What came to a country came to it or to one of its regions.
    for country in ("CN", "KZ", "US"):
        ends = [(m.origin, m.to) for m in moves]
        into = sum((to or "")[:2] == country and (a or "")[:2] != country for a, to in ends)
        assert len(found.into(country)) == into
