"""The search of the real archive answers the judged queries."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.real_site import ROOT
from tests.search.judge import Outcome, by_group, evaluate, judged, mean


@pytest.fixture(scope="module")
def outcomes() -> Sequence[Outcome]:
    return evaluate(ROOT / "content")


def test_there_are_enough_queries_of_all_groups() -> None:
    queries = judged()
    assert len(queries) >= 120
    assert len({each.group for each in queries}) == 10
    assert len({each.query for each in queries}) == len(queries)


def test_each_group_is_answered(outcomes: Sequence[Outcome]) -> None:
    rates = {group: mean([each.now[0] for each in of]) for group, of in by_group(outcomes).items()}
    assert {group: rate for group, rate in rates.items() if rate < 0.9} == {}


def test_nothing_is_found_that_must_not_be(outcomes: Sequence[Outcome]) -> None:
    assert [each for each in outcomes if each.judged.refused & set(each.found)] == []
