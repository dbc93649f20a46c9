"""When somebody who asked for reminders gets one: few, kind, and never while they rest.

* A reminder is about one course that the person takes now: not finished, not paused, not left, with something
  left to do. The caller leaves out all others.
* It comes when they have not been there for 14 days, and asked for reminders at least 14 days ago.
* No two reminders within 14 days, whatever the courses; at most two a course, for good.
* Of several quiet courses the one last opened comes first.

Worked example. Ted asked on the 1st. He was last in course A on the 3rd, and finished nothing since:

>>> from dataclasses import replace
>>> from uuid import UUID
>>> first, third = datetime(2026, 11, 1), datetime(2026, 11, 3)
>>> course = Quiet(course_key=UUID(int=1), last_at=third, sent=0)
>>> due_reminder([course], wants_since=first, last_sent_at=None, at=datetime(2026, 11, 16)) is None
True
>>> due_reminder([course], wants_since=first, last_sent_at=None, at=datetime(2026, 11, 17)).sent
0

The second comes 14 days after the first at the earliest, and there is no third:

>>> once = replace(course, sent=1)
>>> sent_at = datetime(2026, 11, 17)
>>> due_reminder([once], wants_since=first, last_sent_at=sent_at, at=datetime(2026, 11, 30)) is None
True
>>> due_reminder([once], wants_since=first, last_sent_at=sent_at, at=datetime(2026, 12, 1)) == once
True
>>> twice = replace(course, sent=2)
>>> due_reminder([twice], wants_since=first, last_sent_at=sent_at, at=datetime(2027, 12, 1)) is None
True
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

#: So long somebody must have been away, and so far apart are any two reminders.
REST = timedelta(days=14)
MOST_A_COURSE = 2


@dataclass(frozen=True)
class Quiet:
    """A course somebody takes: when they were last there, and how many reminders about it were sent."""

    course_key: UUID
    last_at: datetime
    sent: int


def may_write(*, wants_since: datetime, last_sent_at: datetime | None, at: datetime) -> bool:
    """Whether any reminder may go to this person now."""
    return at - wants_since >= REST and (last_sent_at is None or at - last_sent_at >= REST)


def due_reminder(
    courses: Iterable[Quiet], *, wants_since: datetime, last_sent_at: datetime | None, at: datetime
) -> Quiet | None:
    """The course to remind somebody of now, or None."""
    if not may_write(wants_since=wants_since, last_sent_at=last_sent_at, at=at):
        return None
    quiet = [course for course in courses if at - course.last_at >= REST and course.sent < MOST_A_COURSE]
    return max(quiet, key=lambda course: course.last_at, default=None)
