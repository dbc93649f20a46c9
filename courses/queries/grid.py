"""People of a group × lessons of its courses: done, started, not yet. Nothing else about anybody is read.

The number of queries is the same for any number of people and lessons. Rows are read as plain values: 350
people and 130 lessons are 45,500 cells.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ..models import CohortMember, Completion, Enrolment, LessonVisit
from ..progress import OutlineLesson, Status
from ..standing import Standing, standing
from .cohorts import members_of
from .outlines import course_outlines


@dataclass(frozen=True)
class GridLesson:
    """One column. `number` counts over all courses shown; a lesson that two courses share has one column."""

    key: UUID
    number: int
    title: str
    url: str = ""


@dataclass(frozen=True)
class GridCourse:
    key: UUID
    title: str
    lessons: tuple[GridLesson, ...]


@dataclass(frozen=True)
class GridRow:
    """One member. `cells` stand in the order of the columns; None where they left the course."""

    member: CohortMember
    cells: tuple[Status | None, ...]
    standing: Standing
    stuck_on: str = ""

    @property
    def name(self) -> str:
        return self.member.learner.preferred_name

    @property
    def done(self) -> int:
        return self.cells.count(Status.DONE)


@dataclass(frozen=True)
class Grid:
    courses: tuple[GridCourse, ...]
    rows: tuple[GridRow, ...]
    titles: dict[UUID, str]

    @property
    def lessons(self) -> list[GridLesson]:
        return [lesson for course in self.courses for lesson in course.lessons]

    @property
    def finished_by(self) -> list[int]:
        """For each column, how many finished it."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return [column.count(Status.DONE) for column in columns]

    def with_standing(self, wanted: str) -> list[GridRow]:
        return [row for row in self.rows if row.standing == wanted]


@dataclass
class _Person:
    """What one member did in the courses of the group."""

    done: set = field(default_factory=set)
    opened: dict = field(default_factory=dict)
    last_at: datetime | None = None
    enrolments: dict = field(default_factory=dict)

    def note(self, at: datetime) -> None:
        self.last_at = max(at, self.last_at) if self.last_at else at


def grid_of(*, cohort, at: datetime, course_key: UUID | None = None, language: str = "") -> Grid:
    """The whole grid, or the columns of one course. Standings always look at all courses. Six queries."""
    courses = {row.course_key: row.course_title for row in cohort.courses.all()}
    outlines = course_outlines(course_keys=courses, language=language)
    lessons_of = {key: outlines[key].open_lessons if key in outlines else () for key in courses}
    titles = {key: outlines[key].title if key in outlines else title for key, title in courses.items()}
    members = list(members_of(cohort=cohort))
    people = _what_they_did([member.learner_id for member in members], lessons_of)
    shown = _columns(
        {key: lessons for key, lessons in lessons_of.items() if course_key in (None, key)}, titles
    )
    return Grid(
        courses=shown,
        rows=tuple(_row(member, people[member.learner_id], shown, lessons_of, at=at) for member in members),
        titles=titles,
    )


def _columns(lessons_of: dict[UUID, Iterable[OutlineLesson]], titles) -> tuple[GridCourse, ...]:
    courses, number, placed = [], 0, set()
    for key, lessons in lessons_of.items():
        columns = []
        for lesson in lessons:
            if lesson.key not in placed:
                placed.add(lesson.key)
                number += 1
                columns.append(GridLesson(lesson.key, number, lesson.title, lesson.url))
        courses.append(GridCourse(key, titles[key], tuple(columns)))
    return tuple(courses)


def _what_they_did(learner_ids, lessons_of) -> dict[int, _Person]:
    people = defaultdict(_Person)
    lesson_keys = {lesson.key for lessons in lessons_of.values() for lesson in lessons}
    theirs = Q(learner_id__in=learner_ids)
    here = theirs & (Q(course_key__in=lessons_of) | Q(lesson_key__in=lesson_keys))
    for row in Enrolment.objects.filter(theirs, course_key__in=lessons_of):
        people[row.learner_id].enrolments[row.course_key] = row
    done = Completion.objects.filter(here, undone_at=None)
    for learner_id, key, when in done.values_list("learner_id", "lesson_key", "completed_at"):
        people[learner_id].done.add(key)
        people[learner_id].note(when)
    opened = LessonVisit.objects.filter(here).values_list(
        "learner_id", "lesson_key", "last_at", "lesson_title"
    )
    for learner_id, key, when, title in opened:
        people[learner_id].opened[key] = (when, title)
        people[learner_id].note(when)
    return people


def _row(member, person, shown, lessons_of, *, at) -> GridRow:
    stands = _standing(person, lessons_of, at=at)
    cells = []
    for course in shown:
        enrolment = person.enrolments.get(course.key)
        if enrolment is not None and enrolment.left_at is not None:
            cells += [None] * len(course.lessons)
        else:
            cells += [_cell(person, lesson.key) for lesson in course.lessons]
    stuck_on = _stuck_on(person, lessons_of) if stands == Standing.STUCK else ""
    return GridRow(member, tuple(cells), stands, stuck_on)


def _cell(person, lesson_key) -> Status:
    if lesson_key in person.done:
        return Status.DONE
    return Status.NOW if lesson_key in person.opened else Status.TODO


def _standing(person, lessons_of, *, at) -> Standing:
    unfinished = resting = 0
    for key, lessons in lessons_of.items():
        enrolment = person.enrolments.get(key)
        is_complete = bool(lessons) and all(lesson.key in person.done for lesson in lessons)
        if is_complete or (enrolment is not None and enrolment.finished_at is not None):
            continue
        unfinished += 1
        resting += enrolment is not None and bool(enrolment.paused_at or enrolment.left_at)
    return standing(unfinished=unfinished, resting=resting, last_at=person.last_at, at=at)


def _stuck_on(person, lessons_of) -> str:
    """The lesson opened last and not finished; else the first that waits, in a course they have not left."""
    unfinished = [(*seen, key) for key, seen in person.opened.items() if key not in person.done]
    left = {key for key, row in person.enrolments.items() if row.left_at or row.paused_at}
    here = {
        lesson.key: lesson.title
        for course, lessons in lessons_of.items()
        if course not in left
        for lesson in lessons
    }
    last = max(((when, key) for when, _title, key in unfinished if key in here), default=None)
    if last:
        return here[last[1]]
    return next((title for key, title in here.items() if key not in person.done), "")
