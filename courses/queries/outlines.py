"""Courses as they stand now: what they hold, in which language, and the page behind an address."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from ..models import Course, Lesson
from ..progress import CourseOutline, OutlineLesson, OutlineModule

STEP = Page.steplen


def course_outlines(*, course_keys: Iterable[UUID], language: str = "") -> dict[UUID, CourseOutline]:
    """The courses that are open to all, by key, with their lessons in order. Four queries.

    The English course decides which lessons there are and their order; a translation gives the words. A
    lesson without a translation keeps its English words and says so (`language`). Lessons that only the
    translation has come after the others of their module. A course without an open English page stands
    alone.
    """
    return outlines_where(Q(translation_key__in=set(course_keys)), wanted_language(language))


def outlines_where(wanted: Q, language: str) -> dict[UUID, CourseOutline]:
    private = private_paths()
    languages = {language, settings.LANGUAGE_CODE}
    pages = Course.objects.live().filter(wanted, locale__language_code__in=languages).select_related("locale")
    pages = [page for page in pages if not page.path.startswith(private)]
    trees = _trees(pages, private)
    versions = defaultdict(dict)
    for page in pages:
        versions[page.translation_key][page.locale.language_code] = page
    return {
        key: _outline(version.get(language), version.get(settings.LANGUAGE_CODE), trees, language)
        for key, version in versions.items()
    }


def _outline(own, english, trees, language) -> CourseOutline:
    """One outline from the page in the wanted language and the English one; either may be None."""
    shown = own or english
    leading = english or own
    translated = {lesson.key: lesson for _key, _title, row in trees[shown.path] for lesson in row}
    module_titles = {key: title for key, title, _row in trees[shown.path]}
    modules, placed = [], set()
    for key, title, row in trees[leading.path]:
        lessons = [_shown(lesson, translated.get(lesson.key), language) for lesson in row]
        placed.update(lesson.key for lesson in lessons)
        modules.append((key, module_titles.get(key, title), lessons))
    by_key = {key: lessons for key, _title, lessons in modules}
    for key, title, row in trees[shown.path]:
        extra = [_shown(lesson, lesson, language) for lesson in row if lesson.key not in placed]
        if extra and key in by_key:
            by_key[key].extend(extra)
        elif extra:
            modules.append((key, title, extra))
    return CourseOutline(
        key=shown.translation_key,
        title=shown.title,
        url=shown.get_url() or "",
        language=shown.locale.language_code,
        modules=tuple(OutlineModule(key, title, tuple(row)) for key, title, row in modules if row),
    )


def _shown(lesson: OutlineLesson, translated: OutlineLesson | None, language: str) -> OutlineLesson:
    """The lesson in the wanted language when it is open there, else as it is with its language named."""
    best = translated if translated and translated.is_open else lesson
    if best.language != language:
        return best
    return OutlineLesson(
        key=best.key, title=best.title, minutes=best.minutes, url=best.url, is_open=best.is_open
    )


def _trees(courses, private) -> dict[str, list[tuple[UUID, str, list[OutlineLesson]]]]:
    """The modules of each course, by the course's tree path, as (key, title, lessons). One query.

    A lesson that was never published is not there. One that was, and is not open now, has no words.
    """
    trees = {course.path: [] for course in courses}
    if not courses:
        return trees
    course_at = {course.path: course for course in courses}
    url_at = {course.path: course.get_url() or "" for course in courses}
    inside = Q()
    for path in _common_starts(trees):
        inside |= Q(path__startswith=path)
    rows = (
        Page.objects.filter(inside, Q(module__isnull=False) | Q(lesson__isnull=False))
        .order_by("path")
        .values_list(
            "path", "translation_key", "title", "slug", "live", "first_published_at", "lesson__minutes"
        )
    )
    open_modules = {}
    for path, key, title, slug, live, first_published_at, minutes in rows:
        is_public = live and not path.startswith(private)
        if minutes is None:
            if path[:-STEP] in trees:
                open_modules[path] = is_public
                trees[path[:-STEP]].append((key, title if is_public else "", []))
            continue
        module_path, course_path = path[:-STEP], path[: -2 * STEP]
        if module_path not in open_modules or not (live or first_published_at):
            continue
        is_open = is_public and open_modules[module_path]
        trees[course_path][-1][2].append(
            OutlineLesson(
                key=key,
                title=title if is_open else "",
                minutes=minutes,
                url=f"{url_at[course_path]}{slug}/" if is_open else "",
                is_open=is_open,
                language=course_at[course_path].locale.language_code,
            )
        )
    return trees


def _common_starts(paths: Iterable[str]) -> set[str]:
    """Tree paths that cover all of these: themselves, or their parents when there are many."""
    paths = set(paths)
    return paths if len(paths) <= 10 else {path[:-STEP] for path in paths}


def private_paths() -> tuple[str, ...]:
    """Tree paths whose pages, and all below, are not open to everybody. One query."""
    return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


def course_titles(*, course_keys: Iterable[UUID], language: str = "") -> dict[UUID, str]:
    """Titles of open courses by key, in this language where there is a translation."""
    language = wanted_language(language)
    rows = (
        Course.objects.live()
        .public()
        .filter(
            translation_key__in=set(course_keys), locale__language_code__in={language, settings.LANGUAGE_CODE}
        )
        .values_list("translation_key", "locale__language_code", "title")
    )
    in_order = sorted(rows, key=lambda row: row[1] == language)
    return {key: title for key, _code, title in in_order}


def course_keys_by_code(*, codes: Iterable[str]) -> dict[str, UUID]:
    """Keys of courses by their code ("C1"), live or not."""
    return dict(Course.objects.filter(code__in=set(codes)).values_list("code", "translation_key"))


def course_at(*, slug: str, language: str = "") -> Course | None:
    """The live course with this slug in this language, else the English one."""
    language = wanted_language(language)
    pages = Course.objects.live().filter(
        slug=slug, locale__language_code__in={language, settings.LANGUAGE_CODE}
    )
    found = {page.locale.language_code: page for page in pages.select_related("locale")}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def lesson_of_key(*, lesson_key: UUID, language: str = "") -> Lesson | None:
    """A lesson by its key in this language, live or not."""
    return Lesson.objects.filter(
        translation_key=lesson_key, locale__language_code=wanted_language(language)
    ).first()


def wanted_language(language: str) -> str:
    return language or get_language() or settings.LANGUAGE_CODE
