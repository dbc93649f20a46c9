"""How far people are in courses: one person or many at once, with the same number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ..models import Completion, Course, Enrolment, LessonVisit, LookAgain
from ..progress import Change, CourseOutline, CourseProgress, Finished, Kind, Place, Visit, fold
from .outlines import course_outlines, open_courses, outline_around, outlines_of, wanted_language


@dataclass(frozen=True)
class CourseCard:
    """A course in the list of courses. `language` is set only when it is not the language of the list."""

    key: UUID
    title: str
    summary: str
    audience: str
    url: str
    language: str
    length_text: str
    capability_codes: frozenset[str]
    progress: CourseProgress


@dataclass(frozen=True)
class CarryOn:
    """Where a person left off: the course and the place in it."""

    progress: CourseProgress
    place: Place


def progress_for(*, learner, course_key: UUID, language: str = "") -> CourseProgress:
    """One person in one course; `learner` None is a visitor. At most nine queries.

    A course that is not open any more keeps what the person did in it, under the title they saw.
    """
    if learner is None or not learner.is_authenticated:
        outline = course_outlines(course_keys=[course_key], language=language).get(course_key)
        return fold(outline or CourseOutline(key=course_key, title=""), (), (), is_visitor=True)
    many = progress_for_many(learner_ids=[learner.pk], course_keys=[course_key], language=language)
    return many[learner.pk, course_key]


def progress_around(*, learner, course: Course) -> CourseProgress:
    """One person in the course of this page, in the language of the page. At most eight queries."""
    key = course.translation_key
    outline = outline_around(course=course)
    if learner is None or not learner.is_authenticated:
        return fold(outline, (), (), is_visitor=True)
    return _fold_all([learner.pk], {key}, {key: outline})[learner.pk, key]


def progress_for_many(
    *, learner_ids: Iterable[int], course_keys: Iterable[UUID], language: str = ""
) -> dict[tuple[int, UUID], CourseProgress]:
    """Each of these people in each of these courses, by (user id, course key). At most nine queries."""
    course_keys = set(course_keys)
    return _fold_all(learner_ids, course_keys, course_outlines(course_keys=course_keys, language=language))


def _fold_all(learner_ids, course_keys, outlines):
    learner_ids = set(learner_ids)
    lessons = [lesson for outline in outlines.values() for lesson in outline.lessons]
    needs = {need for lesson in lessons for need in lesson.needs}
    lesson_keys = {lesson.key for lesson in lessons}.union(*(need.lesson_keys for need in needs))
    needed_courses = {need.key for need in needs if need.kind == Kind.COURSE}
    enrolments = {
        (row.learner_id, row.course_key): row
        for row in Enrolment.objects.filter(
            learner_id__in=learner_ids, course_key__in=course_keys | needed_courses
        )
    }
    visits, finished, courses = defaultdict(list), defaultdict(list), defaultdict(set)
    for (learner_id, key), row in enrolments.items():
        if row.finished_at:
            courses[learner_id].add(key)
    of_these = Q(learner_id__in=learner_ids) & (Q(course_key__in=course_keys) | Q(lesson_key__in=lesson_keys))
    for row in LessonVisit.objects.filter(of_these):
        visits[row.learner_id].append(row)
    for row in finished_rows(of_these):
        finished[row.learner_id].append(row)
    changes = _changes(lesson_keys) if finished else ()
    return {
        (learner_id, key): _fold_one(
            enrolments.get((learner_id, key)),
            key,
            outlines.get(key),
            visits[learner_id],
            finished[learner_id],
            finished_courses=courses[learner_id],
            changes=changes,
        )
        for learner_id in learner_ids
        for key in course_keys
    }


def finished_rows(these: Q):
    """Completions that stand, the oldest first, with the name of who recorded them."""
    rows = Completion.objects.filter(these, undone_at=None).order_by("completed_at", "id")
    return rows.annotate(recorded_by_name=F("recorded_by__preferred_name"))


def as_finished(row: Completion, *, course_key: UUID) -> Finished:
    """A row of `finished_rows` as the rules of progress look at it."""
    return Finished(
        row.lesson_key,
        row.lesson_title,
        row.completed_at,
        row.course_key == course_key,
        tuple(row.rule.split(",")),
        row.way,
        row.reason,
        "" if row.recorded_by_id == row.learner_id else row.recorded_by_name or "",
    )


def _changes(lesson_keys) -> list[Change]:
    """What editors changed in these lessons, the oldest first."""
    rows = LookAgain.objects.filter(lesson_key__in=lesson_keys).order_by("asked_at", "id")
    return [Change(*row) for row in rows.values_list("lesson_key", "what_changed", "asked_at")]


def _fold_one(enrolment, course_key, outline, visits, finished, **more) -> CourseProgress:
    if outline is None:
        outline = CourseOutline(key=course_key, title=enrolment.course_title if enrolment else "")
    return fold(
        outline,
        [
            Visit(
                lesson_key=row.lesson_key,
                at=row.last_at,
                title=row.lesson_title,
                part=row.part,
                parts=row.parts,
                in_course=row.course_key == course_key,
                anchor=row.anchor,
            )
            for row in visits
        ],
        [as_finished(row, course_key=course_key) for row in finished],
        is_enrolled=enrolment is not None and enrolment.left_at is None,
        started_at=enrolment and enrolment.started_at,
        finished_at=enrolment and enrolment.finished_at,
        **more,
    )


_VISITS = LessonVisit.objects.filter(learner=OuterRef("learner"), course_key=OuterRef("course_key"))
#: When a person was last in a course they are enrolled in.
_LATEST = Coalesce(Subquery(_VISITS.order_by("-last_at").values("last_at")[:1]), F("started_at"))


def enrolled_course_keys(*, learner_ids: Iterable[int], with_left: bool = False) -> dict[int, list[UUID]]:
    """The courses each person started, the one last looked at first. One query.

    Courses they left are not there, unless `with_left`.
    """
    rows = Enrolment.objects.filter(learner_id__in=set(learner_ids)).annotate(latest=_LATEST)
    if not with_left:
        rows = rows.filter(left_at=None)
    keys = defaultdict(list)
    for row in rows.order_by("-latest", "-id"):
        keys[row.learner_id].append(row.course_key)
    return dict(keys)


def carry_on_for(*, learner, language: str = "") -> CarryOn | None:
    """The exact place to carry on: the unfinished course last looked at, or None. At most eight queries."""
    going = Enrolment.objects.filter(learner=learner, finished_at=None, left_at=None)
    in_turn = going.annotate(latest=_LATEST)
    keys = list(in_turn.order_by("-latest", "-id").values_list("course_key", flat=True))
    if not keys:
        return None
    many = progress_for_many(learner_ids=[learner.pk], course_keys=keys, language=language)
    for key in keys:
        progress = many[learner.pk, key]
        if progress.carry_on and not progress.is_complete:
            return CarryOn(progress, progress.carry_on)
    return None


def first_step_for(*, learner, language: str = "") -> CarryOn | None:
    """Where a person with nothing left to carry on starts: the first lesson of the first course that they
    have not finished. None when there is no such course."""
    card = next_course_for(learner=learner, language=language)
    return CarryOn(card.progress, card.progress.carry_on) if card else None


def next_course_for(*, learner, language: str = "") -> CourseCard | None:
    """The first course, in the order of the site, that this person has neither finished nor left."""
    cards = course_list_for(learner=learner, language=language)
    waiting = (card for card in cards if card.progress.carry_on and not card.progress.is_over)
    return next((card for card in waiting if not _has_left(card.progress)), None)


def _has_left(progress: CourseProgress) -> bool:
    return progress.started_at is not None and not progress.is_enrolled


def course_list_for(*, learner, language: str = "") -> list[CourseCard]:
    """Every open course in the order of the site, with how far this person is (None: a visitor).

    At most ten queries, however many courses.
    """
    language = wanted_language(language)
    pages = open_courses(language=language)
    outlines = outlines_of(pages, language)
    english = [page for page in pages if page.locale.language_code == settings.LANGUAGE_CODE]
    own = {page.translation_key: page for page in pages if page.locale.language_code == language}
    in_order = list(dict.fromkeys([*(page.translation_key for page in english), *own]))
    shown = {page.translation_key: page for page in english} | own
    codes = defaultdict(set)
    labels = Course.capabilities.through.objects.filter(course_id__in=[page.pk for page in pages])
    for course_id, code in labels.values_list("course_id", "capability__code"):
        codes[course_id].add(code)
    learner_ids = [learner.pk] if learner is not None and learner.is_authenticated else []
    many = _fold_all(learner_ids, set(in_order), outlines) if learner_ids else {}
    return [
        CourseCard(
            key=key,
            title=shown[key].title,
            summary=shown[key].summary,
            audience=shown[key].audience,
            url=outlines[key].url,
            language="" if shown[key].locale.language_code == language else shown[key].locale.language_code,
            length_text=shown[key].length_text,
            capability_codes=frozenset(codes[shown[key].pk]),
            progress=many[learner_ids[0], key]
            if learner_ids
            else fold(outlines[key], (), (), is_visitor=True),
        )
        for key in in_order
    ]


def completed_course_dates(*, learner_ids: Iterable[int], code: str) -> dict[int, datetime]:
    """When each person finished the course with this code ("C5"); who did not is not there. One query."""
    keys = Course.objects.filter(code=code).values("translation_key")
    rows = Enrolment.objects.filter(
        learner_id__in=set(learner_ids), course_key__in=keys, finished_at__isnull=False
    )
    return dict(rows.values_list("learner_id", "finished_at"))
