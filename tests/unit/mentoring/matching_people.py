"""A mentee and a mentor who may be matched, and Hypothesis strategies for whole cohorts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

from hypothesis import strategies as st

from mentoring.matching import (
    BAR_REASONS,
    BSL,
    IN_PERSON,
    PARTS,
    Bar,
    Cohort,
    Condition,
    Mentee,
    Mentor,
    Weights,
    is_eligible,
)

START = date(2026, 3, 2)


def ted(**changes) -> Mentee:
    mentee = Mentee(
        id="ted",
        goals={"join-or-start-a-ppg", "chair-a-ppg-or-group", "take-part-in-research"},
        skills={"surveys"},
        times={"weekday-evenings", "saturday"},
        modes={"phone-call", "video-call"},
        region_id="east",
    )
    return replace(mentee, **changes)


def comfort(**changes) -> Mentor:
    mentor = Mentor(
        id="comfort",
        goals={"join-or-start-a-ppg", "chair-a-ppg-or-group"},
        skills={"surveys"},
        times={"weekday-evenings"},
        modes={"phone-call"},
        region_id="east",
        capacity=1,
        vetting_valid_until=START,
        training_completed_on=START,
        safeguarding_refreshed_on=START - timedelta(days=364),
    )
    return replace(mentor, **changes)


def cohort_of(mentees=(), mentors=(), **changes) -> Cohort:
    return Cohort(starts_on=START, mentees=mentees, mentors=mentors, **changes)


_few = ("a", "b", "c")
_modes = ("phone-call", "video-call", IN_PERSON)
_dates = (None, START - timedelta(days=400), START, START + timedelta(days=30))


@st.composite
def cohorts(draw, most_mentees=6, most_mentors=4):
    """Small cohorts in which every rule and every part of the score comes up.

    Hypothesis draws the sizes and a seed, and the people come from the seed. That is far faster than drawing
    each field, so many more cohorts are tried.
    """
    mentees, mentors = draw(st.integers(1, most_mentees)), draw(st.integers(1, most_mentors))
    return a_cohort(Random(draw(st.integers(0, 2**32))), mentees, mentors)


def a_cohort(chance: Random, mentees: int, mentors: int) -> Cohort:
    odd = chance.choice((0, 0.1, 0.4))
    mentee_ids = [f"mentee-{number}" for number in range(mentees)]
    mentor_ids = list(range(1, mentors + 1))
    live = (chance.choice((*mentee_ids, "elsewhere")), chance.choice(mentor_ids))
    pairs = list(product(mentee_ids, mentor_ids))
    cohort = cohort_of(
        [_mentee(chance, odd, each, mentor_ids) for each in mentee_ids],
        [_mentor(chance, odd, each, mentee_ids) for each in mentor_ids],
        weights=_weights(chance),
        forbids=_some(chance, pairs, 1),
        bars={Bar(*pair, chance.choice(BAR_REASONS)) for pair in _some(chance, pairs, 2)},
        live_pairs=_some(chance, [live], 1),
        needs_met_for_all=_some(chance, _few, 1),
    )
    return replace(cohort, pins=_some(chance, _possible_pins(cohort), 1))


def _possible_pins(cohort: Cohort) -> list:
    live = {mentee_id for mentee_id, _ in cohort.live_pairs}
    return [
        (mentee.id, mentor.id)
        for mentee, mentor in product(cohort.mentees, cohort.mentors)
        if mentee.id not in live and is_eligible(mentee, mentor, cohort)
    ]


def _some(chance: Random, values, most: int = 3) -> set:
    return set(chance.sample(list(values), chance.randint(0, min(most, len(values)))))


def _weights(chance: Random) -> Weights:
    parts = {part: chance.randint(0, 60) for part in PARTS}
    costs = {"scarcity": chance.randint(0, 90), "waiting_month": chance.randint(0, 20)}
    drawn = Weights(
        version=chance.randint(1, 9), **{**parts, "time_and_talk": chance.randint(1, 60)}, **costs
    )
    return chance.choice((Weights(), drawn))


def _said_by_both(chance: Random, odd: float) -> dict:
    """``odd`` is how likely each answer that rules pairs out is: cohorts differ in it."""

    def seldom(unusual, usual):
        return unusual if chance.random() < odd else usual

    kinds = ("goals", "skills", "roles", "styles", "meets", "lived_experience")
    return {
        **{kind: _some(chance, _few) for kind in kinds},
        "person_id": seldom(chance.randint(1, 5), None),
        "times": {"saturday"} | seldom(set(), {"sunday"}) if chance.random() > odd / 2 else {"sunday"},
        "modes": seldom(_some(chance, _modes), {"phone-call"} | _some(chance, _modes)),
        "in_person_needed": seldom(chance.random() < 0.5, False),
        "region_id": chance.choice((None, 1, 2)),
        "practice_id": seldom(chance.randint(1, 2), None),
        "same_practice_ok": chance.random() < 0.5,
        "employer_ids": seldom({chance.randint(1, 3)}, ()),
        "conditions": seldom({Condition(each, chance.random() < 0.5) for each in _some(chance, _few, 2)}, ()),
        "lived_experience_on": chance.random() < 0.6,
    }


def _mentee(chance: Random, odd: float, mentee_id, mentor_ids) -> Mentee:
    return Mentee(
        id=mentee_id,
        **_said_by_both(chance, odd),
        languages=_some(chance, ("en", "ur", BSL), 2) if chance.random() < odd else (),
        needs=_some(chance, _few, 1) if chance.random() < odd else (),
        place_wish=chance.choice(("near", "away", "any")),
        shortlist=_some(chance, mentor_ids),
        waits_for=chance.choice(mentor_ids) if mentor_ids and chance.random() < odd / 3 else None,
        matters_most=chance.choice((None, None, "place", "lived_experience", "goals_and_skills")),
        waiting_since=chance.choice(_dates),
    )


def _mentor(chance: Random, odd: float, mentor_id, mentee_ids) -> Mentor:
    def day(usual):
        return chance.choice(_dates) if chance.random() < odd else usual

    return Mentor(
        id=mentor_id,
        **_said_by_both(chance, odd),
        languages=_some(chance, ("en", "ur", BSL)),
        needs=_some(chance, _few),
        travels_to=_some(chance, (1, 2)),
        wishes=_some(chance, mentee_ids),
        capacity=0 if chance.random() < odd / 2 else chance.choice((1, 1, 2, 3)),
        paused=chance.random() < odd / 2,
        vetting_valid_until=day(START + timedelta(days=90)),
        training_completed_on=day(START - timedelta(days=90)),
        safeguarding_refreshed_on=day(START - timedelta(days=90)),
    )
