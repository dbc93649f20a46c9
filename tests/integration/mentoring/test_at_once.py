"""Two people at the same second. SQLite lets one writer in at a time; PostgreSQL has negative controls."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations
from mentoring.models import MentorOffer, MentorRequest, Mentorship, ProposedPair
from mentoring.operations import answers
from mentoring.operations import desk as desk_operations
from mentoring.operations import rounds as round_operations
from tests.at_once import at_once, meeting_point
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    ProgrammeFactory,
    ProposedPairFactory,
    RoundEntryFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_pairs_one_place():
    """Two learners, one mentor with one place, three of the four yeses needed to fill it twice."""
    offer = MentorOfferFactory(places=1)
    found = []
    for _ in range(2):
        round = MatchingRoundFactory(programme=offer.programme, state="confirmed")
        entry = RoundEntryFactory(round=round)
        found.append(ProposedPairFactory(offered=True, entry=entry, offer=offer, coach_answer="yes"))
    return found


def accept_both(pairs):
    return at_once(
        *(
            lambda pair=pair: operations.answer_pair(
                pair=pair, by=pair.entry.request.learner, answer="yes", at=timezone.now()
            )
            for pair in pairs
        )
    )


def test_two_acceptances_of_the_last_place_start_one_mentorship(two_pairs_one_place):
    assert accept_both(two_pairs_one_place) == []
    assert Mentorship.objects.count() == 1
    states = sorted(ProposedPair.objects.values_list("state", flat=True))
    assert states == ["accepted", "full"]
    assert MentorRequest.objects.filter(state=MentorRequest.State.WAITING).count() == 1


@pytest.mark.row_locks
def test_without_the_lock_the_last_place_goes_twice(two_pairs_one_place, monkeypatch):
    """The negative control: it is the lock on the offer that keeps the number."""
    both_counted = meeting_point()
    count, lock = answers._people_now, answers.lock

    def counted(offer):
        number = count(offer)
        both_counted()
        return number

    monkeypatch.setattr(answers, "_people_now", counted)
    monkeypatch.setattr(
        answers,
        "lock",
        lambda model, pk: model.objects.get(pk=pk) if model is MentorOffer else lock(model, pk),
    )
    assert accept_both(two_pairs_one_place) == []
    assert Mentorship.objects.count() == 2


@pytest.fixture
def one_pair():
    """A suggestion that nobody has answered."""
    return ProposedPairFactory(
        offered=True, entry=RoundEntryFactory(round=MatchingRoundFactory(state="confirmed"))
    )


def both_say_yes(pair):
    return at_once(
        *(
            lambda person=person: operations.answer_pair(
                pair=pair, by=person, answer="yes", at=timezone.now()
            )
            for person in (pair.entry.request.learner, pair.offer.coach)
        )
    )


def test_two_yeses_of_one_pair_at_once_start_one_mentorship(one_pair):
    assert both_say_yes(one_pair) == []
    assert Mentorship.objects.count() == 1
    assert OutboxMessage.objects.filter(event="mentorship_started").count() == 2


@pytest.mark.row_locks
def test_without_the_lock_one_yes_overwrites_the_other(one_pair, monkeypatch):
    """The negative control: each sees a pair the other has not answered, and nobody ever begins."""
    both_read = meeting_point()
    write_down = answers._write_down

    def read_first(*args):
        both_read()
        write_down(*args)

    monkeypatch.setattr(answers, "_write_down", read_first)
    monkeypatch.setattr(answers, "lock", lambda model, pk: model.objects.get(pk=pk))
    assert both_say_yes(one_pair) == []
    assert not Mentorship.objects.exists()


@pytest.fixture
def reviewed_round():
    coordinator = UserFactory(coordinator=True)
    programme = ProgrammeFactory(coordinators=[coordinator])
    round = MatchingRoundFactory(programme=programme)
    for _ in range(3):
        MentorRequestFactory(programme=programme)
        MentorOfferFactory(programme=programme)
    operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
    return round, coordinator


def confirm_twice(round, coordinator):
    def confirm():
        operations.confirm_round(round=round, by=coordinator, at=timezone.now())

    return at_once(confirm, confirm)


def times_confirmed():
    return AuditEvent.objects.filter(action="mentoring.round_confirmed").count()


def test_two_confirmations_send_once(reviewed_round):
    round, coordinator = reviewed_round
    assert confirm_twice(round, coordinator) == []
    assert OutboxMessage.objects.count() == 6
    assert times_confirmed() == 1
    assert round.__class__.objects.get().confirmed_by == coordinator


@pytest.mark.row_locks
def test_without_the_lock_both_confirmations_go_ahead(reviewed_round, monkeypatch):
    """The negative control: both see a round that is not confirmed, and both confirm it."""
    round, coordinator = reviewed_round
    both_read = meeting_point()

    def read_only(model, pk):
        found = model.objects.get(pk=pk)
        both_read()
        return found

    monkeypatch.setattr(round_operations, "lock", read_only)
    monkeypatch.setattr(round_operations, "_lock_people", lambda round: None)
    monkeypatch.setattr(round_operations, "_tell_both", lambda pair, at: None)
    confirm_twice(round, coordinator)
    assert times_confirmed() == 2


def test_two_requests_begun_at_once_are_one():
    learner, programme = UserFactory(), ProgrammeFactory()

    def begin():
        operations.begin_request(programme=programme, by=learner, at=timezone.now())

    assert at_once(begin, begin) == []
    assert MentorRequest.objects.count() == 1


def test_two_coordinators_choosing_the_last_place_lose_no_choice():
    coordinator = UserFactory(coordinator=True)
    programme = ProgrammeFactory(coordinators=[coordinator])
    round = MatchingRoundFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme, places=1)
    entries = [
        RoundEntryFactory(round=round, request=MentorRequestFactory(programme=programme)) for _ in range(2)
    ]
    problems = at_once(
        *(
            lambda entry=entry: operations.choose_mentor(
                entry=entry, offer=offer, by=coordinator, at=timezone.now()
            )
            for entry in entries
        )
    )
    assert [type(problem) for problem in problems] == [operations.RuleBroken]
    assert ProposedPair.objects.exclude(pinned_at=None).count() == 1


@pytest.fixture
def one_person_two_mentors(reviewed_round):
    """(entry, the two mentors that two coordinators choose at the same second)."""
    round, _coordinator = reviewed_round
    return round.entries.order_by("pk").first(), list(MentorOffer.objects.order_by("pk")[:2])


def choose_both(entry, offers):
    """Two coordinators, each from a page on which nothing was decided yet."""
    coordinators = list(entry.round.programme.coordinators.all()) + [UserFactory(coordinator=True)]
    return at_once(
        *(
            lambda offer=offer, by=by: operations.choose_mentor(
                entry=entry, offer=offer, by=by, at=timezone.now(), displace=True, seen=0
            )
            for offer, by in zip(offers, coordinators, strict=True)
        )
    )


def test_two_daily_runs_at_once_remind_and_expire_once(two_pairs_one_place):
    late, open_one = two_pairs_one_place
    now = timezone.now()
    ProposedPair.objects.filter(pk=late.pk).update(offered_at=now - timedelta(days=20))
    ProposedPair.objects.filter(pk=open_one.pk).update(offered_at=now - timedelta(days=8))

    def run():
        operations.expire_offers(at=now)
        operations.remind_of_offers(at=now)

    assert at_once(run, run) == []
    reminded = OutboxMessage.objects.filter(event="pair_reminder").values_list("to", flat=True)
    assert list(reminded) == [open_one.entry.request.learner_id]
    assert AuditEvent.objects.filter(action="mentoring.suggestion_expired").count() == 1


def times_chosen():
    return AuditEvent.objects.filter(action="mentoring.mentor_chosen").count()


def test_of_two_choices_for_one_person_the_second_is_told_and_overwrites_nothing(one_person_two_mentors):
    problems = choose_both(*one_person_two_mentors)
    assert [type(problem) for problem in problems] == [operations.DeskChanged]
    assert times_chosen() == 1


@pytest.mark.row_locks
def test_without_the_lock_the_second_choice_overwrites_the_first(one_person_two_mentors, monkeypatch):
    """The negative control: both see a page of which nothing was decided, and both choices go through."""
    both_looked = meeting_point()
    refuse = desk_operations._refuse_old_page

    def looked(entry, seen):
        refuse(entry, seen)
        both_looked()

    monkeypatch.setattr(desk_operations, "_refuse_old_page", looked)
    monkeypatch.setattr(desk_operations, "open_round", lambda pk: one_person_two_mentors[0].round)
    choose_both(*one_person_two_mentors)
    assert times_chosen() == 2
