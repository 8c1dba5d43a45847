"""What the archive covers and where it knows little: the numbers, and the page that shows them."""

from __future__ import annotations

import datetime
import gzip
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from hashtrail import content, coverage, languages
from hashtrail.coverage import Gap
from hashtrail.dates import Date
from hashtrail.model import Briefing, Figure, Source
from tests.bad_inputs import NORWAY, POWER_CUT
from tests.ledgers import action, briefing, ledger, move
from tests.site_folder import PROJECT, SiteFolder


def source(number: int, publisher: str = "P", **fields: str) -> Source:
    return Source(
        id=f"s{number}",
        publisher=publisher,
        title="T",
        url="https://p.example/",
        lang=fields.get("lang"),
        archived=fields.get("archived"),
    )


def test_events_are_counted_by_month() -> None:
    found = coverage.of(
        ledger(
            briefing("2020-11-05", "a"),
            briefing("2020-11", "b"),
            briefing("2020", "c"),
            briefing("2022-03-31", "d", published=Date("2022-05-02")),
        )
    )
    assert [year.year for year in found.years] == ["2020", "2021", "2022"]
    assert found.years[0].months == (0,) * 10 + (2, 0)
    assert (found.years[0].undated, found.years[0].total) == (1, 3)
    assert found.years[1].total == 0
    # The archive is of May 2022: June is still to come.
    assert found.years[2].months == (0, 0, 1, 0, 0) + (None,) * 7
    assert (found.months, found.empty_months) == (29, 27)
    assert found.longest == Gap(Date("2020-12"), Date("2022-02"), 15)


def test_an_event_that_is_still_to_come_is_counted() -> None:
    found = coverage.of(ledger(briefing("2021-03-01", "a"), briefing("2022-11-01", "b")))
    assert found.years[-1].months[10] == 1
    ahead = coverage.of(
        ledger(briefing("2021-03-01", "a", published=Date("2021-03-02"), updates=()))
    )
    assert ahead.months == 3
    assert ahead.longest == Gap(Date("2021-01"), Date("2021-02"), 2)


def test_an_archive_without_a_gap_or_a_briefing() -> None:
    found = coverage.of(ledger(briefing("2021-01-31", "a")))
    assert (found.longest, found.empty_months) == (None, 0)
    empty = coverage.of(ledger())
    assert (empty.years, empty.longest, empty.sources, empty.quiet) == ((), None, 0, ())


def test_countries_are_quiet_after_two_years() -> None:
    found = coverage.of(
        ledger(
            briefing("2024-05-02", "new", places=("KZ",)),
            briefing("2022-05-02", "old", places=("NO",)),
            briefing("2022-05-03", "newer", places=("SE",)),
            briefing("2022-05", "month", places=("IS",)),
            briefing("2020", "year", places=("IR-23",)),
            briefing("2019-01-01", "before", places=("KZ",)),
        )
    )
    assert [(place, newest.id) for place, newest in found.quiet] == [
        ("IR", "2020/year"),
        ("NO", "2022/old"),
    ]


def test_sources_are_counted_by_language_and_copy() -> None:
    copy = "https://archive.example/"
    found = coverage.of(
        ledger(
            briefing("2021-01-01", "a", sources=(source(1), source(2, lang="zh", archived=copy))),
            briefing("2021-01-02", "b", sources=(source(1, "Q"), source(2), source(3, lang="zh"))),
            briefing("2021-01-03", "c", sources=(source(1, archived=copy), source(2, "Q"))),
        )
    )
    assert (found.sources, found.archived) == (7, 2)
    assert found.languages == ((None, 5), ("zh", 2))
    assert [(each.id, count) for each, count in found.unarchived] == [
        ("2021/b", 3),
        ("2021/c", 1),
        ("2021/a", 1),
    ]


def test_statements_of_one_publisher_are_counted() -> None:
    figure = Figure(what="w", value=1, unit="u", source="s1")
    facts = {
        "actions": (action("ban", "CN", announced="2021-01-01"),),
        "moves": (move("announced", to="KZ"), move("shipped", to="KZ")),
        "figures": (figure, figure, figure),
    }
    found = coverage.of(
        ledger(
            briefing("2021-01-01", "one", sources=(source(1),), **facts),
            briefing("2021-01-02", "twice", sources=(source(1), source(2))),
            briefing("2021-01-03", "two", sources=(source(1), source(2, "Q")), **facts),
        )
    )
    assert [(each.id, count) for each, count in found.alone] == [("2021/twice", 0), ("2021/one", 6)]


def test_days_from_event_to_report_need_both_days() -> None:
    reported = ["2021-01-01", "2021-01-03", "2021-01-11", "2021-01", "2020-12-30", None]
    found = coverage.of(
        ledger(
            *(
                briefing("2021-01-01", f"b{number}", reported=day and Date(day))
                for number, day in enumerate(reported)
            )
        )
    )
    assert found.reports.median == 2
    assert (found.reports.unknown, found.early) == (2, 1)
    assert sum(count for _, count in found.reports.classes) == 3


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    st.lists(
        st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1))
        .map(str)
        .flatmap(lambda d: st.sampled_from([d, d[:7], d[:4]]))
    )
)
def test_every_event_is_in_one_year(days: list[str]) -> None:
    found = coverage.of(
        ledger(*(briefing(day, f"b{number}") for number, day in enumerate(days[:20])))
    )
    totals = {year.year: year.total for year in found.years if year.total}
    assert totals == Counter(day[:4] for day in days[:20])
    assert found.longest is None or found.longest.count <= found.empty_months


NAMES = {"zh": "Chinese", "zh-Hans": "Chinese", "nb": "Norwegian", "EN": "English", "tlh": "tlh"}


@pytest.mark.parametrize("tag", NAMES)
def test_languages_have_names(tag: str) -> None:
    assert languages.name_of(tag) == NAMES[tag]


# The page


def rows(page: LexborHTMLParser, table: str) -> list[list[str]]:
    return [
        [cell.text().strip() for cell in row.css("th, td")] for row in page.css(f"{table} tbody tr")
    ]


def test_the_page_shows_what_is_known(site: SiteFolder) -> None:
    assert site.build(search=False).ok
    page = site.parsed("coverage/")
    months = rows(page, ".months")
    assert [row[0] for row in months] == ["2021", "2022", "2023", "2024", "2025"]
    assert months[0][6:8] == ["2", "1"]
    assert months[1][1] == "–none known"
    assert months[0][13] == "3"
    assert page.css(".months a")[0].attributes["href"] == "/timeline/2021/"
    assert ["Norwegian", "1"] in [row[:2] for row in rows(page, "[aria-labelledby=page-languages]")]
    assert site.parsed("").css('footer a[href="/coverage/"]')


def test_the_page_of_an_archive_without_briefings_says_so(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    page = site.parsed("coverage/")
    assert [each.text() for each in page.css(".empty")] == ["There are no briefings yet."]
    assert page.css("table, h2.ruled") == []


def test_an_edit_of_a_text_leaves_the_page_as_it_is(site: SiteFolder) -> None:
    def is_rendered() -> bool:
        explained = site.main("explain", "--jobs", "1", "--no-search").stdout
        return any(line.startswith("/coverage/:") for line in explained.splitlines())

    assert site.build(search=False).ok
    site.edit(POWER_CUT, "They were counted", "They have been counted")
    assert not is_rendered()
    site.edit(NORWAY, "lang: nb", "lang: sv")
    assert is_rendered()


def test_the_page_of_a_large_archive_is_bounded(site: SiteFolder) -> None:
    for number in range(60):
        site.write(
            f"content/briefings/2020/2020-01-{number % 31 + 1:02}-event-{number}.md",
            f"---\ntitle: Event {'of a long name ' * 5}{chr(97 + number % 26) * 9}\n"
            f"date: 2020-01-{number % 31 + 1:02}\nkind: context\nsummary: Something was done.\n"
            "places: [NO]\nsources:\n"
            '  - {id: s, publisher: P, title: T, url: "https://p.example/"}\n---\nSo [@s].\n',
        )
    assert site.build(search=False).ok
    page = site.parsed("coverage/")
    assert "more briefings" in page.text()
    assert len(page.css(".counted-list li")) == 2 * 30
    assert len(gzip.compress(site.page("coverage/index.html").encode())) < 20_000


def test_the_counts_of_the_archive_are_those_of_its_files() -> None:
    """What the page is made from equals what the files give by another way."""
    folder = PROJECT / "content"
    records: list[Briefing] = []
    for path in sorted(folder.glob("briefings/*/*.md")):
        name = path.relative_to(folder).as_posix()
        record = content.parse(path.read_bytes(), name, name).record
        assert isinstance(record, Briefing)
        records.append(record)
    found = coverage.of(ledger(*records))
    assert found.sources == sum(len(record.sources) for record in records)
    assert sum(year.total for year in found.years) == len(records)
    by_month = Counter(record.date[:7] for record in records if len(record.date) > 4)
    for year in found.years:
        for number, events in enumerate(year.months, 1):
            assert (events or 0) == by_month[f"{year.year}-{number:02}"]
