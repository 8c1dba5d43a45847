"""Examples of how to use the data, with `{data}` in place of the address of its files. Tests run them."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Example(Struct, frozen=True):
    """A piece of code: for which program, and what it answers."""

    program: str
    answers: str
    code: str


SQL: Final = (
    Example(
        "SQLite",
        "Which countries were machines said to move to, and how far have these moves come?",
        """\
SELECT places.country, moves.status,
       count(*) AS moves, sum(machines) AS machines
FROM moves JOIN places ON places.id = moves.to_place
GROUP BY places.country, moves.status
ORDER BY moves DESC, places.country, moves.status;
""",
    ),
    Example(
        "SQLite",
        "Which briefings tell of power in Kazakhstan? (full-text search)",
        """\
SELECT briefings.date, briefings.title, briefings.url
FROM briefings_fts JOIN briefings ON briefings.rowid = briefings_fts.rowid
WHERE briefings_fts MATCH 'kazakhstan power'
ORDER BY rank;
""",
    ),
    Example(
        "SQLite",
        "What followed an event, and how many days later? (where both days are known)",
        """\
SELECT cause.title AS cause, effect.title AS effect,
       julianday(effect.date) - julianday(cause.date) AS days
FROM causes
JOIN briefings AS cause ON cause.id = causes.cause
JOIN briefings AS effect ON effect.id = causes.briefing
WHERE length(cause.date) = 10 AND length(effect.date) = 10
ORDER BY days;
""",
    ),
)
DATASETTE: Final = Example(
    "Datasette",
    "The database in a browser, with facets and the full-text search.",
    """\
curl -O {data}hashtrail.sqlite
datasette hashtrail.sqlite --open
""",
)
PANDAS: Final = Example(
    "pandas",
    "Moves by status and year. `NA` is Namibia: only an empty cell is a missing value.",
    """\
import pandas as pd

moves = pd.read_csv("{data}moves.csv", keep_default_na=False, na_values=[""])
moves["year"] = pd.to_datetime(moves["date_earliest"]).dt.year
by_year = moves.pivot_table(index="year", columns="status", values="number", aggfunc="count")
print(by_year)
""",
)
DUCKDB: Final = Example(
    "DuckDB",
    "The publishers that most briefings rest on.",
    """\
SELECT publisher, count(DISTINCT briefing) AS briefings
FROM read_csv('{data}sources.csv', nullstr = '')
GROUP BY publisher
ORDER BY briefings DESC, publisher
LIMIT 10;
""",
)
PYTHON: Final = Example(
    "Python",
    "The most frequent measures by country, with what comes with Python.",
    """\
import csv, io
from collections import Counter
from urllib.request import urlopen

def rows(table):
    with urlopen("{data}" + table + ".csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8", newline="")))

countries = {place["id"]: place["country"] for place in rows("places")}
counts = Counter((action["measure"], countries[action["place"]]) for action in rows("actions"))
for (measure, country), count in counts.most_common(10):
    print(count, measure, country)
""",
)

EXAMPLES: Final = (*SQL, DATASETTE, PANDAS, DUCKDB, PYTHON)
