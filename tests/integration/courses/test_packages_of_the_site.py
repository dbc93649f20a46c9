"""The real courses as packages. A module of its own: from its first test on, the database is the full one."""

import io
import zipfile

import pytest

from courses.models import Course, Lesson
from courses.package import export_course, export_scorm

from .test_packages import _own_media, same, take_in  # noqa: F401 (a fixture)
from .test_packages_scorm import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("populated_database")]


@pytest.mark.parametrize("code", ["C1", "C2", "C3", "C4", "C5"])
def test_the_courses_of_the_site_come_through(code):
    course = Course.objects.get(code=code, locale__language_code="en-gb")
    first = export_course(course=course)
    course.delete()
    imported = take_in(first)
    assert not imported.is_copy
    same(export_course(course=imported.course), first)


@pytest.mark.parametrize("code", ["C1", "C2", "C3", "C4", "C5"])
def test_the_courses_of_the_site_can_be_hosted(code):
    course = Course.objects.get(code=code, locale__language_code="en-gb")
    package = zipfile.ZipFile(io.BytesIO(export_scorm(course=course)))
    lessons = Lesson.objects.live().descendant_of(course)
    assert len(pages(package)) == lessons.count()
    for lesson, name in zip(lessons.order_by("path"), sorted(pages(package)), strict=True):
        assert lesson.title in package.read(name).decode().replace("&#x27;", "'").replace("&amp;", "&")
