"""A coordinator's people: who asks, who offers, and the mentors' dates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..models import MentorOffer, Mentorship
from ..permissions import is_coordinator, may_run_programme

PER_PAGE = 50


@signed_in_required
def people(request):
    """Everybody who asks and everybody who offers in my programmes."""
    or_404(is_coordinator(request.user))
    show = "mentors" if request.GET.get("show") == "mentors" else "learners"
    rows = (
        queries.mentors_of(person=request.user)
        if show == "mentors"
        else queries.people_waiting(person=request.user)
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "mentoring/coordinate/people.html",
        {"page": page, "show": show, "today": timezone.localdate()},
    )


@signed_in_required
def mentor(request, offer_id):
    """One mentor: what they offer, and the three dates that let them be matched."""
    offer = get_object_or_404(
        MentorOffer.objects.select_related("coach", "programme", "practice").exclude(
            state=MentorOffer.State.DRAFT
        ),
        pk=offer_id,
    )
    or_404(may_run_programme(request.user, offer.programme))
    return render(
        request,
        "mentoring/coordinate/mentor.html",
        {
            "offer": offer,
            "dates": queries.checks_in_words(offer=offer),
            "rows": [
                {"term": question, "text": words}
                for _step, question, words in queries.answers_in_words(answers=offer, to_owner=False)
                if words
            ],
        },
    )


@signed_in_required
@require_POST
def settle(request, mentorship_id):
    """A coordinator has dealt with a call for help or for another mentor."""
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("programme"), pk=mentorship_id, ended_at=None
    )
    or_404(may_run_programme(request.user, mentorship.programme))
    if request.POST.get("what") == "help":
        operations.note_helped(mentorship=mentorship, by=request.user, at=timezone.now())
    else:
        operations.withdraw_change(mentorship=mentorship, by=request.user, at=timezone.now())
    messages.success(request, _("Done. It is off the list."))
    return redirect("round_list")
