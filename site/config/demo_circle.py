"""The demonstration of a small group with one mentor: three are in it, one was asked, two more wait."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils.timezone import localtime

from mentoring.circle_words import JOINING_VERSION, joining_words
from mentoring.models import MentorOffer, MentorRequest
from mentoring.operations import (
    answer_circle,
    answer_lead,
    arrange_circle_meeting,
    invite_to_circle,
    make_circle,
    save_circle_note,
    set_group_wish,
)

#: The first part of their addresses. learner2@ can be signed in as.
IN_IT, ASKED, WAIT = ("learner2", "bronwen", "owen"), ("samir",), ("wilf", "kofi")


def make_circle_of(people, address, *, at):
    """coach@ leads it. `address` makes the e-mail address of "owen"."""
    coach, coordinator = people["coach"], people["coordinator"]
    begun = at - timedelta(days=9)
    circle = make_circle(
        offer=MentorOffer.objects.get(coach=coach),
        name="Evenings by phone",
        most=5,
        form_key=uuid4(),
        by=coordinator,
        at=begun,
    )
    answer_lead(circle=circle, is_yes=True, by=coach, at=begun)
    words = joining_words(mentor="Comfort")
    for local in (*IN_IT, *ASKED, *WAIT):
        learner = get_user_model().objects.get(email=address(local))
        request = MentorRequest.objects.get(learner=learner)
        set_group_wish(request=request, is_fine=True, by=learner, at=begun)
        if local in WAIT:
            continue
        place = invite_to_circle(circle=circle, request=request, by=coordinator, at=begun)
        if local in IN_IT:
            answer_circle(place=place, is_yes=True, wording=words, seen=JOINING_VERSION, by=learner, at=begun)
    first = make_meeting(circle, days=7, at=begun)
    save_circle_note(
        meeting=first,
        text="We each said what we would like to try. Next time: how to ask a question in a meeting.",
        version=0,
        by=coach,
        at=at,
    )
    make_meeting(circle, days=5, at=at)


def make_meeting(circle, *, days, at):
    """A talk by phone at seven in the evening, so many days after it was set."""
    seven = localtime(at).replace(hour=19, minute=0, second=0, microsecond=0)
    return arrange_circle_meeting(
        circle=circle,
        starts_at=seven + timedelta(days=days),
        minutes=60,
        way="phone",
        where="Comfort rings everybody",
        form_key=uuid4(),
        by=circle.offer.coach,
        at=at,
    )
