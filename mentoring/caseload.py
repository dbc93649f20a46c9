"""Who needs a coach today, by plain rules that are shown with the flag. Never a score of a person.

In order of urgency, with the usual figures; each programme may choose its own (`FlagRules`):

1. HELP: the learner pressed "I need help". Cleared when the coach has been in touch and says so.
2. LOW: somebody answered a check-in with "not well". For coordinators alone; coaches' facts never hold it.
3. ANSWER: a suggestion waits for the coach's answer. Cleared by answering.
4. MESSAGE: a message of the learner has had no answer for 2 days. Cleared by writing back.
5. AGREEMENT: the agreement is not signed by both, and nothing can begin. Cleared by the signatures.
6. NOTES: a meeting was held 7 days ago and nothing is written down. Cleared by the note of that meeting.
7. NO_MEETING: nothing is booked, and the last meeting (or the beginning) is over 6 weeks ago. Cleared by
   booking.
8. ONE_SIDED: in 60 days one of the two took 3 steps or more (messages, suggested times), the other none.
   Cleared when the other takes a step.
9. QUIET: the learner has not signed in for 30 days. Cleared when they sign in.

Nobody of these: on track. Contact that is stopped comes before every rule: nothing is asked of the coach
then. During a break only a call for help counts. Within one rule, the longest wait comes first.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 11, 21, tzinfo=UTC)
>>> flag_of(Facts(started_at=datetime(2026, 9, 1, tzinfo=UTC)), now=now).days
81
"""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import IntEnum

#: One-sided effort: so many steps by one, none by the other, within this time.
EFFORT_WITHIN = timedelta(days=60)
STEPS_OF_ONE = 3
#: An answer of 1 or 2 out of 5 to "how is it going?".
LOW_ANSWER = 2


@dataclass(frozen=True)
class FlagRules:
    """After how long each of four rules applies: what a programme chooses."""

    message_days: int = 2
    notes_days: int = 7
    no_meeting_weeks: int = 6
    quiet_days: int = 30

    @property
    def mark(self) -> str:
        """These figures, as a page sends back which ones it showed."""
        return "-".join(map(str, astuple(self)))


#: The least and the most a programme may choose, by the names of FlagRules.
BOUNDS = {
    "message_days": (1, 14),
    "notes_days": (1, 30),
    "no_meeting_weeks": (2, 26),
    "quiet_days": (7, 180),
}
USUAL = FlagRules()


class Rule(IntEnum):
    """The rule behind a flag; the lower, the more urgent."""

    HELP = 1
    LOW = 2
    ANSWER = 3
    MESSAGE = 4
    AGREEMENT = 5
    NOTES = 6
    NO_MEETING = 7
    ONE_SIDED = 8
    QUIET = 9
    ON_TRACK = 90
    PAUSED = 91


#: The look of each flag (see components/flag.html); those not named are "medium".
LEVELS = {Rule.HELP: "high", Rule.LOW: "high", Rule.ON_TRACK: "ok"}


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `answer_asked_at` is set for a suggestion that waits for the coach."""

    started_at: datetime | None = None
    active_at: datetime | None = None
    resumed_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    help_asked_at: datetime | None = None
    #: When somebody answered their last check-in with LOW_ANSWER or less, or asked for help in it.
    low_answer_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    answer_asked_at: datetime | None = None
    #: Since when the agreement waits for a signature.
    unsigned_since: datetime | None = None
    #: The oldest message of the learner after the coach's last one.
    message_since: datetime | None = None
    #: The oldest meeting that was held and has no note.
    note_since: datetime | None = None
    last_meeting_at: datetime | None = None
    has_booking: bool = False
    coach_steps: int = 0
    learner_steps: int = 0


@dataclass(frozen=True)
class Flag:
    """Which rule, and for how many whole days it has been so (0: today)."""

    rule: Rule
    days: int = 0

    @property
    def level(self) -> str:
        return LEVELS.get(self.rule, "medium")

    @property
    def needs_coach(self) -> bool:
        return self.rule < Rule.ON_TRACK

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the most urgent first."""
        return (self.rule, -self.days)


def flag_of(facts: Facts, *, now: datetime, rules: FlagRules = USUAL) -> Flag:
    """The most urgent rule that applies."""
    flags = flags_of(facts, now=now, rules=rules)
    return flags[0] if flags else Flag(Rule.ON_TRACK)


def flags_of(facts: Facts, *, now: datetime, rules: FlagRules = USUAL) -> list[Flag]:
    """Every rule that applies, the most urgent first; none for somebody on track."""
    if facts.stopped_at:
        return [Flag(Rule.PAUSED, _days(facts.stopped_at, now))]
    if facts.paused_at:
        on_break = {Rule.HELP: facts.help_asked_at, Rule.PAUSED: facts.paused_at}
        return [Flag(rule, _days(since, now)) for rule, since in on_break.items() if since]
    return [Flag(rule, _days(since, now)) for rule, since in sorted(_reasons(facts, now, rules))]


def _reasons(facts: Facts, now: datetime, rules: FlagRules) -> list[tuple[Rule, datetime]]:
    """The rules that apply, each with the moment since which it does."""
    signed_in = _latest(facts.last_sign_in_at, facts.started_at)
    found = [
        (Rule.HELP, facts.help_asked_at),
        (Rule.LOW, facts.low_answer_at),
        (Rule.ANSWER, facts.answer_asked_at),
        (Rule.AGREEMENT, facts.unsigned_since),
        (Rule.QUIET, _past(signed_in, timedelta(days=rules.quiet_days), now)),
    ]
    if facts.active_at:
        found += [
            (Rule.MESSAGE, _past(facts.message_since, timedelta(days=rules.message_days), now)),
            (Rule.NOTES, _past(facts.note_since, timedelta(days=rules.notes_days), now)),
            (Rule.NO_MEETING, _without_meeting(facts, timedelta(weeks=rules.no_meeting_weeks), now)),
            (Rule.ONE_SIDED, now if _is_one_sided(facts) else None),
        ]
    return [(rule, since) for rule, since in found if since]


def _without_meeting(facts: Facts, span: timedelta, now: datetime) -> datetime | None:
    last = _latest(facts.last_meeting_at, facts.active_at, facts.resumed_at)
    return None if facts.has_booking else _past(last, span, now)


def _is_one_sided(facts: Facts) -> bool:
    fewer, more = sorted((facts.coach_steps, facts.learner_steps))
    return fewer == 0 and more >= STEPS_OF_ONE


def _latest(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each), default=None)


def _past(since: datetime | None, span: timedelta, now: datetime) -> datetime | None:
    """`since`, once `span` has gone by."""
    return since if since and now - since >= span else None


def _days(since: datetime, now: datetime) -> int:
    return max(0, (now - since).days)
