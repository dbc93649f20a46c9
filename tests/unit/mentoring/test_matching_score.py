"""The score: golden cases, exact sums, and silence about lived experience."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching import PARTS, CohortError, Weights, score, sentence, strength
from mentoring.matching.score import points

from .matching_people import cohorts, comfort, ted


def words(reasons):
    return [sentence(reason) for reason in reasons]


def test_golden_case_of_the_docstring():
    mentee = ted(
        roles={"ppg-chair"},
        styles={"every-month"},
        shortlist={"comfort"},
        times={"weekday-evenings", "saturday"},
        modes={"phone-call", "video-call"},
    )
    mentor = comfort(
        roles={"ppg-chair", "carer"},
        styles={"every-month"},
        modes={"phone-call", "video-call"},
        region_id="west",
    )
    result = score(mentee, mentor, Weights())
    assert result.parts == {
        "goals_and_skills": 26,
        "style_and_values": 24,
        "shortlist": 14,
        "wishes": 0,
        "time_and_talk": 9,
        "place": 0,
    }
    assert result.total == 73
    assert words(result.reasons_for) == [
        "Covers 2 of 3 goals",
        "Has the skill asked for",
        "Both like to work this way: every month",
        "Knows this role: ppg chair",
        "The learner asked for this mentor",
        "Both can talk by: phone call, video call",
    ]
    assert words(result.reasons_against) == ["Only one shared time: weekday evenings", "From different areas"]


def test_everything_fits_is_100_with_and_without_lived_experience():
    shared = {"lived_experience": {"cancer"}, "lived_experience_on": True}
    mentee = ted(goals={"g"}, skills=(), times={"saturday"}, modes={"phone-call"}, shortlist={"comfort"})
    mentor = comfort(goals={"g"}, times={"saturday"}, wishes={"ted"})
    assert score(mentee, mentor, Weights()).total == 100
    assert score(replace(mentee, **shared), replace(mentor, **shared), Weights()).total == 100


def test_lived_experience_counts_only_when_both_switched_it_on_and_is_silent_otherwise():
    on = {"lived_experience": {"marker-tag"}, "lived_experience_on": True}
    off = {"lived_experience": {"marker-tag"}, "lived_experience_on": False}
    both = score(ted(**on), comfort(**on), Weights())
    assert both.parts["lived_experience"] == 15
    assert "They share lived experience" in words(both.reasons_for)
    assert "marker-tag" not in repr(both)
    plain = score(ted(), comfort(), Weights())
    for mentee, mentor in ((on, off), (off, on), (off, off)):
        assert score(ted(**mentee), comfort(**mentor), Weights()) == plain
    assert "lived" not in repr(plain)


def test_different_lived_experience_is_never_told_as_a_reason_against():
    on = {"lived_experience_on": True}
    result = score(ted(lived_experience={"a"}, **on), comfort(lived_experience={"b"}, **on), Weights())
    assert result.parts["lived_experience"] == 0
    assert "lived" not in repr((result.reasons_for, result.reasons_against))


def test_weights_spread_over_the_other_parts_and_add_up():
    assert Weights().shares(lived=True) == dict(zip(PARTS, (30, 20, 12, 8, 15, 10, 5), strict=True))
    assert list(Weights().shares(lived=False).values()) == [35, 24, 14, 9, 12, 6]


def test_what_matters_most_weighs_at_least_as_much_as_anything():
    shares = Weights().shares(lived=False, matters_most="place")
    assert shares["place"] >= max(shares.values()) - 1  # rounding may take the odd point
    assert Weights().shares(lived=False, matters_most="lived_experience") == Weights().shares(lived=False)


def test_weights_of_nothing_are_refused():
    nothing = Weights(1, 0, 0, 0, 0, 15, 0, 0)
    with pytest.raises(CohortError, match="weights"):
        nothing.shares(lived=False)


@given(st.integers(0, 100), st.integers(0, 12), st.integers(0, 12))
def test_points_are_the_rounded_fraction(share, met, asked):
    met = min(met, asked)
    expected = share * met / asked if asked else share
    assert abs(points(share, met, asked) - expected) <= 0.5


@settings(deadline=None, max_examples=100)
@given(cohorts())
def test_parts_add_up_to_the_total_which_is_0_to_100(cohort):
    for mentee in cohort.mentees:
        for mentor in cohort.mentors:
            result = score(mentee, mentor, cohort.weights)
            assert sum(result.parts.values()) == result.total
            assert 0 <= result.total <= 100
            assert all(isinstance(value, int) and value >= 0 for value in result.parts.values())


def test_words_for_the_strength():
    assert [strength(total) for total in (100, 75, 74, 55, 54, 40, 39, 0)] == [
        *("strong", "strong", "good", "good", "possible", "possible", "weak", "weak")
    ]


def test_under_40_is_a_warning():
    result = score(ted(goals={"x"}, skills={"y"}, region_id="w"), comfort(), Weights())
    assert result.is_warning == (result.total < 40)
