"""The match desk: one person of a round at a time, and what a coordinator decides about them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..models import MatchingRound, MentorRequest
from .rounds import my_round, start_working_out
from .swaps import on_the_desk

CANDIDATES_PER_PAGE = 24
State = MatchingRound.State


def _my_entry(request, round_id, entry_id):
    found = my_round(request, round_id)
    entry = get_object_or_404(queries.entries(round=found), pk=entry_id)
    entry.round = found
    return entry


@signed_in_required
def find_mentor(request, round_id, entry_id):
    """One person at a time: what they asked for, three best mentors side by side, why and why not."""
    entry = _my_entry(request, round_id, entry_id)
    return _desk(request, entry)


def _desk(request, entry, *, refused=(), taken=None):
    """The match desk for one person. `refused` are reasons why the last choice could not be made; `taken` is
    (the mentor chosen, the pairs that would lose their place)."""
    found = entry.round
    is_open = found.state == State.REVIEWING or found.state == State.COLLECTING
    waits = entry.request.state == MentorRequest.State.WAITING
    candidates = queries.candidates_for(entry=entry) if waits else []
    order = list(queries.entries(round=found).values_list("pk", "request__learner__preferred_name"))
    position = next(number for number, (pk, _name) in enumerate(order) if pk == entry.pk)
    show_all = request.GET.get("show") == "all"
    pair = getattr(entry, "pair", None)
    page = Paginator(candidates, CANDIDATES_PER_PAGE).get_page(request.GET.get("page"))
    shown = page.object_list if show_all else _first_three(candidates)
    return render(
        request,
        "mentoring/rounds/find.html",
        {
            "round": found,
            "entry": entry,
            "pair": pair,
            "learner": entry.request.learner,
            "number": position + 1,
            "count": len(order),
            "numbers": queries.round_numbers(round=found),
            "rows": queries.wishes_for_coordinator(request=entry.request),
            "candidates": shown,
            "all_count": len(candidates),
            "show_all": show_all,
            "page": page,
            "eligible": sum(1 for each in candidates if not each.blocked),
            "left_out": queries.left_out_words(entry=entry, labels=queries.term_labels()),
            "previous": order[position - 1] if position else None,
            "next": order[position + 1] if position + 1 < len(order) else None,
            "is_open": is_open and waits,
            "seen": queries.newest_step(entry=entry),
            "undo": queries.step_to_undo(round=found, person=request.user) if is_open else None,
            "refused": refused,
            "taken": taken,
            "bar_form": queries.bar_reasons(),
            "swaps": on_the_desk(entry),
        },
    )


def _first_three(candidates):
    """The three best; a chosen or suggested mentor is always among them."""
    mine = [each for each in candidates if each.is_chosen or each.is_suggested]
    rest = [each for each in candidates if each not in mine]
    top = [*mine, *rest][: queries.BEST]
    return [each for each in candidates if each in top]


@signed_in_required
@require_POST
def decide(request, round_id, entry_id):
    """One decision about one person; the page comes back with what happened."""
    entry = _my_entry(request, round_id, entry_id)
    who_and_when = {"by": request.user, "at": timezone.now()}
    seen = {"seen": _seen(request)}
    verb = request.POST.get("do", "")
    try:
        if verb == "choose":
            return _choose(request, entry, who_and_when | seen)
        if verb in ("bar", "allow"):
            _bar(request, entry, verb, who_and_when | seen)
        elif verb == "forbid":
            operations.forbid_pair(entry=entry, offer=_offer(request, entry), **who_and_when, **seen)
            messages.success(request, _("Ruled out for this round. Neither of them is told."))
        elif verb == "unforbid":
            operations.allow_pair(entry=entry, offer=_offer(request, entry), **who_and_when, **seen)
            messages.success(request, _("These two may be matched again."))
        elif verb in _SIMPLE:
            operation, words = _SIMPLE[verb]
            operation(entry=entry, **who_and_when, **seen)
            messages.success(request, words())
        else:
            raise Http404
    except (operations.NotOpen, operations.DeskChanged) as error:
        messages.warning(request, str(error))
    return redirect("round_find", round_id, entry_id)


def _seen(request) -> int | None:
    """The newest decision the sent page knew of."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else None


@signed_in_required
@require_POST
def undo(request, round_id):
    """Take back a coordinator's own latest decision, whoever it was about."""
    found = my_round(request, round_id)
    number = request.POST.get("step", "")
    if not number.isdecimal():
        return redirect("round_overview", found.pk)
    step = get_object_or_404(found.steps, pk=int(number))
    try:
        operations.undo_step(step=step, by=request.user, at=timezone.now())
        messages.success(request, _("Undone. It is as it was before."))
    except (operations.NotOpen, operations.DeskChanged) as error:
        messages.warning(request, str(error))
    return redirect("round_find", found.pk, step.entry_id)


_SIMPLE = {
    "aside": (operations.put_aside, lambda: _("Put aside. They keep their place in the queue.")),
    "back": (operations.take_back_in, lambda: _("Back in the round.")),
    "undo": (operations.undo_choice, lambda: _("Your choice is undone.")),
}


def _choose(request, entry, who_and_when):
    offer = _offer(request, entry)
    displace = request.POST.get("displace") == "yes"
    try:
        operations.choose_mentor(entry=entry, offer=offer, displace=displace, **who_and_when)
    except operations.RuleBroken as error:
        refused = queries.in_words(error.reasons, labels=queries.term_labels())
        return _desk(request, entry, refused=(offer.coach.get_full_name(), refused))
    except operations.PlaceSuggested as error:
        return _desk(request, entry, taken=(offer, error.pairs))
    if displace:
        start_working_out(request, entry.round)
        messages.success(request, _("Chosen. The other matches are being worked out again."))
        return redirect("round_overview", entry.round_id)
    messages.success(
        request,
        _("%(mentor)s is now chosen for %(learner)s")
        % {"mentor": offer.coach.get_full_name(), "learner": entry.request.learner.get_full_name()},
    )
    return redirect("round_find", entry.round_id, entry.pk)


def _bar(request, entry, verb, who_and_when):
    offer = _offer(request, entry)
    if verb == "allow":
        operations.lift_bar(entry=entry, offer=offer, **who_and_when)
        messages.success(request, _("These two may be matched again."))
        return
    reason = request.POST.get("reason", "")
    if reason not in dict(queries.bar_reasons()):
        raise Http404
    operations.bar_pair(entry=entry, offer=offer, reason=reason, **who_and_when)
    messages.success(request, _("These two will not be matched. Neither of them is told."))


def _offer(request, entry):
    offers = queries.offers_in(programme_id=entry.round.programme_id)
    try:
        return get_object_or_404(offers, pk=int(request.POST.get("offer", "")))
    except ValueError as error:
        raise Http404 from error
