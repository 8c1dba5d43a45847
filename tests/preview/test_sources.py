from __future__ import annotations

import pytest

from hashtrail.preview import sources
from tests.site_folder import SiteFolder

PAIRS = [
    ("briefings/2021/2021-06-18-sichuan-order.md", "/briefings/2021/sichuan-order/"),
    ("briefings/2021/2021-07-first-machines.md", "/briefings/2021/first-machines/"),
    ("threads/bit-mining-exodus.md", "/threads/bit-mining-exodus/"),
    ("pages/about.md", "/about/"),
]


@pytest.mark.parametrize(("source", "page"), PAIRS)
def test_file_and_page_name_each_other(source: str, page: str, site: SiteFolder) -> None:
    assert sources.page_of(source) == page
    assert sources.source_of(page, site.path("content")) == source


@pytest.mark.parametrize(
    "source",
    ["site.yaml", "places.yaml", "briefings/2021/notes.md", "briefings/x.md", "data/x.csv", "x.md"],
)
def test_other_files_have_no_page(source: str) -> None:
    assert sources.page_of(source) == ""


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("/places/kz/", "places.yaml"),
        ("/organisations/bit-mining/", "organisations.yaml"),
        ("/", ""),
        ("/briefings/2021/", ""),
        ("/briefings/2021/order/", ""),  # the end of another slug
        ("/briefings/2021/18-sichuan-order/", ""),
        ("/about/page/2/", ""),
        ("/nothing/", ""),
    ],
)
def test_pages_of_no_single_file(page: str, source: str, site: SiteFolder) -> None:
    assert sources.source_of(page, site.path("content")) == source


@pytest.mark.parametrize(
    ("front_matter", "is_draft"),
    [
        ("draft: true\n", True),
        ("draft: true  # not yet\n", True),
        ("draft: false\n", False),
        ("title: draft\n", False),
        ("", False),
    ],
)
def test_drafts(front_matter: str, site: SiteFolder, *, is_draft: bool) -> None:
    site.write("content/pages/x.md", f"---\n{front_matter}title: X\n---\ndraft: true\n")
    assert sources.is_draft("pages/x.md", site.path("content")) is is_draft
    assert not sources.is_draft("pages/missing.md", site.path("content"))
