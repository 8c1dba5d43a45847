"""What a rule is on which day, for both sides: `python -m tests.asof.vectors` writes vectors.json anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from hashtrail.dates import Date
from hashtrail.rules import Rules
from tests.ledgers import action, briefing, ledger

FILE: Final = Path(__file__).with_name("vectors.json")

_EVENT: Final = "2021-06-19"
_DATES: Final[tuple[dict[str, str], ...]] = (
    {"effective": "2021-06-20"},
    {"announced": "2021-06-18"},
    {"announced": "2021-06-18", "effective": "2021-06-20"},
    {"announced": "2021-07-01", "effective": "2021-06-20"},
    {"announced": "2021-06-18", "until": "2021-07-01"},
    {"announced": "2021-06-18", "effective": "2021-06-20", "until": "2021-07-01"},
    {"effective": "2021-06", "until": "2021-07"},
    {"effective": "2021", "until": "2022"},
    {"announced": "2020", "effective": "2021-07"},
)
_DAYS: Final = tuple(
    map(
        Date,
        (
            *("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2021-05-31", "2021-06-01"),
            *("2021-06-17", "2021-06-18", "2021-06-19", "2021-06-20", "2021-06-30", "2021-07-01"),
            *("2021-07-02", "2021-07-31", "2021-08-01", "2022-12-31", "2023-01-01", "2031-01-01"),
        ),
    )
)


def vectors() -> list[list[object]]:
    """The days of a rule as its page has them, a day, and the state of the rule on that day."""
    lifting = action("lifting", "CN", effective="2021-07-02")
    found: list[list[object]] = []
    for dates in _DATES:
        for also in ((), (lifting,)):
            actions = (action("ban", "CN", **dates), *also)
            (rule,) = Rules(ledger(briefing(_EVENT, actions=actions))).all
            shown = {"known": rule.known, "start": rule.start or "", "end": rule.end or ""}
            found += ([shown, day, rule.state(day)] for day in _DAYS)
    return found


def text() -> str:
    return "[\n" + ",\n".join(map(json.dumps, vectors())) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
