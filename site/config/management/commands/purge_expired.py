"""Do away with what has been kept long enough (docs/retention.md). Meant to run once a day."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.retention import RULES as OF_ACCOUNTS
from accounts.retention import purge
from courses.operations.retention import RULES as OF_COURSES
from mentoring.operations.retention import RULES as OF_MENTORING

ALL_RULES = OF_ACCOUNTS + OF_COURSES + OF_MENTORING


class Command(BaseCommand):
    help = "Delete or empty what has been kept long enough."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and change nothing.")

    def handle(self, *args, dry_run, **options):
        done = purge(ALL_RULES, at=timezone.now(), dry_run=dry_run)
        for record, number in sorted(done.items()):
            self.stdout.write(f"{record}: {number}")
        if not done:
            self.stdout.write("Nothing was due.")
        if not dry_run:
            call_command("clearsessions")
