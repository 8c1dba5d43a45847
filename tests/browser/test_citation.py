"""A reader takes a citation along: as a file, and by the clipboard."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from hashtrail import citations
from tests.browser.conftest import OpenPage, ServedSite
from tests.real_site import BASE_URL

BRIEFING = "briefings/*/[a-z]*/"


def saved(page: Page) -> dict[str, str]:
    """The files that the links of the page save, by name."""
    files = {}
    for form in citations.FORMATS:
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"Save as {form.name}", exact=True).click()
        files[waiting.value.suggested_filename] = Path(waiting.value.path()).read_text("utf-8")
    return files


def test_each_format_is_saved_as_a_file(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(site.richest(BRIEFING))
    title = page.locator("h1").inner_text()
    files = saved(page)
    assert [name.partition(".")[2] for name in files] == ["bib", "ris", "csl.json"]
    assert len({name.partition(".")[0] for name in files}) == 1
    for name, text in files.items():
        assert page.url.replace(site.root, BASE_URL) in text, name
    assert f"TI  - {title}\n" in next(text for name, text in files.items() if ".ris" in name)


def test_files_are_saved_without_scripts_too(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(site.richest(BRIEFING), java_script_enabled=False)
    assert len(saved(page)) == 3
    assert page.get_by_role("button", name="Copy the citation").count() == 0


def test_a_button_copies_the_citation(open_page: OpenPage, site: ServedSite) -> None:
    page = open_page(site.richest(BRIEFING), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the citation").press("Enter")
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()


def test_without_leave_to_copy_the_citation_is_selected(
    open_page: OpenPage, site: ServedSite
) -> None:
    page = open_page(site.richest(BRIEFING))
    page.evaluate(
        "void (navigator.clipboard.writeText = () => Promise.reject(new DOMException('no')))"
    )
    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_text("Selected: copy it").wait_for()
    assert page.evaluate("String(getSelection())") == page.locator("#citation").inner_text()
