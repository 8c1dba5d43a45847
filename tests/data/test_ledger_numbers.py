"""The numbers on pages of the real archive are those that its own SQLite file gives."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import pytest

from hashtrail.rules import STANDING
from tests.database import Database
from tests.pages import Map, cells
from tests.site_folder import SiteFolder

#: Every move once, also if several briefings tell it alike, with its range of each size.
_TOLD_ONCE: Final = """
WITH on_a_day AS (
  SELECT m.briefing, number, who, from_place, to_place, status, machines, hashrate_ph, power_mw,
    coalesce(m.date, b.date) AS date, coalesce(m.date_latest, b.date_latest) AS day
  FROM moves AS m JOIN briefings AS b ON b.id = m.briefing
),
numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY briefing, who, from_place, to_place, status, date, machines, hashrate_ph, power_mw ORDER BY number
  ) AS nth FROM on_a_day
),
told AS (
  SELECT m.who, m.from_place, m.to_place, m.status, m.day, m.machines, m.hashrate_ph, m.power_mw,
    min(c.machines) AS least_machines, max(c.machines) AS most_machines,
    min(c.hashrate_ph) AS least_hashrate_ph, max(c.hashrate_ph) AS most_hashrate_ph,
    min(c.power_mw) AS least_power_mw, max(c.power_mw) AS most_power_mw
  FROM numbered AS m LEFT JOIN claims AS c ON c.briefing = m.briefing AND c.move = m.number
  GROUP BY m.who, m.from_place, m.to_place, m.status, m.date, m.machines, m.hashrate_ph, m.power_mw, m.nth
)
"""
_SIZES: Final = ("machines", "hashrate_ph", "power_mw")
_STATUSES: Final = ("announced", "shipped", "delivered", "energised", "cancelled")


def number(value: float) -> str:
    return f"{round(value, 6):,.10g}" if value < 1e6 else f"{value:,.0f}"


def sums(database: Database, where: str, *parameters: str) -> list[list[str]]:
    """The rows that a table of sums has for the moves of a condition: by status, without the last column."""
    shown = []
    columns = ", ".join(
        f"count({size}), total({size}), "
        f"total(min({size}, coalesce(least_{size}, {size}))), "
        f"total(max(coalesce({size}, 0), coalesce(most_{size}, 0)))"
        for size in _SIZES
    )
    rows = database.rows(
        f"{_TOLD_ONCE} SELECT status, count(*), "
        f"total(machines IS NULL AND hashrate_ph IS NULL AND power_mw IS NULL), {columns} "
        f"FROM told WHERE {where} GROUP BY status",
        *parameters,
    )
    for status, moves, unsized, *sizes in sorted(rows, key=lambda row: _STATUSES.index(row[0])):
        amounts = []
        for count, value, low, high in zip(*[iter(sizes)] * 4, strict=True):
            if low != high:
                amounts.append(f"{number(value)} ({number(low)} to {number(high)})")
            else:
                amounts.append(number(value) if count else "not stated")
        shown.append([status, number(moves), *amounts, number(unsized)])
    return shown


def at(end: str, place: str) -> str:
    """The condition that an end of a move is at a place, or in it."""
    column = f"{end}_place" if "-" in place else f"substr({end}_place, 1, 2)"
    return f"coalesce({column} = '{place}', 0)"


def test_what_came_to_each_place_and_left_it(archive_site: SiteFolder, database: Database) -> None:
    seen = 0
    for (place,) in database.rows("SELECT id FROM places"):
        shown = archive_site.parsed(f"places/{place.lower()}/")
        to, origin = at("to", place), at("from", place)
        for table, where, has_open_end in (
            ("page-arrived", f"{to} AND NOT {origin}", True),
            ("page-left", f"{origin} AND NOT {to}", True),
            ("page-inside", f"{origin} AND {to}", False),
        ):
            rows = [row[:-1] if has_open_end else row for row in cells(shown, table)]
            assert rows == sums(database, where), (place, table)
            seen += len(rows)
    assert seen > 40


def test_what_each_organisation_moved(archive_site: SiteFolder, database: Database) -> None:
    for (who,) in database.rows("SELECT DISTINCT who FROM moves"):
        rows = [
            row[:-1] for row in cells(archive_site.parsed(f"organisations/{who}/"), "page-sums")
        ]
        assert rows == sums(database, "who = ?", who), who


@pytest.mark.parametrize(
    ("table", "end", "other"), [("page-arrived", "to", "from"), ("page-left", "from", "to")]
)
def test_the_sums_by_country(
    archive_site: SiteFolder, database: Database, table: str, end: str, other: str
) -> None:
    shown: dict[str, list[list[str]]] = {}
    country = ""
    for row in cells(archive_site.parsed("effects/"), table):
        if row[0] not in _STATUSES:
            country = row.pop(0)
        shown.setdefault(country, []).append(row[:-1])
    expected = {}
    for place, name in database.rows("SELECT id, name FROM places WHERE id = country"):
        if found := sums(database, f"{at(end, place)} AND NOT {at(other, place)}"):
            expected[name] = found
    if unknown := sums(database, f"{end}_place IS NULL"):
        expected[f"{'destination' if end == 'to' else 'origin'} not stated"] = unknown
    assert shown == expected


def test_the_stalled_moves(archive_site: SiteFolder, database: Database) -> None:
    stalled = database.value(
        f"""{_TOLD_ONCE}
        SELECT count(*) FROM told WHERE status IN ('announced', 'shipped')
        AND day <= date((SELECT max(changed) FROM briefings), '-24 months')
        AND NOT EXISTS (
          SELECT * FROM told AS later WHERE later.who = told.who AND later.day > told.day
          AND (later.to_place IS told.to_place
            OR length(told.to_place) = 2 AND substr(later.to_place, 1, 2) = told.to_place)
        )"""
    )
    assert len(cells(archive_site.parsed("effects/"), "page-stalled-table")) == min(stalled, 30)


def test_the_lags(archive_site: SiteFolder, database: Database) -> None:
    lags = [
        lag
        for (lag,) in database.rows(
            """SELECT CASE WHEN length(b.date) = 10 AND length(c.date) = 10
              THEN CAST(julianday(b.date) - julianday(c.date) AS INTEGER) END
              FROM causes JOIN briefings AS b ON b.id = briefing JOIN briefings AS c ON c.id = cause"""
        )
    ]
    known = sorted(lag for lag in lags if lag is not None)
    effects = archive_site.parsed("effects/")
    ((_, *counts, unknown),) = cells(effects, "page-lag-table")
    limits = [0, 1, 8, 31, 91, 181, 366, 1_000_000]
    assert list(map(int, counts)) == [
        sum(low <= lag < high for lag in known) for low, high in pairwise(limits)
    ]
    assert int(unknown) == len(lags) - len(known)
    caption = effects.css_first("#page-lags ~ figure figcaption")
    assert caption is not None
    assert f"The median is {known[(len(known) - 1) // 2]} days." in caption.text()


def test_the_rules_of_each_place(archive_site: SiteFolder, database: Database) -> None:
    """Told in how many decisions: alike in a briefing but for the authority, and once if briefings agree."""
    as_of = database.value("SELECT max(changed) FROM briefings")
    measures = ", ".join(f"'{measure}'" for measure in STANDING)
    for (place,) in database.rows("SELECT id FROM places"):
        found = database.rows(
            f"""WITH decisions AS (
              SELECT measure, place, announced, effective, until, announced_earliest, effective_earliest, until_latest,
                group_concat(authority, ' ') AS authorities
              FROM (SELECT * FROM actions ORDER BY authority) WHERE measure IN ({measures}) AND place IN (?, substr(?, 1, 2))
              GROUP BY briefing, measure, place, announced, effective, until
            ), rules AS (
              SELECT d.*, min(coalesce(announced_earliest, effective_earliest), coalesce(effective_earliest, announced_earliest)) AS known
              FROM decisions AS d GROUP BY measure, place, announced, effective, until, authorities
            )
            SELECT (until_latest IS NOT NULL AND until_latest < ?) OR EXISTS (
              SELECT * FROM actions AS l WHERE l.measure = 'lifting' AND l.place = rules.place
              AND instr(' ' || authorities || ' ', ' ' || l.authority || ' ')
              AND known < min(coalesce(l.announced_earliest, l.effective_earliest), coalesce(l.effective_earliest, l.announced_earliest))
              AND coalesce(l.effective_earliest, l.announced_earliest) <= ?
            ) AS ended, count(*) FROM rules WHERE known <= ? GROUP BY ended""",
            place, place, as_of, as_of, as_of,
        )  # fmt: skip
        shown = archive_site.parsed(f"places/{place.lower()}/")
        counted = dict(found)
        assert len(cells(shown, "page-in-force")) == min(counted.get(0, 0), 30), place
        assert len(cells(shown, "page-ended")) == min(counted.get(1, 0), 30), place


def test_the_briefings_of_each_place_by_year(archive_site: SiteFolder, database: Database) -> None:
    for (place,) in database.rows("SELECT id FROM places"):
        found = database.rows(
            """SELECT year, count(DISTINCT b.id) FROM briefings AS b JOIN briefing_places ON briefing = b.id
            WHERE place = ? OR substr(place, 1, 2) = ? GROUP BY year""",
            place,
            place,
        )
        rows = cells(archive_site.parsed(f"places/{place.lower()}/"), "page-year-table")
        shown = {int(year): int(total) for year, total, _ in rows if total != "0"}
        assert shown == (dict(found) if len(found) > 1 else {}), place


def test_the_shares_of_the_hashrate(archive_site: SiteFolder, database: Database) -> None:
    for (place,) in database.rows(
        "SELECT DISTINCT place FROM hashrate_shares WHERE place NOT NULL"
    ):
        found = database.rows(
            "SELECT share_percent FROM hashrate_shares WHERE place = ? ORDER BY month", place
        )
        rows = cells(archive_site.parsed(f"places/{place.lower()}/"), "page-share-table")
        assert [float(percent) for _, percent in rows] == [percent for (percent,) in found]


def _named(database: Database, place: str | None) -> str:
    if place is None:
        return "not stated"
    names: dict[str, str] = dict(database.rows("SELECT id, name FROM places"))
    return names[place] if "-" not in place else f"{names[place]}, {names[place[:2]]}"


def test_what_the_map_counts(archive_site: SiteFolder, database: Database) -> None:
    shown = Map(archive_site.page("map/index.html"))
    pairs = database.rows(
        f"{_TOLD_ONCE} SELECT from_place, to_place, count(*) FROM told GROUP BY from_place, to_place"
    )
    rows = {(row["From"], row["To"]): row for row in shown.table("From where to where")}
    assert len(rows) == len(pairs)
    units = ("machines", "PH/s", "MW")
    for origin, to, count in pairs:
        row = rows[_named(database, origin), _named(database, to)]
        assert row["Moves"] == number(count)
        where = f"from_place IS {_quoted(origin)} AND to_place IS {_quoted(to)}"
        found = sums(database, where)
        expected = [
            ", ".join(
                [
                    f"{status} {moves}",
                    *(
                        f"{amount} {unit}"
                        for amount, unit in zip(amounts, units, strict=True)
                        if amount != "not stated"
                    ),
                ]
            )
            for status, moves, *amounts, _ in found
        ]
        assert row["By status"] == "".join(expected), (origin, to)
    acted = database.rows("SELECT place, count(*) FROM actions GROUP BY place")
    by_place = {row["Place"]: row["Actions"] for row in shown.table("Where authorities acted")}
    assert by_place == {_named(database, place): number(count) for place, count in acted}
    open_ends = "total(from_place IS NULL), total(to_place IS NULL), total(from_place = to_place)"
    ((moves, unknown_origin, unknown_destination, within),) = database.rows(
        f"{_TOLD_ONCE} SELECT count(*), {open_ends} FROM told"
    )
    assert (
        f"{moves} moves between {len(pairs)} pairs of places: {unknown_origin:.0f} from an origin that no source states, "
        f"{unknown_destination:.0f} to a destination that none states, {within:.0f} within one place. "
        f"{sum(count for _, count in acted)} actions of authorities at {len(acted)} places."
    ) in shown.text


def _quoted(place: str | None) -> str:
    return "NULL" if place is None else f"'{place}'"


def test_what_the_maps_of_years_count(archive_site: SiteFolder, database: Database) -> None:
    actions = dict(
        database.rows(
            "SELECT substr(b.date, 1, 4), count(*) FROM actions a JOIN briefings b ON b.id = a.briefing GROUP BY 1"
        )
    )
    text = Map(archive_site.page("map/index.html")).text
    assert len(actions) > 5
    for year, count in actions.items():
        of_year = re.search(rf"{year} \((\d+) moves?, (\d+) actions?\)", text)
        assert of_year is not None, year
        assert int(of_year[2]) == count
        assert f"{of_year[1]} move" in Map(archive_site.page(f"map/{year}/index.html")).text
