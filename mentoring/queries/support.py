"""Check-ins that wait for somebody, and what a coordinator sees of how their pairs are getting on."""

from dataclasses import dataclass

from ..caseload import Flag, Rule, flags_of
from ..models import CheckIn, Mentorship
from .caseload import flag_words
from .health import facts_for, is_low


def open_check_ins(*, person):
    """What this person was asked and has not answered; of pairs that ended, the follow-up only."""
    still_asked = CheckIn.objects.filter(person=person, answered_at=None).select_related(
        "mentorship__learner", "mentorship__coach"
    )
    follow_up = CheckIn.Kind.FOLLOW_UP
    return still_asked.filter(kind=follow_up) | still_asked.filter(mentorship__ended_at=None).exclude(
        kind=follow_up
    ).filter(mentorship__suspended_at=None)


@dataclass(frozen=True)
class PairRow:
    """One pair of a coordinator's programme, with every rule that applies, most urgent first."""

    mentorship: Mentorship
    flags: list[Flag]

    @property
    def urgency(self):
        return min((flag.urgency for flag in self.flags), default=(Rule.ON_TRACK, 0))

    @property
    def needs_somebody(self) -> bool:
        return any(flag.needs_coach for flag in self.flags) or self.is_stopped

    @property
    def is_stopped(self) -> bool:
        """Contact was stopped: the learner needs somebody else."""
        return self.mentorship.suspended_at is not None

    @property
    def in_words(self) -> list[tuple[Flag, str]]:
        return [(flag, flag_words(flag)) for flag in self.flags]


def pair_rows(*, person, now) -> list[PairRow]:
    """Every running pair of this coordinator's programmes, most urgent first. A flat number of queries."""
    pairs = list(
        Mentorship.objects.filter(programme__coordinators=person, ended_at=None)
        .select_related("learner", "coach", "programme")
        .order_by("started_at", "pk")
    )
    facts = facts_for(mentorships=pairs, now=now, for_coordinator=True)
    rows = [
        PairRow(pair, flags_of(facts[pair.pk], now=now, rules=pair.programme.flag_rules)) for pair in pairs
    ]
    return sorted(rows, key=lambda row: (not row.is_stopped, row.urgency))


@dataclass(frozen=True)
class Answered:
    """What one of the two answered, as a coordinator reads it."""

    check_in: CheckIn

    @property
    def is_low(self) -> bool:
        return is_low(self.check_in)

    @property
    def needs_settling(self) -> bool:
        return self.is_low and self.check_in.settled_at is None

    @property
    def is_own_check(self) -> bool:
        """A coach's own check: all a coordinator learns of it is a wish for supervision."""
        return self.check_in.kind == CheckIn.Kind.COACH_MONTHLY


def answers_for_coordinator(*, mentorship) -> list[Answered]:
    """The answered check-ins of a pair, newest first. Coaches' own checks only where they ask for help."""
    answered = (
        CheckIn.objects.filter(mentorship=mentorship)
        .exclude(answered_at=None)
        .exclude(kind=CheckIn.Kind.COACH_MONTHLY, needs_help=False)
        .select_related("person")
        .order_by("-answered_at", "-pk")
    )
    return [Answered(each) for each in answered]
