"""Dates that may know only the month or the year (EDTF level 0), kept as their ISO 8601 text.

As text they sort, hash and serialise as they are; a month sorts before its days. No function here
knows a clock, a time zone or a locale.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final, NewType

Date = NewType("Date", str)

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse(text: str) -> Date:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises ValueError, with a sentence for the editor, for any other form and for days that the
    calendar does not have.
    """
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError("write it as YYYY-MM-DD, or YYYY-MM where the day is not known")
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if year == 0:
        raise ValueError("there is no year 0000")
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(f"{MONTHS[month - 1]} {year} has no day {match[3]}")
    return Date(text)


def year(date: Date) -> str:
    return date[:4]


def month(date: Date) -> str:
    """`YYYY-MM`, or an empty string for a date that knows only the year."""
    return date[:7] if len(date) >= 7 else ""


def month_or_year(date: Date) -> Date:
    """The date without its day: the month, or the year where the month is not known."""
    return Date(date[:7])


def is_day(date: Date) -> bool:
    """Whether the day is known."""
    return len(date) == 10


def day_after(day: Date) -> Date | None:
    """The next day; None after the last one that four digits of a year can tell."""
    known = datetime.date.fromisoformat(day)
    if known == datetime.date.max:
        return None
    return Date((known + datetime.timedelta(days=1)).isoformat())


def quarter(date: Date) -> str:
    """`2021 Q2`, or an empty string for a date that knows only the year."""
    return f"{date[:4]} Q{(int(date[5:7]) + 2) // 3}" if len(date) >= 7 else ""


def first_day(date: Date) -> Date:
    """The first day that the date can mean."""
    return Date(date + "-01-01"[len(date) - 4 :]) if len(date) < 10 else date


def last_day(date: Date) -> Date:
    """The last day that the date can mean."""
    if len(date) == 4:
        return Date(date + "-12-31")
    if len(date) == 7:
        return Date(f"{date}-{calendar.monthrange(int(date[:4]), int(date[5:7]))[1]:02}")
    return date


def certainly_before(earlier: Date, later: Date) -> bool:
    """Whether every day that `earlier` can mean lies before every day that `later` can mean."""
    return last_day(earlier) < first_day(later)


def narrower(one: Date, other: Date) -> Date | None:
    """Of two dates of which one contains the other, the one that tells more; None if neither contains the other."""
    short, long = sorted((one, other), key=len)
    return long if long.startswith(short) else None


def day_before(date: Date) -> Date:
    """The day before the first that the date can mean; the first of all days has none, and is given itself."""
    day = datetime.date.fromisoformat(first_day(date)).toordinal()
    return Date(datetime.date.fromordinal(max(1, day - 1)).isoformat())


def months_before(date: Date, months: int) -> Date:
    """The same day so many months earlier than the first that the date can mean, or the last one of that month.

    Not before the first year that four digits can tell.
    """
    year, month, day = map(int, first_day(date).split("-"))
    year, month = divmod(max(12, year * 12 + month - 1 - months), 12)
    return Date(f"{year:04}-{month + 1:02}-{min(day, calendar.monthrange(year, month + 1)[1]):02}")


def display(date: Date) -> str:
    """`19 June 2021`, `June 2021` or `2021`."""
    parts = date.split("-")
    if len(parts) == 1:
        return date
    name = f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {name}" if len(parts) == 3 else name


def timestamp(date: Date) -> str:
    """The RFC 3339 timestamp of the first moment, in UTC, that the date can mean."""
    return f"{first_day(date)}T00:00:00Z"


def today() -> Date:
    """The day by the local clock. Only `new` may ask: a build has no clock."""
    return Date(datetime.datetime.now().astimezone().date().isoformat())
