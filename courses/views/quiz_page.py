"""A quiz as it stands on a lesson page: its questions in one form, or how the latest try went."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from .. import queries
from ..queries import QuizState
from ..question_forms import AnswerForm, form_for
from ..questions import Question, Quiz, answer_in_words, grade
from .feedback import Feedback, feedback_on


@dataclass(frozen=True)
class AnswerShown:
    question: Question
    lines: tuple[str, ...]
    feedback: Feedback | None


@dataclass(frozen=True)
class ResultShown:
    """How one try went, with what is said to each answer."""

    right: int
    total: int
    is_passed: bool
    pass_mark: int | None
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True)
class QuizShown:
    """`forms` are empty while a result is shown. `form_key` is the number of the form to send;
    `is_restored`: it holds what was typed before a sign-in ran out."""

    quiz: Quiz
    forms: tuple[AnswerForm, ...] = ()
    result: ResultShown | None = None
    state: QuizState | None = None
    form_key: UUID | None = None
    is_restored: bool = False

    @property
    def key(self) -> UUID:
        return self.quiz.key

    @property
    def box(self) -> str:
        return f"quiz-{self.key}"

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What stopped the form: (words, link to the field), each with the number of its question."""
        found = []
        for number, form in enumerate(self.forms, start=1):
            for name, errors in form.errors.items():
                link = f"#{_id_of(form, name) or f'question-{form.question.key}-error'}"
                for error in errors:
                    words = _("Question %(number)s: %(error)s") % {"number": number, "error": error}
                    found.append((words, link))
        return found


def _id_of(form, name) -> str:
    """The id of the place to answer: of the first radio or tick where there are several."""
    if name not in form.fields:
        return ""
    return form[name].id_for_label or form[name].subwidgets[0].id_for_label


def quiz_forms(questions, data=None, *, learner_id) -> tuple[AnswerForm, ...]:
    """The forms of the questions of a quiz, which stand in one form of the page."""
    return tuple(
        form_for(question, data, learner_id=learner_id, prefix=str(question.key)) for question in questions
    )


def quiz_shown(quiz: Quiz, *, learner, place: dict | None, language: str, is_again: bool) -> QuizShown:
    """The quiz for who only opens the page. `place` names learner and lesson, None for a visitor.

    Whoever has sent it sees how it went, until they want to try again. At most three queries.
    """
    state = queries.quiz_state(**place).get(quiz.key) if place else None
    if state and not is_again:
        return QuizShown(quiz, result=result_kept(queries.result_of_try(latest=state.latest)), state=state)
    learner_id = learner and learner.pk
    drawn = queries.questions_drawn(quizzes=[quiz], learner_id=learner_id, language=language)
    forms = quiz_forms(drawn[quiz.key], learner_id=learner_id)
    return QuizShown(quiz, forms, state=state, form_key=uuid.uuid4())


def result_kept(kept) -> ResultShown:
    return ResultShown(kept.right, kept.total, kept.is_passed, kept.pass_mark, _answers(kept.answers))


def result_of(quiz: Quiz, answers) -> ResultShown:
    """The result of answers that are not kept: a visitor's."""
    right = sum(grade(question, given).is_right for question, given in answers)
    is_passed = quiz.is_passed(right=right, total=len(answers))
    return ResultShown(right, len(answers), is_passed, quiz.pass_mark, _answers(answers))


def _answers(answers) -> tuple[AnswerShown, ...]:
    return tuple(
        AnswerShown(question, answer_in_words(question, given), feedback_on(question, given))
        for question, given in answers
    )
