"""Starting a course. A person who acts in a lesson is enrolled in its course by the act.

Every act locks the person's enrolment first, so two windows of one person take turns. `course` and `lesson`
are pages; a `KeptPlace` stands for one that has gone.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale

from accounts.operations import record_audit

from ..models import Enrolment, LessonVisit
from ..parts import anchor_of, part_holding, split_into_parts
from .statements import tell_of_enrolment


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
    return locked_enrolment(learner=learner, course=course, by=by, at=at)


def locked_enrolment(*, learner, course, by, at, is_own_act=True) -> Enrolment:
    """The enrolment, made if missing, locked until the end of the transaction.

    `is_own_act`: the learner, or who acts for them, did something; what staff record ends nobody's break.
    """
    enrolment, is_new = Enrolment.objects.select_for_update().get_or_create(
        learner=learner,
        course_key=course.translation_key,
        defaults={"course_title": course.title, "started_at": at},
    )
    enrolment.learner = learner  # known already: not to be fetched again
    if is_new:
        record_audit(by=by, action="course started", obj=enrolment, at=at)
        tell_of_enrolment(enrolment, at=at)
    elif is_own_act and (enrolment.left_at or enrolment.paused_at):
        _carry_on(enrolment, by=by, at=at)
    return enrolment


def _carry_on(enrolment, *, by, at):
    """Who does something in a course has come back to it, and their break is over."""
    enrolment.left_at = enrolment.paused_at = None
    enrolment.save(update_fields=["left_at", "paused_at"])
    record_audit(by=by, action="course taken up again", obj=enrolment, at=at)


def note_opened(*, learner, lesson, at, block_key: UUID | None = None):
    """Whoever acts in a lesson has opened it. Their place is the block they acted on, if it was in one."""
    parts = () if isinstance(lesson, KeptPlace) else split_into_parts(lesson.body)
    part = part_holding(parts, str(block_key)) if block_key else None
    visit = LessonVisit(
        learner=learner,
        lesson_key=lesson.translation_key,
        course_key=lesson.course.translation_key,
        lesson_title=lesson.title,
        first_at=at,
        last_at=at,
    )
    if part is None:
        LessonVisit.objects.bulk_create([visit], ignore_conflicts=True)
        return
    visit.part, visit.parts, visit.anchor = part.number, len(parts), anchor_of(block_key)
    LessonVisit.objects.bulk_create(
        [visit],
        update_conflicts=True,
        unique_fields=["learner", "lesson_key"],
        update_fields=["part", "parts", "anchor", "last_at"],
    )
