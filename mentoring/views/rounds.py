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
from ..models import MatchingRound, ProposedPair
from ..permissions import is_coordinator, may_run_programme
from .sent import sent_by

PER_PAGE = 50
State = MatchingRound.State


def my_round(request, round_id) -> MatchingRound:
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
    found = my_round(request, round_id)
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
            "equity": queries.equity_of(round=found) if has_pairs else [],
            "undo": queries.step_to_undo(round=found, person=request.user)
            if found.state in (State.COLLECTING, State.REVIEWING)
            else None,
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
    found = my_round(request, round_id)
    start_working_out(request, found)
    return redirect("round_overview", found.pk)


def start_working_out(request, found):
    try:
        with transaction.atomic():
            if operations.begin_proposing(round=found, by=request.user, at=timezone.now()):
                tasks.propose.enqueue(round_id=found.pk, by_id=request.user.pk)
    except operations.NotOpen as error:
        messages.warning(request, str(error))


@signed_in_required
def people(request, round_id):
    """The people behind a number."""
    found = my_round(request, round_id)
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


@signed_in_required
def check(request, round_id):
    """The last look: the pairs, what changed, who has nobody, the mails word for word; then confirm."""
    found = my_round(request, round_id)
    if found.state not in (State.REVIEWING, State.CONFIRMED):
        return redirect("round_overview", found.pk)
    if request.method == "POST":
        try:
            operations.confirm_round(
                round=found, seen=request.POST.get("seen"), by=request.user, at=timezone.now()
            )
            messages.success(request, _("The round is confirmed. Everybody in a pair gets a mail."))
            return redirect("round_overview", found.pk)
        except operations.RoundHasConflicts:
            found.refresh_from_db()
        except operations.RoundChanged as error:
            messages.warning(request, str(error))
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
            "mark": queries.mark_of_pairs(round=found),
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
