"""The match desk: what one decision leaves behind, how it is undone, and that no choice is overwritten."""

import pytest
from django.utils.translation import override

from mentoring import operations, queries
from mentoring.matching.files import hash_of_cohort
from mentoring.models import Bar, DeskStep, Forbidden, ProposedPair, Term
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(round, programme, coordinator, now):
    """One person, two mentors who fit, matches worked out: (entry, suggested offer, other offer)."""
    request = MentorRequestFactory(programme=programme)
    offers = [MentorOfferFactory(programme=programme) for _ in range(2)]
    operations.propose_pairs(round=round, by=coordinator, at=now)
    entry = round.entries.get(request=request)
    suggested = entry.pair.offer
    (other,) = [offer for offer in offers if offer != suggested]
    return entry, suggested, other


def offer_of(entry):
    return ProposedPair.objects.filter(entry=entry).values_list("offer", flat=True).first()


def last_step(entry):
    return entry.steps.last()


def test_a_forbidden_pair_leaves_the_round_and_no_run_brings_it_back(desk, round, coordinator, now):
    entry, suggested, other = desk
    operations.forbid_pair(entry=entry, offer=suggested, by=coordinator, at=now)
    assert offer_of(entry) is None
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert offer_of(entry) == other.pk
    with pytest.raises(operations.RuleBroken) as refused:
        operations.choose_mentor(entry=entry, offer=suggested, by=coordinator, at=now)
    assert [reason.key for reason in refused.value.reasons] == ["forbidden"]


def test_reasons_name_what_was_chosen_in_the_readers_language_and_the_match_is_the_same(desk, round):
    entry, _suggested, _other = desk
    for term in Term.objects.all():
        term.label_cy = f"Cymraeg {term.key}"
        term.save()
    english = queries.candidates_for(entry=entry)
    before = hash_of_cohort(queries.build_cohort(round=round))
    with override("cy"):
        welsh = queries.candidates_for(entry=entry)
        assert hash_of_cohort(queries.build_cohort(round=round)) == before
    assert not [each for each in english if "Cymraeg" in " ".join(each.reasons_for)]
    assert [each for each in welsh if "Cymraeg" in " ".join(each.reasons_for)]
    assert [(each.offer_id, each.total) for each in welsh] == [
        (each.offer_id, each.total) for each in english
    ]


def test_an_allowed_pair_can_be_chosen_again(desk, round, coordinator, now):
    entry, suggested, _other = desk
    operations.forbid_pair(entry=entry, offer=suggested, by=coordinator, at=now)
    operations.allow_pair(entry=entry, offer=suggested, by=coordinator, at=now)
    assert not Forbidden.objects.exists()
    operations.choose_mentor(entry=entry, offer=suggested, by=coordinator, at=now)


def decide_each(entry, suggested, other, coordinator, now):
    return {
        "choose": lambda: operations.choose_mentor(entry=entry, offer=other, by=coordinator, at=now),
        "aside": lambda: operations.put_aside(entry=entry, by=coordinator, at=now),
        "forbid": lambda: operations.forbid_pair(entry=entry, offer=suggested, by=coordinator, at=now),
    }


@pytest.mark.parametrize("kind", ["choose", "aside", "forbid"])
def test_undoing_puts_everything_back(desk, kind, coordinator, now):
    entry, suggested, other = desk
    decide_each(entry, suggested, other, coordinator, now)[kind]()
    step = last_step(entry)
    assert step.kind == kind
    for _ in range(2):
        operations.undo_step(step=step, by=coordinator, at=now)
    entry = type(entry).objects.get(pk=entry.pk)
    assert (offer_of(entry), entry.put_aside_at) == (suggested.pk, None)
    assert entry.pair.pinned_at is None
    assert not Forbidden.objects.exists()
    assert DeskStep.objects.filter(kind="undo").count() == 1


@pytest.mark.parametrize("kind", ["aside", "forbid"])
def test_undoing_gives_a_choice_back_with_who_made_it(desk, kind, coordinator, now):
    entry, suggested, other = desk
    colleague = UserFactory(coordinator=True)
    operations.choose_mentor(entry=entry, offer=other, by=colleague, at=now)
    decide_each(entry, other, suggested, coordinator, now)[kind]()
    operations.undo_step(step=last_step(entry), by=coordinator, at=now)
    pair = ProposedPair.objects.get(entry=entry)
    assert (pair.offer, pair.pinned_by, pair.suggested_offer) == (other, colleague, suggested)


def test_undoing_a_choice_gives_the_displaced_their_suggestion_back(round, programme, coordinator, now):
    first, second = (MentorRequestFactory(programme=programme) for _ in range(2))
    offer = MentorOfferFactory(programme=programme, places=1)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    placed = ProposedPair.objects.get().entry
    other = round.entries.exclude(pk=placed.pk).get()
    operations.choose_mentor(entry=other, offer=offer, by=coordinator, at=now, displace=True)
    assert offer_of(placed) is None
    operations.undo_step(step=last_step(other), by=coordinator, at=now)
    assert (offer_of(placed), offer_of(other)) == (offer.pk, None)
    assert queries.round_numbers(round=round).left == 1


def test_what_was_chosen_before_and_has_no_place_now_is_not_undone(desk, programme, coordinator, now):
    entry, suggested, other = desk
    operations.choose_mentor(entry=entry, offer=other, by=coordinator, at=now)
    operations.put_aside(entry=entry, by=coordinator, at=now)
    step = last_step(entry)
    operations.set_places(offer=other, places=0, is_paused=True, by=other.coach, at=now)
    with pytest.raises(operations.NotOpen):
        operations.undo_step(step=step, by=coordinator, at=now)
    entry.refresh_from_db()
    assert entry.put_aside_at
    assert DeskStep.objects.get(pk=step.pk).undone_at is None


def test_an_old_page_overwrites_nothing(desk, coordinator, now):
    """Both opened the page; the first chooses, the second is told and nothing is lost."""
    entry, suggested, other = desk
    colleague = UserFactory(coordinator=True, preferred_name="Ravi D.")
    operations.choose_mentor(entry=entry, offer=other, by=colleague, at=now, seen=0)
    for decide in (
        lambda: operations.choose_mentor(entry=entry, offer=suggested, by=coordinator, at=now, seen=0),
        lambda: operations.put_aside(entry=entry, by=coordinator, at=now, seen=0),
        lambda: operations.forbid_pair(entry=entry, offer=other, by=coordinator, at=now, seen=0),
        lambda: operations.undo_choice(entry=entry, by=coordinator, at=now, seen=0),
        lambda: operations.bar_pair(entry=entry, offer=other, reason="asked", by=coordinator, at=now, seen=0),
    ):
        with pytest.raises(operations.DeskChanged, match="Ravi D"):
            decide()
    assert offer_of(entry) == other.pk
    again = operations.choose_mentor(entry=entry, offer=other, by=coordinator, at=now, seen=0)
    assert again.pinned_by == colleague


@pytest.mark.parametrize("way_back", ["allow", "unforbid"])
def test_an_old_page_takes_nothing_back(desk, way_back, round, coordinator, now, client):
    """A colleague ruled the pair out once more, with a reason, after this page was opened."""
    entry, suggested, _other = desk
    operations.forbid_pair(entry=entry, offer=suggested, by=coordinator, at=now)
    operations.bar_pair(entry=entry, offer=suggested, reason="relative", by=coordinator, at=now)
    old = last_step(entry).pk
    operations.put_aside(entry=entry, by=UserFactory(coordinator=True, preferred_name="Ravi D."), at=now)
    client.force_login(coordinator)
    sent = {"do": way_back, "offer": suggested.pk}
    address = f"/rounds/{round.pk}/{entry.pk}/decide/"
    assert "Ravi D" in client.post(address, {**sent, "seen": old}, follow=True).content.decode()
    assert (Bar.objects.count(), Forbidden.objects.count()) == (1, 1)
    client.post(address, {**sent, "seen": last_step(entry).pk})
    assert Bar.objects.count() + Forbidden.objects.count() == 1


def test_what_somebody_decided_since_is_not_undone_with_it(desk, coordinator, now):
    entry, suggested, other = desk
    operations.choose_mentor(entry=entry, offer=other, by=coordinator, at=now)
    step = last_step(entry)
    operations.choose_mentor(entry=entry, offer=suggested, by=UserFactory(coordinator=True), at=now)
    with pytest.raises(operations.DeskChanged):
        operations.undo_step(step=step, by=coordinator, at=now)
    assert offer_of(entry) == suggested.pk


def test_the_pages_of_the_desk_rule_out_and_undo(desk, round, coordinator, client):
    entry, suggested, other = desk
    client.force_login(coordinator)
    address = f"/rounds/{round.pk}/{entry.pk}/"
    sent = {"offer": suggested.pk, "seen": 0}
    page = client.post(address + "decide/", {"do": "forbid", **sent}, follow=True).content.decode()
    assert "Allow this mentor again" in page
    step = last_step(entry)
    assert step.kind == "forbid"
    page = client.post(address + "decide/", {"do": "choose", "offer": other.pk, "seen": 0}, follow=True)
    assert "Look again first" in page.content.decode()
    assert offer_of(entry) is None
    overview = client.get(f"/rounds/{round.pk}/").content.decode()
    assert "Undo this step" in overview
    page = client.post(f"/rounds/{round.pk}/undo/", {"step": step.pk}, follow=True).content.decode()
    assert "It is as it was before" in page
    assert offer_of(entry) == suggested.pk


def test_nobody_is_offered_to_undo_what_a_colleague_did(desk, round, coordinator, now):
    entry, _suggested, _other = desk
    operations.put_aside(entry=entry, by=coordinator, at=now)
    assert queries.step_to_undo(round=round, person=coordinator)["step"].kind == "aside"
    assert queries.step_to_undo(round=round, person=UserFactory(coordinator=True)) is None


def test_a_step_of_another_round_is_not_found(desk, coordinator, now, client):
    entry, _suggested, _other = desk
    operations.put_aside(entry=entry, by=coordinator, at=now)
    elsewhere = MatchingRoundFactory(programme=ProgrammeFactory(coordinators=[coordinator]))
    client.force_login(coordinator)
    answer = client.post(f"/rounds/{elsewhere.pk}/undo/", {"step": last_step(entry).pk})
    assert answer.status_code == 404
