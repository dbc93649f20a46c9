"""Where one member of a group stands in the group's courses, in one word that a coordinator can act on.

* *Not started*: no lesson of these courses opened.
* *Finished*: every course of the group finished, or nothing left to do in it.
* *Having a break*: they paused, or left, each course they have not finished.
* *Stuck*: they opened a lesson, and did nothing in these courses for 21 days. Never while they have a break.
* *Going on*: all others.

>>> from datetime import datetime
>>> march = datetime(2027, 3, 22)
>>> str(standing(unfinished=2, resting=0, last_at=datetime(2027, 3, 1), at=march))
'stuck'
>>> str(standing(unfinished=2, resting=1, last_at=datetime(2027, 3, 2), at=march))
'going'
>>> str(standing(unfinished=1, resting=1, last_at=datetime(2027, 1, 1), at=march))
'resting'
"""

from datetime import datetime, timedelta
from enum import StrEnum

STUCK_AFTER = timedelta(days=21)


class Standing(StrEnum):
    NOT_STARTED = "not_started"
    GOING = "going"
    STUCK = "stuck"
    RESTING = "resting"
    FINISHED = "finished"


def standing(*, unfinished: int, resting: int, last_at: datetime | None, at: datetime) -> Standing:
    """`unfinished` courses of the group, `resting` of them paused or left; `last_at`: last active in any."""
    if not unfinished:
        return Standing.FINISHED
    if resting >= unfinished:
        return Standing.RESTING
    if last_at is None:
        return Standing.NOT_STARTED
    return Standing.STUCK if at - last_at >= STUCK_AFTER else Standing.GOING
