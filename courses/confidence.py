"""How sure somebody feels about what they learn: when they are asked, and what changed.

>>> moment_of(finished_at=None, at=datetime(2026, 11, 1))
'before'
>>> moment_of(finished_at=datetime(2026, 11, 1), at=datetime(2026, 11, 2))
'after'
>>> moment_of(finished_at=datetime(2026, 11, 1), at=datetime(2027, 1, 30))
'later'

What changed is counted over what was said both at first and later:

>>> change = compare({"P1": 2, "P2": 3, "P3": 4}, {"P1": 4, "P2": 3, "P8": 5})
>>> change.compared, change.surer, change.same, change.less, change.biggest
(2, 1, 1, 0, 'P1')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

BEFORE, AFTER, LATER = "before", "after", "later"
#: Three months.
LATER_AFTER = timedelta(days=90)


def moment_of(*, finished_at: datetime | None, at: datetime) -> str:
    """At which moment of a course somebody is who finished it then, or has not."""
    if finished_at is None:
        return BEFORE
    return AFTER if at - finished_at < LATER_AFTER else LATER


@dataclass(frozen=True)
class Change:
    """How many capabilities were compared, and in how many somebody feels surer, the same or less sure.

    `biggest` is the code of the biggest step up, or "".
    """

    compared: int
    surer: int
    same: int
    less: int
    biggest: str


def compare(first: Mapping[str, int], then: Mapping[str, int]) -> Change:
    """What changed between two moments; each maps a capability's code to 1 … 5."""
    steps = {code: then[code] - first[code] for code in first if code in then}
    ups = {code: step for code, step in steps.items() if step > 0}
    return Change(
        compared=len(steps),
        surer=len(ups),
        same=sum(step == 0 for step in steps.values()),
        less=sum(step < 0 for step in steps.values()),
        biggest=max(ups, key=ups.get, default=""),
    )
