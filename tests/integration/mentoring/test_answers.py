"""Both say yes, and everything else that can be answered."""

from datetime import timedelta

import pytest

from accounts import mail
from accounts.models import OutboxMessage
from accounts.roles import Role
from mentoring import operations
from mentoring.models import Bar, MentorOffer, MentorRequest, Mentorship, ProposedPair
from tests.factories.mentoring import (
    CircleFactory,
    MentorshipFactory,
    ProposedPairFactory,
    RoundEntryFactory,
)

pytestmark = pytest.mark.django_db

YES, NO, AGAIN = ProposedPair.Answer.YES, ProposedPair.Answer.NO, ProposedPair.Answer.AGAIN


@pytest.fixture
def pair(round):
    round.state = round.State.CONFIRMED
    round.save()
    return ProposedPairFactory(offered=True, entry=RoundEntryFactory(round=round))


def learner_says(pair, answer, now, **more):
    learner = pair.entry.request.learner
    return operations.answer_pair(pair=pair, by=learner, answer=answer, at=now, **more)


def coach_says(pair, answer, now, **more):
    return operations.answer_pair(pair=pair, by=pair.offer.coach, answer=answer, at=now, **more)


@pytest.mark.parametrize("one_side", [learner_says, coach_says])
def test_one_yes_starts_nothing(pair, now, one_side):
    one_side(pair, YES, now)
    assert not Mentorship.objects.exists()
    pair.refresh_from_db()
    assert pair.state == ProposedPair.State.OFFERED


def test_two_yeses_start_one_mentorship_and_tell_both(pair, now):
    coach_says(pair, YES, now)
    learner_says(pair, YES, now)
    learner_says(pair, YES, now)  # a double click
    mentorship = Mentorship.objects.get()
    assert (mentorship.learner, mentorship.coach) == (pair.entry.request.learner, pair.offer.coach)
    assert MentorRequest.objects.get().state == MentorRequest.State.MATCHED
    assert OutboxMessage.objects.filter(event="mentorship_started").count() == 2
    assert OutboxMessage.objects.filter(event="pair_accepted").count() == 1
    assert mentorship.coach.groups.filter(name=str(Role.COACH)).exists()


def test_a_full_mentor_starts_nothing_and_the_learner_waits_on(pair, now):
    since = pair.entry.request.waiting_since
    MentorshipFactory(coach=pair.offer.coach)
    coach_says(pair, YES, now)
    learner_says(pair, YES, now)
    assert Mentorship.objects.count() == 1
    pair.refresh_from_db()
    request = pair.entry.request
    request.refresh_from_db()
    assert pair.state == ProposedPair.State.FULL
    assert (request.state, request.waiting_since) == (MentorRequest.State.WAITING, since)


def contact_stopped(pair, now):
    MentorOffer.objects.update(places=5)
    MentorshipFactory(coach=pair.offer.coach, programme=pair.offer.programme, suspended_at=now)


def group_stopped(pair, now):
    CircleFactory(offer=pair.offer, programme=pair.offer.programme, suspended_at=now)


def on_a_break(pair, now):
    MentorOffer.objects.update(paused_at=now)


@pytest.mark.parametrize("stop", [contact_stopped, group_stopped, on_a_break])
@pytest.mark.parametrize("sides", [(learner_says, coach_says), (coach_says, learner_says)])
def test_a_mentor_who_was_stopped_since_begins_with_nobody_new(pair, now, stop, sides):
    stop(pair, now)
    for one_side in sides:
        one_side(pair, YES, now)
    assert not Mentorship.objects.filter(learner=pair.entry.request.learner).exists()
    assert MentorRequest.objects.get(pk=pair.entry.request_id).state == MentorRequest.State.WAITING
    mails = OutboxMessage.objects.filter(to=pair.offer.coach).values_list("event", flat=True)
    assert "mentorship_started" not in mails


@pytest.mark.parametrize("answer", [NO, AGAIN])
@pytest.mark.parametrize("one_side", [learner_says, coach_says])
def test_a_no_returns_the_learner_to_the_queue_with_their_place(pair, now, one_side, answer, coordinator):
    since = pair.entry.request.waiting_since
    one_side(pair, answer, now, note="Not my kind of thing")
    pair.refresh_from_db()
    request = pair.entry.request
    request.refresh_from_db()
    assert pair.state == ProposedPair.State.DECLINED
    assert (request.state, request.waiting_since) == (MentorRequest.State.WAITING, since)
    assert Bar.objects.filter(learner=request.learner, coach=pair.offer.coach).exists()
    told = set(OutboxMessage.objects.values_list("event", "to"))
    other = pair.offer.coach if one_side is learner_says else request.learner
    assert told == {("pair_declined", coordinator.pk), ("pair_ended", other.pk)}
    assert "Not my kind" not in str(list(OutboxMessage.objects.values_list("context")))


def test_a_settled_suggestion_cannot_be_answered(pair, now):
    learner_says(pair, NO, now)
    with pytest.raises(operations.NotOpen):
        coach_says(pair, YES, now)
    assert not Mentorship.objects.exists()


def test_a_yes_can_be_changed_while_the_other_thinks(pair, now):
    learner_says(pair, YES, now)
    learner_says(pair, NO, now)
    pair.refresh_from_db()
    assert pair.state == ProposedPair.State.DECLINED


def test_suggestions_expire_after_fourteen_days_once(pair, now):
    assert operations.expire_offers(at=now + timedelta(days=13)) == 0
    assert operations.expire_offers(at=now + timedelta(days=15)) == 1
    assert operations.expire_offers(at=now + timedelta(days=15)) == 0
    pair.refresh_from_db()
    assert pair.state == ProposedPair.State.EXPIRED
    assert MentorRequest.objects.get().state == MentorRequest.State.WAITING
    assert OutboxMessage.objects.filter(event="pair_ended").count() == 2


def reminders():
    return list(OutboxMessage.objects.filter(event="pair_reminder").values_list("to", flat=True))


def test_who_has_not_answered_is_reminded_once_at_half_time(pair, now):
    coach_says(pair, YES, now)
    assert operations.remind_of_offers(at=pair.offered_at + timedelta(days=6)) == 0
    assert operations.remind_of_offers(at=pair.offered_at + timedelta(days=7)) == 1
    assert operations.remind_of_offers(at=pair.offered_at + timedelta(days=8)) == 0
    assert reminders() == [pair.entry.request.learner_id]


def test_a_suggestion_whose_time_is_over_is_not_reminded_of(pair, now):
    """After a gap in the daily run: it expires, and nobody is told to answer what is gone."""
    assert operations.remind_of_offers(at=pair.offered_at + timedelta(days=14)) == 0
    assert operations.expire_offers(at=pair.offered_at + timedelta(days=14)) == 1
    assert reminders() == []


def test_a_year_of_daily_runs_reminds_and_expires_once(pair, now):
    answered = ProposedPairFactory(offered=True, entry=RoundEntryFactory(round=pair.entry.round))
    learner_says(answered, NO, now)
    for day in range(365):
        for _ in range(2):
            at = pair.offered_at + timedelta(days=day, hours=1)
            operations.expire_offers(at=at)
            operations.remind_of_offers(at=at)
    assert sorted(reminders()) == sorted([pair.entry.request.learner_id, pair.offer.coach_id])
    pair.refresh_from_db()
    assert pair.state == ProposedPair.State.EXPIRED
    assert OutboxMessage.objects.filter(event="pair_ended", key__contains=f":{pair.pk}:").count() == 2


def test_withdrawing_calls_a_sent_suggestion_off(pair, now):
    request = pair.entry.request
    operations.withdraw_request(request=request, by=request.learner, at=now)
    with pytest.raises(operations.NotOpen):
        coach_says(pair, YES, now)


def test_help_is_asked_once_and_tells_coach_and_coordinator(programme, coordinator, now):
    mentorship = MentorshipFactory(programme=programme)
    for _ in range(2):
        operations.ask_for_help(mentorship=mentorship, by=mentorship.learner, at=now)
    assert set(OutboxMessage.objects.values_list("event", "to")) == {
        ("help_asked", mentorship.coach_id),
        ("help_asked", coordinator.pk),
    }


def test_asking_for_another_mentor_is_never_told_to_the_mentor(programme, coordinator, now, client):
    mentorship = MentorshipFactory(programme=programme)
    operations.ask_to_change(mentorship=mentorship, note="We do not get on", by=mentorship.learner, at=now)
    assert list(OutboxMessage.objects.values_list("to", flat=True)) == [coordinator.pk]
    client.force_login(mentorship.coach)
    for address in ("/coach/", f"/coach/{mentorship.pk}/"):
        page = client.get(address).content.decode()
        assert "We do not get on" not in page
        assert "change" not in page.lower().replace("changes nothing", "")
    client.force_login(coordinator)
    assert "We do not get on" in client.get("/rounds/").content.decode()


def test_every_mail_of_this_room_can_be_drawn_and_names_nobody_in_its_subject(pair, programme, now):
    learner_says(pair, YES, now)
    coach_says(pair, YES, now)
    mentorship = Mentorship.objects.get()
    operations.ask_for_help(mentorship=mentorship, by=mentorship.learner, at=now)
    operations.ask_to_change(mentorship=mentorship, note="x", by=mentorship.learner, at=now)
    again = ProposedPairFactory(offered=True, entry=RoundEntryFactory(round=pair.entry.round))
    open_one = ProposedPairFactory(offered=True, entry=RoundEntryFactory(round=pair.entry.round))
    operations.remind_of_offers(at=open_one.offered_at + timedelta(days=8))
    learner_says(again, NO, now)
    for message in OutboxMessage.objects.select_related("to"):
        drawn = mail.render(
            event=message.event,
            context=message.context,
            address=message.to.email,
            name=message.to.preferred_name,
            language=message.language,
        )
        assert "http" in drawn.body, message.event
        for person in (pair.entry.request.learner, pair.offer.coach):
            assert person.preferred_name not in drawn.subject
            if person != message.to:
                assert person.preferred_name not in drawn.body
    assert {"help_asked", "change_asked", "pair_ended", "pair_reminder"} <= set(
        OutboxMessage.objects.values_list("event", flat=True)
    )
