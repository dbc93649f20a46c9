"""Weights of a programme: look first, save a version, and leave what ran before as it was."""

import pytest

from mentoring import operations, queries
from mentoring.models import MentorRequest, ProposedPair, Term, WeightSet
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MentorOfferFactory, MentorRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def values(programme):
    return queries.weight_values(programme_id=programme.pk)


@pytest.fixture
def two_ways(programme):
    """One learner; one mentor has the skill but lives far away, the other is near without it."""
    request = MentorRequestFactory(
        programme=programme,
        chosen={Term.Kind.SKILL: ["surveys"]},
        place="Leeds",
        place_wish=MentorRequest.PlaceWish.NEAR,
    )
    skilled = MentorOfferFactory(programme=programme, chosen={Term.Kind.SKILL: ["surveys"]}, place="York")
    near = MentorOfferFactory(programme=programme, place="Leeds")
    return request, skilled, near


def test_looking_names_who_would_change_and_saves_nothing(round, two_ways, values, coordinator, now, client):
    request, skilled, near = two_ways
    operations.propose_pairs(round=round, by=coordinator, at=now)
    client.force_login(coordinator)
    sent = values | {"place": 100, "goals_and_skills": 1, "do": "look", "seen": 0}
    page = client.post(f"/rounds/{round.pk}/weights/", sent).content.decode()
    name = near.coach.preferred_name
    assert f"{request.learner.preferred_name}: {name} instead of {skilled.coach.preferred_name}" in page
    assert not WeightSet.objects.exists()
    assert ProposedPair.objects.get().offer == skilled
    page = client.post(f"/rounds/{round.pk}/weights/", values | {"do": "look"}).content.decode()
    assert "No match would change" in page


def test_what_looking_says_is_what_saving_does(round, two_ways, values, coordinator, now):
    _request, _skilled, near = two_ways
    operations.propose_pairs(round=round, by=coordinator, at=now)
    heavy = values | {"place": 100, "goals_and_skills": 1}
    (change,) = queries.pairs_that_would_change(round=round, weights=heavy)
    operations.save_weights(programme=round.programme, weights=heavy, seen=0, by=coordinator, at=now)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    assert ProposedPair.objects.get().offer == near
    assert change["after"] == near.coach.preferred_name
    assert operations.propose_pairs(round=round, by=coordinator, at=now).run_record["weights"]["version"] == 1


def test_a_confirmed_round_keeps_its_weights(round, two_ways, values, coordinator, now):
    operations.propose_pairs(round=round, by=coordinator, at=now)
    operations.confirm_round(round=round, by=coordinator, at=now)
    operations.save_weights(
        programme=round.programme, weights=values | {"place": 77}, seen=0, by=coordinator, at=now
    )
    round.refresh_from_db()
    assert queries.build_cohort(round=round).weights.place == values["place"] != 77


def test_each_save_is_a_version_and_a_double_click_is_one(programme, values, coordinator, now):
    for _ in range(2):
        operations.save_weights(
            programme=programme, weights=values | {"place": 7}, seen=0, by=coordinator, at=now
        )
    operations.save_weights(
        programme=programme, weights=values | {"place": 8}, seen=1, by=coordinator, at=now
    )
    assert [each.version for each in queries.weight_versions(programme_id=programme.pk)] == [2, 1]
    assert queries.weights_of(programme_id=programme.pk).place == 8


def test_the_usual_weights_saved_unchanged_make_no_version(programme, values, coordinator, now):
    operations.save_weights(programme=programme, weights=values, seen=0, by=coordinator, at=now)
    assert not WeightSet.objects.exists()


def test_an_old_page_does_not_replace_newer_weights(round, programme, values, coordinator, now, client):
    operations.save_weights(
        programme=programme, weights=values | {"place": 7}, seen=0, by=UserFactory(coordinator=True), at=now
    )
    client.force_login(coordinator)
    sent = values | {"place": 9, "do": "save", "seen": 0}
    page = client.post(f"/rounds/{round.pk}/weights/", sent).content.decode()
    assert "Somebody saved other numbers" in page
    assert 'value="9"' in page
    assert queries.weights_of(programme_id=programme.pk).place == 7


@pytest.mark.parametrize(
    "wrong", [{"place": -1}, {"place": 101}, {"place": "x"}, {"place": ""}], ids=lambda each: str(each)
)
def test_numbers_out_of_range_are_refused(round, values, coordinator, client, wrong):
    client.force_login(coordinator)
    page = client.post(f"/rounds/{round.pk}/weights/", values | wrong | {"do": "save", "seen": 0})
    assert "Error: " in page.content.decode()
    assert not WeightSet.objects.exists()


def test_something_must_count(round, values, coordinator, client):
    client.force_login(coordinator)
    nothing = dict.fromkeys(values, 0) | {"lived_experience": 5, "do": "save", "seen": 0}
    page = client.post(f"/rounds/{round.pk}/weights/", nothing).content.decode()
    assert "At least one of these must be more than 0" in page
