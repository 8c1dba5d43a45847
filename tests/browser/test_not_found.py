"""The 404 page says what the address that was asked for may have meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests import real_site
from tests.browser.conftest import OpenPage, ServedSite
from tests.browser.server import serve
from tests.site_folder import SiteFolder

_AXE: Final = real_site.ROOT / "node_modules/axe-core/axe.min.js"
_HEADING: Final = "Perhaps you were looking for"
expect.set_options(timeout=20_000)


def offered(page: Page) -> Locator:
    """The links to what may have been meant, once they are there."""
    links = page.get_by_role("region", name=_HEADING).get_by_role("link")
    links.first.wait_for()
    return links


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search the archive")


def main(page: Page) -> str:
    """The main part of a page on which all has come that comes, with what is in the box."""
    page.wait_for_load_state("networkidle")
    return str(page.locator("main").inner_html()) + box(page).input_value()


@pytest.mark.parametrize(
    "path",
    [
        "briefings/2021/sichaun-closes-26-projets/",
        "briefings/2019/sichuan-close-26-projects",
        "2021/06/18/Sichuan_closes_26_projects.html",
        "news/a/b/c/sichuan%2Dcloses-26-projects/index.html",
    ],
)
def test_an_address_that_is_nearly_that_of_a_briefing_leads_to_it(
    path: str, open_page: OpenPage, site: ServedSite
) -> None:
    page = open_page(path, status=404)
    links = offered(page)
    urls = links.evaluate_all("links => links.map(link => link.href)")
    assert len(set(urls)) == len(urls) <= 5
    briefing = f"{site.root}briefings/2021/sichuan-closes-26-projects/"
    assert urls[:2] == [f"{site.root}places/cn-sc/", briefing]
    told = f"{len(urls)} pages that you were perhaps looking for, below the search box."
    expect(page.locator("main").get_by_role("status")).to_have_text(told)
    links.nth(1).click()
    page.wait_for_url(briefing)


def test_at_the_root_of_a_host(archive_site: SiteFolder, browser: Browser) -> None:
    with serve(archive_site.path("output"), "/") as root:
        page = browser.new_page(reduced_motion="reduce")
        page.goto(f"{root}briefings/2021/sichaun-closes-26-projets/")
        offered(page).nth(1).click()
        page.wait_for_url(f"{root}briefings/2021/sichuan-closes-26-projects/")
        page.close()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("places/kazakstan/", "places/kz/"),
        ("articles/countries/usa/", "places/us/"),
        ("old/inner-mongolia-miners.php", "places/cn-nm/"),
        ("organisation/bitmian", "organisations/bitmain/"),
        ("tags/hydropwer/", "tags/hydropower/"),
        ("%E5%9B%9B%E5%B7%9D", "places/cn-sc/"),
    ],
)
def test_a_name_in_an_address_leads_to_its_page(
    path: str, target: str, open_page: OpenPage, site: ServedSite
) -> None:
    page = open_page(path, status=404)
    offered(page).first.click()
    page.wait_for_url(site.root + target)


def test_the_beginning_of_a_name_offers_no_name(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("genes/", status=404)
    urls = offered(page).evaluate_all("links => links.map(link => link.href)")
    assert all(url.startswith(f"{site.root}briefings/") for url in urls)


def test_the_words_stand_in_the_box(open_page: OpenPage) -> None:
    page = open_page("briefings/2021/sichaun-closes-26-mines/", status=404)
    offered(page)
    expect(box(page)).to_have_value("sichaun closes mines")


@pytest.mark.parametrize(
    "path",
    [
        "zzzz-yyyy/xxxx/",
        "briefings/1999/",
        "timeline/map/1999/06/index.html",
        "wp-content/plugins/hello-world.php",
        "%E0%A4%A/%zz/%ff%fe/%00",
        "constructor/__proto__/toString",
        "place:zzzz%20OR%20-xxxx%22",
        "x" * 8_000,
        "%F0%9F%94%A5/" * 600,
    ],
    ids=lambda path: path[:20],
)
def test_what_is_like_nothing_leaves_the_page_as_it_is(path: str, open_page: OpenPage) -> None:
    page = open_page(path, status=404)
    assert main(page) == main(open_page("404.html"))


def test_markup_in_an_address_stays_text(open_page: OpenPage) -> None:
    page = open_page(
        "kazakhstan/%3Cimg%20src=x%20onerror=window.hit=1%3E/%22%3E%3Cscript%3Ewindow.hit=1%3C%2Fscript%3E",
        status=404,
    )
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hit") is None
    assert page.locator("main :is(img, script)").count() == 0


@pytest.mark.parametrize(
    "file", ["engine.js", "not-found.js", "manifest.json", "terms-*", "all-*", "facets-*"]
)
def test_without_the_index_the_page_is_what_it_is(
    file: str, spoiled: Callable[[str], Page], site: ServedSite
) -> None:
    page = spoiled("404.html")
    before = main(page)
    failed: list[str] = []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        route.fulfill(status=404, body="")

    page.route(f"**/search/{file}", fail)
    page.goto(f"{site.root}briefings/2021/sichaun-closes-26-projects/")
    assert main(page) == before
    assert failed


def test_an_index_that_is_spoiled_leaves_the_page_as_it_is(
    spoiled: Callable[[str], Page], site: ServedSite
) -> None:
    page = spoiled("404.html")
    before = main(page)
    page.route("**/search/all-*", lambda route: route.fulfill(body="{}"))
    page.route("**/search/cards-*", lambda route: route.fulfill(body="[]"))
    page.goto(f"{site.root}briefings/2021/sichaun-closes-26-projects/")
    assert main(page) == before


def test_what_is_being_typed_stays(spoiled: Callable[[str], Page], site: ServedSite) -> None:
    page = spoiled("404.html")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search/manifest.json", hold)
    with page.expect_request("**/search/manifest.json"):
        page.goto(f"{site.root}briefings/2021/sichaun-closes-26-projects/")
    box(page).fill("tex")
    for route in held:
        route.continue_()
    offered(page)
    expect(box(page)).to_have_value("tex")
    expect(box(page)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    width: int, scheme: str, open_page: OpenPage
) -> None:
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = open_page("old/inner-mongolia-mines.html", status=404, **options)
    offered(page)
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {rules: {'target-size': {enabled: true}}}).then(found => found.violations)"
    )
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
