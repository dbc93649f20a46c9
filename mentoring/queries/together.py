"""What two people who work together see: where they stand, what is planned, and the one next thing to do."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..lifecycle import Need, State
from ..lifecycle_words import needs_in_words
from ..models import Action, Agreement, Goal, Meeting, Mentorship, Message, MyNote, SupervisionNote
from .lifecycle import current_agreement, missing_needs_of, state_of_mentorship
from .meetings import meeting_to_settle, meeting_to_write_up, next_meeting
from .names import called_short


@dataclass(frozen=True)
class NextThing:
    """The one thing to do next. `url` is empty where there is nothing to press."""

    heading: str
    words: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Overview:
    """The page of two people, as one of them sees it."""

    state: State
    next_thing: NextThing
    agreement: Agreement | None = None
    missing: list[str] = field(default_factory=list)
    meeting: Meeting | None = None
    goals: list[dict] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    unread: int = 0

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE


def overview_of(*, mentorship: Mentorship, person, now) -> Overview:
    """Everything the page of `person`, one of the two, is made of. A flat number of queries."""
    state = state_of_mentorship(mentorship=mentorship)
    needs = missing_needs_of(mentorship=mentorship, on=localdate(now))
    meeting = next_meeting(mentorship=mentorship, now=now) if mentorship.active_at else None
    unread = unread_count(mentorship=mentorship, person=person)
    return Overview(
        state=state,
        agreement=current_agreement(mentorship=mentorship),
        missing=needs_in_words(needs),
        meeting=meeting,
        goals=goal_tasks(mentorship=mentorship),
        actions=list(open_actions(mentorship=mentorship)),
        unread=unread,
        next_thing=_next_thing(mentorship, person, state, needs, meeting, unread, now),
    )


def _next_thing(mentorship, person, state, needs, meeting, unread, now) -> NextThing:
    if state in (State.PAUSED, State.SUSPENDED):
        return NextThing(_("You are having a break"), _("Nobody expects anything of you now."))
    if state == State.AGREEING:
        return _before_it_begins(mentorship, person, needs)
    return (
        _to_settle(mentorship, person)
        or _to_read(mentorship, unread)
        or _to_write_up(mentorship, now)
        or _coming(mentorship, meeting, now)
        or NextThing(
            _("Arrange your next talk") if _have_met(mentorship) else _("Arrange your first talk"),
            _("Suggest up to three times. The other one chooses."),
            reverse("meeting_new", args=(mentorship.pk,)),
            _("Suggest times"),
        )
    )


def _before_it_begins(mentorship, person, needs) -> NextThing:
    url = reverse("agreement", args=(mentorship.pk,))
    mine = Need.LEARNER_SIGNATURE if person.pk == mentorship.learner_id else Need.COACH_SIGNATURE
    if mine in needs:
        return NextThing(
            _("Read and sign your agreement"),
            _("It says how the two of you work together. When you have both signed, you can begin."),
            url,
            _("Read the agreement"),
        )
    if {Need.LEARNER_SIGNATURE, Need.COACH_SIGNATURE} & set(needs):
        other = mentorship.coach if person.pk == mentorship.learner_id else mentorship.learner
        words = _("You have signed. When %(name)s has signed, you can begin.") % {
            "name": called_short(person=other)
        }
        return NextThing(_("You have signed the agreement"), words, url, _("See the agreement"))
    return NextThing(
        _("You have both signed"),
        _("Your coordinator checks one more thing, then you can begin. You do not need to do anything."),
        url,
        _("See the agreement"),
    )


def _to_settle(mentorship, person) -> NextThing | None:
    meeting = meeting_to_settle(mentorship=mentorship)
    if meeting is None or meeting.proposed_by_id == person.pk:
        return None
    return NextThing(
        _("Choose a time to talk"),
        _("Times were suggested. Choose the one that suits you, or suggest others."),
        reverse("meeting", args=(mentorship.pk, meeting.pk)),
        _("Choose a time"),
    )


def _to_read(mentorship, unread) -> NextThing | None:
    if not unread:
        return None
    words = ngettext("%(count)s message is new.", "%(count)s messages are new.", unread) % {"count": unread}
    return NextThing(
        _("You have a message"), words, reverse("messages", args=(mentorship.pk,)), _("Read and answer")
    )


def _to_write_up(mentorship, now) -> NextThing | None:
    meeting = meeting_to_write_up(mentorship=mentorship, now=now)
    if meeting is None:
        return None
    return NextThing(
        _("Write down what you did"),
        _("You talked on %(day)s. Note what you did and the next small step.")
        % {"day": date_format(localtime(meeting.starts_at), "j F")},
        reverse("meeting_note", args=(mentorship.pk, meeting.pk)),
        _("Write the note"),
    )


def _coming(mentorship, meeting, now) -> NextThing | None:
    if meeting is None:
        return None
    url = reverse("meeting", args=(mentorship.pk, meeting.pk))
    if meeting.state == Meeting.State.PROPOSED:
        return NextThing(
            _("You have suggested times"), _("We tell you when one is chosen."), url, _("See the times")
        )
    when = date_format(localtime(meeting.starts_at), "l j F, H:i")
    return NextThing(
        _("Your next talk: %(when)s") % {"when": when},
        _("Before you talk: think of one thing you would like to leave with.")
        if meeting.starts_at > now
        else _("It is time to talk."),
        url,
        _("See how and where"),
    )


def _have_met(mentorship) -> bool:
    return Meeting.objects.filter(mentorship=mentorship, state=Meeting.State.HELD).exists()


def unread_count(*, mentorship: Mentorship, person) -> int:
    """Messages of the other one that this person has not seen."""
    return Message.objects.filter(mentorship=mentorship, read_at=None).exclude(author=person).count()


def goals_of(*, mentorship: Mentorship):
    """Every goal: those they work on first, then the others, the newest first."""
    return Goal.objects.filter(mentorship=mentorship).select_related("skill").order_by("closed_at", "made_at")


def goal_tasks(*, mentorship: Mentorship) -> list[dict]:
    """The goals they work on, as rows of a task list."""
    return [
        {
            "title": capfirst(goal.words),
            "url": reverse("goal", args=(mentorship.pk, goal.pk)),
            "hint": _("First step: %(step)s") % {"step": goal.first_step} if goal.first_step else "",
            "state": "now",
            "status": _("By %(day)s") % {"day": date_format(goal.by_date, "j F Y")}
            if goal.by_date
            else str(goal.get_state_display()),
        }
        for goal in goals_of(mentorship=mentorship)
        if goal.state == Goal.State.ACTIVE
    ]


def open_actions(*, mentorship: Mentorship):
    """Steps that are not done yet, the most urgent first, those without a day last."""
    return (
        Action.objects.filter(mentorship=mentorship, done_at=None)
        .select_related("owner")
        .order_by("due_date", "id")
    )


def done_actions(*, mentorship: Mentorship):
    """Steps that are done, the last one first."""
    return (
        Action.objects.filter(mentorship=mentorship)
        .exclude(done_at=None)
        .select_related("owner")
        .order_by("-done_at")
    )


def messages_of(*, mentorship: Mentorship):
    """The thread, oldest first."""
    return Message.objects.filter(mentorship=mentorship).select_related("author")


def my_note_of(*, mentorship: Mentorship, person) -> MyNote | None:
    return MyNote.objects.filter(mentorship=mentorship, author=person).first()


def supervision_notes_of(*, coach):
    """A coach's notes for supervision, the newest first."""
    return SupervisionNote.objects.filter(coach=coach).select_related("supervisor")


def supervision_notes_shown_to(*, coordinator):
    """Notes that coaches show to this coordinator."""
    return SupervisionNote.objects.filter(supervisor=coordinator).select_related("coach")


def coordinators_of(*, coach) -> list:
    """Whom a coach can show a note to: the coordinators of the programmes where they mentor or offer to."""
    return list(
        get_user_model()
        .objects.filter(Q(programmes__mentorships__coach=coach) | Q(programmes__mentoroffers__coach=coach))
        .distinct()
        .order_by("preferred_name", "pk")
    )


def reported_messages(*, coordinator):
    """Reported messages of a coordinator's own programmes that nobody has dealt with, the oldest first."""
    return (
        Message.objects.filter(mentorship__programme__coordinators=coordinator, report_settled_at=None)
        .exclude(reported_at=None)
        .select_related("author", "mentorship__learner", "mentorship__coach", "mentorship__programme")
        .order_by("reported_at")
    )


def waiting_agreements(*, coordinator):
    """Mentorships of a coordinator's own programmes that have not begun, the longest wait first."""
    return (
        Mentorship.objects.filter(
            programme__coordinators=coordinator, active_at=None, ended_at=None, suspended_at=None
        )
        .select_related("learner", "coach", "programme")
        .order_by("started_at")
    )
