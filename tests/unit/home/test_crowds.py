"""Numbers of people are shown so that nobody can be told apart in them."""

import doctest

import pytest

from home import crowds


def test_the_worked_example_holds():
    assert doctest.testmod(crowds).failed == 0


@pytest.mark.parametrize("people", range(10))
def test_a_small_crowd_is_never_counted(people):
    assert crowds.about(people) is None
    assert crowds.share(0, of=people) is None
    assert crowds.average(people, of=people) is None


@pytest.mark.parametrize("people", range(10, 500))
def test_one_person_more_is_never_one_more_in_the_table(people):
    assert crowds.about(people + 1) - crowds.about(people) in (0, 5)
    assert abs(crowds.about(people) - people) <= 2
    assert crowds.about(people) >= crowds.SMALLEST_CROWD


@pytest.mark.parametrize("part", range(31))
def test_a_share_is_a_whole_number_of_tenths(part):
    assert crowds.share(part, of=30) % 10 == 0
    assert abs(crowds.share(part, of=30) - 100 * part / 30) <= 5


def test_an_average_is_a_number_of_halves():
    assert [crowds.average(total, of=20) for total in (20, 24, 26, 60)] == [1.0, 1.0, 1.5, 3.0]
