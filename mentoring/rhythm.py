"""When the two of a pair are asked how it goes, and when their silence is noticed. Standard library only.

* A check-in of two questions, 30 days after the work began and every 60 days from then on: day 30, 90, 150 …
* A coach's own check, 30 days after their work began and 30 days after the one before.
* Silence: after 60 days without a sign of life both are asked; after 90 and 7 more the coordinator is told,
  provided that the two have had 7 days to answer.
* Three months after the end, one question about what has lasted.

A check-in that fell into a break is not asked afterwards: only the latest one is.

>>> from datetime import UTC, datetime
>>> check_in_due(datetime(2026, 1, 1, tzinfo=UTC), now=datetime(2026, 4, 15, tzinfo=UTC))
2
"""

from datetime import datetime, timedelta

FIRST_AFTER = timedelta(days=30)
THEN_EVERY = timedelta(days=60)
COACH_EVERY = timedelta(days=30)
ASKED_AFTER = timedelta(days=60)
TOLD_AFTER = timedelta(days=90 + 7)
TIME_TO_ANSWER = timedelta(days=7)
FOLLOW_UP_AFTER = timedelta(days=91)
#: Later than this nobody remembers, and nothing is asked about it any more.
FOLLOW_UP_UNTIL = timedelta(days=182)
#: For so long after the end a former mentor can still say thank you and how it was.
COACH_CAN_TELL_FOR = timedelta(days=30)


def check_in_due(active_at: datetime, *, now: datetime) -> int:
    """The number of the latest check-in whose day has come, from 1; 0 before the first."""
    since_first = now - active_at - FIRST_AFTER
    return 0 if since_first < timedelta(0) else since_first // THEN_EVERY + 1


def coach_check_due(last: datetime, *, now: datetime) -> bool:
    """Whether a month has gone by since the coach's last own check, or since their work began."""
    return now - last >= COACH_EVERY


def silence_is_asked_about(quiet_since: datetime, *, now: datetime) -> bool:
    return now - quiet_since >= ASKED_AFTER


def silence_is_told(quiet_since: datetime, *, asked_at: datetime | None, now: datetime) -> bool:
    """`asked_at` is when the two were asked about this silence, if they were."""
    had_time = asked_at is not None and now - asked_at >= TIME_TO_ANSWER
    return had_time and now - quiet_since >= TOLD_AFTER
