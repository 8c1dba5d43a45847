"""A reader's walk through the site as it is published under a project path."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, ServedSite, follow

BRIEFING = r"briefings/\d{4}/[a-z0-9-]+/"


def check_page(page: Page) -> None:
    """It shows a heading, and in the style of the site."""
    assert page.locator("h1").inner_text().strip()
    rules = "Array.from(document.styleSheets, sheet => sheet.cssRules.length)"
    assert sum(page.evaluate(rules)) > 0, f"{page.url} has no style"


def test_from_home_to_everything_and_back(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page()
    check_page(page)
    for pattern, within in (
        (BRIEFING, "main"),
        (r"places/[a-z0-9-]+/", "main"),
        (BRIEFING, "main"),
        (r"organisations/", "header"),
        (r"organisations/[a-z0-9-]+/", "main"),
        (r"tags/", "footer"),
        (r"tags/[a-z0-9-]+/", "main"),
        (r"", "header"),
    ):
        follow(page, pattern, within=within)
        check_page(page)
    assert page.url == site.root


def test_a_tag_has_its_feeds(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(site.richest("tags/*/"))
    tag = page.url
    for name, content_type in (("feed.xml", "application/xml"), ("feed.json", "application/json")):
        feed = follow(page, r"tags/[a-z0-9-]+/" + re.escape(name), within="main")
        assert feed.headers["content-type"].split(";")[0] == content_type
        assert page.locator("body").inner_text()
        page.go_back()
        assert page.url == tag


def test_the_404_page_leads_home_from_any_depth(open_page: OpenPage, site: ServedSite) -> None:
    # An address without words: no answer of the search is still under way when the page is left.
    page = open_page("briefings/1999/06/01/", status=404)
    check_page(page)
    follow(page, "", within="main")
    assert page.url == site.root
    check_page(page)
