from __future__ import annotations

import msgspec
import pytest

from hashtrail.diagnostics import (
    CODES,
    EXCERPT_WIDTH,
    Diagnostic,
    SourceFile,
    as_github,
    as_text,
    did_you_mean,
    has_errors,
    nearest,
)

TEXT = "one\ntwo three\n\nlast"


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, (1, 1)), (3, (1, 4)), (4, (2, 1)), (8, (2, 5)), (14, (3, 1)), (15, (4, 1)), (19, (4, 5))],
)
def test_position(offset: int, position: tuple[int, int]) -> None:
    assert SourceFile("a.md", TEXT).position(offset) == position
    assert SourceFile("a.md", TEXT).offset(*position) == offset


@pytest.mark.parametrize(
    ("number", "line"), [(0, ""), (1, "one"), (2, "two three"), (3, ""), (4, "last"), (5, "")]
)
def test_line(number: int, line: str) -> None:
    assert SourceFile("a.md", TEXT).line(number) == line


def test_text_with_caret_and_hint() -> None:
    found = SourceFile("content/a.md", TEXT).diagnostic_at(
        8, "unknown-key", "unknown key `three`", hint="did you mean `tree`?"
    )
    assert as_text(found) == (
        "content/a.md:2:5: error[unknown-key]: unknown key `three`\n"
        "    2 | two three\n"
        "      |     ^\n"
        "  hint: did you mean `tree`?"
    )


def test_text_without_a_line_has_no_excerpt() -> None:
    found = SourceFile("content/a.md", "").diagnostic("missing-file", "the file is missing")
    assert as_text(found) == "content/a.md:1:1: error[missing-file]: the file is missing"


def test_a_warning_says_so() -> None:
    found = SourceFile("a", "").diagnostic("store-reset", "starting over", severity="warning")
    assert as_text(found) == "a:1:1: warning[store-reset]: starting over"


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [
        pytest.param("title: x", 8, 7, id="Latin"),
        pytest.param("中文: x", 5, 6, id="wide characters take two columns"),
        pytest.param("ｆｕｌｌ x", 6, 9, id="full-width letters too"),
        pytest.param("Тихий x", 7, 6, id="Cyrillic takes one"),
    ],
)
def test_the_caret_stands_below_its_character(line: str, column: int, caret: int) -> None:
    found = SourceFile("a", line).diagnostic("unknown-key", "x", column=column)
    gutter = "      | "
    assert as_text(found).splitlines()[-1] == gutter + " " * caret + "^"


def test_line_numbers_of_any_length_keep_the_caret_below() -> None:
    text = "\n" * 1_234_566 + "title"
    lines = as_text(SourceFile("a", text).diagnostic("unknown-key", "x", line=1_234_567, column=3))
    excerpt, caret = lines.splitlines()[1:]
    assert excerpt[caret.index("^")] == "t"


@pytest.mark.parametrize("column", [1, 50, 100, 101, 150, 950, 999, 1000])
def test_a_long_line_is_cut_to_a_window_around_the_caret(column: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(1000))
    found = SourceFile("a", line).diagnostic("unknown-key", "x", column=column)
    assert len(found.excerpt) <= EXCERPT_WIDTH
    assert found.excerpt in line
    assert found.excerpt[found.caret] == line[column - 1]


def test_a_position_after_the_end_keeps_the_caret_at_the_end() -> None:
    found = SourceFile("a", "title").diagnostic("unknown-key", "x", column=6)
    assert as_text(found).splitlines()[-1] == "      |      ^"


@pytest.mark.parametrize("field", ["path", "message", "hint"])
@pytest.mark.parametrize(
    "evil", ["\x1b[31m", "a\nb", "a\rb", "\x07", "\x9b", "\u202e", "\udcff"], ids=ascii
)
def test_no_character_of_a_diagnostic_acts_on_the_terminal(field: str, evil: str) -> None:
    found = Diagnostic(
        path="a.md", line=1, column=1, code="unknown-key", message="m", hint="h", excerpt="title"
    )
    text = as_text(msgspec.structs.replace(found, **{field: f"x{evil}y"}))
    lines = text.split("\n")
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)


def test_a_character_of_the_line_that_is_not_printable_shows_as_a_blank() -> None:
    found = SourceFile("a", "ti\ttle\x1b: x").diagnostic("unknown-key", "x", column=4)
    assert as_text(found).splitlines()[1:] == ["    1 | ti tle : x", "      |    ^"]


def test_github_annotation() -> None:
    found = SourceFile("content/a,b:c.md", TEXT).diagnostic_at(
        8, "unknown-key", "100 % wrong\nreally", hint="do: this, or that"
    )
    assert as_github(found) == (
        "::error file=content/a%2Cb%3Ac.md,line=2,col=5,title=unknown-key"
        "::100 %25 wrong%0Areally%0Ahint: do: this, or that"
    )


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("plcaes", "places"),
        ("Places", "places"),
        ("sumary", "summary"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_nearest(word: str, guess: str) -> None:
    known = ["places", "place", "summary", "title"]
    assert nearest(word, known) == guess
    assert did_you_mean(word, known) == (f"did you mean `{guess}`?" if guess else "")


def test_nearest_does_not_depend_on_the_order() -> None:
    known = ["aab", "aac", "aad"]
    assert {nearest("aa", known), nearest("aa", known[::-1]), nearest("aa", set(known))} == {nearest("aa", known)}  # fmt: skip


def test_diagnostics_sort_by_place() -> None:
    def at(path: str, line: int, column: int, code: str = "a") -> Diagnostic:
        return Diagnostic(path=path, line=line, column=column, code=code, message="m")

    in_order = [at("a", 1, 2), at("a", 2, 1), at("a", 10, 1), at("b", 1, 1), at("b", 1, 1, "b")]
    shuffled = [in_order[number] for number in (4, 2, 0, 3, 1)]
    assert sorted(shuffled, key=Diagnostic.sort_key) == in_order


def test_only_errors_count_as_errors() -> None:
    source = SourceFile("a", "")
    warning = source.diagnostic("store-reset", "x", severity="warning")
    error = source.diagnostic("missing-file", "x")
    assert not has_errors([])
    assert not has_errors([warning])
    assert has_errors([warning, error])


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_a_slug_with_a_meaning(code: str) -> None:
    assert code == code.lower()
    assert " " not in code
    assert CODES[code]
    assert not CODES[code].endswith(".")
