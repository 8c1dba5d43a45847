from __future__ import annotations

import pytest

from hashtrail import urls
from hashtrail.urls import SiteUrls


@pytest.mark.parametrize("text", ["a", "26-projects", "bit-mining", "x" * 100, "0"])
def test_slugs(text: str) -> None:
    assert urls.is_slug(text)


@pytest.mark.parametrize(
    "text",
    ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "a/b", "..", "é", "а", "a b", "a\n", "x" * 101],
    ids=repr,
)
def test_no_slugs(text: str) -> None:
    assert not urls.is_slug(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("BIT Mining loses its power", "bit-mining-loses-its-power"),
        ("Malmö & Énergie", "malmo-energie"),
        ("  --26 Projects!-- ", "26-projects"),
        ("ﬁre ½", "fire-1-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 200, "x" * 100),
        ("y" * 99 + " z", "y" * 99),
    ],
    ids=repr,
)
def test_slugify(text: str, slug: str) -> None:
    assert urls.slugify(text) == slug


def test_texts_without_ascii_get_slugs_of_their_own() -> None:
    slugs = {urls.slugify(text) for text in ("比特矿业", "四川", "Тихий день", "…", "")}
    assert len(slugs) == 5
    assert all(map(urls.is_slug, slugs))


@pytest.mark.parametrize(
    "path", ["/", "/a/", "/a/b/", "/a.html", "/a/b.c.txt", "/A_b~c-1/", "/404.html", "/page/2/"]
)
def test_site_paths(path: str) -> None:
    assert urls.is_site_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "", "a/", "/a", "//", "//a/", "/a//b/", "/../", "/a/../b/", "/./", "/..", "/a b/", "/a?b/", "/a#b/", "/%2e%2e/", "/é/",
        "/a\n/", "https://a/", "\\a\\", "/.hashtrail-files/x/", "/.hashtrail-staging/x/", "/.git/x/", f"/{'a' * 256}/",
        "/" + "a/" * 3000,
    ],
    ids=lambda path: repr(path[:40]),
)  # fmt: skip
def test_no_site_paths(path: str) -> None:
    assert not urls.is_site_path(path)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/about/", "about/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/briefings/2021/x/", "briefings/2021/x/index.html"),
    ],
)
def test_output_path(path: str, file: str) -> None:
    assert urls.output_path(path) == file


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (urls.briefing("2021/x"), "/briefings/2021/x/"),
        (urls.year("2021"), "/briefings/2021/"),
        (urls.place("CN-SC"), "/places/cn-sc/"),
        (urls.organisation("bit-mining"), "/organisations/bit-mining/"),
        (urls.tag("hydropower"), "/tags/hydropower/"),
        (urls.kind("policy"), "/kinds/policy/"),
        (urls.thread("exodus"), "/threads/exodus/"),
        (urls.publisher("The Wire"), "/sources/the-wire/"),
        (urls.page("about"), "/about/"),
        (urls.numbered("/places/cn/", 1), "/places/cn/"),
        (urls.numbered("/places/cn/", 2), "/places/cn/page/2/"),
        (urls.atom_feed("/places/cn/"), "/places/cn/feed.xml"),
        (urls.json_feed("/"), "/feed.json"),
    ],
)
def test_a_published_address_stays_what_it_is(path: str, expected: str) -> None:
    assert path == expected
    assert urls.is_site_path(path)


@pytest.mark.parametrize(
    "base", ["https://example.org/hashtrail/", "https://example.org/hashtrail"]
)
def test_a_project_path(base: str) -> None:
    site = SiteUrls.parse(base)
    assert site.root == "https://example.org/hashtrail/"
    assert site.link("/") == "/hashtrail/"
    assert site.link("/about/") == "/hashtrail/about/"
    assert site.absolute("/about/") == "https://example.org/hashtrail/about/"
    assert site.site_path("/hashtrail/about/#x") == "/about/#x"
    assert site.site_path("/about/") is None


@pytest.mark.parametrize("base", ["https://example.org", "https://example.org/"])
def test_the_root_of_a_host(base: str) -> None:
    site = SiteUrls.parse(base)
    assert site.root == "https://example.org/"
    assert site.link("/about/") == "/about/"
    assert site.site_path("/about/") == "/about/"


def test_the_port_stays() -> None:
    assert SiteUrls.parse("http://localhost:8000/x/").absolute("/") == "http://localhost:8000/x/"


@pytest.mark.parametrize(
    "base",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "https:///x/", "https://example.org/?a=b",
        "https://example.org/#x", "https://user@example.org/", "https://user:word@example.org/",
        "https://example.org/a b/", "https://example.org/../", "https://example.org/a//b/", "https://[::1/",
        "https://example.org:port/", "/hashtrail/", "javascript:alert(1)",
    ],
    ids=repr,
)  # fmt: skip
def test_no_base_urls(base: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        SiteUrls.parse(base)


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        pytest.param("/about/", "/hashtrail/about/", id="site path"),
        pytest.param("/about/#method", "/hashtrail/about/#method", id="site path with fragment"),
        pytest.param("../y/", "/hashtrail/briefings/2021/y/", id="relative path"),
        pytest.param("../y/#part", "/hashtrail/briefings/2021/y/#part", id="relative with fragment"),
        pytest.param("z.png", "/hashtrail/briefings/2021/x/z.png", id="file beside the page"),
        pytest.param("?page=2", "/hashtrail/briefings/2021/x/?page=2", id="query"),
        pytest.param("../../../../../etc/", "/hashtrail/etc/", id="path that climbs"),
        pytest.param("#part", "#part", id="fragment"),
        pytest.param("https://a.example/b", "https://a.example/b", id="external address"),
        pytest.param("mailto:a@b.example", "mailto:a@b.example", id="mail"),
    ],
)  # fmt: skip
def test_what_a_text_means_by_a_link(url: str, resolved: str) -> None:
    site = SiteUrls.parse("https://example.org/hashtrail/")
    assert site.resolve(url, "/briefings/2021/x/") == resolved


@pytest.mark.parametrize("url", ["//a.example/", "https:x", "HTTP://a/", "mailto:a", "a+b.c-1:x"])
def test_external(url: str) -> None:
    assert urls.is_external(url)


@pytest.mark.parametrize("url", ["", "#a:b", "/a:b/", "a/b:c", "?a:b", "../a", "1a:b"])
def test_not_external(url: str) -> None:
    assert not urls.is_external(url)
