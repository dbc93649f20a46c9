"""Every rule in every state, without a database. The worked examples in the modules are run too."""

import doctest
import itertools
from dataclasses import replace
from uuid import UUID

import pytest
from django.utils.translation import override

from courses import completion, prerequisites
from courses.completion import STATES, Asked, Did, Need, State, is_met, judge, rules_met, rules_that_ask
from courses.completion_words import RULES, WHY, finished_when, why_not
from courses.deeds import Rule

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
ASKED = Asked(questions=frozenset({ONE, TWO}), quizzes=frozenset({THREE}), reflections=frozenset({ONE, TWO}))
EVERYTHING = Did(
    says_so=True,
    right=frozenset({ONE, TWO}),
    passed=frozenset({THREE}),
    written=frozenset({ONE, TWO}),
    handed_in=True,
    confirmed=True,
)
COMBINATIONS = [rules for number in range(1, len(Rule) + 1) for rules in itertools.combinations(Rule, number)]


@pytest.mark.parametrize("module", [completion, prerequisites])
def test_the_worked_example_is_true(module):
    assert doctest.testmod(module).failed == 0


def test_every_rule_has_states_and_every_state_a_sentence():
    assert set(STATES) == set(RULES) == set(Rule)
    assert set(WHY) == {(rule, state) for rule, states in STATES.items() for state in states}


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize(("done", "total"), [(0, 0), (0, 1), (0, 2), (1, 2), (1, 3), (2, 2)])
@pytest.mark.parametrize(("rule", "state"), sorted(WHY))
def test_every_sentence_is_whole(rule, state, done, total, language):
    with override(language):
        sentence = why_not(Need(rule, state, done, total))
    assert sentence.endswith((".", "?"))
    assert "%" not in sentence
    assert sentence[0].isupper()


@pytest.mark.parametrize(
    "asked",
    [
        *(ASKED, Asked(frozenset({ONE})), Asked(quizzes=frozenset({ONE}))),
        *(replace(ASKED, unmarked=ASKED.quizzes), Asked(quizzes=frozenset({ONE}), unmarked=frozenset({ONE}))),
    ],
)
@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_ends_the_sentence_this_lesson_is_finished_when(rule, asked):
    words = finished_when(rule, asked)
    assert words
    assert "%" not in words
    assert not words.endswith(".")


@pytest.mark.parametrize("rules", COMBINATIONS, ids=",".join)
def test_all_rules_are_needed_and_one_missing_is_named(rules):
    assert rules_met(rules, [ASKED], EVERYTHING) == rules
    nothing = judge(rules, ASKED, Did())
    assert [need.rule for need in nothing] == list(rules)
    assert not any(need.is_met for need in nothing)
    assert all(need.state in STATES[need.rule] for need in nothing)
    missing = {
        Rule.LEARNER: "says_so",
        Rule.QUESTIONS: "right",
        Rule.REFLECTION: "written",
        Rule.WORK: "handed_in",
        Rule.COACH: "confirmed",
    }
    for rule in rules:
        field = missing[rule]
        did = Did(**{**vars(EVERYTHING), field: type(getattr(EVERYTHING, field))()})
        assert rules_met(rules, [ASKED], did) == ()
        assert [need.rule for need in judge(rules, ASKED, did) if not need.is_met] == [rule]


@pytest.mark.parametrize(
    ("rule", "did", "state", "done", "total"),
    [
        (Rule.QUESTIONS, Did(right=frozenset({ONE})), State.PARTLY, 1, 2),
        (Rule.QUESTIONS, Did(right=frozenset({ONE, TWO})), State.QUIZ, 0, 1),
        (Rule.QUESTIONS, Did(right=frozenset({THREE})), State.NOT_YET, 0, 2),
        (Rule.REFLECTION, Did(written=frozenset({TWO})), State.PARTLY, 1, 2),
        (Rule.COACH, Did(has_coach=False), State.NOBODY, 0, 0),
        (Rule.COACH, Did(has_coach=False, confirmed=True), State.MET, 0, 0),
    ],
)
def test_states_between_nothing_and_everything(rule, did, state, done, total):
    assert judge([rule], ASKED, did) == (Need(rule, state, done, total),)


@pytest.mark.parametrize(
    ("unmarked", "passed", "state", "words"),
    [
        (set(), set(), State.QUIZ, "passed"),
        ({ONE}, set(), State.QUIZ, "passed"),
        ({ONE}, {TWO}, State.SEND, "sent"),
        ({ONE, TWO}, {ONE}, State.SEND, "sent"),
    ],
)
def test_nobody_is_asked_to_pass_a_quiz_without_a_mark(unmarked, passed, state, words):
    asked = Asked(quizzes=frozenset({ONE, TWO}), unmarked=frozenset(unmarked))
    (need,) = judge([Rule.QUESTIONS], asked, Did(passed=frozenset(passed)))
    assert (need.state, need.done, need.total) == (state, len(passed), 2)
    assert words in why_not(need)
    assert ("passed" in finished_when(Rule.QUESTIONS, asked)) == (unmarked != {ONE, TWO})


def test_a_quiz_that_is_done_says_nothing_of_right_answers():
    (need,) = judge([Rule.QUESTIONS], Asked(quizzes=frozenset({ONE})), Did(passed=frozenset({ONE})))
    assert why_not(need) == "You have done the quiz."


def test_the_learner_s_word_waits_for_the_rest_but_is_kept():
    rules = (Rule.LEARNER, Rule.WORK)
    assert judge(rules, ASKED, Did())[0].state == State.WAITS
    assert judge(rules, ASKED, Did(handed_in=True))[0].state == State.NOT_YET
    said = judge(rules, ASKED, Did(says_so=True))
    assert [need.is_met for need in said] == [True, False]


@pytest.mark.parametrize("rules", COMBINATIONS, ids=",".join)
def test_a_rule_that_asks_for_nothing_stops_nobody(rules):
    in_force = rules_that_ask(rules, Asked())
    assert in_force
    assert not {Rule.QUESTIONS, Rule.REFLECTION} & set(in_force)
    assert is_met(judge(rules, Asked(), Did(says_so=True, handed_in=True, confirmed=True)))


def test_one_language_that_asks_for_nothing_more_is_enough():
    welsh = Asked(questions=frozenset({ONE}))
    did = Did(right=frozenset({ONE}))
    assert rules_met([Rule.QUESTIONS], [ASKED], did) == ()
    assert rules_met([Rule.QUESTIONS], [ASKED, welsh], did) == (Rule.QUESTIONS,)
