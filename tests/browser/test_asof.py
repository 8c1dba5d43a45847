"""The day that a reader asks for: by mouse, keyboard and URL; and that it tells what the static pages tell."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage

expect.set_options(timeout=20_000)
_STATES: Final = ("in-force", "announced", "ended")


def rules(page: Page) -> dict[str, list[str]]:
    """The rules on the page by state, each as all that is said of it."""
    return {
        state: page.locator(f"[data-state={state}] li[data-known]").all_inner_texts()
        for state in _STATES
    }


def day(page: Page) -> Locator:
    return page.locator("#asof-form [name=date]")


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("year", ["2019", "2021", "2023"])
def test_the_last_day_of_a_year_is_its_page(year: str, open_page: OpenPage) -> None:
    written = rules(open_page(f"asof/{year}/", java_script_enabled=False))
    page = open_page(f"asof/?date={year}-12-31")
    expect(page.locator("#asof-status")).to_have_text(
        f"{len(written['in-force'])} in force on 31 December {year}"
    )
    assert rules(page) == written
    headings = page.locator("[data-state] h2").all_inner_texts()
    assert all(f"31 December {year}" in heading for heading in headings)


def test_a_day_and_a_place_stand_in_the_url(open_page: OpenPage) -> None:
    page = open_page("asof/")
    status = page.locator("#asof-status")
    today = rules(page)
    day(page).fill("2021-07-01")
    page.keyboard.press("Enter")
    page.wait_for_url("**/asof/?date=2021-07-01")
    expect(status).to_contain_text("on 1 July 2021")
    everywhere = rules(page)
    assert everywhere != today
    assert any("Sichuan" in rule for rule in everywhere["in-force"])

    page.get_by_role("combobox", name="Place", exact=True).select_option("CN")
    assert rules(page) == everywhere, "nothing changes before it is sent"
    page.get_by_role("button", name="Show").click()
    expect(status).to_contain_text("on 1 July 2021 in China")
    assert asked(page) == {"date": ["2021-07-01"], "place": ["CN"]}
    china = rules(page)
    assert 0 < len(china["in-force"]) < len(everywhere["in-force"])
    assert set(china["in-force"]) < set(everywhere["in-force"])

    page.reload()
    expect(status).to_contain_text("on 1 July 2021 in China")
    assert rules(page) == china
    expect(day(page)).to_have_value("2021-07-01")

    page.go_back()
    expect(status).to_contain_text("on 1 July 2021")
    expect(page.get_by_role("combobox", name="Place", exact=True)).to_have_value("")
    assert rules(page) == everywhere
    page.go_back()
    expect(day(page)).not_to_have_value("2021-07-01")
    expect(status).not_to_contain_text("2021")
    assert rules(page) == today


def test_the_day_before_a_rule_is_another_day(open_page: OpenPage) -> None:
    """The power in Ganzi was cut on 19 June 2021."""
    before = open_page("asof/?date=2021-06-18&place=CN")
    on = open_page("asof/?date=2021-06-19&place=CN")
    for page in (before, on):
        expect(page.locator("#asof-status")).to_contain_text("in China")
    assert not [rule for rule in rules(before)["in-force"] if "Ganzi" in rule]
    assert [rule for rule in rules(on)["in-force"] if "Ganzi" in rule]


@pytest.mark.parametrize(
    "query", ["?date=nonsense", "?date=1999-01-01", "?date=2999-01-01&place=XX"]
)
def test_a_day_of_which_the_archive_knows_nothing_is_not_asked_for(
    query: str, open_page: OpenPage
) -> None:
    page = open_page(f"asof/{query}")
    expect(page.locator("#asof-status")).to_contain_text("in force on")
    assert rules(page) == rules(open_page("asof/", java_script_enabled=False))


def test_a_day_without_rules_says_so(open_page: OpenPage) -> None:
    page = open_page("asof/?date=2018-01-01&place=NO")
    expect(page.locator("#asof-status")).to_have_text("0 in force on 1 January 2018 in Norway")
    expect(page.locator("[data-state=in-force] .empty")).to_be_visible()
    assert rules(page)["in-force"] == []


def test_without_scripts_the_years_lead_on(open_page: OpenPage) -> None:
    page = open_page("asof/", java_script_enabled=False)
    expect(page.locator("#asof-form")).to_be_hidden()
    assert len(rules(page)["in-force"]) > 10
    page.get_by_role("link", name="2021", exact=True).click()
    expect(page.locator("h1")).to_have_text("In force in 2021")
