"""Mentoring circles, for the coordinators of their programme. To everybody else they do not exist."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import CircleForm
from ..models import Circle, CircleMember, MentorOffer, MentorRequest
from ..permissions import is_coordinator, may_run_programme
from .sent import sent_by


@signed_in_required
def circle_list(request):
    """My programmes' circles, those that go on first."""
    or_404(is_coordinator(request.user))
    return render(
        request,
        "mentoring/circles/list.html",
        {"circles": list(queries.circles_run_by(person=request.user))},
    )


@signed_in_required
def new_circle(request):
    """Ask a mentor to lead a small group."""
    or_404(is_coordinator(request.user))
    programmes = queries.programmes_run_by(person=request.user)
    leaders = queries.leaders_in(programmes=programmes, on=timezone.localdate())
    able = [each for each in leaders if not each.blocked]
    form = CircleForm(
        sent_by(request),
        leaders=[(each.offer.pk, queries.called(person=each.offer.coach)) for each in able],
    )
    if request.method == "POST" and form.is_valid():
        circle = _make(request, form)
        if circle:
            messages.success(request, _("The mentor is asked. You can invite people once they said yes."))
            return redirect("coordinate_circle", circle.pk)
    return render(
        request,
        "mentoring/circles/new.html",
        {
            "form": form,
            "able": able,
            "blocked": [each for each in leaders if each.blocked],
            "has_errors": bool(form.errors),
        },
    )


def _make(request, form):
    told = form.cleaned_data
    offer = get_object_or_404(MentorOffer.objects.select_related("coach", "programme"), pk=told.pop("offer"))
    or_404(may_run_programme(request.user, offer.programme))
    try:
        return operations.make_circle(offer=offer, by=request.user, at=timezone.now(), **told)
    except operations.RuleBroken as broken:
        for words in queries.circle_reasons_in_words(broken.reasons, labels=queries.term_labels()):
            form.add_error("offer", words)
    return None


@signed_in_required
def circle(request, circle_id):
    """One circle: who is in it, who waits and why not; invite, take out, close."""
    found = get_object_or_404(Circle.objects.select_related("programme", "offer__coach"), pk=circle_id)
    or_404(may_run_programme(request.user, found.programme))
    if request.method == "POST":
        return _do(request, found)
    desk = queries.circle_desk(circle=found, on=timezone.localdate())
    return render(
        request,
        "mentoring/circles/desk.html",
        {
            "circle": found,
            "desk": desk,
            "members": [(each, desk.misfits.get(each.pk, [])) for each in desk.members],
            "may_invite": found.is_running and desk.joined < found.most,
            "live": CircleMember.LIVE_STATES,
        },
    )


def _do(request, found):
    """One operation for each button of the page."""
    now, do = timezone.now(), request.POST.get("do")
    try:
        if do == "invite":
            asked = _one_of(request, MentorRequest.objects.filter(programme=found.programme_id))
            operations.invite_to_circle(circle=found, request=asked, by=request.user, at=now)
            messages.success(request, _("Asked. They have 14 days to answer."))
        elif do == "out":
            place = _one_of(request, found.members.all())
            operations.take_out_of_circle(place=place, by=request.user, at=now)
            messages.success(request, _("Taken out. They keep their place in the queue for a mentor."))
        elif do == "close":
            operations.close_circle(circle=found, by=request.user, at=now)
            messages.success(request, _("The group is closed, and everybody in it is told."))
        else:
            raise Http404
    except operations.RuleBroken as broken:
        reasons = queries.circle_reasons_in_words(broken.reasons, labels=queries.term_labels())
        messages.warning(request, ". ".join(reasons) + ".")
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
    return redirect("coordinate_circle", found.pk)


def _one_of(request, rows):
    number = request.POST.get("who", "")
    if not number.isdecimal() or len(number) > 12:
        raise Http404
    return get_object_or_404(rows, pk=int(number))
