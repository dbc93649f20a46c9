"""An honest queue: the place, how long others waited, and what would shorten the wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from home.crowds import SMALLEST_CROWD

from ..models import MentorOffer, MentorRequest, Mentorship, RoundEntry, Wish
from .asking import term_labels
from .desk import in_words

#: How long ago somebody may have been matched to count in the range.
LOOKS_BACK = timedelta(days=365)
#: What a learner can change in their own answers. Nobody is asked to do without what they need.
OWN_CHANGES = frozenset(
    {"change_mode", "change_time", "change_in_person", "change_practice", "change_waits_for"}
)


@dataclass(frozen=True)
class Wait:
    """`place` of `people` who wait in the programme, 1 for who has waited longest. `weeks` is (least, most)
    that eight in ten of those matched in the last year waited, or None when they were fewer than 10.
    `changes` are sentences from the round of `tried_at`."""

    place: int
    people: int
    weeks: tuple[int, int] | None
    changes: list[str]
    tried_at: datetime | None
    mentors: list[MentorOffer]


def wait_of(*, request: MentorRequest, now: datetime) -> Wait:
    """Where a waiting request stands. The queue says who has waited longest; it promises no date."""
    waiting = MentorRequest.objects.filter(programme=request.programme_id, state=MentorRequest.State.WAITING)
    before = Q(waiting_since__lt=request.waiting_since) | Q(
        waiting_since=request.waiting_since, pk__lt=request.pk
    )
    entry = _last_try(request)
    return Wait(
        place=waiting.filter(before).count() + 1,
        people=waiting.count(),
        weeks=_weeks_waited(programme_id=request.programme_id, now=now),
        changes=_own_changes(entry) if entry else [],
        tried_at=entry.round.proposed_at if entry else None,
        mentors=list(mentors_to_wait_for(request=request)),
    )


def _weeks_waited(*, programme_id: int, now: datetime) -> tuple[int, int] | None:
    """The middle eight tenths, so that one very long or short wait neither frightens nor is made out."""
    matched = Mentorship.objects.filter(
        programme=programme_id,
        started_at__gt=now - LOOKS_BACK,
        started_at__lte=now,
        pair__entry__request__waiting_since__isnull=False,
    ).values_list("started_at", "pair__entry__request__waiting_since")
    weeks = sorted(max(0, (started - since).days) // 7 for started, since in matched)
    if len(weeks) < SMALLEST_CROWD:
        return None
    cut = len(weeks) // 10
    return weeks[cut], weeks[-1 - cut]


def _last_try(request) -> RoundEntry | None:
    """The last round that could not place this person as their answers stand now."""
    return (
        RoundEntry.objects.filter(request=request, pair=None, round__proposed_at__gte=request.updated_at)
        .exclude(left_out={})
        .select_related("round")
        .order_by("-round__proposed_at")
        .first()
    )


def _own_changes(entry) -> list[str]:
    own = [each for each in entry.left_out.get("changes", []) if each["key"] in OWN_CHANGES]
    return in_words(own, labels=term_labels()) if own else []


def mentors_to_wait_for(*, request: MentorRequest):
    """The mentors on this person's own shortlist who still offer."""
    return (
        MentorOffer.objects.filter(
            state=MentorOffer.State.OPEN,
            programme=request.programme_id,
            wishes__request=request,
            wishes__by=Wish.By.LEARNER,
        )
        .select_related("coach")
        .order_by("wishes__order", "pk")
        .distinct()
    )
