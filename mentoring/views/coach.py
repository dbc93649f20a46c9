"""The people a coach mentors. Anybody else's people do not exist here."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required
from accounts.roles import Role

from .. import operations, queries
from ..models import Mentorship, ProposedPair
from ..permissions import may_answer_as_coach, may_see_mentorship_as_coach
from ..queries.names import called
from .mine import answer_page
from .pair import Pair


@signed_in_required
def caseload(request):
    """Who needs me: counts, the people most urgent first, and progress where it is shared."""
    offer = queries.offer_of(coach=request.user)
    now = timezone.now()
    everybody = queries.caseload_of(coach=request.user, now=now)
    if not (everybody or offer or request.user.has_role(Role.COACH)):
        raise Http404
    show = request.GET.get("show", "")
    flagged = [row for row in everybody if row.flag.needs_coach]
    mentored = [row for row in everybody if row.mentorship]
    to_answer = [row for row in everybody if row.pair]
    rows = {"need": flagged, "people": mentored, "answer": to_answer}.get(show, everybody)
    free = queries.free_places(coach=request.user)
    here = reverse("coach_caseload")
    stats = [
        {
            "number": len(flagged),
            "words": ngettext("needs you", "need you", len(flagged)),
            "url": f"{here}?show=need",
            "needs_attention": bool(flagged),
        },
        {
            "number": len(mentored),
            "words": ngettext("person you mentor", "people you mentor", len(mentored)),
            "url": f"{here}?show=people",
        },
        {
            "number": len(to_answer),
            "words": ngettext("match to answer", "matches to answer", len(to_answer)),
            "url": f"{here}?show=answer",
        },
        {
            "number": free,
            "words": ngettext("place free", "places free", free),
            "url": reverse("coach_places"),
        },
    ]
    return render(
        request,
        "mentoring/coach/caseload.html",
        {
            "stats": stats,
            "rows": rows,
            "show": show,
            "everybody": everybody,
            "sharing": [row for row in mentored if row.progress],
            "flag_rules": queries.rules_of(programmes=_programmes_of(mentored, offer)),
            "offer": offer,
            "free": free,
            "now": now,
            **_about_oneself(request.user, offer, now),
        },
    )


def _programmes_of(mentored, offer) -> list:
    """Whose flags this coach sees: those of the people they mentor; before that, of their offer."""
    return [row.mentorship.programme for row in mentored] or ([offer.programme] if offer else [])


def _about_oneself(person, offer, now) -> dict:
    """What stands beside the people: questions to answer, goodbyes, own dates, hours and supervision."""
    return {
        "led": queries.circles_led_by(coach=person),
        "questions": queries.open_check_ins(person=person).count(),
        "swaps": queries.open_swaps_of(person=person),
        "ended": queries.ended_lately_of(coach=person, now=now),
        "dates": queries.own_dates(offer=offer, today=timezone.localdate(now)) if offer else [],
        "given": queries.time_given(coach=person, now=now),
        "supervised": queries.supervisions_of(coach=person)[:1],
    }


def _my_mentorship(request, mentorship_id) -> Mentorship:
    mentorship = get_object_or_404(
        Mentorship.objects.select_related(
            "learner", "coach", "programme", "pair__entry__request", "pair__offer"
        ),
        pk=mentorship_id,
    )
    or_404(may_see_mentorship_as_coach(request.user, mentorship))
    return mentorship


@signed_in_required
def person(request, mentorship_id):
    """Prepare: why we were matched, what they want help with, progress they share, what to do next."""
    mentorship = _my_mentorship(request, mentorship_id)
    if mentorship.suspended_at:
        return render(request, "mentoring/coach/paused.html", {"name": called(person=mentorship.learner)})
    asked = mentorship.pair.entry.request if mentorship.pair else None
    return render(
        request,
        "mentoring/coach/person.html",
        {
            "mentorship": mentorship,
            "pair": Pair(mentorship, request.user),
            "overview": queries.overview_of(mentorship=mentorship, person=request.user, now=timezone.now()),
            "rows": queries.learner_in_words(request=asked) if asked else [],
            "reasons": queries.in_words(mentorship.pair.reasons_for, labels=queries.term_labels())
            if mentorship.pair
            else [],
            "progress": queries.shared_progress(mentorships=[mentorship], on=timezone.localdate()).get(
                mentorship.pk, []
            ),
        },
    )


@signed_in_required
@require_POST
def helped(request, mentorship_id):
    """The coach has been in touch: the flag goes."""
    mentorship = _my_mentorship(request, mentorship_id)
    operations.note_helped(mentorship=mentorship, by=request.user, at=timezone.now())
    messages.success(request, _("Thank you. The flag is gone."))
    return redirect("coach_person", mentorship_id)


@signed_in_required
def suggestion(request, pair_id):
    """A learner we suggest to this coach: yes, no, or someone else."""
    pair = get_object_or_404(
        ProposedPair.objects.select_related(
            "entry__request__learner", "entry__round", "offer__coach"
        ).exclude(state=ProposedPair.State.PROPOSED),
        pk=pair_id,
    )
    or_404(may_answer_as_coach(request.user, pair))
    return answer_page(request, pair, as_coach=True)
