"""A break, going on, and the end: either of the two, at any time, without a reason."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import EndingForm
from ..models import Ending, Mentorship
from ..permissions import (
    may_read_what_is_left,
    may_run_programme,
    may_take_part,
    may_tell_ending,
    may_work_together,
)
from ..queries.names import called, called_short
from .sent import sent_by


def _mentorship(mentorship_id) -> Mentorship:
    pairs = Mentorship.objects.select_related("learner", "coach", "programme")
    return get_object_or_404(pairs, pk=mentorship_id)


def _page_of_pair(person, mentorship):
    """Where each of the two sees the other."""
    name = "coach_person" if person.pk == mentorship.coach_id else "mentoring_match"
    return redirect(name, mentorship.pk)


def _about(person, mentorship) -> dict:
    """What the pages here say of the other one."""
    is_coach = person.pk == mentorship.coach_id
    other = mentorship.learner if is_coach else mentorship.coach
    return {
        "mentorship": mentorship,
        "is_coach": is_coach,
        "other": called_short(person=other),
        "other_in_full": called(person=other),
    }


@signed_in_required
def pause(request, mentorship_id):
    """Have a break, or end it: the same page asks for whichever can be done now."""
    mentorship = _mentorship(mentorship_id)
    or_404(may_work_together(request.user, mentorship))
    if request.method == "POST":
        _pause_or_resume(request, mentorship)
        return _page_of_pair(request.user, mentorship)
    return render(request, "mentoring/endings/pause.html", _about(request.user, mentorship))


def _pause_or_resume(request, mentorship):
    change = operations.resume if request.POST.get("do") == "resume" else operations.pause
    try:
        changed = change(mentorship=mentorship, by=request.user, at=timezone.now())
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
        return
    if changed.paused_at:
        messages.success(request, _("You have a break now. Either of you can end it at any time."))
    else:
        messages.success(request, _("The break is over. You can go on together."))


@signed_in_required
def end(request, mentorship_id):
    """One question to be sure. No reason is asked before it has ended."""
    mentorship = _mentorship(mentorship_id)
    or_404(may_take_part(request.user, mentorship))
    if request.method == "POST":
        operations.end(mentorship=mentorship, by=request.user, at=timezone.now())
        messages.success(request, _("It has ended. The other person is told that, and nothing else."))
        is_stopped_coach = mentorship.suspended_at and request.user.pk == mentorship.coach_id
        return redirect("coach_caseload") if is_stopped_coach else redirect("pair_ended", mentorship.pk)
    return render(request, "mentoring/endings/end.html", _about(request.user, mentorship))


@signed_in_required
def ended(request, mentorship_id):
    """After the end: a thank-you from the other one, one's own words, and what can come next."""
    mentorship = _mentorship(mentorship_id)
    now = timezone.now()
    or_404(may_tell_ending(request.user, mentorship, now=now))
    is_learner = request.user.pk == mentorship.learner_id
    told = queries.ending_of(mentorship=mentorship, person=request.user)
    form = EndingForm(
        sent_by(request),
        initial=_as_initial(told) if told else None,
        aims=queries.aims(),
        goals=queries.goals_to_score(mentorship=mentorship) if is_learner else (),
        is_learner=is_learner,
    )
    if request.method == "POST" and form.is_valid():
        operations.tell_ending(mentorship=mentorship, by=request.user, at=now, **form.told)
        messages.success(request, _("Thank you. Your answers are saved."))
        return redirect("pair_ended", mentorship.pk)
    return render(
        request,
        "mentoring/endings/ended.html",
        {
            **_about(request.user, mentorship),
            "form": form,
            "told": told,
            "thanks": queries.thanks_for(mentorship=mentorship, person=request.user),
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
def kept(request, mentorship_id):
    """What stays with the learner: goals, steps, notes and messages, to read and to print."""
    mentorship = _mentorship(mentorship_id)
    or_404(may_read_what_is_left(request.user, mentorship))
    return render(
        request,
        "mentoring/endings/kept.html",
        {
            **_about(request.user, mentorship),
            "left": queries.left_to_learner(mentorship=mentorship),
            "messages_go_on": mentorship.ended_at + operations.MESSAGES_ARE_KEPT.keeps,
        },
    )


def _as_initial(told: Ending) -> dict:
    plain = ("why", "new_role", "thanks", "wants_another", "wants_to_mentor", "not_again")
    saved = {name: getattr(told, name) for name in plain}
    return saved | {f"aim_{code}": words for code, words in told.outcomes.items()}


@signed_in_required
@require_POST
def find_another(request, mentorship_id):
    """A coordinator ends a match, and the learner waits for somebody else."""
    mentorship = _mentorship(mentorship_id)
    or_404(may_run_programme(request.user, mentorship.programme))
    operations.find_another(mentorship=mentorship, by=request.user, at=timezone.now())
    messages.success(request, _("The match has ended, and the learner is back in the queue."))
    return redirect("coordinate_support")
