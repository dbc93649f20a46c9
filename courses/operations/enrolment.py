"""What a learner decides about a course they started: a break, leaving, coming back, a day to aim for.

None of it takes anything away. There are no deadlines: nothing happens when the day to aim for passes.
"""

from datetime import date

from django.db import transaction

from accounts.operations import record_audit

from ..models import Enrolment
from .locks import lock


@transaction.atomic
def pause_course(*, enrolment, by, at) -> None:
    """Have a break: no reminders and no flags until they carry on."""
    _set(enrolment, "paused_at", at, action="course paused", by=by, at=at)


@transaction.atomic
def resume_course(*, enrolment, by, at) -> None:
    """The break is over."""
    _set(enrolment, "paused_at", None, action="course resumed", by=by, at=at)


@transaction.atomic
def leave_course(*, enrolment, by, at) -> None:
    """Off the lists, out of "carry on". Everything done is kept for coming back."""
    _set(enrolment, "left_at", at, action="course left", by=by, at=at)


@transaction.atomic
def come_back(*, enrolment, by, at) -> None:
    """Take a course up again, where they left it. A break ends too."""
    if enrolment.paused_at is not None:
        _set(enrolment, "paused_at", None, action="course resumed", by=by, at=at)
    _set(enrolment, "left_at", None, action="course taken up again", by=by, at=at)


@transaction.atomic
def aim_for(*, enrolment, target_date: date | None, by, at) -> None:
    """The day by which they would like to finish; None takes it away."""
    enrolment = lock(Enrolment, enrolment.pk)
    enrolment.target_date = target_date
    enrolment.save(update_fields=["target_date"])


def _set(enrolment, field, value, *, action, by, at) -> None:
    """Set or clear one of the two moments. Doing it twice keeps the first moment and writes one line."""
    enrolment = lock(Enrolment, enrolment.pk)
    if (getattr(enrolment, field) is None) == (value is None):
        return
    setattr(enrolment, field, value)
    enrolment.save(update_fields=[field])
    record_audit(by=by, action=action, obj=enrolment, at=at)
