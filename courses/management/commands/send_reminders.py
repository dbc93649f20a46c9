from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.operations import send_reminders


class Command(BaseCommand):
    help = "Writes the reminders that are due, to those who asked for them. Run it once a day."

    def handle(self, *args, **options):
        self.stdout.write(f"{send_reminders(at=timezone.now())} written.")
