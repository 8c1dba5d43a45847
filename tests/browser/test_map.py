"""The map as a reader meets it: by mouse, keyboard and URL, with and without scripts."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, ServedSite

_PHONE: Final[dict[str, Any]] = {"viewport": {"width": 360, "height": 740}}


def settled(page: Page) -> Page:
    """Wait until the filters work, which wait for a first move of the reader."""
    page.mouse.move(200, 200)
    form = page.locator("#map-filter")
    expect(form).to_be_visible()
    expect(form).not_to_have_attribute("aria-busy", "true")
    return page


def arcs(page: Page) -> Locator:
    return page.locator(".map-frame .arc:not(.out)")


def marks(page: Page) -> Locator:
    return page.locator(".map-frame .mark:not(.out)")


def choice(page: Page, label: str) -> Locator:
    return page.locator("#map-filter").get_by_label(label, exact=True)


def found(page: Page) -> Locator:
    """What the page says of the filters."""
    return page.locator("main").get_by_role("status")


def rows(page: Page, table: str) -> Locator:
    return page.locator(f"[aria-labelledby='page-{table}'] tbody tr").filter(visible=True)


@pytest.fixture(scope="module")
def facts(site: ServedSite) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site.folder / "map/facts.json").read_bytes())
    return found


def of_year(facts: dict[str, Any], what: str, year: str) -> list[list[Any]]:
    return [fact for fact in facts[what] if facts["briefings"][fact[1]][0] == year]


def test_filters_by_mouse_stand_in_the_url(open_page: OpenPage, facts: dict[str, Any]) -> None:
    page = settled(open_page("map/"))
    everything = arcs(page).count()
    choice(page, "Year").select_option("2021")
    moves, actions = of_year(facts, "moves", "2021"), of_year(facts, "actions", "2021")
    expect(found(page)).to_contain_text(f"{len(moves)} moves and {len(actions)} actions shown")
    assert page.url.endswith("map/?year=2021")
    expect(arcs(page)).to_have_count(len({row for row, *_ in moves}))
    expect(marks(page)).to_have_count(len({row for row, *_ in actions}))
    expect(rows(page, "pairs")).to_have_count(len({row for row, *_ in moves}))
    expect(rows(page, "places")).to_have_count(len({row for row, *_ in actions}))

    choice(page, "Status of moves").click()
    choice(page, "Status of moves").select_option("delivered")
    delivered = [move for move in moves if move[3] == "delivered"]
    expect(found(page)).to_contain_text(f"{len(delivered)} moves and 0 actions")
    expect(page.locator(".map-frame .arc.status-delivered:not(.out)")).to_have_count(
        len({row for row, *_ in delivered})
    )

    page.reload()
    settled(page)
    expect(choice(page, "Year")).to_have_value("2021")
    expect(found(page)).to_contain_text(f"{len(delivered)} moves and 0 actions")

    page.go_back()
    expect(choice(page, "Status of moves")).to_have_value("")
    expect(found(page)).to_contain_text(f"{len(moves)} moves and {len(actions)}")
    page.get_by_role("button", name="Show all").click()
    expect(arcs(page)).to_have_count(everything)
    assert page.url.endswith("/map/")


def test_what_the_keyboard_passes_on_the_way_is_no_step_back(open_page: OpenPage) -> None:
    page = settled(open_page("map/"))
    year = choice(page, "Year")
    year.focus()
    page.keyboard.type("2021")
    page.wait_for_url("**/map/?year=2021")
    page.go_back()
    expect(year).to_have_value("")
    assert page.url.endswith("/map/")


def test_an_organisation_has_its_moves_and_actions(
    open_page: OpenPage, facts: dict[str, Any]
) -> None:
    page = settled(open_page("map/?organisation=bit-mining"))
    expect(choice(page, "Organisation")).to_have_value("bit-mining")
    moves = [move for move in facts["moves"] if move[2] == "bit-mining"]
    expect(found(page)).to_contain_text(f"{len(moves)} moves and 0 actions")


def test_what_filters_change_is_drawn_as_it_was_when_they_go(open_page: OpenPage) -> None:
    page = settled(open_page("map/"))
    drawn = "document.querySelector('.map-frame > svg').innerHTML"
    before = page.evaluate(drawn)
    choice(page, "Year").select_option("2022")
    expect(found(page)).to_contain_text("shown")
    assert page.evaluate(drawn).replace("out", "") != before
    page.get_by_role("button", name="Show all").click()
    expect(found(page)).to_be_empty()
    shapes = re.compile(r' tabindex="-?\d+"')
    assert shapes.sub("", page.evaluate(drawn)) == shapes.sub("", before)


def test_the_keyboard_filters_and_walks_the_map(open_page: OpenPage) -> None:
    page = settled(open_page("map/"))
    choice(page, "Show").focus()
    page.keyboard.type("moves")
    page.wait_for_url(re.compile(r"show=moves"))
    expect(marks(page)).to_have_count(0)
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    told = page.locator("#map-told")
    expect(told).to_be_visible()
    first = told.locator("h2").inner_text()
    page.keyboard.press("ArrowRight")
    expect(told.locator("h2")).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(told.locator("h2")).to_have_text(first)
    page.keyboard.press("End")
    expect(told.locator("h2")).not_to_have_text(first)
    last = told.locator("h2").inner_text()
    page.keyboard.press("Enter")
    expect(told).to_be_focused()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    assert last in page.evaluate("document.activeElement.querySelector('title').textContent")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    link = told.locator("a").first
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/briefings/\d{4}/"))


def test_the_mouse_tells_moves_and_leads_to_a_briefing(open_page: OpenPage) -> None:
    page = settled(open_page("map/"))
    page.locator("#arc-moves-cn-to-kz .line").dispatch_event("pointerover")
    told = page.locator("#map-told")
    expect(told.locator("h2")).to_have_text("China to Kazakhstan")
    page.locator("#mark-actions-kz path").dispatch_event("click")
    expect(told.locator("h2")).to_have_text("Kazakhstan")
    told.locator("li a").first.click()
    page.wait_for_url(re.compile(r"/briefings/\d{4}/"))


def test_a_region_is_shown_larger(open_page: OpenPage) -> None:
    page = settled(open_page("map/", **_PHONE))
    svg = page.locator(".map-frame > svg")
    whole = svg.get_attribute("viewBox")
    choice(page, "Region").select_option("North America")
    expect(svg).not_to_have_attribute("viewBox", str(whole))
    assert "region=North+America" in page.url
    page.go_back()
    expect(svg).to_have_attribute("viewBox", str(whole))


def test_a_wrong_query_shows_everything(open_page: OpenPage) -> None:
    page = settled(open_page("map/?year=1066&status=lost&organisation=<b>&region=Mars"))
    expect(found(page)).to_be_empty()
    expect(page.locator(".map-frame .out")).to_have_count(0)


def test_without_scripts_the_map_is_a_picture_with_its_tables(
    open_page: OpenPage, facts: dict[str, Any]
) -> None:
    page = open_page("map/", java_script_enabled=False)
    expect(page.locator("#map-filter")).to_be_hidden()
    expect(arcs(page)).to_have_count(len({row for row, *_ in facts["moves"]}))
    assert sum(map(int, rows(page, "pairs").locator("td.number").all_inner_texts())) == len(
        facts["moves"]
    )
    page.locator("#mark-actions-ao path").click()
    page.wait_for_url(re.compile(r"/map/#actions-ao$"))
    page.goto(page.url.replace("#actions-ao", "2021/"))
    assert rows(page, "every-move").count() == len(of_year(facts, "moves", "2021"))


def test_the_facts_are_asked_for_when_a_reader_moves(open_page: OpenPage) -> None:
    page = open_page("about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("about/", "map/"))
    expect(page.locator("#map-filter")).to_be_visible()
    assert any(url.endswith("map.js") for url in asked)
    assert not any(url.endswith("facts.json") for url in asked)
    settled(page)
    assert sum(url.endswith("facts.json") for url in asked) == 1


def test_the_land_is_drawn(open_page: OpenPage) -> None:
    """The land is a file of its own, which the policy of the page must let in."""
    page = open_page("map/")
    box = page.locator(".map-frame .land").bounding_box()
    assert box is not None
    assert box["width"] > 800


def test_what_cannot_be_loaded_leaves_the_map_as_it_was(open_page: OpenPage) -> None:
    page = open_page("about/")
    page.route("**/facts.json", lambda route: route.fulfill(body=""))
    page.goto(page.url.replace("about/", "map/"))
    page.keyboard.press("Tab")
    expect(found(page)).to_contain_text("could not be loaded")
    expect(page.locator("#map-filter")).to_be_hidden()
    assert arcs(page).count() > 10
