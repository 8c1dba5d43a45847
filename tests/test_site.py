"""What holds for the real site, whatever its templates look like."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests import real_site
from tests.real_site import BASE_URL
from tests.site_folder import SiteFolder
from tests.tools import validator

#: Elements whose attribute makes a browser ask for something. Links to follow are not among them.
_REQUESTS: Final = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "link": ("href",),
}
#: Relations of a `<link>` that only say something.
_SAID_ONLY: Final = frozenset({"canonical", "alternate", "license", "author", "prev", "next"})


class Site:
    """A built site: its files and its parsed pages, by path in the output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = real_site.files(folder)
        self.pages = {
            path: LexborHTMLParser(data)
            for path, data in self.files.items()
            if path.endswith(".html")
        }

    def file(self, url: str) -> str:
        """The file that answers an absolute URL of the site."""
        path = urlsplit(url).path
        assert url.startswith(BASE_URL), f"{url} is not an address of the site"
        name = path.removeprefix(urlsplit(BASE_URL).path)
        return name + "index.html" if name == "" or name.endswith("/") else name

    def of_name(self, name: str) -> dict[str, bytes]:
        return {path: data for path, data in self.files.items() if path.rpartition("/")[2] == name}


def is_redirect(page: LexborHTMLParser) -> bool:
    return page.css_first("meta[http-equiv=refresh]") is not None


def address(path: str) -> str:
    """The URL of a file of the site."""
    return BASE_URL + (path.removesuffix("index.html") if path.endswith("index.html") else path)


def attribute(node: LexborNode | None, name: str) -> str:
    assert node is not None
    return node.attributes.get(name) or ""


@pytest.fixture(scope="module")
def site(archive_below_path: SiteFolder) -> Site:
    return Site(archive_below_path.path("output"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what is needed to build the site, to be edited and built."""
    return real_site.copy_checkout(tmp_path / "checkout")


def edit(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(
        pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    assert count == 1, f"{path.name} has no {pattern}"
    path.write_text(text, encoding="utf-8")


def some_briefing(checkout: Path) -> Path:
    return min(checkout.glob("content/briefings/*/*.md"))


# The build


def test_a_checkout_builds_into_output_and_counts_what_it_wrote(checkout: Path) -> None:
    output = checkout / "output"
    ignored = (output / ".gitignore").read_bytes()

    first = real_site.build(checkout)
    written = real_site.files(output)

    assert written.keys() >= real_site.NOT_SITE
    assert written.pop(".gitignore") == ignored
    listed = written.pop(".hashtrail-files").decode().splitlines()
    assert set(written) <= set(listed)
    counts = {name: first["pages"][name] for name in ("planned", "rendered", "written")}
    assert counts == dict.fromkeys(counts, len(written))
    assert first["pages"]["unchanged"] == first["pages"]["removed"] == 0
    assert not [found for found in first["diagnostics"] if found["severity"] == "error"]

    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    second = real_site.build(checkout)
    assert second["pages"]["written"] == second["pages"]["removed"] == 0
    assert second["pages"]["unchanged"] == len(written)
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_the_bytes_depend_on_nothing_but_the_input(tmp_path: Path) -> None:
    """Time zone, locale, hash seed, the place of the checkout and the processes at work leave no trace."""
    plain = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    odd = {**os.environ, "TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    here = real_site.copy_checkout(tmp_path / "here")
    there = real_site.copy_checkout(tmp_path / "another place, другое место")

    real_site.build(here, "--jobs", "1", environment=plain)
    real_site.build(there, "--output", tmp_path / "other", environment=odd)

    first, second = real_site.files(here / "output"), real_site.files(tmp_path / "other")
    assert first.pop(".gitignore")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def test_drafts_leak_nowhere(checkout: Path, tmp_path: Path) -> None:
    """Neither a page of a draft nor a trace of it in lists, feeds, sitemap or data."""
    template = some_briefing(checkout)
    draft = template.with_name(template.name[:10] + "-quagga-leak.md")
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"^(title|summary):.*$", r"\1: A quagga that nobody may see", text, flags=re.M)
    text = re.sub(r"^tags:.*\n", "", text, flags=re.M)
    text = re.sub(r"^aliases:.*\n", "", text, flags=re.M)
    text = re.sub(r"publisher:.*$", "publisher: The Quagga Gazette", text, flags=re.M)
    text = text.replace("---\n", "---\ndraft: true\ntags: [quagga]\n", 1)
    draft.write_text(f"{text}\nThe quagga is out.\n", encoding="utf-8")

    real_site.build(checkout)
    real_site.build(checkout, "--output", tmp_path / "with-drafts", "--drafts")

    def traces(folder: Path) -> list[str]:
        return [
            path
            for path, data in real_site.files(folder).items()
            if "quagga" in path or b"quagga" in data.lower()
        ]

    assert traces(checkout / "output") == []
    assert len(traces(tmp_path / "with-drafts")) > 3


# The pages


def test_the_validator_finds_nothing(site: Site, tmp_path: Path) -> None:
    """One run of the Nu HTML checker over every page, and over a bad page that proves that it looks."""
    control = tmp_path / "control" / "bad.html"
    control.parent.mkdir()
    control.write_text("<!doctype html><title>x</title><p><div></p>", encoding="utf-8")
    complaints = validator.complaints([site.folder, control.parent])
    of_control = [
        places for places in complaints.values() if places[0].rsplit(":", 1)[0].endswith("bad.html")
    ]
    assert of_control, "the checker has not found what is wrong with the bad page"
    report = [
        f"{len(places)} × {complaint}, first in {places[0]}"
        for complaint, places in complaints.items()
        if places not in of_control
    ]
    assert not report, "\n".join(report)


def test_every_page_has_a_head_of_its_own(site: Site) -> None:
    titles: dict[str, str] = {}
    for path, page in site.pages.items():
        assert attribute(page.css_first("html"), "lang"), f"{path} names no language"
        title = page.css_first("title")
        assert title is not None
        assert title.text(strip=True), f"{path} has no title"
        assert attribute(page.css_first("meta[charset]"), "charset") == "utf-8"
        if is_redirect(page):
            continue
        assert attribute(page.css_first("meta[name=description]"), "content"), path
        other = titles.setdefault(title.text(strip=True), path)
        assert other == path, f"{other} and {path} share a title"
        if path == "404.html":
            assert page.css_first("link[rel=canonical]") is None
        else:
            canonical = page.css_first("link[rel=canonical]")
            assert attribute(canonical, "href") == address(path)


def test_every_page_has_one_first_heading(site: Site) -> None:
    counts = {path: len(page.css("h1")) for path, page in site.pages.items()}
    assert {path: count for path, count in counts.items() if count != 1} == {}


def requested(page: LexborHTMLParser) -> Iterator[str]:
    """The addresses that a browser asks for when it shows a page."""
    for tag, names in _REQUESTS.items():
        for node in page.css(tag):
            relations = set((node.attributes.get("rel") or "").split())
            if tag == "link" and relations and relations <= _SAID_ONLY:
                continue
            for name in names:
                value = node.attributes.get(name) or ""
                if name == "srcset":
                    yield from (part.split()[0] for part in value.split(",") if part.strip())
                elif value:
                    yield value
    styles = [node.text() for node in page.css("style")]
    styles += [node.attributes.get("style") or "" for node in page.css("[style]")]
    for style in styles:
        yield from requested_by_style(style)


def requested_by_style(style: str) -> Iterator[str]:
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    for match in re.finditer(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", style):
        yield match[1] or match[2]


def test_nothing_is_asked_of_a_third_party(site: Site) -> None:
    asked: list[tuple[str, str]] = []
    for path, page in site.pages.items():
        asked += ((path, url) for url in requested(page))
    for path, data in site.files.items():
        if path.endswith(".css"):
            asked += ((path, url) for url in requested_by_style(data.decode()))
        elif path.endswith(".svg"):
            asked += ((path, url) for url in requested(LexborHTMLParser(data)))
        elif path.endswith((".js", ".mjs")):
            found = re.findall(
                r"(?:\bfrom|\bimport|\bfetch)\s*\(?\s*[\"'`]([^\"'`]+)", data.decode()
            )
            asked += ((path, url) for url in found)
    assert len(asked) > len(site.pages), "the pages have not even a stylesheet"

    for path, url in asked:
        if url.startswith(("data:", "#")):
            continue
        target = urldefrag(urljoin(address(path), url)).url
        assert target.startswith(BASE_URL), f"{path} asks for {url}"
        assert site.file(target) in site.files, f"{path} asks for {url}, which is not there"


def test_every_page_forbids_what_it_does_not_need(site: Site) -> None:
    """The policy stands before all that it governs, and lets in nothing but the own origin."""
    for path, page in site.pages.items():
        policy = page.css_first("meta[http-equiv=Content-Security-Policy]")
        assert policy is not None, f"{path} has no Content-Security-Policy"
        head = page.css_first("head")
        assert head is not None
        markup = head.html or ""
        governed = [markup.find(tag) for tag in ("<link", "<script", "<style") if tag in markup]
        assert markup.find("Content-Security-Policy") < min(governed), path

        parts = (part.split() for part in attribute(policy, "content").split(";") if part.strip())
        directives = {name: set(values) for name, *values in parts}
        assert directives["default-src"] in ({"'none'"}, {"'self'"}), path
        assert directives["base-uri"] <= {"'none'", "'self'"}, path
        assert directives["form-action"] <= {"'none'", "'self'"}, path
        for name, values in directives.items():
            allowed = {"'self'", "'none'", *(["data:"] if name == "img-src" else [])}
            assert values <= allowed, f"{path}: {name} {values}"


def test_json_ld_says_what_a_page_is(site: Site) -> None:
    required = {
        "Report": {
            "url", "headline", "description", "inLanguage", "datePublished", "dateModified",
            "author", "publisher", "license", "citation",
        },
        "WebSite": {"name", "url", "description", "publisher", "license"},
        "BreadcrumbList": {"itemListElement"},
    }  # fmt: skip
    types: dict[str, set[str]] = {}
    for path, page in site.pages.items():
        for script in page.css('script[type="application/ld+json"]'):
            data = json.loads(script.text())
            assert data["@context"] == "https://schema.org"
            for node in data["@graph"]:
                missing = required.get(node["@type"], set()) - node.keys()
                assert not missing, f"{path}: {node['@type']} lacks {missing}"
                types.setdefault(path, set()).add(node["@type"])
                if node["@type"] == "BreadcrumbList":
                    steps = node["itemListElement"]
                    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                    assert all(site.file(step["item"]) in site.files for step in steps), path
                    assert steps[-1]["item"] == address(path)
                elif node["@type"] == "Report":
                    assert node["url"] == address(path)
    assert "WebSite" in types["index.html"]
    for path, page in site.pages.items():
        if re.fullmatch(r"briefings/\d{4}/[^/]+/index\.html", path) and not is_redirect(page):
            assert types.get(path, set()) >= {"Report", "BreadcrumbList"}, path


# The feeds


def is_absolute(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https", "mailto")


def test_atom_feeds_parse(site: Site) -> None:
    feeds = site.of_name("feed.xml")
    assert "feed.xml" in feeds
    ids: dict[str, str] = {}
    for path, data in feeds.items():
        feed = feedparser.parse(data)
        assert not feed.bozo, f"{path}: {feed.get('bozo_exception')}"
        assert feed.version == "atom10"
        assert feed.feed.title
        assert feed.feed.author
        assert feed.feed.updated_parsed
        other = ids.setdefault(feed.feed.id, path)
        assert other == path, f"{other} and {path} share an id"
        links = {(link.rel, link.type): link.href for link in feed.feed.links}
        assert links["self", "application/atom+xml"] == BASE_URL + path
        assert all(site.file(link) in site.files for link in links.values())
        entry_ids = [entry.id for entry in feed.entries]
        assert len(entry_ids) == len(set(entry_ids)), path
        for entry in feed.entries:
            assert entry.id.startswith("urn:uuid:")
            assert entry.title
            assert entry.summary
            assert entry.updated_parsed >= entry.published_parsed
            assert site.file(entry.link) in site.files, f"{path}: {entry.link}"
    assert feedparser.parse(feeds["feed.xml"]).entries


def test_json_feeds_have_what_they_must(site: Site) -> None:
    """JSON Feed 1.1, with the entries of the Atom feed beside it."""
    feeds = site.of_name("feed.json")
    assert "feed.json" in feeds
    for path, data in feeds.items():
        feed = json.loads(data)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == BASE_URL + path
        assert site.file(feed["home_page_url"]) in site.files
        assert all(author["name"] for author in feed["authors"])
        for item in feed["items"]:
            assert item["id"]
            assert item["content_html"] or item["content_text"]
            assert site.file(item["url"]) in site.files
            for name in ("date_published", "date_modified"):
                assert datetime.fromisoformat(item[name]).tzinfo is not None
            assert all(isinstance(tag, str) for tag in item["tags"])
        atom = feedparser.parse(site.files[path.removesuffix("json") + "xml"])
        assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]


def test_feed_contents_read_away_from_the_site(site: Site) -> None:
    """A feed reader knows no page to which a relative link or a fragment could belong."""
    relative = {
        (path, url)
        for path, data in site.of_name("feed.json").items()
        for item in json.loads(data)["items"]
        for node in LexborHTMLParser(item["content_html"]).css("[href], [src]")
        for url in (node.attributes.get("href") or node.attributes.get("src") or "",)
        if not is_absolute(url)
    }
    assert not relative, f"{len(relative)} links, such as {min(relative)}"


def test_every_feed_is_announced_by_its_page(site: Site) -> None:
    for name, content_type in (
        ("feed.xml", "application/atom+xml"),
        ("feed.json", "application/feed+json"),
    ):
        announced = {
            urljoin(address(path), attribute(link, "href"))
            for path, page in site.pages.items()
            for link in page.css(f'link[rel=alternate][type="{content_type}"]')
        }
        assert announced == {BASE_URL + path for path in site.of_name(name)}


def test_feed_ids_outlive_titles(site: Site, checkout: Path) -> None:
    for briefing in checkout.glob("content/briefings/*/*.md"):
        edit(briefing, r"^title:.*$", f"title: Another title for {briefing.stem}")
    edit(checkout / "content/site.yaml", r"^title:.*$", "title: Another name")
    real_site.build(checkout, "--base-url", BASE_URL, "--no-search")
    renamed = Site(checkout / "output")

    before, after = (feedparser.parse(it.files["feed.xml"]) for it in (site, renamed))
    assert (after.feed.title, after.feed.id) == ("Another name: all briefings", before.feed.id)
    # The Atom feeds hold the same entries: see above.
    assert renamed.of_name("feed.json").keys() == site.of_name("feed.json").keys()
    for path, data in site.of_name("feed.json").items():
        old, new = (
            {item["id"]: item["title"] for item in json.loads(text)["items"]}
            for text in (data, renamed.files[path])
        )
        assert new.keys() == old.keys()
        assert not [entry for entry, title in old.items() if new[entry] == title]


# What crawlers read


def sitemap(site: Site) -> dict[str, str]:
    """The URLs of the sitemap with their last change, empty where none is told."""
    text = site.files["sitemap.xml"].decode()
    return {
        match[1]: match[2] or ""
        for match in re.finditer(r"<loc>([^<]+)</loc>(?:<lastmod>([^<]+)</lastmod>)?", text)
    }


def test_the_sitemap_lists_the_pages(site: Site) -> None:
    listed = sitemap(site)
    canonical = {
        address(path)
        for path, page in site.pages.items()
        if path not in ("404.html", "search/index.html") and not is_redirect(page)
    }
    assert set(listed) == canonical
    for changed in filter(None, listed.values()):
        datetime.strptime(changed, "%Y-%m-%d" if len(changed) == 10 else "%Y-%m")  # noqa: DTZ007


def test_last_changes_come_from_the_content(archive_below_path: SiteFolder, tmp_path: Path) -> None:
    """Not from the clock, and not one for all: a page changes when what it shows does."""
    checkout = archive_below_path.copy_to(tmp_path / "checkout").root
    briefing = some_briefing(checkout)
    text = briefing.read_text(encoding="utf-8")
    if re.search(r"^published:", text, flags=re.M):
        edit(briefing, r"^published:.*$", "published: 2026-11-20")
    else:
        edit(briefing, r"^date:", "published: 2026-11-20\ndate:")
    edit(briefing, r"\n---\n", "\nupdates:\n  - {date: 2026-11-21, note: A number.}\n---\n")
    real_site.build(checkout, "--base-url", BASE_URL)

    listed = sitemap(Site(checkout / "output"))
    slug = re.sub(r"^[\d-]+-", "", briefing.stem)
    assert listed[f"{BASE_URL}briefings/{briefing.parent.name}/{slug}/"] == "2026-11-21"
    newest = max(listed.values())
    assert listed[BASE_URL] == newest != "2026-11-21"


def test_robots_name_the_sitemap(site: Site) -> None:
    lines = site.files["robots.txt"].decode().splitlines()
    assert f"Sitemap: {BASE_URL}sitemap.xml" in lines


# Weight


def _loaded(site: Site, path: str, selector: str, name: str) -> list[bytes]:
    """What the elements of a page that match a selector make a browser load."""
    elements = site.pages[path].css(selector)
    urls = [urljoin(address(path), attribute(each, name)) for each in elements]
    return [site.files[site.file(url)] for url in urls]


def test_the_styles_of_a_page_stay_small(site: Site) -> None:
    weights = {
        path: sum(map(len, _loaded(site, path, "link[rel=stylesheet]", "href")))
        for path in site.pages
    }
    heaviest = max(weights, key=lambda path: weights[path])
    assert weights[heaviest] < 20_000, heaviest


def test_a_briefing_is_light_over_the_wire(site: Site) -> None:
    """With all that the page loads by itself, as GitHub Pages compresses it."""

    def weight(path: str) -> int:
        files = [
            site.files[path],
            *_loaded(site, path, "link[rel=stylesheet]", "href"),
            *_loaded(site, path, "script[src]", "src"),
            *_loaded(site, path, "link[rel=icon]", "href"),
        ]
        return sum(len(gzip.compress(data)) for data in files)

    briefings = [path for path in site.pages if re.match(r"briefings/\d{4}/[a-z]", path)]
    assert briefings
    heaviest = max(briefings, key=weight)
    assert weight(heaviest) <= 30_000, heaviest
