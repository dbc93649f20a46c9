"""When people are asked how it goes, and when silence is noticed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mentoring.rhythm import (
    check_in_due,
    coach_check_due,
    silence_is_asked_about,
    silence_is_told,
)

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("day", "number"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (150, 3), (365, 6)])
def test_check_ins_fall_on_day_30_and_then_every_60(day, number):
    assert check_in_due(BEGAN, now=BEGAN + timedelta(days=day)) == number


@given(some.integers(0, 2000))
def test_from_one_day_to_the_next_at_most_one_check_in_comes(day):
    today, tomorrow = (check_in_due(BEGAN, now=BEGAN + timedelta(days=each)) for each in (day, day + 1))
    assert tomorrow - today in (0, 1)


@pytest.mark.parametrize(
    ("rule", "first_day"),
    [(coach_check_due, 30), (silence_is_asked_about, 60)],
)
def test_each_rule_begins_on_its_day(rule, first_day):
    assert not rule(BEGAN, now=BEGAN + timedelta(days=first_day, seconds=-1))
    assert rule(BEGAN, now=BEGAN + timedelta(days=first_day))


@pytest.mark.parametrize(
    ("day", "asked_on", "is_told"),
    [(97, 60, True), (96, 60, False), (97, 90, True), (97, 91, False), (120, 114, False), (120, None, False)],
)
def test_the_coordinator_is_told_of_a_silence_that_was_asked_about(day, asked_on, is_told):
    asked_at = None if asked_on is None else BEGAN + timedelta(days=asked_on)
    assert silence_is_told(BEGAN, asked_at=asked_at, now=BEGAN + timedelta(days=day)) is is_told
