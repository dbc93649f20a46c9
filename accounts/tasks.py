"""Work for the background worker (`manage.py db_worker`)."""

from django.db.models import Min
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import operations
from .models import OutboxMessage


@task(priority=50)  # mail goes before the search index
def deliver_mail() -> int:
    """Send all waiting mail, and come back for what could not be sent. Returns how many mails went."""
    now = timezone.now()
    if OutboxMessage.objects.due(now).exists():
        # Booked before we start: if this worker is killed half-way, another takes over after the pause.
        come_back(deliver_mail, at=now + operations.FIRST_PAUSE)
    sent = operations.deliver_waiting(at=now)
    next_try_at = OutboxMessage.objects.waiting().aggregate(first=Min("next_try_at"))["first"]
    if next_try_at:
        come_back(deliver_mail, at=next_try_at)
    return sent


def come_back(task, *, at) -> None:
    """Book this task for `at`, unless it is booked between now and then."""
    booked = DBTaskResult.objects.filter(
        task_path=task.module_path,
        status=TaskResultStatus.READY,
        run_after__gt=timezone.now(),
        run_after__lte=at,
    )
    if not booked.exists():
        task.using(run_after=at).enqueue()
