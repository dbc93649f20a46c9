"""Two people, one last place in a small group, the same second."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring import operations
from mentoring.circle_words import JOINING_VERSION
from mentoring.models import Circle, CircleMember
from mentoring.operations import circle_places
from tests.at_once import at_once, meeting_point
from tests.factories.mentoring import CircleFactory, CircleMemberFactory, MentorRequestFactory

pytestmark = pytest.mark.django_db(transaction=True)
Place = CircleMember.State


@pytest.fixture
def one_place_left():
    """A circle of three with two in it, and two who were asked."""
    today = timezone.localdate()
    circle = CircleFactory(
        most=3,
        offer__vetting_valid_until_date=today + timedelta(days=300),
        offer__training_completed_on_date=today - timedelta(days=60),
        offer__safeguarding_refreshed_on_date=today - timedelta(days=60),
    )
    for _ in range(2):
        CircleMemberFactory(circle=circle, joined=True)
    return circle, [CircleMemberFactory(circle=circle) for _ in range(2)]


def both_say_yes(places):
    return at_once(
        *(
            lambda place=place: operations.answer_circle(
                place=place,
                is_yes=True,
                wording="They see my first name.",
                seen=JOINING_VERSION,
                by=place.learner,
                at=timezone.now(),
            )
            for place in places
        )
    )


def states(circle):
    return sorted(circle.members.values_list("state", flat=True))


def test_two_yeses_to_the_last_place_let_one_in(one_place_left):
    circle, places = one_place_left
    assert both_say_yes(places) == []
    assert states(circle) == [Place.FULL, Place.JOINED, Place.JOINED, Place.JOINED]


@pytest.mark.row_locks
def test_without_the_lock_the_last_place_goes_twice(one_place_left, monkeypatch):
    """The negative control: it is the lock on the circle that keeps the number."""
    circle, places = one_place_left
    both_counted = meeting_point()
    count, lock = circle_places.joined_now, circle_places.lock

    def counted(circle):
        number = count(circle)
        both_counted()
        return number

    monkeypatch.setattr(circle_places, "joined_now", counted)
    monkeypatch.setattr(
        circle_places,
        "lock",
        lambda model, pk: model.objects.get(pk=pk) if model is Circle else lock(model, pk),
    )
    assert both_say_yes(places) == []
    assert states(circle) == [Place.JOINED] * 4


def test_two_coordinators_ask_one_person_into_two_groups_once(one_place_left):
    circle, _places = one_place_left
    other = CircleFactory(programme=circle.programme, offer=circle.offer)
    asked = MentorRequestFactory(programme=circle.programme, group_is_fine=True)
    problems = at_once(
        *(
            lambda into=into: operations.invite_to_circle(
                circle=into, request=asked, by=None, at=timezone.now()
            )
            for into in (circle, other)
        )
    )
    assert [type(problem) for problem in problems] == [operations.NotOpen]
    assert asked.circle_places.count() == 1
