"""Whether numbers, paragraphs and summaries of briefings rest on their facts and sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtrail import content
from hashtrail.diagnostics import Diagnostic

PATH = "briefings/2021/2021-06-18-order.md"
FRONT = """\
---
title: The province closes 26 mines
date: 2021-06-18
kind: crackdown
summary: Power goes off for 1.2 million machines.
places: [CN-SC]
organisations: [patagonia-360]
moves:
  - {who: bit-mining, to: KZ, machines: 320, hashrate_ph: 18.2, status: delivered, source: wire}
figures:
  - {what: mines, value: 26, unit: mines, source: wire}
  - {what: machines, value: 1.2, unit: million machines, source: wire}
  - {what: "power, from 57.2 MW", value: 4000000, unit: kW, source: wire}
  - {what: demand, value: 73.14, unit: million kW, source: wire}
disputes:
  - about: the 45 others
    claims:
      - {say: "8,950 kW", source: wire}
      - {say: no more than 600 PH/s, source: wire, move: 1, machines: 302}
sources:
  - id: wire
    publisher: The Wire
    title: Notice No. 1283 names 4 firms
    url: https://wire.example/777
updates:
  - {date: 2021-07-01, note: Corrected the count., field: figures, old: 28, new: 26}
---
"""
#: The line on which the body begins.
BODY = FRONT.count("\n") + 1


def check(body: str, front: str = FRONT) -> list[Diagnostic]:
    parsed = content.parse((front + body).encode(), PATH, PATH)
    assert parsed.record is not None, parsed.diagnostics
    return list(parsed.diagnostics)


def said(found: list[Diagnostic]) -> list[str]:
    return [f"{each.code} {each.message}" for each in found]


GROUNDED = [
    "26 mines, twenty-six mines, 26 percent",
    "320 machines of 18.2 PH/s, or 18,200 TH/s, or 0.0182 EH/s",
    "1.2 million, 1,200,000, 1.2 or 1,200 thousand",
    "4 GW, 4,000 MW, 4 million kW, 4,000,000 or four gigawatts",
    "between 57.2 and 4,000 MW",
    "73.14 million, 73.14 million kW and 73.14 GW",
    "45, 8,950 kW, 8.95 MW, 600 PH/s, 0.6 EH/s, 302 and 28",
    "under No. 1283, on 4 firms",
    "of Patagonia 360",
    'as it said: "no more than 99"',
    "as it said: “no more than 99” and «99»",
    "the <q>99</q> and `99`",
    "[26 of them](https://wire.example/99), which [[2021/gone-99]] tells",
    "on 18 June 2021, in 2019 and at 21:00",
]


@pytest.mark.parametrize("text", GROUNDED)
def test_numbers_that_stand_in_the_front_matter_or_are_quoted(text: str) -> None:
    assert check(f"They closed {text} [@wire].\n") == []


UNGROUNDED = {
    "99 mines": ["99"],
    "26 million": ["26"],
    "18.2 EH/s": ["18.2"],
    "1.2 billion and 1.2 million": ["1.2"],
    "26 MW": ["26"],
    "45 MW": ["45"],
    "777": ["777"],
    "thirty mines and two thousand others": ["thirty", "two thousand"],
    "[the 99](/about/99) of [[bit-mining|98 firms]]": ["99", "98"],
    "99, 99 and 98": ["99", "98"],
    "*9*9 mines": ["99"],
}


@pytest.mark.parametrize("text", UNGROUNDED)
def test_numbers_that_stand_nowhere(text: str) -> None:
    assert said(check(f"They closed {text} [@wire].\n")) == [
        f"ungrounded-number the number `{number}` does not stand in the front matter"
        for number in UNGROUNDED[text]
    ]


def test_an_open_quotation_hides_no_other_paragraph() -> None:
    found = check('A 26" screen [@wire].\n\nOf 99 machines [@wire].\n\nA 26" screen [@wire].\n')
    assert [each.line for each in found] == [BODY + 2]


def test_a_block_quote_is_a_quotation_and_needs_a_source() -> None:
    assert check("They said [@wire]:\n\n> No more than 99.\n") == []
    assert check("They said:\n\n> No more than 99 [@wire].\n") == []
    found = check("They said so [@wire].\n\n## What\n\n> No more than 99.\n")
    assert said(found) == ["uncited-paragraph the quotation cites no source"]


def test_a_number_is_told_where_it_stands_unquoted() -> None:
    body = 'On 26 June 2021, "99" and `99` [@wire]\n\n[[bit-mining|now]] \\* 99 times 99 [@wire].\n'
    (found,) = check(body)
    assert (found.line, found.column) == (BODY + 2, 23)
    assert found.severity == "warning"
    assert found.excerpt[found.caret :].startswith("99 times")


def test_numbers_of_title_and_summary_have_to_stand_in_facts() -> None:
    front = FRONT.replace("closes 26", "closes 99").replace("for 1.2 million", "for 98")
    found = check("Closed [@wire].\n", front)
    assert [(each.line, each.column, each.message.split("`")[1]) for each in found] == [
        (2, 28, "99"),
        (5, 29, "98"),
    ]


def test_a_number_of_the_title_does_not_ground_that_of_the_text() -> None:
    assert len(check("Closed 99 [@wire].\n", FRONT.replace("closes 26", "closes 99"))) == 2


CITED = [
    "One [@wire].\n\nTwo [@wire].\n",
    "## A heading\n\nOne [@wire].\n\n---\n\n## Another\n",
    "These:\n\n- one\n- two [@wire]\n",
    "These [@wire]:\n\n- one\n- two\n",
    "These [@wire]:\n\n| a |\n| --- |\n| b |\n",
    "One [@wire].\n\n| a |\n| --- |\n| b [@wire] |\n",
    "One[^note] [@wire].\n\n[^note]: An aside.\n",
    "One [@wire].\n\n    code\n",
    "One [@wire].\n\n![](/static/a.png)\n",
]


@pytest.mark.parametrize("body", CITED)
def test_paragraphs_with_a_source(body: str) -> None:
    assert check(body) == []


UNCITED = {
    "One [@wire].\n\nTwo.\n": [("paragraph", 2)],
    "One.\nGoes on.\n\nTwo [@wire].\n\n*Three*, [[KZ]].\n": [("paragraph", 0), ("paragraph", 5)],
    "One.\n\n- two [@wire]\n": [("paragraph", 0)],
    "One:\n\n- two\n- three\n": [("list", 2)],
    "One:\n\nTwo [@wire].\n": [("paragraph", 0)],
    "One [@wire].\n\nTwo.\n\n1. three\n": [("paragraph", 2), ("list", 4)],
    "One [@wire].\n\n## Two\n\n| a |\n| --- |\n| b |\n": [("table", 4)],
    "One [@wire].\n\nA footnote cites it.[^n]\n\n[^n]: Here [@wire].\n": [("paragraph", 2)],
    "\n\nOne `[@wire]`.\n": [("paragraph", 2)],
}


@pytest.mark.parametrize("body", UNCITED)
def test_paragraphs_without_a_source(body: str) -> None:
    found = check(body)
    assert {each.code for each in found} == {"uncited-paragraph"}
    assert [
        (each.message.removeprefix("the ").removesuffix(" cites no source"), each.line - BODY)
        for each in found
    ] == UNCITED[body]


REPEATED = {
    "The province closes 26 mines.": True,
    "the Province closes 26 mines, all": True,
    "It had to be. The province closes 26 mines!": True,
    "The province closes 26 mines and tells 320 machines of BIT Mining to go to Kazakhstan.": False,
    "Power goes off. Mines close in the province.": False,
}


@pytest.mark.parametrize("summary", REPEATED)
def test_a_summary_says_more_than_the_title(summary: str) -> None:
    front = FRONT.replace("Power goes off for 1.2 million machines.", f'"{summary}"')
    expected = ["repeated-title the summary says what the title says"] if REPEATED[summary] else []
    assert said(check("Closed [@wire].\n", front)) == expected


def test_a_briefing_with_errors_has_no_warnings() -> None:
    found = content.parse(f"{FRONT}Closed 99 [@wir].\n".encode(), PATH, PATH).diagnostics
    assert [each.severity for each in found] == ["error"]


MARKS = '0123456789.,:-–% abWMk"“”`*[]()|>#\n@wire'


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text(st.sampled_from(MARKS), max_size=60))
def test_any_text_is_checked_and_each_warning_stands_in_it(text: str) -> None:
    parsed = content.parse(f"{FRONT}{text} [@wire].\n".encode(), PATH, PATH)
    lines = BODY + text.count("\n")
    assert all(BODY <= each.line <= lines for each in parsed.diagnostics)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(1, 10**9).filter(lambda value: not 1900 <= value < 2100), st.booleans())
def test_a_figure_grounds_its_number_however_it_is_written(value: int, has_commas: bool) -> None:
    written = f"{value:,}" if has_commas else str(value)
    front = FRONT.replace("value: 4000000, unit: kW", f"value: {value}, unit: MW")
    assert check(f"It drew {written} MW, or {value * 1000:,} kW [@wire].\n", front) == []


def test_the_archive_has_no_warnings() -> None:
    folder = Path(__file__).resolve().parent.parent / "content"
    for path in sorted(folder.glob("briefings/*/*.md")):
        name = path.relative_to(folder).as_posix()
        assert content.parse(path.read_bytes(), name, name).diagnostics == (), name
