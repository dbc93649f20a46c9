"""Courses as they stand now: what they hold, in which language, and the page behind an address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from home.models import Capability, GlossaryTerm
from home.queries import labels_in

from ..models import Course, Lesson
from ..progress import CourseOutline, OutlineLesson, OutlineModule
from .needs import links_that_lock, with_needs

STEP = Page.steplen


def course_outlines(*, course_keys: Iterable[UUID], language: str = "") -> dict[UUID, CourseOutline]:
    """The courses that are open to all, by key, with their lessons in order. Three queries.

    The English course decides which lessons there are and their order; a translation gives the words. A
    lesson without a translation keeps its English words and says so (`language`). Lessons that only the
    translation has come after the others of their module. A course without an open English page stands
    alone.
    """
    language = wanted_language(language)
    return outlines_of(open_courses(language=language, course_keys=course_keys), language)


def open_courses(*, language: str, course_keys: Iterable[UUID] | None = None) -> list[Course]:
    """Pages of courses that anyone may read, in this language and in English, in the order of the site.

    All of them, or those with these keys. One query.
    """
    pages = Course.objects.live().filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
    if course_keys is not None:
        pages = pages.filter(translation_key__in=set(course_keys))
    return [page for page in with_privacy(pages).order_by("path") if not page.is_private]


def outlines_of(pages: list[Course], language: str) -> dict[UUID, CourseOutline]:
    """The outlines of these pages: each course in the wanted language and in English.

    Two queries; four where something of another course is needed first.
    """
    outlines = _plain_outlines(pages, language)
    inside = {each.key for outline in outlines.values() for each in _with_all_inside(outline)}
    links = [link for link in links_that_lock() if link.page_key in inside]
    elsewhere = {link.course_key for link in links} - outlines.keys()
    others = open_courses(language=language, course_keys=elsewhere) if elsewhere else []
    known = outlines | _plain_outlines(others, language)
    return {
        key: with_needs(outline, links=links, outlines=known, language=language)
        for key, outline in outlines.items()
    }


def _with_all_inside(outline: CourseOutline):
    return [outline, *outline.modules, *outline.lessons]


def _plain_outlines(pages: list[Course], language: str) -> dict[UUID, CourseOutline]:
    """As `outlines_of`, without what is needed first. One query."""
    trees = _trees(pages)
    versions = defaultdict(dict)
    for page in pages:
        versions[page.translation_key][page.locale.language_code] = page
    return {
        key: _outline(version.get(language), version.get(settings.LANGUAGE_CODE), trees, language)
        for key, version in versions.items()
    }


def _outline(own, english, trees, language) -> CourseOutline:
    """One outline from the page in the wanted language and the English one; either may be None."""
    leading = english or own
    own_tree = trees[own.path] if own else []
    translated = {lesson.key: lesson for module in own_tree for lesson in module.lessons}
    lessons_of = {module.key: [] for module in [*trees[leading.path], *own_tree]}
    title_of = {module.key: module.title for module in trees[leading.path]}
    title_of |= {module.key: module.title for module in own_tree if module.title}
    placed = set()
    for module in trees[leading.path]:
        placed.update(lesson.key for lesson in module.lessons)
        lessons_of[module.key] += [
            _best(lesson, translated.get(lesson.key), language) for lesson in module.lessons
        ]
    for module in own_tree:
        extra = [lesson for lesson in module.lessons if lesson.key not in placed]
        lessons_of[module.key] += [_best(lesson, None, language) for lesson in extra]
    shown = english if own is None or (own.alias_of_id and english) else own
    return CourseOutline(
        key=shown.translation_key,
        title=shown.title,
        url=shown.get_url() or "",
        language=shown.locale.language_code,
        modules=tuple(
            OutlineModule(key, title_of.get(key, ""), tuple(lessons))
            for key, lessons in lessons_of.items()
            if lessons
        ),
    )


def _best(lesson: OutlineLesson, translated: OutlineLesson | None, language: str) -> OutlineLesson:
    """The lesson in the wanted language when it is open there, else as it is, with its language named."""
    best = translated if translated and translated.is_open else lesson
    return replace(best, language="") if best.language == language else best


def _trees(courses) -> dict[str, list[OutlineModule]]:
    """The modules of each course as they stand in the page tree, by the course's tree path. One query.

    A lesson that was never published is not there, nor one that Wagtail only copied from another language.
    One that was published, and is not open now, has no words.
    """
    course_at = {course.path: course for course in courses}
    url_at = {course.path: course.get_url() or "" for course in courses}
    modules: dict[str, dict[str, OutlineModule]] = {path: {} for path in course_at}
    lessons = defaultdict(list)
    for row in _pages_below(course_at):
        is_open = row["live"] and not row["is_private"]
        parent_path = row["path"][:-STEP]
        course_path = parent_path[:-STEP]
        if row["lesson__minutes"] is None:
            if parent_path in modules:
                title = row["title"] if is_open else ""
                modules[parent_path][row["path"]] = OutlineModule(row["translation_key"], title, ())
        elif course_path in course_at and (is_open or row["first_published_at"]):
            lesson = OutlineLesson(
                key=row["translation_key"],
                title=row["title"] if is_open else "",
                minutes=row["lesson__minutes"],
                url=f"{url_at[course_path]}{row['slug']}/" if is_open else "",
                is_open=is_open,
                is_retired=bool(row["lesson__is_retired"]) and not is_open,
                language=course_at[course_path].locale.language_code,
            )
            lessons[parent_path].append(lesson)
    return {
        course_path: [
            replace(module, lessons=tuple(lessons[path])) for path, module in modules[course_path].items()
        ]
        for course_path in course_at
    }


def _pages_below(course_paths):
    """Modules and lessons below these courses, in order. A module has no minutes."""
    if not course_paths:
        return []
    below = Q()
    for path in _common_starts(course_paths):
        below |= Q(path__startswith=path)
    a_copy = Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale"))
    lessons = Q(lesson__isnull=False) & ~a_copy
    return (
        with_privacy(Page.objects.filter(below, Q(module__isnull=False) | lessons))
        .order_by("path")
        .values(
            "path",
            "translation_key",
            "title",
            "slug",
            "live",
            "first_published_at",
            "lesson__minutes",
            "lesson__is_retired",
            "is_private",
        )
    )


def _common_starts(paths: Iterable[str]) -> set[str]:
    """Tree paths that cover all of these: themselves, or their parents when there are many."""
    paths = set(paths)
    return paths if len(paths) <= 10 else {path[:-STEP] for path in paths}


def outline_around(*, course: Course) -> CourseOutline:
    """The outline of a course in the language of this page of it. Two queries for English, else three."""
    key, language = course.translation_key, course.locale.language_code
    pages = [course]
    if language != settings.LANGUAGE_CODE:
        pages += [page for page in open_courses(language=language, course_keys=[key]) if page.pk != course.pk]
    return outlines_of(pages, language)[key]


def course_titles(*, course_keys: Iterable[UUID], language: str = "") -> dict[UUID, str]:
    """Titles of open courses by key, in this language where there is a translation."""
    language = wanted_language(language)
    pages = open_courses(language=language, course_keys=course_keys)
    in_order = sorted(pages, key=lambda page: page.locale.language_code == language)
    return {page.translation_key: page.title for page in in_order}


def course_at(*, slug: str, language: str = "") -> Course | None:
    """The live course with this slug in this language, else the English one. One query."""
    language = wanted_language(language)
    pages = with_privacy(Course.objects.live()).filter(
        slug=slug, locale__language_code__in={language, settings.LANGUAGE_CODE}
    )
    found = {page.locale.language_code: page for page in pages}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def course_with_key(*, course_key: UUID, language: str = "") -> Course | None:
    """The live course with this key in this language, else the English one. One query."""
    language = wanted_language(language)
    pages = Course.objects.live().filter(
        translation_key=course_key, locale__language_code__in={language, settings.LANGUAGE_CODE}
    )
    return max(pages, key=lambda page: page.locale.language_code == language, default=None)


def lesson_at(*, course: Course, slug: str) -> Lesson | None:
    """The live lesson with this slug in this course. One query."""
    lesson = with_privacy(Lesson.objects.live().descendant_of(course)).filter(slug=slug).first()
    if lesson:
        lesson.course = course
    return lesson


def lessons_with_bodies(*, course: Course) -> list[Lesson]:
    """The open lesson pages of a course, in order. Two queries."""
    return list(Lesson.objects.live().public().descendant_of(course).order_by("path"))


def with_privacy(pages):
    """Pages that know whether they, or a page above, are only for some (`is_private`)."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    return pages.select_related("locale").annotate(is_private=Exists(above))


def terms_of(*, lesson: Lesson) -> list[GlossaryTerm]:
    """The words a lesson uses, A to Z, in its language where there is a translation. One query."""
    if lesson.pk is None:
        return []
    own, english = lesson.locale.language_code, settings.LANGUAGE_CODE
    keys = Lesson.terms.through.objects.filter(lesson=lesson).values("glossaryterm__translation_key")
    pages = GlossaryTerm.objects.live().filter(
        translation_key__in=keys, locale__language_code__in={own, english}, alias_of=None
    )
    best = {}
    for page in sorted(with_privacy(pages), key=lambda page: page.locale.language_code == own):
        if not page.is_private:
            best[page.translation_key] = page
    return sorted(best.values(), key=lambda page: page.title.casefold())


def topics_of(*, cards, language: str = "") -> list[Capability]:
    """The capabilities that these courses build, in this language where there is a translation. One query."""
    codes = set().union(*(card.capability_codes for card in cards))
    return labels_in(model=Capability, language=language, codes=codes) if codes else []


def wanted_language(language: str) -> str:
    return language or get_language() or settings.LANGUAGE_CODE
