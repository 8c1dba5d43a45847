"""The search as a reader meets it: by mouse, keyboard and URL, at the root of a host and below a path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests import real_site
from tests.browser.conftest import BASE_PATH, OpenPage, ServedSite
from tests.browser.server import serve
from tests.browser.test_stability import SHIFT
from tests.site_folder import SiteFolder

_AXE: Final = real_site.ROOT / "node_modules/axe-core/axe.min.js"
_PHONE: Final[dict[str, Any]] = {"viewport": {"width": 360, "height": 740}}
_BOX: Final = "Search the archive"
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module", params=["/", BASE_PATH])
def site(
    request: pytest.FixtureRequest, archive_site: SiteFolder, archive_below_path: SiteFolder
) -> Iterator[ServedSite]:
    built = archive_site if request.param == "/" else archive_below_path
    output = built.path("output")
    with serve(output, request.param) as root:
        yield ServedSite(output, root)


def heading(page: Page) -> Locator:
    return page.locator("#page-results h2")


def titles(page: Page) -> list[str]:
    return page.locator("#page-results h3").all_inner_texts()


def settled(page: Page, text: str | re.Pattern[str] = re.compile(r"\d+ (result|briefing)")) -> Page:
    """Wait until a search has been answered whole."""
    expect(heading(page)).to_have_text(text)
    expect(page.locator("#page-results")).not_to_have_attribute("aria-busy", "true")
    return page


def total(page: Page) -> int:
    return int(heading(page).inner_text().split()[0].replace(",", ""))


def asked(page: Page) -> dict[str, list[str]]:
    """What the URL of a page says."""
    return parse_qs(urlsplit(page.url).query)


def wait_for_query(page: Page, query: str) -> None:
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [query])


def choose(page: Page, facet: str, value: str) -> None:
    """Choose a value of a facet, and wait for the results."""
    before = page.url
    page.locator(f"[id='facet-{facet}-{value}']").click()
    page.wait_for_url(lambda url: url != before)
    settled(page)


# The box of every page


def test_the_box_is_a_combobox_for_the_keyboard(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page()
    box = page.get_by_role("combobox", name=_BOX)
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("kazakh")
    listbox = page.get_by_role("listbox", name="Suggestions")
    expect(listbox).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", str(listbox.get_attribute("id")))
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Kazakhstan")
    expect(options.first).to_contain_text("Place")
    expect(options.last).to_contain_text(re.compile(r"All \d+ results for “kazakh”"))
    assert options.locator("mark").count() > 0

    def active() -> Locator:
        return page.get_by_role("listbox").get_by_role("option", selected=True)

    expect(active()).to_have_count(0)
    last = options.count() - 1
    for key, at in (
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("End", last),
        ("Home", 0),
        ("ArrowUp", None),
        ("ArrowUp", last),
        ("ArrowDown", None),
        ("ArrowDown", 0),
    ):
        page.keyboard.press(key)
        if at is None:
            expect(active()).to_have_count(0)
            assert box.get_attribute("aria-activedescendant") is None
        else:
            expect(options.nth(at)).to_have_attribute("aria-selected", "true")
            id_ = str(options.nth(at).get_attribute("id"))
            expect(box).to_have_attribute("aria-activedescendant", id_)
            expect(active()).to_have_count(1)
        expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(box).to_have_value("kazakh")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.root}places/kz/")


def test_the_box_leads_to_all_results(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("about/")
    box = page.get_by_role("combobox", name=_BOX)
    box.fill("bitmain")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    box.press("Escape")
    box.press("Escape")
    expect(box).to_have_value("")
    box.fill("bitmain")
    box.press("Enter")
    page.wait_for_url(f"{site.root}search/?q=bitmain")
    settled(page)


def test_a_suggestion_can_be_clicked_and_the_popup_closes_behind(
    open_page: OpenPage, site: ServedSite
) -> None:
    page = open_page()
    box = page.get_by_role("combobox", name=_BOX)
    box.fill("bitmain")
    option = (
        page.get_by_role("listbox")
        .get_by_role("option")
        .filter(has_text=re.compile("Organisation"))
    )
    expect(option.first).to_be_visible()
    page.mouse.click(5, 400)
    expect(option.first).to_be_hidden()
    box.press("ArrowDown")
    option.first.click()
    page.wait_for_url(re.compile(re.escape(site.root) + r"organisations/[a-z0-9-]+/"))


def test_the_number_of_suggestions_is_told(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("combobox", name=_BOX).press_sequentially("bitm")
    status = page.locator(".search-form").get_by_role("status")
    expect(status).to_have_text(re.compile(r"^\d+ suggestions\."))


def test_the_slash_key_can_be_switched_off(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("search/")
    box = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")
    box.fill("")
    page.get_by_label("the key / leads").uncheck()
    page.goto(site.root)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name=_BOX)).not_to_be_focused()


# The search page


def asked_for_search(page: Page) -> list[str]:
    """The files of the search that a page asks for from now on, each by what its name begins with."""
    files: list[str] = []

    def note(request: Request) -> None:
        if re.search(r"/search/.*\.(js|json|txt)$", request.url):
            files.append(request.url.rpartition("/")[2].partition("-")[0])

    page.on("request", note)
    return files


def test_a_first_query_costs_six_requests(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("about/")
    page.wait_for_load_state("networkidle")
    files = asked_for_search(page)
    page.goto(f"{site.root}search/?q=bitmain")
    settled(page)
    assert len(titles(page)) == 10
    first = files[: files.index("facets")]
    assert len(first) <= 6
    assert sorted(first) == ["all", "engine.js", "manifest.json", "page.js", "start.js", "terms"]
    assert files[6:9] == ["facets", "facets", "facets"]
    assert set(files[9:]) <= {"excerpts.js", "passages.js"}


def test_the_box_asks_for_what_it_needs(open_page: OpenPage) -> None:
    page = open_page("about/")
    page.wait_for_load_state("networkidle")
    files = asked_for_search(page)
    page.get_by_role("combobox", name=_BOX).fill("bitmain")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    assert sorted(set(files)) == [
        "all",
        "box.js",
        "engine.js",
        "facets",
        "manifest.json",
        "terms",
    ]
    assert len([file for file in files if file.endswith((".js", ".json"))]) == 3


def test_marks_ask_for_what_they_need(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=bitmain"))
    files = asked_for_search(page)
    page.locator("#result-0").click()
    expect(page.get_by_role("region", name="Marks of your search")).to_be_visible()
    assert sorted(files[files.index("start.js") :]) == ["engine.js", "marks.js", "start.js"]


def test_facets_count_before_a_word_is_typed(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("search/")
    kinds = page.get_by_role("group", name="Kind")
    expect(kinds.get_by_role("checkbox").first).to_be_visible()
    texts = kinds.locator("label").all_inner_texts()
    counts = {}
    for text in texts:
        name, count = re.fullmatch(r"(\w+) \((\d+)\)", " ".join(text.split())).groups()  # type: ignore[union-attr]
        counts[name.lower()] = int(count)
    assert sum(counts.values()) == len(list(site.folder.glob("briefings/[0-9]*/*/index.html")))
    first, second = list(counts)[:2]

    choose(page, "kind", first)
    assert total(page) == counts[first]
    choose(page, "kind", second)
    assert total(page) == counts[first] + counts[second]
    assert asked(page) == {"kind": sorted([first, second])}
    expect(page.locator(f"#facet-kind-{second}")).to_be_focused()

    place = page.get_by_role("group", name="Place").get_by_role("checkbox").first
    count = int(re.sub(r"\D", "", place.locator("xpath=..").inner_text()))
    choose(page, "place", str(place.get_attribute("value")))
    assert total(page) == count

    chosen = page.get_by_role("list", name="Chosen filters")
    chosen.get_by_role("link", name="Remove all").click()
    page.wait_for_url(f"{site.root}search/")
    expect(page.get_by_role("heading", name="How to ask")).to_be_visible()


def test_a_large_archive_shows_organisations_when_they_are_asked_for(
    open_page: OpenPage, site: ServedSite
) -> None:
    page = open_page("")
    manifest = json.loads((site.folder / "search/manifest.json").read_bytes())
    # What tells the script that an archive is large; the files that it names are read if there are any.
    manifest["best"] = "00000000" * (len(manifest["terms"]) // 8)
    page.route("**/search/manifest.json", lambda route: route.fulfill(json=manifest))
    page.goto(f"{site.root}search/?kind=crackdown")
    settled(page)
    group = page.get_by_role("group", name="Organisation")
    expect(group.get_by_role("checkbox")).to_have_count(0)
    before = page.evaluate("history.length")
    more = group.get_by_role("button", name="Show the values of “Organisation”")
    more.focus()
    page.keyboard.press("Enter")
    expect(group.get_by_role("checkbox").first).to_be_visible()
    expect(group.get_by_role("button", name="Show all")).to_be_focused()
    expect(page.get_by_role("group", name="Tag").get_by_role("checkbox").first).to_be_visible()
    assert page.evaluate("history.length") == before


def test_a_country_has_its_provinces(open_page: OpenPage) -> None:
    page = open_page("search/")
    places = page.get_by_role("group", name="Place")
    fold = places.get_by_role("button")
    expect(fold).to_have_attribute("aria-expanded", "false")
    few = places.get_by_role("checkbox").count()
    fold.click()
    expect(fold).to_have_text("Show fewer")
    expect(fold).to_be_focused()
    assert places.get_by_role("checkbox").count() > few
    choose(page, "place", "CN-SC")
    inside = set(titles(page))
    assert inside
    page.goto(page.url.replace("place=CN-SC", "place=CN&shown=500"))
    settled(page)
    assert inside < set(titles(page))


def test_every_state_is_a_url(open_page: OpenPage) -> None:
    page = open_page("search/")
    entries = page.evaluate("history.length")
    box = page.get_by_role("searchbox")
    box.press_sequentially("kazakhstan")
    page.wait_for_url("**/search/?q=kazakhstan")
    assert page.evaluate("history.length") == entries, "typing must not fill the history"
    settled(page)
    states = [(page.url, titles(page))]
    value = str(
        page.get_by_role("group", name="Kind").get_by_role("checkbox").first.get_attribute("value")
    )
    choose(page, "kind", value)
    states.append((page.url, titles(page)))
    page.get_by_label("Sort by").select_option("Oldest first")
    page.wait_for_url("**sort=oldest")
    settled(page)
    states.append((page.url, titles(page)))
    dates = page.locator("#page-results time").evaluate_all("all => all.map(time => time.dateTime)")
    assert dates == sorted(dates)

    def shows(url: str, expected: list[str]) -> None:
        page.wait_for_url(url)
        expect(page.locator("#page-results h3")).to_have_text(expected)
        expect(box).to_have_value("kazakhstan")
        assert "kazakhstan" in page.title()

    for url, expected in reversed(states[:-1]):
        page.go_back()
        shows(url, expected)
    for url, expected in states[1:]:
        page.go_forward()
        shows(url, expected)
    page.reload()
    shows(*states[-1])
    expect(page.locator(f"#facet-kind-{value}")).to_be_checked()


def test_a_time_is_chosen_by_fields_and_by_the_chart(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=mining"))
    everything = total(page)
    chart = page.get_by_role("img", name=re.compile(r"^Briefings by (year|month): .*2021: \d+"))
    expect(chart).to_be_visible()
    chart.locator("[data-time='2021']").click()
    page.wait_for_url("**/search/?q=mining&after=2021&until=2021")
    settled(page)
    of_2021 = total(page)
    assert 0 < of_2021 < everything
    name = str(chart.get_attribute("aria-label"))
    assert f"2021: {of_2021}" in name
    expect(page.get_by_label("From", exact=True)).to_have_value("2021")

    until = page.get_by_label("Until", exact=True)
    until.fill("2021-06")
    until.press("Tab")
    page.wait_for_url("**after=2021&until=2021-06")
    settled(page)
    assert 0 < total(page) < of_2021
    assert all(
        "2021" <= date < "2021-07"
        for date in page.locator("#page-results time").evaluate_all("a => a.map(t => t.dateTime)")
    )
    before = page.url
    until.fill("June")
    until.press("Tab")
    expect(until).to_have_attribute("aria-invalid", "true")
    assert page.url == before


def test_a_mistyped_word_is_corrected_and_can_be_insisted_on(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=bitman"))
    notes = page.locator(".search-notes")
    expect(notes).to_contain_text("Showing results for bitmain")
    assert "bitmain" in " ".join(page.locator("#page-results mark").all_inner_texts()).lower()
    notes.get_by_role("link", name="bitman", exact=True).click()
    page.wait_for_url("**/search/?q=bitman&exact=1")
    settled(page, re.compile("No results|results? for"))
    expect(notes).to_contain_text("Searched as written")


def test_names_and_feeds_lead_on(open_page: OpenPage, site: ServedSite) -> None:
    page = settled(open_page("search/?q=kazakhstan&place=KZ"))
    names = page.get_by_role("navigation", name="Names")
    assert names.get_by_role("link", name="Kazakhstan", exact=True).get_attribute("href") == (
        f"{urlsplit(site.root).path}places/kz/"
    )
    feed = page.get_by_role("link", name="Atom feed of Kazakhstan", exact=True)
    response = page.request.get(site.root.rstrip("/") + "/places/kz/feed.xml")
    assert response.ok
    assert str(feed.get_attribute("href")) == f"{urlsplit(site.root).path}places/kz/feed.xml"


def test_without_results_it_says_what_to_drop(open_page: OpenPage) -> None:
    page = settled(
        open_page("search/?q=kazakhstan&kind=market&before=x&tag=nothing-like-it"),
        re.compile("No results"),
    )
    notes = page.locator(".search-notes")
    expect(notes).to_contain_text("There is no tag “nothing-like-it”")
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    drop = notes.get_by_role("link", name="Search without the filter “Tag”")
    if not drop.count():
        page.goto(page.url.replace("&kind=market", ""))
    count = int(re.sub(r"\D", "", drop.locator("xpath=..").inner_text()))
    drop.click()
    settled(page)
    assert total(page) == count


def test_a_field_with_an_unknown_value_offers_the_nearest(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=place%3Akazahstan"), re.compile("No results"))
    link = page.locator(".search-notes").get_by_role("link", name="KZ", exact=True)
    link.click()
    settled(page)
    assert asked(page) == {"q": ["place:KZ"]}


def test_more_results_come_ten_by_ten(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=mining"))
    first = titles(page)
    assert len(first) == 10
    page.get_by_role("button", name="10 more results").click()
    expect(page.locator("#page-results h3")).to_have_count(20)
    expect(page.locator("#result-10")).to_be_focused()
    assert titles(page)[:10] == first
    page.reload()
    settled(page)
    expect(page.locator("#page-results h3")).to_have_count(20)


def test_the_count_is_announced_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page("search/")
    page.get_by_role("searchbox").press_sequentially("bitmain")
    settled(page)
    status = page.locator("main").get_by_role("status")
    expect(status).to_have_text(heading(page).inner_text())
    live = page.locator("main :is([aria-live], [role=status], [role=alert], [role=log])")
    assert live.count() == 1, "a list that is read out is no help"
    expect(page.get_by_role("search")).to_have_count(1)
    expect(page.get_by_role("region", name="Results")).to_be_visible()


def test_a_result_opens_with_its_words_marked(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=bitmain"))
    link = page.locator("#result-0")
    path = str(link.get_attribute("href"))
    link.click()
    page.wait_for_url(f"**{path}")
    bar = page.get_by_role("region", name="Marks of your search")
    expect(bar).to_be_visible()
    assert urlsplit(page.url).query == urlsplit(page.url).fragment == ""
    marks = page.locator("main mark")
    assert all(re.match("bitmain", text, re.IGNORECASE) for text in marks.all_inner_texts())
    assert marks.count() > 1
    bar.get_by_role("button", name="Next mark").click()
    expect(page.locator("mark.current")).to_be_in_viewport()
    text = page.locator("main h1").inner_text()
    page.reload()
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Clear the marks").click()
    expect(marks).to_have_count(0)
    assert page.locator("main h1").inner_text() == text
    page.reload()
    expect(page.locator("main h1")).to_be_visible()
    expect(marks).to_have_count(0)


def test_a_result_that_opens_in_a_new_tab_has_its_words_marked(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=bitmain"))
    with page.context.expect_page() as opened:
        page.locator("#result-0").click(modifiers=["Control"])
    bar = opened.value.get_by_role("region", name="Marks of your search")
    expect(bar).to_be_visible()
    opened.value.reload()
    expect(bar).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('marks'))") == []


# Excerpts


class Told(NamedTuple):
    """Two words in a row that only the text of a briefing has: the path of the briefing, and its JSON file."""

    phrase: str
    path: str
    twin: dict[str, Any]


def told(site: ServedSite) -> Told:
    for file in sorted(site.folder.glob("briefings/[0-9]*/*/index.json")):
        twin = json.loads(file.read_bytes())
        shown = f"{twin['title']} {twin['summary']}".lower()
        for found in re.finditer(
            r"(?<=[a-z] )([a-z]{7,}) ([a-z]{7,})(?= [a-z])", twin["body"]["text"]
        ):
            if not any(word[:5] in shown for word in found.groups()):
                path = file.parent.relative_to(site.folder).as_posix()
                return Told(found[0], f"{urlsplit(site.root).path}{path}/", twin)
    raise AssertionError("no text says more than its summary")


def excerpt_of(page: Page, path: str) -> Locator:
    return page.locator(f"#page-results li:has(a[href='{path}']) .excerpt")


def in_sight(excerpt: Locator) -> Locator:
    """An excerpt, which comes only when the reader sees its place."""
    excerpt.scroll_into_view_if_needed()
    return excerpt


def test_an_excerpt_shows_what_only_the_text_says(open_page: OpenPage, site: ServedSite) -> None:
    phrase, path, _ = told(site)
    page = settled(open_page(f"search/?q=%22{quote_plus(phrase)}%22"))
    excerpt = in_sight(excerpt_of(page, path))
    expect(excerpt).to_contain_text(phrase)
    marks = excerpt.locator("mark").all_inner_texts()
    assert " ".join(marks).lower().count(phrase.split()[0]) >= 1
    stems = tuple(word[:5] for word in phrase.split())
    assert all(mark.lower().startswith(stems) for mark in marks)
    assert len(excerpt.inner_text()) < 200
    page.get_by_role("searchbox").fill(f"{phrase} {phrase.split()[0][:-2]}")
    settled(page, re.compile(f"for “{phrase} "))
    expect(in_sight(excerpt_of(page, path))).to_contain_text(phrase)


def test_a_result_whose_title_and_summary_say_all_has_no_excerpt(
    open_page: OpenPage, site: ServedSite
) -> None:
    twin = told(site).twin
    words = re.findall("[A-Za-z]{5,}", f"{twin['title']} {twin['summary']}")[:3]
    page = settled(open_page(f"search/?q={quote_plus(' '.join(words))}"))
    result = page.locator("#page-results li").filter(has_text=twin["title"])
    expect(result).to_have_count(1)
    expect(result.locator(".excerpt")).to_have_count(0)
    page.goto(f"{site.root}search/?kind={twin['kind']}")
    settled(page)
    expect(page.locator(".excerpt")).to_have_count(0)


def test_the_marks_of_an_excerpt_are_of_the_word_that_was_meant(open_page: OpenPage) -> None:
    page = settled(open_page("search/?q=sichuann"))
    expect(page.locator(".search-notes")).to_contain_text("Showing results for sichuan")
    mark = page.locator(".excerpt mark").first
    in_sight(page.locator(".excerpt").first)
    expect(mark).to_be_attached()
    assert all(
        text.lower().startswith("sichuan")
        for text in page.locator(".excerpt mark").all_inner_texts()
    )


@pytest.mark.parametrize("width", [360, 1350])
def test_an_excerpt_moves_nothing(width: int, open_page: OpenPage, site: ServedSite) -> None:
    phrase, path, _ = told(site)
    page = open_page("about/", viewport={"width": width, "height": 1200})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/briefings/**/index.json", hold)
    with page.expect_request("**/briefings/**/index.json"):
        page.goto(f"{site.root}search/?q=%22{quote_plus(phrase)}%22")
    excerpt = excerpt_of(page, path)
    expect(excerpt).to_have_text("")
    before = page.evaluate(SHIFT)
    box = excerpt.bounding_box()
    for route in held:
        route.continue_()
    expect(excerpt).to_contain_text(phrase)
    assert page.evaluate(SHIFT) == before
    assert excerpt.bounding_box() == box
    # Nothing of it is cut off by the room that it has.
    assert excerpt.evaluate("each => each.scrollHeight <= each.clientHeight + 1")


def test_excerpts_come_where_the_reader_looks(open_page: OpenPage) -> None:
    page = open_page("about/", viewport={"width": 1350, "height": 800})
    asked_for: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/index.json"):
            asked_for.append(request.url)

    page.on("request", note)
    # A name that texts write otherwise: no title shows it.
    page.goto(page.url.replace("about/", "search/?q=比特大陆"))
    settled(page)
    excerpts = page.locator(".excerpt")
    expect(excerpts.first).not_to_have_text("")
    expect(excerpts).to_have_count(10)
    page.wait_for_load_state("networkidle")
    assert 0 < len(asked_for) < 5
    excerpts.last.scroll_into_view_if_needed()
    expect(excerpts.last).not_to_have_text("")
    page.get_by_role("button", name="more results").click()
    expect(page.locator("#result-10")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert len(asked_for) == len(set(asked_for)), "a text was asked for twice"


def test_excerpts_of_an_older_query_are_given_up(open_page: OpenPage, site: ServedSite) -> None:
    phrase, _, _ = told(site)
    page = open_page("about/")
    page.route("**/briefings/**/index.json", lambda route: None)
    with page.expect_request("**/briefings/**/index.json"):
        page.goto(f"{site.root}search/?q=%22{quote_plus(phrase)}%22")
    settled(page)
    with page.expect_event("requestfailed", lambda each: each.url.endswith("/index.json")):
        page.get_by_role("searchbox").press_sequentially(" x")


def test_markup_in_a_text_stays_text(open_page: OpenPage, site: ServedSite) -> None:
    phrase, path, twin = told(site)
    markup = f"<img src=x onerror=window.hit=1> {phrase} <b>{phrase}</b> &lt;"
    spoilt = twin | {"body": {"text": markup, "html": markup}}
    page = open_page("about/")
    page.route("**/briefings/**/index.json", lambda route: route.fulfill(json=spoilt))
    page.goto(f"{site.root}search/?q=%22{quote_plus(phrase)}%22")
    settled(page)
    expect(in_sight(excerpt_of(page, path))).to_have_text(markup)
    assert page.locator("main :is(img, b)").count() == 0
    assert page.evaluate("window.hit") is None


# What goes wrong


@pytest.mark.parametrize("file", ["manifest.json", "terms-*", "all-*", "facets-*"])
def test_a_file_that_fails_can_be_asked_for_again(
    file: str, spoiled: Callable[[str], Page]
) -> None:
    page = spoiled("about/")
    page.route(f"**/search/{file}", lambda route: route.abort())
    page.goto(page.url.replace("about/", "search/?q=bitmain"))
    alert = page.locator("main").get_by_role("alert")
    expect(alert).to_contain_text("did not arrive")
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Try again").click()
    expect(page.locator("#page-results")).not_to_have_attribute("aria-busy", "true")
    page.unroute(f"**/search/{file}")
    page.get_by_role("button", name="Try again").click()
    settled(page)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("body", [None, "{}", "no JSON", '{"body": {"text": 1}}'])
def test_a_text_that_does_not_arrive_is_no_failure(
    body: str | None, spoiled: Callable[[str], Page], site: ServedSite
) -> None:
    phrase, path, _ = told(site)
    page = spoiled("about/")
    asked_for: list[str] = []

    def spoil(route: Route) -> None:
        asked_for.append(route.request.url)
        if body is None:
            route.abort()
        else:
            route.fulfill(body=body)

    page.route("**/briefings/**/index.json", spoil)
    page.goto(f"{site.root}search/?q=%22{quote_plus(phrase)}%22")
    settled(page)
    in_sight(excerpt_of(page, path))
    page.wait_for_load_state("networkidle")
    assert asked_for
    expect(excerpt_of(page, path)).to_have_text("")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#page-results h3").first).to_be_visible()


def test_the_box_says_when_a_file_fails(spoiled: Callable[[str], Page]) -> None:
    page = spoiled("about/")
    page.route("**/search/terms-*", lambda route: route.abort())
    box = page.get_by_role("combobox", name=_BOX)
    box.fill("bitmain")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.unroute("**/search/terms-*")
    again.click()
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    expect(box).to_be_focused()


@pytest.mark.parametrize("file", ["box.js", "engine.js"])
def test_a_box_whose_scripts_fail_says_so_and_fetches_them_again(
    file: str, spoiled: Callable[[str], Page], site: ServedSite
) -> None:
    page = spoiled("about/")
    page.route(f"**/search/{file}*", lambda route: route.abort())
    box = page.get_by_role("combobox", name=_BOX)
    box.focus()
    failure = page.get_by_role("search").get_by_role("status")
    expect(failure).to_contain_text("could not be loaded")
    expect(failure).to_be_in_viewport(ratio=1)
    box.blur()
    expect(failure).to_have_count(0)
    with page.expect_event("requestfailed"):
        box.focus()
    expect(failure).to_contain_text("could not be loaded")
    page.unroute(f"**/search/{file}*")
    box.press_sequentially("kazakh")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    expect(failure).not_to_contain_text("could not be loaded")
    box.press("Enter")
    page.wait_for_url(f"{site.root}search/?q=kazakh")


def test_a_site_published_anew_is_read_anew(spoiled: Callable[[str], Page]) -> None:
    """An open page knows the old names of the files; it fetches the new ones without a word."""
    page = spoiled("search/?q=bitmain")
    settled(page)
    manifests: list[str] = []

    def gone(route: Route) -> None:
        route.fulfill(status=404, body="")

    page.on(
        "request", lambda r: manifests.append(r.url) if r.url.endswith("manifest.json") else None
    )
    page.route("**/search/terms-*", gone, times=1)
    page.get_by_role("searchbox").fill("kazakhstan")
    settled(page, re.compile("results for “kazakhstan”"))
    assert len(manifests) == 1


STRANGE: Final = [
    "<img src=x onerror=window.hit=1>", "<script>window.hit=1</script>", "\"><svg onload=window.hit=1>", "{{7*7}}",
    "javascript:alert(1)", "' OR 1=1 --", "a" * 600, "\\", "((((", "[[[", "*", "^$.*+?()[]{}|", "\u202eright to left",
    "比特大陆", "Қазақстан", "🔥🔥", "e\u0301", "\u0000", "-", "--", "-\"", "\"", "\"\"", "OR", "OR OR", "a OR", "OR a",
    "place:", "place:\"", "constructor:x", "__proto__", "__proto__:x", "tag:__proto__", "toString", "after:99999",
    "before:2021-13-45", "after:0000", "kind:<b>", "org:constructor", "%00%ff%", "&amp;&lt;", "?q=1#x", "\n\t", "1e309", "-1",
]  # fmt: skip


def test_strange_strings_do_no_harm(open_page: OpenPage) -> None:
    page = open_page("search/")
    box = page.get_by_role("searchbox")
    for text in STRANGE:
        box.fill(text)
        typed = box.input_value()
        if typed.strip():
            settled(page, re.compile(r"^[\d,]+ |^No "))
            wait_for_query(page, typed)
        assert page.evaluate("window.hit") is None
        assert page.locator("main :is(img, script, iframe, b)").count() == 0, text
        assert page.locator("main svg:not(.histogram svg, .search-form svg)").count() == 0, text
    page.goto(page.url.partition("search/")[0])
    box = page.get_by_role("combobox", name=_BOX)
    for text in STRANGE[:8]:
        box.fill(text)
        expect(page.get_by_role("listbox").get_by_role("option").last).to_contain_text(
            box.input_value().strip()[:40]
        )
        assert page.evaluate("window.hit") is None
        assert page.locator(".popup :is(img, script, iframe, svg)").count() == 0


def test_markup_in_titles_and_names_stays_text(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page("about/")
    page.wait_for_load_state("networkidle")
    markup = "<img src=x onerror=window.hit=1>"

    def spoil(route: Route) -> None:
        body = route.fetch().text()
        for written in ("Bitmain", "bitmain "):
            body = body.replace(written, f"{written.strip()} {markup} ")
        route.fulfill(body=body, content_type="application/json")

    page.route(re.compile(r"/search/(all|facets)-"), spoil)
    page.goto(f"{site.root}search/?q=bitmain")
    settled(page)
    expect(page.locator("#page-results h3").first).to_contain_text(markup)
    expect(page.get_by_role("navigation", name="Names")).to_contain_text(markup)
    assert page.locator("main img").count() == 0
    page.goto(f"{site.root}about/")
    page.get_by_role("combobox", name=_BOX).fill("bitmain")
    expect(
        page.get_by_role("listbox").get_by_role("option").filter(has_text=markup).first
    ).to_be_visible()
    assert page.locator(".popup img").count() == 0
    assert page.evaluate("window.hit") is None


def test_strange_addresses_do_no_harm(open_page: OpenPage) -> None:
    for query in (
        "?q=%3Cimg+src%3Dx%3E&kind=%3Cb%3E&place=__proto__&sort=constructor&shown=1e9&after=2021-99&until=x",
        "?q=%FF%FE&org=toString&tag=%00&shown=-3",
        "?" + "kind=x&" * 200,
    ):
        page = settled(open_page(f"search/{query}"), re.compile(r"^[\d,]+ |^No "))
        assert page.locator("main :is(img, b)").count() == 0


# For everyone


STATES: Final = {
    "results": "search/?q=kazakhstan+pwer&after=2019",
    "none": "search/?q=%22no+such+phrase%22&place=KZ",
    "empty": "search/",
    "popup": "",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(state: str, scheme: str, open_page: OpenPage) -> None:
    page = open_page(STATES[state], color_scheme=scheme)
    if state == "popup":
        page.get_by_role("combobox", name=_BOX).fill("bitmain")
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
    elif state == "empty":
        page.get_by_role("group", name="Tag").wait_for()
    else:
        settled(page, re.compile(r"^[\d,]+ |^No "))
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then(found => found.violations)")
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found] == []


@pytest.mark.parametrize("state", STATES)
def test_it_fits_a_phone(state: str, open_page: OpenPage) -> None:
    page = open_page(STATES[state], **_PHONE)
    if state == "popup":
        page.get_by_role("combobox", name=_BOX).fill("kazakhstan")
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
    else:
        page.locator("summary").click()
        page.get_by_role("group", name="Date").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("main :is(button, input, select)").filter(visible=True)
    boxes = small.evaluate_all(
        "all => all.map(each => [each.outerHTML, (each.closest('label') ?? each).getBoundingClientRect()])"
    )
    assert [html for html, box in boxes if box["height"] < 24] == []


def test_on_a_phone_nothing_is_loaded_before_it_is_asked_for(open_page: OpenPage) -> None:
    page = open_page("search/", **_PHONE)
    asked_for: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked_for.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("group", name="Kind")).to_be_hidden()
    assert not [
        url
        for url in asked_for
        if "/search/" in url and "/static/" not in url and not url.endswith("/")
    ]
    page.locator("summary").click()
    expect(page.get_by_role("group", name="Kind")).to_be_visible()
    assert any("facets-" in url for url in asked_for)


def test_without_scripts_the_box_leads_to_the_lists(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(java_script_enabled=False)
    box = page.get_by_role("textbox", name=_BOX)
    box.fill("bitmain")
    box.press("Enter")
    page.wait_for_url(f"{site.root}search/?q=bitmain")
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    for name in ("Threads", "Places", "Organisations", "Kinds", "Years"):
        section = page.get_by_role("region", name=name, exact=True)
        href = section.get_by_role("link").first.get_attribute("href")
        assert page.request.get(site.root.partition("/hashtrail")[0].rstrip("/") + str(href)).ok
    expect(page.locator("#page-search-parts")).to_be_hidden()
