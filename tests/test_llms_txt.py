"""The file for programs that read for someone: its form, and that what it names is there."""

from __future__ import annotations

import re
from typing import Final

from hashtrail import llms_txt, urls
from hashtrail.views.frames import LinkGroup
from hashtrail.views.llms_txt import LlmsView
from hashtrail.views.texts import Link
from tests.bad_inputs import SITE
from tests.site_folder import SiteFolder

LINK: Final = re.compile(r"- \[((?:\\.|[^\[\]\\])+)\]\(([^()\s]+)\)")


def sections(text: str) -> dict[str, list[tuple[str, str]]]:
    """The links of each section: their texts and addresses."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in text.split("\n## ")[1:]:
        heading, *lines = part.strip().splitlines()
        matches = [LINK.fullmatch(line) for line in lines if line]
        found[heading] = [(match[1], match[2]) for match in matches if match]
        assert len(found[heading]) == len(matches)
    return found


def test_it_sums_up_the_site(built_site: SiteFolder) -> None:
    lines = built_site.page("llms.txt").splitlines()
    assert lines[:3] == [
        "# Small Archive",
        "",
        "> Four briefings about mines that closed and machines that moved, for the tests.",
    ]
    assert "4 briefings on events from 2021 to 2025, as of 20 June 2025." in lines
    assert any("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in line for line in lines)


def test_all_that_it_names_is_there(site: SiteFolder) -> None:
    assert site.build(base_url="https://example.org/base/").ok
    found = sections(site.page("llms.txt"))
    assert {"Lists", "Feeds", "Data"} <= found.keys()
    assert "https://example.org/base/data/citations.bib" in dict(found["Data"]).values()
    assert "https://example.org/base/calendar.ics" in dict(found["Feeds"]).values()
    files = site.output_files()
    for links in found.values():
        assert links
        for _, url in links:
            if url != "https://example.com/small-archive":
                path = url.removeprefix("https://example.org/base")
                assert urls.output_path(path) in files, url


def test_every_data_file_is_named(built_site: SiteFolder) -> None:
    named = {url for _, url in sections(built_site.page("llms.txt"))["Data"]}
    assert named == {
        f"https://example.org/{path}"
        for path in built_site.output_files()
        if path.startswith("data/") and not path.endswith(".html")
    }


def test_an_empty_archive_has_one_too(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    assert site.build().ok
    text = site.page("llms.txt")
    assert "0 briefings, as of 1 May 2021." in text
    assert "Calendar" not in text


def test_names_are_no_markup(site: SiteFolder) -> None:
    site.edit(SITE, "title: Small Archive\n", "title: Small [Archive]\n")
    assert site.build().ok
    assert site.page("llms.txt").startswith("# Small [Archive]\n")
    view = LlmsView(
        title="A",
        summary="B\nC",
        notes=(),
        groups=(LinkGroup("D", (Link(r"E [1] \ F", "https://example.org/"),)),),
    )
    assert llms_txt.as_markdown(view).decode() == (
        "# A\n\n> B C\n\n## D\n\n- [E \\[1\\] \\\\ F](https://example.org/)\n"
    )
