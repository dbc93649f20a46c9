"""May somebody move to another mentor? A coordinator asks; four people answer, each on their own page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import SwapAnswerForm
from ..models import MatchingRound, Mentorship, RoundEntry, Swap
from ..permissions import may_answer_swap
from .rounds import my_round
from .sent import sent_by

State, Part = Swap.State, Swap.Part


def _my_swap(request, swap_id) -> Swap:
    found = get_object_or_404(
        Swap.objects.select_related(
            "round",
            "newcomer__request__learner",
            "mentorship__learner",
            "mentorship__coach",
            "from_offer__coach",
            "to_offer__coach",
        ),
        pk=swap_id,
    )
    or_404(may_answer_swap(request.user, found))
    return found


@signed_in_required
def question(request, swap_id):
    """What one of the four is asked: what would change for them, whom they would work with, yes or no."""
    swap = _my_swap(request, swap_id)
    part = swap.part_of(request.user)
    own_answer = swap.answer_of(part)
    form = SwapAnswerForm(
        sent_by(request), initial={"answer": own_answer}, is_mover=part == Part.MOVER, label_suffix=""
    )
    if request.method == "POST" and form.is_valid():
        try:
            swap = operations.answer_swap(
                swap=swap, by=request.user, answer=form.cleaned_data["answer"], at=timezone.now()
            )
        except operations.NotOpen as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
        return redirect("mentoring_swap", swap_id)
    is_open = swap.state == State.ASKED
    return render(
        request,
        "mentoring/swap.html",
        {
            "swap": swap,
            "part": str(part),
            "is_coach": part in (Part.GIVER, Part.TAKER),
            "form": form,
            "is_open": is_open,
            "own_answer": own_answer,
            "shown": queries.seen_by(swap=swap, part=part) if is_open else [],
            "mover": queries.called(person=swap.mentorship.learner),
            "answer_by": swap.asked_at + operations.ANSWER_WITHIN,
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
@require_POST
def ask(request, round_id, entry_id):
    """A coordinator asks the four about a move, or takes the question back."""
    found = my_round(request, round_id)
    entry = get_object_or_404(RoundEntry.objects.select_related("request"), pk=entry_id, round=found)
    who_and_when = {"by": request.user, "at": timezone.now()}
    try:
        if request.POST.get("do") == "withdraw":
            swap = get_object_or_404(Swap, pk=_number(request, "swap"), newcomer__request=entry.request_id)
            operations.withdraw_swap(swap=swap, **who_and_when)
            messages.success(request, _("Taken back. Nothing changes for anybody."))
        else:
            operations.ask_for_swap(
                entry=entry,
                mentorship=get_object_or_404(
                    Mentorship, pk=_number(request, "mentorship"), programme=found.programme_id
                ),
                offer=get_object_or_404(
                    queries.offers_in(programme_id=found.programme_id), pk=_number(request, "offer")
                ),
                **who_and_when,
            )
            messages.success(request, _("All four are asked. It happens only when everybody says yes."))
    except operations.NotOpen as error:
        messages.warning(request, str(error))
    return redirect("round_find", round_id, entry_id)


def _number(request, name) -> int:
    number = request.POST.get(name, "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return int(number)


def on_the_desk(entry) -> dict:
    """What the match desk shows about moves: the question that is open, the last one, ideas for a new one."""
    asked = queries.open_swap_of(entry=entry)
    return {
        "asked": asked,
        "answered": len(asked.answers) if asked else 0,
        "last": None if asked else queries.last_swap_of(entry=entry),
        "ideas": [] if asked else queries.swap_ideas(entry=entry),
        "may_ask": entry.round.state == MatchingRound.State.CONFIRMED,
    }
