"""What a learner sends that is more than one answer, or none at all: a whole quiz, and how sure they feel."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db import transaction

from ..models import Attempt, Confidence, QuizTry
from ..progress import CourseProgress
from ..questions import ConfidenceAsked, Question, Quiz, grade
from .completing import complete_if_met
from .learning import NoSuchAnswer
from .starting import locked_enrolment, note_opened


@transaction.atomic
def send_quiz(
    *, learner, lesson, quiz: Quiz, answers: Iterable[tuple[Question, dict]], form_key: UUID, by, at
) -> CourseProgress | None:
    """Keep one go at a quiz, and each of its answers as an attempt. The same form sent twice is kept once.

    A quiz for which the bank has no questions is sent empty, and passed: it must not hold anybody up.
    Returns where the person now is in the course when this completed the lesson, else None. Raises
    NoSuchAnswer.
    """
    graded = [(question, given, grade(question, given)) for question, given in answers]
    if not all(result.fits for _question, _given, result in graded):
        raise NoSuchAnswer
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at)
    if QuizTry.objects.filter(learner=learner, form_key=form_key).exists():
        return None
    right = sum(result.is_right for _question, _given, result in graded)
    same = {
        "learner": learner,
        "lesson_key": lesson.translation_key,
        "made_at": at,
        "language": lesson.locale.language_code,
    }
    quiz_try = QuizTry.objects.create(
        **same,
        quiz_key=quiz.key,
        right=right,
        total=len(graded),
        pass_mark=quiz.pass_mark,
        is_passed=quiz.is_passed(right=right, total=len(graded)),
        form_key=form_key,
    )
    Attempt.objects.bulk_create(
        Attempt(
            **same,
            question_key=question.key,
            asked={**question.as_asked(), "quiz": str(quiz.key)},
            given=given,
            is_right=result.is_right,
            form_key=uuid5(form_key, str(question.key)),
            recorded_by=by,
        )
        for question, given, result in graded
    )
    return complete_if_met(enrolment, lesson=lesson, by=by, at=at) if quiz_try.is_passed else None


@transaction.atomic
def say_confidence(*, learner, lesson, asked: ConfidenceAsked, value: int, by, at) -> None:
    """Keep how sure somebody feels about a capability at a moment of the course; said again, it changes."""
    locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at)
    Confidence.objects.update_or_create(
        learner=learner,
        course_key=lesson.course.translation_key,
        capability_code=asked.capability_code,
        moment=asked.moment,
        defaults={"value": value, "said_at": at},
    )
