"""What has to be done before a lesson opens, as editors wrote it on the English pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Subquery, Value

from ..models import Course, CoursePrerequisite, LessonPrerequisite, ModulePrerequisite
from ..prerequisites import circular
from ..progress import CourseOutline, Kind, Needed

TABLES = {
    Kind.LESSON: LessonPrerequisite,
    Kind.MODULE: ModulePrerequisite,
    Kind.COURSE: CoursePrerequisite,
}


@dataclass(frozen=True)
class Link:
    """A page needs another one of its kind, which is in the course with this key."""

    kind: Kind
    page_key: UUID
    page_path: str
    needed_key: UUID
    needed_path: str
    course_key: UUID


def links_that_lock() -> list[Link]:
    """Every need on the site, without those that go round in circles. One query: there are few."""
    links = [Link(*row) for row in _rows(Kind.LESSON).union(_rows(Kind.MODULE), _rows(Kind.COURSE), all=True)]
    circles = circular((link.page_path, link.needed_path) for link in links)
    return [link for link in links if (link.page_path, link.needed_path) not in circles]


def _rows(kind: Kind):
    inside = ExpressionWrapper(OuterRef("needed__path"), output_field=CharField())
    courses = Course.objects.annotate(inside=inside).filter(inside__startswith=F("path"))
    english = settings.LANGUAGE_CODE
    rows = TABLES[kind].objects.filter(
        page__locale__language_code=english, needed__locale__language_code=english, needed__live=True
    )
    return (
        rows.order_by()
        .annotate(kind=Value(str(kind)), course_key=Subquery(courses.values("translation_key")[:1]))
        .values_list(
            "kind",
            "page__translation_key",
            "page__path",
            "needed__translation_key",
            "needed__path",
            "course_key",
        )
    )


def with_needs(
    outline: CourseOutline, *, links: Iterable[Link], outlines: dict[UUID, CourseOutline], language: str
) -> CourseOutline:
    """The outline whose lessons know what they need first.

    `outlines` are the courses that the links lead to. What is not open there is not needed.
    """
    needs = defaultdict(list)
    for link in links:
        there = outlines.get(link.course_key)
        needed = _needed(link, there, language) if there else None
        if needed:
            needs[link.page_key].append(needed)
    if not needs:
        return outline
    modules = []
    for module in outline.modules:
        above = (*needs[module.key], *needs[outline.key])
        lessons = tuple(
            replace(lesson, needs=(*needs[lesson.key], *above)) if lesson.is_open else lesson
            for lesson in module.lessons
        )
        modules.append(replace(module, lessons=lessons))
    return replace(outline, modules=tuple(modules))


def _needed(link: Link, there: CourseOutline, language: str) -> Needed | None:
    """What the link asks for, as the person sees it; None where nobody could do it now."""
    own_language = "" if there.language == language else there.language
    if link.kind == Kind.COURSE:
        if not there.open_lessons:
            return None
        return Needed(link.kind, there.key, there.title, there.url, own_language, of=link.kind)
    if link.kind == Kind.LESSON:
        lesson = next((lesson for lesson in there.open_lessons if lesson.key == link.needed_key), None)
        if lesson is None:
            return None
        keys = frozenset({lesson.key})
        return Needed(link.kind, lesson.key, lesson.title, lesson.url, lesson.language, keys, link.kind)
    module = next((module for module in there.modules if module.key == link.needed_key), None)
    keys = frozenset(lesson.key for lesson in module.lessons if lesson.is_open) if module else frozenset()
    if not keys:
        return None
    return Needed(
        link.kind, module.key, module.title or there.title, there.url, own_language, keys, link.kind
    )
