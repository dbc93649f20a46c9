"""Every hard rule alone: what breaks it, and the nearest thing that does not."""

from datetime import timedelta
from itertools import combinations

import pytest

from mentoring.matching import (
    BSL,
    IN_PERSON,
    RULES,
    TEMPLATES,
    Bar,
    Condition,
    obstacles_of_mentor,
    reasons_against,
    sentence,
)

from .matching_people import START, cohort_of, comfort, ted

DAY = timedelta(days=1)
PAIR = ("ted", "comfort")

#: rule: (what breaks it, the nearest thing that keeps it); each is changes to ted, comfort and the cohort.
CASES = {
    "same_person": (
        ({"person_id": 7}, {"person_id": 7}, {}),
        ({"person_id": None}, {"person_id": None}, {}),
    ),
    "vetting": (({}, {"vetting_valid_until": START - DAY}, {}), ({}, {"vetting_valid_until": START}, {})),
    "training": (
        ({}, {"training_completed_on": START + DAY}, {}),
        ({}, {"training_completed_on": START}, {}),
    ),
    "safeguarding": (
        ({}, {"safeguarding_refreshed_on": START.replace(year=2025)}, {}),
        ({}, {"safeguarding_refreshed_on": START.replace(year=2025) + DAY}, {}),
    ),
    "paused": (({}, {"paused": True}, {}), ({}, {"paused": False}, {})),
    "full": (
        ({}, {}, {"live_pairs": [("ann", "comfort")]}),
        ({}, {"capacity": 2}, {"live_pairs": [("ann", "comfort")]}),
    ),
    "mode": (
        ({"modes": {"video-call"}}, {}, {}),
        ({"modes": {"video-call", "phone-call"}}, {}, {}),
    ),
    "time": (({"times": {"saturday"}}, {}, {}), ({"times": {"saturday", "weekday-evenings"}}, {}, {})),
    "language": (
        ({"languages": {"ur", "pa"}}, {"languages": {"en", BSL}}, {}),
        ({"languages": {"ur", "pa"}}, {"languages": {"pa"}}, {}),
    ),
    "bsl": (
        ({"languages": {"en", BSL}}, {"languages": {"en"}}, {}),
        ({"languages": {"en", BSL}}, {"languages": {"en", BSL}}, {}),
    ),
    "needs": (
        ({"needs": {"large-print", "quiet-space"}}, {"needs": {"quiet-space"}}, {}),
        (
            {"needs": {"large-print", "quiet-space"}},
            {"needs": {"quiet-space"}},
            {"needs_met_for_all": {"large-print"}},
        ),
    ),
    "in_person": (
        ({"modes": {"phone-call", IN_PERSON}, "in_person_needed": True}, {}, {}),
        (
            {"modes": {IN_PERSON}, "in_person_needed": True},
            {"modes": {IN_PERSON}, "region_id": "w", "travels_to": {"east"}},
            {},
        ),
    ),
    "practice": (
        ({"practice_id": 1, "same_practice_ok": True}, {"practice_id": 1}, {}),
        ({"practice_id": 1, "same_practice_ok": True}, {"practice_id": 1, "same_practice_ok": True}, {}),
    ),
    "employer": (
        ({"employer_ids": {1, 2}}, {"employer_ids": {2, 3}}, {}),
        ({"employer_ids": {1}}, {"employer_ids": {3}}, {}),
    ),
    "condition": (
        ({"conditions": {Condition("a-woman", agreed=True)}}, {}, {}),
        ({"conditions": {Condition("a-woman", agreed=False)}}, {}, {}),
    ),
    "waits_for": (({"waits_for": "maureen"}, {}, {}), ({"waits_for": "comfort"}, {}, {})),
    "forbidden": (({}, {}, {"forbids": [PAIR]}), ({}, {}, {"forbids": [("ted", "maureen")]})),
    **{
        reason: (
            ({}, {}, {"bars": [Bar(*PAIR, reason)]}),
            ({}, {}, {"bars": [Bar("ann", "comfort", reason)]}),
        )
        for reason in ("relative", "manager", "clinician", "complaint", "asked", "earlier")
    },
}


def against(mentee=None, mentor=None, cohort=None):
    return [
        r.key
        for r in reasons_against(ted(**mentee or {}), comfort(**mentor or {}), cohort_of(**cohort or {}))
    ]


def test_the_usual_pair_may_be_matched():
    assert against() == []


def test_every_rule_has_a_case_and_words():
    assert CASES.keys() == RULES.keys()
    assert RULES.keys() <= TEMPLATES.keys()


@pytest.mark.parametrize("rule", CASES)
def test_rule_alone(rule):
    broken, kept = CASES[rule]
    assert against(*broken) == [rule]
    assert against(*kept) == []


def _together(first, second):
    """Both changes at once, or None where they would change the same field. Bars add up."""
    bars = [*first[2].get("bars", ()), *second[2].get("bars", ())]
    if any(a.keys() & b.keys() - {"bars"} for a, b in zip(first, second, strict=True)):
        return None
    mentee, mentor, cohort = ({**a, **b} for a, b in zip(first, second, strict=True))
    return mentee, mentor, {**cohort, "bars": bars}


BOTH = {
    (a, b): _together(CASES[a][0], CASES[b][0])
    for a, b in combinations(CASES, 2)
    if _together(CASES[a][0], CASES[b][0])
}
#: The pairs of rules that hang on the same field, by hand.
BOTH["mode", "in_person"] = ({"modes": {IN_PERSON}, "in_person_needed": True}, {}, {})
BOTH["language", "bsl"] = ({"languages": {"ur", BSL}}, {"languages": {"en"}}, {})


def test_all_rules_are_tried_in_pairs():
    assert len(BOTH) == len(CASES) * (len(CASES) - 1) // 2


@pytest.mark.parametrize("rules", list(BOTH))
def test_two_rules_at_once_are_both_named(rules):
    assert set(against(*BOTH[rules])) == set(rules)


@pytest.mark.parametrize(
    "field", ["vetting_valid_until", "training_completed_on", "safeguarding_refreshed_on"]
)
def test_a_date_that_is_not_known_is_not_in_date(field):
    assert len(against(mentor={field: None})) == 1


def test_safeguarding_in_the_future_is_not_done():
    assert against(mentor={"safeguarding_refreshed_on": START + DAY}) == ["safeguarding"]


def test_no_places_at_all_means_paused_and_full():
    assert against(mentor={"capacity": 0}) == ["paused", "full"]


def test_the_only_shared_way_to_talk_does_not_help_where_they_cannot_meet():
    assert against({"modes": {IN_PERSON}}, {"modes": {IN_PERSON, "phone-call"}, "region_id": "west"}) == [
        "mode"
    ]


def test_a_mentor_can_need_to_meet_in_person_too():
    assert against({}, {"in_person_needed": True}) == ["in_person"]


def test_a_mentor_can_make_a_condition_too():
    asked = {"conditions": {Condition("a-woman", agreed=True)}}
    assert against({}, asked) == ["condition"]
    assert against({"meets": {"a-woman"}}, asked) == []


def test_both_must_say_that_the_same_practice_is_fine():
    assert against({"practice_id": 1}, {"practice_id": 1, "same_practice_ok": True}) == ["practice"]


def test_a_declared_employer_counts_like_one_worked_out():
    assert against(cohort={"bars": [Bar(*PAIR, "employer")]}) == ["employer"]


def test_a_pin_does_not_stand_in_its_own_way_but_in_that_of_others():
    pinned = {"mentees": [ted()], "mentors": [comfort()], "pins": [PAIR]}
    assert against(cohort=pinned) == []
    assert against({"id": "ann"}, cohort=pinned) == ["full"]


def test_obstacles_of_a_mentor_do_not_depend_on_the_mentee():
    mentor = comfort(paused=True, vetting_valid_until=None)
    assert [reason.key for reason in obstacles_of_mentor(mentor, cohort_of())] == ["vetting", "paused"]
    assert obstacles_of_mentor(comfort(), cohort_of()) == []


def test_reasons_name_what_is_missing_in_the_words_of_the_lists():
    mentee = ted(needs={"quiet-space", "braille"})
    (reason,) = reasons_against(mentee, comfort(), cohort_of())
    assert sentence(reason, labels={"quiet-space": "A quiet space"}) == (
        "The mentor cannot meet these access needs: braille, A quiet space"
    )


def test_sentences_can_be_translated():
    (reason,) = reasons_against(ted(needs={"braille"}), comfort(), cohort_of())
    assert sentence(reason, translate=lambda text: text.upper().replace("%(NEEDS)S", "%(needs)s")).endswith(
        "NEEDS: braille"
    )
