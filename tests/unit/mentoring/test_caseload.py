"""Who needs a coach: each rule, its order, and what clears it."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.caseload import Facts, Flag, Rule, flag_of

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
    ],
)
def test_the_most_urgent_rule_is_the_flag(facts, flag):
    assert flag_of(facts, now=NOW) == flag


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
