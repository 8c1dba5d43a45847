"""What each kind of page owes to everyone: axe finds nothing, the keyboard suffices, so does a page without scripts."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests import real_site
from tests.browser.conftest import OpenPage, ServedSite

_AXE: Final = real_site.ROOT / "node_modules/axe-core/axe.min.js"

#: A page of each kind: its path, or a pattern of which the page with most in it is taken.
PAGES: Final = {
    "home": "",
    "briefing": "briefings/*/[a-z]*/",
    "place": "places/*/",
    "list": "briefings/",
    "directory": "places/",
    "404": "404.html",
    "organisation": "organisations/*/",
    "tag": "tags/*/",
    "thread": "threads/*/",
    "timeline": "timeline/",
    "year": "timeline/*/",
    "asof": "asof/",
    "asof-year": "asof/*/",
    "source": "sources/*/",
    "effects": "effects/",
    "coverage": "coverage/",
    "data": "data/",
    "text": "about/",
    "corrections": "corrections/",
    "search": "search/",
    "map": "map/",
    "map of a year": "map/*/",
}
_DESKTOP: Final = {"viewport": {"width": 1280, "height": 900}}
_PHONE: Final = {"viewport": {"width": 360, "height": 740}}
_SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "light": {**_DESKTOP, "color_scheme": "light"},
    "dark": {**_DESKTOP, "color_scheme": "dark"},
    "phone": {**_PHONE, "color_scheme": "light"},
}


def path_of(kind: str, site: ServedSite) -> str:
    return site.richest(PAGES[kind]) if "*" in PAGES[kind] else PAGES[kind]


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest, site: ServedSite) -> str:
    """The path of a page, one test for each kind."""
    return path_of(request.param, site)


@pytest.mark.parametrize(
    ("kind", "setting"),
    [(kind, name) for kind in PAGES for name in _SETTINGS],
)
def test_axe_finds_nothing(kind: str, setting: str, open_page: OpenPage, site: ServedSite) -> None:
    assert _AXE.is_file(), "axe-core is not installed: run `make test`"
    page = open_page(path_of(kind, site), **_SETTINGS[setting])
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    result: dict[str, list[dict[str, Any]]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    assert len(result["passes"]) > 10, "axe has hardly looked"
    violations = [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html']}"
        for violation in result["violations"]
    ]
    assert not violations, "\n".join(violations)


def test_dark_is_dark(open_page: OpenPage) -> None:
    """So that axe looks at two designs, not at one twice."""
    background = (
        "[document.documentElement, document.body].map(e => getComputedStyle(e).backgroundColor)"
    )
    light, dark = (
        open_page(color_scheme=scheme).evaluate(background) for scheme in ("light", "dark")
    )
    assert light != dark


def test_the_theme_can_be_chosen_and_is_remembered(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(color_scheme="light")

    def scheme() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).colorScheme"))

    switch = page.get_by_label("Light or dark")
    switch.select_option("dark")
    assert scheme() == "dark"
    # The next page has it before anything is painted: the script stands before the body, and is waited for.
    page.goto(f"{site.root}briefings/")
    assert scheme() == "dark"
    expect(switch).to_have_value("dark")
    assert page.evaluate(
        "document.head.querySelector('script[src$=\"/theme.js\"]:not([async], [defer], [type=module])') !== null"
    )
    switch.select_option("")
    assert scheme() == "light dark"
    page.reload()
    assert scheme() == "light dark"


def test_without_scripts_there_is_no_switch(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_label("Light or dark")).to_be_hidden()


def test_a_list_can_be_narrowed_to_a_kind_without_scripts(open_page: OpenPage) -> None:
    page = open_page("briefings/", java_script_enabled=False)
    cards = page.locator(".cards > li").filter(visible=True)
    choice = page.get_by_role("radio", name="Crackdown")
    count = int(choice.locator("xpath=..").inner_text().split()[-1])
    assert 0 < count < cards.count()
    choice.check()
    expect(cards).to_have_count(count)
    expect(page.locator(".month").filter(visible=True).filter(has_not=cards)).to_have_count(0)
    page.get_by_role("radio", name="All kinds").check()
    assert cards.count() > count


def test_nothing_scrolls_sideways(path: str, open_page: OpenPage) -> None:
    """At 320 CSS pixels, which is what 1280 are at 400 % zoom."""
    page = open_page(path, viewport={"width": 320, "height": 640})
    wide = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        return document.documentElement.scrollWidth <= width ? [] : Array.from(document.querySelectorAll("body *"))
            .filter(element => element.getBoundingClientRect().right > width + 0.5)
            .map(element => element.outerHTML.slice(0, 120));
    }""")
    assert not wide, "\n".join(wide)


def test_the_keyboard_can_skip_to_the_content(path: str, open_page: OpenPage) -> None:
    page = open_page(path)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.evaluate("link => link.hash") == "#page-main"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0, "the skip link stays out of sight"
    assert box["y"] >= 0, "the skip link stays out of sight"
    assert box["width"] * box["height"] > 100, "the skip link stays out of sight"

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"
    assert page.evaluate("location.hash") == "#page-main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, footer') !== null")


def test_the_keyboard_reaches_every_control(open_page: OpenPage, site: ServedSite) -> None:
    """In the order of the page, without a trap, and where the focus is can be seen."""
    page = open_page(path_of("briefing", site))
    page.evaluate("""() => {
        window.reached = [];
        document.addEventListener("focusin", ({target}) => {
            // What a script shows beside a control comes and goes.
            if (target.closest(".source-note")) return;
            const {outlineStyle, boxShadow} = getComputedStyle(target);
            window.reached.push({
                place: Array.from(document.querySelectorAll("*")).indexOf(target),
                seen: outlineStyle !== "none" || boxShadow !== "none",
                isControl: target.matches("a, input, button, select"),
                markup: target.outerHTML,
            });
        });
    }""")
    controls = page.locator("a[href], input, button, select").filter(visible=True).count()
    # The regions of wide tables take the focus too, and notes beside citations have links of their own.
    for _ in range(4 * controls):
        page.keyboard.press("Tab")
        if page.evaluate("reached.filter(({isControl}) => isControl).length") >= controls:
            break
    reached: list[dict[str, Any]] = page.evaluate("reached")
    assert not [element["markup"] for element in reached if not element["seen"]]
    places = [element["place"] for element in reached]
    assert sum(element["isControl"] for element in reached) == controls
    assert places == sorted(set(places))


def facts(page: Page, selector: str) -> list[str]:
    """The texts that a reader sees in the main part, but for what only says that there is no script."""
    texts = (
        page.locator(f"main :is({selector}):not(#page-no-script)")
        .filter(visible=True)
        .all_inner_texts()
    )
    return sorted({" ".join(text.split()) for text in texts} - {""})


def test_without_scripts_a_page_tells_the_same(path: str, open_page: OpenPage) -> None:
    """A script may add to a page, never a fact; and it may not take one away."""
    with_scripts = open_page(path)
    without = open_page(path, java_script_enabled=False)
    told = "h1, h2, h3, p, li, th, td, dt, dd, time"
    assert set(facts(without, told)) <= set(facts(with_scripts, told))
    fact = "h1, th, td, dd, time"
    assert facts(without, fact) == facts(with_scripts, fact)
    assert facts(without, "h1")
