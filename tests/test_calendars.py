"""The calendars of the days on which actions begin and end, as a library for calendars reads them."""

from __future__ import annotations

import datetime
import re
from typing import Any, Final

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtrail import calendars
from hashtrail.dates import Date
from hashtrail.files import CONTROL_CHARACTERS
from hashtrail.views.calendars import CalendarEvent, CalendarView
from tests.bad_inputs import ORDER, POWER_CUT, SITE
from tests.site_folder import SiteFolder

TEXTS: Final = st.text(st.characters().filter(lambda c: not CONTROL_CHARACTERS.match(c)))


def events(data: str | bytes) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    for event in calendar.walk("VEVENT"):
        assert event.errors == []
    return list(calendar.walk("VEVENT"))


def told(site: SiteFolder, path: str = "calendar.ics") -> list[tuple[str, str]]:
    """The day and the summary of each event of a calendar."""
    return [
        (event["DTSTART"].dt.isoformat(), str(event["SUMMARY"]))
        for event in events(site.page(path))
    ]


def ids(site: SiteFolder) -> list[str]:
    return [str(event["UID"]) for event in events(site.page("calendar.ics"))]


def test_a_calendar_has_the_days_that_are_known(built_site: SiteFolder) -> None:
    assert told(built_site) == [
        ("2021-06-19", "Sichuan, China: power cut"),
        ("2021-06-20", "Sichuan, China: shutdown order"),
    ]
    built_site.edit(POWER_CUT, "effective: 2021-06-19", "effective: 2021-06, until: 2021-06-30")
    assert built_site.build().ok
    assert told(built_site) == [
        ("2021-06-20", "Sichuan, China: shutdown order"),
        ("2021-06-30", "Sichuan, China: last day of power cut"),
    ]


def test_an_event_is_a_whole_day_and_leads_to_its_briefing(built_site: SiteFolder) -> None:
    event = events(built_site.page("calendar.ics"))[0]
    assert event["DTSTART"].dt == datetime.date(2021, 6, 19)
    assert event["DTEND"].dt == datetime.date(2021, 6, 20)
    assert event["DTSTAMP"].dt.isoformat() == "2021-06-19T00:00:00+00:00"
    assert str(event["URL"]) == "https://example.org/briefings/2021/ganzi-power-cut/"
    assert str(event["DESCRIPTION"]).splitlines()[1:] == [
        "BIT Mining loses its power in Ganzi",
        "https://example.org/briefings/2021/ganzi-power-cut/",
    ]


def test_a_country_has_the_days_of_its_regions(built_site: SiteFolder) -> None:
    assert told(built_site, "places/cn/calendar.ics") == told(built_site)
    assert told(built_site, "places/cn-sc/calendar.ics") == told(built_site)


def test_a_calendar_is_linked_where_there_is_one(built_site: SiteFolder) -> None:
    for path in ("", "briefings/", "places/cn/", "places/cn-sc/", "places/kz/", "tags/hydropower/"):
        page = built_site.parsed(path)
        own = "/calendar.ics" if path == "briefings/" else f"/{path}calendar.ics"
        named = {link.attributes["href"] for link in page.css('head link[type="text/calendar"]')}
        shown = {link.attributes["href"] for link in page.css('main a[type="text/calendar"]')}
        has_own = path not in ("places/kz/", "tags/hydropower/")
        assert shown == ({own} if has_own else set())
        assert named == shown | {"/calendar.ics"}
    assert "places/kz/calendar.ics" not in built_site.output_files()


def test_without_a_known_day_there_is_no_calendar(site: SiteFolder) -> None:
    site.edit(POWER_CUT, "effective: 2021-06-19", "effective: 2021-06")
    site.edit(ORDER, "effective: 2021-06-20", "effective: 2021-06")
    report = site.build()
    assert report.ok, report.diagnostics
    assert not [path for path in site.output_files() if path.endswith(".ics")]
    assert "text/calendar" not in site.page("index.html")


def test_ids_depend_on_neither_titles_nor_addresses(built_site: SiteFolder) -> None:
    before = ids(built_site)
    assert len(set(before)) == len(before)
    built_site.edit(SITE, "base_url: https://example.org/", "base_url: https://b.example/c/")
    built_site.edit(POWER_CUT, "BIT Mining loses its power in Ganzi", "BIT Mining in the dark")
    assert built_site.build().ok
    assert ids(built_site) == before
    built_site.edit(SITE, "uuid: 3f1b7c1e", "uuid: 3f1b7c1f")
    assert built_site.build().ok
    assert set(ids(built_site)).isdisjoint(before)


def calendar(summary: str, description: str, day: str = "2021-06-19") -> CalendarView:
    return CalendarView(
        id="82f3d1b2-11dc-5dc9-959e-a29fc3075edc",
        name=summary,
        description=description,
        lang="en",
        url="https://example.org/",
        source="https://example.org/calendar.ics",
        changed=Date("2021-06-19"),
        events=(
            CalendarEvent(
                id="ff2dc34d-66b7-5b49-bd80-9de8b2d4bd07",
                day=Date(day),
                changed=Date("2021-06-19"),
                summary=summary,
                description=description,
                location=summary,
                category="power cut",
                url="https://example.org/",
            ),
        ),
    )


@settings(derandomize=True, deadline=None, max_examples=100)
@given(summary=TEXTS, description=TEXTS)
def test_any_text_comes_back(summary: str, description: str) -> None:
    data = calendars.as_ics(calendar(summary, description))
    (event,) = events(data)
    assert str(event["SUMMARY"]) == summary
    assert str(event["DESCRIPTION"]) == description
    assert str(event["LOCATION"]) == summary


@settings(derandomize=True, deadline=None, max_examples=100)
@given(text=st.text(st.sampled_from("a,;\\é中😀\n "), min_size=60, max_size=200))
def test_lines_are_folded_between_characters(text: str) -> None:
    data = calendars.as_ics(calendar(text, text))
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.endswith(b"\r\nEND:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    unfolded = re.sub("\r\n ", "", data.decode())
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in unfolded.splitlines() if line)


@pytest.mark.parametrize(
    ("day", "end"),
    [("0001-01-01", "0001-01-02"), ("2020-02-28", "2020-02-29"), ("9999-12-31", None)],
)
def test_every_day_can_be_told(day: str, end: str | None) -> None:
    """The last one that there is has no day after it, and needs no end."""
    (event,) = events(calendars.as_ics(calendar("A", "B", day)))
    assert event["DTSTART"].dt.isoformat() == day
    assert (event["DTEND"].dt.isoformat() if "DTEND" in event else None) == end
