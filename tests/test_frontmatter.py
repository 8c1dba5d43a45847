from __future__ import annotations

from typing import Any

import pytest

from hashtrail import frontmatter
from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.frontmatter import FrontMatterText
from hashtrail.model import FrontMatter, Kind, Place, Status

MINIMAL = """\
title: Sichuan orders 26 mines to close
date: 2021-06-18
kind: crackdown
summary: The province told its power companies to cut them off.
places: [CN-SC]
sources:
  - {id: wire, publisher: The Wire, title: Mines close, url: "https://wire.example/"}
"""


def read(yaml: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    source = SourceFile("a.md", f"---\n{yaml}---\nText.\n")
    return frontmatter.read(source, yaml, 2, FrontMatter)


def good(yaml: str) -> FrontMatter:
    values, found = read(yaml)
    assert found == []
    return FrontMatter(**values)


def places_of(found: list[Diagnostic]) -> list[tuple[int, int, str]]:
    return [(each.line, each.column, each.code) for each in found]


# Cutting a file into its parts


@pytest.mark.parametrize(
    ("text", "yaml", "body", "body_line"),
    [
        pytest.param("---\na: b\n---\nText\n", "a: b\n", "Text\n", 4, id="usual"),
        pytest.param("---\na: b\n---\n", "a: b\n", "", 4, id="no body"),
        pytest.param("---\na: b\n---", "a: b\n", "", 3, id="no last line break"),
        pytest.param("---\n---\nText\n", "", "Text\n", 3, id="no fields"),
        pytest.param("---\na: b\n---\nx\n---\ny\n", "a: b\n", "x\n---\ny\n", 4, id="a rule below"),
        pytest.param("---\na: ---\n---\nx", "a: ---\n", "x", 4, id="hyphens in a value"),
    ],
)
def test_split(text: str, yaml: str, body: str, body_line: int) -> None:
    assert frontmatter.split(SourceFile("a", text)) == FrontMatterText(yaml, 2, body, body_line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: b\n", "missing-front-matter"),
        (" ---\na: b\n---\n", "missing-front-matter"),
        ("----\na: b\n----\n", "missing-front-matter"),
        ("---", "missing-front-matter"),
        ("---\na: b\n", "unclosed-front-matter"),
        ("---\na: b\n--- \n", "unclosed-front-matter"),
        ("---\na: b\n ---\n", "unclosed-front-matter"),
    ],
)
def test_split_needs_two_lines_of_hyphens(text: str, code: str) -> None:
    parts = frontmatter.split(SourceFile("a", text))
    assert isinstance(parts, Diagnostic)
    assert parts.code == code


# Values: the field says what they are


def test_a_minimal_briefing() -> None:
    briefing = good(MINIMAL)
    assert briefing.kind is Kind.CRACKDOWN
    assert briefing.places == ("CN-SC",)
    assert briefing.sources[0].url == "https://wire.example/"
    assert briefing.draft is False
    assert briefing.published is None


@pytest.mark.parametrize(
    "text",
    [
        "NO", "no", "yes", "on", "off", "true", "12:30", "1_000", "0x1F", "0o17", "010", "1e3", "2021", "2021-06-18", "=", "<<",
        ".inf", ".nan", "+1", "1.", "~x", "nullify",
    ],
)  # fmt: skip
def test_text_is_text(text: str) -> None:
    assert good(MINIMAL.replace("title: Sichuan orders 26 mines to close", f"title: {text}")).title == text  # fmt: skip


@pytest.mark.parametrize(
    ("yaml", "text"),
    [
        pytest.param("'it''s: so'", "it's: so", id="single quotes"),
        pytest.param(r'"a \"b\" \u00e9"', 'a "b" é', id="double quotes"),
        pytest.param("'null'", "null", id="quoted null"),
        pytest.param("'~'", "~", id="quoted tilde"),
        pytest.param("  two\n  lines", "two lines", id="two lines"),
        pytest.param(">-\n  folded\n  text", "folded text", id="folded block"),
        pytest.param("|\n  kept\n  text", "kept text", id="literal block"),
        pytest.param("a # comment", "a", id="comment"),
        pytest.param("a#b", "a#b", id="no comment"),
        pytest.param("比特矿业 🇳🇴", "比特矿业 🇳🇴", id="other scripts"),
    ],
)
def test_ways_to_write_text(yaml: str, text: str) -> None:
    line = "title: Sichuan orders 26 mines to close"
    assert good(MINIMAL.replace(line, f"title: {yaml}")).title == text


@pytest.mark.parametrize("place", ["NO", "ON", "CN-SC", "US-NY", "GB-ENG", "FR-75"])
def test_places_are_never_truth_values(place: str) -> None:
    assert good(MINIMAL.replace("[CN-SC]", f"[{place}]")).places == (place,)


def test_numbers_and_renamed_fields() -> None:
    briefing = good(
        MINIMAL + "moves:\n"
        "  - {who: bit-mining, from: CN, to: KZ, machines: 320, hashrate_ph: 18.2, power_mw: 1,"
        " status: delivered, source: wire}\n"
        "figures:\n"
        "  - {what: share, value: -0.5, unit: percent, source: wire}\n"
        "  - {what: machines, value: 2600, unit: machines, asof: 2021, source: wire}\n"
    )
    move = briefing.moves[0]
    assert (move.origin, move.to, move.status) == ("CN", "KZ", Status.DELIVERED)
    assert (move.machines, move.hashrate_ph, move.power_mw) == (320, 18.2, 1.0)
    assert [figure.value for figure in briefing.figures] == [-0.5, 2600]
    assert isinstance(briefing.figures[1].value, int)


def test_an_exclamation_mark_in_a_text_makes_no_tag_of_anything() -> None:
    yaml = MINIMAL.replace("title: Sichuan orders", "title: Stop! Sichuan orders")
    briefing = good(yaml + "figures:\n  - {what: mines, value: 26, unit: NO, source: wire}\n")
    assert briefing.title.startswith("Stop!")
    assert briefing.figures[0].value == 26


@pytest.mark.parametrize(
    "tag", ["!!int", "!!timestamp", "!!python/object/apply:os.system", "!x", "!<tag:x>"]
)
def test_tags_are_refused(tag: str) -> None:
    _, found = read(MINIMAL.replace("title: Sichuan orders", f"title: {tag} Sichuan orders"))
    assert places_of(found) == [(2, 8, "yaml-tag")]


def test_an_alias_of_yaml_may_be_used_within_bounds() -> None:
    yaml = MINIMAL.replace("[CN-SC]", "[&place CN-SC]") + (
        "actions:\n"
        "  - {authority: x, measure: ban, place: *place, announced: 2021-06-18, source: wire}\n"
    )
    assert good(yaml).actions[0].place == "CN-SC"


@pytest.mark.parametrize(("text", "draft"), [("true", True), ("false", False)])
def test_draft(text: str, draft: bool) -> None:
    assert good(MINIMAL + f"draft: {text}\n").draft is draft


# Errors


def test_every_error_of_a_file_comes_at_once() -> None:
    _, found = read(
        "titel: Sichuan orders 26 mines to close\n"
        "date: 2021-06-31\n"
        "kind: crack\n"
        "places: []\n"
        "sources:\n"
        "  - {id: The Wire, publisher: '', url: wire.example}\n"
        "  - wire\n"
        "kind: policy\n"
    )
    assert sorted(places_of(found)) == [
        (2, 1, "missing-key"),
        (2, 1, "unknown-key"),
        (3, 7, "invalid-date"),
        (4, 7, "unknown-value"),
        (5, 9, "too-few"),
        (7, 5, "missing-key"),
        (7, 10, "invalid-id"),
        (7, 31, "empty-value"),
        (7, 40, "invalid-url"),
        (8, 5, "wrong-type"),
        (9, 1, "duplicate-key"),
    ]


def test_a_misspelt_key_is_not_missing_too() -> None:
    _, found = read(MINIMAL.replace("title: Sichuan", "tilte: Sichuan"))
    assert [each.code for each in found] == ["unknown-key"]


def test_values_of_good_fields_come_beside_the_errors() -> None:
    values, found = read(MINIMAL.replace("kind: crackdown", "kind: x"))
    assert [each.code for each in found] == ["unknown-value"]
    assert values["title"] == "Sichuan orders 26 mines to close"
    assert "kind" not in values


def test_positions_count_characters_and_lines_of_the_file() -> None:
    _, found = read(MINIMAL.replace("Sichuan orders", "四川 🇨🇳 orders") + "tags: [四川, X]\n")
    assert places_of(found) == [(9, 8, "invalid-id"), (9, 12, "invalid-id")]


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [*a]",
        "a: &a {b: *a}",
        "&a [*a]",
        "&a {*a : b}",
        "a: " + "[" * 10_000,
        "a: " + "{a: " * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "a: " + "&a " * 2 + "x",
        "a: *b",
        "!!python/object/apply:os.system [reboot]",
        "a: !!binary aGFsbG8=",
        "! a",
        "a: !x y",
        "%YAML 1.1",
        "%TAG ! tag:x\n---\na: b",
        "--- a",
        "a: b\n--- \nc: d",
        "a: b\n...\nc: d",
        "\t",
        "a:\tb\n\tc: d",
        "'",
        '"\\ud800"',
        "a: b: c",
        "{a, b: c",
        "[a, b",
        "- a\nb: c",
        "*a",
        "&a",
        "? [a, b]\n: c",
        "? {a: b}\n: c",
        "",
        "# nothing\n",
        "x",
        "- x",
        "null",
        "{}",
        "[]",
        "<<: {title: x}",
        "a" * 2000 + ": b",
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_whatever_it_is_it_is_a_complaint_and_no_exception(yaml: str) -> None:
    values, found = read(yaml + "\n")
    assert found
    lines = yaml.count("\n") + 4
    assert all(1 <= each.line <= lines and each.column >= 1 for each in found)
    assert "title" not in values


def test_an_alias_bomb_is_seen_before_it_goes_off() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    _, found = read("\n".join(levels) + "\n")
    assert [each.code for each in found] == ["yaml-limit"]


# Registries and positions


def test_a_registry_keeps_its_order_and_its_good_entries() -> None:
    source = SourceFile(
        "places.yaml",
        "NO:\n  name: Norway\n  aliases: [Norge]\nxx:\n  name: X\nCN:\n  nam: China\n",
    )
    entries, found = frontmatter.read_registry(source, Place, "place")
    assert entries is not None
    assert entries["NO"] == Place(name="Norway", aliases=("Norge",))
    assert places_of(found) == [(4, 1, "invalid-id"), (7, 3, "unknown-key")]


@pytest.mark.parametrize(
    ("path", "position"),
    [
        pytest.param((), (2, 1), id="whole"),
        pytest.param(("title",), (2, 8), id="value"),
        pytest.param(("places", 0), (6, 10), id="item of a list"),
        pytest.param(("sources", 0, "url"), (8, 62), id="field of an item"),
        pytest.param(("sources", 0, "date"), (8, 5), id="field that is not there"),
        pytest.param(("thread",), (2, 1), id="key that is not there"),
    ],
)
def test_locate(path: tuple[str | int, ...], position: tuple[int, int]) -> None:
    assert frontmatter.locate(MINIMAL, 2, path) == position
