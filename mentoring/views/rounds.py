"""Matching rounds, for the coordinators of their programme. To everybody else they do not exist."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import mail
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries, tasks
from ..forms import RoundForm
from ..models import MatchingRound, MentorRequest, ProposedPair
from ..permissions import is_coordinator, may_run_programme
from .sent import sent_by

PER_PAGE = 50
CANDIDATES_PER_PAGE = 24
State = MatchingRound.State


def _my_round(request, round_id) -> MatchingRound:
    found = get_object_or_404(MatchingRound.objects.select_related("programme"), pk=round_id)
    or_404(may_run_programme(request.user, found.programme))
    return found


@signed_in_required
def round_list(request):
    """My rounds, and the people who asked for help or another mentor."""
    or_404(is_coordinator(request.user))
    rounds = list(queries.rounds_of(person=request.user))
    return render(
        request,
        "mentoring/rounds/list.html",
        {
            "rounds": rounds,
            "programmes": queries.programmes_run_by(person=request.user),
            "asking": queries.change_requests(person=request.user),
        },
    )


@signed_in_required
def new_round(request):
    """Start to collect."""
    or_404(is_coordinator(request.user))
    programmes = queries.programmes_run_by(person=request.user)
    form = RoundForm(sent_by(request), programmes=programmes)
    if request.method == "POST" and form.is_valid():
        try:
            new = operations.start_round(by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect("round_overview", new.pk)
        except operations.NotOpen as error:
            form.add_error(None, str(error))
    return render(
        request,
        "mentoring/rounds/new.html",
        {"form": form, "programmes": programmes, "has_errors": bool(form.errors)},
    )


@signed_in_required
def overview(request, round_id):
    """Where the round stands: steps, numbers that add up, what to do next."""
    found = _my_round(request, round_id)
    numbers = queries.round_numbers(round=found)
    has_pairs = found.proposed_at is not None
    return render(
        request,
        "mentoring/rounds/overview.html",
        {
            "round": found,
            "numbers": numbers,
            "stats": _stats(found, numbers),
            "steps": _steps(found, numbers),
            "answers": _answer_stats(found) if found.state == State.CONFIRMED else [],
            "notes": queries.answer_notes(round=found) if found.state == State.CONFIRMED else [],
            "first_entry": queries.entries(round=found).first(),
            "has_pairs": has_pairs,
            "is_working": found.state == State.PROPOSING,
            "has_stalled": found.state == State.PROPOSING
            and operations.has_stalled(found, at=timezone.now()),
            "changes": queries.changes_in_words(round=found),
        },
    )


def _stats(found, numbers) -> list[dict]:
    """The groups of people; their numbers add up to the first."""
    people = reverse("round_people", args=[found.pk])
    total = {"number": numbers.total, "words": ngettext("person", "people", numbers.total), "url": people}
    if not found.proposed_at:
        groups = [("aside", numbers.aside, _("put aside"))] if numbers.aside else []
    else:
        groups = [
            ("matched", numbers.matched, _("with a mentor")),
            ("left", numbers.left, _("without a mentor")),
            ("aside", numbers.aside, _("put aside")),
        ]
        if numbers.new:
            groups.append(("new", numbers.new, _("not worked out yet")))
    return [total] + [
        {
            "number": number,
            "words": words,
            "url": f"{people}?show={group}",
            "needs_attention": group in ("left", "new") and number > 0,
        }
        for group, number, words in groups
    ]


def _answer_stats(found) -> list[dict]:
    people = reverse("round_people", args=[found.pk])
    counts = queries.answers_of(round=found)
    return [
        {"number": counts.get(state.value, 0), "words": state.label, "url": f"{people}?answer={state.value}"}
        for state in ProposedPair.State
        if state != ProposedPair.State.PROPOSED
        and (counts.get(state.value) or state == ProposedPair.State.OFFERED)
    ]


def _steps(found, numbers) -> list[dict]:
    """Collect, match, check, tell: what is done, what is next, what waits."""
    order = [State.COLLECTING, State.PROPOSING, State.REVIEWING, State.CONFIRMED]
    at = order.index(found.state)
    people = reverse("round_people", args=[found.pk])
    check = reverse("round_check", args=[found.pk])
    rows = [
        (_("Collect"), people, _("Everybody who waits is in the round.")),
        (
            _("Match"),
            "",
            _("The site suggests the best pairs for everybody together. You can change any of them."),
        ),
        (_("Check"), check if found.state in (State.REVIEWING, State.CONFIRMED) else "", _("One last look.")),
        (_("Tell people"), "", _("Both get a mail and say yes or no. Nothing is sent before that.")),
    ]
    now = {State.COLLECTING: 1, State.PROPOSING: 1, State.REVIEWING: 2, State.CONFIRMED: 4}[found.state]
    states = ["done" if number < now else "now" if number == now else "todo" for number in range(4)]
    if not numbers.total and at == 0:
        states = ["now", "todo", "todo", "todo"]
    words = {"done": _("Done"), "now": _("Next"), "todo": _("Later")}
    return [
        {"title": title, "url": url, "hint": hint, "state": state, "status": words[state]}
        for (title, url, hint), state in zip(rows, states, strict=True)
    ]


@signed_in_required
@require_POST
def propose(request, round_id):
    """Ask the worker to work out the matches; the mark and the task are written together."""
    found = _my_round(request, round_id)
    _start_working_out(request, found)
    return redirect("round_overview", found.pk)


def _start_working_out(request, found):
    try:
        with transaction.atomic():
            if operations.begin_proposing(round=found, by=request.user, at=timezone.now()):
                tasks.propose.enqueue(round_id=found.pk, by_id=request.user.pk)
    except operations.NotOpen as error:
        messages.warning(request, str(error))


@signed_in_required
def people(request, round_id):
    """The people behind a number."""
    found = _my_round(request, round_id)
    group, answer = request.GET.get("show", ""), request.GET.get("answer", "")
    if (group and group not in queries.GROUPS) or (answer and answer not in ProposedPair.State.values):
        raise Http404
    entries = queries.entries(round=found, group=group)
    if answer:
        entries = entries.filter(pair__state=answer)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    labels = queries.term_labels()
    rows = [
        {"entry": entry, "reasons": queries.left_out_words(entry=entry, labels=labels)}
        for entry in page.object_list
    ]
    return render(
        request,
        "mentoring/rounds/people.html",
        {
            "round": found,
            "rows": rows,
            "page": page,
            "group": group,
            "answer": answer,
            "heading": _heading(group, answer),
            "group_query": f"show={group}" if group else f"answer={answer}" if answer else "",
        },
    )


def _heading(group, answer):
    if answer:
        return ProposedPair.State(answer).label
    return {
        "matched": _("People with a mentor"),
        "left": _("People without a mentor"),
        "aside": _("People put aside"),
        "new": _("People not worked out yet"),
    }.get(group, _("Everybody in this round"))


def _my_entry(request, round_id, entry_id):
    found = _my_round(request, round_id)
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
            "refused": refused,
            "taken": taken,
            "bar_form": queries.bar_reasons(),
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
    verb = request.POST.get("do", "")
    try:
        if verb == "choose":
            return _choose(request, entry, who_and_when)
        if verb in ("bar", "allow"):
            _bar(request, entry, verb, who_and_when)
        elif verb in _SIMPLE:
            operation, words = _SIMPLE[verb]
            operation(entry=entry, **who_and_when)
            messages.success(request, words())
        else:
            raise Http404
    except operations.NotOpen as error:
        messages.warning(request, str(error))
    return redirect("round_find", round_id, entry_id)


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
        _start_working_out(request, entry.round)
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


@signed_in_required
def check(request, round_id):
    """The last look: the pairs, what changed, who has nobody, the mails word for word; then confirm."""
    found = _my_round(request, round_id)
    if found.state not in (State.REVIEWING, State.CONFIRMED):
        return redirect("round_overview", found.pk)
    if request.method == "POST":
        try:
            operations.confirm_round(round=found, by=request.user, at=timezone.now())
            messages.success(request, _("The round is confirmed. Everybody in a pair gets a mail."))
            return redirect("round_overview", found.pk)
        except operations.RoundHasConflicts:
            found.refresh_from_db()
        except operations.NotOpen as error:
            messages.warning(request, str(error))
            return redirect("round_overview", found.pk)
    labels = queries.term_labels()
    conflicts = queries.conflicts_of(round=found) if found.state == State.REVIEWING else {}
    pairs = queries.pairs_of(round=found)
    page = Paginator(pairs, 2 * PER_PAGE).get_page(request.GET.get("page"))
    broken = [
        {"pair": pair, "reasons": queries.in_words(conflicts[pair.pk], labels=labels)}
        for pair in (pairs.filter(pk__in=list(conflicts)) if conflicts else [])
    ]
    errors = [
        (
            _("%(learner)s and %(mentor)s: %(reasons)s")
            % {
                "learner": each["pair"].entry.request.learner.get_full_name(),
                "mentor": each["pair"].offer.coach.get_full_name(),
                "reasons": "; ".join(each["reasons"]),
            },
            reverse("round_find", args=[found.pk, each["pair"].entry_id]),
        )
        for each in broken
    ]
    return render(
        request,
        "mentoring/rounds/check.html",
        {
            "round": found,
            "page": page,
            "errors": errors,
            "has_errors": bool(errors),
            "changed": queries.pairs_changed(round=found),
            "numbers": queries.round_numbers(round=found),
            "without": queries.entries(round=found, group="left")[:PER_PAGE],
            "aside": queries.entries(round=found, group="aside")[:PER_PAGE],
            "mails": _mails(found, pairs.first()),
            "is_open": found.state == State.REVIEWING,
        },
    )


def _mails(found, pair) -> list[dict]:
    """The two mails exactly as they will go out, drawn with the first pair."""
    if pair is None:
        return []
    context = {
        "pair_id": pair.pk,
        "answer_by": timezone.localdate(timezone.now() + operations.ANSWER_WITHIN).isoformat(),
    }
    drawn = []
    for event, title, person in (
        ("pair_offered_learner", _("To the learner"), pair.entry.request.learner),
        ("pair_offered_coach", _("To the mentor"), pair.offer.coach),
    ):
        message = mail.render(
            event=event,
            context=context,
            address=person.email,
            name=person.preferred_name,
            language=person.language,
        )
        drawn.append({"title": title, "subject": message.subject, "body": message.body})
    return drawn
