"""Which rules are in force when and where: one row for each way in which dates and places can lie."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail.dates import Date
from hashtrail.ledger import Ledger
from hashtrail.model import Measure
from hashtrail.rules import STANDING, Rule, Rules, State
from tests.ledgers import action, briefing, ledger


def rules_of(*actions: object, date: str = "2021-06-19") -> tuple[Rule, ...]:
    return Rules(ledger(briefing(date, actions=tuple(actions)))).all


@pytest.mark.parametrize(
    ("dates", "day", "state"),
    [
        ({"effective": "2021-06-20"}, "2021-06-19", None),
        ({"effective": "2021-06-20"}, "2021-06-20", State.IN_FORCE),
        ({"effective": "2021-06-20"}, "2031-01-01", State.IN_FORCE),
        ({"announced": "2021-06-18", "effective": "2021-06-20"}, "2021-06-17", None),
        ({"announced": "2021-06-18", "effective": "2021-06-20"}, "2021-06-18", State.ANNOUNCED),
        ({"announced": "2021-06-18", "effective": "2021-06-20"}, "2021-06-20", State.IN_FORCE),
        ({"announced": "2021-06-18"}, "2026-01-01", State.ANNOUNCED),
        ({"effective": "2021-06-20", "until": "2021-07-01"}, "2021-07-01", State.IN_FORCE),
        ({"effective": "2021-06-20", "until": "2021-07-01"}, "2021-07-02", State.ENDED),
        ({"announced": "2021-06-20", "until": "2021-07-01"}, "2021-07-02", State.ENDED),
        # A month or a year: from the first day that it can mean to the last.
        ({"effective": "2021-06"}, "2021-05-31", None),
        ({"effective": "2021-06"}, "2021-06-01", State.IN_FORCE),
        ({"effective": "2021-06", "until": "2021-09"}, "2021-09-30", State.IN_FORCE),
        ({"effective": "2021", "until": "2022"}, "2022-12-31", State.IN_FORCE),
        ({"effective": "2021", "until": "2022"}, "2023-01-01", State.ENDED),
        # Told after the fact.
        ({"announced": "2021-07-01", "effective": "2021-06-20"}, "2021-06-25", State.IN_FORCE),
    ],
)
def test_the_dates_tell_the_state(dates: dict[str, str], day: str, state: State | None) -> None:
    (rule,) = rules_of(action("ban", "CN", **dates))
    assert rule.state(Date(day)) is state


@pytest.mark.parametrize("measure", Measure)
def test_an_event_is_never_in_force(measure: Measure) -> None:
    assert bool(rules_of(action(measure, "CN", effective="2021-06-20"))) == (measure in STANDING)


@pytest.mark.parametrize(
    ("lifting", "end"),
    [
        (action("lifting", "CN", announced="2021-08-01", effective="2021-09-01"), "2021-08-31"),
        (action("lifting", "CN", announced="2021-09-01"), "2021-08-31"),
        (action("lifting", "CN", effective="2021-09"), "2021-08-31"),
        (action("lifting", "CN", effective="2021-06"), "2021-06-18"),
        (action("lifting", "CN", effective="2021"), "2021-06-18"),
        (action("lifting", "CN", "b", effective="2021-09-01"), None),
        (action("lifting", "CN-SC", effective="2021-09-01"), None),
        # Announced together with the rule, it is about an older one.
        (action("lifting", "CN", announced="2021-06-18", effective="2021-09-01"), None),
        (action("lifting", "CN", announced="2021-01-01"), None),
    ],
)
def test_a_lifting_ends_what_the_same_authority_made_before_it(
    lifting: object, end: str | None
) -> None:
    ban = action("ban", "CN", announced="2021-06-18", effective="2021-06-20")
    (rule,) = rules_of(ban, lifting)
    assert rule.end == end
    assert [each.action for each in rule.liftings] == ([lifting] if end else [])


def test_the_first_of_several_ends_counts() -> None:
    ban = action("ban", "CN", effective="2021-06-20", until="2021-12-31")
    (rule,) = rules_of(ban, action("lifting", "CN", announced="2021-08-01"))
    assert rule.end == "2021-07-31"


def test_authorities_that_decide_together_make_one_rule() -> None:
    together = [action("ban", "CN", name, announced="2021-06-18") for name in ("a", "b")]
    alone = action("ban", "CN", "c", announced="2021-06-19")
    later, first = rules_of(*together, alone)
    assert later.authorities == ("c",)
    assert first.authorities == ("a", "b")


def told_twice(*, same_authority: bool) -> Ledger:
    names = ("a", "a" if same_authority else "b")
    return ledger(
        *(
            briefing("2021-06-19", f"e{n}", actions=(action("ban", "CN", name, announced="2021"),))
            for n, name in enumerate(names)
        )
    )


def test_a_rule_that_two_briefings_tell_of_is_one() -> None:
    (rule,) = Rules(told_twice(same_authority=True)).all
    assert [each.briefing.id for each in rule.tellings] == ["2021/e1", "2021/e0"]
    assert rule.authorities == ("a",)
    assert len(Rules(told_twice(same_authority=False)).all) == 2


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        ([{"announced": "2021-05"}, {"announced": "2021-05-21"}], [("2021-05-21", None, None)]),
        ([{"announced": "2021-05-21"}, {"announced": "2021"}], [("2021-05-21", None, None)]),
        (
            [{"effective": "2021"}, {"effective": "2021-05-21"}, {"effective": "2021-05"}],
            [(None, "2021-05-21", None)],
        ),
        # Each date by itself.
        (
            [
                {"announced": "2021-05", "effective": "2021-06-01", "until": "2022"},
                {"announced": "2021-05-21", "effective": "2021-06", "until": "2022"},
            ],
            [("2021-05-21", "2021-06-01", "2022")],
        ),
        # Neither date contains the other, or one is not stated.
        (
            [{"announced": "2021-05"}, {"announced": "2021-06-21"}],
            [("2021-06-21", None, None), ("2021-05", None, None)],
        ),
        (
            [{"announced": "2021-05"}, {"announced": "2021-05-21", "effective": "2021-06"}],
            [("2021-05-21", "2021-06", None), ("2021-05", None, None)],
        ),
        # Nobody says which of two it is.
        (
            [{"announced": "2021-05-21"}, {"announced": "2021"}, {"announced": "2021-06-18"}],
            [("2021-06-18", None, None), ("2021-05-21", None, None), ("2021", None, None)],
        ),
    ],
)
def test_a_rule_told_with_more_and_less_precise_dates_is_one(
    stated: list[dict[str, str]], rules: list[tuple[str | None, ...]]
) -> None:
    for told in (stated, stated[::-1]):
        found = Rules(
            ledger(
                *(
                    briefing("2021-07-01", f"e{number}", actions=(action("ban", "CN", **dates),))
                    for number, dates in enumerate(told)
                )
            )
        ).all
        assert [msgspec.structs.astuple(rule.dates) for rule in found] == rules
        assert sum(len(rule.tellings) for rule in found) == len(stated)


def test_the_source_of_a_rule_is_the_one_that_tells_its_day() -> None:
    (rule,) = Rules(
        ledger(
            briefing("2021-05-21", "a", actions=(action("ban", "CN", announced="2021-05-21"),)),
            briefing("2021-06-01", "b", actions=(action("ban", "CN", announced="2021-05"),)),
        )
    ).all
    assert [each.briefing.id for each in rule.tellings] == ["2021/a", "2021/b"]
    assert rule.known == rule.tellings[0].action.announced


def test_the_rules_of_a_country_hold_in_its_regions() -> None:
    found = Rules(
        ledger(
            briefing(
                "2021-06-19",
                actions=tuple(
                    action("ban", place, announced="2021")
                    for place in ("CN", "CN-SC", "CN-XJ", "KZ")
                ),
            )
        )
    )
    assert [rule.action.place for rule in found.holding_in("CN-SC")] == ["CN-SC", "CN"]
    assert [rule.action.place for rule in found.holding_in("CN")] == ["CN"]
    assert [rule.action.place for rule in found.in_regions("CN")] == ["CN-SC", "CN-XJ"]
    assert found.holding_in("US") == ()


_DATES = st.one_of(
    st.none(),
    st.dates().map(lambda day: day.isoformat()[: (4, 7, 10)[day.day % 3]]),
)


@given(_DATES.filter(bool), _DATES, _DATES, st.lists(st.dates().map(str), min_size=2))
def test_a_rule_goes_through_its_states_in_order(
    announced: str | None, effective: str | None, until: str | None, days: list[str]
) -> None:
    dates = {"announced": announced, "effective": effective, "until": until}
    (rule,) = rules_of(action("ban", "CN", **{key: date for key, date in dates.items() if date}))
    order = [None, State.ANNOUNCED, State.IN_FORCE, State.ENDED]
    states = [order.index(rule.state(Date(day))) for day in sorted(days)]
    assert states == sorted(states)
