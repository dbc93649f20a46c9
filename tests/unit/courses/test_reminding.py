"""When a reminder is due: any year, any courses, any days."""

import doctest
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import confidence, reminding
from courses.reminding import MOST_A_COURSE, REST, Quiet, due_reminder

START = datetime(2026, 1, 1)
DAYS = st.integers(0, 400)


@pytest.mark.parametrize("module", [confidence, reminding])
def test_the_examples_are_true(module):
    found = doctest.testmod(module)
    assert (found.failed, found.attempted > 3) == (0, True)


@given(
    wants=DAYS,
    visits=st.lists(st.tuples(st.integers(0, 2), DAYS), max_size=30),
    runs=st.lists(st.integers(0, 400 * 24), max_size=120),
)
def test_never_two_within_14_days_nor_more_than_two_a_course(wants, visits, runs):
    sent = []
    for hour in sorted(runs):
        at = START + timedelta(hours=hour)
        courses = [
            Quiet(
                UUID(int=number),
                max([START + timedelta(days=day) for course, day in visits if course == number
                     and START + timedelta(days=day) <= at], default=START),
                sum(key == UUID(int=number) for key, _at in sent),
            )
            for number in range(3)
        ]  # fmt: skip
        found = due_reminder(
            courses,
            wants_since=START + timedelta(days=wants),
            last_sent_at=sent[-1][1] if sent else None,
            at=at,
        )
        if found:
            assert at - found.last_at >= REST
            assert at - (START + timedelta(days=wants)) >= REST
            sent.append((found.course_key, at))
    moments = [at for _key, at in sent]
    assert all(later - earlier >= REST for earlier, later in zip(moments, moments[1:], strict=False))
    assert all(sum(key == one for key, _at in sent) <= MOST_A_COURSE for one, _at in sent)


def test_the_one_last_opened_comes_first():
    older, newer = Quiet(UUID(int=1), START, 0), Quiet(UUID(int=2), START + timedelta(days=3), 0)
    at = START + timedelta(days=60)
    assert due_reminder([older, newer], wants_since=START, last_sent_at=None, at=at) == newer
