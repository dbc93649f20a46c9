"""Works out every stored figure of learning again, and says what differed."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from courses import operations


class Command(BaseCommand):
    help = (
        "Completes lessons whose rules are all met and courses with nothing left to do, where that was never "
        "written, and lists them. Nothing is lowered. Nothing is listed when all is as it should be."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would be written")

    def handle(self, *args, **options):
        with transaction.atomic():
            found = operations.rebuild_progress(at=timezone.now())
            transaction.set_rollback(options["dry_run"])
        for one in found:
            what = f"lesson {one.lesson_key}" if one.lesson_key else "course finished"
            self.stdout.write(f"person {one.learner_id}, course {one.course_key}: {what}")
        self.stdout.write(f"{len(found)} differences." if found else "Everything is as it should be.")
