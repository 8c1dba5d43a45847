from __future__ import annotations

import json
import re
import uuid
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.bad_inputs import NORWAY, ORDER, POWER_CUT, SITE
from tests.site_folder import SiteFolder

ATOM = "{http://www.w3.org/2005/Atom}"


def atom(site: SiteFolder, path: str = "feed.xml") -> Element:
    return fromstring(site.page(path))


def text(element: Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None
    assert found.text is not None
    return found.text


def json_feed(site: SiteFolder, path: str = "feed.json") -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(site.page(path))
    return feed


def ids(site: SiteFolder) -> dict[str, list[str]]:
    """The ids of every Atom feed, its own first and then those of its entries."""
    found = {}
    for path in sorted(site.output_files()):
        if path.endswith("feed.xml"):
            feed = atom(site, path)
            entries = [text(entry, "id") for entry in feed.iter(ATOM + "entry")]
            found[path] = [text(feed, "id"), *entries]
    return found


def test_both_feeds_tell_the_same(built_site: SiteFolder) -> None:
    feed, other = atom(built_site), json_feed(built_site)
    entries = list(feed.iter(ATOM + "entry"))
    assert len(entries) == len(other["items"]) == 4
    for entry, item in zip(entries, other["items"], strict=True):
        assert text(entry, "id") == item["id"]
        assert text(entry, "title") == item["title"]
        assert text(entry, "summary") == item["summary"]
        assert text(entry, "content") == item["content_html"]
        assert text(entry, "published") == item["date_published"]
        assert text(entry, "updated") == item["date_modified"]
        assert [each.attrib["term"] for each in entry.iter(ATOM + "category")] == item["tags"]


def test_what_entered_last_comes_first(built_site: SiteFolder) -> None:
    items = json_feed(built_site)["items"]
    assert [item["url"].split("/")[-2] for item in items] == [
        "norway-stop",
        "first-machines",
        "sichuan-order",
        "ganzi-power-cut",
    ]
    published = [item["date_published"] for item in items]
    assert published == [
        "2025-06-20T00:00:00Z",
        "2021-07-01T00:00:00Z",
        "2021-06-24T00:00:00Z",
        "2021-06-19T00:00:00Z",
    ]


def test_a_feed_is_as_new_as_its_newest_change(built_site: SiteFolder) -> None:
    assert text(atom(built_site), "updated") == "2025-06-20T00:00:00Z"
    assert text(atom(built_site, "places/cn/feed.xml"), "updated") == "2021-08-02T00:00:00Z"
    order = [item for item in json_feed(built_site)["items"] if "sichuan" in item["url"]]
    assert order[0]["date_modified"] == "2021-08-02T00:00:00Z"


def test_an_empty_feed_is_as_new_as_the_site(built_site: SiteFolder) -> None:
    feed = atom(built_site, "kinds/market/feed.xml")
    assert list(feed.iter(ATOM + "entry")) == []
    assert text(feed, "updated") == "2021-05-01T00:00:00Z"


def test_corrections_have_a_feed(built_site: SiteFolder) -> None:
    items = json_feed(built_site, "corrections/feed.json")["items"]
    assert [(item["summary"], item["date_published"]) for item in items] == [
        ("Added the second source.", "2021-08-02T00:00:00Z"),
        ("Corrected the number of mines.", "2021-07-01T00:00:00Z"),
    ]
    assert len({item["id"] for item in items}) == 2


def test_each_feed_is_named_and_linked_on_its_list(built_site: SiteFolder) -> None:
    listed = sorted(
        path.removesuffix("feed.xml")
        for path in built_site.output_files()
        if path.endswith("/feed.xml")
    )
    assert {path.split("/")[0] for path in listed} == {
        "briefings", "corrections", "kinds", "organisations", "places", "tags", "threads",
    }  # fmt: skip
    for path in listed:
        page = built_site.parsed(path)
        for name, media_type in (("feed.xml", "atom+xml"), ("feed.json", "feed+json")):
            link = f'[type="application/{media_type}"][href="/{path}{name}"]'
            assert page.css(f'head link[rel="alternate"]{link}'), path
            assert page.css(f"main a{link}"), path


def test_ids_are_uuids_and_no_two_things_share_one(built_site: SiteFolder) -> None:
    found = ids(built_site)
    own = [each[0] for each in found.values()]
    assert len(own) == len(set(own)) > 20
    for each in {each for listed in found.values() for each in listed}:
        assert uuid.UUID(each.removeprefix("urn:uuid:")).version == 5
    assert set(own).isdisjoint(each for listed in found.values() for each in listed[1:])


def test_ids_depend_on_neither_titles_nor_texts_nor_addresses(built_site: SiteFolder) -> None:
    before = ids(built_site)
    built_site.edit(SITE, "title: Small Archive\n", "title: Smaller Archive\n")
    built_site.edit(SITE, "base_url: https://example.org/", "base_url: https://b.example/c/")
    built_site.edit(NORWAY, "title: Norway plans to stop new mines", "title: Norway stops")
    built_site.edit(NORWAY, "plans a stop", "plans to stop")
    assert built_site.build().ok
    assert ids(built_site) == before
    assert "https://b.example/c/" in built_site.page("feed.xml")


def test_ids_differ_from_site_to_site(built_site: SiteFolder) -> None:
    before = ids(built_site)
    built_site.edit(SITE, "uuid: 3f1b7c1e", "uuid: 3f1b7c1f")
    assert built_site.build().ok
    assert all(set(after).isdisjoint(before[path]) for path, after in ids(built_site).items())


def test_a_renamed_briefing_keeps_its_id(built_site: SiteFolder) -> None:
    before = ids(built_site)["feed.xml"]
    renamed = built_site.path(NORWAY).read_text()
    renamed = renamed.replace(
        "kind: policy", "kind: policy\naliases: [/briefings/2025/norway-stop/]"
    )
    built_site.remove(NORWAY)
    built_site.write(NORWAY.replace("norway-stop", "norway-plans"), renamed)
    built_site.edit(
        "content/briefings/2025/2025-07-01-tromso-hearing.md",
        "caused_by: [2025/norway-stop]",
        "caused_by: [2025/norway-plans]",
    )
    built_site.edit(
        "content/briefings/2025/2025-07-01-tromso-hearing.md",
        "[[2025/norway-stop]]",
        "[[2025/norway-plans]]",
    )
    assert built_site.build().ok
    assert ids(built_site)["feed.xml"] == before
    assert "/briefings/2025/norway-plans/" in built_site.page("feed.xml")


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/hash/trail/"])
def test_every_address_in_a_feed_is_absolute(site: SiteFolder, base: str) -> None:
    site.edit(POWER_CUT, "They were counted", "![machines](/static/icon.svg) They were counted")
    assert site.build(base_url=base).ok
    for path in ("feed.xml", "threads/bit-mining-exodus/feed.xml"):
        feed = atom(site, path)
        for link in feed.iter(ATOM + "link"):
            assert link.attrib["href"].startswith(base)
    feed_json = json_feed(site)
    assert feed_json["feed_url"] == f"{base}feed.json"
    assert feed_json["home_page_url"] == base
    found = []
    for item in feed_json["items"]:
        assert item["url"].startswith(base)
        found += re.findall(r'(?:href|src)="([^"]*)"', item["content_html"])
    assert f"{base}static/icon.svg" in found
    assert f"{base}places/kz/" in found
    assert f"{base}briefings/2021/sichuan-order/#page-main" in found
    assert f"{base}briefings/2021/ganzi-power-cut/#source-filing" in found
    assert all(re.match(r"https://|mailto:", target) for target in found)


def test_texts_of_a_feed_do_not_bring_anchors(built_site: SiteFolder) -> None:
    for item in json_feed(built_site)["items"]:
        assert " id=" not in item["content_html"]


def test_markup_of_a_title_stays_text(built_site: SiteFolder) -> None:
    title = 'A <b>bold</b> & "quoted" title'
    built_site.edit(ORDER, "title: Sichuan orders 26 mines to close", f"title: '{title}'")
    assert built_site.build().ok
    titles = [text(entry, "title") for entry in atom(built_site).iter(ATOM + "entry")]
    assert title in titles


def test_drafts_are_in_no_feed(built_site: SiteFolder) -> None:
    assert "Troms" not in built_site.page("feed.xml")
    assert built_site.build(drafts=True).ok
    assert "Troms" in built_site.page("feed.xml")
