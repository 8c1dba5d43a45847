"""iCalendar."""

from __future__ import annotations

from msgspec import Struct

from hashtrail.dates import Date


class CalendarEvent(Struct, frozen=True, kw_only=True):
    """A day in a calendar: `id` is a UUID, `changed` the day of the last change of what it says, `url` absolute."""

    id: str
    day: Date
    changed: Date
    summary: str
    description: str
    location: str
    category: str
    url: str


class CalendarView(Struct, frozen=True, kw_only=True):
    """A calendar as iCalendar (RFC 5545) shows it. All URLs are absolute."""

    id: str
    name: str
    description: str
    lang: str
    url: str
    source: str
    changed: Date
    events: tuple[CalendarEvent, ...]
