from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from hashtrail import links
from hashtrail.links import DeadLink
from hashtrail.urls import SiteUrls
from tests.bad_inputs import MACHINES, NORWAY
from tests.site_folder import SiteFolder

AT_ROOT = SiteUrls.parse("https://example.org/")
BELOW = SiteUrls.parse("https://example.org/hashtrail/")
PAGE = "/briefings/2021/x/"


def targets(markup: str, urls: SiteUrls = BELOW) -> tuple[str, ...]:
    return links.extract(markup.encode(), PAGE, urls).targets


@pytest.mark.parametrize(
    ("href", "target"),
    [
        pytest.param("/hashtrail/about/", "/about/", id="site path"),
        pytest.param("/hashtrail/", "/", id="home"),
        pytest.param("/hashtrail/about/?a=b#c", "/about/", id="query and fragment"),
        pytest.param("https://example.org/hashtrail/about/", "/about/", id="absolute"),
        pytest.param("../y/", "/briefings/2021/y/", id="relative"),
        pytest.param("y.png", "/briefings/2021/x/y.png", id="beside"),
        pytest.param("#part", PAGE, id="part of the page"),
        pytest.param("/hashtrail/%61bout/", "/about/", id="escaped"),
        pytest.param("/about/", links.OUTSIDE, id="outside of the base path"),
        pytest.param("../../../../about/", links.OUTSIDE, id="relative, outside"),
    ],
)
def test_internal_links(href: str, target: str) -> None:
    assert targets(f'<a href="{href}">x</a>') == (target,)


@pytest.mark.parametrize(
    "href",
    ["https://other.example/hashtrail/", "https://example.org/", "mailto:a@b.example", "data:,x", "//example.org/hashtrail/"],
)  # fmt: skip
def test_links_that_leave_the_site(href: str) -> None:
    assert targets(f'<a href="{href}">x</a>') == ()


def test_links_of_every_element_count_each_once() -> None:
    markup = (
        '<link href="/hashtrail/a.css"><script src="/hashtrail/a.js"></script><img src="/hashtrail/a.svg">'
        '<a href="/hashtrail/b/">x</a><a href="/hashtrail/b/#c">x</a><a>none</a><a href="">empty</a>'
    )
    assert sorted(targets(markup)) == ["/a.css", "/a.js", "/a.svg", "/b/"]


def test_fragments_of_other_pages_and_of_this_one() -> None:
    markup = (
        '<h2 id="here">x</h2><a href="#here">x</a><a href="#gone">x</a><a href="/hashtrail/about/#part">x</a>'
        '<a href="#gr%C3%B6%C3%9Fe">x</a><h2 id="größe">x</h2>'
    )
    found = links.extract(markup.encode(), PAGE, BELOW)
    assert found.fragments == ("/about/#part",)
    assert found.missing == ("gone",)


def test_anchors() -> None:
    markup = b'<h2 id="a">x</h2><p id="b"><sup id="fnref:1"></sup></p><p id="">x</p>'
    assert links.anchors(markup) == {"a", "b", "fnref:1"}


def test_dead_links_are_told_as_they_are_written() -> None:
    markup = (
        '<h2 id="here">x</h2><a href="#here">x</a><a href="#gone">x</a><a href="/hashtrail/about/#part">x</a>'
        '<a href="/hashtrail/about/#none">x</a><a href="../y/">x</a><a href="/about/">x</a><a href="https://b.example/">x</a>'
    )
    dead = links.dead(
        markup.encode(), PAGE, BELOW, {PAGE, "/about/"}, {"/about/": frozenset({"part"})}
    )
    assert list(dead) == [
        DeadLink(PAGE, "#gone", is_fragment=True),
        DeadLink(PAGE, "/hashtrail/about/#none", is_fragment=True),
        DeadLink(PAGE, "../y/", is_fragment=False),
        DeadLink(PAGE, "/about/", is_fragment=False),
    ]


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/hash/trail/"])
def test_every_link_of_the_small_site_answers(site: SiteFolder, base: str) -> None:
    """The engine's own check is not asked: this one walks the output."""
    site.edit(NORWAY, "new mines [@", "![new](/static/icon.svg) mines [@")
    assert site.build(base_url=base).ok
    root = urlsplit(base).path
    files = site.output_files()
    anchors = {}
    for path, data in files.items():
        if path.endswith((".html", ".svg")):
            nodes = LexborHTMLParser(data).css("[id]")
            anchors[path] = {node.attributes["id"] for node in nodes}
    checked = 0
    for path in filter(lambda path: path.endswith(".html"), anchors):
        address = base + path.removesuffix("index.html")
        for node in LexborHTMLParser(files[path]).css("[href], [src]"):
            written = node.attributes.get("href") or node.attributes.get("src") or ""
            url, fragment = urldefrag(urljoin(address, written))
            if not url.startswith("https://example.org/"):
                continue
            assert urlsplit(url).path.startswith(root), f"{path}: {written}"
            file = urlsplit(url).path.removeprefix(root)
            file = file + "index.html" if file.endswith("/") or not file else file
            assert file in files, f"{path}: {written}"
            assert not fragment or fragment in anchors[file], f"{path}: {written}"
            checked += 1
    assert checked > 1000


def test_a_link_dies_with_its_target_also_on_pages_that_did_not_change(
    built_site: SiteFolder,
) -> None:
    built_site.remove("content/pages/about.md")
    report = built_site.build()
    assert [(each.path, each.code) for each in report.diagnostics] == [(MACHINES, "dead-link")]


def test_a_fragment_dies_with_its_heading_also_on_pages_that_did_not_change(
    built_site: SiteFolder,
) -> None:
    built_site.edit(NORWAY, "new mines [@", "[new mines](/about/#what-it-is-not) [@")
    assert built_site.build().ok
    built_site.edit("content/pages/about.md", "## What it is not", "## What it never was")
    report = built_site.build()
    assert [(each.path, each.code) for each in report.diagnostics] == [(NORWAY, "dead-fragment")]
