"""What is left of a mentorship after its end: one's own words, a thank-you, for coordinators the reasons."""

from dataclasses import dataclass

from home.models import Aim
from home.queries import labels_in

from ..models import Action, Ending, Goal, Meeting, Mentorship, Message, MyNote
from ..rhythm import COACH_CAN_TELL_FOR
from .together import done_actions, goals_of, messages_of, my_note_of, open_actions


@dataclass(frozen=True)
class Left:
    """What a learner keeps of a mentorship that ended. `talks` are meetings with a note of both."""

    goals: list[Goal]
    steps: list[Action]
    note: MyNote | None
    talks: list[Meeting]
    messages: list[Message]

    @property
    def is_empty(self) -> bool:
        return not (self.goals or self.steps or self.note or self.talks or self.messages)


def aims() -> list[tuple[str, str]]:
    """The four aims as (code, name), in the reader's language where there is a translation. One query."""
    return [(aim.code, aim.name) for aim in labels_in(model=Aim)]


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


def left_to_learner(*, mentorship) -> Left:
    """Everything the learner wrote or was told, in the order it happened. A flat number of queries."""
    talks = Meeting.objects.filter(mentorship=mentorship, note__isnull=False).select_related("note")
    return Left(
        goals=list(goals_of(mentorship=mentorship)),
        steps=[*open_actions(mentorship=mentorship), *done_actions(mentorship=mentorship)],
        note=my_note_of(mentorship=mentorship, person=mentorship.learner),
        talks=list(talks.order_by("starts_at")),
        messages=list(messages_of(mentorship=mentorship)),
    )


def ended_of(*, learner):
    """Mentorships of this learner that ended, the last one first."""
    return (
        Mentorship.objects.filter(learner=learner)
        .exclude(ended_at=None)
        .select_related("coach")
        .order_by("-ended_at")
    )


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
