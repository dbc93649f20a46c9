"""Make the demonstration people of `config.demo`. Refuses outside development settings."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.demo import DEMO_PASSWORD


class Command(BaseCommand):
    help = "Make people to try the site with, each with one role. Development only."

    def handle(self, *args, **options):
        if not settings.IS_DEVELOPMENT:
            raise CommandError(
                "create_demo_people works with DJANGO_SETTINGS_MODULE=config.settings.development only."
            )
        from config.demo import make_people

        with transaction.atomic():
            is_new = make_people(at=timezone.now())
        words = "made" if is_new else "already there, nothing changed"
        self.stdout.write(f"Demonstration people: {words}. Their password: {DEMO_PASSWORD}")
