"""How a lesson becomes finished, and a course with its last lesson.

A lesson completes by itself with the last thing that its rules ask for, in the same transaction. Nothing an
editor does takes a completion away; only the learner takes back what they said themself.
"""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from accounts.operations import record_audit, send_later

from ..models import CoachConfirmation, Completion, Enrolment, LessonVisit
from ..progress import CourseOutline, CourseProgress, Rule, Visit, fold
from ..queries import outline_around
from ..queries.people import as_finished, finished_rows
from ..queries.requirements import Requirements, done_for, requirements_of
from .starting import KeptPlace, locked_enrolment, note_opened
from .statements import tell_of_completion, tell_of_enrolment, tell_of_undoing

#: The longest reason that staff may give, in characters.
LONGEST_REASON = 1_000


class NotFinished(Exception):
    """The course is not finished."""


class CoachNeeded(Exception):
    """The lesson wants to be confirmed by a coach: only somebody who may do that can mark it."""


@transaction.atomic
def complete_lesson(*, learner, lesson, by, at) -> CourseProgress:
    """The learner says that they finished a lesson. Twice is once.

    Where the lesson asks for more, their word is kept, and the lesson completes with the last missing thing.
    The last open lesson finishes the course, for good. Returns where the person now is in the course.
    """
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    requirements = requirements_of(lesson=lesson)
    if requirements.is_only_said:
        write_completion(enrolment, lesson, rules=(Rule.LEARNER,), by=by, at=at)
    else:
        note_opened(learner=learner, lesson=lesson, at=at)
        visit = LessonVisit.objects.filter(learner=learner, lesson_key=lesson.translation_key)
        visit.update(said_at=at)
        _write_if_met(enrolment, lesson, requirements, by=by, at=at)
    return finish_if_complete(enrolment, course=lesson.course, by=by, at=at)


def complete_if_met(enrolment: Enrolment, *, lesson, by, at) -> CourseProgress | None:
    """Complete the lesson if nothing is missing any more. Call it in the transaction of the act, with the
    enrolment locked.

    Returns where the person now is in the course when this act completed the lesson, else None.
    """
    requirements = requirements_of(lesson=lesson)
    if requirements.is_only_said or not _write_if_met(enrolment, lesson, requirements, by=by, at=at):
        return None
    return finish_if_complete(enrolment, course=lesson.course, by=by, at=at)


def _write_if_met(enrolment, lesson, requirements: Requirements, *, by, at) -> bool:
    """Whether the lesson was completed by this act."""
    rules = requirements.met_by(done_for(learner=enrolment.learner, requirements=requirements))
    is_done = Completion.objects.filter(
        learner_id=enrolment.learner_id, lesson_key=lesson.translation_key, undone_at=None
    )
    if not rules or is_done.exists():
        return False
    write_completion(enrolment, lesson, rules=rules, by=by, at=at)
    return True


def write_completion(enrolment, lesson, *, rules, by, at, way=Completion.Way.SITE, reason="") -> Completion:
    """One completion, with the enrolment locked. Where one stands already, it stays as it is."""
    completion = Completion(
        learner_id=enrolment.learner_id,
        lesson_key=lesson.translation_key,
        course_key=enrolment.course_key,
        lesson_title=lesson.title,
        completed_at=at,
        rule=",".join(rules),
        way=way,
        reason=reason,
        revision_id_seen=lesson.live_revision_id,
        language=lesson.locale.language_code,
        recorded_by=by,
    )
    Completion.objects.bulk_create([completion], ignore_conflicts=True)
    tell_of_completion(learner=enrolment.learner, lesson_key=lesson.translation_key, at=at)
    return completion


@transaction.atomic
def complete_on_paper(*, learner, lesson, by, at, is_coach: bool = False) -> CourseProgress:
    """The lesson was done on paper, says the learner, who acts for them, or a coach (`is_coach`).

    It stands for everything the lesson asks for. Raises CoachNeeded: the word of a coach is not for others.
    """
    requirements = requirements_of(lesson=lesson)
    if Rule.COACH in requirements.rules and not is_coach:
        raise CoachNeeded
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at, is_own_act=not is_coach)
    write_completion(enrolment, lesson, rules=requirements.in_force, way=Completion.Way.PAPER, by=by, at=at)
    return finish_if_complete(enrolment, course=lesson.course, by=by, at=at)


@transaction.atomic
def count_as_done(*, learner, lesson, reason: str, by, at) -> CourseProgress:
    """Staff count a lesson as done, for a reason that the learner reads. What is done stays as it is."""
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at, is_own_act=False)
    requirements = requirements_of(lesson=lesson)
    write_completion(
        enrolment, lesson, rules=requirements.in_force, way=Completion.Way.REPAIR, reason=reason, by=by, at=at
    )
    key = str(requirements.lesson_key)
    record_audit(by=by, action="lesson counted as done", obj=enrolment, at=at, lesson=key)
    return finish_if_complete(enrolment, course=lesson.course, by=by, at=at)


@transaction.atomic
def confirm_lesson(*, learner, lesson, by, at) -> CourseProgress | None:
    """A coach saw that the learner can do what the lesson teaches. Twice is once, and the first coach stays.

    Returns as `complete_if_met`.
    """
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at, is_own_act=False)
    confirmation, is_new = CoachConfirmation.objects.get_or_create(
        learner=learner,
        lesson_key=lesson.translation_key,
        defaults={"coach": by, "confirmed_at": at},
    )
    if is_new:
        record_audit(by=by, action="lesson confirmed", obj=confirmation, at=at)
    return complete_if_met(enrolment, lesson=lesson, by=by, at=at)


@transaction.atomic
def undo_completion(*, learner, lesson, by, at) -> bool:
    """The learner takes a lesson back. The row is kept; a finished course stays finished.

    Only what they said themself, or did on paper (`Finished.can_be_taken_back`). Returns whether it was.
    """
    enrolment = locked_enrolment(learner=learner, course=lesson.course, by=by, at=at)
    key = lesson.translation_key
    completion = finished_rows(Q(learner=learner, lesson_key=key)).first()
    if completion is None or not as_finished(completion, course_key=completion.course_key).can_be_taken_back:
        return False
    Completion.objects.filter(pk=completion.pk).update(undone_at=at)
    completion.undone_at = at
    LessonVisit.objects.filter(learner=learner, lesson_key=key).update(said_at=None)
    record_audit(by=by, action="lesson taken back", obj=completion, at=at)
    tell_of_undoing(completion, at=at)
    complete_if_met(enrolment, lesson=lesson, by=by, at=at)
    return True


@transaction.atomic
def finish_course(*, learner, course, by, at) -> CourseProgress:
    """For a person who has done all that is left, after an editor took the last lesson away.

    Raises NotFinished.
    """
    enrolment = locked_enrolment(learner=learner, course=course, by=by, at=at)
    progress = finish_if_complete(enrolment, course=course, by=by, at=at)
    if progress.finished_at is None:
        raise NotFinished
    return progress


def finish_if_complete(enrolment, *, course, by, at) -> CourseProgress:
    """Finish the course, for good, if nothing is left to do. Call it with the enrolment locked.

    Returns where the person now is in the course. The lessons they merely opened count for nothing but locks.
    """
    outline = CourseOutline(key=enrolment.course_key, title=enrolment.course_title)
    if not isinstance(course, KeptPlace):
        outline = outline_around(course=course)
    rows = finished_rows(Q(learner_id=enrolment.learner_id))
    progress = fold(
        outline,
        _visits(enrolment) if _asks_for_order(outline) else (),
        [as_finished(row, course_key=enrolment.course_key) for row in rows],
        finished_courses=_finished_courses(enrolment) if _asks_for_order(outline) else (),
        is_enrolled=True,
        started_at=enrolment.started_at,
        finished_at=enrolment.finished_at,
    )
    if progress.is_complete and enrolment.finished_at is None:
        finish(enrolment, course_title=course.title, course_path=course.get_url(), by=by, at=at)
        progress = replace(progress, finished_at=at)
    return progress


def finish(enrolment, *, course_title: str, course_path: str, by, at) -> None:
    """The course is finished. Call it once, with the enrolment locked."""
    enrolment.finished_at = at
    enrolment.save(update_fields=["finished_at"])
    record_audit(by=by, action="course finished", obj=enrolment, at=at)
    tell_of_enrolment(enrolment, at=at)
    send_later(
        event="course_finished",
        to=enrolment.learner,
        at=at,
        key=f"course_finished:{enrolment.pk}",
        context={"course_title": course_title, "course_path": course_path},
    )


def _asks_for_order(outline: CourseOutline) -> bool:
    return any(lesson.needs for lesson in outline.lessons)


def _visits(enrolment) -> list[Visit]:
    rows = LessonVisit.objects.filter(learner_id=enrolment.learner_id, course_key=enrolment.course_key)
    return [
        Visit(row.lesson_key, row.last_at, row.lesson_title, row.part, row.parts, in_course=True)
        for row in rows
    ]


def _finished_courses(enrolment) -> list:
    rows = Enrolment.objects.filter(learner_id=enrolment.learner_id, finished_at__isnull=False)
    return list(rows.values_list("course_key", flat=True))
