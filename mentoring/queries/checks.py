"""The dated checks of coaches."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from ..matching.eligibility import SAFEGUARDING_MONTHS
from ..models import CoachCheck, MentorOffer, Mentorship
from .supervision import last_day_of_months


def safeguarding_holds_until(done_on: date) -> date:
    """The last day on which a refresher of this day counts."""
    return last_day_of_months(done_on, SAFEGUARDING_MONTHS)


def checks_of(*, offer: MentorOffer):
    """Every check that was written down, newest first."""
    return offer.checks.select_related("recorded_by")


def checks_that_lapse(*, after: date, until: date):
    """The newest check of each kind of everybody who offers or still mentors somebody, if its last day is one
    of these days."""
    mentors = Mentorship.objects.filter(coach=OuterRef("offer__coach"), ended_at=None)
    newest = CoachCheck.objects.filter(offer=OuterRef("offer"), kind=OuterRef("kind")).values("pk")[:1]
    return (
        CoachCheck.objects.filter(
            Q(offer__state=MentorOffer.State.OPEN) | Exists(mentors),
            pk=Subquery(newest),
            valid_until_date__gte=after,
            valid_until_date__lte=until,
        )
        .select_related("offer__coach", "offer__programme")
        .order_by("pk")
    )
