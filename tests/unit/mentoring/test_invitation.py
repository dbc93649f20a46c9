"""What calendars read: the same hour on both sides of the clock change, one UID, a rising number."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from mentoring.invitation import LONDON, Method, invitation

WORDS = {
    "method": Method.REQUEST,
    "uid": "8a7f@demo.example",
    "sequence": 3,
    "written_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
    "starts_at": datetime(2026, 11, 26, 18, tzinfo=LONDON),
    "minutes": 45,
    "summary": "Mentoring meeting",
    "where": "Rushford Library, 2 Mill Lane; room 3",
    "url": "https://demo.example/mentoring/match/1/meetings/2/",
    "organiser": "hello@demo.example",
    "attendee": "ted@demo.example",
}


def made(**changes):
    return Calendar.from_ical(invitation(**{**WORDS, **changes}))


def event_of(calendar):
    return calendar.walk("VEVENT")[0]


def test_it_holds_what_a_calendar_needs():
    calendar = made()
    event = event_of(calendar)
    assert calendar["method"] == "REQUEST"
    assert (event["uid"], event["sequence"], event["status"]) == ("8a7f@demo.example", 3, "CONFIRMED")
    assert event["location"] == "Rushford Library, 2 Mill Lane; room 3"
    assert event["attendee"] == "mailto:ted@demo.example"
    assert event["organizer"] == "mailto:hello@demo.example"
    assert event["attendee"].params["RSVP"] == "FALSE"


def test_a_cancellation_says_so_twice():
    calendar = made(method=Method.CANCEL)
    assert (calendar["method"], event_of(calendar)["status"]) == ("CANCEL", "CANCELLED")


def test_a_file_to_download_invites_nobody():
    assert "attendee" not in event_of(made(method=Method.PUBLISH))


def by_the_rule(wall: datetime) -> datetime:
    """The moment that the file's own VTIMEZONE gives to a time on the wall: read as a calendar would."""
    zone = next(part for part in made().walk("VTIMEZONE")).to_tz(lookup_tzid=False)
    return wall.replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("wall", "utc_hour"),
    [
        (datetime(2026, 3, 28, 18), 18),  # the evening before the clocks go forward
        (datetime(2026, 3, 29, 0, 30), 0),  # half an hour before they do
        (datetime(2026, 3, 29, 2, 30), 1),  # half an hour after
        (datetime(2026, 3, 29, 18), 17),
        (datetime(2026, 10, 24, 18), 17),  # the evening before they go back
        (datetime(2026, 10, 25, 18), 18),
        (datetime(2030, 7, 1, 9), 8),
        (datetime(2031, 1, 1, 9), 9),
    ],
)
def test_the_clock_change_is_right(wall, utc_hour):
    starts_at = wall.replace(tzinfo=LONDON)
    event = event_of(made(starts_at=starts_at.astimezone(ZoneInfo("Asia/Karachi"))))
    assert event["dtstart"].to_ical().decode() == wall.strftime("%Y%m%dT%H%M%S")
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert by_the_rule(wall) == starts_at.astimezone(UTC)
    assert by_the_rule(wall).hour == utc_hour


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("change", [datetime(2026, 10, 25), datetime(2027, 3, 28), datetime(2026, 3, 29)])
def test_another_reader_of_calendars_finds_the_same_moments_round_the_change(method, change):
    """Every half hour from the evening before to the evening after, read by dateutil's own rules."""
    for half_hours in range(-12, 48):
        starts_at = change.replace(tzinfo=UTC) + timedelta(minutes=30 * half_hours)
        if starts_at.astimezone(LONDON).fold:  # the hour that comes twice is refused by the form
            continue
        text = invitation(**{**WORDS, "method": method, "starts_at": starts_at})
        (line,) = re.findall(r"DTSTART;TZID=Europe/London:(\S+)", text)
        zone = tzical(StringIO(text)).get("Europe/London")
        read = datetime.strptime(line, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        assert read.astimezone(UTC) == starts_at, line


def test_a_meeting_across_the_change_keeps_its_minutes():
    event = event_of(made(starts_at=datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), minutes=120))
    assert event["duration"].dt == timedelta(hours=2)
    assert "dtend" not in event


def test_long_words_and_line_ends_break_nothing():
    event = event_of(made(where="Room " + "é" * 90 + "\nBEGIN:VEVENT"))
    assert event["location"] == "Room " + "é" * 90 + "\nBEGIN:VEVENT"
    assert len(made(where="x\r\nEND:VEVENT\r\nBEGIN:VEVENT").walk("VEVENT")) == 1
