"""Who is left out of a round: findings in words, and small groups that cannot be made out."""

from datetime import timedelta

import pytest

from mentoring import operations, queries
from mentoring.models import RoundEntry, Term
from tests.factories.mentoring import (
    MentorOfferFactory,
    MentorRequestFactory,
    ProposedPairFactory,
    RoundEntryFactory,
    term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(round, programme):
    """A function that puts so many alike into the round, some of them without a mentor."""
    offer = MentorOfferFactory(programme=programme, places=5)

    def add(count, left, **request):
        for number in range(count):
            entry = RoundEntryFactory(
                round=round, request=MentorRequestFactory(programme=programme, **request)
            )
            if number < left:
                RoundEntry.objects.filter(pk=entry.pk).update(left_out={"eligible": 1})
            else:
                ProposedPairFactory(entry=entry, offer=offer)

    return add


def groups_of(round, title):
    (panel,) = [panel for panel in queries.equity_of(round=round) if panel.title == title]
    return panel.finding, {group.label: (group.people, group.left) for group in panel.groups}


def test_the_finding_says_who_is_left_out_most(round, people):
    people(10, 6, chosen={Term.Kind.NEED: ["hearing-loop"]})
    people(20, 2)
    finding, groups = groups_of(round, "Access needs")
    assert groups == {"With an access need": (10, 6), "No access need": (20, 2)}
    assert "With an access need, 60 in 100" in finding
    assert "10 in 100" in finding


def test_groups_left_out_alike_are_called_alike(round, people):
    people(10, 1, chosen={Term.Kind.NEED: ["hearing-loop"]})
    people(20, 2)
    assert groups_of(round, "Access needs")[0] == "Every group is left out about as often."


def test_a_group_of_nine_is_hidden_with_the_next_so_that_subtraction_does_not_show_it(round, people):
    people(9, 4, place="Leeds")
    people(12, 2, place="York")
    people(30, 3, place="Hull, York")
    _finding, groups = groups_of(round, "Place")
    assert groups == {"Hull": (30, 3), "Other places": (None, None), "York": (None, None)}


def test_nine_against_the_rest_shows_neither(round, people):
    people(9, 4, language_needed=term(Term.Kind.LANGUAGE, "ur"))
    people(30, 3)
    assert "Language" not in [panel.title for panel in queries.equity_of(round=round)]


def test_waiting_counts_to_the_start_day(round, people, now):
    start = round.starts_on_date
    for months, left in ((1, 0), (4, 1), (8, 9)):
        people(
            10,
            left,
            waiting_since=now.replace(year=start.year, month=start.month, day=1)
            - timedelta(days=31 * months),
        )
    _finding, groups = groups_of(round, "Waiting time")
    assert groups == {"Under 3 months": (10, 0), "3 to 6 months": (10, 1), "6 months or more": (10, 9)}


def test_people_put_aside_are_not_left_out(round, people, coordinator, now):
    people(10, 0, chosen={Term.Kind.NEED: ["hearing-loop"]})
    people(11, 1)
    operations.put_aside(entry=round.entries.exclude(left_out={}).get(), by=coordinator, at=now)
    assert groups_of(round, "Access needs")[1] == {
        "With an access need": (10, 0),
        "No access need": (10, 0),
    }


def test_one_group_for_all_says_nothing(round, people):
    people(20, 3)
    assert queries.equity_of(round=round) == []


def test_those_with_few_options_are_known_after_a_run(round, programme, coordinator, now, client):
    for _ in range(10):
        MentorRequestFactory(programme=programme, chosen={Term.Kind.MODE: ["video-call"]})
    for _ in range(30):
        MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme, chosen={Term.Kind.MODE: ["video-call"]}, places=4)
    for _ in range(5):
        MentorOfferFactory(programme=programme, places=5)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    round.refresh_from_db()
    _finding, groups = groups_of(round, "Mentors who fit")
    assert {label: people for label, (people, _left) in groups.items()} == {
        "Fewest mentors who fit": 10,
        "More mentors who fit": 30,
    }
    client.force_login(coordinator)
    page = client.get(f"/rounds/{round.pk}/").content.decode()
    assert "Who is left out" in page
    assert "Fewest mentors who fit" in page


def test_a_small_round_shows_no_group(round, people, coordinator, now, client):
    people(9, 4)
    round.proposed_at, round.state = now, "reviewing"
    round.save()
    client.force_login(coordinator)
    page = client.get(f"/rounds/{round.pk}/").content.decode()
    assert "Too few to show." in page
    assert "4 of 9" not in page
