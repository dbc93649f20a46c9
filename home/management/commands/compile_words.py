"""Makes the files that Django reads translations from, out of the ones people write."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/django.po. It needs no gettext on the machine."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for written in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compiled = written.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < written.stat().st_mtime:
                    polib.pofile(str(written)).save_as_mofile(str(compiled))
                    self.stdout.write(f"Compiled {written.relative_to(folder)}")
