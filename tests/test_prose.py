from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.inlinepatterns import LINK_RE
from selectolax.lexbor import LexborHTMLParser, LexborNode

from hashtrail import prose
from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.model import Body, Prose

SOURCES = (("wire", "The Wire"), ("gazette", "Sichuan Gazette"))


def convert(
    body: str, sources: tuple[tuple[str, str], ...] | None = SOURCES
) -> tuple[Prose, Body, list[Diagnostic]]:
    return prose.convert(SourceFile("a.md", f"---\na: b\n---\n{body}"), body, sources)[:3]


def html(body: str) -> str:
    """The HTML of a body that must have no error."""
    _, converted, found = convert(body)
    assert found == []
    return converted.html


def one(markup: str, selector: str) -> LexborNode:
    nodes = LexborHTMLParser(markup).css(selector)
    assert len(nodes) == 1, f"{selector}: {len(nodes)} in {markup}"
    return nodes[0]


def resolved(body: str, page: str = "") -> str:
    return prose.resolve(
        html(body),
        lambda target: (f"name of {target}", f"/x/{target}/"),
        lambda url: f"[{url}]",
        page,
    )


# Citations


def test_a_citation_is_the_number_of_its_source_and_links_it() -> None:
    link = one(html("Mines close [@gazette]."), "sup.citation > a")
    assert link.text() == "[2]"
    assert link.attributes["href"] == "#source-gazette"
    assert link.attributes["id"] == prose.citation_anchor("gazette", 1)
    assert "2" in (link.attributes["aria-label"] or "")
    assert "Sichuan Gazette" in (link.attributes["aria-label"] or "")


def test_citations_of_one_source_are_counted_so_that_it_can_link_back_to_each() -> None:
    text, converted, _ = convert("A [@wire][@gazette].\n\n- b [@wire]\n\n> c [@wire]\n")
    assert text.citations == {"wire": 3, "gazette": 1}
    tree = LexborHTMLParser(converted.html)
    anchors = [node.attributes["id"] for node in tree.css("sup.citation > a")]
    assert anchors == ["cite-wire-1", "cite-gazette-1", "cite-wire-2", "cite-wire-3"]


def test_counting_starts_anew_with_each_text() -> None:
    for _ in range(2):
        text, converted, _ = convert("A [@wire].")
        assert text.citations == {"wire": 1}
        assert 'id="cite-wire-1"' in converted.html


@pytest.mark.parametrize(
    "body",
    ["`[@wire]`", "    [@wire]", "```\n[@wire]\n```", r"\[@wire]", "[@wire ]", "[wire]", "@wire"],
)
def test_what_is_no_citation(body: str) -> None:
    text, converted, found = convert(f"Text.\n\n{body}\n")
    assert found == []
    assert text.citations == {}
    assert "citation" not in converted.html
    assert "wire" in converted.html


def test_citations_may_stand_in_a_table_and_in_a_footnote() -> None:
    text, _, found = convert("| a |\n|---|\n| 1 [@wire] |\n\nText[^n].\n\n[^n]: Note [@gazette].\n")
    assert found == []
    assert text.citations == {"wire": 1, "gazette": 1}


def test_an_unknown_source_is_told_at_each_citation_outside_of_code() -> None:
    _, _, found = convert("a [@wir] `[@wir]` b\n\nc [@wir]\n")
    assert [(each.line, each.column, each.code) for each in found] == [
        (4, 3, "unknown-source"),
        (6, 3, "unknown-source"),
    ]
    assert found[0].hint == "did you mean `wire`?"


def test_citations_are_not_checked_against_sources_that_could_not_be_read() -> None:
    text, _, found = convert("a [@anything]", None)
    assert found == []
    assert text.citations == {"anything": 1}


# Wiki links


def test_a_wiki_link_shows_the_name_of_what_it_links() -> None:
    link = one(resolved("In [[KZ]]."), "a")
    assert (link.text(), link.attributes["href"]) == ("name of KZ", "/x/KZ/")


def test_a_wiki_link_may_have_words_of_its_own() -> None:
    link = one(resolved("See [[2021/order|the order of *June*]]."), "a")
    assert (link.text(), link.attributes["href"]) == ("the order of June", "/x/2021/order/")


def test_names_are_escaped() -> None:
    markup = prose.resolve(
        html("In [[KZ]]."), lambda _: ("<b>&\"'", '/x"><script>/'), lambda url: url
    )
    link = one(markup, "a")
    assert link.text() == "<b>&\"'"
    assert link.attributes == {"href": '/x"><script>/'}


def test_wiki_links_are_listed_once_in_their_order() -> None:
    text, _, _ = convert("[[NO]] and [[KZ|there]], [[NO]] again, `[[CN]]` not.\n")
    assert text.wiki_links == ("NO", "KZ")
    assert text.links == ()


@pytest.mark.parametrize(
    "body", ["`[[KZ]]`", "    [[KZ]]", r"\[[KZ]]", "[[]]", "[[|x]]", "[[a\nb]]"]
)
def test_what_is_no_wiki_link(body: str) -> None:
    text, _, _ = convert(f"Text.\n\n{body}\n")
    assert text.wiki_links == ()


# Links, images and anchors


def test_every_address_is_left_to_the_page() -> None:
    body = (
        "[a](/about/) [b](../x/#y) [c](#z) [d](https://d.example/?e=1&f=2) <mailto:g@h.example>\n\n"
        "![i](/static/i.svg) [![j](k.png \"title\")](/l/ 'm') [n][o] A [@wire].\n\n[o]: /p/\n"
    )

    def targets(markup: str) -> list[str]:
        nodes = LexborHTMLParser(markup).css("a, img")
        return [node.attributes.get("href") or node.attributes["src"] or "" for node in nodes]

    expected = [
        "[/about/]", "[../x/#y]", "#z", "[https://d.example/?e=1&f=2]", "[mailto:g@h.example]",
        "[/static/i.svg]", "[/l/]", "[k.png]", "[/p/]", "#source-wire",
    ]  # fmt: skip
    assert targets(resolved(body)) == expected
    page = 'https://e.example/?"\\1&'
    expected = [page + target if target.startswith("#") else target for target in expected]
    assert targets(resolved(body, page)) == expected


def test_a_citation_in_an_attribute_is_its_number() -> None:
    body = (
        '[a](/about/ "as [@wire] says") ![as [@gazette] says](/static/i.svg) '
        '<b title="as [@wire] says">b</b> [@gazette]'
    )
    text, converted, found = convert(body)
    assert found == []
    assert one(converted.html, "a[title]").attributes["title"] == "as [1] says"
    assert one(converted.html, "img").attributes["alt"] == "as [2] says"
    assert one(converted.html, "b").attributes["title"] == "as [1] says"
    assert text.citations == {"wire": 0, "gazette": 1}


def test_citations_are_counted_in_their_order_on_the_page() -> None:
    markup = html(
        "- A [@wire].\n- `[@wire]` B [@wire].\n\nC [@wire].\n\n> D [@wire]\n\n| e |\n|---|\n| [@wire] |\n"
    )
    links = LexborHTMLParser(markup).css("sup.citation > a")
    assert [link.id for link in links] == [f"cite-wire-{count}" for count in range(1, 6)]
    assert one(markup, "code").text() == "[@wire]"


def test_what_looks_like_a_link_is_left_alone() -> None:
    markup = html('The words href="x" src="y" href="#z" and `<a href="x" href="#z">`.')
    assert prose.resolve(markup, lambda _: ("", ""), lambda _: "wrong", "wrong") == markup


def test_links_are_listed_as_written() -> None:
    text, _, _ = convert(
        "[a](/about/#x) [b](/about/#x) ![c](/static/c.svg) [d](#d) <https://e.example/>\n"
    )
    assert text.links == ("/about/#x", "/static/c.svg", "https://e.example/")


SAFE = [
    "/about/",
    "../x/",
    "x.html",
    "?a=b",
    "https://a.example/",
    "HTTP://A.example/",
    "mailto:a@b.example",
]


@pytest.mark.parametrize("target", SAFE)
def test_safe_links(target: str) -> None:
    assert one(html(f"[a]({target})"), "a").attributes["href"] == target


UNSAFE = [
    "javascript:alert`1`", "JavaScript:x", "java&#115;cript:x", "&#106;avascript:x", "&#1;javascript:x", "vbscript:x",
    "data:text/html,x", "file:///etc/passwd", "ftp://a.example/", "//a.example/", "&#47;/a.example/", "wiki:x", "wiki:KZ",
    "tel:1", "blob:x", "about:blank", "x:y", r"\\a.example\x", "/a\\b/",
]  # fmt: skip


@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "[a][r]\n\n[r]: {}", "![a]({})"])
@pytest.mark.parametrize("target", UNSAFE)
def test_unsafe_links(target: str, form: str) -> None:
    _, converted, found = convert(form.format(target) + "\n")
    assert [each.code for each in found] == ["unsafe-link"]
    for node in LexborHTMLParser(converted.html).css("a, img"):
        written = node.attributes.get("href") or node.attributes.get("src") or ""
        assert ":" not in written.replace("wiki:", "")


def test_an_unsafe_link_is_told_where_it_stands_not_where_its_words_do() -> None:
    body = "The words ftp://x in a text, `[a](ftp://x)`, and [a](ftp://x).\n"
    _, _, found = convert(body)
    assert [(each.line, each.column) for each in found] == [(4, body.rindex("ftp://x") + 1)]


def test_images_come_from_the_site_itself() -> None:
    assert html("![a](/static/a.svg)") == '<p><img alt="a" src="/static/a.svg"></p>'
    _, _, found = convert("![a](https://b.example/a.png)")
    assert [(each.code, each.column) for each in found] == [("external-image", 6)]


def test_without_anchors() -> None:
    markup = html("## Heading\n\nText [@wire].\n")
    assert ' id="' in markup
    assert prose.without_anchors(markup) == re.sub(r' id="[^"]*"', "", markup)


def test_without_anchors_leaves_text_alone() -> None:
    markup = html('The words id="x" and `<a id="y">`.')
    assert prose.without_anchors(markup) == markup


# Headings


def test_headings_have_anchors_and_are_listed() -> None:
    text, converted, _ = convert(
        "## What stood there\n\na\n\n### Größe\n\nb\n\n## What stood there\n"
    )
    assert [(h.level, h.text) for h in text.headings] == [
        (2, "What stood there"),
        (3, "Größe"),
        (2, "What stood there"),
    ]
    anchors = [heading.anchor for heading in text.headings]
    assert anchors[:2] == ["what-stood-there", "größe"]
    assert len(set(anchors)) == 3
    written = [n.attributes["id"] for n in LexborHTMLParser(converted.html).css("h2, h3")]
    assert written == anchors


@pytest.mark.parametrize(
    "words", ["Page", "Source", "Sources", "Cite", "fn", "page main", "…", "source-wire"]
)
def test_no_heading_takes_an_anchor_of_the_page(words: str) -> None:
    text, _, _ = convert(f"## {words}\n\nText [@wire][^fn].\n\n[^fn]: Note.\n")
    anchor = text.headings[0].anchor
    assert anchor
    assert not re.match(r"(page|source|cite|fn|fnref)(-|:|$)", anchor)


def test_a_heading_is_its_words_without_marks_and_citations() -> None:
    text, _, _ = convert("## *Power* cut in [[KZ|the north]] [@wire]\n")
    assert [(h.text, h.anchor) for h in text.headings] == [
        ("Power cut in the north", "power-cut-in-the-north")
    ]


def test_a_heading_that_is_a_wiki_link_is_not_empty() -> None:
    text, _, _ = convert("## [[KZ]]\n")
    assert text.headings[0].text
    assert text.headings[0].anchor


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param("# A\n", 4, id="hash"),
        pytest.param("Text.\n\n#A\n", 6, id="hash without a blank"),
        pytest.param("Text.\n\nA\n===\n", 6, id="underlined"),
    ],
)
def test_the_title_is_the_only_first_level_heading(body: str, line: int) -> None:
    _, converted, found = convert(body)
    assert [(each.code, each.line) for each in found] == [("heading-level", line)]
    assert "<h1" not in converted.html


# What Markdown can do here


def test_tables_are_aligned_by_classes_for_styles_are_forbidden() -> None:
    markup = html("| a | b | c | d |\n|:--|--:|:-:|---|\n| 1 | 2 | 3 | 4 |\n")
    assert "style" not in markup
    tree = LexborHTMLParser(markup)
    for cells in ("th", "td"):
        classes = [node.attributes.get("class") for node in tree.css(cells)]
        assert classes == ["left", "right", "center", None]
    assert {node.attributes["scope"] for node in tree.css("th")} == {"col"}


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    region = one(html("| a |\n|---|\n| 1 |\n"), "div.table-scroll")
    assert region.attributes["role"] == "region"
    assert region.attributes["tabindex"] == "0"
    assert region.attributes["aria-label"]
    assert region.css("table")


def test_footnotes_lead_there_and_back() -> None:
    markup = html("One[^a] and two[^b], again[^a].\n\n[^a]: First.\n[^b]: Second.\n")
    tree = LexborHTMLParser(markup)
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    targets = [str(node.attributes["href"]) for node in tree.css("a")]
    assert len(tree.css("div.footnote li")) == 2
    assert len([target for target in targets if target.startswith("#fnref")]) == 3
    assert all(target.removeprefix("#") in ids for target in targets)


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```\n[[KZ]] <b> [@x] # y\n```", "<pre><code>[[KZ]] &lt;b&gt; [@x] # y\n</code></pre>"),
        ("    <script>", "<pre><code>&lt;script&gt;\n</code></pre>"),
        ("`{{ view }}`", "<p><code>{{ view }}</code></p>"),
    ],
)
def test_code_is_left_alone(body: str, markup: str) -> None:
    assert html(body).strip() == markup


def test_code_keeps_its_language() -> None:
    assert '<code class="language-yaml">' in html("```yaml\na: b\n```\n")


@pytest.mark.parametrize(
    "body",
    [
        '<abbr title="Petahash">PH/s</abbr>', "H<sub>2</sub>O", "<del>old</del> <ins>new</ins>", "<kbd>Ctrl</kbd>", "a<br>b",
        '<span lang="zh">中文</span>', '<time datetime="2021-06-18">18 June</time>',
    ],
)  # fmt: skip
def test_html_of_the_allow_list_stays(body: str) -> None:
    assert body in html(f"Text: {body}.")


@pytest.mark.parametrize(
    ("body", "column"),
    [
        pytest.param("a <script>alert(1)</script>", 3, id="script"),
        pytest.param("a <SCRIPT SRC=//x></SCRIPT>", 3, id="capitals"),
        pytest.param("a <iframe src=x></iframe>", 3, id="iframe"),
        pytest.param("a <svg onload=x>", 3, id="svg"),
        pytest.param("a <img src=x onerror=y>", 3, id="image"),
        pytest.param("a <a href='/x/'>b</a>", 3, id="link"),
        pytest.param("a <style>b</style>", 3, id="style"),
        pytest.param("a <form><input></form>", 3, id="form"),
        pytest.param("<div>a</div>", 1, id="block"),
        pytest.param("a <b onclick=x>b</b>", 3, id="event handler"),
        pytest.param("a <b style='x'>b</b>", 3, id="style attribute"),
        pytest.param("a <b id=x>b</b>", 3, id="anchor"),
        pytest.param("a <b class=x>b</b>", 3, id="class"),
        pytest.param("a <x-y>b</x-y>", 3, id="custom element"),
        pytest.param("a <?php b ?>", 3, id="processing instruction"),
        pytest.param("<!DOCTYPE html>", 1, id="declaration"),
    ],
)
def test_no_html_is_dropped_in_silence(body: str, column: int) -> None:
    _, converted, found = convert(f"{body}\n")
    assert {each.code for each in found} == {"raw-html"}
    assert min((each.line, each.column) for each in found) == (4, column)
    assert not re.search(
        r"<(script|iframe|svg|style|form|input)\b|\s(on\w+|style)=", converted.html
    )


def test_comments_are_for_editors() -> None:
    assert "later" not in html("Text.\n\n<!-- later -->\n\nMore <!-- later --> text.\n")


def test_html_in_code_is_no_html() -> None:
    assert html("Write `<script>` and `<b onclick=x>`.\n\n```\n<iframe>\n```\n")


def test_jinja_means_nothing_in_a_text() -> None:
    assert html("{{ 7*7 }} {% raw %} {# x #}") == "<p>{{ 7*7 }} {% raw %} {# x #}</p>"


# Text for search


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("One **two** `three`.", "One two three.", id="marks"),
        pytest.param("Mines close [@wire][@gazette].", "Mines close.", id="citations"),
        pytest.param("A note[^n].\n\n[^n]: Its text.\n", "A note. Its text.", id="footnotes"),
        pytest.param("## Head\n\nBody\n\n- item\n", "Head Body item", id="blocks"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 |\n", "a b 1 2", id="tables"),
        pytest.param("[words](/about/) [[KZ|there]]", "words there", id="links"),
        pytest.param("5 &lt; 6 &amp; 7", "5 < 6 & 7", id="entities"),
    ],
)
def test_plain_text_is_what_a_reader_reads(body: str, text: str) -> None:
    _, converted, found = convert(body)
    assert found == []
    assert converted.text == text


# Limits


def test_an_empty_text_is_missing() -> None:
    for body in ("", "\n", "  \n\n"):
        assert [each.code for each in convert(body)[2]] == ["empty-body"]


HOSTILE = {
    "brackets": "[" * 20_000,
    "images": "![" * 10_000,
    "wiki links": "[[" * 10_000,
    "citations": "[@a" * 10_000,
    "footnotes": "[^1]" * 3_000 + "\n\n[^1]: x",
    "tags": "<a " * 10_000,
    "addresses": "<http://" * 5_000,
    "quotes": "> " * 5_000,
    "items": "1. " * 5_000,
    "backticks": "".join("`" * n + "a" for n in range(300)),
    "emphasis": "*a " * 5_000,
    "parentheses": "[a](" * 3_000,
    "backslashes": "\\" * 20_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_the_engine_down(body: str) -> None:
    _, converted, found = convert(body)
    assert found or converted.html
    assert {each.code for each in found} <= {
        "text-limit",
        "raw-html",
        "unknown-source",
        "unsafe-link",
    }


def test_a_text_that_is_nested_too_deeply_does_not_spoil_the_next() -> None:
    body = "A [link](/about/), [[KZ]] and [@wire].\n\n- x\n\n1. y\n"
    _, _, found = convert("1. " * 5_000 + body)
    assert [each.code for each in found] == ["text-limit"]
    text, converted, found = convert(body)
    assert found == []
    assert (text.links, text.wiki_links, text.citations) == (("/about/",), ("KZ",), {"wire": 1})
    assert "<ul>\n<li>x</li>\n</ul>\n<ol>\n<li>y</li>\n</ol>" in converted.html


@given(
    st.lists(
        st.sampled_from(
            ["a", "b ", "*", "_", "`", "[", "]", "(", ")", "<", ">", "&", ";", "!", "^", "@", "\\", "\n", "  \n",
             "[^a]", "[^a]: ", "[@a]", "[[KZ]]", "[[KZ|x]]", "](/x/)", "![", "[a]: /b/\n", "| a | b |\n", "|--|--|\n",
             "\n\n", "> ", "\\*", "    ", "\n```\n", "\n~~~\n", "&amp;", "&x", "# "]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
@settings(derandomize=True, deadline=None, max_examples=300)
def test_parts_that_are_left_out_could_not_have_matched(body: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "_MARK_BY_BLOCK", {})
        everything = prose._Converter(frozenset()).convert(body, {})
    assert prose._Converter(prose._missing(body)).convert(body, {}) == everything


@given(st.text("[!a\n"))
@settings(derandomize=True, deadline=None)
def test_a_link_can_begin_where_markdown_has_it_begin(text: str) -> None:
    theirs = re.finditer(LINK_RE, text)
    ours = prose._LINK_BEGINS.finditer(text)
    assert [match.span() for match in ours] == [match.span() for match in theirs]
