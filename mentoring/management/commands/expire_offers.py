"""Settles suggestions that nobody answered within 14 days. Meant to run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring import operations


class Command(BaseCommand):
    help = "Settle mentor suggestions that were not answered in time; the learners wait for the next round."

    def handle(self, *args, **options):
        count = operations.expire_offers(at=timezone.now())
        self.stdout.write(f"Suggestions that expired: {count}")
