"""Asks pairs how it goes and notices their silence. Meant to run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring import operations


class Command(BaseCommand):
    help = "Ask pairs how it goes, and tell coordinators of those who have been quiet for too long."

    def handle(self, *args, **options):
        done = operations.run_rhythm(at=timezone.now())
        for what, number in sorted(done.items()):
            self.stdout.write(f"{what}: {number}")
        if not done:
            self.stdout.write("Nothing was due.")
