"""The page of the data says what is true, and its examples run."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser

from hashtrail.data import schemas
from hashtrail.data.examples import DUCKDB, EXAMPLES, PANDAS, PYTHON, SQL, Example
from hashtrail.data.tables import TABLES
from tests.database import Database
from tests.site_folder import SiteFolder


@pytest.fixture
def page(archive_site: SiteFolder) -> LexborHTMLParser:
    return archive_site.parsed("data/")


def test_it_counts_the_rows(page: LexborHTMLParser, database: Database) -> None:
    shown = {}
    for row in page.css("#page-table-list ~ tbody tr"):
        link, number = row.css_first("th a"), row.css_first("td")
        assert link is not None
        assert number is not None
        shown[(link.attributes["href"] or "").removeprefix("#")] = number.text().replace(",", "")
    assert shown == {
        table: str(database.value(f'SELECT count(*) FROM "{table}"')) for table in TABLES
    }


def test_it_names_every_column(page: LexborHTMLParser) -> None:
    for table in TABLES.values():
        rows = page.css(f"#columns-{table.name} ~ tbody tr")
        named = [code.text() for row in rows if (code := row.css_first("th code"))]
        assert named == [column.name for column in table.columns]


def test_it_links_every_file(page: LexborHTMLParser, files: Path) -> None:
    linked = {
        (node.attributes["href"] or "").removeprefix("/data/")
        for node in page.css("main a[href^='/data/']")
    }
    assert linked == {path.name for path in files.iterdir()} - {"index.html"}


def code(example: Example, files: Path) -> str:
    """An example that reads the files of a folder."""
    return example.code.replace("{data}", f"{files}/")


def run(program: str) -> str:
    """What a program in Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", [pytest.param(each, id=each.answers) for each in SQL])
def test_the_sql_examples_answer(example: Example, database: Database) -> None:
    assert len(database.rows(example.code)) > 3


def test_the_pandas_example_answers(files: Path, database: Database) -> None:
    printed = run(code(PANDAS, files))
    for (status,) in database.rows("SELECT DISTINCT status FROM moves WHERE date IS NOT NULL"):
        assert status in printed


def test_the_python_example_answers(files: Path, database: Database) -> None:
    printed = run(PYTHON.code.replace("{data}", f"{files.as_uri()}/"))
    counts = dict(
        database.rows(
            "SELECT measure || ' ' || country, count(*) FROM actions "
            "JOIN places ON places.id = place GROUP BY 1"
        )
    )
    shown = [line.split(" ", 1) for line in printed.splitlines()]
    assert [int(count) for count, _ in shown] == sorted(counts.values(), reverse=True)[:10]
    assert all(counts[what] == int(count) for count, what in shown)


def test_the_duckdb_example_answers(files: Path, database: Database) -> None:
    rows = duckdb.connect().execute(code(DUCKDB, files)).fetchall()
    assert rows == database.rows(
        "SELECT publisher, count(DISTINCT briefing) AS briefings FROM sources "
        "GROUP BY publisher ORDER BY briefings DESC, publisher LIMIT 10"
    )


def test_the_page_has_the_examples_with_the_address_of_the_files(page: LexborHTMLParser) -> None:
    shown = [node.text() for node in page.css("pre code")]
    assert shown == [
        each.code.replace("{data}", "https://hashtrail.example/data/") for each in EXAMPLES
    ]


def test_the_schema_is_what_the_command_prints(archive_site: SiteFolder) -> None:
    published = json.loads(archive_site.page("data/schema.json"))
    assert published.pop("$id") == "https://hashtrail.example/data/schema.json"
    with contextlib.redirect_stdout(io.StringIO()):
        printed = archive_site.main("schema").stdout
    assert json.loads(printed) == published == json.loads(schemas.front_matter())


def test_an_archive_without_briefings_has_its_files(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/pages")
    site.remove("content/threads")
    assert site.build(search=False).ok
    assert site.page("data/moves.json") == "[\n]\n"
    assert json.loads(site.page("data/moves.geojson"))["features"] == []
    assert site.page("data/moves.csv").count("\r\n") == 1
