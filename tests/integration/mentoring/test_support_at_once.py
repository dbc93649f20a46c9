"""The same thing twice at the same second: the end, a concern, the daily round."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations
from mentoring.models import CheckIn, Concern
from mentoring.operations import endings
from tests.at_once import at_once, meeting_point
from tests.factories.mentoring import MentorshipFactory

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


def test_two_daily_rounds_at_once_ask_once():
    now = timezone.now()
    pairs = [MentorshipFactory(active_at=now - timezone.timedelta(days=31)) for _ in range(3)]

    def run():
        operations.run_rhythm(at=now)

    assert at_once(run, run) == []
    # Each learner one check-in; each coach one, and their own check.
    assert CheckIn.objects.count() == 3 * len(pairs)
    assert OutboxMessage.objects.filter(event="check_in").count() == 2 * len(pairs)
