"""A mentee and a mentor who may be matched, and Hypothesis strategies for whole cohorts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from mentoring.matching import (
    BAR_REASONS,
    BSL,
    IN_PERSON,
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


def some(terms=_few, least=0, most=3):
    return st.frozensets(st.sampled_from(terms), min_size=least, max_size=most)


_ids = st.sampled_from((None, 1, 2))
_dates = st.sampled_from((None, START - timedelta(days=400), START, START + timedelta(days=30)))
_conditions = st.frozensets(st.builds(Condition, st.sampled_from(_few), st.booleans()), max_size=2)
_modes = ("phone-call", "video-call", IN_PERSON)
_languages = ("en", "ur", BSL)


@st.composite
def cohorts(draw, most_mentees=6, most_mentors=4, pins=True):
    """Small cohorts in which every rule and every part of the score comes up."""
    mentee_ids = [f"mentee-{n}" for n in range(draw(st.integers(1, most_mentees)))]
    mentor_ids = list(range(1, draw(st.integers(1, most_mentors)) + 1))
    mentees = [draw(_mentees(each, mentor_ids)) for each in mentee_ids]
    mentors = [draw(_mentors(each, mentee_ids)) for each in mentor_ids]
    pairs = list(product(mentee_ids, mentor_ids))
    lists = {
        "forbids": draw(st.frozensets(st.sampled_from(pairs), max_size=2)),
        "bars": draw(
            st.frozensets(
                st.builds(
                    lambda pair, reason: Bar(*pair, reason),
                    st.sampled_from(pairs),
                    st.sampled_from(BAR_REASONS),
                ),
                max_size=2,
            )
        ),
        "live_pairs": draw(
            st.lists(
                st.tuples(st.sampled_from((*mentee_ids, "elsewhere")), st.sampled_from(mentor_ids)),
                max_size=1,
            )
        ),
    }
    cohort = cohort_of(
        mentees, mentors, weights=draw(_weights), needs_met_for_all=draw(some(most=1)), **lists
    )
    return draw(with_pins(cohort)) if pins else cohort


def with_pins(cohort: Cohort):
    """The same cohort with none or one of the pins it may have."""
    live = {mentee_id for mentee_id, _ in cohort.live_pairs}
    possible = [
        (mentee.id, mentor.id)
        for mentee, mentor in product(cohort.mentees, cohort.mentors)
        if mentee.id not in live and is_eligible(mentee, mentor, cohort)
    ]
    pins = st.frozensets(st.sampled_from(possible), max_size=1) if possible else st.just(frozenset())
    return pins.map(lambda chosen: replace(cohort, pins=chosen))


_weights = st.one_of(
    st.just(Weights()),
    st.builds(
        Weights,
        version=st.integers(1, 9),
        goals_and_skills=st.integers(1, 60),
        style_and_values=st.integers(0, 60),
        shortlist=st.integers(0, 60),
        wishes=st.integers(0, 60),
        lived_experience=st.integers(0, 60),
        time_and_talk=st.integers(0, 60),
        place=st.integers(0, 60),
        scarcity=st.integers(0, 90),
        waiting_month=st.integers(0, 20),
    ),
)


def _shared(usual):
    """What both sides say; ``usual`` is often chosen so that pairs stay eligible."""
    return {
        "person_id": st.one_of(st.none(), st.integers(1, 30)),
        "goals": some(),
        "skills": some(),
        "roles": some(),
        "styles": some(),
        "times": st.one_of(usual, some(("saturday", "sunday"))),
        "modes": st.one_of(usual, some(_modes)),
        "in_person_needed": st.sampled_from((False, False, False, False, True)),
        "region_id": _ids,
        "practice_id": st.sampled_from((None, None, 1, 2)),
        "same_practice_ok": st.booleans(),
        "employer_ids": some((1, 2, 3), most=1),
        "meets": some(),
        "conditions": st.one_of(st.just(frozenset()), _conditions),
        "lived_experience": some(),
        "lived_experience_on": st.booleans(),
    }


def _mentees(mentee_id, mentor_ids):
    return st.builds(
        Mentee,
        id=st.just(mentee_id),
        **_shared(st.just(frozenset({"saturday", "phone-call"}))),
        languages=st.one_of(st.just(frozenset()), some(_languages, most=2)),
        needs=some(most=1),
        place_wish=st.sampled_from(("near", "away", "any")),
        shortlist=some(mentor_ids),
        matters_most=st.sampled_from((None, None, "place", "lived_experience", "goals_and_skills")),
        waiting_since=_dates,
    )


def _mentors(mentor_id, mentee_ids):
    soon, past = START + timedelta(days=90), START - timedelta(days=90)
    return st.builds(
        Mentor,
        id=st.just(mentor_id),
        **_shared(st.just(frozenset({"saturday", "phone-call"}))),
        languages=some(_languages),
        needs=some(),
        travels_to=some((1, 2)),
        wishes=some(mentee_ids),
        capacity=st.integers(0, 3),
        paused=st.sampled_from((False, False, False, True)),
        vetting_valid_until=st.one_of(st.just(soon), _dates),
        training_completed_on=st.one_of(st.just(past), _dates),
        safeguarding_refreshed_on=st.one_of(st.just(past), _dates),
    )
