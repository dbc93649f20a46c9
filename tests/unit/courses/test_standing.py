"""Where a member of a group stands."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from courses import standing as module
from courses.standing import STUCK_AFTER, Standing, standing

NOW = datetime(2027, 3, 22, tzinfo=UTC)


def test_the_examples_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("unfinished", "resting", "ago", "expected"),
    [
        (0, 0, None, Standing.FINISHED),
        (0, 0, STUCK_AFTER * 2, Standing.FINISHED),
        (2, 0, None, Standing.NOT_STARTED),
        (2, 1, None, Standing.NOT_STARTED),
        (2, 2, None, Standing.RESTING),
        (2, 2, STUCK_AFTER, Standing.RESTING),
        (2, 0, STUCK_AFTER, Standing.STUCK),
        (2, 1, STUCK_AFTER, Standing.STUCK),
        (2, 0, STUCK_AFTER - timedelta(seconds=1), Standing.GOING),
        (1, 0, timedelta(0), Standing.GOING),
    ],
)
def test_each_standing(unfinished, resting, ago, expected):
    last_at = None if ago is None else NOW - ago
    assert standing(unfinished=unfinished, resting=resting, last_at=last_at, at=NOW) == expected
