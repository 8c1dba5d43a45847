"""What a person sees in the browser while files change: a real server process, real files, real tabs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests import real_site
from tests.preview.running import BASE_URL, Running, running
from tests.site_folder import SiteFolder

ORDER = "content/briefings/2021/2021-06-18-sichuan-order.md"
NORWAY = "content/briefings/2025/2025-06-20-norway-stop.md"
DRAFT = "content/briefings/2025/2025-07-01-tromso-hearing.md"
ABOUT = "content/pages/about.md"
CSS = "templates/static/site.css"
AXE = real_site.ROOT / "node_modules/axe-core/axe.min.js"
TIMEOUT = 15_000

expect.set_options(timeout=TIMEOUT)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts. They are closed after the server has ended, which every test asks for later than this.

    To close a context while its shared worker had a stream open was seen to hang.
    """
    contexts: list[BrowserContext] = []

    def made(**options: Any) -> BrowserContext:
        # Without view transitions, which a browser under load breaks off with an error of its own.
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **options}))
        contexts[-1].set_default_timeout(TIMEOUT)
        return contexts[-1]

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def server(context: BrowserContext, site: SiteFolder) -> Iterator[Running]:
    with running(site, f"--base-url={BASE_URL}") as server:
        yield server


Open = Callable[..., Page]


@pytest.fixture
def open_page(context: BrowserContext, server: Running) -> Iterator[Open]:
    """Opens a tab whose preview is connected. At the end no script may have failed."""
    failures: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # What tests themselves run has no address.
        if "status of 404" not in message.text and message.location["url"]:
            failures.append(f"{message.text} ({message.location['url']})")

    def opened(path: str = "", *, in_context: BrowserContext = context) -> Page:
        page = in_context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", console)
        page.goto(server.address + path)
        connected(page)
        # Gone as soon as the page is loaded anew.
        page.evaluate("globalThis.isSamePage = true")
        return page

    yield opened
    assert not failures


def connected(page: Page) -> None:
    expect(page.locator("hashtrail-preview").get_by_role("status")).to_contain_text(
        re.compile(r"\d\d:\d\d:\d\d")
    )


def is_same(page: Page) -> bool:
    return page.evaluate("globalThis.isSamePage === true") is True


def panel(page: Page) -> Any:
    return page.locator("hashtrail-preview .panel")


def url_of(server: Running, path: str) -> str:
    return server.address + path


def test_an_edit_is_shown_and_other_pages_are_left_alone(open_page: Open, server: Running) -> None:
    page, other = open_page("briefings/2025/norway-stop/"), open_page("about/")
    server.site.edit(NORWAY, "title: Norway", "title: Lately, Norway")
    expect(page.locator("h1")).to_contain_text("Lately, ")
    connected(page)
    home = open_page()
    expect(home.get_by_text("Lately, ").first).to_be_visible()
    assert is_same(other)


@pytest.fixture
def folded(site: SiteFolder) -> None:
    """Pages of a text are long once a part of them is unfolded. To be asked for before the server."""
    site.edit(
        "templates/text.html",
        "{{ view.body }}",
        "{{ view.body }}<details><summary>More</summary>{{ '<p>Line.</p>'|safe * 200 }}</details>",
    )


@pytest.mark.usefixtures("folded")
def test_the_place_on_the_page_is_kept(open_page: Open, server: Running) -> None:
    page = open_page("about/")
    page.get_by_text("More", exact=True).click()
    page.evaluate("scrollTo(0, 3000)")
    server.site.edit(ABOUT, "title: ", "title: Anew, ")
    expect(page.locator("h1")).to_contain_text("Anew, ")
    page.wait_for_function("() => scrollY === 3000")
    assert not is_same(page)


def test_a_save_by_rename_is_shown(open_page: Open, server: Running) -> None:
    page = open_page("about/")
    for number in range(3):
        # As editors do it: a file beside it, renamed into its place.
        text = server.site.path(ABOUT).read_text().replace("title: ", f"title: {number} ")
        server.site.write("content/pages/.about.md.swp", text)
        os.replace(server.site.path("content/pages/.about.md.swp"), server.site.path(ABOUT))
        expect(page.locator("h1")).to_contain_text(f"{number} ")
        connected(page)


def test_a_new_file_appears_where_its_address_was_asked_for(
    open_page: Open, server: Running
) -> None:
    page = open_page("contact/")
    expect(page.locator("h1")).not_to_contain_text("Write to us")
    server.site.write(
        "content/pages/contact.md", "---\ntitle: Write to us\nsummary: How.\n---\nDo.\n"
    )
    expect(page.locator("h1")).to_have_text("Write to us")


def test_a_deleted_page_leads_to_its_list(open_page: Open, server: Running) -> None:
    server.site.remove(DRAFT)
    page = open_page("briefings/2025/norway-stop/")
    server.site.remove(NORWAY)
    # Its year has no briefing any more.
    page.wait_for_url(url_of(server, "briefings/"))
    expect(page.locator("hashtrail-preview")).to_contain_text(
        "/briefings/2025/norway-stop/ is gone"
    )


@pytest.mark.parametrize("as_move", [True, False])
def test_a_renamed_page_leads_to_its_new_address(
    open_page: Open, server: Running, *, as_move: bool
) -> None:
    server.site.remove(DRAFT)
    page = open_page("briefings/2025/norway-stop/")
    new = NORWAY.replace("norway-stop", "oslo-stop")
    if as_move:
        os.rename(server.site.path(NORWAY), server.site.path(new))
    else:
        data = server.site.path(NORWAY).read_bytes()
        server.site.remove(NORWAY)
        server.site.write(new, data)
    page.wait_for_url(url_of(server, "briefings/2025/oslo-stop/"))


def test_a_renamed_page_with_an_alias_leads_there(open_page: Open, server: Running) -> None:
    server.site.remove(DRAFT)
    page = open_page("briefings/2025/norway-stop/")
    server.site.edit(NORWAY, "kind: ", "aliases: [/briefings/2025/norway-stop/]\nkind: ")
    expect(panel(page)).to_contain_text("duplicate-url")
    os.rename(server.site.path(NORWAY), server.site.path(NORWAY.replace("norway-stop", "oslo")))
    page.wait_for_url(url_of(server, "briefings/2025/oslo/"))


def test_a_mistake_lies_over_the_page_until_it_is_mended(open_page: Open, server: Running) -> None:
    page, missing = open_page("briefings/2025/norway-stop/"), open_page("no/such/page/")
    title = page.locator("h1").inner_text()
    server.site.edit(NORWAY, "kind: policy", "kind: xpolicy")
    for each in (page, missing):
        expect(panel(each)).to_be_visible()
        expect(panel(each)).to_contain_text(re.compile(rf"{NORWAY}:\d+:\d+"))
        expect(panel(each)).to_contain_text("error[unknown-value]")
        expect(panel(each)).to_contain_text("| kind: x")
        expect(panel(each)).to_contain_text("hint: did you mean")
        expect(panel(each).locator("mark")).to_have_text("x")
    assert page.locator("h1").inner_text() == title
    mark, caret = page.evaluate(
        """() => {
            const pre = document.querySelector("hashtrail-preview").shadowRoot.querySelector("pre");
            return [pre.querySelector("mark"), pre.lastChild].map((node) => {
                const range = document.createRange();
                range.selectNodeContents(node);
                return range.getBoundingClientRect().left;
            });
        }"""
    )
    assert abs(mark - caret) < 1
    # A page that is opened now tells of it as well.
    late = open_page("about/")
    expect(panel(late)).to_contain_text("error[unknown-value]")
    server.site.edit(NORWAY, "kind: xpolicy", "kind: policy")
    for each in (page, missing, late):
        expect(panel(each)).to_be_hidden()
    assert is_same(page)


def test_a_mistake_in_a_template_names_the_page(open_page: Open, server: Running) -> None:
    page = open_page("about/")
    server.site.edit(
        "templates/text.html", "{% block main %}", "{% block main %}{{ view.nothing }}"
    )
    expect(panel(page)).to_contain_text(re.compile(r"templates/text\.html:\d+:"))
    expect(panel(page)).to_contain_text("while rendering /about/")
    server.site.edit("templates/text.html", "{{ view.nothing }}", "<p>From the template</p>")
    expect(page.get_by_text("From the template")).to_be_visible()
    expect(panel(page)).to_be_hidden()


def test_a_broken_registry_and_a_broken_site_file(open_page: Open, server: Running) -> None:
    page = open_page()
    for path in ("content/site.yaml", "content/places.yaml"):
        text = server.site.path(path).read_text()
        server.site.write(path, "{")
        expect(panel(page)).to_contain_text(path)
        server.site.write(path, text)
        expect(panel(page)).to_be_hidden()


def test_the_complaints_can_be_hidden_and_shown_by_keyboard(
    open_page: Open, server: Running
) -> None:
    page = open_page("about/")
    server.site.edit(ABOUT, "title: ", "titel: ")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    page.get_by_role("button", name="error").focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    page.get_by_role("button", name="Hide").focus()
    page.keyboard.press("Space")
    expect(panel(page)).to_be_hidden()
    expect(page.get_by_role("button", name="error")).to_be_focused()
    # The next build tells of it again.
    server.site.edit(ABOUT, "titel: ", "titl: ")
    expect(panel(page)).to_contain_text("titl")


def test_a_style_sheet_is_exchanged_without_loading_the_page(
    open_page: Open, server: Running
) -> None:
    page = open_page("about/")
    is_marked = "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'"
    assert not page.evaluate(is_marked)
    css = server.site.path(CSS).read_text()
    server.site.write(CSS, css + "\nh1 { color: rgb(1, 2, 3) }\n")
    page.wait_for_function(f"() => {is_marked}")
    server.site.write(CSS, css)
    page.wait_for_function(f"() => !({is_marked})")
    assert is_same(page)
    page.wait_for_function(
        "() => document.querySelectorAll('head link[rel=stylesheet]').length === 1"
    )


def test_a_new_base_url_takes_the_tab_along(site: SiteFolder, context: BrowserContext) -> None:
    with running(site) as server:
        page = context.new_page()
        page.goto(server.address + "about/")
        connected(page)
        server.site.edit("content/site.yaml", "https://example.org/", "https://example.org/deep/")
        page.wait_for_url(server.address + "deep/about/")
        server.site.edit("content/site.yaml", "title: Small", "title: Great")
        expect(page.locator(".site-name")).to_have_text("Great Archive")


def test_a_tab_outlives_its_server(
    site: SiteFolder, context: BrowserContext, tmp_path: Path
) -> None:
    with running(site) as server:
        page = context.new_page()
        page.goto(server.address + "about/")
        connected(page)
        address, port = server.address, server.port
    expect(page.locator("hashtrail-preview").get_by_role("status")).to_contain_text(
        "does not answer"
    )
    site.edit(ABOUT, "title: ", "title: Meanwhile, ")
    with running(site, port=port) as server:
        assert server.address == address
        expect(page.locator("h1")).to_contain_text("Meanwhile, ")
        connected(page)
        site.edit(ABOUT, "title: Meanwhile", "title: Again")
        expect(page.locator("h1")).to_contain_text("Again, ")


def test_the_bar_names_source_and_draft_and_covers_nothing(
    site: SiteFolder, context: BrowserContext
) -> None:
    with running(site, "--drafts") as server:
        page = context.new_page()
        page.goto(server.address + "briefings/2025/tromso-hearing/")
        connected(page)
        bar = page.get_by_role("complementary", name="Preview")
        expect(bar).to_contain_text(DRAFT)
        expect(bar.get_by_text("Draft", exact=True)).to_be_visible()
        expect(bar).to_contain_text(re.compile(r"\d+ pages? in \d+\.\d\d s"))
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        top = page.evaluate(
            "document.querySelector('hashtrail-preview').getBoundingClientRect().top"
        )
        end = page.evaluate("document.querySelector('footer').getBoundingClientRect().bottom")
        assert end <= top + 1
        page.emulate_media(media="print")
        expect(page.locator("hashtrail-preview")).to_be_hidden()
        page.emulate_media(media="screen")
        bar.get_by_role("button", name="Close").press("Enter")
        expect(bar).to_be_hidden()
        page.reload()
        expect(page.get_by_role("button", name="Preview")).to_be_visible()
        expect(bar).to_be_hidden()
        page.get_by_role("button", name="Preview").press("Enter")
        expect(bar).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bar_and_complaints_are_accessible(
    new_context: Callable[..., BrowserContext], open_page: Open, server: Running, scheme: Any
) -> None:
    context = new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page = open_page("about/", in_context=context)
    server.site.edit(ABOUT, "title: ", "titel: ")
    expect(panel(page)).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run('hashtrail-preview', {resultTypes: ['violations']})")
    assert len(result["passes"]) > 5, "axe has hardly looked"
    assert result["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_edited_page_opens_in_one_tab(site: SiteFolder, context: BrowserContext) -> None:
    with running(site, "--open") as server:
        first, second = context.new_page(), context.new_page()
        for page in (first, second):
            page.goto(server.address)
            connected(page)
            page.bring_to_front()
        site.edit(ABOUT, "title: ", "title: Open, ")
        second.wait_for_url(server.address + "about/")
        connected(second)
        site.edit(ABOUT, "title: Open", "title: Still open")
        expect(second.locator("h1")).to_contain_text("Still open")
        assert first.url == server.address


def test_many_tabs_of_one_browser_and_another_browser(
    new_context: Callable[..., BrowserContext], open_page: Open, server: Running
) -> None:
    """More tabs than a browser opens connections to one host."""
    other = new_context()
    pages = [open_page("about/") for _ in range(9)] + [open_page("about/", in_context=other)]
    server.site.edit(ABOUT, "title: ", "title: Everywhere, ")
    for page in pages:
        expect(page.locator("h1")).to_contain_text("Everywhere, ")
