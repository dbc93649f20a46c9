"""A course as it stands now: its modules and lessons in order, and what each of them needs first."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID


class Kind(StrEnum):
    LESSON = "lesson"
    MODULE = "module"
    COURSE = "course"


@dataclass(frozen=True)
class Needed:
    """Something to do first: a lesson, a module or a course that is open to all.

    `lesson_keys` are the open lessons of it, without those of a course, which is done when it was finished
    once. `of` says what has the need: the lesson itself, its module, or its course.
    """

    kind: Kind
    key: UUID
    title: str
    url: str = ""
    language: str = ""
    lesson_keys: frozenset[UUID] = frozenset()
    of: Kind = Kind.LESSON


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
    needs: tuple[Needed, ...] = ()


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
