"""Puts a lesson page together: the part asked for, with what the person already did in it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_words

from .. import operations, queries
from ..capability_blocks import confidence_label
from ..forms import FinishedForm, WordsForm
from ..models import Lesson
from ..parts import anchor_of, nearest_part, split_into_parts
from ..question_forms import AnswerForm, ConfidenceForm, form_for
from ..questions import Kind, block_key, question_of
from . import acting
from .ending import ending_of
from .feedback import Feedback, feedback_on
from .quiz_page import QuizShown, quiz_shown

ALL = "all"
#: What a helper neither sees nor fills in.
PRIVATE_BLOCKS = frozenset({"reflection", "confidence", "quiz"})


@dataclass
class Sent:
    """What a person sent from this page and sees again: a refused form, or feedback that is not stored."""

    part: str = ""
    forms: dict[str, object] = field(default_factory=dict)
    #: By question: an answer in the shape that `questions` gives.
    given: dict[UUID, dict] = field(default_factory=dict)
    quizzes: dict[UUID, QuizShown] = field(default_factory=dict)
    #: By box: the words that another window saved meanwhile.
    saved_meanwhile: dict[str, str] = field(default_factory=dict)

    @property
    def refused_form(self):
        return next((form for form in self.forms.values() if form.errors), None)

    @property
    def quiz_errors(self) -> list[tuple[str, str]]:
        return [error for quiz in self.quizzes.values() for error in quiz.errors]


@dataclass(frozen=True)
class QuestionShown:
    key: UUID
    form: AnswerForm
    feedback: Feedback | None
    is_restored: bool = False
    #: The name of the helper who gave the answer shown, or "".
    answered_by: str = ""

    @property
    def box(self) -> str:
        return f"question-{self.key}"


@dataclass(frozen=True)
class ConfidenceShown:
    """How sure somebody feels. `said` is what they chose, if they did."""

    key: UUID
    box: str
    form: ConfidenceForm
    said: int | None
    is_restored: bool = False


@dataclass(frozen=True)
class WordsShown:
    """A box for words. `kept` is the row, `is_restored`: typed before signing in and not saved yet."""

    box: str
    form: WordsForm
    kept: object
    is_restored: bool
    saved_meanwhile: str

    @property
    def is_open(self) -> bool:
        """Whether the box needs its writer now, so that it may not be folded away."""
        return self.is_restored or bool(self.form.errors)


@dataclass(frozen=True)
class BlockShown:
    """One block. `is_private`: only the learner themself fills it in, not a helper."""

    block: object
    question: QuestionShown | None = None
    reflection: WordsShown | None = None
    quiz: QuizShown | None = None
    confidence: ConfidenceShown | None = None
    is_private: bool = False

    @property
    def anchor(self) -> str:
        return anchor_of(block_key(self.block))


def lesson_context(request, lesson: Lesson, sent: Sent | None = None, progress=None) -> dict:
    """Everything the lesson template shows to this person. Keeps their place when they only read.

    `progress` is where they are in the course, if the caller knows it already.
    """
    parts = split_into_parts(lesson.body)
    asked = sent.part if sent else request.GET.get("part", "")
    is_whole = asked == ALL and len(parts) > 1
    number = nearest_part(asked, len(parts))
    learner = acting.learner_of(request, lesson.course) if request.user.is_authenticated else None
    helped_by = acting.supporter_of(request)
    is_preview = getattr(request, "is_preview", False)
    progress = progress or queries.progress_around(learner=learner, course=lesson.course)
    if learner and not is_preview and sent is None:
        part = number if asked.isdecimal() else None  # neither the whole lesson nor its address alone
        operations.see_part(learner=learner, lesson=lesson, part=part, at=timezone.now(), progress=progress)
    shown = parts if is_whole else [parts[number - 1]]
    kinds = {block.block_type for part in shown for block in part.blocks}
    boxes = _Boxes(request, lesson, learner, sent or Sent(), kinds)
    before, after = progress.neighbours(lesson.translation_key)
    state = progress.row(lesson.translation_key)
    is_last = is_whole or number == len(parts)
    return {
        "page": lesson,
        "course": lesson.course,
        "course_url": progress.outline.url or lesson.course.get_url(request),
        "lesson_url": lesson.get_url(request),
        "progress": progress,
        "state": state,
        "parts": [(part, [boxes.shown(block) for block in part.blocks]) for part in shown],
        "part_total": len(parts),
        "part_sent": ALL if is_whole else number,
        "is_whole": is_whole,
        "is_first": is_whole or number == 1,
        "is_last": is_last,
        "pager": _pager(lesson.get_url(request), parts, number, is_whole, before, after),
        "terms": queries.terms_of(lesson=lesson),
        "helped_by": helped_by,
        "note": None if helped_by else boxes.words("note", _("Your note"), boxes.note),
        "finished_form": boxes.finished_form(),
        "ending": boxes.ending(state) if is_last else None,
        "saved_meanwhile": boxes.sent.saved_meanwhile,
        "part_url": _part_url(lesson.get_url(request), number, is_whole),
        "error_form": boxes.sent.refused_form,
        "quiz_errors": boxes.sent.quiz_errors,
        "has_errors": boxes.sent.refused_form is not None or bool(boxes.sent.quiz_errors),
        "sign_in_url": f"{reverse('account_login')}?next={lesson.get_url(request)}",
    }


class _Boxes:
    """The forms on the page, each with what this person put in it before. A helper finds nothing in them.

    `kinds` are the kinds of block on the page: what is not there is not asked for.
    """

    def __init__(self, request, lesson, learner, sent, kinds):
        self.learner, self.sent = learner, sent
        self.language, self.again = lesson.locale.language_code, request.GET.get("again", "")
        self.request, self.lesson, self.lesson_key = request, lesson, lesson.translation_key
        self.tried, self.reflections, self.note = {}, {}, None
        self.place, self.said, self.capabilities = None, {}, {}
        if "confidence" in kinds:
            self.capabilities = queries.capability_names(language=self.language)
        self.is_private = acting.supporter_of(request) is not None
        if learner and not self.is_private:
            self.place = place = {"learner": learner, "lesson_key": lesson.translation_key}
            self.note = queries.note(**place)
            if kinds & set(Kind):
                self.tried = queries.latest_attempts(**place)
            if "reflection" in kinds:
                self.reflections = queries.reflections(**place)
            if "confidence" in kinds:
                course_key = lesson.course.translation_key
                self.said = queries.confidence_said(learner=learner, course_key=course_key)

    def ending(self, state):
        work = self.sent.forms.get("work")
        return ending_of(
            self.request, self.lesson, learner=self.learner, state=state, sent=work, put_back=self.put_back
        )

    def shown(self, block) -> BlockShown:
        if block.block_type in set(Kind):
            return BlockShown(block, question=self.question(block))
        if self.is_private and block.block_type in PRIVATE_BLOCKS:
            return BlockShown(block, is_private=True)
        if block.block_type == "reflection":
            key = block_key(block)
            words = self.words(f"reflection-{key}", block.value["prompt"], self.reflections.get(key))
            return BlockShown(block, reflection=words)
        if block.block_type == "quiz":
            return BlockShown(block, quiz=self.quiz(block))
        if block.block_type == "confidence":
            return BlockShown(block, confidence=self.confidence(block))
        return BlockShown(block)

    def question(self, block) -> QuestionShown:
        question = question_of(block_key(block), block.value)
        tried = self.tried.get(question.key)
        given = self.sent.given.get(question.key) or (tried.given if tried else None)
        form = self.sent.forms.get(f"question-{question.key}")
        if form:
            return QuestionShown(question.key, form, feedback=None)
        feedback = feedback_on(question, given)
        form = form_for(question, learner_id=self.learner and self.learner.pk, given=given)
        if self.put_back(form, f"question-{question.key}"):
            return QuestionShown(question.key, form, feedback=None, is_restored=True)
        form.marks = feedback.marks if feedback else {}
        return QuestionShown(question.key, form, feedback, answered_by=tried.by if tried else "")

    def finished_form(self) -> FinishedForm:
        form = self.sent.forms.get("finished") or FinishedForm(auto_id="finished-%s")
        form.is_restored = self.put_back(form, "finished")
        return form

    def put_back(self, form, box) -> bool:
        """Whether the form now holds what was typed in it before the sign-in ran out."""
        name = acting.name_in_lesson(self.request, self.lesson_key, box)
        return kept_words.put_back(self.request, form, name)

    def quiz(self, block) -> QuizShown:
        quiz = block.block.as_quiz(block_key(block), block.value)
        if quiz.key in self.sent.quizzes:
            return self.sent.quizzes[quiz.key]
        shown = quiz_shown(
            quiz,
            learner=self.learner,
            place=self.place,
            language=self.language,
            is_again=self.again == str(quiz.key),
        )
        is_restored = [self.put_back(form, f"quiz-{quiz.key}") for form in shown.forms]
        return replace(shown, is_restored=any(is_restored))

    def confidence(self, block) -> ConfidenceShown:
        asked = block.block.as_asked(block_key(block), block.value)
        box = f"confidence-{asked.key}"
        said = self.said.get((asked.capability_code, asked.moment))
        form = self.sent.forms.get(box) or ConfidenceForm(
            name=box,
            label=confidence_label(self.capabilities.get(asked.capability_code, asked.capability_code)),
            said=said,
        )
        is_restored = self.put_back(form, box)
        return ConfidenceShown(asked.key, box, form, said, is_restored)

    def words(self, box, label, kept) -> WordsShown:
        form = self.sent.forms.get(box) or WordsForm(name=box, label=label, kept=kept)
        is_restored = self.put_back(form, box)
        return WordsShown(
            box=box,
            form=form,
            kept=kept,
            is_restored=is_restored,
            saved_meanwhile=self.sent.saved_meanwhile.get(box, ""),
        )


def _pager(url, parts, number, is_whole, before, after) -> dict[str, str]:
    """Where "previous" and "next" lead: first through the parts, then to the lessons around."""
    pager = {}
    if not is_whole and number > 1:
        pager |= {"previous_url": f"{url}?part={number - 1}", "previous_label": _part_name(parts[number - 2])}
    elif before:
        pager |= {"previous_url": before.url, "previous_label": _lesson_name(before)}
    if not is_whole and number < len(parts):
        pager |= {"next_url": f"{url}?part={number + 1}", "next_label": _part_name(parts[number])}
    elif after:
        pager |= {"next_url": after.url, "next_label": _lesson_name(after)}
    return pager


def _part_url(url, number, is_whole) -> str:
    """The address of the page shown."""
    if is_whole:
        return f"{url}?part={ALL}"
    return f"{url}?part={number}" if number > 1 else url


def _part_name(part) -> str:
    if part.title:
        return _("Part %(number)s: %(title)s") % {"number": part.number, "title": part.title}
    return _("Part %(number)s") % {"number": part.number}


def _lesson_name(row) -> str:
    return _("Lesson %(number)s: %(title)s") % {"number": row.number, "title": row.title}
