"""What people declared and asked of the other, for the coordinators who decide about it."""

from django.db.models import Q

from ..models import Condition, Declaration, MatchingRound, MentorOffer, MentorRequest, ProposedPair

SENT = (MentorRequest.State.WAITING, MentorRequest.State.OFFERED)


def conditions_for(*, person):
    """Conditions of everybody who asks or offers in this coordinator's programmes; the open ones first."""
    asks = Q(request__programme__coordinators=person, request__state__in=SENT)
    offers = Q(offer__programme__coordinators=person, offer__state=MentorOffer.State.OPEN)
    return (
        Condition.objects.filter(asks | offers)
        .select_related("term", "request__learner", "offer__coach")
        .order_by("agreed_at", "asked_at", "pk")
        .distinct()
    )


def declarations_for(*, person):
    """Ties that wait for a coordinator: of everybody who asks or offers in their programmes."""
    asks = MentorRequest.objects.filter(programme__coordinators=person, state__in=SENT).values("learner")
    offers = MentorOffer.objects.filter(programme__coordinators=person, state=MentorOffer.State.OPEN).values(
        "coach"
    )
    return (
        Declaration.objects.filter(Q(person__in=asks) | Q(person__in=offers), settled_at=None)
        .select_related("person")
        .order_by("made_at", "pk")
    )


def unsettled_in(*, round: MatchingRound) -> int:
    """How many ties and conditions of the people in a round's pairs no coordinator has decided about."""
    pairs = ProposedPair.objects.filter(entry__round=round, state=ProposedPair.State.PROPOSED)
    learners, coaches = pairs.values("entry__request__learner"), pairs.values("offer__coach")
    ties = Declaration.objects.filter(settled_at=None)
    asked = Condition.objects.filter(agreed_at=None)
    return (
        ties.filter(Q(person__in=learners) | Q(person__in=coaches)).count()
        + asked.filter(
            Q(request__in=pairs.values("entry__request")) | Q(offer__in=pairs.values("offer"))
        ).count()
    )


def others_for(*, declaration, person) -> list:
    """Whom somebody could be matched with in this coordinator's programmes: requests and offers."""
    offers = MentorOffer.objects.filter(programme__coordinators=person, state=MentorOffer.State.OPEN)
    requests = MentorRequest.objects.filter(programme__coordinators=person, state__in=SENT)
    found = []
    if requests.filter(learner=declaration.person).exists():
        found += offers.exclude(coach=declaration.person).select_related("coach")
    if offers.filter(coach=declaration.person).exists():
        found += requests.exclude(learner=declaration.person).select_related("learner")
    return found


def declarations_of(*, person):
    """A person's own."""
    return Declaration.objects.filter(person=person).order_by("-made_at")


def requests_to_wish_for(*, offer: MentorOffer):
    """Everybody who waits in the programme of this mentor."""
    return (
        MentorRequest.objects.filter(programme=offer.programme_id, state=MentorRequest.State.WAITING)
        .exclude(learner=offer.coach_id)
        .select_related("learner")
        .order_by("waiting_since", "pk")
    )
