"""A year of a programme, day by day, on a clock that the test moves: all that is done once a day, together.

Some days the commands run twice, on some not at all, as in life.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import OutboxMessage
from mentoring import operations
from mentoring.models import CheckAlert, CheckIn, CoachCheck, MentorRequest, ProposedPair
from tests.factories.mentoring import (
    MeetingFactory,
    MentorOfferFactory,
    MentorshipFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 10, 1, 9, tzinfo=UTC)  # the clock goes back, and forward again, within this year
DAY = timedelta(days=1)
YEAR = 365
ENDS, PAUSES, LAPSES = 100, 40, 200


def daily(at):
    operations.expire_offers(at=at)
    operations.remind_of_offers(at=at)
    operations.run_rhythm(at=at)
    operations.run_checks(at=at)


def mails_to(person, **which):
    return Counter(OutboxMessage.objects.filter(to=person, **which).values_list("event", flat=True))


@pytest.fixture
def pairs(programme):
    """Five pairs that begin on the first day; their mails are told apart by the learner."""
    return {
        what: MentorshipFactory(active=True, programme=programme, started_at=BEGIN)
        for what in ("goes on", "pauses", "ends", "is stopped", "never signed")
    }


@pytest.fixture
def suggestions(programme):
    """One that nobody answers, and one that only the mentor does."""
    both_silent, half = (
        ProposedPairFactory(
            offered=True,
            offered_at=BEGIN,
            entry__request__programme=programme,
            offer=MentorOfferFactory(programme=programme),
        )
        for _ in range(2)
    )
    operations.answer_pair(pair=half, by=half.offer.coach, answer="yes", at=BEGIN)
    return both_silent, half


@pytest.fixture
def lapsing(programme, coordinator):
    offer = MentorOfferFactory(programme=programme)
    operations.record_check(
        offer=offer,
        kind=CoachCheck.Kind.DBS,
        level=CoachCheck.Level.BASIC,
        why="Meets adults alone",
        done_on=BEGIN.date(),
        valid_until=(BEGIN + LAPSES * DAY).date(),
        by=coordinator,
        at=BEGIN,
    )
    return offer


@pytest.fixture
def year(pairs, suggestions, lapsing):
    """The whole year. Returns the number of mails there were on the morning after each turning point."""
    pairs["never signed"].active_at = None
    pairs["never signed"].save()
    coming = MeetingFactory(mentorship=pairs["ends"], starts_at=BEGIN + (ENDS + 10) * DAY)
    before = {}
    for day in range(YEAR + 1):
        at = BEGIN + day * DAY
        if day == PAUSES:
            operations.pause(mentorship=pairs["pauses"], by=pairs["pauses"].learner, at=at)
            operations.stop_contact(mentorship=pairs["is stopped"], by=None, at=at)
        if day == ENDS:
            operations.end(mentorship=pairs["ends"], by=pairs["ends"].coach, at=at)
        for _ in range((1, 1, 2, 0)[day % 4]):
            daily(at)
        if day in (PAUSES, ENDS):
            before[day] = OutboxMessage.objects.last().pk
    return before, coming


def nobody_is_asked_twice_and_everybody_once(pairs):
    goes_on = pairs["goes on"]
    told = mails_to(goes_on.learner)
    assert told == {"check_in": 6, "pair_quiet": 1}
    regular = CheckIn.objects.filter(mentorship=goes_on, person=goes_on.learner, kind="regular")
    assert [check_in.number for check_in in regular] == [1, 2, 3, 4, 5, 6]


def suggestions_are_reminded_of_once_and_expire_once(suggestions):
    both_silent, half = suggestions
    assert mails_to(both_silent.entry.request.learner) == {"pair_reminder": 1, "pair_ended": 1}
    assert mails_to(both_silent.offer.coach)["pair_reminder"] == 1
    assert mails_to(half.offer.coach)["pair_reminder"] == 0  # had answered
    states = ProposedPair.objects.values_list("state", "entry__request__state")
    assert set(states) == {(ProposedPair.State.EXPIRED, MentorRequest.State.WAITING)}


def a_check_that_lapses_is_told_of_three_times(lapsing):
    assert mails_to(lapsing.coach, event="check_lapsing") == {"check_lapsing": 3}
    assert list(CheckAlert.objects.order_by("sent_at").values_list("days", flat=True)) == [60, 30, 7]


def nothing_goes_to_a_pair_in_a_break_or_stopped(pairs, year):
    before, _coming = year
    for what in ("pauses", "is stopped"):
        for person in (pairs[what].learner, pairs[what].coach):
            assert mails_to(person, pk__gt=before[PAUSES]) == {}, what


def a_pair_that_never_began_is_asked_nothing(pairs):
    assert mails_to(pairs["never signed"].learner) == mails_to(pairs["never signed"].coach) == {}


def at_the_end_the_calendars_of_both_are_cleared_and_after_it_one_question_comes(pairs, year):
    before, coming = year
    ended = pairs["ends"]
    coming.refresh_from_db()
    assert coming.state == coming.State.CANCELLED
    for person in (ended.learner, ended.coach):
        cancelled = OutboxMessage.objects.get(to=person, event="meeting_called_off")
        assert "METHOD:CANCEL" in str(cancelled.context)
        assert f"UID:{coming.uid}" in str(cancelled.context)
    assert mails_to(ended.learner, pk__gt=before[ENDS]) == {"check_in": 1}  # after three months
    assert mails_to(ended.coach, pk__gt=before[ENDS]) == {}


def test_a_year(pairs, suggestions, lapsing, year):
    """One year for all of it: it takes seconds to live through."""
    nobody_is_asked_twice_and_everybody_once(pairs)
    suggestions_are_reminded_of_once_and_expire_once(suggestions)
    a_check_that_lapses_is_told_of_three_times(lapsing)
    nothing_goes_to_a_pair_in_a_break_or_stopped(pairs, year)
    a_pair_that_never_began_is_asked_nothing(pairs)
    at_the_end_the_calendars_of_both_are_cleared_and_after_it_one_question_comes(pairs, year)
