"""What somebody told a coordinator on the phone, done for them: the same operations, with a mark."""

from django.db import transaction

from accounts.operations import send_later, written_down_by

from ..models import ProgressShare
from .together import take_back_progress_share


@transaction.atomic
def write_down(act, *, person, by, at, **told):
    """Do `act(by=person, at=at, **told)` for somebody who told it to the coordinator `by`.

    Every audit row says who wrote it down. The person is told by mail that something was, and what to do if
    they did not say so. Raises what `act` raises; nothing is kept then.
    """
    with written_down_by(by, how="phone"):
        done = act(by=person, at=at, **told)
    send_later(event="written_down", to=person, at=at, key=f"written_down:{person.pk}:{at.isoformat()}")
    return done


@transaction.atomic
def hide_every_course(*, mentorship, by, at) -> None:
    """The learner shows their mentor nothing of their courses any more, whichever they showed."""
    given = ProgressShare.objects.filter(mentorship=mentorship, withdrawn_at=None)
    for course_key in given.values_list("course_key", flat=True):
        take_back_progress_share(mentorship=mentorship, course_key=course_key, by=by, at=at)
