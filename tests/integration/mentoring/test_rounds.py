"""A round from collecting to telling people: what protects them at each step."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.models import Bar, MatchingRound, MentorRequest, ProposedPair, Term
from tests.factories.mentoring import (
    STARTS_ON,
    CircleFactory,
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
)

pytestmark = pytest.mark.django_db


def propose(round, coordinator, now):
    return operations.propose_pairs(round=round, by=coordinator, at=now)


def offers_of(round):
    return dict(ProposedPair.objects.filter(entry__round=round).values_list("entry__request_id", "offer_id"))


def entry_of(round, request):
    return round.entries.get(request=request)


def test_everybody_who_waits_is_placed_or_told_why(round, programme, coordinator, now):
    fits = MentorRequestFactory(programme=programme)
    alone = MentorRequestFactory(programme=programme, chosen={Term.Kind.MODE: ["video-call"]})
    offer = MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    assert offers_of(round) in ({fits.pk: offer.pk}, {alone.pk: offer.pk})
    numbers = queries.round_numbers(round=round)
    assert (numbers.total, numbers.matched, numbers.left) == (2, 1, 1)
    left = round.entries.get(pair=None)
    assert queries.left_out_words(entry=left, labels=queries.term_labels())


def test_the_numbers_add_up_to_the_total(round, programme, coordinator, now):
    people = [MentorRequestFactory(programme=programme) for _ in range(5)]
    MentorOfferFactory(programme=programme, places=2)
    propose(round, coordinator, now)
    operations.put_aside(entry=entry_of(round, people[0]), by=coordinator, at=now)
    late = MentorRequestFactory(programme=programme, draft=True)
    operations.send_request(request=late, by=late.learner, at=now)
    numbers = queries.round_numbers(round=round)
    assert numbers.total == 6
    assert numbers.matched + numbers.left + numbers.aside + numbers.new == numbers.total
    for group in queries.GROUPS:
        assert queries.entries(round=round, group=group).count() == getattr(numbers, group)


def test_a_pause_full_or_unchecked_mentor_is_never_suggested(round, programme, coordinator, now):
    MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme, paused_at=now)
    MentorOfferFactory(programme=programme, places=0)
    MentorOfferFactory(programme=programme, unchecked=True)
    MentorOfferFactory(programme=programme, safeguarding_refreshed_on_date=STARTS_ON - timedelta(days=400))
    busy = MentorOfferFactory(programme=programme)
    MentorshipFactory(coach=busy.coach, programme=programme)
    stopped = MentorOfferFactory(programme=programme, places=3)
    MentorshipFactory(coach=stopped.coach, programme=programme, suspended_at=now)
    CircleFactory(offer=MentorOfferFactory(programme=programme), programme=programme, suspended_at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {}
    assert queries.round_numbers(round=round).free_places == 0


def test_a_withdrawn_request_vanishes_from_the_round(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    operations.withdraw_request(request=request, by=request.learner, at=now)
    assert not round.entries.exists()
    assert queries.round_numbers(round=round).total == 0


def test_a_chosen_pair_is_kept_by_every_later_run(round, programme, coordinator, now):
    better = MentorOfferFactory(programme=programme, chosen={Term.Kind.SKILL: ["surveys"]})
    worse = MentorOfferFactory(programme=programme)
    request = MentorRequestFactory(programme=programme, chosen={Term.Kind.SKILL: ["surveys"]})
    propose(round, coordinator, now)
    assert offers_of(round) == {request.pk: better.pk}
    operations.choose_mentor(entry=entry_of(round, request), offer=worse, by=coordinator, at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {request.pk: worse.pk}
    assert [pair.suggested_offer for pair in queries.pairs_changed(round=round)] == [better]
    operations.undo_choice(entry=entry_of(round, request), by=coordinator, at=now)
    assert offers_of(round) == {request.pk: better.pk}


def test_a_hard_rule_refuses_a_choice_and_names_itself(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme, chosen={Term.Kind.MODE: []})
    propose(round, coordinator, now)
    with pytest.raises(operations.RuleBroken) as refused:
        operations.choose_mentor(entry=entry_of(round, request), offer=offer, by=coordinator, at=now)
    assert [reason.key for reason in refused.value.reasons] == ["mode"]
    assert offers_of(round) == {}


def test_choosing_a_suggested_last_place_asks_first_and_then_moves_it(round, programme, coordinator, now):
    offer = MentorOfferFactory(programme=programme, places=1)
    first, second = MentorRequestFactory(programme=programme), MentorRequestFactory(programme=programme)
    propose(round, coordinator, now)
    (placed,) = offers_of(round)
    other = second if placed == first.pk else first
    entry = entry_of(round, other)
    with pytest.raises(operations.PlaceSuggested) as taken:
        operations.choose_mentor(entry=entry, offer=offer, by=coordinator, at=now)
    assert [pair.entry.request_id for pair in taken.value.pairs] == [placed]
    operations.choose_mentor(entry=entry, offer=offer, by=coordinator, at=now, displace=True)
    assert offers_of(round) == {other.pk: offer.pk}
    propose(round, coordinator, now)
    assert offers_of(round) == {other.pk: offer.pk}


def test_choosing_the_place_another_coordinator_took_is_refused(round, programme, coordinator, now):
    offer = MentorOfferFactory(programme=programme, places=1)
    first, second = MentorRequestFactory(programme=programme), MentorRequestFactory(programme=programme)
    propose(round, coordinator, now)
    operations.choose_mentor(entry=entry_of(round, first), offer=offer, by=coordinator, at=now, displace=True)
    with pytest.raises(operations.RuleBroken) as refused:
        operations.choose_mentor(
            entry=entry_of(round, second), offer=offer, by=coordinator, at=now, displace=True
        )
    assert [reason.key for reason in refused.value.reasons] == ["full"]


def test_put_aside_takes_somebody_out_until_it_is_undone(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    entry = entry_of(round, request)
    operations.put_aside(entry=entry, by=coordinator, at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {}
    operations.take_back_in(entry=entry, by=coordinator, at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {request.pk: offer.pk}


def test_a_bar_takes_the_pair_out_and_can_be_lifted(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    entry = entry_of(round, request)
    operations.bar_pair(entry=entry, offer=offer, reason=Bar.Reason.RELATIVE, by=coordinator, at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {}
    (candidate,) = queries.candidates_for(entry=queries.entries(round=round).get())
    assert candidate.blocked == ["Relatives or friends"]
    operations.lift_bar(entry=entry, offer=offer, by=coordinator, at=now)
    propose(round, coordinator, now)
    assert offers_of(round) == {request.pk: offer.pk}


def test_nothing_is_sent_before_the_round_is_confirmed(round, programme, coordinator, now):
    MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    assert not OutboxMessage.objects.exists()
    with pytest.raises(operations.NotOpen):
        operations.confirm_round(round=MatchingRoundFactory(), by=coordinator, at=now)


def test_confirming_twice_sends_once_and_says_who_and_when(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    for _ in range(2):
        operations.confirm_round(round=round, by=coordinator, at=now)
    assert sorted(OutboxMessage.objects.values_list("event", "to")) == [
        ("pair_offered_coach", offer.coach_id),
        ("pair_offered_learner", request.learner_id),
    ]
    (event,) = AuditEvent.objects.filter(action="mentoring.round_confirmed")
    assert (event.actor_id, event.at) == (coordinator.pk, now)
    request.refresh_from_db()
    assert request.state == MentorRequest.State.OFFERED


@pytest.mark.parametrize(
    "appears",
    [
        lambda pair, now: Bar.objects.create(
            learner=pair.entry.request.learner, coach=pair.offer.coach, made_at=now
        ),
        lambda pair, now: MentorshipFactory(coach=pair.offer.coach),
        lambda pair, now: type(pair.offer).objects.filter(pk=pair.offer_id).update(paused_at=now),
        lambda pair, now: CircleFactory(offer=pair.offer, programme=pair.offer.programme, suspended_at=now),
        lambda pair, now: (
            type(pair.offer)
            .objects.filter(pk=pair.offer_id)
            .update(vetting_valid_until_date=STARTS_ON - timedelta(days=1))
        ),
    ],
    ids=["barred", "full", "paused", "stopped", "checks ended"],
)
def test_a_rule_that_appears_before_confirming_blocks_it(appears, round, programme, coordinator, now):
    MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    pair = ProposedPair.objects.select_related("entry__request__learner", "offer__coach").get()
    appears(pair, now)
    with pytest.raises(operations.RoundHasConflicts) as blocked:
        operations.confirm_round(round=round, by=coordinator, at=now)
    assert list(blocked.value.conflicts) == [pair.pk]
    assert not OutboxMessage.objects.exists()
    round.refresh_from_db()
    assert round.state == MatchingRound.State.REVIEWING


def test_people_left_out_keep_their_place_in_the_next_round(round, programme, coordinator, now):
    request = MentorRequestFactory(programme=programme)
    since = request.waiting_since
    propose(round, coordinator, now)
    operations.confirm_round(round=round, by=coordinator, at=now)
    following = operations.start_round(
        programme=programme, name="Summer", starts_on=STARTS_ON, by=coordinator, at=now
    )
    assert [entry.request_id for entry in following.entries.all()] == [request.pk]
    request.refresh_from_db()
    assert request.waiting_since == since


def test_one_open_round_in_a_programme(round, programme, coordinator, now):
    with pytest.raises(operations.NotOpen):
        operations.start_round(
            programme=programme, name="Another", starts_on=STARTS_ON, by=coordinator, at=now
        )


def test_a_double_click_starts_one_run_and_a_dead_run_can_be_started_again(round, coordinator, now):
    assert operations.begin_proposing(round=round, by=coordinator, at=now)
    assert not operations.begin_proposing(round=round, by=coordinator, at=now)
    assert operations.begin_proposing(round=round, by=coordinator, at=now + timedelta(minutes=11))


def test_working_out_again_says_what_changed(round, programme, coordinator, now):
    stays = MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    joins = MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    propose(round, coordinator, now)
    round.refresh_from_db()
    assert {who for who, *_mentors in round.run_record["changes"]} >= {joins.pk}
    names = {change["name"] for change in queries.changes_in_words(round=round)}
    assert joins.learner.preferred_name in names
    assert set(offers_of(round)) == {stays.pk, joins.pk}
    assert offer.pk in offers_of(round).values()
