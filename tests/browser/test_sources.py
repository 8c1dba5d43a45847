"""A source is at hand where it is cited: by pointer, keyboard and tap, and without scripts by the list."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, ServedSite


@pytest.fixture
def path(site: ServedSite) -> str:
    return site.richest("briefings/*/[a-z]*/")


def first_mark(page: Page) -> Locator:
    return page.locator(".prose .citation a").first


def note(page: Page) -> Locator:
    return page.get_by_role("note")


def source_of(mark: Locator) -> str:
    """The text of the source that a mark stands for, as the list has it, without the ways back."""
    return str(
        mark.evaluate("""mark => {
            const source = document.getElementById(mark.hash.slice(1)).cloneNode(true);
            source.querySelector(".back-links")?.remove();
            return source.textContent.trim().replace(/\\s+/g, " ");
        }""")
    )


def test_the_pointer_shows_the_source_and_can_go_to_it(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    mark = first_mark(page)
    mark.hover()
    expect(note(page)).to_be_visible()
    expect(note(page)).to_have_text(source_of(mark))
    note(page).get_by_role("link").last.hover()
    expect(note(page)).to_be_visible()
    page.locator("h1").hover()
    expect(note(page)).to_have_count(0)


def test_the_keyboard_shows_the_source_and_reaches_its_links(
    open_page: OpenPage, path: str
) -> None:
    page = open_page(path)
    mark = first_mark(page)
    # Only a key makes the focus visible.
    mark.evaluate("mark => mark.focus()")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(note(page)).to_be_visible()
    expect(mark).to_have_attribute("aria-describedby", str(note(page).get_attribute("id")))
    page.keyboard.press("Tab")
    expect(note(page).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == mark.get_attribute("href")


def test_a_tap_shows_the_source_and_a_second_one_leads_to_the_list(
    open_page: OpenPage, path: str
) -> None:
    page = open_page(path, viewport={"width": 360, "height": 740}, has_touch=True)
    mark = first_mark(page)
    mark.tap()
    expect(note(page)).to_be_visible()
    box = note(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("location.hash") == ""
    mark.tap()
    expect(note(page)).to_have_count(0)
    assert page.evaluate("location.hash") == mark.get_attribute("href")


def test_without_scripts_a_mark_leads_to_the_list(open_page: OpenPage, path: str) -> None:
    page = open_page(path, java_script_enabled=False)
    mark = first_mark(page)
    mark.click()
    assert page.url.endswith(str(mark.get_attribute("href")))
    expect(page.locator(str(mark.get_attribute("href")))).to_be_in_viewport()
