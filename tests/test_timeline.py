"""The timeline: which event stands where, which months have none, and what makes its pages anew."""

from __future__ import annotations

import gzip
import random
import string
from collections import Counter
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from hashtrail import timeline_pages
from tests.bad_inputs import POWER_CUT
from tests.site_folder import SiteFolder

_BRIEFING = """---
title: {title}
date: {date}
kind: {kind}
summary: Something was done about it, and this tells of it.
places: [{place}]
sources:
  - {{id: s, publisher: P, title: T, url: "https://p.example/"}}
---
It happened [@s].
"""


def add(
    site: SiteFolder,
    slug: str,
    date: str,
    kind: str = "crackdown",
    place: str = "KZ",
    title: str = "",
) -> None:
    """Put a briefing into a site."""
    site.write(
        f"content/briefings/{date[:4]}/{date}-{slug}.md",
        _BRIEFING.format(title=title or slug, date=date, kind=kind, place=place),
    )


def told(site: SiteFolder, path: str = "timeline/") -> list[str]:
    """The headings of months, the gaps and the ids of the events of a page, as they follow each other."""
    nodes = site.parsed(path).css("#timeline h2, #timeline .gap, #timeline li[id]")
    return [attribute(node, "id") or node.text() for node in nodes]


def attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def text(page: LexborHTMLParser, selector: str) -> str:
    (node,) = page.css(selector)
    return node.text()


def anchors(site: SiteFolder, path: str) -> Counter[str]:
    return Counter(attribute(node, "id") for node in site.parsed(path).css("[id]"))


def years(site: SiteFolder) -> Iterator[str]:
    """The pages of years."""
    for file in sorted((site.root / "output/timeline").rglob("[0-9]*/**/index.html")):
        yield file.parent.relative_to(site.root / "output").as_posix() + "/"


def test_events_stand_by_month_with_the_gaps_between(built_site: SiteFolder) -> None:
    assert told(built_site) == [
        "2025-06", "2025/norway-stop",
        "August 2021 to May 2025: no briefing",
        "2021-07", "2021/first-machines",
        "2021-06", "2021/ganzi-power-cut", "2021/sichuan-order",
    ]  # fmt: skip


def test_a_year_tells_its_months_without_a_briefing(built_site: SiteFolder) -> None:
    assert told(built_site, "timeline/2021/") == [
        "August to December 2021: no briefing",
        "2021-07", "2021/first-machines",
        "2021-06", "2021/ganzi-power-cut", "2021/sichuan-order",
        "January to May 2021: no briefing",
    ]  # fmt: skip


def test_a_year_that_goes_on_tells_no_month_after_the_newest_change(site: SiteFolder) -> None:
    add(site, "march", "2026-03-09")
    add(site, "february", "2026-02-09")
    assert site.build(search=False).ok
    assert told(site, "timeline/2026/")[0] == "2026-03"
    assert told(site, "timeline/2026/")[-1] == "January 2026: no briefing"


def test_an_event_that_knows_only_its_year_has_a_place(site: SiteFolder) -> None:
    add(site, "some-time", "2023")
    assert site.build(search=False).ok
    assert told(site, "timeline/2023/") == [
        "2023", "2023/some-time", "January to December 2023: no briefing"
    ]  # fmt: skip
    page = site.parsed("timeline/")
    assert text(page, "[id='2023']") == "2023, month not known"
    assert "Not drawn: 1 of which the quarter is not known." in text(page, "figcaption")


def test_the_histogram_counts_what_the_page_lists(site: SiteFolder) -> None:
    for number in range(7):
        add(site, f"e{number}", f"2021-0{1 + number}-04", "policy" if number % 3 else "market")
    assert site.build(search=False).ok
    for path in ("timeline/", "timeline/2021/"):
        page = site.parsed(path)
        kinds = [node.text().lower() for node in page.css("main thead th")][1:-1]
        listed = Counter(attribute(node, "data-kind") for node in page.css("li[data-kind]"))
        table = [[int(cell.text()) for cell in row.css("td")] for row in page.css("main tbody tr")]
        sums = [sum(column) for column in zip(*table, strict=True)]
        assert dict(zip(kinds, sums[:-1], strict=True)) == {kind: listed[kind] for kind in kinds}
        assert sums[-1] == listed.total()
        drawn = [node.text().split(": ")[1].split()[0] for node in page.css(".chart title")]
        assert sum(map(int, drawn)) == listed.total()


def test_a_large_archive_shows_the_latest_year_and_counts_the_rest(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_pages, "MOST_ON_ONE_PAGE", 3)
    monkeypatch.setattr(timeline_pages, "YEAR_PAGE_LENGTH", 2)
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    assert told(site) == ["2025-06", "2025/norway-stop"]
    counted = [node.text().split() for node in site.parsed("timeline/").css(".parts li")]
    assert [" ".join(each) for each in counted] == [
        "July 2021 (1)",
        "June 2021 (1)",
        "June 2021 (1)",
    ]
    found = anchors(site, "timeline/")
    assert found["2021-06"] == found["2021-07"] == found["2025-06"] == 1
    assert found.most_common(1)[0][1] == 1
    assert told(site, "timeline/2021/") == [
        "August to December 2021: no briefing", "2021-07", "2021/first-machines", "2021-06", "2021/ganzi-power-cut",
    ]  # fmt: skip
    assert told(site, "timeline/2021/page/2/") == [
        "2021-06", "2021/sichuan-order", "January to May 2021: no briefing"
    ]  # fmt: skip


def test_the_address_of_an_event_does_not_depend_on_the_size_of_the_archive(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def addresses() -> dict[str, str]:
        """Where the timeline says that an event stands, which the check of links has followed."""
        assert site.build(search=False).ok
        return {
            attribute(event, "id"): attribute(link, "href")
            for path in ("timeline/", *years(site))
            for event in site.parsed(path).css("#timeline li[id]")
            for link in event.css(".card-meta a")
        }

    small = addresses()
    assert len(small) == 4
    monkeypatch.setattr(timeline_pages, "MOST_ON_ONE_PAGE", 1)
    site.remove(".hashtrail")
    assert addresses() == small


def test_an_archive_without_briefings_says_so(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    page = site.parsed("timeline/")
    assert text(page, ".empty") == "There are no briefings yet."
    assert not page.css(".chart, form#timeline-filters")
    assert list(years(site)) == []


def test_an_edit_of_a_text_leaves_the_timeline_as_it_is(site: SiteFolder) -> None:
    def explained() -> set[str]:
        lines = site.main("explain", "--jobs", "1", "--no-search").stdout.splitlines()
        return {
            line.split(": ")[0].removeprefix("render ") for line in lines if "/timeline/" in line
        }

    assert site.build(search=False).ok
    site.edit(POWER_CUT, "They were counted", "They have been counted")
    assert explained() == set()
    site.edit(POWER_CUT, "in the evening", "in the night")
    assert explained() == set()
    site.edit(POWER_CUT, "loses its power", "loses power")
    assert len(explained()) == 2


def test_a_full_page_of_events_is_light(site: SiteFolder) -> None:
    """What the events of a full page weigh, by what some weigh that have nothing in common."""
    rng = random.Random(7)
    count = 100
    for _ in range(count):
        words = ("".join(rng.choices(string.ascii_lowercase, k=7)) for _ in range(10))
        slug = "".join(rng.choices(string.ascii_lowercase, k=40))
        date = f"2022-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        add(site, slug, date, place=rng.choice(("KZ", "CN-SC")), title=" ".join(words))
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    for path in ("timeline/", "timeline/2022/"):
        weight = len(gzip.compress(site.page(f"{path}index.html").encode(), mtime=0))
        assert weight * timeline_pages.YEAR_PAGE_LENGTH / count < 300_000
