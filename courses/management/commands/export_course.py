"""Writes a course into a file: `manage.py export_course C1 c1.zip`, or with --scorm for other systems."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.models import Course
from courses.package import NothingToExport, export_course, export_scorm


class Command(BaseCommand):
    help = "Write a course into a zip file: for another site like this, or as SCORM 1.2 for other systems."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the code of the course, such as C1")
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)
        parser.add_argument("--scorm", action="store_true", help="a SCORM 1.2 package")

    def handle(self, *, code, file, language, scorm, **options):
        course = Course.objects.filter(code=code, locale__language_code=language, alias_of=None).first()
        if course is None:
            raise CommandError(f"There is no course {code} in {language}.")
        try:
            content = export_scorm(course=course) if scorm else export_course(course=course)
        except NothingToExport as problem:
            raise CommandError("The course has no lesson that is open.") from problem
        file.write_bytes(content)
        self.stdout.write(f"“{course.title}” is in {file} ({len(content):,} bytes).")
