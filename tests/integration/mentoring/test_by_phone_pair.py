"""By phone, what two people do together: as on their own pages, with a mark, and no words to read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations
from mentoring.models import (
    Action,
    Goal,
    Meeting,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Message,
    MyNote,
    OurNote,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    AgreementTextFactory,
    GoalFactory,
    MeetingFactory,
    MentorshipFactory,
    MessageFactory,
    ProgrammeFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


def address(person, pair):
    return f"/coordinate/phone/{person.pk}/with/{pair.pk}/"


@pytest.fixture
def pair(programme):
    return MentorshipFactory(active=True, programme=programme)


@pytest.fixture
def phone(client, coordinator, pair):
    """Send one of the forms: `phone(pair.learner, "goal", words="…")`; the page that follows."""
    client.force_login(coordinator)

    def send(person, key, **typed):
        sent = {"do": key} | {f"{key}-{name}": value for name, value in typed.items()}
        return client.post(address(person, pair), sent, follow=True).content.decode()

    return send


def marked(person, action, coordinator):
    """Whether the one audit row of an act names who wrote it down, and how it was told."""
    row = AuditEvent.objects.get(actor_id=person.pk, action=action)
    return (row.detail.get("written_down_by"), row.detail.get("how")) == (coordinator.pk, "phone")


def in_days(days):
    day = timezone.localdate() + timedelta(days=days)
    return {"day_1": day.isoformat(), "time_1": "10:00"}


def proposed(pair, by, now, **how):
    how = {"times": [now + timedelta(days=4), now + timedelta(days=5)], "minutes": 45, "way": "phone"} | how
    return operations.propose_meeting(mentorship=pair, where="", form_key=uuid4(), by=by, at=now, **how)


def actions_on(client, person, pair):
    page = client.get(address(person, pair)).content.decode()
    return {key for key in KEYS if f'name="do" value="{key}"' in page}


KEYS = {
    *("talk", "choose", "other-times", "how", "off", "missed", "note", "message", "agreement"),
    *("goal", "goal-done", "goal-again", "step", "step-done", "step-again"),
}


# --- Talks ------------------------------------------------------------------------------------------------


def test_times_are_suggested_by_the_person_once(phone, pair, coordinator):
    how = {"way": "phone", "minutes": "30", "form_key": str(uuid4()), **in_days(3)}
    for _ in range(2):
        phone(pair.learner, "talk", **how)
    meeting = Meeting.objects.get(mentorship=pair)
    assert (meeting.proposed_by, meeting.minutes, meeting.times.count()) == (pair.learner, 30, 1)
    assert marked(pair.learner, "mentoring.meeting_proposed", coordinator)
    assert OutboxMessage.objects.filter(event="meeting_proposed", to=pair.coach).count() == 1
    assert OutboxMessage.objects.filter(event="written_down", to=pair.learner).exists()


def test_the_one_who_was_asked_chooses_a_time_and_both_calendars_are_told(phone, pair, coordinator, now):
    meeting = proposed(pair, pair.coach, now)
    time = meeting.times.last()
    phone(pair.learner, "choose", time=str(time.pk))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == (Meeting.State.CONFIRMED, time.starts_at)
    assert marked(pair.learner, "mentoring.meeting_confirmed", coordinator)
    mails = OutboxMessage.objects.filter(event="meeting_confirmed")
    assert {mail.to_id for mail in mails} == {pair.learner_id, pair.coach_id}


def test_nobody_chooses_among_their_own_times(client, phone, pair, now):
    meeting = proposed(pair, pair.learner, now)
    assert "choose" not in actions_on(client, pair.learner, pair)
    page = phone(pair.learner, "choose", time=str(meeting.times.first().pk))
    assert "That is not open any more." in page
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PROPOSED


def test_a_time_of_two_others_cannot_be_chosen(phone, pair, programme, now):
    proposed(pair, pair.coach, now)
    other = MentorshipFactory(active=True, programme=programme)
    theirs = proposed(other, other.coach, now)
    page = phone(pair.learner, "choose", time=str(theirs.times.first().pk))
    assert "That time is no longer there to choose." in page
    theirs.refresh_from_db()
    assert theirs.state == Meeting.State.PROPOSED


def test_other_times_how_they_talk_and_calling_it_off(phone, pair, coordinator):
    meeting = MeetingFactory(mentorship=pair, way="video", where="https://talk.example/7")
    which = str(meeting.pk)
    phone(pair.learner, "other-times", which=which, **in_days(6))
    meeting.refresh_from_db()
    assert (meeting.proposed_by, meeting.times.count()) == (pair.learner, 1)
    page = phone(pair.learner, "how", which=which, way="video", minutes="60", where="")
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.where) == (60, "https://talk.example/7")  # not told again: it stays
    assert "talk.example" not in page
    phone(pair.learner, "off", which=which)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    for action in ("meeting_proposed", "meeting_changed", "meeting_called_off"):
        assert marked(pair.learner, f"mentoring.{action}", coordinator)


def test_a_talk_did_not_happen(phone, pair, coordinator):
    meeting = MeetingFactory(mentorship=pair, past=True)
    phone(pair.coach, "missed", which=str(meeting.pk))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.MISSED
    assert marked(pair.coach, "mentoring.meeting_missed", coordinator)


def test_the_first_note_about_a_talk_is_written_and_never_shown_again(client, phone, pair, coordinator):
    meeting = MeetingFactory(mentorship=pair, past=True)
    page = phone(pair.learner, "note", which=str(meeting.pk), text=SECRET, form_key=str(uuid4()))
    note = OurNote.objects.get(meeting=meeting)
    assert (note.text, note.written_by) == (SECRET, pair.learner)
    assert marked(pair.learner, "mentoring.our_note_saved", coordinator)
    assert SECRET not in page
    assert "note" not in actions_on(client, pair.coach, pair)
    assert "That is not open any more." in phone(pair.coach, "note", which=str(meeting.pk), text="Over it")
    note.refresh_from_db()
    assert note.text == SECRET


# --- A message --------------------------------------------------------------------------------------------


def test_a_message_is_written_for_them_and_cannot_be_read_afterwards(client, phone, pair, coordinator):
    typed = {"text": SECRET, "form_key": str(uuid4())}
    pages = [phone(pair.learner, "message", **typed) for _ in range(2)]
    message = Message.objects.get(mentorship=pair)
    assert (message.text, message.author, message.read_at) == (SECRET, pair.learner, None)
    assert marked(pair.learner, "mentoring.message_sent", coordinator)
    assert OutboxMessage.objects.filter(event="message_waiting", to=pair.coach).count() == 1
    assert all("Written down, with your name and the day." in page for page in pages)
    pages += [client.get(address(person, pair)).content.decode() for person in (pair.learner, pair.coach)]
    assert not any(SECRET in page for page in pages)
    assert client.get(f"/mentoring/match/{pair.pk}/messages/").status_code == 404
    assert not AuditEvent.objects.filter(detail__icontains=SECRET).exists()


def test_an_empty_or_endless_message_is_refused_and_kept(phone, pair):
    assert "Write the message" in phone(pair.learner, "message", text="", form_key=str(uuid4()))
    page = phone(pair.learner, "message", text="long " * 2000, form_key=str(uuid4()))
    assert "That is too long" in page
    assert "long " * 1999 in page
    assert not Message.objects.exists()


# --- Goals and steps --------------------------------------------------------------------------------------


def test_a_goal_is_set_reached_and_taken_up_again(phone, pair, coordinator):
    page = phone(
        pair.learner, "goal", words=SECRET, confidence_at_start="3", form_key=str(uuid4()), version="0"
    )
    goal = Goal.objects.get(mentorship=pair)
    assert (goal.words, goal.confidence_at_start) == (SECRET, 3)
    assert SECRET not in page
    phone(pair.learner, "goal-done", which=str(goal.pk), state="reached", confidence="8")
    goal.refresh_from_db()
    assert (goal.state, goal.confidence_at_end) == (Goal.State.REACHED, 8)
    phone(pair.learner, "goal-again", which=str(goal.pk))
    goal.refresh_from_db()
    assert goal.state == Goal.State.ACTIVE
    for action in ("goal_set", "goal_closed", "goal_reopened"):
        assert marked(pair.learner, f"mentoring.{action}", coordinator)


def test_three_goals_are_enough_by_phone_as_well(client, phone, pair):
    for _ in range(3):
        GoalFactory(mentorship=pair)
    assert "goal" not in actions_on(client, pair.learner, pair)
    phone(pair.learner, "goal", words="A fourth", form_key=str(uuid4()), version="0")
    assert Goal.objects.count() == 3


def test_goals_are_told_apart_by_number_and_day_alone(client, phone, pair, now):
    for days, state in ((30, "dropped"), (20, "active"), (10, "active")):
        GoalFactory(mentorship=pair, words=SECRET, state=state, made_at=now - timedelta(days=days))
    page = client.get(address(pair.learner, pair)).content.decode()
    assert all(f"Goal {number}, set on" in page for number in (1, 2, 3))
    assert SECRET not in page


def test_a_step_is_added_done_and_not_done_after_all(phone, pair, coordinator):
    owner = str(pair.coach_id)
    page = phone(pair.learner, "step", words=SECRET, owner=owner, form_key=str(uuid4()))
    step = Action.objects.get(mentorship=pair)
    assert (step.words, step.owner, SECRET in page) == (SECRET, pair.coach, False)
    phone(pair.learner, "step-done", which=str(step.pk))
    step.refresh_from_db()
    assert step.done_at
    phone(pair.learner, "step-again", which=str(step.pk))
    step.refresh_from_db()
    assert step.done_at is None
    for action in ("action_added", "action_done", "action_undone"):
        assert marked(pair.learner, f"mentoring.{action}", coordinator)


def test_a_step_is_nobodys_but_of_the_two(phone, pair):
    phone(pair.learner, "step", words="Ring", owner=str(UserFactory().pk), form_key=str(uuid4()))
    assert not Action.objects.exists()


# --- The agreement ----------------------------------------------------------------------------------------


def test_the_agreement_gets_their_words_and_keeps_those_that_are_there(client, coordinator, programme, now):
    AgreementTextFactory()
    pair = MentorshipFactory(programme=programme)
    operations.fill_agreement(
        mentorship=pair, filled={"goal": "speak up", "when": SECRET, "needs": ""}, by=pair.coach, at=now
    )
    client.force_login(coordinator)
    assert actions_on(client, pair.learner, pair) == {"agreement"}
    typed = {"do": "agreement", "agreement-goal": "", "agreement-when": "", "agreement-needs": "A break"}
    page = client.post(address(pair.learner, pair), typed, follow=True).content.decode()
    filled = pair.agreements.get(replaced_at=None).filled
    assert filled == {"goal": "speak up", "when": SECRET, "needs": "A break"}
    assert SECRET not in page
    row = AuditEvent.objects.filter(action="mentoring.agreement_filled").latest("pk")
    assert (row.actor_id, row.detail["written_down_by"]) == (pair.learner.pk, coordinator.pk)
    # The signature itself has its own page: the first page of the person leads there.
    assert (
        f'href="/coordinate/agreements/{pair.pk}/"'
        in client.get(f"/coordinate/phone/{pair.learner.pk}/").content.decode()
    )


# --- Who, when, and what is shown -------------------------------------------------------------------------


def full_of_words(pair, now):
    """Goals, steps, notes, messages and a meeting of two people, each with the word that nobody may see."""
    if not MyNote.objects.exists():
        GoalFactory(mentorship=pair, words=SECRET, first_step=SECRET, know_when=SECRET)
        MyNote.objects.create(mentorship=pair, author=pair.learner, text=SECRET, made_at=now, updated_at=now)
    GoalFactory(mentorship=pair, words=SECRET, state="reached", closed_at=now)
    MessageFactory(mentorship=pair, text=SECRET)
    MessageFactory(mentorship=pair, author=pair.coach, text=SECRET)
    talk = MeetingFactory(mentorship=pair, past=True, where=SECRET)
    OurNote.objects.create(meeting=talk, text=SECRET, leave_with=SECRET, made_at=now, updated_at=now)
    MeetingFactory(mentorship=pair, past=True, where=SECRET)
    MeetingFactory(mentorship=pair, where=SECRET)
    proposed(pair, pair.coach, now)
    for done_at in (None, now):
        Action.objects.create(
            mentorship=pair,
            words=SECRET,
            owner=pair.learner,
            made_at=now,
            done_at=done_at,
            due_date=now.date(),
        )


def test_every_form_is_there_and_no_words_of_the_two_are(client, coordinator, pair, now):
    full_of_words(pair, now)
    client.force_login(coordinator)
    assert actions_on(client, pair.learner, pair) == KEYS
    for person in (pair.learner, pair.coach):
        assert SECRET not in client.get(address(person, pair)).content.decode()
        assert SECRET not in client.get(f"/coordinate/phone/{person.pk}/").content.decode()


def test_the_page_costs_the_same_however_much_there_is(client, coordinator, pair, now, programme):
    client.force_login(coordinator)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(address(pair.learner, pair))
        assert len(answer.content) < 150_000
        return len(asked)

    full_of_words(pair, now)
    before = cost()
    for _ in range(10):
        full_of_words(pair, now)
        MentorshipFactory(active=True, programme=programme, coach=pair.coach)
    assert cost() <= before
    assert before <= 35


def test_another_teams_pair_and_pairs_of_others_are_nothing_here(client, coordinator, pair, programme, now):
    theirs = MentorshipFactory(active=True, programme=ProgrammeFactory())
    other = MentorshipFactory(active=True, programme=programme)
    ended = MentorshipFactory(active=True, programme=programme, learner=pair.learner, ended_at=now)
    # Somebody of both teams: a mentor here, a learner there.
    both = MentorshipFactory(active=True, programme=ProgrammeFactory(), learner=pair.coach)
    client.force_login(coordinator)
    for person, whose in (
        (theirs.learner, theirs), (pair.learner, theirs), (pair.learner, other), (coordinator, pair),
        (other.learner, pair), (pair.learner, ended), (pair.coach, both), (UserFactory(), pair),
    ):  # fmt: skip
        sent = {"do": "message", "message-text": SECRET, "message-form_key": str(uuid4())}
        assert client.get(address(person, whose)).status_code == 404
        assert client.post(address(person, whose), sent).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["learner", "coach", "nobody", "safeguarding", "admin"])
def test_nobody_but_a_coordinator_opens_it(client, pair, who):
    people = {
        "learner": pair.learner,
        "coach": pair.coach,
        "nobody": UserFactory(),
        "safeguarding": UserFactory(safeguarding_lead=True),
        "admin": UserFactory(administrator=True, is_superuser=True),
    }
    client.force_login(people[who])
    assert client.get(address(pair.learner, pair)).status_code == 404
    client.post(address(pair.learner, pair), {"do": "message", "message-text": "Hello"})
    assert not Message.objects.exists()


@pytest.mark.parametrize("stops", ["paused_at", "suspended_at"])
def test_nothing_is_written_down_while_they_do_not_meet(client, phone, pair, stops, now):
    setattr(pair, stops, now)
    pair.save()
    assert not actions_on(client, pair.learner, pair)
    phone(pair.learner, "message", text="Hello", form_key=str(uuid4()))
    assert not Message.objects.exists()


@pytest.mark.parametrize("side", ["learner", "coach"])
def test_a_coordinator_writes_nothing_down_for_their_own_mentor_or_mentee(client, coordinator, pair, side):
    """Neither a yes to a suggestion, nor a check-in, nor anything of the pair: a colleague does that."""
    ProposedPairFactory(
        offered=True,
        entry__round__programme=pair.programme,
        entry__request__learner=pair.learner,
        offer__coach=pair.coach,
    )
    operations.run_rhythm(at=pair.active_at + timedelta(days=31))
    client.force_login(coordinator)
    other = pair.coach if side == "learner" else pair.learner
    keys = ("suggestion-", "check-in-", "end-")
    page = client.get(f"/coordinate/phone/{other.pk}/").content.decode()
    assert all(f'value="{key}' in page for key in keys)
    for model, field in OF_A_SIDE[side]:
        model.objects.filter(**{field: getattr(pair, side)}).update(**{field: coordinator})
    assert client.get(address(other, pair)).status_code == 404
    page = client.get(f"/coordinate/phone/{other.pk}/").content.decode()
    assert not any(f'value="{key}' in page for key in keys)


OF_A_SIDE = {
    "learner": [(Mentorship, "learner"), (MentorRequest, "learner")],
    "coach": [(Mentorship, "coach"), (MentorOffer, "coach")],
}
