"""What only the person themself may read: answers, reflections and notes.

Views of this room pass the person who is signed in; no other room calls these.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from ..models import Attempt, Enrolment, LessonNote, LessonVisit, Reflection


@dataclass(frozen=True)
class Tried:
    """The latest answer to one question in the shape `questions` gives for its kind, and how many there were.

    `by` names the helper who gave it, and is "" where the person did.
    """

    given: dict
    is_right: bool
    made_at: datetime
    tries: int
    by: str = ""


@dataclass(frozen=True)
class Words:
    """What a person wrote: a note, or the answer to a question to think about (`prompt`)."""

    lesson_key: UUID
    lesson_title: str
    course_title: str
    text: str
    version: int
    updated_at: datetime
    prompt: str = ""
    prompt_key: UUID | None = None


def latest_attempts(*, learner, lesson_key: UUID) -> dict[UUID, Tried]:
    """The latest answer to each question of a lesson, by question key. One query."""
    tried: dict[UUID, Tried] = {}
    rows = Attempt.objects.filter(learner=learner, lesson_key=lesson_key).order_by("made_at", "id")
    columns = ("question_key", "given", "is_right", "made_at", "recorded_by", "recorded_by__preferred_name")
    for key, given, is_right, made_at, by_id, by_name in rows.values_list(*columns):
        tries = tried[key].tries + 1 if key in tried else 1
        by = by_name if by_name and by_id != learner.pk else ""
        tried[key] = Tried(given, is_right, made_at, tries, by)
    return tried


def reflections(*, learner, lesson_key: UUID) -> dict[UUID, Reflection]:
    """What this person wrote at each question to think about of a lesson, by block id, with whom they show
    it to. One query."""
    rows = Reflection.objects.filter(learner=learner, lesson_key=lesson_key).select_related("shared_with")
    return {row.prompt_key: row for row in rows}


def note(*, learner, lesson_key: UUID) -> LessonNote | None:
    """This person's note beside a lesson. One query."""
    return LessonNote.objects.filter(learner=learner, lesson_key=lesson_key).first()


def visit_of(*, learner, lesson_key: UUID) -> LessonVisit | None:
    """That this person opened this lesson, if they did, with its `course_title`. One query."""
    enrolments = Enrolment.objects.filter(learner=learner, course_key=OuterRef("course_key"))
    visits = LessonVisit.objects.annotate(
        course_title=Coalesce(Subquery(enrolments.values("course_title")[:1]), Value(""))
    )
    return visits.filter(learner=learner, lesson_key=lesson_key).first()


def words_of(*, learner) -> list[Words]:
    """All notes and reflections of one person, the newest first. Four queries."""
    visits = {visit.lesson_key: visit for visit in LessonVisit.objects.filter(learner=learner)}
    titles = dict(Enrolment.objects.filter(learner=learner).values_list("course_key", "course_title"))
    in_lessons = Reflection.objects.filter(learner=learner, lesson_key__isnull=False)
    rows = [*in_lessons, *LessonNote.objects.filter(learner=learner)]
    words = [
        Words(
            lesson_key=row.lesson_key,
            lesson_title=visits[row.lesson_key].lesson_title if row.lesson_key in visits else "",
            course_title=titles.get(visits[row.lesson_key].course_key, "")
            if row.lesson_key in visits
            else "",
            text=row.text,
            version=row.version,
            updated_at=row.updated_at,
            prompt=getattr(row, "prompt", ""),
            prompt_key=getattr(row, "prompt_key", None),
        )
        for row in rows
        if row.text
    ]
    return sorted(words, key=lambda one: one.updated_at, reverse=True)


def has_stopped(*, learner, course_key: UUID) -> str:
    """Whether this person "left" or "paused" a course, else "". One query."""
    rows = Enrolment.objects.filter(learner=learner, course_key=course_key)
    left_at, paused_at = rows.values_list("left_at", "paused_at").first() or (None, None)
    return "left" if left_at else "paused" if paused_at else ""
