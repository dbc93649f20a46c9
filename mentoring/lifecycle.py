"""The life of a mentorship: in which state it is, and what is missing before the two can begin.

1. A coordinator confirms the match, and both people say yes: the mentorship starts, and they agree.
2. Both have signed the agreement, the mentor has finished the mentor course, their safeguarding training and
   their checks are in date: it is active. Only now can meetings, goals, notes and messages be kept.
3. A break, or a stop by the safeguarding lead, holds everything up until it is over.
4. It ends. An end is final, and a stop weighs more than a break.

What lapses later stops no pair that has begun: it stops new matches.

>>> [str(need) for need in missing(Facts(is_confirmed=True, learner_said_yes=True, coach_said_yes=True,
...     learner_signed=True, course_done=True, safeguarding_in_date=True, vetting_in_date=True))]
['coach_signature']
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    AGREEING = "agreeing"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Need(StrEnum):
    """What must be there before a mentorship is active, in the order in which it usually comes."""

    CONFIRMED = "confirmed"
    LEARNER_YES = "learner_yes"
    COACH_YES = "coach_yes"
    LEARNER_SIGNATURE = "learner_signature"
    COACH_SIGNATURE = "coach_signature"
    COURSE = "course"
    SAFEGUARDING = "safeguarding"
    VETTING = "vetting"


@dataclass(frozen=True)
class Facts:
    """What the rules look at. Signatures count on the agreement that stands now."""

    is_confirmed: bool = False
    learner_said_yes: bool = False
    coach_said_yes: bool = False
    learner_signed: bool = False
    coach_signed: bool = False
    course_done: bool = False
    safeguarding_in_date: bool = False
    vetting_in_date: bool = False
    active_at: datetime | None = None
    paused_at: datetime | None = None
    suspended_at: datetime | None = None
    ended_at: datetime | None = None


def missing(facts: Facts) -> tuple[Need, ...]:
    """What still stands in the way of beginning; nothing when the two can begin."""
    there = {
        Need.CONFIRMED: facts.is_confirmed,
        Need.LEARNER_YES: facts.learner_said_yes,
        Need.COACH_YES: facts.coach_said_yes,
        Need.LEARNER_SIGNATURE: facts.learner_signed,
        Need.COACH_SIGNATURE: facts.coach_signed,
        Need.COURSE: facts.course_done,
        Need.SAFEGUARDING: facts.safeguarding_in_date,
        Need.VETTING: facts.vetting_in_date,
    }
    return tuple(need for need in Need if not there[need])


def state_of(facts: Facts) -> State:
    """The state, from what happened. The heaviest word counts."""
    if facts.ended_at:
        return State.ENDED
    if facts.suspended_at:
        return State.SUSPENDED
    if facts.paused_at:
        return State.PAUSED
    return State.ACTIVE if facts.active_at else State.AGREEING
