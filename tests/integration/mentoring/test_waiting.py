"""An honest queue, and waiting for one mentor."""

from datetime import timedelta

import pytest

from mentoring import operations, queries
from mentoring.models import ProposedPair, Term, Wish
from tests.factories.mentoring import (
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProposedPairFactory,
    RoundEntryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(programme, now):
    return MentorRequestFactory(programme=programme, waiting_since=now - timedelta(weeks=3))


def page_of(client, request):
    client.force_login(request.learner)
    return client.get("/mentoring/waiting/").content.decode()


def wish(request, offer, now):
    Wish.objects.create(request=request, offer=offer, by=Wish.By.LEARNER, made_at=now)
    return offer


def matched(programme, now, weeks):
    """Somebody who waited so many weeks and was matched a month ago."""
    started = now - timedelta(days=30)
    pair = ProposedPairFactory(
        entry=RoundEntryFactory(
            round__programme=programme,
            round__state="confirmed",
            request__state="matched",
            request__waiting_since=started - timedelta(weeks=weeks),
        )
    )
    return MentorshipFactory(programme=programme, pair=pair, started_at=started)


def test_the_place_counts_those_who_waited_longer_in_the_same_programme(asked, programme, now, client):
    MentorRequestFactory(programme=programme, waiting_since=now - timedelta(weeks=9))
    MentorRequestFactory(programme=programme, waiting_since=now - timedelta(weeks=1))
    MentorRequestFactory(waiting_since=now - timedelta(weeks=9))
    MentorRequestFactory(programme=programme, draft=True)
    assert "You are number 2 of 3" in page_of(client, asked)


def test_the_range_is_hidden_under_ten_and_true_from_ten_on(asked, programme, now, client):
    for weeks in range(1, 10):
        matched(programme, now, weeks)
    assert queries.wait_of(request=asked, now=now).weeks is None
    assert "Too few people were matched" in page_of(client, asked)
    matched(programme, now, 40)
    assert queries.wait_of(request=asked, now=now).weeks == (2, 9)
    assert "waited between 2 and 9 weeks" in page_of(client, asked)


def test_matches_of_other_programmes_and_of_long_ago_do_not_count(asked, programme, now):
    for weeks in range(1, 10):
        matched(programme, now, weeks)
    matched(MentorRequestFactory().programme, now, 5)
    old = matched(programme, now, 5)
    old.started_at = now - timedelta(days=366)
    old.save()
    assert queries.wait_of(request=asked, now=now).weeks is None


def test_what_would_help_is_said_until_the_answers_change(round, programme, coordinator, now, client):
    offer = MentorOfferFactory(programme=programme, chosen={Term.Kind.MODE: ["video-call"]})
    request = MentorRequestFactory(programme=programme, created_at=now - timedelta(days=9))
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert "if this way to talk is fine: Video call" in page_of(client, request)
    wish(request, offer, now)
    operations.wait_for(request=request, offer=offer, by=request.learner, at=now + timedelta(days=1))
    assert "if this way to talk" not in page_of(client, request)


def test_nobody_is_asked_to_do_without_what_they_need(round, programme, coordinator, now):
    MentorOfferFactory(programme=programme)
    request = MentorRequestFactory(
        programme=programme,
        created_at=now - timedelta(days=9),
        chosen={Term.Kind.NEED: ["hearing-loop"]},
    )
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert round.entries.get().left_out["changes"]
    assert queries.wait_of(request=request, now=now).changes == []


def test_who_waits_for_one_mentor_is_matched_with_nobody_else(round, programme, coordinator, now, asked):
    free = MentorOfferFactory(programme=programme)
    named = wish(asked, MentorOfferFactory(programme=programme, paused_at=now), now)
    operations.wait_for(request=asked, offer=named, by=asked.learner, at=now)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert not ProposedPair.objects.exists()
    with pytest.raises(operations.RuleBroken) as refused:
        operations.choose_mentor(entry=round.entries.get(), offer=free, by=coordinator, at=now)
    assert [reason.key for reason in refused.value.reasons] == ["waits_for"]
    operations.set_places(offer=named, places=1, is_paused=False, by=named.coach, at=now)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert ProposedPair.objects.get().offer == named


def test_the_page_takes_the_wish_and_gives_it_back(asked, programme, now, client):
    named = wish(asked, MentorOfferFactory(programme=programme), now)
    assert "Wait for one mentor only?" in page_of(client, asked)
    client.post("/mentoring/waiting/", {"mentor": named.pk})
    asked.refresh_from_db()
    assert asked.waits_for == named
    client.post("/mentoring/waiting/", {"mentor": ""})
    asked.refresh_from_db()
    assert asked.waits_for is None


@pytest.mark.parametrize("offered_by", ["a stranger", "nobody"])
def test_only_a_mentor_on_the_own_list_can_be_waited_for(asked, programme, now, client, offered_by):
    offer = MentorOfferFactory(programme=programme)
    client.force_login(asked.learner)
    chosen = offer.pk if offered_by == "a stranger" else "x"
    assert client.post("/mentoring/waiting/", {"mentor": chosen}).status_code == 404
    with pytest.raises(operations.NotOpen):
        operations.wait_for(request=asked, offer=offer, by=asked.learner, at=now)


def test_somebody_who_does_not_wait_is_sent_to_their_own_page(client, programme):
    request = MentorRequestFactory(programme=programme, draft=True)
    client.force_login(request.learner)
    assert client.get("/mentoring/waiting/").headers["Location"] == "/mentoring/"
