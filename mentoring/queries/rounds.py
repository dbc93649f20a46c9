"""What coordinators see of their rounds."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from ..models import (
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Programme,
    ProposedPair,
    RoundEntry,
    Swap,
)
from .stopped import stopped_coaches

IN_ROUND = Q(put_aside_at=None)
_HAS_PAIR = Q(pair__isnull=False)
_LEFT_OUT = ~Q(left_out={})
_NO_MENTOR_YET = (MentorRequest.State.WAITING, MentorRequest.State.OFFERED)

#: The groups of a round's people. Every person is in exactly one; their numbers add up to the total.
GROUPS = {
    "matched": IN_ROUND & _HAS_PAIR,
    "left": IN_ROUND & ~_HAS_PAIR & _LEFT_OUT,
    "aside": ~IN_ROUND,
    "new": IN_ROUND & ~_HAS_PAIR & ~_LEFT_OUT,
}


def programmes_run_by(*, person):
    """The programmes whose coordinator this person is."""
    return Programme.objects.filter(coordinators=person)


def programmes_today(*, person):
    """The same in one query, each with how many ask and have no mentor yet (`waiting`), and the one round
    that is not confirmed yet, if there is one (`open_round_id`, `open_round_name`)."""
    open_round = MatchingRound.objects.filter(programme=OuterRef("pk")).exclude(
        state=MatchingRound.State.CONFIRMED
    )
    return (
        programmes_run_by(person=person)
        .annotate(
            waiting=Count("mentorrequests", filter=Q(mentorrequests__state__in=_NO_MENTOR_YET)),
            open_round_id=Subquery(open_round.values("pk")[:1]),
            open_round_name=Subquery(open_round.values("name")[:1]),
        )
        .order_by("name")
    )


def rounds_of(*, person):
    """Rounds of this coordinator's programmes, newest first, with how many people each has."""
    return (
        MatchingRound.objects.filter(programme__coordinators=person)
        .select_related("programme")
        .annotate(people=Count("entries"))
    )


@dataclass(frozen=True)
class RoundNumbers:
    """`total` is the sum of `matched`, `left`, `aside` and `new`. `free_places` are those of mentors who can
    take somebody on the start day; `short` how many more places everybody would need."""

    total: int
    matched: int
    left: int
    aside: int
    new: int
    chosen: int
    mentors: int
    free_places: int

    @property
    def short(self) -> int:
        return max(0, self.total - self.aside - self.free_places)


def round_numbers(*, round: MatchingRound) -> RoundNumbers:
    """The numbers of the overview, in two queries."""
    counts = round.entries.aggregate(
        total=Count("pk"),
        chosen=Count("pk", filter=GROUPS["matched"] & Q(pair__pinned_at__isnull=False)),
        **{name: Count("pk", filter=condition) for name, condition in GROUPS.items()},
    )
    able = mentors_able(programme_id=round.programme_id, on=round.starts_on_date)
    places = able.aggregate(mentors=Count("pk", filter=Q(free__gt=0)), free_places=Coalesce(Sum("free"), 0))
    return RoundNumbers(**counts, **places)


def mentors_able(*, programme_id: int, on):
    """Open offers without a break whose three dates are good on a day, each with its `free` places."""
    able = in_date(on=on).filter(programme=programme_id, paused_at=None)
    return with_free_places(able.exclude(coach__in=stopped_coaches()))


def in_date(*, on):
    """Open offers whose three dates are good on a day."""
    return MentorOffer.objects.filter(
        state=MentorOffer.State.OPEN,
        vetting_valid_until_date__gte=on,
        training_completed_on_date__lte=on,
        safeguarding_refreshed_on_date__gt=_a_year_before(on),
        safeguarding_refreshed_on_date__lte=on,
    )


def with_free_places(offers):
    """Offers with `used` (people mentored now, suggestions that were sent, places held) and `free` places."""
    return offers.annotate(
        used=Count(
            "coach__mentorships_as_coach",
            filter=Q(coach__mentorships_as_coach__ended_at=None),
            distinct=True,
        )
        + Count("pairs", filter=Q(pairs__state=ProposedPair.State.OFFERED), distinct=True)
        + Count("swaps", filter=Q(swaps__state=Swap.State.ASKED), distinct=True),
        free=Greatest(F("places") - F("used"), 0),
    )


def _a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def entries(*, round: MatchingRound, group: str = ""):
    """The people of a round, those who waited longest first; `group` is a key of GROUPS or empty for all."""
    people = (
        RoundEntry.objects.filter(round=round)
        .select_related("request__learner", "pair__offer__coach")
        .order_by(F("request__waiting_since").asc(nulls_last=True), "request_id")
    )
    return people.filter(GROUPS[group]) if group else people


def pairs_of(*, round: MatchingRound):
    """The pairs of a round, with both people."""
    return (
        ProposedPair.objects.filter(entry__round=round, entry__put_aside_at=None)
        .select_related("entry__request__learner", "offer__coach", "suggested_offer__coach")
        .order_by("entry__request__waiting_since", "pk")
    )


def answers_of(*, round: MatchingRound) -> dict[str, int]:
    """After the mails went out: how many pairs stand how."""
    states = ProposedPair.objects.filter(entry__round=round).values_list("state").annotate(Count("pk"))
    return dict(states)


def change_requests(*, person):
    """Mentorships of this coordinator's programmes whose learner wants another mentor or asked for help."""
    return (
        Mentorship.objects.filter(programme__coordinators=person, ended_at=None)
        .exclude(change_asked_at=None, help_asked_at=None)
        .select_related("learner", "coach", "programme")
        .order_by(Coalesce("help_asked_at", "change_asked_at"))
    )


def people_waiting(*, person):
    """Everybody who asked in this coordinator's programmes and has no mentor yet."""
    return (
        MentorRequest.objects.filter(
            programme__coordinators=person,
            state__in=_NO_MENTOR_YET,
        )
        .select_related("learner", "programme")
        .order_by("waiting_since", "pk")
    )


def mentors_of(*, person):
    """Everybody who offers in this coordinator's programmes, with their free places."""
    return with_free_places(
        MentorOffer.objects.filter(programme__coordinators=person)
        .exclude(state=MentorOffer.State.DRAFT)
        .select_related("coach", "programme")
    ).order_by("coach__preferred_name", "pk")


def answer_notes(*, round: MatchingRound):
    """Pairs that came to nothing, with the reason somebody gave: for the coordinators only."""
    return (
        ProposedPair.objects.filter(
            entry__round=round, state__in=[ProposedPair.State.DECLINED, ProposedPair.State.FULL]
        )
        .select_related("entry__request__learner", "offer__coach")
        .order_by("pk")
    )
