"""Offering to mentor, one question a page, and how many people a coach takes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import OFFER_EXTRAS, OFFER_STEPS, PlacesForm
from ..models import MentorOffer
from .pair import attempt
from .sent import sent_by
from .steps import Questions, pages


def _current(person):
    offer = queries.offer_of(coach=person)
    return None if offer is None or offer.state == MentorOffer.State.WITHDRAWN else offer


OFFER = Questions(
    name="mentoring_offer",
    steps=OFFER_STEPS,
    extras=OFFER_EXTRAS,
    templates="mentoring/offer",
    current=_current,
    begin=operations.begin_offer,
    send=lambda answers, **who_and_when: operations.send_offer(offer=answers, **who_and_when),
    withdraw=lambda answers, **who_and_when: operations.withdraw_offer(offer=answers, **who_and_when),
)
PAGES = pages(OFFER)


@signed_in_required
def places(request):
    """How many people at one time, and whether to have a break."""
    offer = _current(request.user)
    if offer is None:
        return redirect("mentoring_offer_start")
    saved = {"places": offer.places, "is_paused": offer.paused_at is not None}
    form = PlacesForm(sent_by(request), initial=saved, label_suffix="")
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, operations.set_places, offer=offer, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("coach_places")
    return render(
        request,
        "mentoring/coach/places.html",
        {
            "form": form,
            "offer": offer,
            "people_now": queries.people_mentored(coach=request.user),
            "rows": queries.checks_in_words(offer=offer),
            "has_errors": bool(form.errors),
        },
    )
