"""What stands open for somebody in the programmes of one coordinator: what they can be asked on the phone.

A coordinator may be a learner or a mentor too: what is between the two of them they leave to a colleague.
"""

from django.db.models import Prefetch, Q

from ..models import (
    Action,
    CheckIn,
    Circle,
    CircleMeeting,
    CircleMember,
    Goal,
    Meeting,
    MentorOffer,
    MentorRequest,
    Mentorship,
    ProposedPair,
    Swap,
)
from ..rhythm import COACH_CAN_TELL_FOR
from .support import open_check_ins
from .swaps import open_swaps_of

#: So many of a kind are put to choose from.
MOST_SHOWN, MOST_ENDED = 20, 3


def suggestions_open_to(*, person, coordinator) -> list[ProposedPair]:
    """Suggestions this person has not answered, whichever of the two they are."""
    theirs = Q(entry__request__learner=person, learner_answer="") | Q(offer__coach=person, coach_answer="")
    return list(
        ProposedPair.objects.filter(
            theirs, state=ProposedPair.State.OFFERED, entry__round__programme__coordinators=coordinator
        )
        .exclude(Q(entry__request__learner=coordinator) | Q(offer__coach=coordinator))
        .select_related("entry__request__learner", "offer__coach")
        .order_by("pk")
    )


def swaps_open_to(*, person, coordinator) -> list[Swap]:
    own = set(coordinator.programmes.values_list("pk", flat=True))
    return [swap for swap in open_swaps_of(person=person) if swap.round.programme_id in own]


def circles_open_to(*, person, coordinator) -> tuple[list[CircleMember], list[Circle]]:
    """Small groups they are asked to join, and those they are asked to lead."""
    asked = CircleMember.objects.filter(
        learner=person, state=CircleMember.State.INVITED, circle__programme__coordinators=coordinator
    )
    to_lead = Circle.objects.filter(
        offer__coach=person,
        state=Circle.State.ASKED,
        suspended_at=None,
        programme__coordinators=coordinator,
    )
    return list(asked.select_related("circle__offer__coach")), list(to_lead)


def check_ins_open_to(*, person, coordinator) -> list[CheckIn]:
    """Not a coach's own check: nobody else reads that one."""
    asked = open_check_ins(person=person).exclude(kind=CheckIn.Kind.COACH_MONTHLY)
    own = Q(mentorship__learner=coordinator) | Q(mentorship__coach=coordinator)
    return list(asked.filter(mentorship__programme__coordinators=coordinator).exclude(own))


def pairs_of_both(*, person, coordinator) -> list[Mentorship]:
    """Mentorships that run, whichever of the two this person is."""
    return list(
        Mentorship.objects.filter(
            Q(learner=person) | Q(coach=person), ended_at=None, programme__coordinators=coordinator
        )
        .exclude(Q(learner=coordinator) | Q(coach=coordinator))
        .select_related("learner", "coach", "programme")
        .order_by("pk")
    )


def sent_request_of(*, person, coordinator) -> MentorRequest | None:
    """Their request while it waits or has a suggestion; what they have not sent yet is theirs alone."""
    sent = (MentorRequest.State.WAITING, MentorRequest.State.OFFERED)
    asked = MentorRequest.objects.filter(learner=person, state__in=sent, programme__coordinators=coordinator)
    return asked.select_related("programme").first()


def sent_offer_of(*, person, coordinator) -> MentorOffer | None:
    return MentorOffer.objects.filter(
        coach=person, state=MentorOffer.State.OPEN, programme__coordinators=coordinator
    ).first()


def endings_to_tell(*, person, coordinator, now) -> list[Mentorship]:
    """The last mentorships that ended and that they can still say something about."""
    as_coach = Q(coach=person, ended_at__gt=now - COACH_CAN_TELL_FOR, suspended_at=None)
    ended = Mentorship.objects.filter(
        Q(learner=person) | as_coach, ended_at__isnull=False, programme__coordinators=coordinator
    )
    ended = ended.exclude(Q(learner=coordinator) | Q(coach=coordinator))
    found = ended.exclude(endings__person=person).select_related("learner", "coach")
    return list(found.order_by("-ended_at", "-pk")[:MOST_ENDED])


def circle_place_in(*, person, coordinator) -> CircleMember | None:
    """The group they are in."""
    places = CircleMember.objects.filter(
        learner=person, state=CircleMember.State.JOINED, circle__programme__coordinators=coordinator
    )
    return places.select_related("circle", "request").first()


def circles_they_lead(*, person, coordinator) -> list[Circle]:
    """Groups that meet, each with its `talks` that were not called off; the notes stay unread."""
    talks = CircleMeeting.objects.filter(called_off_at=None).defer("note").order_by("starts_at", "pk")
    led = Circle.objects.filter(
        offer__coach=person,
        state=Circle.State.OPEN,
        suspended_at=None,
        programme__coordinators=coordinator,
    )
    return list(led.prefetch_related(Prefetch("meetings", talks, to_attr="talks")).order_by("pk"))


# --- What two people do together. A coordinator chooses among days: no words of a goal, a step or a note are
# --- read from the database here, so that no page can show them.


def talks_to_settle(*, mentorship) -> list[Meeting]:
    """Meetings with times to choose from, or arranged; those that are over are among them."""
    open_ones = Meeting.objects.filter(
        mentorship=mentorship, state__in=(Meeting.State.PROPOSED, Meeting.State.CONFIRMED)
    )
    return list(open_ones.prefetch_related("times").order_by("starts_at", "pk"))


def talks_without_note(*, mentorship, now) -> list[Meeting]:
    """The last talks that have begun and that neither has written about."""
    over = Meeting.objects.filter(
        mentorship=mentorship,
        state__in=(Meeting.State.CONFIRMED, Meeting.State.HELD),
        starts_at__lte=now,
        note=None,
    )
    return list(over.order_by("-starts_at", "-pk")[:MOST_SHOWN])


def goals_by_day(*, mentorship) -> list[Goal]:
    """Every goal in the order in which they were set."""
    bare = Goal.objects.filter(mentorship=mentorship).only("mentorship", "state", "made_at", "by_date")
    return list(bare.order_by("made_at", "pk"))


def steps_by_day(*, mentorship) -> tuple[list[Action], list[Action]]:
    """Steps to do, and the last ones that are done."""
    bare = (
        Action.objects.filter(mentorship=mentorship)
        .select_related("owner")
        .only("mentorship", "owner__preferred_name", "made_at", "due_date", "done_at")
    )
    to_do = bare.filter(done_at=None).order_by("made_at", "pk")
    return list(to_do[:MOST_SHOWN]), list(bare.exclude(done_at=None).order_by("-done_at", "-pk")[:MOST_SHOWN])
