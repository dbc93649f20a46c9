"""Both of a pair at the same second. PostgreSQL has negative controls; SQLite has one writer at a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.operations import record_audit
from mentoring import operations
from mentoring.models import Goal, Meeting, Mentorship, Message, MyNote
from mentoring.operations import gate, goals, messages
from tests.at_once import at_once, meeting_point
from tests.factories.mentoring import GoalFactory, MeetingFactory, MentorshipFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mentorship():
    return MentorshipFactory(active=True)


@pytest.fixture
def no_lock(monkeypatch):
    """The gate keeps nobody out, and both have written before either is through."""
    both_wrote = meeting_point()

    def audit_together(**row):
        both_wrote()
        return record_audit(**row)

    monkeypatch.setattr(gate, "lock", lambda model, pk: model.objects.get(pk=pk))
    for module in (goals, messages):
        monkeypatch.setattr(module, "record_audit", audit_together)


def third_goal_twice(mentorship):
    for _ in range(2):
        GoalFactory(mentorship=mentorship)

    def set_one(by):
        operations.set_goal(mentorship=mentorship, words="x", form_key=uuid4(), by=by, at=timezone.now())

    return at_once(lambda: set_one(mentorship.learner), lambda: set_one(mentorship.coach))


def test_two_third_goals_are_one(mentorship):
    problems = third_goal_twice(mentorship)
    assert [type(problem) for problem in problems] == [operations.TooManyGoals]
    assert Goal.objects.filter(state=Goal.State.ACTIVE).count() == 3


@pytest.mark.row_locks
def test_without_the_lock_there_would_be_four_goals(mentorship, no_lock):
    assert third_goal_twice(mentorship) == []
    assert Goal.objects.filter(state=Goal.State.ACTIVE).count() == 4


def two_messages(mentorship):
    def send():
        operations.send_message(
            mentorship=mentorship, text="x", form_key=uuid4(), by=mentorship.learner, at=timezone.now()
        )

    return at_once(send, send)


def notices():
    return OutboxMessage.objects.filter(event="message_waiting").count()


def test_two_messages_at_once_are_one_notice(mentorship):
    assert two_messages(mentorship) == []
    assert (Message.objects.count(), notices()) == (2, 1)


@pytest.mark.row_locks
def test_without_the_lock_there_would_be_two_notices(mentorship, no_lock):
    assert two_messages(mentorship) == []
    assert (Message.objects.count(), notices()) == (2, 2)


@pytest.mark.parametrize("what", ["message", "goal", "meeting"])
def test_one_form_sent_twice_at_once_is_kept_once(mentorship, what):
    key, now = uuid4(), timezone.now()
    who = {"mentorship": mentorship, "form_key": key, "by": mentorship.learner, "at": now}
    later = {"times": [now + timedelta(days=2)], "minutes": 45, "way": "phone", "where": ""}
    send, model = {
        "message": (lambda: operations.send_message(text="x", **who), Message),
        "goal": (lambda: operations.set_goal(words="x", **who), Goal),
        "meeting": (lambda: operations.propose_meeting(**later, **who), Meeting),
    }[what]
    assert at_once(send, send) == []
    assert model.objects.count() == 1


def test_a_first_note_written_in_two_windows_loses_no_words(mentorship):
    def save(text):
        operations.save_my_note(
            mentorship=mentorship, text=text, version=0, by=mentorship.learner, at=timezone.now()
        )

    problems = at_once(lambda: save("One"), lambda: save("Two"))
    assert [type(problem) for problem in problems] == [operations.StaleWords]
    assert {MyNote.objects.get().text, problems[0].mine} == {"One", "Two"}


def test_a_change_and_a_calling_off_leave_one_story(mentorship):
    meeting, now = MeetingFactory(mentorship=mentorship), timezone.now()
    change = {"minutes": 60, "way": "video", "where": "https://example.org/x"}
    problems = at_once(
        lambda: operations.change_meeting(meeting=meeting, by=mentorship.coach, at=now, **change),
        lambda: operations.call_off(meeting=meeting, by=mentorship.learner, at=now),
    )
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert meeting.sequence == 2 - len(problems)
    sent = OutboxMessage.objects.order_by("pk").values_list("event", flat=True)
    assert list(sent)[-2:] == ["meeting_called_off"] * 2


def test_nothing_slips_in_while_the_pair_ends(mentorship):
    """Whichever is first: no meeting is left that nobody called off."""
    now = timezone.now()

    def end():
        from django.db import transaction

        with transaction.atomic():
            Mentorship.objects.select_for_update().filter(pk=mentorship.pk).update(ended_at=now)
            operations.call_off_coming(mentorship=mentorship, by=mentorship.learner, at=now)

    def propose():
        operations.propose_meeting(
            mentorship=mentorship, times=[now + timedelta(days=2)], minutes=45, way="phone", where="",
            form_key=uuid4(), by=mentorship.coach, at=now,
        )  # fmt: skip

    problems = at_once(end, propose)
    assert all(isinstance(problem, operations.NotActive) for problem in problems)
    assert not Meeting.objects.exclude(state=Meeting.State.CANCELLED).exists()
