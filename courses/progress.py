"""How far somebody is in a course: a fold of what they did over what the course holds now.

Nothing here is stored. A course is an outline (modules with lessons, in order); a person has visits (lessons
they opened) and completions (lessons they said they finished). The rules:

* A lesson is *done* when the person has a completion for its key, *now* ("In progress") when they only
  opened it, *todo* when neither.
* A lesson an editor has taken back is *withdrawn*: for a while ("Being updated") or for good ("Withdrawn").
  Only a person who opened it sees the row, and nobody has to finish it. If the person had finished it, the
  row stays *done*.
* A completion made in this course counts for good. When its lesson has left the course, it is listed last.
* The total is the number of rows somebody can still finish or has finished. So "done" can only fall when
  the person themself takes a lesson back, never because of what an editor does.
* Carry on: the place last seen, if that lesson is open and unfinished; else the next unfinished lesson
  after it; else the first unfinished one; else, when all is done, the place last seen or the first lesson.

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


class Status(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"
    WITHDRAWN = "withdrawn"


class Rule(StrEnum):
    """What must be true before a lesson is finished. A lesson may have several: then all of them."""

    LEARNER = "learner"
    QUESTIONS = "questions"
    REFLECTION = "reflection"
    WORK = "work"
    COACH = "coach"


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson as a course lists it. `language` is set only when it is not the language of the outline.

    `is_open`: anyone may read it now. A lesson that is not open carries no title and no address.
    `is_retired`: it was withdrawn for good.
    """

    key: UUID
    title: str = ""
    minutes: int = 20
    url: str = ""
    is_open: bool = True
    language: str = ""
    is_retired: bool = False


@dataclass(frozen=True)
class OutlineModule:
    key: UUID
    title: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True)
class CourseOutline:
    """A course as it stands now, in one language. Without modules when the course itself is not open."""

    key: UUID
    title: str
    url: str = ""
    language: str = ""
    modules: tuple[OutlineModule, ...] = ()

    @cached_property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def open_lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for lesson in self.lessons if lesson.is_open)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.open_lessons)


@dataclass(frozen=True)
class Visit:
    """A lesson somebody opened: when last, which part of how many, and the title as they saw it.

    `in_course`: they opened it in the course looked at.
    """

    lesson_key: UUID
    at: datetime
    title: str = ""
    part: int = 1
    parts: int = 1
    in_course: bool = True


@dataclass(frozen=True)
class Finished:
    """A lesson somebody finished and did not take back. `in_course`: they did so in the course looked at."""

    lesson_key: UUID
    title: str = ""
    at: datetime | None = None
    in_course: bool = True


@dataclass(frozen=True)
class LessonState:
    """One row of the lesson list. `number` counts the lessons that are open; None for the others."""

    key: UUID
    title: str
    status: Status
    number: int | None = None
    minutes: int = 0
    url: str = ""
    language: str = ""
    finished_at: datetime | None = None
    is_retired: bool = False

    @property
    def is_open(self) -> bool:
        return self.number is not None

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

    @property
    def minutes_left(self) -> int:
        return minutes_left(self.lesson.minutes, part=self.part, parts=self.parts)

    @property
    def url(self) -> str:
        return f"{self.lesson.url}?part={self.part}" if self.part > 1 else self.lesson.url


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
        """The picture beside the words: one for each row that counts."""
        return tuple(row.status for row in self.rows if row.status != Status.WITHDRAWN)

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
    def is_over(self) -> bool:
        """Finished at some time, or nothing left to do."""
        return self.finished_at is not None or self.is_complete

    @property
    def is_started(self) -> bool:
        return any(status != Status.TODO for status in self.segments)

    def neighbours(self, lesson_key: UUID) -> tuple[LessonState | None, LessonState | None]:
        """The open lessons before and after this one."""
        rows = [row for row in self.rows if row.is_open or row.key == lesson_key]
        position = next((at for at, row in enumerate(rows) if row.key == lesson_key), None)
        if position is None:
            return None, rows[0] if rows else None
        before = rows[position - 1] if position else None
        return before, rows[position + 1] if position + 1 < len(rows) else None


def fold(
    outline: CourseOutline,
    visits: Iterable[Visit],
    finished: Iterable[Finished],
    **enrolment,
) -> CourseProgress:
    """What one person's visits and completions mean for the course as it is now.

    `visits` and `finished` may hold lessons of other courses: they are left aside. `enrolment` may give
    is_enrolled, started_at and finished_at.
    """
    visit_by_key = {visit.lesson_key: visit for visit in visits}
    in_course = [visit for visit in visit_by_key.values() if visit.in_course]
    last_visit = max(in_course, key=lambda visit: visit.at, default=None)
    finished_by_key = {done.lesson_key: done for done in finished}
    number_by_key = {lesson.key: number for number, lesson in enumerate(outline.open_lessons, start=1)}
    modules = []
    for module in outline.modules:
        rows = (
            _row(lesson, visit_by_key, finished_by_key, number_by_key.get(lesson.key))
            for lesson in module.lessons
        )
        modules.append(ModuleState(module.title, tuple(row for row in rows if row)))
    present = {lesson.key for lesson in outline.lessons}
    left = tuple(
        LessonState(key=done.lesson_key, title=done.title, status=Status.DONE, finished_at=done.at)
        for done in finished_by_key.values()
        if done.in_course and done.lesson_key not in present
    )
    progress = CourseProgress(
        outline=outline, modules=tuple(modules), left=left, last_visit=last_visit, **enrolment
    )
    return replace(progress, carry_on=_carry_on(progress, visit_by_key))


def _row(lesson, visit_by_key, finished_by_key, number) -> LessonState | None:
    """The row of one lesson, or None for a withdrawn lesson this person never opened."""
    visit, done = visit_by_key.get(lesson.key), finished_by_key.get(lesson.key)
    if done:
        status = Status.DONE
    elif not lesson.is_open:
        status = Status.WITHDRAWN
    else:
        status = Status.NOW if visit else Status.TODO
    if not lesson.is_open and not visit and not done:
        return None
    seen_title = done.title if done else visit.title if visit else ""
    return LessonState(
        key=lesson.key,
        title=lesson.title if lesson.is_open else seen_title,
        status=status,
        number=number,
        minutes=lesson.minutes,
        url=lesson.url if lesson.is_open else "",
        language=lesson.language,
        finished_at=done.at if done else None,
        is_retired=lesson.is_retired,
    )


def _carry_on(progress, visit_by_key) -> Place | None:
    rows = progress.rows
    last_key = progress.last_visit and progress.last_visit.lesson_key
    last = next((at for at, row in enumerate(rows) if row.key == last_key), 0)
    in_turn = [row for row in rows[last:] + rows[:last] if row.is_open]
    if not in_turn:
        return None
    lesson = next((row for row in in_turn if not row.is_done), in_turn[0])
    visit = visit_by_key.get(lesson.key)
    if visit is None:
        return Place(lesson)
    return Place(lesson, part=min(visit.part, visit.parts), parts=visit.parts, is_started=True)


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


@dataclass(frozen=True)
class Part:
    """One page of a lesson: its blocks, without the block that starts it."""

    number: int
    title: str
    blocks: tuple


def split_into_parts(blocks: Iterable) -> tuple[Part, ...]:
    """A lesson body as pages. Each `part` block starts one; what comes before the first is a page as well.

    A block has `block_type` and `value`; the value of a `part` has a "title". There is always one part.
    """
    pages: list[tuple[str, list]] = []
    for block in blocks:
        if block.block_type == "part":
            pages.append((block.value["title"], []))
        elif pages:
            pages[-1][1].append(block)
        else:
            pages.append(("", [block]))
    return tuple(
        Part(number, title, tuple(inside))
        for number, (title, inside) in enumerate(pages or [("", [])], start=1)
    )


def nearest_part(asked: str, parts: int) -> int:
    """The part number meant by an address: 1 for anything that is not a number, else the nearest there is."""
    try:
        return min(max(int(asked), 1), parts)
    except (TypeError, ValueError):
        return 1
