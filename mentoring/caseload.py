"""Who needs a coach today, by plain rules that are shown with the flag. Never a score of a person.

In order of urgency:

1. The learner pressed "I need help". Cleared when the coach has been in touch and says so.
2. A suggestion waits for the coach's answer. Cleared by answering.
3. The learner has not signed in for 30 days. Cleared when they sign in.

Nobody of these: on track. Within one rule, the longest wait comes first.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 11, 21, tzinfo=UTC)
>>> flag_of(Facts(started_at=datetime(2026, 9, 1, tzinfo=UTC)), now=now).days
81
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

QUIET_AFTER = timedelta(days=30)


class Rule(IntEnum):
    """The rule behind a flag; the lower, the more urgent."""

    HELP = 1
    ANSWER = 2
    QUIET = 3
    ON_TRACK = 9


#: The look of each flag (see components/flag.html).
LEVELS = {Rule.HELP: "high", Rule.ANSWER: "medium", Rule.QUIET: "medium", Rule.ON_TRACK: "ok"}


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `answer_asked_at` is set for a suggestion that waits for the coach."""

    started_at: datetime | None = None
    help_asked_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    answer_asked_at: datetime | None = None


@dataclass(frozen=True)
class Flag:
    """Which rule, and for how many whole days it has been so (0: today)."""

    rule: Rule
    days: int = 0

    @property
    def level(self) -> str:
        return LEVELS[self.rule]

    @property
    def needs_coach(self) -> bool:
        return self.rule != Rule.ON_TRACK

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the most urgent first."""
        return (self.rule, -self.days)


def flag_of(facts: Facts, *, now: datetime) -> Flag:
    """The most urgent rule that applies."""
    if facts.help_asked_at:
        return Flag(Rule.HELP, _days(facts.help_asked_at, now))
    if facts.answer_asked_at:
        return Flag(Rule.ANSWER, _days(facts.answer_asked_at, now))
    seen = [when for when in (facts.last_sign_in_at, facts.started_at) if when]
    if seen and now - max(seen) >= QUIET_AFTER:
        return Flag(Rule.QUIET, _days(max(seen), now))
    return Flag(Rule.ON_TRACK)


def _days(since: datetime, now: datetime) -> int:
    return max(0, (now - since).days)
