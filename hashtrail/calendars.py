"""iCalendar (RFC 5545, with the properties of RFC 7986): the days on which actions begin and end, as whole days.

Only days that are known to the day can stand in a calendar. Ids are UUIDs below that of the site, as those of the feeds
are. No clock is asked: stamps tell when a briefing was last changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hashtrail import dates, urls
from hashtrail.dates import Date
from hashtrail.ledger import LedgerAction
from hashtrail.model import country_of
from hashtrail.site import Site
from hashtrail.views.calendars import CalendarEvent, CalendarView

#: Octets of a line, its end not counted (RFC 5545, section 3.1).
_LINE_LENGTH: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def view(site: Site, list_path: str, place: str | None) -> CalendarView:
    """The calendar of a list of `Site.dated`: of a place, of the actions there alone; of all without a place."""
    config = site.config
    name = site.place_name(place) if place else "effective dates"
    where = f" in {name}" if place else ""
    events = [
        event
        for action in site.ledger.actions_of(site.dated[list_path])
        if place is None or place in (action.action.place, country_of(action.action.place))
        for event in _events(site, action)
    ]
    return CalendarView(
        id=str(site.uuid(urls.calendar(list_path))),
        name=f"{config.title}: {name}",
        description=f"The days on which what authorities did to mining{where} begins and ends.",
        lang=config.lang,
        url=site.urls.absolute(list_path),
        source=site.urls.absolute(urls.calendar(list_path)),
        changed=max(event.changed for event in events),
        events=tuple(sorted(events, key=lambda event: (event.day, event.id))),
    )


def _events(site: Site, of: LedgerAction) -> Iterator[CalendarEvent]:
    """The first and the last day of an action, as far as they are known."""
    action, briefing = of.action, of.briefing
    place = site.place_name(action.place)
    measure = action.measure.replace("-", " ")
    authority = site.organisations[action.authority].name
    url = site.urls.absolute(urls.briefing(briefing.id))
    first_id = urls.first_briefing_id(briefing.id, briefing.aliases)
    for day, end, summary in (
        (action.effective, "effective", f"{place}: {measure}"),
        (action.until, "until", f"{place}: last day of {measure}"),
    ):
        if day is not None and dates.is_day(day):
            yield CalendarEvent(
                id=str(site.uuid(f"{first_id}#action-{of.number}-{end}")),
                day=day,
                changed=dates.first_day(briefing.changed),
                summary=summary,
                description=f"{authority}\n{site.briefing(briefing).text}\n{url}",
                location=place,
                category=measure,
                url=url,
            )


def as_ics(calendar: CalendarView) -> bytes:
    """A calendar as a file; it has one event at least, as the RFC demands."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Hashtrail//Hashtrail//{calendar.lang.upper()}",
        "CALSCALE:GREGORIAN",
        f"UID:{calendar.id}",
        f"LAST-MODIFIED:{_stamp(calendar.changed)}",
        f"NAME:{_text(calendar.name)}",
        f"X-WR-CALNAME:{_text(calendar.name)}",
        f"DESCRIPTION:{_text(calendar.description)}",
        f"URL:{calendar.url}",
        f"SOURCE;VALUE=URI:{calendar.source}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for event in calendar.events:
        stamp = _stamp(event.changed)
        # DTEND is the first day that is no part of the event. One without it lasts a day too.
        end = dates.day_after(event.day)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.id}",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"DTSTART;VALUE=DATE:{_day(event.day)}",
            *([f"DTEND;VALUE=DATE:{_day(end)}"] if end else []),
            f"SUMMARY:{_text(event.summary)}",
            f"DESCRIPTION:{_text(event.description)}",
            f"LOCATION:{_text(event.location)}",
            f"CATEGORIES:{_text(event.category)}",
            f"URL:{event.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _day(day: Date) -> str:
    return day.replace("-", "")


def _stamp(day: Date) -> str:
    return f"{_day(day)}T000000Z"


def _text(text: str) -> str:
    """A text as a property value (RFC 5545, section 3.3.11)."""
    return text.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A line in pieces of 75 octets, no character cut in two; all but the first begin with a space."""
    data, pieces, start, room = line.encode(), [], 0, _LINE_LENGTH
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(data[start:end])
        start, room = end, _LINE_LENGTH - 1
    return b"\r\n ".join([*pieces, data[start:]])
