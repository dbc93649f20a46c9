"""Whether somebody finished a lesson, and what is missing: the editor's rules over what the person did.

A lesson has rules (`deeds.Rule`), and *all* of them must be met. A rule that asks for nothing is left
aside: "answer the check questions" in a lesson without any cannot be met and must not stop anybody. Where no
rule is left, the learner decides.

A lesson has a version for each language. What somebody did counts in every language, and the lesson is
finished as soon as one version asks for nothing more. A question that was answered right once stays right.

Worked example. A lesson wants its two check questions answered, and the learner to say so:

>>> from uuid import UUID
>>> one, two = UUID(int=1), UUID(int=2)
>>> asked = Asked(questions=frozenset({one, two}))
>>> rules = (Rule.LEARNER, Rule.QUESTIONS)
>>> [(str(need.rule), str(need.state), need.done, need.total) for need in judge(rules, asked, Did())]
[('learner', 'waits', 0, 0), ('questions', 'not_yet', 0, 2)]
>>> ted = Did(right=frozenset({one, two}))
>>> [(str(need.rule), str(need.state)) for need in judge(rules, asked, ted)]
[('learner', 'not_yet'), ('questions', 'met')]
>>> is_met(judge(rules, asked, Did(says_so=True, right=ted.right)))
True
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from .deeds import Rule


class State(StrEnum):
    MET = "met"
    NOT_YET = "not_yet"
    #: Some of several are done.
    PARTLY = "partly"
    #: All check questions are right, and a quiz is still to be passed.
    QUIZ = "quiz"
    #: The same, with a quiz that has no pass mark: its answers only have to be sent.
    SEND = "send"
    #: The learner's own yes, while something else is missing.
    WAITS = "waits"
    #: Nobody is there yet who could confirm it.
    NOBODY = "nobody"


#: Every state that a rule can be in. Each has its sentence.
STATES = {
    Rule.LEARNER: (State.MET, State.NOT_YET, State.WAITS),
    Rule.QUESTIONS: (State.MET, State.NOT_YET, State.PARTLY, State.QUIZ, State.SEND),
    Rule.REFLECTION: (State.MET, State.NOT_YET, State.PARTLY),
    Rule.WORK: (State.MET, State.NOT_YET),
    Rule.COACH: (State.MET, State.NOT_YET, State.NOBODY),
}


@dataclass(frozen=True)
class Asked:
    """What one version of a lesson asks for: keys of its check questions, quizzes and reflections.

    `unmarked` are those of the quizzes that have no pass mark.
    """

    questions: frozenset[UUID] = frozenset()
    quizzes: frozenset[UUID] = frozenset()
    reflections: frozenset[UUID] = frozenset()
    unmarked: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Did:
    """What one person did in a lesson, in any language. `has_coach`: somebody could confirm it for them."""

    says_so: bool = False
    right: frozenset[UUID] = frozenset()
    passed: frozenset[UUID] = frozenset()
    written: frozenset[UUID] = frozenset()
    handed_in: bool = False
    confirmed: bool = False
    has_coach: bool = True


@dataclass(frozen=True)
class Need:
    """How one rule stands. `done` of `total` count questions or reflections, for quizzes alone quizzes."""

    rule: Rule
    state: State
    done: int = 0
    total: int = 0

    @property
    def is_met(self) -> bool:
        return self.state == State.MET


def rules_that_ask(rules: Iterable[Rule], asked: Asked) -> tuple[Rule, ...]:
    """The rules that somebody can meet in this version. Never none: then the learner decides."""
    empty = set()
    if not asked.questions and not asked.quizzes:
        empty.add(Rule.QUESTIONS)
    if not asked.reflections:
        empty.add(Rule.REFLECTION)
    return tuple(rule for rule in rules if rule not in empty) or (Rule.LEARNER,)


def judge(rules: Iterable[Rule], asked: Asked, did: Did) -> tuple[Need, ...]:
    """How each rule of one version stands for one person, in the order of the rules."""
    in_force = rules_that_ask(rules, asked)
    needs = {rule: _need(rule, asked, did) for rule in in_force if rule != Rule.LEARNER}
    if Rule.LEARNER in in_force:
        waits = not all(need.is_met for need in needs.values())
        not_said = State.WAITS if waits else State.NOT_YET
        needs[Rule.LEARNER] = Need(Rule.LEARNER, State.MET if did.says_so else not_said)
    return tuple(needs[rule] for rule in in_force)


def _need(rule: Rule, asked: Asked, did: Did) -> Need:
    if rule == Rule.QUESTIONS:
        return _questions(asked, did)
    if rule == Rule.REFLECTION:
        return _counted(rule, len(asked.reflections & did.written), len(asked.reflections))
    if rule == Rule.WORK:
        return Need(rule, State.MET if did.handed_in else State.NOT_YET)
    if did.confirmed:
        return Need(rule, State.MET)
    return Need(rule, State.NOT_YET if did.has_coach else State.NOBODY)


def _questions(asked: Asked, did: Did) -> Need:
    need = _counted(Rule.QUESTIONS, len(asked.questions & did.right), len(asked.questions))
    left = asked.quizzes - did.passed
    if need.is_met and left:
        state = State.SEND if left <= asked.unmarked else State.QUIZ
        return Need(Rule.QUESTIONS, state, len(asked.quizzes) - len(left), len(asked.quizzes))
    return need


def _counted(rule: Rule, done: int, total: int) -> Need:
    if done == total:
        return Need(rule, State.MET, done, total)
    return Need(rule, State.PARTLY if done else State.NOT_YET, done, total)


def is_met(needs: Sequence[Need]) -> bool:
    """Nothing is missing."""
    return all(need.is_met for need in needs)


def rules_met(rules: Iterable[Rule], versions: Iterable[Asked], did: Did) -> tuple[Rule, ...]:
    """The rules by which the lesson is finished: those of the first version that asks for nothing more.

    Empty while every version still asks for something.
    """
    rules = tuple(rules)
    for asked in versions:
        if is_met(judge(rules, asked, did)):
            return rules_that_ask(rules, asked)
    return ()
