"""The numbers of the timeline, of threads and of what was in force, beside what the SQLite file of the same site gives."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hashtrail import dates
from hashtrail.rules import STANDING
from tests.database import Database
from tests.site_folder import SiteFolder

_MONTHS: Final = [name[:3] for name in dates.MONTHS]
#: The rules with the day on which each was known, the first and the last in force: rules.py, said once more in SQL.
_RULES: Final = f"""
    WITH dated AS (
        SELECT *, min(coalesce(announced_earliest, '9'), coalesce(effective_earliest, '9')) AS known
        FROM actions ORDER BY authority
    ), ended AS (
        SELECT *, min(
            coalesce(until_latest, '9999-12-31'),
            coalesce((
                SELECT min(date(coalesce(lifting.effective_earliest, lifting.announced_earliest), '-1 day'))
                FROM dated AS lifting
                WHERE lifting.measure = 'lifting' AND lifting.authority = rule.authority
                    AND lifting.place = rule.place AND lifting.known > rule.known
            ), '9999-12-31')
        ) AS last
        FROM dated AS rule WHERE measure IN ({", ".join(f"'{measure}'" for measure in STANDING)})
    ), told AS (
        SELECT measure, place, announced, effective, until, known, effective_earliest AS first,
            group_concat(authority) AS authorities, min(last) AS last
        FROM ended GROUP BY briefing, measure, place, announced, effective, until
    ), once AS (
        SELECT *, min(last) AS its_last
        FROM told GROUP BY measure, place, announced, effective, until, authorities
    ), rules AS (
        SELECT known, first, its_last AS last FROM once AS rule WHERE NOT EXISTS (
            SELECT * FROM once AS finer
            WHERE finer.measure = rule.measure AND finer.place = rule.place
                AND finer.authorities = rule.authorities
                AND (finer.announced IS NOT rule.announced OR finer.effective IS NOT rule.effective
                    OR finer.until IS NOT rule.until)
                AND ifnull(finer.announced, '-') GLOB ifnull(rule.announced || '*', '-')
                AND ifnull(finer.effective, '-') GLOB ifnull(rule.effective || '*', '-')
                AND ifnull(finer.until, '-') GLOB ifnull(rule.until || '*', '-')
        )
    )
"""


def number(node: LexborNode) -> int:
    return int(node.text().replace(",", ""))


def table(of: LexborHTMLParser) -> dict[tuple[str, str], int]:
    """The cells of a histogram's table by row and column, those with nothing left out."""
    kinds = [node.text().lower() for node in of.css("main thead th")][1:]
    return {
        (row.css("th")[0].text(), kind): number(cell)
        for row in of.css("main tbody tr")
        for kind, cell in zip(kinds, row.css("td"), strict=True)
        if number(cell)
    }


def with_sums(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    sums: Counter[tuple[str, str]] = Counter()
    for (row, _), count in counts.items():
        sums[row, "all"] += count
    return counts | dict(sums)


def test_the_histogram_counts_briefings_by_quarter(
    archive_site: SiteFolder, database: Database
) -> None:
    rows = database.rows(
        "SELECT year || ' Q' || ((substr(date, 6, 2) + 2) / 3), kind, count(*) FROM briefings "
        "WHERE length(date) > 4 GROUP BY 1, 2"
    )
    shown = archive_site.parsed("timeline/")
    assert len(rows) > 50
    assert table(shown) == with_sums({(quarter, kind): count for quarter, kind, count in rows})
    total = database.value("SELECT count(*) FROM briefings")
    assert shown.css(".page-header .note")[0].text().startswith(f"{total} events")
    assert len(shown.css("#timeline li[data-kind]")) == total


def test_the_histogram_of_a_year_counts_by_month(
    archive_site: SiteFolder, database: Database
) -> None:
    years = database.rows("SELECT year, count(*) FROM briefings GROUP BY 1")
    nav = archive_site.parsed("timeline/").css("#timeline-years li")
    assert {node.text(): None for node in nav} == {
        f"{year} ({count})": None for year, count in reversed(years)
    }
    for year, _ in years:
        rows = database.rows(
            "SELECT substr(date, 6, 2) + 0, kind, count(*) FROM briefings "
            "WHERE year = ? AND length(date) > 4 GROUP BY 1, 2",
            year,
        )
        expected = {(_MONTHS[month - 1], kind): count for month, kind, count in rows}
        assert table(archive_site.parsed(f"timeline/{year}/")) == with_sums(expected)


def test_filters_find_what_a_query_finds(archive_site: SiteFolder, database: Database) -> None:
    events = archive_site.parsed("timeline/").css("#timeline li[data-kind]")

    def counted(name: str) -> Counter[str]:
        return Counter(
            value for node in events for value in (node.attributes[f"data-{name}"] or "").split()
        )

    assert counted("kind") == dict(database.rows("SELECT kind, count(*) FROM briefings GROUP BY 1"))
    assert counted("place") == dict(
        database.rows(
            "SELECT country, count(DISTINCT briefing) FROM briefing_places "
            "JOIN places ON places.id = place GROUP BY 1"
        )
    )
    assert counted("measure") == dict(
        database.rows("SELECT measure, count(DISTINCT briefing) FROM actions GROUP BY 1")
    )


def test_threads_tell_all_their_moves_and_lags(
    archive_site: SiteFolder, database: Database
) -> None:
    threads = [thread for (thread,) in database.rows("SELECT id FROM threads")]
    assert len(threads) > 10
    days = []
    for thread in threads:
        story = archive_site.parsed(f"threads/{thread}/").css(".story > li")
        parts = database.rows(
            "SELECT id, date FROM briefings WHERE thread = ? ORDER BY date, id", thread
        )
        assert [node.attributes["id"] for node in story] == [briefing for briefing, _ in parts]
        reached = Counter(
            node.text().split(",")[0].lower()
            for part in story
            for node in part.css(".steps [aria-current]")
        )
        assert reached == dict(
            database.rows(
                "SELECT status, count(*) FROM moves JOIN briefings ON id = briefing "
                "WHERE thread = ? GROUP BY 1",
                thread,
            )
        )
        for (_, earlier), (briefing, later) in pairwise(parts):
            if len(earlier) == len(later) == 10 and earlier != later:
                lag = database.value("SELECT julianday(?) - julianday(?)", later, earlier)
                (shown,) = [node for node in story if node.attributes["id"] == briefing]
                (meta,) = shown.css(".card-meta")
                assert f"{int(lag):,} day{'s' if lag > 1 else ''} later" in meta.text()
                days.append(lag)
    assert len(days) > 20


def test_what_happened_next_is_every_cause(archive_site: SiteFolder, database: Database) -> None:
    for thread, count in database.rows(
        "SELECT thread, (SELECT count(*) FROM causes JOIN briefings AS b ON b.id = cause WHERE b.thread = briefings.thread) "
        "FROM briefings WHERE thread IS NOT NULL GROUP BY thread"
    ):
        shown = [
            line
            for heading in archive_site.parsed(f"threads/{thread}/").css(".story h4")
            if heading.text() == "What happened next"
            for line in re.findall("<li>", following_list(heading))
        ]
        assert len(shown) == count


def following_list(heading: LexborNode) -> str:
    node = heading.next
    while node is not None and node.tag != "ul":
        node = node.next
    assert node is not None
    return node.html or ""


def test_what_was_in_force_is_what_a_query_finds(
    archive_site: SiteFolder, database: Database
) -> None:
    paths = [
        "asof",
        *(f"asof/{file.name}" for file in archive_site.path("output/asof").glob("[0-9]*")),
    ]
    assert len(paths) > 5
    counts = {}
    for path in paths:
        shown = archive_site.parsed(f"{path}/")
        (day,) = {node.attributes["datetime"] for node in shown.css("[data-state] h2 time")}
        assert day
        expected = database.rows(
            _RULES + "SELECT count(*) FILTER (WHERE last >= ?1 AND first <= ?1), "
            "count(*) FILTER (WHERE last >= ?1 AND (first IS NULL OR first > ?1)), "
            "count(*) FILTER (WHERE last < ?1 AND last >= substr(?1, 1, 4)) "
            "FROM rules WHERE known <= ?1",
            day,
        )
        counts[path] = tuple(number(node) for node in shown.css("[data-count]"))
        assert [counts[path]] == expected, path
        listed = [len(section.css("li[data-known]")) for section in shown.css("[data-state]")]
        assert tuple(listed) == counts[path]
    assert all(any(each[state] for each in counts.values()) for state in range(3))


# The home page


def test_the_home_page_tells_the_state_of_things(
    archive_site: SiteFolder, database: Database
) -> None:
    home = archive_site.parsed("")
    day = home.css(".page-header time")[0].attributes["datetime"]
    told: dict[str, int] = {}
    notes: dict[str, str] = {}
    for item in home.css(".numbers > li"):
        label = item.css("a > span")[0].text()
        told[label] = number(item.css("strong")[0])
        notes[label] = "".join(note.text() for note in item.css(".note"))
    same = "who, from_place, to_place, status, on_date, machines, hashrate_ph, power_mw"
    moves = f"""
        WITH dated AS (
            SELECT moves.*, coalesce(moves.date, briefings.date) AS on_date
            FROM moves JOIN briefings ON briefings.id = briefing
        ),
        told AS (SELECT {same}, count(*) AS count FROM dated GROUP BY briefing, {same}),
        once AS (SELECT {same}, max(count) AS count FROM told GROUP BY {same})
    """
    assert told == {
        "briefings": database.value("SELECT count(*) FROM briefings"),
        "moves": database.value(f"{moves} SELECT sum(count) FROM once"),
        "rules in force": database.value(
            f"{_RULES} SELECT count(*) FROM rules WHERE first <= ?1 AND last >= ?1", day
        ),
        "countries and territories": database.value(
            "SELECT count(DISTINCT substr(place, 1, 2)) FROM briefing_places"
        ),
        "sources": database.value("SELECT count(*) FROM sources"),
    }
    assert notes["rules in force"] == "of {:,} on record".format(
        database.value(f"{_RULES} SELECT count(*) FROM rules")
    )
    delivered = database.value(
        f"{moves} SELECT sum(count * machines) FROM once WHERE status = 'delivered'"
    )
    assert notes["moves"] == f"{delivered:,} machines delivered"
