"""In which state two people are, and what is missing before they can begin."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentoring.lifecycle import Facts, Need, State, missing, state_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
#: Everything that must be there is there.
READY = Facts(
    is_confirmed=True,
    learner_said_yes=True,
    coach_said_yes=True,
    learner_signed=True,
    coach_signed=True,
    course_done=True,
    safeguarding_in_date=True,
    vetting_in_date=True,
)
FACT_OF = {
    Need.CONFIRMED: "is_confirmed",
    Need.LEARNER_YES: "learner_said_yes",
    Need.COACH_YES: "coach_said_yes",
    Need.LEARNER_SIGNATURE: "learner_signed",
    Need.COACH_SIGNATURE: "coach_signed",
    Need.COURSE: "course_done",
    Need.SAFEGUARDING: "safeguarding_in_date",
    Need.VETTING: "vetting_in_date",
}


def test_nothing_is_missing_when_everything_is_there():
    assert missing(READY) == ()


@pytest.mark.parametrize("need", Need)
def test_each_thing_alone_holds_it_up(need):
    assert missing(replace(READY, **{FACT_OF[need]: False})) == (need,)


def test_with_nothing_at_all_everything_is_named_in_order():
    assert missing(Facts()) == tuple(Need)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, State.AGREEING),
        ({"active_at": NOW}, State.ACTIVE),
        ({"active_at": NOW, "paused_at": NOW}, State.PAUSED),
        ({"paused_at": NOW}, State.PAUSED),
        ({"active_at": NOW, "paused_at": NOW, "suspended_at": NOW}, State.SUSPENDED),
        ({"active_at": NOW, "suspended_at": NOW, "ended_at": NOW}, State.ENDED),
        ({"ended_at": NOW}, State.ENDED),
    ],
)
def test_the_state_follows_from_what_happened(facts, state):
    assert state_of(replace(READY, **facts)) == state


def test_what_lapses_later_stops_nobody_who_has_begun():
    lapsed = replace(READY, active_at=NOW, safeguarding_in_date=False)
    assert state_of(lapsed) == State.ACTIVE
