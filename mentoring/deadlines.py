"""When a safeguarding lead must have decided: within one working day. Standard library only.

Working days are Monday to Friday. Bank holidays are counted as working days, because they differ by nation:
the deadline is then early, never late. What is told on a Saturday or Sunday counts as told as Monday begins.

>>> from datetime import datetime
>>> one_working_day_after(datetime(2026, 11, 20, 15, 0))  # a Friday
datetime.datetime(2026, 11, 23, 15, 0)
>>> one_working_day_after(datetime(2026, 11, 21, 9, 30))  # a Saturday
datetime.datetime(2026, 11, 24, 0, 0)
"""

from datetime import datetime, timedelta

SATURDAY = 5


def is_working_day(day: datetime) -> bool:
    return day.weekday() < SATURDAY


def one_working_day_after(told: datetime) -> datetime:
    """The moment by which something told at `told` (local time) must be decided."""
    start = told if is_working_day(told) else told.replace(hour=0, minute=0, second=0, microsecond=0)
    while not is_working_day(start):
        start += timedelta(days=1)
    due = start + timedelta(days=1)
    while not is_working_day(due):
        due += timedelta(days=1)
    return due
