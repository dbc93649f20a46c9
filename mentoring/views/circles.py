"""Mentoring circles, for the people in them: say yes or no, meet, read the notes, leave."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..circle_words import JOINING_VERSION, joining_words
from ..forms import AnswerCircleForm, CircleMeetingForm, CircleNoteForm
from ..invitation import Method
from ..models import Circle, CircleMeeting, CircleMember
from ..permissions import may_lead_circle, may_use_circle_place
from .meetings import as_calendar_file
from .notes import save_or_say
from .pair import attempt
from .sent import sent_as, sent_by

Place = CircleMember.State


# --- A learner --------------------------------------------------------------------------------------------


@signed_in_required
def circle(request, circle_id):
    """The question whether I join; once I am in: who is there, when we meet, the notes, and the way out."""
    place = queries.circle_place_of(learner=request.user)
    if place is None or place.circle_id != circle_id:
        raise Http404
    or_404(may_use_circle_place(request.user, place))
    if place.state == Place.INVITED:
        return _invitation(request, place)
    if request.method == "POST":
        return _do_mine(request, place)
    now = timezone.now()
    ahead, past = _meetings(place.circle, now, since=place.joined_at)
    return render(
        request,
        "mentoring/circles/mine.html",
        {
            "place": place,
            "circle": place.circle,
            "mentor": queries.called(person=place.circle.offer.coach),
            "names": queries.first_names(circle=place.circle),
            "ahead": ahead,
            "past": past,
        },
    )


def _meetings(circle, now, *, since=None):
    """What is ahead, and what has been; not what was before somebody came."""
    found = list(queries.circle_meetings_of(circle=circle))
    ahead = [each for each in found if each.ends_at > now]
    past = [each for each in found if each.ends_at <= now and (since is None or each.ends_at >= since)]
    return ahead, past[::-1]


def _invitation(request, place):
    mentor = queries.called(person=place.circle.offer.coach)
    words = joining_words(mentor=queries.called_short(person=place.circle.offer.coach))
    form = AnswerCircleForm(sent_by(request), as_coach=False, seen=JOINING_VERSION)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.answer_circle,
            place=place,
            is_yes=form.cleaned_data["answer"] == "yes",
            wording=words,
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    ):
        return _say_answer(request, place)
    return render(
        request,
        "mentoring/circles/answer.html",
        {
            "circle": place.circle,
            "mentor": mentor,
            "words": words,
            "form": form,
            "answer_by": place.invited_at + operations.ANSWER_WITHIN,
            "as_coach": False,
            "has_errors": bool(form.errors),
        },
    )


def _say_answer(request, place):
    place.refresh_from_db()
    if place.state == Place.JOINED:
        messages.success(request, _("You are in. You also keep your place in the queue for a mentor."))
        return redirect("circle", place.circle_id)
    if place.state == Place.FULL:
        messages.warning(
            request, _("The last place has just gone to somebody else. We are sorry. You wait as before.")
        )
    else:
        messages.success(request, _("Thank you. Nobody is told why. You wait as before."))
    return redirect("mentoring_home")


#: What a button of the learner's page does, and what is said afterwards.
MINE = {
    "leave": (operations.leave_circle, lambda: _("You have left. Nobody is told why.")),
    "only": (
        operations.want_group_only,
        lambda: _("You stay in the group and wait for no mentor of your own. You can change that here."),
    ),
    "too": (operations.want_mentor_too, lambda: _("You wait for a mentor again, at your old place.")),
}


def _do_mine(request, place):
    act, words = MINE.get(request.POST.get("do"), (None, None))
    if act is None:
        raise Http404
    try:
        act(place=place, by=request.user, at=timezone.now())
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, words())
    if request.POST["do"] == "leave":
        return redirect("mentoring_home")
    return redirect("circle", place.circle_id)


@signed_in_required
@require_POST
def group_wish(request):
    """Say later that a small group is fine, or not."""
    asked = queries.open_request(learner=request.user)
    if asked is None:
        return redirect("mentoring_home")
    is_fine = request.POST.get("group") == "yes"
    try:
        operations.set_group_wish(request=asked, is_fine=is_fine, by=request.user, at=timezone.now())
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(
            request,
            _("Saved. If there is a small group for you, we ask you first.")
            if is_fine
            else _("Saved. We do not ask you about small groups."),
        )
    return redirect("mentoring_waiting")


# --- Both sides -------------------------------------------------------------------------------------------


@signed_in_required
def calendar(request, circle_id, circle_meeting_id):
    """A meeting as a file for one's own calendar. The same entry as in the mail."""
    found = get_object_or_404(
        CircleMeeting.objects.select_related("circle__offer__coach"),
        pk=circle_meeting_id,
        circle=circle_id,
        called_off_at=None,
    )
    if not may_lead_circle(request.user, found.circle):
        place = queries.circle_place_of(learner=request.user)
        if place is None or place.circle_id != circle_id or place.state != Place.JOINED:
            raise Http404
    text = queries.circle_invitation_for(
        meeting=found, person=request.user, method=Method.PUBLISH, written_at=timezone.now()
    )
    return as_calendar_file(text)


# --- The mentor -------------------------------------------------------------------------------------------


def _led(request, circle_id) -> Circle:
    found = get_object_or_404(Circle.objects.select_related("offer__coach", "programme"), pk=circle_id)
    or_404(may_lead_circle(request.user, found))
    return found


@signed_in_required
def coach_circle(request, circle_id):
    """The question whether I lead; then first names, ways to talk and our meetings, and no more than that."""
    found = _led(request, circle_id)
    if found.state == Circle.State.ASKED:
        return _question(request, found)
    now = timezone.now()
    ahead, past = _meetings(found, now)
    return render(
        request,
        "mentoring/circles/led.html",
        {
            "circle": found,
            "people": queries.people_for_mentor(circle=found, on=timezone.localdate(now)),
            "ahead": ahead,
            "past": past,
        },
    )


def _question(request, found):
    form = AnswerCircleForm(sent_by(request), as_coach=True)
    if request.method == "POST" and form.is_valid():
        is_yes = form.cleaned_data["answer"] == "yes"
        if attempt(form, operations.answer_lead, circle=found, is_yes=is_yes, by=request.user):
            if is_yes:
                messages.success(request, _("Thank you. Your coordinator now asks people to join."))
                return redirect("coach_circle", found.pk)
            messages.success(request, _("Thank you. Nobody is told why."))
            return redirect("coach_caseload")
    return render(
        request,
        "mentoring/circles/answer.html",
        {
            "circle": found,
            "form": form,
            "as_coach": True,
            "answer_by": found.made_at + operations.ANSWER_WITHIN,
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
def new_meeting(request, circle_id):
    """Set a time for everybody in the group."""
    found = _led_and_open(request, circle_id)
    form = CircleMeetingForm(sent_by(request), initial={"minutes": 60})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.arrange_circle_meeting,
            circle=found,
            form_key=form.cleaned_data["form_key"],
            by=request.user,
            **form.told,
        )
    ):
        messages.success(request, _("Arranged. The day and time are on their way to everybody."))
        return redirect("coach_circle", found.pk)
    return render(
        request,
        "mentoring/circles/meeting_new.html",
        {"circle": found, "form": form, "has_errors": bool(form.errors)},
    )


def _led_and_open(request, circle_id) -> Circle:
    found = _led(request, circle_id)
    if found.state != Circle.State.OPEN:
        raise Http404
    return found


@signed_in_required
def meeting(request, circle_id, circle_meeting_id):
    """One meeting: change it, call it off, and write the note that everybody in the group reads."""
    found = _led_and_open(request, circle_id)
    held = get_object_or_404(CircleMeeting, pk=circle_meeting_id, circle=found, called_off_at=None)
    held.circle = found
    do = request.POST.get("do", "")
    starts = localtime(held.starts_at)
    change = CircleMeetingForm(
        sent_as(request, "change"),
        initial={
            "day": starts.date(), "time": starts.time(), "minutes": held.minutes,
            "way": held.way, "where": held.where,
        },
    )  # fmt: skip
    note = CircleNoteForm(sent_as(request, "note"), initial={"text": held.note, "version": held.note_version})
    saved_meanwhile = ""
    if do == "off":
        return _call_off(request, held)
    if do == "change" and change.is_valid():
        if attempt(change, operations.change_circle_meeting, meeting=held, by=request.user, **change.told):
            messages.success(request, _("Saved. Everybody in the group is told."))
            return redirect("coach_circle_meeting", found.pk, held.pk)
    elif do == "note" and note.is_valid():
        saved_meanwhile = save_or_say(
            note, operations.save_circle_note, meeting=held, by=request.user, **note.cleaned_data
        )
        if saved_meanwhile is None:
            messages.success(request, _("Saved. Everybody in the group can read it."))
            return redirect("coach_circle_meeting", found.pk, held.pk)
    sent = {"change": change, "note": note}.get(do)
    return render(
        request,
        "mentoring/circles/meeting.html",
        {
            "circle": found,
            "meeting": held,
            "is_ahead": held.starts_at > timezone.now(),
            "change": change,
            "note": note,
            "sent": sent,
            "saved_meanwhile": saved_meanwhile,
            "has_errors": bool(sent and sent.errors),
        },
    )


def _call_off(request, held):
    try:
        operations.call_off_circle_meeting(meeting=held, by=request.user, at=timezone.now())
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("Called off. Everybody in the group is told."))
    return redirect("coach_circle", held.circle_id)
