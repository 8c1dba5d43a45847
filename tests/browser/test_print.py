"""A page on paper: its text and sources, where it is from, and nothing that only leads elsewhere."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, ServedSite
from tests.real_site import BASE_URL


def printed(open_page: OpenPage, path: str) -> Page:
    page = open_page(path, color_scheme="dark")
    page.emulate_media(media="print")
    return page


def after(element: Locator) -> str:
    """What the style sheet writes behind an element, an attribute in it as its value."""
    return str(
        element.evaluate("""element => {
            const content = getComputedStyle(element, "::after").content;
            return content.replace(/"([^"]*)"\\s*attr\\((\\w+)\\)\\s*"([^"]*)"/, (_, before, name, behind) =>
                before + element.getAttribute(name) + behind);
        }""")
    )


def test_a_briefing_on_paper_says_where_it_and_its_sources_are(
    open_page: OpenPage, site: ServedSite
) -> None:
    path = site.richest("briefings/*/[a-z]*/")
    page = printed(open_page, path)
    expect(page.get_by_text(f"Printed from {BASE_URL}{path}")).to_be_visible()
    title = page.locator(".sources .source-title").first
    assert str(title.get_attribute("href")) in after(title)
    expect(page.locator(".facts table").first).to_be_visible()
    expect(page.locator(".briefing time").first).to_be_visible()


def test_paper_has_nothing_to_press(open_page: OpenPage, site: ServedSite) -> None:
    for path in ("", site.richest("briefings/*/[a-z]*/"), "briefings/", "search/"):
        page = printed(open_page, path)
        expect(page.locator("nav, form, button, input, select").filter(visible=True)).to_have_count(
            0
        )
        expect(page.locator("h1")).to_be_visible()


def test_paper_is_white_for_who_reads_in_the_dark(open_page: OpenPage) -> None:
    page = printed(open_page, "")
    colours = (
        "element => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]"
    )
    assert page.locator("html").evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
