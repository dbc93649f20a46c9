"""How far somebody is in a course: a fold of what they did over what the course holds now.

Nothing here is stored. A course is an outline (modules with lessons, in order); a person has visits (lessons
they opened) and completions (lessons they said they finished). The rules:

* A lesson is *done* when the person has a completion for its key, *now* ("In progress") when they only
  opened it, *todo* when neither.
* A lesson an editor has taken back is *withdrawn*: for a while ("Being updated") or for good ("Withdrawn").
  Only a person who opened it sees the row, and nobody has to finish it. If the person had finished it, the
  row stays *done*.
* A completion made in this course counts for good. When its lesson has left the course, it is listed last.
  One made in another course counts here too for as long as the lesson is here, and there for good.
* A lesson can need others first: a lesson, a module or a course. Until they are done it is *locked*, and its
  row says why. Who opened or finished a lesson is never locked out of it, and who opened or finished anything
  in a module or course is not locked out of the rest by what that module or course needs. Only what is open
  to all is needed at all; a course that was finished once stays finished, whatever it holds now. A visitor,
  of whom nothing is kept, reads everything.
* The total is the number of rows somebody can still finish or has finished. So no row that somebody finished
  in a course ever goes from it, unless they take the lesson back themself, whatever an editor does.
* Carry on: the place last seen, if that lesson is open and unfinished; else the next unfinished lesson
  after it; else the first unfinished one; else, when all is done, the place last seen or the first lesson.
  Never a locked one: when only those are left, there is no place to carry on here.

Worked example. A course has lessons A, B and C. Ted finished A and stopped on part 2 of 4 of B (12 minutes):

>>> from uuid import UUID
>>> a, b, c = (UUID(int=number) for number in (1, 2, 3))
>>> lessons = tuple(OutlineLesson(key=key, title=title, minutes=12) for key, title in zip((a, b, c), "ABC"))
>>> outline = CourseOutline(key=UUID(int=9), title="Course", modules=(OutlineModule(a, "One", lessons),))
>>> visits = [Visit(lesson_key=b, title="B", part=2, parts=4, at=datetime(2026, 11, 21))]
>>> ted = fold(outline, visits, [Finished(lesson_key=a, title="A")])
>>> ted.done, ted.total, [str(segment) for segment in ted.segments]
(1, 3, ['done', 'now', 'todo'])
>>> ted.carry_on.lesson.title, ted.carry_on.part, ted.carry_on.minutes_left
('B', 2, 9)

An editor withdraws A and B. Ted still has one lesson done; C is the only one left to do:

>>> lessons = tuple(replace(lesson, is_open=lesson.key == c) for lesson in lessons)
>>> outline = CourseOutline(key=outline.key, title="Course", modules=(OutlineModule(a, "One", lessons),))
>>> ted = fold(outline, visits, [Finished(lesson_key=a, title="A")])
>>> [(row.title, str(row.status)) for row in ted.rows], ted.done, ted.total, ted.carry_on.lesson.title
([('A', 'done'), ('B', 'withdrawn'), ('C', 'todo')], 1, 2, 'C')
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from .deeds import Change, Finished, Rule, Visit
from .outline import CourseOutline, Kind, Needed, OutlineLesson, OutlineModule

__all__ = [
    "Change",
    "CourseOutline",
    "CourseProgress",
    "Finished",
    "Kind",
    "LessonState",
    "ModuleState",
    "Needed",
    "OutlineLesson",
    "OutlineModule",
    "Place",
    "Rule",
    "Status",
    "Visit",
    "fold",
    "minutes_left",
    "option_order",
]


class Status(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class LessonState:
    """One row of the lesson list. `number` counts the lessons that are open; None for the others.

    `needs` is what a locked lesson waits for. `changed` says what an editor changed since the person
    finished, until they open the lesson again. `place_url` is `url` at the very block last seen in it.
    """

    key: UUID
    title: str
    status: Status
    number: int | None = None
    minutes: int = 0
    url: str = ""
    language: str = ""
    finished_at: datetime | None = None
    is_retired: bool = False
    needs: tuple[Needed, ...] = ()
    changed: str = ""
    finished: Finished | None = None
    place_url: str = ""

    @property
    def is_open(self) -> bool:
        return self.number is not None

    @property
    def is_locked(self) -> bool:
        return self.status == Status.LOCKED

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE


@dataclass(frozen=True)
class ModuleState:
    title: str
    rows: tuple[LessonState, ...]


@dataclass(frozen=True)
class Place:
    """Where to carry on: a lesson, a part of it, and how long the rest of it takes."""

    lesson: LessonState
    part: int = 1
    parts: int = 1
    is_started: bool = False
    anchor: str = ""

    @property
    def minutes_left(self) -> int:
        return minutes_left(self.lesson.minutes, part=self.part, parts=self.parts)

    @property
    def url(self) -> str:
        return _place_url(self.lesson.url, self.part, self.anchor)


def _place_url(lesson_url: str, part: int, anchor: str) -> str:
    """The very block last seen. Where it has gone, a browser shows the start of the part."""
    return lesson_url + (f"?part={part}" if part > 1 else "") + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class CourseProgress:
    """One person in one course. `left` are finished lessons that are no longer in the course."""

    outline: CourseOutline
    modules: tuple[ModuleState, ...]
    left: tuple[LessonState, ...] = ()
    carry_on: Place | None = None
    last_visit: Visit | None = None
    is_enrolled: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @cached_property
    def rows(self) -> tuple[LessonState, ...]:
        """Every row of the lesson list, in the order shown."""
        return tuple(row for module in self.modules for row in module.rows) + self.left

    @property
    def segments(self) -> tuple[Status, ...]:
        """The picture beside the words: one for each row that counts. A locked one is still to do."""
        counted = (row.status for row in self.rows if row.status != Status.WITHDRAWN)
        return tuple(Status.TODO if status == Status.LOCKED else status for status in counted)

    @property
    def has_retired(self) -> bool:
        """Whether a row was withdrawn for good, so that the count needs a word of explanation."""
        return any(row.is_retired for row in self.rows)

    @property
    def done(self) -> int:
        return self.segments.count(Status.DONE)

    @property
    def total(self) -> int:
        return len(self.segments)

    @property
    def is_complete(self) -> bool:
        """The course is open, and nothing that is open is left to do."""
        return bool(self.outline.open_lessons) and self.done == self.total

    @property
    def is_settled(self) -> bool:
        """Complete, and no lesson is away for a while that the person may yet have to finish."""
        away = {lesson.key for lesson in self.outline.lessons if not (lesson.is_open or lesson.is_retired)}
        return self.is_complete and away <= {row.key for row in self.rows if row.is_done}

    @property
    def waits_for(self) -> tuple[Needed, ...]:
        """What has to be done elsewhere before this course goes on; empty while there is a place to go on."""
        if self.carry_on:
            return ()
        return tuple(dict.fromkeys(need for row in self.rows for need in row.needs))

    @property
    def is_over(self) -> bool:
        """Finished at some time, or nothing left to do."""
        return self.finished_at is not None or self.is_complete

    @property
    def is_started(self) -> bool:
        return any(status != Status.TODO for status in self.segments)

    def row(self, lesson_key: UUID) -> LessonState | None:
        """The row of this lesson."""
        return next((row for row in self.rows if row.key == lesson_key), None)

    def neighbours(self, lesson_key: UUID) -> tuple[LessonState | None, LessonState | None]:
        """The open lessons before and after this one, without locked ones."""
        rows = [row for row in self.rows if row.url or row.key == lesson_key]
        position = next((at for at, row in enumerate(rows) if row.key == lesson_key), None)
        if position is None:
            return None, rows[0] if rows else None
        before = rows[position - 1] if position else None
        return before, rows[position + 1] if position + 1 < len(rows) else None


def fold(
    outline: CourseOutline,
    visits: Iterable[Visit],
    finished: Iterable[Finished],
    *,
    finished_courses: Iterable[UUID] = (),
    changes: Iterable[Change] = (),
    is_visitor: bool = False,
    **enrolment,
) -> CourseProgress:
    """What one person's visits and completions mean for the course as it is now.

    `visits` and `finished` may hold lessons of other courses: they only count for what is needed first, as do
    the keys of `finished_courses`. `enrolment` may give is_enrolled, started_at and finished_at.
    """
    did = _Did(
        visits={visit.lesson_key: visit for visit in visits},
        finished={done.lesson_key: done for done in finished},
        courses=frozenset(finished_courses),
        changes={change.lesson_key: change for change in changes},
        is_visitor=is_visitor,
    )
    in_course = [visit for visit in did.visits.values() if visit.in_course]
    last_visit = max(in_course, key=lambda visit: visit.at, default=None)
    number_by_key = {lesson.key: number for number, lesson in enumerate(outline.open_lessons, start=1)}
    began_course = did.began(outline.lessons)
    modules = []
    for module in outline.modules:
        began = {Kind.LESSON: False, Kind.MODULE: did.began(module.lessons), Kind.COURSE: began_course}
        rows = (_row(lesson, did, began, number_by_key.get(lesson.key)) for lesson in module.lessons)
        modules.append(ModuleState(module.title, tuple(row for row in rows if row)))
    present = {lesson.key for lesson in outline.lessons}
    left = tuple(
        LessonState(
            key=done.lesson_key, title=done.title, status=Status.DONE, finished_at=done.at, finished=done
        )
        for done in did.finished.values()
        if done.in_course and done.lesson_key not in present
    )
    progress = CourseProgress(
        outline=outline, modules=tuple(modules), left=left, last_visit=last_visit, **enrolment
    )
    return replace(progress, carry_on=_carry_on(progress, did.visits))


@dataclass(frozen=True)
class _Did:
    """What one person did, by key."""

    visits: dict[UUID, Visit]
    finished: dict[UUID, Finished]
    courses: frozenset[UUID]
    changes: dict[UUID, Change]
    is_visitor: bool

    def began(self, lessons: Iterable[OutlineLesson]) -> bool:
        return any(lesson.key in self.visits or lesson.key in self.finished for lesson in lessons)

    def has_done(self, need: Needed) -> bool:
        if need.kind == Kind.COURSE:
            return need.key in self.courses
        return need.lesson_keys <= self.finished.keys()

    def changed(self, lesson_key: UUID) -> str:
        """What changed in a finished lesson since the person finished it and last opened it."""
        change, done = self.changes.get(lesson_key), self.finished.get(lesson_key)
        if change is None or done is None or done.at is None:
            return ""
        visit = self.visits.get(lesson_key)
        seen_at = max(done.at, visit.at) if visit else done.at
        return change.what if change.at > seen_at else ""


def _row(lesson, did, began, number) -> LessonState | None:
    """The row of one lesson, or None for a withdrawn lesson this person never opened.

    `began`: whether they opened anything in what a need may belong to.
    """
    visit, done = did.visits.get(lesson.key), did.finished.get(lesson.key)
    if not lesson.is_open and not visit and not done:
        return None
    needs = ()
    if lesson.is_open and not visit and not done and not did.is_visitor:
        needs = tuple(need for need in lesson.needs if not began[need.of] and not did.has_done(need))
    if done:
        status = Status.DONE
    elif not lesson.is_open:
        status = Status.WITHDRAWN
    elif needs:
        status = Status.LOCKED
    else:
        status = Status.NOW if visit else Status.TODO
    seen_title = done.title if done else visit.title if visit else ""
    url = lesson.url if lesson.is_open and not needs else ""
    is_half_way = status == Status.NOW and visit is not None
    return LessonState(
        key=lesson.key,
        title=lesson.title if lesson.is_open else seen_title,
        status=status,
        number=number,
        minutes=lesson.minutes,
        url=url,
        place_url=_place_url(url, min(visit.part, visit.parts), visit.anchor) if is_half_way else url,
        language=lesson.language,
        finished_at=done.at if done else None,
        is_retired=lesson.is_retired,
        needs=needs,
        changed=did.changed(lesson.key) if lesson.is_open else "",
        finished=done,
    )


def _carry_on(progress, visit_by_key) -> Place | None:
    rows = progress.rows
    last_key = progress.last_visit and progress.last_visit.lesson_key
    last = next((at for at, row in enumerate(rows) if row.key == last_key), 0)
    in_turn = [row for row in rows[last:] + rows[:last] if row.is_open and not row.is_locked]
    lesson = next((row for row in in_turn if not row.is_done), None)
    if lesson is None:
        if not in_turn or any(row.is_locked for row in rows):
            return None
        lesson = in_turn[0]
    visit = visit_by_key.get(lesson.key)
    if visit is None:
        return Place(lesson)
    return Place(
        lesson,
        part=min(visit.part, visit.parts),
        parts=visit.parts,
        is_started=True,
        anchor=visit.anchor,
    )


def minutes_left(minutes: int, *, part: int, parts: int) -> int:
    """Whole minutes from the start of `part` to the end, at least one, if all parts are equally long."""
    return max(1, math.ceil(minutes * (parts - part + 1) / parts))


def option_order(option_keys: Sequence[UUID], *, question_key: UUID, learner_id: int | None) -> list[UUID]:
    """The answers of a question in the order one person sees them.

    Always the same for one person, whatever the language and however the editor sorts them; different
    between people. `learner_id` None (a visitor) is one more person.
    """

    def place(option_key: UUID) -> bytes:
        return hashlib.sha256(f"{learner_id}:{question_key}:{option_key}".encode()).digest()

    return sorted(option_keys, key=place)
