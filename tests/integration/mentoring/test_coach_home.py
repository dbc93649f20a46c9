"""A coach's home: who needs me and why, one thing to do each; own dates, hours and supervision."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentoring import queries
from mentoring.caseload import Rule
from mentoring.models import Agreement, Meeting, MentorOffer, Message, OurNote, Supervision
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    CircleFactory,
    CircleMeetingFactory,
    CircleMemberFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return UserFactory(coach=True)


@pytest.fixture
def pair(coach, programme, now):
    """A pair that is fine: they met lately and wrote it down."""
    began = now - timedelta(days=200)
    pair = MentorshipFactory(coach=coach, programme=programme, started_at=began, active_at=began)
    pair.learner.last_login = now
    pair.learner.save()
    meet(pair, now - timedelta(days=3), with_note=True)
    return pair


def meet(pair, starts_at, *, state=Meeting.State.HELD, with_note=False, **more):
    meeting = Meeting.objects.create(
        mentorship=pair, state=state, starts_at=starts_at, made_at=starts_at, **more
    )
    if with_note:
        OurNote.objects.create(meeting=meeting, text="Note", made_at=starts_at, updated_at=starts_at)
    return meeting


def write(pair, author, sent_at):
    return Message.objects.create(mentorship=pair, author=author, text="Hello", sent_at=sent_at)


def rules(pair, now):
    row = queries.caseload_of(coach=pair.coach, now=now)[0]
    return [row.flag.rule, *(flag.rule for flag in row.more_flags)]


def test_nothing_wrong_nothing_asked(pair, now):
    assert rules(pair, now) == [Rule.ON_TRACK]


def test_a_message_waits_until_the_coach_writes_back(pair, now):
    write(pair, pair.coach, now - timedelta(days=9))
    write(pair, pair.learner, now - timedelta(days=5))
    write(pair, pair.learner, now - timedelta(days=1))
    assert rules(pair, now) == [Rule.MESSAGE]
    row = queries.caseload_of(coach=pair.coach, now=now)[0]
    assert row.words == "A message has waited for 5 days"
    write(pair, pair.coach, now - timedelta(hours=1))
    assert rules(pair, now) == [Rule.ON_TRACK]


def test_a_learner_who_does_not_answer_is_no_message_that_waits(pair, now):
    write(pair, pair.coach, now - timedelta(days=9))
    assert rules(pair, now) == [Rule.ON_TRACK]


@pytest.mark.parametrize("state", [Meeting.State.HELD, Meeting.State.CONFIRMED])
def test_a_talk_nobody_wrote_down(pair, now, state):
    meeting = meet(pair, now - timedelta(days=7), state=state)
    assert rules(pair, now) == [Rule.NOTES]
    meeting.state = Meeting.State.MISSED
    meeting.save()
    assert rules(pair, now) == [Rule.ON_TRACK]


def test_no_talk_for_six_weeks_until_one_is_booked(pair, now):
    later = now + timedelta(days=50)
    pair.learner.last_login = later
    pair.learner.save()
    assert rules(pair, later) == [Rule.NO_MEETING]
    meet(pair, later + timedelta(days=3), state=Meeting.State.CONFIRMED)
    assert rules(pair, later) == [Rule.ON_TRACK]


def test_one_sided_effort_of_either(pair, now):
    for _ in range(3):
        write(pair, pair.coach, now - timedelta(days=4))
    assert rules(pair, now) == [Rule.ONE_SIDED]
    Message.objects.update(sent_at=now - timedelta(days=61))
    assert rules(pair, now) == [Rule.ON_TRACK]


def test_an_agreement_nobody_signed_and_then_signed(coach, programme, now):
    pair = MentorshipFactory(coach=coach, programme=programme, started_at=now)
    assert rules(pair, now) == [Rule.AGREEMENT]
    Agreement.objects.create(
        mentorship=pair, version=1, text="We agree.", made_at=now, learner_signed_at=now, coach_signed_at=now
    )
    assert rules(pair, now) == [Rule.ON_TRACK]


def test_the_most_urgent_comes_first_with_why_and_one_action(client, pair, coach, programme, now):
    second = MentorshipFactory(coach=coach, programme=programme, active_at=now, help_asked_at=now)
    write(pair, pair.learner, now - timedelta(days=3))
    client.force_login(coach)
    page = client.get("/coach/").content.decode()
    first_place = page.index(f'href="/coach/{second.pk}/"')
    assert first_place < page.index(f'href="/mentoring/match/{pair.pk}/messages/"')
    assert "Asked for help today" in page
    assert "Goes when you write back." in page
    assert "nobody is scored" in page


def test_every_next_step_leads_somewhere(client, pair, coach):
    client.force_login(coach)
    from django.urls import reverse

    from mentoring.queries.caseload import NEXT

    for rule, (_words, page) in NEXT.items():
        assert client.get(reverse(page, args=[pair.pk])).status_code == 200, rule


def test_own_dates_say_what_lapses_when(client, coach, now):
    today = timezone.localdate(now)
    MentorOfferFactory(
        coach=coach,
        vetting_valid_until_date=today + timedelta(days=20),
        safeguarding_refreshed_on_date=today - timedelta(days=500),
    )
    client.force_login(coach)
    page = client.get("/coach/").content.decode()
    assert "Lapsed on" in page
    assert "Good until" in page
    assert page.index("Lapsed on") < page.index("Good until")
    assert "stops new matches only" in page


def test_own_dates_say_whether_the_mentor_course_is_done(client, coach, now):
    offer = MentorOfferFactory(coach=coach, training_completed_on_date=date(2026, 3, 9))
    client.force_login(coach)
    assert "Done on 9 March 2026" in client.get("/coach/").content.decode()
    MentorOffer.objects.filter(pk=offer.pk).update(training_completed_on_date=None)
    page = client.get("/coach/").content.decode()
    assert page.index("Not there yet") < page.index("Good until")


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 minutes"), (60, "1 hour"), (90, "1.5 hours")])
def test_hours_in_words(minutes, words):
    assert queries.minutes_in_words(minutes) == words


def test_hours_come_from_talks_that_were_held_with_former_learners_too(client, pair, coach, now):
    old = MentorshipFactory(coach=coach, ended_at=now, active_at=now)
    meet(old, now - timedelta(days=100), minutes=75)
    meet(pair, now - timedelta(days=2), state=Meeting.State.MISSED)
    meet(pair, now + timedelta(days=2), state=Meeting.State.CONFIRMED)
    client.force_login(coach)
    page = client.get("/coach/thank-you/").content.decode()
    assert "2 hours in 2 talks" in page
    assert "to 2 people" in page
    assert old.learner.preferred_name not in page


def test_hours_with_a_small_group_count_once_however_many_people_came(client, pair, coach, now):
    offer = MentorOfferFactory(coach=coach, programme=pair.programme)
    circle = CircleFactory(offer=offer, made_at=now - timedelta(days=90))
    began = now - timedelta(days=60)
    places = CircleMemberFactory.create_batch(3, circle=circle, joined=True, invited_at=began)
    places[0].state, places[0].ended_at = "left", now - timedelta(days=1)
    places[0].save()
    CircleMemberFactory(circle=circle, joined=True, invited_at=now - timedelta(days=1))  # met nobody yet
    CircleMemberFactory(circle=circle, invited_at=began)  # only asked
    CircleMeetingFactory(circle=circle, starts_at=now - timedelta(days=30), minutes=90)
    given = queries.time_given(coach=coach, now=now)  # one talk with the pair, one with the three
    assert (given.meetings, given.people, given.minutes) == (2, 4, 45 + 90)
    assert given.first_at == now - timedelta(days=30)
    client.force_login(coach)
    page = client.get("/coach/thank-you/").content.decode()
    assert "2.2 hours in 2 talks" in page
    assert "to 4 people" in page
    assert circle.name not in page
    assert "2.2 hours in 2 talks" in client.get("/coach/").content.decode()


@pytest.mark.parametrize(
    ("why", "meeting"),
    [
        ("called off", {"called_off_at": timedelta(days=-4), "starts_at": timedelta(days=-3)}),
        ("still to come", {"starts_at": timedelta(days=3)}),
        ("not over", {"starts_at": timedelta(minutes=-30)}),
        ("before anybody joined", {"starts_at": timedelta(days=-70)}),
        ("after all had left", {"starts_at": timedelta(days=-5)}),
    ],
)
def test_a_meeting_of_a_small_group_that_was_not_held_is_no_hour(coach, now, why, meeting):
    circle = CircleFactory(offer=MentorOfferFactory(coach=coach))
    place = CircleMemberFactory(circle=circle, joined=True, invited_at=now - timedelta(days=60))
    if why == "after all had left":
        place.state, place.ended_at = "left", now - timedelta(days=10)
        place.save()
    CircleMeetingFactory(circle=circle, **{name: now + ago for name, ago in meeting.items()})
    assert queries.time_given(coach=coach, now=now).minutes == 0


def test_another_mentors_group_is_not_my_hour_and_one_learner_is_one_person(pair, coach, now):
    circle = CircleFactory(offer=MentorOfferFactory(coach=coach, programme=pair.programme))
    began = now - timedelta(days=60)
    request = MentorRequestFactory(learner=pair.learner, programme=pair.programme, state="matched")
    CircleMemberFactory(circle=circle, joined=True, invited_at=began, request=request)
    CircleMeetingFactory(circle=circle, past=True)
    other = CircleFactory()
    CircleMemberFactory(circle=other, joined=True, invited_at=began)
    CircleMeetingFactory(circle=other, past=True)
    given = queries.time_given(coach=coach, now=now)
    assert (given.meetings, given.people, given.minutes) == (2, 1, 45 + 60)


def test_time_given_asks_three_questions_however_much_was_given(
    coach, now, django_assert_num_queries, programme
):
    offer = MentorOfferFactory(coach=coach, programme=programme)
    for circle in CircleFactory.create_batch(3, offer=offer):
        CircleMemberFactory(circle=circle, joined=True, invited_at=now - timedelta(days=60))
        CircleMeetingFactory.create_batch(2, circle=circle, past=True)
    with django_assert_num_queries(3):
        assert queries.time_given(coach=coach, now=now).meetings == 6


def test_the_supervision_log(client, coach, now):
    client.force_login(coach)
    today = timezone.localdate(now)
    future = {"on_date": str(today + timedelta(days=1)), "minutes": "60", "with_whom": "Nasreen"}
    page = client.post("/coach/supervision/", future).content.decode()
    assert "Enter a day that has been" in page
    assert "Nasreen" in page
    for minutes in ("60", "60", "90"):
        sent = {"on_date": str(today), "minutes": minutes, "with_whom": "Nasreen"}
        assert client.post("/coach/supervision/", sent).status_code == 302
    line = Supervision.objects.get()
    assert line.minutes == 90
    client.force_login(UserFactory(coach=True))
    assert client.post(f"/coach/supervision/{line.pk}/remove/").status_code == 404
    client.force_login(coach)
    client.post(f"/coach/supervision/{line.pk}/remove/")
    assert not Supervision.objects.exists()
