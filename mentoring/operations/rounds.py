"""A round from its start to the moment both people hear of each other."""

from dataclasses import asdict
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later

from ..matching import solve
from ..models import MatchingRound, MentorRequest, ProposedPair, RoundEntry
from ..queries.cohort import build_cohort
from ..queries.desk import conflicts_of, mark_of_pairs, stored
from .answers import answer_by
from .errors import NotOpen, RoundChanged, RoundHasConflicts
from .locks import lock

State = MatchingRound.State

#: Working out the largest round takes seconds; after this long nobody is working on it any more.
LONGEST_RUN = timedelta(minutes=10)


@transaction.atomic
def start_round(*, programme, name, starts_on, by, at) -> MatchingRound:
    """Begin to collect: everybody who waits is in the round from now on. Raises NotOpen while one is open."""
    try:
        with transaction.atomic():
            new = MatchingRound.objects.create(
                programme=programme, name=name, starts_on_date=starts_on, created_at=at, created_by=by
            )
    except IntegrityError as error:
        raise NotOpen(
            _("There is an open round, or one with this name. Finish that first, or choose another name.")
        ) from error
    _collect(new)
    record_audit(by=by, action="mentoring.round_started", obj=new, at=at)
    return new


def _collect(round):
    """Everybody who waits in the programme has an entry, nobody else has one."""
    waiting = MentorRequest.objects.filter(programme=round.programme_id, state=MentorRequest.State.WAITING)
    round.entries.exclude(request__in=waiting).delete()
    RoundEntry.objects.bulk_create(
        [RoundEntry(round=round, request=request) for request in waiting.exclude(entries__round=round)],
        ignore_conflicts=True,
    )


@transaction.atomic
def begin_proposing(*, round, by, at) -> bool:
    """Mark that matches are being worked out. False when they are already: a double click starts one run."""
    round = lock(MatchingRound, round.pk)
    if round.state == State.CONFIRMED:
        raise NotOpen(_("This round is confirmed. Nothing can be changed."))
    if round.state == State.PROPOSING and not has_stalled(round, at=at):
        return False
    round.state, round.proposing_since, round.problem = State.PROPOSING, at, ""
    round.save(update_fields=["state", "proposing_since", "problem"])
    record_audit(by=by, action="mentoring.matches_asked_for", obj=round, at=at)
    return True


def has_stalled(round, *, at) -> bool:
    """A run this long is dead: its worker was stopped."""
    return round.proposing_since is None or at - round.proposing_since > LONGEST_RUN


def propose_pairs(*, round, by, at) -> MatchingRound:
    """Work out the whole round, keep what a coordinator chose, and save pairs, reasons and the run record.

    The solver runs before the rows are locked. If anything changed meanwhile it runs again under the lock, so
    that nobody waits for it in the usual case and the saved result always belongs to the rows as they are.
    """
    cohort = build_cohort(round=round)
    result = solve(cohort)
    with transaction.atomic():
        round = lock(MatchingRound, round.pk)
        if round.state == State.CONFIRMED:
            raise NotOpen(_("This round is confirmed. Nothing can be changed."))
        _collect(round)
        _lock_people(round)
        cohort_now = build_cohort(round=round)
        if cohort_now != cohort:
            cohort, result = cohort_now, solve(cohort_now)
        before = dict(_proposed(round).values_list("entry__request_id", "offer_id"))
        _save_pairs(round, result)
        _save_left_out(round, result)
        round.state, round.proposed_at, round.proposing_since, round.problem = State.REVIEWING, at, None, ""
        round.run_record = _run_record(result, before)
        round.save()
        record_audit(
            by=by,
            action="mentoring.matches_worked_out",
            obj=round,
            at=at,
            pairs=len(result.pairs),
            left_out=len(result.left_out),
        )
    return round


def _lock_people(round):
    """Nobody of the round can withdraw while its pairs are written."""
    list(
        MentorRequest.objects.select_for_update()
        .filter(entries__round=round)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _proposed(round):
    return ProposedPair.objects.filter(entry__round=round, state=ProposedPair.State.PROPOSED)


def _save_pairs(round, result):
    """Replace what the solver suggested before. Chosen pairs stay, with their score as it is now."""
    chosen = {pair.entry_id: pair for pair in _proposed(round).exclude(pinned_at=None)}
    _proposed(round).filter(pinned_at=None).delete()
    entry_of = dict(round.entries.values_list("request_id", "pk"))
    new, kept = [], []
    for found in result.pairs:
        fit = stored_fit(found)
        pair = chosen.get(entry_of[found.mentee_id])
        if pair:
            for name, value in fit.items():
                setattr(pair, name, value)
            kept.append(pair)
        else:
            entry_id = entry_of[found.mentee_id]
            new.append(
                ProposedPair(
                    entry_id=entry_id, offer_id=found.mentor_id, suggested_offer_id=found.mentor_id, **fit
                )
            )
    ProposedPair.objects.bulk_create(new, batch_size=500)
    ProposedPair.objects.bulk_update(
        kept, ["total", "parts", "reasons_for", "reasons_against"], batch_size=200
    )


def stored_fit(fit) -> dict:
    """The score of a pair as its row keeps it: total, parts, and reasons as keys with parameters."""
    return {
        "total": fit.total,
        "parts": dict(fit.parts),
        "reasons_for": [stored(reason) for reason in fit.reasons_for],
        "reasons_against": [stored(reason) for reason in fit.reasons_against],
    }


def _left_out(person) -> dict:
    """Why somebody has no mentor, as their entry keeps it."""
    return {
        "eligible": person.eligible,
        "rules": dict(person.rules),
        "reasons": [stored(reason) for reason in person.reasons],
        "changes": [stored(reason) for reason in person.changes],
    }


def _run_record(result, before: dict) -> dict:
    """What is needed to run the round again and get the same, and what this run changed.

    `changes` is a list of [request id, offer id before or null, offer id after or null]; `few_options` lists
    the request ids of those whom few mentors fit.
    """
    run = result.run
    return {
        "code_version": run.code_version,
        "solver": run.solver,
        "starts_on": run.starts_on.isoformat(),
        "weights": asdict(run.weights),
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
        "counts": dict(run.counts),
        "few_options": _few_options(result.options),
        "changes": _changes(before, {pair.mentee_id: pair.mentor_id for pair in result.pairs}),
    }


def _few_options(options) -> list[int]:
    """The quarter of the people whom the fewest mentors fit. Empty where all have about as many.

    A quarter, so that a programme of 40 can see it; people with as many as the last of them belong to it, as
    long as they are not most of the round.
    """
    if len(options) < 4:
        return []
    limit = sorted(options.values())[len(options) // 4 - 1]
    few = sorted(who for who, own in options.items() if own <= limit)
    return few if 2 * len(few) <= len(options) else sorted(who for who, own in options.items() if own < limit)


def _changes(before: dict, after: dict) -> list:
    """None on a first run: everything would be new."""
    if not before:
        return []
    return [
        [who, before.get(who), after.get(who)]
        for who in sorted(before.keys() | after.keys())
        if before.get(who) != after.get(who)
    ]


def _save_left_out(round, result):
    why = {each.mentee_id: _left_out(each) for each in result.left_out}
    changed = []
    for entry in RoundEntry.objects.filter(round=round):
        if entry.left_out != why.get(entry.request_id, {}):
            entry.left_out = why.get(entry.request_id, {})
            changed.append(entry)
    RoundEntry.objects.bulk_update(changed, ["left_out"], batch_size=200)


@transaction.atomic
def note_failed(*, round, problem, at) -> MatchingRound:
    """Working out matches failed: say why in a plain sentence and go back to collecting."""
    round = lock(MatchingRound, round.pk)
    if round.state == State.PROPOSING:
        round.state, round.proposing_since, round.problem = State.COLLECTING, None, problem[:250]
        round.save(update_fields=["state", "proposing_since", "problem"])
        record_audit(by=None, action="mentoring.matches_failed", obj=round, at=at)
    return round


def open_round(round_id) -> MatchingRound:
    """The locked round. Raises NotOpen when it can no longer be changed."""
    round = lock(MatchingRound, round_id)
    if round.state == State.CONFIRMED:
        raise NotOpen(_("This round is confirmed. Nothing can be changed."))
    if round.state == State.PROPOSING and not has_stalled(round, at=timezone.now()):
        raise NotOpen(_("Matches are being worked out. Try again in a moment."))
    return round


@transaction.atomic
def confirm_round(*, round, by, at, seen=None) -> MatchingRound:
    """Send every suggestion to both people. The second call, at the same moment too, sends nothing.

    Every hard rule is asked again. Raises RoundHasConflicts when one now forbids a pair, RoundChanged when
    the pairs are others than those of `seen`, the mark of the page (None asks nothing), NotOpen when there is
    nothing to confirm yet.
    """
    round = lock(MatchingRound, round.pk)
    if round.state == State.CONFIRMED:
        return round
    if round.state != State.REVIEWING:
        raise NotOpen(_("Work out the matches first."))
    _lock_people(round)
    conflicts = conflicts_of(round=round)
    if conflicts:
        raise RoundHasConflicts(conflicts)
    if seen is not None and seen != mark_of_pairs(round=round):
        raise RoundChanged
    pairs = list(_proposed(round).select_related("entry__request__learner", "offer__coach"))
    _proposed(round).update(state=ProposedPair.State.OFFERED, offered_at=at)
    MentorRequest.objects.filter(entries__pair__in=pairs).update(
        state=MentorRequest.State.OFFERED, updated_at=at
    )
    _forget_who_came_too_late(round)
    for pair in pairs:
        _tell_both(pair, at)
    round.state, round.confirmed_at, round.confirmed_by = State.CONFIRMED, at, by
    round.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    record_audit(by=by, action="mentoring.round_confirmed", obj=round, at=at, pairs=len(pairs))
    return round


def _forget_who_came_too_late(round):
    """People who asked after the matches were worked out wait for the next round."""
    round.entries.filter(pair=None, put_aside_at=None, left_out={}).delete()


def _tell_both(pair, at):
    context = {"pair_id": pair.pk, "answer_by": answer_by(at)}
    for event, person in (
        ("pair_offered_learner", pair.entry.request.learner),
        ("pair_offered_coach", pair.offer.coach),
    ):
        send_later(event=event, to=person, at=at, key=f"{event}:{pair.pk}", context=context)
