from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.operations import deliver_waiting


class Command(BaseCommand):
    help = "Sends all mail that waits. Run it every few minutes as a safety net beside the worker."

    def handle(self, *args, **options):
        sent = deliver_waiting(at=timezone.now())
        self.stdout.write(f"{sent} sent, {OutboxMessage.objects.waiting().count()} waiting.")
