"""Closes the figures of programmes for months that are over. Meant to run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring import operations


class Command(BaseCommand):
    help = "Close the figures of programmes for months that are over."

    def handle(self, *args, **options):
        closed = operations.close_numbers(at=timezone.now())
        self.stdout.write(f"Closed: {closed}")
