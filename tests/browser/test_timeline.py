"""The filters of the timeline by mouse, keyboard and URL."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage

expect.set_options(timeout=20_000)


def events(page: Page) -> Locator:
    return page.locator("#timeline li[data-kind]").filter(visible=True)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def values(page: Page, name: str) -> set[str]:
    """What the events in sight say of a filter."""
    found: list[str] = events(page).evaluate_all(
        "(events, name) => events.map(event => event.dataset[name])", name
    )
    return set(found)


def by_mouse(page: Page, label: str, value: str) -> None:
    select = page.get_by_role("combobox", name=label, exact=True)
    select.click()
    select.select_option(value)


def by_keyboard(page: Page, label: str, value: str) -> None:
    """Type the beginning of the name of a value while the select has the focus."""
    select = page.get_by_role("combobox", name=label, exact=True)
    name = select.locator(f"option[value='{value}']").inner_text()
    select.focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(select).to_have_value(value)


@pytest.mark.parametrize("choose", [by_mouse, by_keyboard])
def test_filters_join_and_stand_in_the_url(
    choose: Callable[[Page, str, str], None], open_page: OpenPage
) -> None:
    page = open_page("timeline/")
    everything = events(page).count()
    assert everything > 100
    choose(page, "Kind", "crackdown")
    page.wait_for_url("**?kind=crackdown")
    crackdowns = events(page).count()
    assert values(page, "kind") == {"crackdown"}
    choose(page, "Place", "CN")
    page.wait_for_url(lambda url: "place=CN" in url)
    assert asked(page) == {"kind": ["crackdown"], "place": ["CN"]}
    both = events(page).count()
    assert 0 < both < crackdowns < everything
    assert all("CN" in each.split() for each in values(page, "place"))
    status = page.locator("#timeline-count")
    expect(status).to_have_text(f"{both} of {everything} events on this page")
    # No month without an event stays, and no gap: it was one between all events.
    assert (
        page.locator("#timeline > *")
        .filter(visible=True)
        .evaluate_all(
            "months => months.every(month => month.querySelector('li[data-kind]:not([hidden])'))"
        )
    )

    page.reload()
    expect(status).to_have_text(f"{both} of {everything} events on this page")
    assert events(page).count() == both
    expect(page.get_by_role("combobox", name="Place", exact=True)).to_have_value("CN")

    page.go_back()
    expect(status).to_have_text(f"{crackdowns} of {everything} events on this page")
    assert asked(page) == {"kind": ["crackdown"]}
    expect(page.get_by_role("combobox", name="Place", exact=True)).to_have_value("")
    page.go_back()
    expect(status).to_be_empty()
    assert events(page).count() == everything
    page.go_forward()
    expect(status).to_have_text(f"{crackdowns} of {everything} events on this page")

    page.get_by_role("button", name="Clear").click()
    page.wait_for_url("**/timeline/")
    expect(status).to_be_empty()
    assert asked(page) == {}
    assert events(page).count() == everything


def test_years_keep_the_filters(open_page: OpenPage) -> None:
    page = open_page("timeline/?measure=power-cut", reduced_motion="reduce")
    page.locator("#timeline-years a", has_text="2021").click()
    page.wait_for_url("**/timeline/2021/?measure=power-cut")
    assert all("power-cut" in each.split() for each in values(page, "measure"))


def test_a_value_that_is_none_asks_for_nothing(open_page: OpenPage) -> None:
    page = open_page("timeline/?kind=nonsense&place=%3Cb%3E")
    expect(page.get_by_role("combobox", name="Kind", exact=True)).to_have_value("")
    expect(page.locator("#timeline-count")).to_be_empty()
    assert events(page).count() > 100


@pytest.mark.parametrize("selector", ["#timeline h2 a", "#timeline .card-meta a"])
def test_months_and_events_have_addresses(selector: str, open_page: OpenPage) -> None:
    page = open_page("timeline/", reduced_motion="reduce")
    link = page.locator(selector).nth(20)
    target = link.evaluate("link => link.hash.slice(1)")
    link.click()
    page.wait_for_url(f"**#{target}")
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_without_scripts_nothing_offers_to_filter(open_page: OpenPage) -> None:
    page = open_page("timeline/", java_script_enabled=False)
    expect(page.locator("#timeline-filters")).to_be_hidden()
    assert events(page).count() > 100
