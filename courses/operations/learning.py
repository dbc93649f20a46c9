"""What a learner does in a lesson: reads, answers, writes. One use-case a function, one transaction each."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from ..models import Attempt, LessonNote, LessonVisit, OwnWords, Reflection
from ..parts import split_into_parts
from ..progress import CourseProgress
from ..queries import progress_for
from ..questions import Question, grade
from .completing import complete_if_met
from .starting import locked_enrolment, note_opened

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


def see_part(*, learner, lesson, part: int | None, at, progress: CourseProgress | None = None) -> None:
    """Keep the place of a person who is enrolled: one row, written when the place changed or is old.

    `part`: None for a look at the lesson as a whole, to print it perhaps: whoever was half-way stays there.
    `progress` is where they are in the course, if the caller knows it already.
    """
    course_key = lesson.course.translation_key
    progress = progress or progress_for(learner=learner, course_key=course_key)
    last = progress.last_visit
    same_place = last and last.lesson_key == lesson.translation_key and part in (None, last.part)
    row = progress.row(lesson.translation_key)
    has_news = row is not None and bool(row.changed)
    is_fresh = same_place and at - last.at < PLACE_IS_FRESH and not has_news
    if not progress.is_enrolled or is_fresh:
        return
    visit = LessonVisit(
        learner=learner,
        lesson_key=lesson.translation_key,
        course_key=course_key,
        lesson_title=lesson.title,
        part=part or 1,
        parts=len(split_into_parts(lesson.body)),
        anchor=last.anchor if same_place else "",
        first_at=at,
        last_at=at,
    )
    place = [] if part is None else ["part", "parts", "anchor"]
    LessonVisit.objects.bulk_create(
        [visit],
        update_conflicts=True,
        unique_fields=["learner", "lesson_key"],
        update_fields=["course_key", "lesson_title", *place, "last_at"],
    )


@transaction.atomic
def answer_question(
    *, learner, lesson, question: Question, given: dict, form_key: UUID, by, at
) -> CourseProgress | None:
    """Keep one answer with the question as it was asked. The same form sent twice is kept once.

    `given` has the shape that `questions` gives for the kind. Returns where the person now is in the course
    when the answer completed the lesson, else None. Raises NoSuchAnswer.
    """
    result = grade(question, given)
    if not result.fits:
        raise NoSuchAnswer
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at, block_key=question.key)
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
        recorded_by=by,
    )
    Attempt.objects.bulk_create([attempt], ignore_conflicts=True)
    return complete_if_met(enrolment, lesson=lesson, by=by, at=at) if result.is_right else None


@transaction.atomic
def save_reflection(
    *, learner, lesson, prompt_key: UUID, prompt: str, text: str, version: int, by, at
) -> CourseProgress | None:
    """Keep the answer to one question to think about. `version` 0 means nothing was kept yet.

    Returns as `answer_question`. Raises TooLong and StaleWords; both save nothing.
    """
    text = tidy(text)
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at, block_key=prompt_key)
    place = {"learner": learner, "lesson_key": lesson.translation_key, "prompt_key": prompt_key}
    save_words(Reflection, place, {"text": text, "prompt": prompt}, version=version, at=at)
    return complete_if_met(enrolment, lesson=lesson, by=by, at=at)


@transaction.atomic
def save_note(*, learner, lesson, text: str, version: int, by, at) -> None:
    """Keep the note beside a lesson. Raises TooLong and StaleWords."""
    text = tidy(text)
    locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    note_opened(learner=learner, lesson=lesson, at=at)
    place = {"learner": learner, "lesson_key": lesson.translation_key}
    save_words(LessonNote, place, {"text": text}, version=version, at=at)


def tidy(text: str) -> str:
    """Words as they are kept: line ends as one sign, nothing around. Raises TooLong."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_WORDS:
        raise TooLong(too_many=len(text) - LONGEST_WORDS)
    return text


def save_words(model: type[OwnWords], place: dict, words: dict, *, version: int, at) -> None:
    """Keep words at their place, if `version` is the one kept now (0: none yet). Raises StaleWords."""
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
