"""Work for the background worker (`manage.py db_worker`)."""

from django.db.models import Min
from django.utils import timezone
from django_tasks import task

from accounts.operations import FIRST_PAUSE
from accounts.tasks import come_back

from . import operations
from .models import Statement


@task
def send_statements() -> int:
    """Send all waiting statements, and come back for what could not be sent. Returns how many went."""
    now = timezone.now()
    if Statement.objects.due(now).exists():
        # Booked before we start: if this worker is killed half-way, another takes over after the pause.
        come_back(send_statements, at=now + FIRST_PAUSE)
    sent = operations.send_waiting_statements(at=now)
    next_try_at = Statement.objects.waiting().aggregate(first=Min("next_try_at"))["first"]
    if next_try_at:
        come_back(send_statements, at=next_try_at)
    return sent
