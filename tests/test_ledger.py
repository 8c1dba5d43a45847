from __future__ import annotations

from typing import Final

import pytest

from hashtrail.model import Facts, Outline
from tests.ledgers import contents_of, ledger_of
from tests.site_folder import SiteFolder

_GANZI: Final = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"


def test_it_holds_every_action_and_move_with_its_briefing(site: SiteFolder) -> None:
    with contents_of(site) as contents:
        ledger = ledger_of(contents)
        records = [contents.records(briefing.path) for briefing in ledger.archive.briefings]
    assert [(each.briefing.id, each.number, each.action) for each in ledger.actions] == [
        (record.id, number, action)
        for record in records
        for number, action in enumerate(record.actions, 1)
    ]
    assert [(each.briefing.id, each.number, each.move) for each in ledger.moves] == [
        (record.id, number, move)
        for record in records
        for number, move in enumerate(record.moves, 1)
    ]
    assert {move.briefing.id for move in ledger.moves} == {
        "2021/ganzi-power-cut",
        "2021/first-machines",
    }


def test_it_leaves_out_drafts(site: SiteFolder) -> None:
    site.edit(_GANZI, "confidence: medium", "confidence: medium\ndraft: true")
    with contents_of(site) as contents:
        assert "2021/ganzi-power-cut" not in ledger_of(contents).facts


def test_claims_about_the_size_of_a_move_stand_with_it(site: SiteFolder) -> None:
    claims = """disputes:
  - about: the number of machines
    claims:
      - {say: "2,600", source: filing, move: 1, machines: 2600}
      - {say: nearly 3000, source: filing, move: 1, machines: 2990}
      - {say: many, source: filing}
confidence: medium"""
    site.edit(_GANZI, "confidence: medium", claims)
    with contents_of(site) as contents:
        (move,) = (
            each for each in ledger_of(contents).moves if each.briefing.id == "2021/ganzi-power-cut"
        )
    assert [claim.machines for claim in move.claims] == [2600, 2990]


@pytest.mark.parametrize("lost", [(), ("facts", "outline")])
def test_extracts_are_the_same_from_files_store_and_records(
    site: SiteFolder, lost: tuple[str, ...]
) -> None:
    with contents_of(site) as first:
        outlines, facts = first.outlines.all, first.facts.all
        for path in first.states.briefings:
            record = first.records(path)
            assert (outlines[path], facts[path]) == (Outline.of(record), Facts.of(record))
        first.save()
    for name in lost:
        site.path(f".hashtrail/{name}").unlink()
    with contents_of(site) as again:
        assert (again.outlines.all, again.facts.all) == (outlines, facts)
