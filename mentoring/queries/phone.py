"""What stands open for somebody in the programmes of one coordinator: what they can be asked on the phone."""

from django.db.models import Q

from ..models import CheckIn, Circle, CircleMember, Mentorship, ProposedPair, Swap
from .support import open_check_ins
from .swaps import open_swaps_of


def suggestions_open_to(*, person, coordinator) -> list[ProposedPair]:
    """Suggestions this person has not answered, whichever of the two they are."""
    theirs = Q(entry__request__learner=person, learner_answer="") | Q(offer__coach=person, coach_answer="")
    return list(
        ProposedPair.objects.filter(
            theirs, state=ProposedPair.State.OFFERED, entry__round__programme__coordinators=coordinator
        )
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
    return list(asked.filter(mentorship__programme__coordinators=coordinator))


def pairs_of_both(*, person, coordinator) -> list[Mentorship]:
    """Mentorships that run, whichever of the two this person is."""
    return list(
        Mentorship.objects.filter(
            Q(learner=person) | Q(coach=person), ended_at=None, programme__coordinators=coordinator
        )
        .select_related("learner", "coach", "programme")
        .order_by("pk")
    )
