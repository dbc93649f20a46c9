"""Settles suggestions and questions that nobody answered within 14 days, and reminds of the others once.

Run once a day.
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring import operations


class Command(BaseCommand):
    help = (
        "Settle mentor suggestions that were not answered in time, so that the learners wait for the next "
        "round, and remind people once of those that are still open. Running it twice sends nothing twice."
    )

    def handle(self, *args, **options):
        now = timezone.now()
        self.stdout.write(f"Suggestions that expired: {operations.expire_offers(at=now)}")
        self.stdout.write(f"Suggestions with a reminder: {operations.remind_of_offers(at=now)}")
        self.stdout.write(f"Moves that expired: {operations.expire_swaps(at=now)}")
        self.stdout.write(f"Moves with a reminder: {operations.remind_of_swaps(at=now)}")
        self.stdout.write(f"Questions about small groups that expired: {operations.expire_circles(at=now)}")
        self.stdout.write(
            f"Questions about small groups with a reminder: {operations.remind_of_circles(at=now)}"
        )
