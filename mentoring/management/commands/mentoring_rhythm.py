"""Asks pairs how it goes, notices their silence, tells of checks that lapse. Meant to run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring import operations


class Command(BaseCommand):
    help = "Ask pairs how it goes, and tell of silence and of checks that lapse."

    def handle(self, *args, **options):
        now = timezone.now()
        done = operations.run_rhythm(at=now) + operations.run_checks(at=now)
        for what, number in sorted(done.items()):
            self.stdout.write(f"{what}: {number}")
        if not done:
            self.stdout.write("Nothing was due.")
