"""Meetings of two people: suggest times, choose one, change, call off, and the calendar file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import ChooseTimeForm, HowForm, MetForm, NewMeetingForm, TimesForm
from ..invitation import Method
from ..models import Meeting
from .pair import attempt, pair_of, show
from .sent import sent_as, sent_by


def meeting_of(pair, meeting_id) -> Meeting:
    """One meeting of these two; anybody else's does not exist."""
    meeting = get_object_or_404(
        Meeting.objects.select_related("proposed_by", "note"), pk=meeting_id, mentorship=pair.mentorship
    )
    meeting.mentorship = pair.mentorship
    return meeting


@signed_in_required
def meetings(request, mentorship_id):
    """What is ahead, and what has been."""
    pair = pair_of(request, mentorship_id)
    found = list(queries.meetings_of(mentorship=pair.mentorship))
    now = timezone.now()
    ahead = [each for each in found if each.is_open and (each.starts_at is None or each.ends_at > now)]
    return show(
        request,
        "meetings",
        pair,
        ahead=ahead[::-1],
        past=[each for each in found if each not in ahead],
    )


@signed_in_required
def new(request, mentorship_id):
    """Suggest up to three times."""
    pair = pair_of(request, mentorship_id)
    form = NewMeetingForm(sent_by(request), initial={"minutes": 45})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if attempt(
            form,
            operations.propose_meeting,
            mentorship=pair.mentorship,
            by=request.user,
            **{name: words[name] for name in ("times", "minutes", "way", "where", "form_key")},
        ):
            messages.success(request, _("Sent. We tell you when a time is chosen."))
            return redirect(pair.home_url)
    return show(request, "meeting_new", pair, form=form)


@signed_in_required
def meeting(request, mentorship_id, meeting_id):
    """One meeting: when, how and where; choose a time, or say that it is off."""
    pair = pair_of(request, mentorship_id)
    found = meeting_of(pair, meeting_id)
    times = [
        (time.pk, date_format(localtime(time.starts_at), "l j F Y, H:i"))
        for time in found.times.all()
        if time.starts_at > timezone.now()
    ]
    may_choose = bool(times) and found.proposed_by_id != request.user.pk
    form = ChooseTimeForm(sent_as(request, "choose"), times=times)
    if request.method == "POST":
        if form.is_bound:
            if form.is_valid() and attempt(
                form,
                operations.choose_time,
                meeting=found,
                starts_at=found.times.get(pk=form.cleaned_data["time"]).starts_at,
                by=request.user,
            ):
                messages.success(request, _("Arranged. The day and time are on their way to both calendars."))
                return redirect("meeting", mentorship_id, meeting_id)
        else:
            return _done(request, found)
    return show(
        request,
        "meeting",
        pair,
        form=form,
        meeting=found,
        times=times,
        may_choose=may_choose,
        is_over=found.starts_at is not None and found.starts_at <= timezone.now(),
        actions=found.actions.select_related("owner"),
    )


#: What a button of the meeting's page does, and what is said afterwards.
BUTTONS = {
    "off": (operations.call_off, lambda: _("Called off. We have told both of you.")),
    "missed": (operations.note_missed, lambda: _("Noted. Things come up. You can arrange another talk.")),
}


def _done(request, found):
    act, words = BUTTONS.get(request.POST.get("do"), (None, None))
    if act is None:
        raise Http404
    try:
        act(meeting=found, by=request.user, at=timezone.now())
    except operations.MentoringError as error:
        messages.warning(request, str(error))
        return redirect("meeting", found.mentorship_id, found.pk)
    messages.success(request, words())
    return redirect("meetings", found.mentorship_id)


@signed_in_required
def times(request, mentorship_id, meeting_id):
    """Other times for one meeting."""
    pair = pair_of(request, mentorship_id)
    found = meeting_of(pair, meeting_id)
    form = TimesForm(sent_by(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.suggest_other_times,
            meeting=found,
            times=form.cleaned_data["times"],
            by=request.user,
        )
    ):
        messages.success(request, _("Sent. We tell you when a time is chosen."))
        return redirect("meeting", mentorship_id, meeting_id)
    return show(request, "meeting_times", pair, form=form, meeting=found)


@signed_in_required
def change(request, mentorship_id, meeting_id):
    """How long, how and where."""
    pair = pair_of(request, mentorship_id)
    found = meeting_of(pair, meeting_id)
    form = HowForm(
        sent_by(request), initial={"way": found.way, "where": found.where, "minutes": found.minutes}
    )
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("minutes", "way", "where")}
        if attempt(form, operations.change_meeting, meeting=found, by=request.user, **words):
            messages.success(request, _("Saved. If the talk is arranged, both calendars are told."))
            return redirect("meeting", mentorship_id, meeting_id)
    return show(request, "meeting_change", pair, form=form, meeting=found)


@signed_in_required
def met(request, mentorship_id):
    """Write down a talk that was arranged elsewhere."""
    pair = pair_of(request, mentorship_id)
    form = MetForm(sent_by(request))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if attempt(
            form,
            operations.record_meeting,
            mentorship=pair.mentorship,
            by=request.user,
            **{name: words[name] for name in ("starts_at", "minutes", "way", "form_key")},
        ):
            messages.success(request, _("Saved."))
            return redirect("meetings", mentorship_id)
    return show(request, "meeting_met", pair, form=form)


@signed_in_required
def calendar(request, mentorship_id, meeting_id):
    """The meeting as a file for one's own calendar. The same entry as in the mail."""
    pair = pair_of(request, mentorship_id)
    found = meeting_of(pair, meeting_id)
    if found.state != Meeting.State.CONFIRMED:
        raise Http404
    text = queries.invitation_for(
        meeting=found, person=request.user, method=Method.PUBLISH, written_at=timezone.now()
    )
    return as_calendar_file(text)


def as_calendar_file(text) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )
