"""What holds for any input: bytes, texts, dates and ids that Hypothesis makes up."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, Final

import markupsafe
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from hashtrail import content, dates, prose, templating, urls
from hashtrail.dates import Date
from hashtrail.diagnostics import Diagnostic, SourceFile, as_github, as_text
from hashtrail.model import Briefing, Kind
from hashtrail.urls import SiteUrls
from tests.bad_inputs import BAD_INPUTS, NORWAY, Edit, Write
from tests.site_folder import SITES

settings.register_profile(
    "tests",
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("tests")

GOOD: Final = (SITES / "small" / NORWAY).read_text(encoding="utf-8")
POWER_CUT: Final = (SITES / "small/content/briefings/2021/2021-06-19-ganzi-power-cut.md").read_text(
    encoding="utf-8"
)

#: Any text, with what means something to YAML, Markdown or HTML more often than chance has it.
MARKS: Final = st.sampled_from(
    [
        "---\n", "---", "\n", "\n\n", ": ", "- ", "[", "]", "{", "}", "[@ministry]", "[@", "[[NO]]", "[[", "]]", "|", "# ", "## ",
        "> ", "* ", "1. ", "    ", "\t", "`", "```\n", "~~~\n", "<", ">", "<b>", "</b>", "<script>", "<!--", "-->", "<?", "<![CDATA[",
        "](", ")", "](/about/)", "](javascript:x)", "](wiki:NO)", "![", "&", "&amp;", "&#1;", "&#x6a;", "\\", "'", '"', "*", "_", "~", "^",
        "[^1]", "[^1]: ", "|---|\n", "| a |\n", "===\n", "!!", "&a ", "*a", "title: ", "places: [NO]\n", "date: 2025-06-20\n", "null", "%",
        "\r", "\0", "\ufeff", "\u2028", "\u0085", "é", "中", "🇳🇴", "\u202e", "[TOC]", "<http://a.example>", "on", "style=", " onclick=x",
    ]
)  # fmt: skip
TEXT: Final = st.lists(st.one_of(MARKS, MARKS, st.text(max_size=12)), max_size=25).map("".join)


def parse(data: bytes) -> content.Parsed:
    return content.parse(data, NORWAY.removeprefix("content/"), NORWAY)


def assert_whole(parsed: content.Parsed, data: bytes) -> None:
    """Either a briefing, or complaints that stand within the file."""
    lines = data.count(b"\n") + 1
    assert isinstance(parsed.record, Briefing) or parsed.diagnostics
    for each in parsed.diagnostics:
        assert 1 <= each.line <= lines, each
        assert 1 <= each.column <= len(data) + 1, each
        assert 0 <= each.caret <= len(each.excerpt), each
        assert each.path == NORWAY
        where = f"{NORWAY}:{each.line}:{each.column}"
        assert as_text(each).startswith(f"{where}: {each.severity}[{each.code}]: ")


# Any file


@given(st.binary(max_size=300))
@example(b"---\n---\n")
@example(b"---\n\xff\n---\n")
def test_any_bytes_are_a_briefing_or_a_complaint(data: bytes) -> None:
    assert_whole(parse(data), data)


@given(TEXT)
@example("\x85")
def test_any_text_is_a_briefing_or_a_complaint(text: str) -> None:
    data = text.encode()
    assert_whole(parse(data), data)


@given(TEXT)
@example("a: b\n...\n")
@example("- - - -\n")
def test_any_front_matter_is_a_briefing_or_a_complaint(text: str) -> None:
    data = f"---\n{text}\n---\nText [@ministry].\n".encode()
    assert_whole(parse(data), data)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), TEXT)
def test_any_damage_to_a_good_briefing_gives_a_briefing_or_a_complaint(
    at: int, length: int, text: str
) -> None:
    data = (GOOD[:at] + text + GOOD[at + length :]).encode()
    assert_whole(parse(data), data)


@given(st.integers(0, len(POWER_CUT.encode())), st.binary(max_size=4))
def test_any_torn_briefing_gives_a_briefing_or_a_complaint(at: int, rest: bytes) -> None:
    data = POWER_CUT.encode()[:at] + rest
    assert_whole(parse(data), data)


@given(TEXT)
@example("---")
def test_any_registry_gives_a_record_or_a_complaint(text: str) -> None:
    for path in ("places.yaml", "organisations.yaml", "site.yaml"):
        parsed = content.parse(text.encode(), path, f"content/{path}")
        assert parsed.record is not None or parsed.diagnostics
        lines = text.count("\n") + 1
        assert all(1 <= each.line <= lines and each.column >= 1 for each in parsed.diagnostics)


@given(TEXT)
def test_reading_is_a_function(text: str) -> None:
    data = f"---\n{GOOD.split('---')[1]}---\n{text}\n".encode()
    assert parse(data) == parse(data)


@given(st.text(max_size=60))
@example("..")
@example("2025-06-20-..")
@example("2025-06-20-" + "a" * 300)
def test_any_name_of_a_file_is_an_id_or_a_complaint(name: str) -> None:
    assume("/" not in name)
    path = f"briefings/2025/{name}.md"
    parsed = content.parse(GOOD.encode(), path, f"content/{path}")
    if isinstance(parsed.record, Briefing):
        year, slug = parsed.record.id.split("/")
        assert year == "2025"
        assert urls.is_slug(slug)
    else:
        assert parsed.diagnostics


# Slugs, paths and dates


@given(st.text())
@example("İıſßK")
def test_slugify_always_gives_a_slug_and_leaves_one_alone(text: str) -> None:
    slug = urls.slugify(text)
    assert urls.is_slug(slug)
    assert urls.slugify(slug) == slug


SEGMENTS: Final = st.sampled_from(
    ["a", "b-c", "2021", "x.html", "", "..", ".", "...", "A.b", "a.html", "a" * 100, "a" * 256, "%2e", "\\", "é", "\0", "?", "#", "a b", ".hashtrail-files",
     ".hashtrail-staging", ".git", "~", "-", "_"]
)  # fmt: skip
ALIASES: Final = st.lists(st.one_of(SEGMENTS, st.text(max_size=6)), max_size=6).map(
    lambda segments: "/" + "/".join(segments)
)


@given(ALIASES)
@example("/../")
@example("/a/../../b/")
@example("/.hashtrail-staging/x/")
def test_every_path_of_the_site_is_a_file_inside_the_output_folder(path: str) -> None:
    if not urls.is_site_path(path):
        return
    parts = urls.output_path(path).split("/")
    assert all(0 < len(part.encode()) <= 255 for part in parts)
    assert not any(part.startswith(".") for part in parts)
    assert not any(re.search(r"[\\\x00-\x20%?#:]", part) for part in parts)


@given(st.text(max_size=40))
def test_no_id_leads_out_of_the_output_folder(text: str) -> None:
    slug = urls.slugify(text)
    made = (
        urls.briefing(f"2021/{slug}"), urls.organisation(slug), urls.tag(slug), urls.thread(slug), urls.page(slug),
        urls.publisher(text), urls.atom_feed(urls.tag(slug)), urls.numbered(urls.tag(slug), 7),
    )  # fmt: skip
    for path in made:
        assert urls.is_site_path(path)
        assert ".." not in urls.output_path(path).split("/")


@given(st.text(max_size=40), st.sampled_from(["https://a.example/", "https://a.example/b/c/"]))
@example("../../../..", "https://a.example/b/c/")
def test_no_relative_link_leaves_the_base_path(url: str, base: str) -> None:
    assume(not urls.is_external(url) and not url.startswith("#"))
    site = SiteUrls.parse(base)
    try:
        resolved = site.resolve(url, "/briefings/2021/x/")
    except ValueError:  # urllib's, for what is no URL at all: the prose checks refuse it before
        return
    assert resolved.startswith(site.base_path)


DATES: Final = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()[:4]),
)


@given(DATES)
def test_a_date_means_the_days_from_its_first_to_its_last(text: str) -> None:
    date = dates.parse(text)
    first, last = dates.first_day(date), dates.last_day(date)
    assert date == text
    assert first <= last
    assert dates.parse(first) == first
    assert dates.parse(last) == last
    assert first.startswith(text)
    assert last.startswith(text)
    assert not dates.certainly_before(date, date)
    assert dates.year(date) in dates.display(date)
    assert dates.timestamp(date) == f"{first}T00:00:00Z"


@given(DATES, DATES)
def test_of_two_dates_at_most_one_is_certainly_earlier(one: str, other: str) -> None:
    a, b = Date(one), Date(other)
    assert not (dates.certainly_before(a, b) and dates.certainly_before(b, a))
    if dates.certainly_before(a, b):
        assert dates.last_day(a) < dates.first_day(b)
        assert a < b


@given(st.text("0123456789-T: é٣", max_size=12))
@example("2021-06-18\n")
def test_any_other_text_is_no_date(text: str) -> None:
    assume(not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.ASCII))
    with pytest.raises(ValueError, match="write it as"):
        dates.parse(text)


# Prose

ELEMENTS: Final = {
    "a", "abbr", "b", "bdi", "blockquote", "br", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "time", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES: Final = {
    "alt", "aria-label", "class", "datetime", "dir", "href", "id", "lang", "role", "scope", "src", "start", "tabindex", "title",
}  # fmt: skip
SCHEMES: Final = ("http:", "https:", "mailto:")


class Auditor(HTMLParser):
    """Parses HTML anew, with a parser that has no part in making it, and notes what is not allowed."""

    def __init__(self, markup: str, *more_schemes: str) -> None:
        super().__init__()
        self._schemes = (*SCHEMES, *more_schemes)
        self.wrong: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src"):
                # As browsers do: what they skip before and in a scheme is no part of it.
                bare = re.sub(r"[\x00-\x20]", "", value or "").casefold()
                if re.match(r"[a-z][a-z0-9+.-]*:", bare) and not bare.startswith(self._schemes):
                    self.wrong.append(f"{name}={value!r}")
                if bare.startswith(("//", "\\", "/\\")):
                    self.wrong.append(f"{name}={value!r}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")


def convert(body: str) -> tuple[Any, Any, list[Diagnostic]]:
    source = SourceFile("a.md", f"---\na: b\n---\n{body}")
    return prose.convert(source, body, (("ministry", "Ministry & <b>Sons</b>"),))[:3]


@given(TEXT)
@settings(max_examples=1000)
@example("[a](javascript:x)")
@example("<b title='\"><script>'>")
@example("[[NO|<script>]]")
@example('![a](/x "onerror=y")')
@example("[a]: javascript:x\n\n[a]")
def test_any_text_converts_to_html_of_the_allow_list(body: str) -> None:
    text, converted, found = convert(body)
    # Links to a name are made by [[ ]] alone, and are still to be resolved.
    assert Auditor(converted.html, "wiki:").wrong == []
    for each in found:
        assert 4 <= each.line <= body.count("\n") + 4
        assert as_text(each)
    assert len({heading.anchor for heading in text.headings}) == len(text.headings)
    assert all(heading.anchor for heading in text.headings)


@given(TEXT)
def test_resolving_any_text_leaves_no_link_of_the_engine(body: str) -> None:
    text, converted, found = convert(body)
    assume(not found)
    asked = []

    def wiki(target: str) -> tuple[str, str]:
        asked.append(target)
        return "<script>", "/x/"

    resolved = prose.resolve(converted.html, wiki, lambda url: f"https://a.example/{len(url)}")
    assert Auditor(resolved).wrong == []
    assert set(asked) == set(text.wiki_links)
    assert " id=" not in re.sub(r'"[^"]*"|>[^<]*<', "", prose.without_anchors(resolved))


@given(
    st.one_of(TEXT, TEXT.map(Markup), st.integers(), st.floats(), st.none(), st.sampled_from(Kind))
)
def test_templates_escape_any_value_as_markupsafe_does(value: Any) -> None:
    assert templating.escape(value) == markupsafe.escape(value)


@given(TEXT)
def test_plain_text_has_no_markup_and_no_runs_of_blanks(body: str) -> None:
    _, converted, found = convert(body)
    assume(not found)
    assert converted.text == " ".join(converted.text.split())


# Diagnostics

ANY: Final = st.text(st.characters(), max_size=40)


@given(ANY, ANY, ANY, ANY, st.integers(-3, 200), st.integers(-3, 400))
@example("a", "b", "c", "\ud800", 1, 1)
def test_any_diagnostic_can_be_printed(
    path: str, message: str, hint: str, text: str, line: int, column: int
) -> None:
    found = SourceFile(path, text).diagnostic(
        "unknown-key", message, line=line, column=column, hint=hint
    )
    lines = as_text(found).split("\n")
    assert 1 <= len(lines) <= 4
    assert all(each.isprintable() for each in lines)
    assert "\n" not in as_github(found)


@given(st.text(max_size=200))
def test_every_offset_has_a_position_and_back(text: str) -> None:
    source = SourceFile("a", text)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        start = sum(len(each) + 1 for each in text.split("\n")[: line - 1])
        assert start + column - 1 == offset
        assert source.line(line) == text.split("\n")[line - 1]


DAMAGED: Final = [
    change.new if isinstance(change, Edit) else change.content
    for case in BAD_INPUTS
    for change in case.changes
    if (isinstance(change, Edit) or (isinstance(change, Write) and isinstance(change.content, str)))
]


@pytest.mark.parametrize("where", ["front matter", "body"])
@given(first=st.sampled_from(DAMAGED), second=st.sampled_from(DAMAGED), at=st.integers(0, 400))
@settings(max_examples=100)
def test_two_bad_inputs_together_are_no_worse_than_one(
    where: str, first: Any, second: Any, at: int
) -> None:
    assume(len(first) + len(second) < 3_000)
    middle = GOOD.index("\n---\n", 4) + 5
    at = min(at, middle - 5) if where == "front matter" else min(middle + at, len(GOOD))
    data = (GOOD[:at] + first + "\n" + GOOD[at:] + second).encode()
    assert_whole(parse(data), data)
