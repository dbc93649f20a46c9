"""Everything can be done by telephone: a coordinator writes down what somebody says, with a mark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from accounts.operations import record_audit
from mentoring.models import CheckIn, Circle, CircleMember, Meeting, ProposedPair
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    CircleFactory,
    CircleMemberFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProgrammeFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db


def address(person):
    return f"/coordinate/phone/{person.pk}/"


@pytest.fixture
def phone(client, coordinator):
    """Send one of the forms of somebody's page: `phone(person, "help-3", answer="yes")`."""
    client.force_login(coordinator)

    def send(person, key, **typed):
        sent = {"do": key} | {f"{key}-{name}": value for name, value in typed.items()}
        return client.post(address(person), sent, follow=True)

    return send


@pytest.fixture
def suggestion(programme):
    return ProposedPairFactory(
        offered=True, entry__request__programme=programme, entry__round__programme=programme
    )


@pytest.fixture
def pair(programme):
    return MentorshipFactory(active=True, programme=programme)


def marks(person):
    """What the audit says of the acts of a person: action → who wrote it down."""
    rows = AuditEvent.objects.filter(actor_id=person.pk)
    return {row.action: (row.detail.get("written_down_by"), row.detail.get("how")) for row in rows}


def test_both_say_yes_on_the_phone_and_the_match_begins(phone, suggestion, coordinator):
    learner, coach = suggestion.entry.request.learner, suggestion.offer.coach
    for person in (learner, coach):
        page = phone(person, f"suggestion-{suggestion.pk}", answer="yes").content.decode()
        assert "Written down, with your name and the day." in page
        assert marks(person)["mentoring.suggestion_answered"] == (coordinator.pk, "phone")
        assert OutboxMessage.objects.filter(event="written_down", to=person).count() == 1
    suggestion.refresh_from_db()
    assert suggestion.state == ProposedPair.State.ACCEPTED
    assert suggestion.mentorship.learner == learner


def test_a_no_with_its_reason_is_for_the_coordinator_alone(phone, suggestion):
    phone(suggestion.entry.request.learner, f"suggestion-{suggestion.pk}", answer="no", note="Too far")
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.answer_note) == (ProposedPair.State.DECLINED, "Too far")


def test_a_form_without_an_answer_keeps_what_was_typed(phone, suggestion):
    page = phone(suggestion.entry.request.learner, f"suggestion-{suggestion.pk}", note="Too far to go")
    assert "Choose yes or no" in page.content.decode()
    assert "Too far to go</textarea>" in page.content.decode()
    assert not OutboxMessage.objects.filter(event="written_down").exists()


def test_two_questions_are_answered(phone, pair, now, coordinator):
    asked = CheckIn.objects.create(mentorship=pair, person=pair.learner, number=1, asked_at=now)
    phone(pair.learner, f"check-in-{asked.pk}", going="4", words="Fine", needs_help="on")
    asked.refresh_from_db()
    assert (asked.going, asked.words, asked.needs_help) == (4, "Fine", True)
    assert all(mark == (coordinator.pk, "phone") for mark in marks(pair.learner).values())


def test_a_coachs_own_check_is_read_by_nobody_and_asked_by_nobody(client, phone, pair, now):
    CheckIn.objects.create(mentorship=pair, person=pair.coach, number=1, asked_at=now, kind="coach")
    assert "Who talked most" not in client.get(address(pair.coach)).content.decode()


def test_a_talk_is_written_down_once(phone, pair, now):
    day = (timezone.localtime(now) - timedelta(days=2)).date()
    typed = {"day": day.isoformat(), "time": "10:00", "way": "phone", "minutes": "45"}
    typed["form_key"] = "3f2b8c1e-9f2d-4b7a-8d52-0a4a4c7a9d11"
    for _ in range(2):
        phone(pair.learner, f"met-{pair.pk}", **typed)
    assert Meeting.objects.filter(mentorship=pair, state=Meeting.State.HELD).count() == 1


def test_help_a_break_going_on_and_the_end(phone, pair):
    for key in ("help", "break", "go-on", "end"):
        phone(pair.learner, f"{key}-{pair.pk}")
    pair.refresh_from_db()
    assert (bool(pair.resumed_at), pair.paused_at, bool(pair.ended_at)) == (True, None, True)
    assert pair.ended_by == pair.learner
    assert OutboxMessage.objects.filter(event="written_down", to=pair.learner).count() == 4


def test_what_is_not_open_any_more_changes_nothing(phone, pair):
    phone(pair.learner, f"end-{pair.pk}")
    page = phone(pair.learner, f"break-{pair.pk}").content.decode()
    assert "That is not open any more." in page
    pair.refresh_from_db()
    assert pair.paused_at is None


def test_small_groups_are_answered(phone, programme):
    circle = CircleFactory(programme=programme, asked=True)
    phone(circle.offer.coach, f"lead-{circle.pk}", answer="no")
    circle.refresh_from_db()
    assert circle.state == Circle.State.DECLINED
    place = CircleMemberFactory(circle__programme=programme)
    phone(place.learner, f"group-{place.pk}", answer="no", seen="1")
    place.refresh_from_db()
    assert place.state != CircleMember.State.INVITED


def test_another_teams_people_are_nobody_here(client, coordinator, pair):
    theirs = MentorshipFactory(active=True, programme=ProgrammeFactory())
    client.force_login(coordinator)
    for person in (theirs.learner, theirs.coach, UserFactory(), coordinator):
        assert client.get(address(person)).status_code == 404
    # Somebody of both teams: only what belongs to ours is shown, and can be done.
    both = MentorRequestFactory(programme=pair.programme, learner=theirs.learner).learner
    page = client.get(address(both)).content.decode()
    assert f'value="end-{theirs.pk}"' not in page
    client.post(address(both), {"do": f"end-{theirs.pk}"})
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_who_offers_asks_or_takes_part_can_be_called(client, coordinator, programme, pair):
    client.force_login(coordinator)
    offers = MentorOfferFactory(programme=programme).coach
    asks = MentorRequestFactory(programme=programme).learner
    for person in (offers, asks, pair.learner, pair.coach):
        assert client.get(address(person)).status_code == 200


def test_the_mark_ends_with_the_call(phone, pair, coordinator, now):
    phone(pair.learner, f"help-{pair.pk}")
    row = record_audit(by=pair.learner, action="later", obj=pair, at=now)
    assert row.detail == {}
