"""The same thing twice at the same second: the end, a concern, the daily round."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations
from mentoring.models import CheckIn, Concern, Mentorship
from mentoring.operations import answers, concerns, endings
from tests.at_once import at_once, meeting_point
from tests.factories.mentoring import MentorshipFactory, ProposedPairFactory

pytestmark = pytest.mark.django_db(transaction=True)


def end_by_both(pair):
    return at_once(
        *(
            lambda by=by: operations.end(mentorship=pair, by=by, at=timezone.now())
            for by in (pair.learner, pair.coach)
        )
    )


def times_ended():
    return AuditEvent.objects.filter(action="mentoring.ended").count()


def test_both_end_at_once_and_it_ends_once():
    pair = MentorshipFactory()
    assert end_by_both(pair) == []
    assert times_ended() == 1
    assert OutboxMessage.objects.filter(event="pair_finished").count() == 1


@pytest.mark.row_locks
def test_without_the_lock_it_ends_twice(monkeypatch):
    """The negative control: both see a mentorship that runs, and both end it."""
    pair = MentorshipFactory()
    both_read = meeting_point()

    def read_only(model, pk):
        found = model.objects.get(pk=pk)
        both_read()
        return found

    monkeypatch.setattr(endings, "lock", read_only)
    monkeypatch.setattr(endings, "call_off_coming", lambda **what: 0)
    end_by_both(pair)
    assert times_ended() == 2


def test_one_concern_sent_twice_at_once_is_one():
    key = uuid.uuid4()

    def report():
        operations.report_concern(form_key=key, words="Worried", by=None, at=timezone.now())

    assert at_once(report, report) == []
    assert Concern.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


@pytest.fixture
def nearly_matched():
    """A suggestion that lacks the mentor's yes alone, to a mentor who is about to be stopped."""
    return ProposedPairFactory(offered=True, learner_answer="yes")


def last_yes_and_stop(pair):
    """The mentor says yes in the moment in which a safeguarding lead stops all their contact."""
    coach = pair.offer.coach
    return at_once(
        lambda: operations.answer_pair(pair=pair, by=coach, answer="yes", at=timezone.now()),
        lambda: operations.stop_all_contact(coach=coach, by=None, at=timezone.now()),
    )


def in_contact():
    return Mentorship.objects.filter(ended_at=None, suspended_at=None).count()


def test_a_last_yes_and_a_stop_at_once_leave_nobody_in_contact(nearly_matched):
    problems = last_yes_and_stop(nearly_matched)
    assert {type(problem) for problem in problems} <= {operations.NotOpen}
    assert in_contact() == 0


@pytest.mark.row_locks
def test_without_the_lock_a_last_yes_slips_past_the_stop(nearly_matched, monkeypatch):
    """The negative control: the stop has looked for pairs before the new one is there for all to see."""
    both_are_there = meeting_point()
    give_role = answers.give_role

    def begins(**words):
        both_are_there()
        return give_role(**words)

    def has_looked(**words):
        both_are_there()

    monkeypatch.setattr(answers, "give_role", begins)
    monkeypatch.setattr(concerns, "stop_circles_of", has_looked)
    monkeypatch.setattr(concerns, "_suggest_nobody_new", lambda coach, **words: None)  # holds the lock
    last_yes_and_stop(nearly_matched)
    assert in_contact() == 1


def test_two_daily_rounds_at_once_ask_once():
    now = timezone.now()
    pairs = [MentorshipFactory(active_at=now - timezone.timedelta(days=31)) for _ in range(3)]

    def run():
        operations.run_rhythm(at=now)

    assert at_once(run, run) == []
    # Each learner one check-in; each coach one, and their own check.
    assert CheckIn.objects.count() == 3 * len(pairs)
    assert OutboxMessage.objects.filter(event="check_in").count() == 2 * len(pairs)
