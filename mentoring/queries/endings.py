"""What is left of a mentorship after its end: one's own words, a thank-you, for coordinators the reasons."""

from home.models import Aim

from ..models import Ending, Goal, Mentorship
from ..rhythm import COACH_CAN_TELL_FOR


def aims() -> list[tuple[str, str]]:
    """The four aims as (code, name), in the language of the site's first pages."""
    return list(Aim.objects.filter(locale__language_code="en-gb").values_list("code", "name"))


def ending_of(*, mentorship, person) -> Ending | None:
    """What this person told about the end."""
    return Ending.objects.filter(mentorship=mentorship, person=person).first()


def thanks_for(*, mentorship, person) -> str:
    """The other one's thank-you, unless contact was stopped."""
    if mentorship.suspended_at:
        return ""
    told = Ending.objects.filter(mentorship=mentorship).exclude(person=person).first()
    return told.thanks if told else ""


def goals_to_score(*, mentorship):
    """The learner's goals, those let go left out."""
    return Goal.objects.filter(mentorship=mentorship).exclude(state=Goal.State.DROPPED)


def endings_for_coordinator(*, mentorship):
    """What both told about the end, for their coordinator."""
    return Ending.objects.filter(mentorship=mentorship).select_related("person").order_by("told_at")


def ended_lately_of(*, coach, now):
    """Mentorships of this coach that ended, for as long as the coach can say something about it."""
    return (
        Mentorship.objects.filter(coach=coach, ended_at__gt=now - COACH_CAN_TELL_FOR, suspended_at=None)
        .exclude(endings__person=coach)
        .select_related("learner")
        .order_by("-ended_at")
    )
