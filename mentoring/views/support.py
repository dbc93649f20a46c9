"""The rhythm of support: check-ins of one's own, and how the pairs of a coordinator are getting on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import CHECK_IN_FORMS
from ..models import CheckIn, Mentorship
from ..permissions import is_coordinator, may_answer_check_in, may_run_programme
from ..queries.names import called
from .sent import sent_by

PER_PAGE = 50


@signed_in_required
def check_ins(request):
    """The questions somebody was asked and has not answered."""
    rows = [
        {"check_in": each, "title": CHECK_IN_FORMS[each.kind].heading, "about": _other(each)}
        for each in queries.open_check_ins(person=request.user)
    ]
    return render(request, "mentoring/support/check_ins.html", {"rows": rows})


def _other(check_in) -> str:
    """With whom, for questions about one other person."""
    if check_in.kind in (CheckIn.Kind.COACH_MONTHLY, CheckIn.Kind.FOLLOW_UP):
        return ""
    pair = check_in.mentorship
    return called(person=pair.coach if check_in.person_id == pair.learner_id else pair.learner)


@signed_in_required
def check_in(request, check_in_id):
    """Two questions, or three."""
    asked = get_object_or_404(
        CheckIn.objects.select_related("mentorship__learner", "mentorship__coach"), pk=check_in_id
    )
    or_404(may_answer_check_in(request.user, asked))
    form = CHECK_IN_FORMS[asked.kind](sent_by(request))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_check_in(check_in=asked, by=request.user, at=timezone.now(), **form.given)
        except operations.NotOpen as error:
            problem = str(error)
        else:
            messages.success(request, _("Thank you. Your answers are saved."))
            return redirect("check_ins")
    return render(
        request,
        "mentoring/support/check_in.html",
        {
            "check_in": asked,
            "form": form,
            "problems": [(problem, "")] if problem else [],
            "about": _other(asked),
            "has_errors": bool(problem or form.errors),
        },
    )


@signed_in_required
def pairs(request):
    """How the pairs of my programmes are getting on, those who need somebody first."""
    or_404(is_coordinator(request.user))
    rows = queries.pair_rows(person=request.user, now=timezone.now())
    show = "all" if request.GET.get("show") == "all" else ""
    flagged = [row for row in rows if row.needs_somebody]
    page = Paginator(rows if show else flagged, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "mentoring/support/pairs.html",
        {
            "page": page,
            "show": show,
            "number": len(flagged),
            "everybody": len(rows),
            "flag_rules": queries.rules_of(programmes=request.user.programmes.all()),
        },
    )


@signed_in_required
def pair(request, mentorship_id):
    """What the two of a pair answered, for their coordinator. Each look is written down."""
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("learner", "coach", "programme"), pk=mentorship_id
    )
    or_404(may_run_programme(request.user, mentorship.programme))
    operations.note_check_ins_read(mentorship=mentorship, by=request.user, at=timezone.now())
    return render(
        request,
        "mentoring/support/pair.html",
        {
            "mentorship": mentorship,
            "answers": queries.answers_for_coordinator(mentorship=mentorship),
            "endings": queries.endings_for_coordinator(mentorship=mentorship),
        },
    )


@signed_in_required
@require_POST
def settle(request, mentorship_id, check_in_id):
    """A coordinator has seen to a low answer."""
    found = get_object_or_404(
        CheckIn.objects.select_related("mentorship__programme"),
        pk=check_in_id,
        mentorship=mentorship_id,
    )
    or_404(may_run_programme(request.user, found.mentorship.programme))
    if found.answered_at is None:
        raise Http404
    operations.settle_check_in(check_in=found, by=request.user, at=timezone.now())
    messages.success(request, _("Done. It is off the list."))
    return redirect("coordinate_pair", mentorship_id)
