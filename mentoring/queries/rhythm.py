"""What the daily round of check-ins looks at: pairs at work, their last sign of life, what they were asked.

A flat number of queries, however many pairs there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q

from ..models import Action, CheckIn, Goal, Meeting, Mentorship, Message, Nudge, OurNote
from ..rhythm import FOLLOW_UP_AFTER, FOLLOW_UP_UNTIL

#: A meeting that was arranged and whose time has passed counts as held, until somebody says otherwise.
WAS_HELD = (Meeting.State.HELD, Meeting.State.CONFIRMED)


def running_pairs():
    """Pairs that work together now: no break, no stop, not ended."""
    return Mentorship.objects.filter(ended_at=None, suspended_at=None, paused_at=None).exclude(active_at=None)


@dataclass
class PairAtWork:
    """One pair. `asked` holds the number of the last regular check-in by person id."""

    mentorship: Mentorship
    quiet_since: datetime
    has_met: bool = False
    has_booking: bool = False
    asked: dict = field(default_factory=dict)
    asked_after_first: set = field(default_factory=set)
    #: When the two were asked about this very silence.
    silence_asked_at: datetime | None = None


def pairs_at_work(*, at) -> list[PairAtWork]:
    """Every pair that works together now, with what the rules look at."""
    mentorships = list(running_pairs().select_related("learner", "coach", "programme").order_by("pk"))
    ids = [each.pk for each in mentorships]
    quiet_since = quiet_since_of(mentorships=mentorships, at=at)
    pairs = {each.pk: PairAtWork(each, quiet_since[each.pk]) for each in mentorships}
    _add_meetings(pairs, at)
    _add_questions(pairs)
    for nudge in Nudge.objects.filter(mentorship__in=ids, kind=Nudge.Kind.ASKED):
        if nudge.quiet_since == pairs[nudge.mentorship_id].quiet_since:
            pairs[nudge.mentorship_id].silence_asked_at = nudge.sent_at
    return list(pairs.values())


def quiet_since_of(*, mentorships, at) -> dict[int, datetime]:
    """By mentorship id, the last sign of life of pairs that work together now."""
    signs = _signs_of_life([each.pk for each in mentorships], at)
    return {each.pk: max([_at_work_since(each), *signs[each.pk]]) for each in mentorships}


def _signs_of_life(ids, at) -> dict[int, list[datetime]]:
    """By mentorship id, the newest of each kind of thing that only happens while two work together."""
    sources = [
        (Meeting.objects.filter(starts_at__lte=at, state__in=WAS_HELD), "mentorship", "starts_at"),
        (Meeting.objects.all(), "mentorship", "made_at"),
        (Message.objects.all(), "mentorship", "sent_at"),
        (Goal.objects.all(), "mentorship", "made_at"),
        (Goal.objects.all(), "mentorship", "closed_at"),
        (Action.objects.all(), "mentorship", "made_at"),
        (Action.objects.all(), "mentorship", "done_at"),
        (OurNote.objects.all(), "meeting__mentorship", "updated_at"),
        (CheckIn.objects.all(), "mentorship", "answered_at"),
    ]
    signs = defaultdict(list)
    for rows, pair, moment in sources:
        newest = rows.filter(**{f"{pair}__in": ids}).order_by().values_list(pair).annotate(Max(moment))
        for mentorship_id, when in newest:
            if when:
                signs[mentorship_id].append(when)
    return signs


def _add_meetings(pairs, at):
    counted = (
        Meeting.objects.filter(mentorship__in=list(pairs))
        .order_by()
        .values("mentorship")
        .annotate(
            met=Count("pk", filter=Q(state=Meeting.State.HELD)),
            booked=Count("pk", filter=Q(state=Meeting.State.CONFIRMED, starts_at__gt=at)),
        )
    )
    for row in counted:
        pair = pairs[row["mentorship"]]
        pair.has_met, pair.has_booking = bool(row["met"]), bool(row["booked"])


def _add_questions(pairs):
    asked = CheckIn.objects.filter(
        mentorship__in=list(pairs), kind__in=[CheckIn.Kind.REGULAR, CheckIn.Kind.FIRST_MEETING]
    )
    for mentorship_id, person_id, kind, number in asked.order_by().values_list(
        "mentorship", "person", "kind", "number"
    ):
        pair = pairs[mentorship_id]
        if kind == CheckIn.Kind.FIRST_MEETING:
            pair.asked_after_first.add(person_id)
        else:
            pair.asked[person_id] = max(number, pair.asked.get(person_id, 0))


@dataclass(frozen=True)
class CoachMonth:
    """A coach's next own check: in which mentorship it is kept, its number there, and what it counts from."""

    mentorship: Mentorship
    number: int
    last_at: datetime


def months_of_coaches(*, at) -> list[CoachMonth]:
    """One for each coach with a pair at work: kept with the pair that has worked the longest."""
    longest: dict[int, Mentorship] = {}
    for mentorship in running_pairs().select_related("coach", "programme").order_by("active_at", "pk"):
        longest.setdefault(mentorship.coach_id, mentorship)
    own = CheckIn.objects.filter(person__in=list(longest), kind=CheckIn.Kind.COACH_MONTHLY).order_by()
    last = dict(own.values_list("person").annotate(Max("asked_at")))
    numbers = dict(own.values_list("mentorship").annotate(Max("number")))
    return [
        CoachMonth(
            mentorship,
            number=numbers.get(mentorship.pk, 0) + 1,
            last_at=last.get(coach_id) or _at_work_since(mentorship),
        )
        for coach_id, mentorship in longest.items()
    ]


def _at_work_since(mentorship) -> datetime:
    """When the work began, or the last break ended."""
    return max(mentorship.active_at, mentorship.resumed_at or mentorship.active_at)


def ended_lately(*, at):
    """Mentorships whose learner is asked now what has lasted, and was not asked before."""
    asked = CheckIn.objects.filter(kind=CheckIn.Kind.FOLLOW_UP).values("mentorship")
    return (
        Mentorship.objects.filter(
            ended_at__lte=at - FOLLOW_UP_AFTER,
            ended_at__gt=at - FOLLOW_UP_UNTIL,
            suspended_at=None,
            learner__is_active=True,
        )
        .exclude(active_at=None)
        .exclude(pk__in=asked)
        .select_related("learner")
        .order_by("pk")
    )
