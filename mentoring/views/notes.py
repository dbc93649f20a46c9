"""Three kinds of notes: mine, ours about a meeting, and a coach's for supervision."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import MyNoteForm, OurNoteForm, ShowToForm, SupervisionNoteForm
from ..models import Meeting, OurNote, SupervisionNote
from ..permissions import NoteAction, is_coach, is_coordinator, may_use_note
from .meetings import meeting_of
from .pair import attempt, pair_of, show
from .sent import sent_as, sent_by


def save_or_say(form, act, **arguments) -> str | None:
    """None when it is saved; otherwise the form says why not. Words saved meanwhile are returned."""
    try:
        act(**arguments, at=timezone.now())
    except operations.StaleWords as stale:
        form.add_error(None, str(stale))
        form.data = {**form.data.dict(), "version": stale.version}
        return stale.saved
    except operations.MentoringError as error:
        form.add_error(None, str(error))
        return ""
    return None


@signed_in_required
def notes(request, mentorship_id):
    """My own note, and what both wrote down about each talk."""
    pair = pair_of(request, mentorship_id)
    mine = queries.my_note_of(mentorship=pair.mentorship, person=request.user)
    form = MyNoteForm(
        sent_by(request),
        initial={"text": mine.text if mine else "", "version": mine.version if mine else 0},
    )
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        saved_meanwhile = save_or_say(
            form, operations.save_my_note, mentorship=pair.mentorship, by=request.user, **form.cleaned_data
        )
        if saved_meanwhile is None:
            messages.success(request, _("Your note is saved. Only you can see it."))
            return redirect("pair_notes", mentorship_id)
    held = [each for each in queries.meetings_of(mentorship=pair.mentorship) if hasattr(each, "note")]
    return show(request, "notes", pair, form=form, mine=mine, meetings=held, saved_meanwhile=saved_meanwhile)


@signed_in_required
def our_note(request, mentorship_id, meeting_id):
    """What both keep of one talk, with the questions that help to talk."""
    pair = pair_of(request, mentorship_id)
    meeting = meeting_of(pair, meeting_id)
    if meeting.state == Meeting.State.CANCELLED or meeting.starts_at is None:
        raise Http404
    note = getattr(meeting, "note", None)
    or_404(may_use_note(request.user, note or OurNote(meeting=meeting), NoteAction.WRITE))
    there = meeting.actions.count()
    form = OurNoteForm(
        sent_by(request),
        people=pair.people,
        there=there,
        room=max(0, operations.MOST_ACTIONS - there),
        initial={
            "text": note.text if note else "",
            "leave_with": note.leave_with if note else "",
            "confidence": note.confidence if note else None,
            "version": note.version if note else 0,
        },
    )
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        saved_meanwhile = save_or_say(
            form,
            operations.save_our_note,
            meeting=meeting,
            actions=[
                {**step, "owner": pair.person if step["owner"] == pair.person.pk else pair.other}
                for step in form.new_steps()
            ],
            by=request.user,
            **{name: words[name] for name in ("text", "leave_with", "confidence", "form_key", "version")},
        )
        if saved_meanwhile is None:
            messages.success(request, _("The note is saved. Both of you can read it."))
            return redirect("meeting", mentorship_id, meeting_id)
    return show(
        request,
        "our_note",
        pair,
        form=form,
        meeting=meeting,
        actions=meeting.actions.select_related("owner"),
        is_too_early=meeting.starts_at > timezone.now(),
        saved_meanwhile=saved_meanwhile,
    )


@signed_in_required
def supervision_notes(request):
    """A coach's notes for supervision; for a coordinator, those that coaches show them."""
    coach, coordinator = is_coach(request.user), is_coordinator(request.user)
    if not (coach or coordinator):
        raise Http404
    form = SupervisionNoteForm(sent_by(request))
    if request.method == "POST":
        or_404(coach)
        words = ("text", "met_on_date", "form_key")
        if form.is_valid() and attempt(
            form,
            operations.write_supervision_note,
            by=request.user,
            **{name: form.cleaned_data[name] for name in words},
        ):
            messages.success(request, _("Saved. Only you can see it, until you show it to somebody."))
            return redirect("supervision_notes")
    return render(
        request,
        "mentoring/together/supervision_notes.html",
        {
            "form": form if coach else None,
            "own": queries.supervision_notes_of(coach=request.user) if coach else [],
            "shown": queries.supervision_notes_shown_to(coordinator=request.user) if coordinator else [],
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
def supervision_note(request, note_id):
    """One note: its coach changes, shows or removes it; the coordinator it is shown to reads it."""
    note = get_object_or_404(SupervisionNote.objects.select_related("coach", "supervisor"), pk=note_id)
    or_404(may_use_note(request.user, note, NoteAction.READ))
    if not may_use_note(request.user, note, NoteAction.CHANGE):
        if request.method == "POST":
            raise Http404
        record_audit(by=request.user, action="mentoring.supervision_note_seen", obj=note, at=timezone.now())
        return render(
            request,
            "mentoring/together/supervision_read.html",
            {"note": note, "coach": queries.called(person=note.coach)},
        )
    coordinators = queries.coordinators_of(coach=request.user)
    do = request.POST.get("do", "")
    form = SupervisionNoteForm(
        sent_as(request, "save"),
        initial={"text": note.text, "met_on_date": note.met_on_date, "version": note.version},
    )
    show_to = ShowToForm(
        sent_as(request, "show"),
        coordinators=[(each.pk, queries.called(person=each)) for each in coordinators],
        initial={"supervisor": note.supervisor_id},
    )
    saved_meanwhile = None
    if request.method == "POST":
        if do == "remove":
            operations.remove_supervision_note(note=note, by=request.user, at=timezone.now())
            messages.success(request, _("The note is deleted."))
            return redirect("supervision_notes")
        if show_to.is_bound and show_to.is_valid():
            chosen = show_to.cleaned_data["supervisor"]
            operations.show_supervision_note(
                note=note,
                supervisor=get_user_model().objects.get(pk=chosen) if chosen else None,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Saved."))
            return redirect("supervision_note", note_id)
        if form.is_bound and form.is_valid():
            words = ("text", "met_on_date", "version")
            saved_meanwhile = save_or_say(
                form,
                operations.change_supervision_note,
                note=note,
                by=request.user,
                **{name: form.cleaned_data[name] for name in words},
            )
            if saved_meanwhile is None:
                messages.success(request, _("Saved."))
                return redirect("supervision_notes")
    failed = show_to if show_to.errors else form
    return render(
        request,
        "mentoring/together/supervision_note.html",
        {
            "note": note,
            "form": form,
            "show_to": show_to,
            "failed": failed,
            "saved_meanwhile": saved_meanwhile,
            "has_errors": bool(failed.errors),
        },
    )
