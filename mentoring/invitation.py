"""A meeting as calendars read it (RFC 5545 and 5546): one UID for good, and a SEQUENCE that rises.

Times are written on London clocks with the rule of the clock change beside them, so that a calendar
anywhere shows the right hour on both sides of it. The length is a DURATION: a meeting across the change
keeps its minutes.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

LONDON = ZoneInfo("Europe/London")

#: The rule in force since 1996: the last Sunday of March and of October, at 01:00 universal time.
CLOCK_CHANGE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    #: For a file somebody downloads: nobody is invited by it.
    PUBLISH = "PUBLISH"


def invitation(
    *,
    method: Method,
    uid: str,
    sequence: int,
    written_at: datetime,
    starts_at: datetime,
    minutes: int,
    summary: str,
    where: str,
    url: str,
    organiser: str,
    attendee: str = "",
) -> str:
    """The text of an .ics file. `organiser` is the site's e-mail address, `attendee` the reader's own."""
    calendar = Calendar()
    calendar.add("prodid", "-//Patient Leaders//Mentoring//EN")
    calendar.add("version", "2.0")
    calendar.add("method", str(method))
    calendar.add_component(Timezone.from_ical(CLOCK_CHANGE))
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", written_at)
    event.add("dtstart", starts_at.astimezone(LONDON))
    event.add("duration", timedelta(minutes=minutes))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    event.add("url", url)
    if where:
        event.add("location", where)
    event["organizer"] = vCalAddress(f"mailto:{organiser}")
    event["organizer"].params["cn"] = vText("Patient Leaders")
    if attendee and method != Method.PUBLISH:
        invited = vCalAddress(f"mailto:{attendee}")
        invited.params["rsvp"] = vText("FALSE")
        event.add("attendee", invited)
    calendar.add_component(event)
    return calendar.to_ical().decode()
