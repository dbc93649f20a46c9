"""By phone, what two people do together: talks, goals, steps, a message, the words of their agreement.

A coordinator reads none of their words, before the call or after it: goals, steps and notes are chosen by the
day on which they were made, which the person can say, and what is typed is gone from here once it is sent.
Reading their goals out would be easier; but then every look at this page would show them, call or no call.
"""

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..agreement import BLANKS
from ..forms import (
    ActionForm,
    ChooseTimeForm,
    FillForm,
    GoalForm,
    NewMeetingForm,
    ToldMessageForm,
    WhichForm,
    WhichGoalForm,
    WhichHowForm,
    WhichNoteForm,
    WhichTimesForm,
)
from ..lifecycle import State
from ..models import Goal, Meeting
from .pair import Pair
from .phone_asked import Asked, about, asked_page, called_person, named
from .sent import sent_as


@signed_in_required
def phone_pair(request, person_id, mentorship_id):
    """What one of two people says about what they do together."""
    person = called_person(request, person_id)
    pairs = queries.pairs_of_both(person=person, coordinator=request.user)
    mentorship = next((each for each in pairs if each.pk == mentorship_id), None)
    if mentorship is None:
        raise Http404
    pair = Pair(mentorship, person)
    return asked_page(
        request, person, list(_asked(request, pair)), other=_("with %(name)s") % {"name": pair.other_name}
    )


def _asked(request, pair):
    state = queries.state_of_mentorship(mentorship=pair.mentorship)
    if state == State.ACTIVE:
        meetings = queries.talks_to_settle(mentorship=pair.mentorship)
        for meeting in meetings:
            meeting.mentorship = pair.mentorship
        yield from _new_talk(request, pair)
        yield from _times_to_choose(request, pair, meetings)
        yield from _talks_ahead(request, meetings)
        yield from _talks_that_have_been(request, pair, meetings)
        yield from _message(request, pair)
        yield from _goals(request, pair)
        yield from _steps(request, pair)
    if state in (State.ACTIVE, State.AGREEING):
        yield _agreement(request, pair)


# --- Talks ------------------------------------------------------------------------------------------------


def _when(moment) -> str:
    return date_format(localtime(moment), "l j F Y, H:i")


def _options(meetings) -> list[tuple[int, str]]:
    """Each meeting by its day, or by the days suggested for it. Where they meet is theirs."""
    return [
        (
            each.pk,
            _when(each.starts_at)
            if each.starts_at
            else " / ".join(_when(time.starts_at) for time in each.times.all()),
        )
        for each in meetings
    ]


def _new_talk(request, pair):
    key = "talk"
    yield Asked(
        key,
        _("Suggest times to talk"),
        about(operations.propose_meeting, mentorship=pair.mentorship),
        _("Send the times"),
        NewMeetingForm(sent_as(request, key), initial={"minutes": 45}, prefix=key),
        told=named("times", "minutes", "way", "where", "form_key"),
    )


def _times_to_choose(request, pair, meetings):
    now, key = timezone.now(), "choose"
    times = {
        time.pk: (meeting, time.starts_at)
        for meeting in meetings
        if meeting.proposed_by_id != pair.person.pk
        for time in meeting.times.all()
        if time.starts_at > now
    }
    if times:
        options = [(pk, _when(starts_at)) for pk, (_meeting, starts_at) in times.items()]
        yield Asked(
            key,
            _("Choose a time to talk"),
            operations.choose_time,
            _("Choose this time"),
            ChooseTimeForm(sent_as(request, key), times=options, prefix=key),
            told=lambda given: dict(zip(("meeting", "starts_at"), times[given["time"]], strict=True)),
        )


def _talks_ahead(request, meetings):
    now = timezone.now()
    ahead = {each.pk: each for each in meetings if each.starts_at is None or each.starts_at > now}
    if not ahead:
        return
    options = _options(ahead.values())
    yield Asked(
        "other-times",
        _("Other times for a talk"),
        operations.suggest_other_times,
        _("Send the times"),
        WhichTimesForm(sent_as(request, "other-times"), options=options, prefix="other-times"),
        told=lambda given: {"meeting": ahead[given["which"]], "times": given["times"]},
    )

    def changed(given):
        """A link or a number that was not told again stays, as long as they talk in the same way."""
        meeting = ahead[given["which"]]
        kept = meeting.where if given["way"] == meeting.way else ""
        return {
            "meeting": meeting,
            "minutes": given["minutes"],
            "way": given["way"],
            "where": given["where"] or kept,
        }

    yield Asked(
        "how",
        _("How and where they talk changes"),
        operations.change_meeting,
        _("Save"),
        WhichHowForm(
            sent_as(request, "how"),
            options=options,
            initial={"minutes": 45} if len(ahead) > 1 else _how(*ahead.values()),
            prefix="how",
        ),
        told=changed,
    )
    yield Asked(
        "off",
        _("A talk is called off"),
        operations.call_off,
        _("Yes, call it off"),
        WhichForm(sent_as(request, "off"), options=options, prefix="off"),
        [_("We tell both of you, and take it out of both calendars. No reason is needed.")],
        lambda given: {"meeting": ahead[given["which"]]},
        is_danger=True,
    )


def _how(meeting) -> dict:
    return {"way": meeting.way, "minutes": meeting.minutes}


def _talks_that_have_been(request, pair, meetings):
    now = timezone.now()
    arranged = Meeting.State.CONFIRMED
    over = {each.pk: each for each in meetings if each.state == arranged and each.starts_at <= now}
    if over:
        yield Asked(
            "missed",
            _("A talk did not happen"),
            operations.note_missed,
            _("Write it down"),
            WhichForm(sent_as(request, "missed"), options=_options(over.values()), prefix="missed"),
            told=lambda given: {"meeting": over[given["which"]]},
        )
    to_write = {each.pk: each for each in queries.talks_without_note(mentorship=pair.mentorship, now=now)}
    if to_write:
        for meeting in to_write.values():
            meeting.mentorship = pair.mentorship
        words = named("text", "leave_with", "confidence", "form_key")
        yield Asked(
            "note",
            _("A note about a talk, for the two of them"),
            about(operations.save_our_note, actions=[], version=0),
            _("Write down the note"),
            WhichNoteForm(sent_as(request, "note"), options=_options(to_write.values()), prefix="note"),
            [_("Once it is sent, you cannot read it here. Only the two of them can.")],
            lambda given: {"meeting": to_write[given["which"]], **words(given)},
        )


# --- A message --------------------------------------------------------------------------------------------


def _message(request, pair):
    yield Asked(
        "message",
        _("A message to %(name)s") % {"name": pair.other_name},
        about(operations.send_message, mentorship=pair.mentorship),
        _("Send"),
        ToldMessageForm(sent_as(request, "message"), prefix="message"),
    )


# --- Goals and steps --------------------------------------------------------------------------------------


def _goals(request, pair):
    goals = queries.goals_by_day(mentorship=pair.mentorship)
    for goal in goals:
        goal.mentorship = pair.mentorship
    active = {each.pk: each for each in goals if each.state == Goal.State.ACTIVE}
    closed = {each.pk: each for each in goals if each.state != Goal.State.ACTIVE}
    has_room = len(active) < operations.MOST_GOALS
    if has_room:
        yield Asked(
            "goal",
            _("Add a goal"),
            about(operations.set_goal, mentorship=pair.mentorship),
            _("Save the goal"),
            GoalForm(sent_as(request, "goal"), prefix="goal"),
            told=lambda given: {name: value for name, value in given.items() if name != "version"},
        )
    if active:
        yield Asked(
            "goal-done",
            _("A goal is reached, or let go"),
            operations.close_goal,
            _("Save"),
            WhichGoalForm(sent_as(request, "goal-done"), options=_by_day(active, goals), prefix="goal-done"),
            told=lambda given: {"goal": active[given["which"]], **named("state", "confidence")(given)},
        )
    if closed and has_room:
        yield Asked(
            "goal-again",
            _("They take up a goal again"),
            operations.reopen_goal,
            _("Take it up again"),
            WhichForm(sent_as(request, "goal-again"), options=_by_day(closed, goals), prefix="goal-again"),
            told=lambda given: {"goal": closed[given["which"]]},
        )


def _by_day(chosen, goals) -> list[tuple[int, str]]:
    """Some of the goals by the day on which they were set, with their number among all."""
    return [
        (
            goal.pk,
            _with_day(
                _("Goal %(number)s, set on %(day)s") % {"number": number, "day": _day(goal.made_at)},
                goal.by_date,
            ),
        )
        for number, goal in enumerate(goals, start=1)
        if goal.pk in chosen
    ]


def _day(moment) -> str:
    return date_format(localtime(moment), "j F Y")


def _with_day(words, by) -> str:
    """The words, with the day by which it is to be done."""
    return f"{words} ({_('By %(day)s') % {'day': date_format(by, 'j F Y')}})" if by else words


def _steps(request, pair):
    to_do, done = queries.steps_by_day(mentorship=pair.mentorship)
    owners = {each.pk: each for each in (pair.person, pair.other)}

    def added(given):
        return {**named("words", "due_date", "form_key")(given), "owner": owners[given["owner"]]}

    yield Asked(
        "step",
        _("Add a step"),
        about(operations.add_action, mentorship=pair.mentorship),
        _("Add the step"),
        ActionForm(sent_as(request, "step"), people=pair.people, prefix="step"),
        told=added,
    )
    for key, steps, is_done, heading in (
        ("step-done", to_do, True, _("A step is done")),
        ("step-again", done, False, _("A step is not done after all")),
    ):
        by_pk = {step.pk: step for step in steps}
        for step in steps:
            step.mentorship = pair.mentorship
        if by_pk:
            yield Asked(
                key,
                heading,
                about(operations.tick_action, is_done=is_done),
                _("Write it down"),
                WhichForm(sent_as(request, key), options=_steps_by_day(steps), prefix=key),
                told=lambda given, by_pk=by_pk: {"action": by_pk[given["which"]]},
            )


def _steps_by_day(steps) -> list[tuple[int, str]]:
    return [
        (
            step.pk,
            _with_day(
                _("Step %(number)s of %(name)s, set on %(day)s")
                % {
                    "number": number,
                    "name": queries.called(person=step.owner),
                    "day": _day(step.made_at),
                },
                step.due_date,
            ),
        )
        for number, step in enumerate(steps, start=1)
    ]


# --- The agreement ----------------------------------------------------------------------------------------


def _agreement(request, pair):
    def filled(given):
        """What was not said again stays as the two of them have it."""
        standing = queries.current_agreement(mentorship=pair.mentorship)
        before = standing.filled if standing else {}
        return {"filled": {name: given[name] or before.get(name, "") for name in BLANKS}}

    return Asked(
        "agreement",
        _("Their own words in the agreement"),
        about(operations.fill_agreement, mentorship=pair.mentorship),
        _("Save"),
        FillForm(sent_as(request, "agreement"), prefix="agreement"),
        [
            _("What you leave empty stays as it is."),
            _("If one of them has signed, changed words need both signatures again."),
        ],
        filled,
    )
