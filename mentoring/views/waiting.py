"""The page of somebody who waits for a mentor."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..models import MentorRequest


@signed_in_required
def waiting(request):
    """My place in the queue, how long others waited, what would shorten it, and waiting for one mentor."""
    asked = queries.open_request(learner=request.user)
    if asked is None or asked.state != MentorRequest.State.WAITING:
        return redirect("mentoring_home")
    if request.method == "POST":
        return _wait_for(request, asked)
    wait = queries.wait_of(request=asked, now=timezone.now())
    return render(
        request,
        "mentoring/waiting.html",
        {
            "asked": asked,
            "wait": wait,
            "place": queries.circle_place_of(learner=request.user),
            "is_gone": asked.waits_for_id is not None
            and asked.waits_for_id not in [offer.pk for offer in wait.mentors],
            "mentors": [
                (offer.pk, queries.name_with_initial(person=offer.coach), offer.pk == asked.waits_for_id)
                for offer in wait.mentors
            ],
        },
    )


def _wait_for(request, asked):
    chosen = request.POST.get("mentor", "")
    if chosen and not chosen.isdecimal():
        raise Http404
    offer = get_object_or_404(queries.mentors_to_wait_for(request=asked), pk=int(chosen)) if chosen else None
    try:
        operations.wait_for(request=asked, offer=offer, by=request.user, at=timezone.now())
    except operations.NotOpen as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request,
            _("You wait for this mentor only. You can change that here at any time.")
            if offer
            else _("You wait for any mentor who fits."),
        )
    return redirect("mentoring_waiting")
