"""The agreement of two people: read, fill in, sign, print; and signatures a coordinator writes down."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..agreement import BLANKS
from ..forms import FillForm, RecordSignatureForm, SignForm
from ..models import Mentorship
from ..permissions import is_coordinator, may_run_programme
from .pair import attempt, pair_of, show
from .sent import sent_by


def _signatures(mentorship, agreement):
    """Both signatures as rows: who, and when and how they signed."""
    return [
        {
            "side": side,
            "role": role,
            "person": queries.called(person=person),
            "name": getattr(agreement, f"{side}_signed_name", ""),
            "at": getattr(agreement, f"{side}_signed_at", None),
            "how": agreement.recorded.get(side, {}).get("how", "") if agreement else "",
        }
        for side, role, person in (
            ("coach", _("Mentor"), mentorship.coach),
            ("learner", _("Learner"), mentorship.learner),
        )
    ]


@signed_in_required
def agreement(request, mentorship_id):
    """Read the agreement and sign it, on the screen or on paper."""
    pair = pair_of(request, mentorship_id)
    shown = queries.agreement_shown(mentorship=pair.mentorship)
    form = SignForm(sent_by(request), initial={"seen": shown.mark if shown else ""})
    if request.method == "POST" and form.is_valid():
        if attempt(
            form,
            operations.sign_agreement,
            mentorship=pair.mentorship,
            name=form.cleaned_data["name"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        ):
            messages.success(request, _("Thank you. You have signed the agreement."))
            return redirect("agreement", mentorship_id)
        # The words were changed meanwhile: what is signed next is what is shown now.
        shown = queries.agreement_shown(mentorship=pair.mentorship)
        form.data = {**form.data.dict(), "seen": shown.mark if shown else ""}
    standing = shown.agreement if shown else None
    signatures = _signatures(pair.mentorship, standing)
    mine = next(each for each in signatures if (each["side"] == "coach") == pair.is_coach)
    return show(
        request,
        "agreement",
        pair,
        form=form,
        shown=shown,
        signatures=signatures,
        has_signed=bool(mine["at"]),
        is_large=request.GET.get("large") == "1",
        needs=queries.missing_needs_of(mentorship=pair.mentorship, on=timezone.localdate()),
    )


@signed_in_required
def fill(request, mentorship_id):
    """Say in our own words what we work on, when we meet and what helps."""
    pair = pair_of(request, mentorship_id)
    standing = queries.current_agreement(mentorship=pair.mentorship)
    form = FillForm(sent_by(request), initial=standing.filled if standing else {})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.fill_agreement,
            mentorship=pair.mentorship,
            filled={name: form.cleaned_data[name] for name in BLANKS},
            by=request.user,
        )
    ):
        messages.success(request, _("Saved. Read the agreement, then sign it."))
        return redirect("agreement", mentorship_id)
    is_signed = bool(standing and (standing.learner_signed_at or standing.coach_signed_at))
    return show(request, "agreement_fill", pair, form=form, is_signed=is_signed)


@signed_in_required
def waiting(request):
    """For coordinators: everybody in my programmes who said yes and has not begun."""
    or_404(is_coordinator(request.user))
    rows = [
        {
            "mentorship": each,
            "learner": queries.called(person=each.learner),
            "coach": queries.called(person=each.coach),
            "missing": queries.missing_in_words(mentorship=each, on=timezone.localdate()),
        }
        for each in queries.waiting_agreements(coordinator=request.user)
    ]
    return render(request, "mentoring/together/waiting.html", {"rows": rows})


@signed_in_required
def record(request, mentorship_id):
    """A coordinator writes down a signature that was given by phone or on paper."""
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("learner", "coach", "programme", "pair__offer"),
        pk=mentorship_id,
        ended_at=None,
    )
    or_404(may_run_programme(request.user, mentorship.programme))
    shown = queries.agreement_shown(mentorship=mentorship)
    signatures = _signatures(mentorship, shown.agreement if shown else None)
    sides = [(each["side"], each["person"]) for each in signatures if not each["at"]]
    form = RecordSignatureForm(sent_by(request), sides=sides, seen=shown.mark if shown else "")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if attempt(
            form,
            operations.record_signature,
            mentorship=mentorship,
            person=getattr(mentorship, words["side"]),
            name=words["name"],
            how=words["how"],
            seen=words["seen"],
            by=request.user,
        ):
            messages.success(request, _("The signature is written down, with your name and the day."))
            return redirect("coordinate_agreement", mentorship_id)
        # The words were changed meanwhile: what is read out next is what is shown now.
        shown = queries.agreement_shown(mentorship=mentorship)
        form.data = {**form.data.dict(), "seen": shown.mark if shown else ""}
    if request.method == "GET":
        record_audit(by=request.user, action="mentoring.agreement_seen", obj=mentorship, at=timezone.now())
    return render(
        request,
        "mentoring/together/record_signature.html",
        {
            "mentorship": mentorship,
            "learner": queries.called(person=mentorship.learner),
            "coach": queries.called(person=mentorship.coach),
            "shown": shown,
            "signatures": signatures,
            "sides": sides,
            "form": form,
            "is_large": request.GET.get("large") == "1",
            "missing": queries.missing_in_words(mentorship=mentorship, on=timezone.localdate()),
            "offer": mentorship.pair.offer if mentorship.pair else queries.offer_of(coach=mentorship.coach),
            "has_errors": bool(form.errors),
        },
    )
