"""Asking four people whether one of them may move to another mentor, and the move when all said yes.

Locks: offers by their number, the newcomer's request, the mentorship, the swap.
"""

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.operations import record_audit

from ..models import (
    Ending,
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    ProposedPair,
    RoundEntry,
    Swap,
)
from ..queries.swaps import can_be_asked
from .answers import start_mentorship
from .asking import OPEN_ROUND_STATES
from .endings import end
from .errors import NotOpen
from .locks import lock
from .rounds import stored_fit
from .swap_ends import move_of, send_question, settle_swap

State, Part = Swap.State, Swap.Part
YES = ProposedPair.Answer.YES


@transaction.atomic
def ask_for_swap(*, entry, mentorship, offer, by, at) -> Swap:
    """Ask all four whether the learner of `mentorship` may move to `offer`, so that `entry` gets the place.

    Asked twice, they are asked once. Raises NotOpen before the round is confirmed, when the person is asked
    about another move already, and when a rule stands against this one.
    """
    round = lock(MatchingRound, entry.round_id)
    if round.state != MatchingRound.State.CONFIRMED:
        raise NotOpen(_("You can ask this when the round is confirmed."))
    from_offer = MentorOffer.objects.filter(coach=mentorship.coach_id).first()
    if from_offer is None:
        raise NotOpen(_("This move is no longer possible, so nobody was asked."))
    offers = _lock_offers(from_offer.pk, offer.pk)
    request = lock(MentorRequest, entry.request_id)
    mentorship = lock(Mentorship, mentorship.pk)
    asked = Swap.objects.filter(newcomer__request=request, state=State.ASKED).first()
    if asked and (asked.mentorship_id, asked.to_offer_id) == (mentorship.pk, offer.pk):
        return asked
    if asked:
        raise NotOpen(_("People are asked about this person already. Take that back first."))
    entry = _entry(entry.pk, request)
    if not can_be_asked(entry=entry, mentorship=mentorship, to_offer=offers[offer.pk], on=localdate(at)):
        raise NotOpen(_("This move is no longer possible, so nobody was asked."))
    swap = Swap.objects.create(
        round=round,
        mentorship=mentorship,
        from_offer=offers[from_offer.pk],
        to_offer=offers[offer.pk],
        newcomer=entry,
        asked_at=at,
        asked_by=by,
    )
    send_question(swap, "swap_asked", at=at)
    record_audit(by=by, action="mentoring.swap_asked", obj=swap, at=at, round=round.pk)
    return swap


def _lock_offers(*pks) -> dict[int, MentorOffer]:
    return {pk: lock(MentorOffer, pk) for pk in sorted(pks)}


def _entry(pk, request) -> RoundEntry:
    entry = RoundEntry.objects.select_related("round__programme").get(pk=pk)
    entry.request = request
    return entry


def _locked_with_its_people(swap) -> Swap:
    """The swap as it is now; all it is about locked in the order above."""
    swap = Swap.objects.select_related("newcomer").get(pk=swap.pk)
    offers = _lock_offers(swap.from_offer_id, swap.to_offer_id)
    request = lock(MentorRequest, swap.newcomer.request_id)
    mentorship = lock(Mentorship, swap.mentorship_id)
    swap = lock(Swap, swap.pk)
    swap.from_offer, swap.to_offer = offers[swap.from_offer_id], offers[swap.to_offer_id]
    swap.mentorship, swap.newcomer = mentorship, _entry(swap.newcomer_id, request)
    return swap


@transaction.atomic
def answer_swap(*, swap, by, answer, at) -> Swap:
    """One of the four says "yes" or "no". Until it is settled, a new answer replaces the old.

    A no settles it. With the last yes every hard rule is asked again: then the move happens, once, or the
    swap is GONE and nothing changes. Raises NotOpen once it is settled.
    """
    swap = _locked_with_its_people(swap)
    part = swap.part_of(by)
    if swap.state == State.AGREED and answer == YES:
        return swap
    if swap.state != State.ASKED or part is None:
        raise NotOpen(_("This question is no longer open, so nothing was changed."))
    swap.answers[part] = {"answer": answer, "at": at.isoformat()}
    swap.save(update_fields=["answers"])
    record_audit(by=by, action="mentoring.swap_answered", obj=swap, at=at)
    if answer != YES:
        settle_swap(swap, State.DECLINED, at=at, by=by)
    elif all(swap.answer_of(each) == YES for each in Part):
        _move_or_let_be(swap, at)
    return swap


def _move_or_let_be(swap, at):
    """Everybody said yes: move, unless something has changed that a rule forbids."""
    found = move_of(swap, at=at)
    if found is None:
        settle_swap(swap, State.GONE, at=at)
        return
    move, mover_request = found
    swap.state, swap.settled_at = State.AGREED, at
    swap.save(update_fields=["state", "settled_at"])
    _end_kindly(swap, at)
    request = swap.newcomer.request
    # They are matched now: a round that is being worked out forgets them.
    RoundEntry.objects.filter(request=request, round__state__in=OPEN_ROUND_STATES).delete()
    moved, _is_new = RoundEntry.objects.get_or_create(round=swap.round, request=mover_request)
    _begin(
        swap, swap.newcomer, request, swap.from_offer, move.newcomer_score, (Part.NEWCOMER, Part.GIVER), at
    )
    _begin(swap, moved, mover_request, swap.to_offer, move.mover_score, (Part.MOVER, Part.TAKER), at)
    record_audit(by=None, action="mentoring.swap_done", obj=swap, at=at)


def _end_kindly(swap, at):
    """The old mentorship ends as any other does: meetings called off, goals and notes kept by the learner."""
    mentorship = swap.mentorship
    end(mentorship=mentorship, by=swap.asked_by or mentorship.learner, at=at)
    Ending.objects.get_or_create(
        mentorship=mentorship,
        person=mentorship.learner,
        defaults={"why": Ending.Why.MOVED, "told_at": at},
    )


def _begin(swap, entry, request, offer, score, parts, at):
    """Two of the four begin together, as after two yeses to a suggestion."""
    learner_at, coach_at = (swap.answers[part]["at"] for part in parts)
    pair = ProposedPair.objects.create(
        entry=entry,
        offer=offer,
        **stored_fit(score),
        offered_at=swap.asked_at,
        learner_answer=YES,
        learner_answered_at=learner_at,
        coach_answer=YES,
        coach_answered_at=coach_at,
    )
    start_mentorship(pair, request, offer, at)


@transaction.atomic
def withdraw_swap(*, swap, by, at) -> Swap:
    """A coordinator takes the question back before the last yes; nothing changes. Twice is once."""
    swap = lock(Swap, swap.pk)
    if swap.state == State.AGREED:
        raise NotOpen(_("Everybody has said yes, so this can no longer be taken back."))
    if swap.state == State.ASKED:
        settle_swap(swap, State.WITHDRAWN, at=at, by=by)
    return swap
