"""A mentor's dated checks, and whom they would like to mentor: written down by their coordinators."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import CheckForm, CoachWishesForm
from ..models import MentorOffer, Wish
from ..permissions import may_run_programme
from .sent import sent_by


def _offer(request, offer_id) -> MentorOffer:
    """An offer that was sent, of a programme this coordinator runs."""
    sent = MentorOffer.objects.exclude(state=MentorOffer.State.DRAFT).select_related("coach", "programme")
    offer = get_object_or_404(sent, pk=offer_id)
    or_404(may_run_programme(request.user, offer.programme))
    return offer


@signed_in_required
def checks(request, offer_id):
    """Every check, newest first, and a form for the next one."""
    offer = _offer(request, offer_id)
    form = CheckForm(sent_by(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        operations.record_check(offer=offer, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("coordinate_checks", offer.pk)
    return render(
        request,
        "mentoring/coordinate/checks.html",
        {
            "offer": offer,
            "form": form,
            "checks": queries.checks_of(offer=offer),
            "rows": queries.checks_in_words(offer=offer),
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
def wishes(request, offer_id):
    """Whom this mentor would like, as they told us."""
    offer = _offer(request, offer_id)
    wished = list(offer.wishes.filter(by=Wish.By.COACH).values_list("request_id", flat=True))
    form = CoachWishesForm(
        sent_by(request), requests=queries.requests_to_wish_for(offer=offer), wished=wished
    )
    if request.method == "POST" and form.is_valid():
        operations.set_coach_wishes(
            offer=offer, requests=list(form.cleaned_data["requests"]), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("coordinate_mentor", offer.pk)
    return render(
        request,
        "mentoring/coordinate/wishes.html",
        {"offer": offer, "form": form, "has_errors": bool(form.errors)},
    )
