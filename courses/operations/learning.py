"""Everything a learner does. One use-case a function, one transaction each.

A person who acts in a lesson is enrolled in its course by the act. Every act locks the person's enrolment
first, so two windows of one person take turns. `course` and `lesson` are pages; a `KeptPlace` stands for
one that has gone.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale

from accounts.operations import record_audit, send_later

from ..models import (
    Attempt,
    Completion,
    Enrolment,
    LessonNote,
    LessonVisit,
    OwnWords,
    Reflection,
)
from ..parts import split_into_parts
from ..progress import CourseOutline, CourseProgress, Finished, fold
from ..queries import outline_around, progress_for
from ..questions import Question, grade

#: The most a person can write in one box, in characters.
LONGEST_WORDS = 20_000
#: A place is written again at once when the part changes, otherwise only after this long.
PLACE_IS_FRESH = timedelta(minutes=10)


class StaleWords(Exception):
    """The words were changed in another window since this form was opened. Nothing was saved.

    `mine` is what was sent, `saved` what is kept now, `version` its number: sending again with that number
    replaces it.
    """

    def __init__(self, *, mine: str, saved: str, version: int):
        super().__init__("The words were changed in another window.")
        self.mine, self.saved, self.version = mine, saved, version


class TooLong(Exception):
    """More than LONGEST_WORDS characters. Nothing was saved; `too_many` is by how many."""

    def __init__(self, *, too_many: int):
        super().__init__("Too many words.")
        self.too_many = too_many


class NoSuchAnswer(Exception):
    """The question has no such answer: an editor changed it since the page was opened."""


class NotFinished(Exception):
    """The course is not finished."""


@dataclass(frozen=True)
class KeptPlace:
    """Stands for a course or lesson page that has gone: its key, and its title as the person saw it."""

    translation_key: UUID
    title: str
    locale: Locale
    course: "KeptPlace | None" = None
    live_revision_id: None = None

    def get_url(self):
        return ""


@transaction.atomic
def enrol(*, learner, course, by, at) -> Enrolment:
    """Start a course. Starting twice changes nothing."""
    return _locked_enrolment(learner=learner, course=course, by=by, at=at)


def _locked_enrolment(*, learner, course, by, at) -> Enrolment:
    """The enrolment, made if missing, locked until the end of the transaction."""
    enrolment, is_new = Enrolment.objects.select_for_update().get_or_create(
        learner=learner,
        course_key=course.translation_key,
        defaults={"course_title": course.title, "started_at": at},
    )
    if is_new:
        record_audit(by=by, action="course started", obj=enrolment, at=at)
    return enrolment


def see_part(*, learner, lesson, part: int, at, progress: CourseProgress | None = None) -> None:
    """Keep the place of a person who is enrolled: one row, written when the place changed or is old.

    `progress` is where they are in the course, if the caller knows it already.
    """
    course_key = lesson.course.translation_key
    progress = progress or progress_for(learner=learner, course_key=course_key)
    last = progress.last_visit
    same_place = last and (last.lesson_key, last.part) == (lesson.translation_key, part)
    if not progress.is_enrolled or (same_place and at - last.at < PLACE_IS_FRESH):
        return
    visit = LessonVisit(
        learner=learner,
        lesson_key=lesson.translation_key,
        course_key=course_key,
        lesson_title=lesson.title,
        part=part,
        parts=len(split_into_parts(lesson.body)),
        first_at=at,
        last_at=at,
    )
    LessonVisit.objects.bulk_create(
        [visit],
        update_conflicts=True,
        unique_fields=["learner", "lesson_key"],
        update_fields=["course_key", "lesson_title", "part", "parts", "last_at"],
    )


def _note_opened(*, learner, lesson, at):
    """Whoever acts in a lesson has opened it. A visit that is there stays as it is."""
    visit = LessonVisit(
        learner=learner,
        lesson_key=lesson.translation_key,
        course_key=lesson.course.translation_key,
        lesson_title=lesson.title,
        first_at=at,
        last_at=at,
    )
    LessonVisit.objects.bulk_create([visit], ignore_conflicts=True)


@transaction.atomic
def answer_question(*, learner, lesson, question: Question, given: dict, form_key: UUID, by, at) -> Attempt:
    """Keep one answer with the question as it was asked. The same form sent twice is kept once.

    `given` has the shape that `questions` gives for the kind. Raises NoSuchAnswer.
    """
    result = grade(question, given)
    if not result.fits:
        raise NoSuchAnswer
    _locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    _note_opened(learner=learner, lesson=lesson, at=at)
    attempt = Attempt(
        learner=learner,
        lesson_key=lesson.translation_key,
        question_key=question.key,
        asked=question.as_asked(),
        given=given,
        is_right=result.is_right,
        made_at=at,
        language=lesson.locale.language_code,
        form_key=form_key,
    )
    Attempt.objects.bulk_create([attempt], ignore_conflicts=True)
    return attempt


@transaction.atomic
def save_reflection(
    *, learner, lesson, prompt_key: UUID, prompt: str, text: str, version: int, by, at
) -> None:
    """Keep the answer to one question to think about. `version` 0 means nothing was kept yet.

    Raises TooLong and StaleWords; both save nothing.
    """
    text = _tidy(text)
    _locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    _note_opened(learner=learner, lesson=lesson, at=at)
    place = {"learner": learner, "lesson_key": lesson.translation_key, "prompt_key": prompt_key}
    _save_words(Reflection, place, {"text": text, "prompt": prompt}, version=version, at=at)


@transaction.atomic
def save_note(*, learner, lesson, text: str, version: int, by, at) -> None:
    """Keep the note beside a lesson; as `save_reflection`."""
    text = _tidy(text)
    _locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    _note_opened(learner=learner, lesson=lesson, at=at)
    place = {"learner": learner, "lesson_key": lesson.translation_key}
    _save_words(LessonNote, place, {"text": text}, version=version, at=at)


def _tidy(text: str) -> str:
    """Line ends as one sign, nothing around. Raises TooLong."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_WORDS:
        raise TooLong(too_many=len(text) - LONGEST_WORDS)
    return text


def _save_words(model: type[OwnWords], place: dict, words: dict, *, version: int, at) -> None:
    kept = model.objects.select_for_update().filter(**place).first()
    if kept is None:
        if words["text"]:
            model.objects.create(**place, **words, created_at=at, updated_at=at)
    elif kept.text == words["text"]:
        return
    elif kept.version != version:
        raise StaleWords(mine=words["text"], saved=kept.text, version=kept.version)
    else:
        model.objects.filter(pk=kept.pk).update(**words, version=kept.version + 1, updated_at=at)


@transaction.atomic
def complete_lesson(*, learner, lesson, by, at) -> CourseProgress:
    """The learner finished a lesson. Twice is once. The last open lesson finishes the course, for good.

    Returns where the person now is in the course (without lessons merely opened).
    """
    enrolment = _locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    completion = Completion(
        learner=learner,
        lesson_key=lesson.translation_key,
        course_key=lesson.course.translation_key,
        lesson_title=lesson.title,
        completed_at=at,
        revision_id_seen=lesson.live_revision_id,
        language=lesson.locale.language_code,
        recorded_by=by,
    )
    Completion.objects.bulk_create([completion], ignore_conflicts=True)
    return _finish_if_complete(enrolment, course=lesson.course, by=by, at=at)


@transaction.atomic
def finish_course(*, learner, course, by, at) -> CourseProgress:
    """For a person who has done all that is left, after an editor took the last lesson away.

    Raises NotFinished.
    """
    enrolment = _locked_enrolment(learner=learner, course=course, by=by, at=at)
    progress = _finish_if_complete(enrolment, course=course, by=by, at=at)
    if progress.finished_at is None:
        raise NotFinished
    return progress


def _finish_if_complete(enrolment, *, course, by, at) -> CourseProgress:
    outline = CourseOutline(key=enrolment.course_key, title=enrolment.course_title)
    if not isinstance(course, KeptPlace):
        outline = outline_around(course=course)
    rows = Completion.objects.filter(learner_id=enrolment.learner_id, undone_at=None)
    finished = [
        Finished(lesson_key, title, done_at, course_key == enrolment.course_key)
        for lesson_key, title, done_at, course_key in rows.values_list(
            "lesson_key", "lesson_title", "completed_at", "course_key"
        )
    ]
    progress = fold(
        outline,
        (),
        finished,
        is_enrolled=True,
        started_at=enrolment.started_at,
        finished_at=enrolment.finished_at,
    )
    if progress.is_complete and enrolment.finished_at is None:
        enrolment.finished_at = at
        enrolment.save(update_fields=["finished_at"])
        record_audit(by=by, action="course finished", obj=enrolment, at=at)
        send_later(
            event="course_finished",
            to=enrolment.learner,
            at=at,
            key=f"course_finished:{enrolment.pk}",
            context={"course_title": course.title, "course_path": course.get_url()},
        )
        progress = replace(progress, finished_at=at)
    return progress


@transaction.atomic
def undo_completion(*, learner, lesson_key: UUID, by, at) -> bool:
    """The learner takes a lesson back. The row is kept; a finished course stays finished.

    Returns whether there was something to take back.
    """
    rows = Completion.objects.filter(learner=learner, lesson_key=lesson_key, undone_at=None)
    completion = rows.select_for_update().first()
    if completion is None:
        return False
    completion.undone_at = at
    completion.save(update_fields=["undone_at"])
    record_audit(by=by, action="lesson taken back", obj=completion, at=at)
    return True
