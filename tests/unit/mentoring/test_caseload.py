"""Who needs a coach: each rule, its order, and what clears it."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.caseload import BOUNDS, USUAL, Facts, Flag, FlagRules, Rule, flag_of, flags_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        (Facts(started_at=ago(days=3)), Flag(Rule.ON_TRACK)),
        (Facts(started_at=ago(days=90), last_sign_in_at=ago(days=29, hours=23)), Flag(Rule.ON_TRACK)),
        (Facts(started_at=ago(days=90), last_sign_in_at=ago(days=30)), Flag(Rule.QUIET, 30)),
        (Facts(started_at=ago(days=40)), Flag(Rule.QUIET, 40)),
        (Facts(started_at=ago(days=2), last_sign_in_at=ago(days=200)), Flag(Rule.ON_TRACK)),
        (Facts(answer_asked_at=ago(days=4)), Flag(Rule.ANSWER, 4)),
        (Facts(started_at=ago(days=90), help_asked_at=ago(hours=1)), Flag(Rule.HELP, 0)),
        (
            Facts(help_asked_at=ago(days=1), answer_asked_at=ago(days=9), last_sign_in_at=ago(days=99)),
            Flag(Rule.HELP, 1),
        ),
        (Facts(started_at=ago(days=2), unsigned_since=ago(days=2)), Flag(Rule.AGREEMENT, 2)),
        (Facts(help_asked_at=ago(days=1), stopped_at=ago(hours=2)), Flag(Rule.PAUSED, 0)),
        (Facts(help_asked_at=ago(days=1), paused_at=ago(days=3)), Flag(Rule.HELP, 1)),
        (
            Facts(started_at=ago(days=99), unsigned_since=ago(days=99), paused_at=ago(days=3)),
            Flag(Rule.PAUSED, 3),
        ),
        (Facts(low_answer_at=ago(days=5)), Flag(Rule.LOW, 5)),
    ],
)
def test_the_most_urgent_rule_is_the_flag(facts, flag):
    assert flag_of(facts, now=NOW) == flag


#: A pair that has worked together for a year and did nothing wrong.
FINE = Facts(
    started_at=ago(days=365),
    active_at=ago(days=360),
    last_sign_in_at=ago(days=1),
    last_meeting_at=ago(days=10),
)


@pytest.mark.parametrize(
    ("rule", "just_not", "just_so"),
    [
        (Rule.MESSAGE, {"message_since": ago(hours=47)}, {"message_since": ago(days=2)}),
        (Rule.NOTES, {"note_since": ago(days=6, hours=23)}, {"note_since": ago(days=7)}),
        (Rule.NO_MEETING, {"last_meeting_at": ago(days=41)}, {"last_meeting_at": ago(weeks=6)}),
        (
            Rule.NO_MEETING,
            {"last_meeting_at": ago(weeks=9), "has_booking": True},
            {"last_meeting_at": None},
        ),
        (
            Rule.NO_MEETING,
            {"last_meeting_at": ago(weeks=9), "resumed_at": ago(days=2)},
            {"last_meeting_at": ago(weeks=9), "resumed_at": ago(weeks=7)},
        ),
        (Rule.ONE_SIDED, {"coach_steps": 2}, {"coach_steps": 3}),
        (Rule.ONE_SIDED, {"learner_steps": 9, "coach_steps": 1}, {"learner_steps": 3}),
        (Rule.QUIET, {"last_sign_in_at": ago(days=29)}, {"last_sign_in_at": ago(days=30)}),
    ],
)
def test_each_rule_alone_on_both_sides_of_its_edge(rule, just_not, just_so):
    assert flag_of(replace(FINE, **just_not), now=NOW).rule == Rule.ON_TRACK
    assert flag_of(replace(FINE, **just_so), now=NOW).rule == rule


#: None of the usual figures.
OTHER = FlagRules(message_days=5, notes_days=3, no_meeting_weeks=10, quiet_days=14)


@pytest.mark.parametrize(
    ("rule", "just_not", "just_so"),
    [
        (Rule.MESSAGE, {"message_since": ago(days=4, hours=23)}, {"message_since": ago(days=5)}),
        (Rule.NOTES, {"note_since": ago(days=2, hours=23)}, {"note_since": ago(days=3)}),
        (Rule.NO_MEETING, {"last_meeting_at": ago(days=69)}, {"last_meeting_at": ago(weeks=10)}),
        (Rule.QUIET, {"last_sign_in_at": ago(days=13)}, {"last_sign_in_at": ago(days=14)}),
    ],
)
def test_the_figures_of_a_programme_move_the_edge(rule, just_not, just_so):
    assert flag_of(replace(FINE, **just_not), now=NOW, rules=OTHER).rule == Rule.ON_TRACK
    assert flag_of(replace(FINE, **just_so), now=NOW, rules=OTHER).rule == rule


def test_the_usual_figures_are_within_what_may_be_chosen():
    figures = asdict(USUAL)
    assert figures.keys() == BOUNDS.keys()
    assert all(least <= figures[name] <= most for name, (least, most) in BOUNDS.items())


def test_before_the_work_begins_nothing_of_it_is_missed():
    facts = replace(FINE, active_at=None, last_meeting_at=None, message_since=ago(days=9), coach_steps=9)
    assert flag_of(facts, now=NOW).rule == Rule.ON_TRACK


facts_of_anybody = st.builds(
    Facts,
    **{
        field.name: st.none()
        | st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC))
        for field in fields(Facts)
        if field.name.endswith(("_at", "_since"))
    },
    has_booking=st.booleans(),
    coach_steps=st.integers(0, 5),
    learner_steps=st.integers(0, 5),
)


@given(facts_of_anybody)
def test_flags_come_most_urgent_first_each_once(facts):
    flags = flags_of(facts, now=NOW)
    rules = [flag.rule for flag in flags]
    assert rules == sorted(set(rules))
    assert flag_of(facts, now=NOW) == (flags[0] if flags else Flag(Rule.ON_TRACK))


@given(facts_of_anybody)
def test_contact_that_is_stopped_asks_nothing_of_a_coach(facts):
    assert [flag.needs_coach for flag in flags_of(replace(facts, stopped_at=ago(days=1)), now=NOW)] == [False]


def test_the_most_urgent_comes_first_and_the_longest_wait_among_equals():
    flags = [
        Flag(Rule.ON_TRACK),
        Flag(Rule.QUIET, 31),
        Flag(Rule.HELP, 0),
        Flag(Rule.QUIET, 60),
        Flag(Rule.ANSWER),
    ]
    ordered = sorted(flags, key=lambda flag: flag.urgency)
    assert ordered == [flags[2], flags[4], flags[3], flags[1], flags[0]]
    assert [flag.needs_coach for flag in ordered] == [True, True, True, True, False]
