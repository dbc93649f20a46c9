"""What follows for learners from what an editor did, and whether all that is stored is as it should be.

An editor who takes a rule off a lesson, or withdraws for good the last lesson that somebody had left, leaves
people who have now done all there is. They are not made to come back and press a button.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from ..models import Completion, Course, Enrolment, Lesson
from ..queries import progress_for_many
from ..queries.requirements import requirements_of, what_was_done
from .completing import finish, finish_if_complete, write_completion
from .locks import lock
from .starting import locked_enrolment


@dataclass(frozen=True)
class Difference:
    """A figure that should have been stored and was not: a lesson completed (`lesson_key`), else a course
    finished."""

    learner_id: int
    course_key: UUID
    lesson_key: UUID | None = None


@transaction.atomic
def settle_lesson(*, lesson: Lesson, at) -> list[Difference]:
    """Complete the lesson for everybody who has done all that it asks for now."""
    requirements = requirements_of(lesson=lesson)
    key = lesson.translation_key
    done = what_was_done(lesson_key=key, rules=requirements.rules)
    have_it = set(
        Completion.objects.filter(lesson_key=key, undone_at=None).values_list("learner_id", flat=True)
    )
    rules_of = {learner_id: requirements.met_by(did) for learner_id, did in done.items()}
    missing = {pk for pk, rules in rules_of.items() if rules} - have_it
    found = []
    for learner in get_user_model().objects.filter(pk__in=missing).order_by("pk"):
        act = {"by": None, "at": at}
        enrolment = locked_enrolment(learner=learner, course=lesson.course, is_own_act=False, **act)
        write_completion(enrolment, lesson, rules=rules_of[learner.pk], **act)
        finish_if_complete(enrolment, course=lesson.course, **act)
        found.append(Difference(learner.pk, enrolment.course_key, key))
    return found


@transaction.atomic
def settle_course(*, course_key: UUID, at) -> list[Difference]:
    """Finish the course for everybody who has nothing left to do in it, in any language.

    Not while a lesson they never finished is away for a while: it may come back.
    """
    learner_ids = set(
        Enrolment.objects.filter(course_key=course_key, finished_at=None).values_list("learner_id", flat=True)
    )
    settled = dict.fromkeys(learner_ids)
    for language, _name in settings.LANGUAGES:
        many = progress_for_many(learner_ids=settled, course_keys=[course_key], language=language)
        settled = {pk: each for (pk, _key), each in many.items() if each.is_settled}
        if not settled:
            return []
    found = []
    for learner_id, progress in sorted(settled.items()):
        enrolment = lock(Enrolment, Enrolment.objects.get(learner_id=learner_id, course_key=course_key).pk)
        if enrolment.finished_at is None:
            outline = progress.outline
            finish(enrolment, course_title=outline.title, course_path=outline.url, by=None, at=at)
            found.append(Difference(learner_id, course_key))
    return found


def settle_course_at(*, path: str, at) -> None:
    """As `settle_course`, for the course at or above this place in the page tree, if there is one."""
    steps = range(Course.steplen, len(path) + 1, Course.steplen)
    course = Course.objects.filter(path__in=[path[:step] for step in steps]).first()
    if course:
        settle_course(course_key=course.translation_key, at=at)


@transaction.atomic
def rebuild_progress(*, at) -> list[Difference]:
    """Work out every stored figure again, write what was missing, and say what that was.

    Nothing is ever lowered: a completion or a finished course that the rules of today would not give stays.
    """
    found = []
    for lesson in _one_page_a_lesson():
        found += settle_lesson(lesson=lesson, at=at)
    keys = Enrolment.objects.filter(finished_at=None).order_by().values_list("course_key", flat=True)
    for key in sorted(set(keys)):
        found += settle_course(course_key=key, at=at)
    return found


def _one_page_a_lesson() -> list[Lesson]:
    """For each key its English page, else the page there is."""
    pages = Lesson.objects.select_related("locale").order_by("path")
    best = {}
    for page in sorted(pages, key=lambda page: page.locale.language_code == settings.LANGUAGE_CODE):
        best[page.translation_key] = page
    return list(best.values())
