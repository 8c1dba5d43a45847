"""What was in force: which rules stand on which page, and that the browser tells the same as Python."""

from __future__ import annotations

import gzip
import random
import string
import subprocess
from pathlib import Path

import pytest

from hashtrail import asof_pages
from tests.asof import vectors
from tests.bad_inputs import ORDER, POWER_CUT
from tests.site_folder import SiteFolder

_ACTIONS = """actions:
  - {authority: sichuan-energy-bureau, measure: ban, place: CN, announced: 2020-03, effective: 2020-05-01, source: gazette}
  - {authority: sichuan-energy-bureau, measure: tax, place: CN-SC, announced: 2021-02-01, source: gazette}
  - {authority: sichuan-energy-bureau, measure: tariff, place: CN-SC, effective: 2021-01-01, until: 2023-03, source: gazette}
  - {authority: sichuan-energy-bureau, measure: lifting, place: CN, announced: 2024-01-01, source: gazette}
  - {authority: sichuan-energy-bureau, measure: raid, place: CN-SC, announced: 2021-02-01, source: gazette}
"""


def sections(site: SiteFolder, path: str) -> dict[str, list[str]]:
    """The measures on a page with their places, by state; the number in each heading must be theirs."""
    page = site.parsed(path)
    found = {}
    for section in page.css("section[data-state]"):
        rules = [" ".join(node.text().split()) for node in section.css(".card-meta")]
        counts = [node.text() for node in section.css("[data-count]")]
        assert counts == [str(len(rules))]
        found[section.attributes["data-state"] or ""] = rules
    return found


@pytest.fixture
def ruled(site: SiteFolder) -> SiteFolder:
    """The small site with rules that begin, end and are lifted; its newest change is of 2025."""
    site.edit(ORDER, "actions:\n", _ACTIONS)
    return site


def test_the_vectors_are_the_generated_ones() -> None:
    assert vectors.FILE.read_text(encoding="utf-8") == vectors.text(), (
        "run: python -m tests.asof.vectors"
    )


def test_the_browser_tells_the_same() -> None:
    done = subprocess.run(
        ["node", "--test", Path(__file__).with_name("rules.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_page_of_a_year_has_what_held_in_it(ruled: SiteFolder) -> None:
    report = ruled.build(search=False)
    assert report.ok, report.diagnostics
    order = "Shutdown order Sichuan, China"
    cut = "Power cut Sichuan, China"
    assert sections(ruled, "asof/2021/") == {
        "in-force": ["Ban China", cut, order, "Tariff Sichuan, China"],
        "announced": ["Tax Sichuan, China"],
        "ended": [],
    }
    assert sections(ruled, "asof/2023/") == {
        "in-force": ["Ban China", cut, order],
        "announced": ["Tax Sichuan, China"],
        "ended": ["Tariff Sichuan, China"],
    }
    # The lifting of 2024 ended the ban on the last day of 2023; it is the last year that has it.
    assert sections(ruled, "asof/2024/")["in-force"] == [cut, order]
    latest = sections(ruled, "asof/2025/")
    assert latest == sections(ruled, "asof/")
    assert latest["ended"] == []


def test_a_rule_that_the_reader_cannot_date_says_so(ruled: SiteFolder) -> None:
    assert ruled.build(search=False).ok
    body = ruled.parsed("asof/2023/").body
    assert body is not None
    text = " ".join(body.text().split())
    assert "announced 1 February 2021; since when is not stated" in text
    assert (
        "in force from 1 May 2020; lifted 1 January 2024: Sichuan orders 26 mines to close" in text
    )
    assert "in force from 1 January 2021; until March 2023" in text
    assert "In force on 31 December 2023 (3)" in text


def test_a_large_archive_has_a_page_for_each_country(
    ruled: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ruled.build(search=False).ok
    small = {year: sections(ruled, f"asof/{year}/") for year in (2021, 2023)}
    monkeypatch.setattr(asof_pages, "MOST_TOGETHER", 1)
    ruled.remove(".hashtrail")
    report = ruled.build(search=False)
    assert report.ok, report.diagnostics
    for year, expected in small.items():
        assert sections(ruled, f"asof/{year}/cn/") == expected
        page = ruled.parsed(f"asof/{year}/")
        assert not page.css("li[data-known]")
        (row,) = page.css("main tbody tr")
        assert [node.text() for node in row.css("th, td")] == [
            "China",
            *(str(len(rules)) for rules in expected.values()),
        ]
        assert not any(sections(ruled, f"asof/{year}/kz/").values())
    form = ruled.parsed("asof/").css_first("#asof-form")
    assert form is not None
    assert "data-split" in form.attributes


def test_an_archive_without_briefings_says_so(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    assert not any(sections(site, "asof/").values())
    assert "None on record." in site.page("asof/index.html")
    pages = sorted(path.name for path in (site.root / "output/asof").iterdir() if path.is_dir())
    assert len(pages) == 1


def test_an_edit_of_a_text_leaves_the_pages_as_they_are(ruled: SiteFolder) -> None:
    def explained() -> set[str]:
        lines = ruled.main("explain", "--jobs", "1", "--no-search").stdout.splitlines()
        return {line.split(": ")[0] for line in lines if "/asof/" in line}

    assert ruled.build(search=False).ok
    ruled.edit(POWER_CUT, "They were counted", "They have been counted")
    ruled.edit(POWER_CUT, "in the evening", "in the night")
    assert explained() == set()
    ruled.edit(POWER_CUT, "effective: 2021-06-19", "effective: 2023-06-19")
    assert len(explained()) == 6  # five years from 2021 on, and the page that asks for a day


def test_a_full_page_of_rules_is_light(site: SiteFolder) -> None:
    """What a rule weighs, times as many as a page of a year can well have: two for each briefing."""
    rng = random.Random(7)
    count = 60
    for number in range(count):
        text = site.path(POWER_CUT).read_text(encoding="utf-8")
        slug = "-".join("".join(rng.choices(string.ascii_lowercase, k=7)) for _ in range(6))
        text = text.replace(
            "BIT Mining loses its power in Ganzi", f"{slug.replace('-', ' ')} shuts mines"
        )
        text = text.replace("aliases: [/briefings/2021/power-cut-in-ganzi/, /ganzi.html]\n", "")
        text = text.replace("effective: 2021-06-19", f"effective: 2021-07-{number % 28 + 1:02}")
        site.write(f"content/briefings/2021/2021-06-19-{slug}.md", text)
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    weight = len(gzip.compress(site.page("asof/2025/index.html").encode(), mtime=0))
    assert weight / count * asof_pages.MOST_TOGETHER * 2 < 300_000
