"""What the pages of places, organisations and effects say, in sites where it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pytest
from selectolax.lexbor import LexborHTMLParser

from hashtrail.ledger_rows import ROW_COUNT
from tests.pages import cells
from tests.site_folder import SiteFolder

_MACHINES = "content/briefings/2021/2021-07-first-machines.md"


#: An action in a place of its own, and what the page of that place says of it.
_SENTENCES: Final = {
    "IR": (
        "measure: ban, effective: 2021-06-18",
        """A ban by Government of Norway has been in force since 18 June 2021, says The Paper (briefing).
        The archive knows of no end to it.""",
    ),
    "IS": (
        "measure: ban, effective: 2021-06, until: 2099",
        """A ban by Government of Norway has been in force since June 2021, says The Paper (briefing).
        It is to last until 2099.""",
    ),
    "KG": (
        "measure: licence, announced: 2021-06",
        """A decision on licences by Government of Norway was announced in June 2021, says The Paper (briefing).
        No source here says since when it applies, or that it has ended.""",
    ),
    "KH": (
        "measure: ban, effective: 2021-06-18",
        """A ban by Government of Norway has been in force since 18 June 2021, says The Paper (briefing).
        It is to be lifted on 1 January 2099.""",
    ),
    "LA": (
        "measure: tax, announced: 2021-06-18, effective: 2099-01-01",
        """A tax by Government of Norway was announced on 18 June 2021 and is to apply from 1 January 2099,
        says The Paper (briefing). The archive knows of no end to it.""",
    ),
    "MD": (
        "measure: ban, effective: 2021-06-18, until: 2021-07-01",
        "The archive knows of no rule in force here; that does not mean that there is none.",
    ),
    "XK": (
        "measure: raid, effective: 2021-06-18",
        "The archive knows of no rule in force here; that does not mean that there is none.",
    ),
}
#: What else the site has: a ban that was lifted, one of a whole country, many, and moves of a disputed size.
_RULES: Final = (
    "measure: ban, place: VE, effective: 2021-06-18",
    "measure: lifting, place: VE, announced: 2021-09-24",
    "measure: lifting, place: KH, announced: 2021-09-24, effective: 2099-01-01",
    "measure: ban, place: CN, announced: 2021-09-24",
    *(
        f"measure: ban, place: AE, effective: 20{number // 12:02}-{number % 12 + 1:02}"
        for number in range(40)
    ),
)
_MOVES: Final = """moves:
  - {who: bit-mining, to: KZ, machines: 1000, status: announced, source: s}
  - {who: bit-mining, from: KZ, status: shipped, date: 2021-08, source: s}
disputes:
  - about: size
    claims:
      - {say: more, source: s, move: 1, machines: 1200}
      - {say: less, source: s, move: 1, machines: 900}"""


def _write(site: SiteFolder, slug: str, facts: str) -> None:
    site.write(
        f"content/briefings/2021/2021-09-24-{slug}.md",
        f"""---
title: {slug}
date: 2021-09-24
kind: policy
summary: What happened.
places: [CN]
sources: [{{id: s, publisher: The Paper, title: T, url: https://paper.example/}}]
{facts}
---
It happened [@s].
""",
    )


def _actions(listed: Iterable[str]) -> str:
    rows = (f"  - {{authority: norwegian-government, source: s, {each}}}" for each in listed)
    return "\n".join(("actions:", *rows))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    site = SiteFolder.copy(tmp_path_factory.mktemp("ledger") / "site")
    places = site.path("content/places.yaml").read_text(encoding="utf-8")
    added = "".join(f"{place}:\n  name: Land {place}\n" for place in (*_SENTENCES, "AE", "VE"))
    site.write("content/places.yaml", places + added)
    sentences = (f"place: {place}, {action}" for place, (action, _) in _SENTENCES.items())
    _write(site, "rules", _actions((*sentences, *_RULES)))
    _write(site, "moves", _MOVES)
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    return site


def text(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text().split()) for node in page.css(selector))


@pytest.mark.parametrize("place", _SENTENCES)
def test_a_place_says_whether_mining_is_allowed(built: SiteFolder, place: str) -> None:
    found = built.parsed(f"places/{place.lower()}/")
    sentence = " ".join(_SENTENCES[place][1].split())
    if sentence.startswith(("A decision", "A tax")):
        assert "no ban or moratorium in force here" in text(
            found, "[aria-labelledby=page-answer] .lead"
        )
        assert text(found, "[aria-labelledby=page-answer] li") == sentence
    else:
        assert text(found, "[aria-labelledby=page-answer] .lead") == sentence
    assert "As of " in text(found, "[aria-labelledby=page-answer] .note")


def test_a_region_has_the_rules_of_its_country(built: SiteFolder) -> None:
    sichuan = built.parsed("places/cn-sc/")
    answer = text(sichuan, "[aria-labelledby=page-answer] .lead")
    assert answer.startswith("A ban by Government of Norway for China as a whole was announced")
    places = [row[2] for row in cells(sichuan, "page-in-force")]
    assert places == ["Sichuan, China", "Sichuan, China", "China"]
    regional = cells(built.parsed("places/cn/"), "page-regional")
    assert [row[2] for row in regional] == ["Sichuan, China"] * 2


def test_what_lifts_a_rule_stands_beside_it(built: SiteFolder) -> None:
    ((*_, until, briefing),) = cells(built.parsed("places/ve/"), "page-ended")
    assert until == "24 September 2021 , lifted"
    assert briefing == "rules The Paper"


def test_a_long_table_is_cut_and_says_so(built: SiteFolder) -> None:
    found = built.parsed("places/ae/")
    assert len(cells(found, "page-in-force")) == ROW_COUNT
    (rest,) = [
        note
        for note in found.css("[aria-labelledby=page-rules] .note")
        if "more rules" in note.text()
    ]
    assert rest.text() == f"and {40 - ROW_COUNT} more rules; actions.csv has them all"
    (link,) = rest.css("a")
    assert link.attributes["href"] == "/data/actions.csv"
    assert built.page("data/actions.csv").count(",AE,") >= 40


def test_what_came_and_went(built: SiteFolder) -> None:
    kazakhstan = built.parsed("places/kz/")
    announced = next(row for row in cells(kazakhstan, "page-arrived") if "announced" in row[0])
    assert announced[1:3] == ["2", "3,600 (3,500 to 3,800)"]
    assert announced[-1] == "1", "one has no origin"
    assert [row[1] for row in cells(kazakhstan, "page-left")] == ["1"]
    by_country = text(built.parsed("effects/"), "[aria-labelledby=page-arrived]")
    assert "3,600 (3,500 to 3,800)" in by_country
    assert "destination not stated" in by_country


def test_a_move_that_stalled_is_told_with_the_rule(built: SiteFolder) -> None:
    effects = built.parsed("effects/")
    stalled = [(row[1], row[2], row[5]) for row in cells(effects, "page-stalled-table")]
    assert stalled == [
        ("Kazakhstan", "not stated", "August 2021"),
        ("not stated", "Kazakhstan", "not stated"),
    ]
    assert "24 months" in text(effects, "[aria-labelledby=page-stalled]")
    (left,) = cells(built.parsed("places/kz/"), "page-left-moves")
    assert left[3] == "shipped stalled (inferred)"


def test_what_happened_next_and_after_how_long(built: SiteFolder) -> None:
    order = built.parsed("briefings/2021/sichuan-order/")
    found = cells(order, "page-effects")
    assert [row[-1] for row in found] == ["1 day later", "1 month later through 1 event between"]
    effects = built.parsed("effects/")
    ((name, *lags),) = cells(effects, "page-lag-table")
    assert name == "Events"
    assert sum(map(int, lags)) == len(cells(effects, "page-effect-table")) > 0


def test_an_organisation_has_its_actions_and_those_of_others(built: SiteFolder) -> None:
    grid = built.parsed("organisations/state-grid-ganzi/")
    assert [row[0] for row in cells(grid, "page-own-table")] == ["Power cut"]
    assert not cells(grid, "page-others-table")
    company = built.parsed("organisations/bit-mining/")
    assert not cells(company, "page-own-table")
    assert [row[1] for row in cells(company, "page-others-table")] == ["State Grid Ganzi"]
    assert "BIT Mining (" in text(company, "[aria-labelledby=page-publishers]")


def test_an_edit_of_a_body_renders_no_page_of_the_ledger(site: SiteFolder) -> None:
    site.build(search=False)
    site.edit(_MACHINES, "[[bit-mining]] says", "In short: [[bit-mining]] says")
    planned = site.main("explain", "--jobs", "1", "--no-search").stdout
    assert "/briefings/2021/first-machines/: " in planned
    assert not re.search(r"^/(places|organisations|effects)/.*/: ", planned, re.MULTILINE), planned


def test_an_archive_without_briefings_has_these_pages(site: SiteFolder) -> None:
    for path in ("briefings", "threads", "pages"):
        site.remove(f"content/{path}")
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    effects = text(site.parsed("effects/"), "main")
    assert "No briefing names another as its cause yet." in effects
    assert "No briefing has a move yet." in effects
    china = site.parsed("places/cn/")
    assert "no rule in force" in text(china, "[aria-labelledby=page-answer]")
    assert not china.css("#page-years, #page-movement, #page-effects, #page-rules")
