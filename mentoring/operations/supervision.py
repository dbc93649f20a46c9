"""A coach's log of supervision: when, how long, with whom. What was said is not kept."""

from django.db import transaction

from accounts.operations import record_audit

from ..models import Supervision


@transaction.atomic
def log_supervision(*, coach, on_date, minutes, with_whom, by, at) -> Supervision:
    """Write one supervision down. The same day with the same person again corrects the minutes."""
    supervision, is_new = Supervision.objects.get_or_create(
        coach=coach,
        on_date=on_date,
        with_whom=with_whom,
        defaults={"minutes": minutes, "recorded_at": at},
    )
    if not is_new and supervision.minutes != minutes:
        supervision.minutes, supervision.recorded_at = minutes, at
        supervision.save(update_fields=["minutes", "recorded_at"])
    record_audit(by=by, action="mentoring.supervision_logged", obj=supervision, at=at)
    return supervision


@transaction.atomic
def remove_supervision(*, supervision, by, at) -> None:
    """Take back a line that was written by mistake."""
    record_audit(by=by, action="mentoring.supervision_removed", obj=supervision, at=at)
    supervision.delete()
