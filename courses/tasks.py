"""Work for the background worker (`manage.py db_worker`)."""

from django.db.models import Min
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import operations
from .models import Statement


@task
def send_statements() -> int:
    """Send all waiting statements, and come back for what could not be sent. Returns how many went."""
    now = timezone.now()
    if Statement.objects.due(now).exists():
        # Booked before we start: if this worker is killed half-way, another takes over after the pause.
        come_back_for_statements(at=now + operations.FIRST_PAUSE)
    sent = operations.send_waiting_statements(at=now)
    next_try_at = Statement.objects.waiting().aggregate(first=Min("next_try_at"))["first"]
    if next_try_at:
        come_back_for_statements(at=next_try_at)
    return sent


def come_back_for_statements(*, at) -> None:
    """Book a sweep for `at`, unless one is booked between now and then."""
    booked = DBTaskResult.objects.filter(
        task_path=send_statements.module_path,
        status=TaskResultStatus.READY,
        run_after__gt=timezone.now(),
        run_after__lte=at,
    )
    if not booked.exists():
        send_statements.using(run_after=at).enqueue()
