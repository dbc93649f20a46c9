"""Closing the figures of whole months, so that they can be passed on. What is closed is never changed."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.operations import record_audit

from ..closing import stretches
from ..models import ClosedNumbers, Programme
from ..queries.closing import Stretch, days_asked, tables_of
from .locks import lock


def close_numbers(*, at, by=None) -> int:
    """Daily: every stretch of every programme that can be closed. Returns how many there were."""
    programmes = Programme.objects.order_by("pk").values_list("pk", flat=True)
    return sum(len(close_numbers_of(programme_id=pk, by=by, at=at)) for pk in programmes)


@transaction.atomic
def close_numbers_of(*, programme_id: int, by, at) -> list[ClosedNumbers]:
    """The stretches of one programme that can be closed now, with their tables. Twice is once."""
    programme = lock(Programme, programme_id)
    last = programme.closed_numbers.order_by("-ends_on_date").first()
    start = last.ends_on_date + timedelta(days=1) if last else None
    asked = days_asked(programme=programme, since=start)
    if not asked:
        return []
    today = timezone.localdate(at)
    return [
        _close(Stretch(programme, first, end, at), by)
        for first, end in stretches(start=start or asked[0].replace(day=1), asked=asked, today=today)
    ]


def _close(stretch, by) -> ClosedNumbers:
    closed = ClosedNumbers.objects.create(
        programme=stretch.programme,
        starts_on_date=stretch.starts_on,
        ends_on_date=stretch.ends_on,
        made_at=stretch.at,
        tables=tables_of(stretch=stretch),
    )
    record_audit(by=by, action="mentoring.numbers_closed", obj=closed, at=stretch.at)
    return closed


def note_numbers_taken(*, by, at, kind: str) -> None:
    """Somebody took a file with the figures that may be passed on."""
    record_audit(by=by, action="mentoring.numbers_taken", obj=by, at=at, kind=kind)
