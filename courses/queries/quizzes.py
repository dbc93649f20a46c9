"""Quizzes: which questions are drawn from the bank for whom, and how tries went; and how sure people feel.

Tries and what people said of themself are for the person alone; views pass the person who is signed in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from home.models import Capability
from home.queries import labels_in

from ..models import Attempt, BankQuestion, Confidence, QuizTry
from ..progress import option_order
from ..questions import Question, Quiz, question_asked, question_of
from .outlines import wanted_language


@dataclass(frozen=True)
class QuizState:
    """How somebody stands in one quiz. Passed once is passed for good, whatever an editor changes."""

    tries: int
    best_right: int
    best_total: int
    is_passed: bool
    latest: QuizTry


@dataclass(frozen=True)
class QuizResult:
    """One try: its questions as they were asked, each with the answer given."""

    right: int
    total: int
    is_passed: bool
    pass_mark: int | None
    made_at: datetime
    answers: tuple[tuple[Question, dict], ...]


def questions_drawn(
    *, quizzes: Iterable[Quiz], learner_id: int | None, language: str = ""
) -> dict[UUID, list[Question]]:
    """The questions of each quiz for one person (None: a visitor), by the key of the quiz. Two queries.

    Always the same ones while the bank stays as it is. The English question decides whether it may be drawn;
    its words are in the wanted language where there is a translation.
    """
    quizzes, language = list(quizzes), wanted_language(language)
    keys = _keys_by_capability({code for quiz in quizzes for code in quiz.capability_codes}, language)
    drawn = {}
    for quiz in quizzes:
        of_quiz = {key for code in quiz.capability_codes for key in keys[code]}
        order = option_order(list(of_quiz), question_key=quiz.key, learner_id=learner_id)
        drawn[quiz.key] = order[: quiz.number]
    questions = _questions({key for order in drawn.values() for key in order}, language)
    return {quiz: [questions[key] for key in order if key in questions] for quiz, order in drawn.items()}


def _keys_by_capability(codes, language) -> dict[str, set[UUID]]:
    rows = BankQuestion.objects.filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
    leading = {}
    for key, code, is_open, its_language in rows.values_list(
        "translation_key", "capability__code", "is_open", "locale__language_code"
    ):
        if its_language == settings.LANGUAGE_CODE or key not in leading:
            leading[key] = (code, is_open)
    keys = defaultdict(set)
    for key, (code, is_open) in leading.items():
        if is_open and code in codes:
            keys[code].add(key)
    return keys


def _questions(keys, language) -> dict[UUID, Question]:
    rows = BankQuestion.objects.filter(
        translation_key__in=keys, locale__language_code__in={language, settings.LANGUAGE_CODE}
    ).select_related("locale")
    in_turn = sorted(rows, key=lambda row: row.locale.language_code == language)
    return {
        row.translation_key: question_of(row.translation_key, row.question[0].value)
        for row in in_turn
        if len(row.question)
    }


def quiz_state(*, learner, lesson_key: UUID) -> dict[UUID, QuizState]:
    """How this person stands in the quizzes of a lesson, by the key of the quiz; untried ones are not there.

    The best try counts. One query.
    """
    tries = defaultdict(list)
    for row in QuizTry.objects.filter(learner=learner, lesson_key=lesson_key).order_by("made_at", "id"):
        tries[row.quiz_key].append(row)
    return {key: _state(rows) for key, rows in tries.items()}


def _state(rows) -> QuizState:
    best = max(rows, key=lambda row: (row.right / row.total if row.total else 1, row.total))
    return QuizState(len(rows), best.right, best.total, any(row.is_passed for row in rows), rows[-1])


def result_of_try(*, latest: QuizTry) -> QuizResult:
    """How one try went, with its questions as they were asked. One query."""
    attempts = Attempt.objects.filter(
        learner_id=latest.learner_id,
        lesson_key=latest.lesson_key,
        made_at=latest.made_at,
        asked__quiz=str(latest.quiz_key),
    )
    return QuizResult(
        latest.right,
        latest.total,
        latest.is_passed,
        latest.pass_mark,
        latest.made_at,
        tuple((question_asked(row.question_key, row.asked), row.given) for row in attempts.order_by("id")),
    )


def capability_names(*, language: str = "") -> dict[str, str]:
    """The capabilities by code, in this language where there is a translation. One query."""
    return {label.code: label.name for label in labels_in(model=Capability, language=language)}


def confidence_said(*, learner, course_key: UUID) -> dict[tuple[str, str], int]:
    """How sure this person said they feel, by capability code and moment of the course. One query."""
    rows = Confidence.objects.filter(learner=learner, course_key=course_key)
    return {
        (code, moment): value
        for code, moment, value in rows.values_list("capability_code", "moment", "value")
    }
