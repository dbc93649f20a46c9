"""Takes a course out of a file that `export_course` wrote: `manage.py import_course c1.zip --as-draft`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.package import BadPackage, import_course


class Command(BaseCommand):
    help = "Take in a course from a file that export_course wrote."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-draft", action="store_true", help="publish nothing")

    def handle(self, *, file, as_draft, **options):
        try:
            with file.open("rb") as opened:
                imported = import_course(file=opened, by=None, at=timezone.now(), as_draft=as_draft)
        except (BadPackage, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for sentence in imported.sentences():
            self.stdout.write(sentence)
