"""What somebody told a coordinator on the phone, done for them: the same operations, with a mark."""

from django.db import transaction

from accounts.operations import send_later, written_down_by


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
