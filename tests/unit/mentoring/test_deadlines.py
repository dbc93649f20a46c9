"""One working day, from any hour of any day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mentoring.deadlines import is_working_day, one_working_day_after

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (datetime(2026, 11, 18, 9), datetime(2026, 11, 19, 9)),
        (datetime(2026, 11, 20, 17, 5), datetime(2026, 11, 23, 17, 5)),
        (datetime(2026, 11, 21, 1), datetime(2026, 11, 24)),
        (datetime(2026, 11, 22, 23, 59), datetime(2026, 11, 24)),
        (datetime(2026, 11, 23), datetime(2026, 11, 24)),
    ],
)
def test_the_deadline_of_each_kind_of_day(told, due):
    assert one_working_day_after(told) == due


def test_the_hour_on_the_wall_stays_when_the_clocks_change():
    friday = datetime(2027, 3, 26, 16, tzinfo=LONDON)  # clocks go forward on the Sunday
    assert one_working_day_after(friday) == datetime(2027, 3, 29, 16, tzinfo=LONDON)


@given(some.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2040, 1, 1)))
def test_the_deadline_is_a_working_day_at_least_a_day_and_at_most_three_ahead(told):
    due = one_working_day_after(told)
    assert is_working_day(due)
    assert timedelta(days=1) <= due - told <= timedelta(days=3)
