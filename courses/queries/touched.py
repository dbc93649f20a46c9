"""Whom an editor's act on a page touches. Numbers of people, never who they are.

What learners did hangs on keys, so a page stands for its lessons and courses in every language. A copy that
Wagtail keeps for another language until somebody translates it is shown to nobody: it touches nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q
from wagtail.models import Page

from ..models import (
    Attempt,
    Certificate,
    CoachConfirmation,
    CohortCourse,
    Completion,
    Confidence,
    Enrolment,
    Invitation,
    LessonNote,
    LessonVisit,
    QuizTry,
    Reflection,
    Reminder,
    Work,
)

#: What a person did in a lesson, and in a course as a whole.
IN_LESSONS = (
    LessonVisit,
    Completion,
    Attempt,
    QuizTry,
    Reflection,
    LessonNote,
    Work,
    CoachConfirmation,
)
IN_COURSES = (Enrolment, Certificate, LessonVisit, Completion, Confidence, Reminder)
#: What a group of people was promised.
PROMISED = (CohortCourse, Invitation)


@dataclass(frozen=True)
class Touched:
    """How many people finished what is on a page, and how many are half-way. `kind` names what it is.

    `kind`: "lesson", "module", "course", or "" for a page above courses.
    """

    kind: str = ""
    finished: int = 0
    half_way: int = 0

    @property
    def is_nobody(self) -> bool:
        return not self.finished and not self.half_way


@dataclass
class KeysBelow:
    """The lessons and courses of one page and everything below it, by key."""

    lessons: set[UUID] = field(default_factory=set)
    open_lessons: set[UUID] = field(default_factory=set)
    courses: set[UUID] = field(default_factory=set)

    def __bool__(self):
        return bool(self.lessons or self.courses)


def touched_by(*, page) -> Touched:
    """How many people an act on this page, and on all below it, touches. Two queries."""
    keys = keys_below(pages=[page])[page.pk]
    kind = _kind(page)
    if not keys:
        return Touched(kind)
    finished = _finished(keys, kind)
    did_something = Q()
    for model in IN_LESSONS:
        did_something |= Q(pk__in=model.objects.filter(lesson_key__in=keys.lessons).values("learner_id"))
    if keys.courses:
        enrolled = Enrolment.objects.filter(course_key__in=keys.courses)
        did_something |= Q(pk__in=enrolled.values("learner_id"))
    counts = get_user_model().objects.aggregate(
        finished=Count("pk", filter=Q(pk__in=finished)),
        half_way=Count("pk", filter=did_something & ~Q(pk__in=finished)),
    )
    return Touched(kind, **counts)


def _kind(page) -> str:
    """ "lesson", "module" or "course"; "" for any other page."""
    name = page.specific_class._meta.model_name if page.specific_class else ""
    return name if name in ("lesson", "module", "course") else ""


def _finished(keys: KeysBelow, kind: str):
    """Ids of the people who finished the lesson, every lesson of the module, or the course."""
    if kind not in ("lesson", "module"):
        return Enrolment.objects.filter(course_key__in=keys.courses, finished_at__isnull=False).values(
            "learner_id"
        )
    wanted = keys.open_lessons or keys.lessons
    rows = Completion.objects.filter(lesson_key__in=wanted, undone_at=None).values("learner_id")
    return rows.annotate(number=Count("lesson_key")).filter(number=len(wanted)).values("learner_id")


def keys_below(*, pages: Iterable[Page]) -> dict[int, KeysBelow]:
    """The keys of the lessons and courses at and below each of these pages, by page id. One query."""
    pages = list(pages)
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    a_copy = Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale"))
    kinds = Q(lesson__isnull=False) | Q(course__isnull=False)
    rows = (
        Page.objects.filter(below, kinds)
        .exclude(a_copy)
        .values_list("path", "translation_key", "lesson", "live")
    )
    found = {page.pk: KeysBelow() for page in pages}
    for path, key, lesson_id, is_live in rows:
        for page in pages:
            if path.startswith(page.path):
                keys = found[page.pk]
                (keys.lessons if lesson_id else keys.courses).add(key)
                if lesson_id and is_live:
                    keys.open_lessons.add(key)
    return found


def pages_in_use(*, pages: Iterable[Page]) -> list[Page]:
    """Those of these pages where a learner did anything, at the page or below. At most 17 queries."""
    pages = list(pages)
    keys = keys_below(pages=pages)
    lesson_keys = set().union(*(each.lessons for each in keys.values()))
    course_keys = set().union(*(each.courses for each in keys.values()))
    used_lessons = _used("lesson_key", lesson_keys, IN_LESSONS)
    used_courses = _used("course_key", course_keys, (*IN_COURSES, *PROMISED))
    return [
        page for page in pages if keys[page.pk].lessons & used_lessons or keys[page.pk].courses & used_courses
    ]


def _used(name: str, keys: set[UUID], models) -> set[UUID]:
    """Those of these keys that a row of these tables carries."""
    used: set[UUID] = set()
    for model in models if keys else ():
        used.update(model.objects.filter(**{f"{name}__in": keys}).values_list(name, flat=True).distinct())
    return used


def answered_questions(*, lesson_key: UUID) -> dict[UUID, int]:
    """How many people answered each question of a lesson, by the key of the question. One query."""
    rows = Attempt.objects.filter(lesson_key=lesson_key).order_by().values("question_key")
    return dict(
        rows.annotate(people=Count("learner_id", distinct=True)).values_list("question_key", "people")
    )


def finished_course(*, course_key: UUID) -> int:
    """How many people finished a course. One query."""
    return Enrolment.objects.filter(course_key=course_key, finished_at__isnull=False).count()
