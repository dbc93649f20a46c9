"""Who could be placed if somebody moved, who is asked about it, and what each of the four may see."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from ..lifecycle import State
from ..matching import Cohort, strength, swap_of, swaps_for
from ..matching import Swap as Move
from ..models import MatchingRound, MentorOffer, MentorRequest, Mentorship, RoundEntry, Swap
from .asking import learner_in_words, mentor_in_words
from .cohort import build_cohort_of, held_by
from .desk import in_words
from .lifecycle import state_of_mentorship
from .names import called


@dataclass(frozen=True)
class SwapIdea:
    """ "Could be placed if …", for the coordinator. The reasons are about the two new pairs."""

    mentorship_id: int
    offer_id: int
    mover: str
    giver: str
    taker: str
    newcomer_strength: str
    mover_strength: str
    newcomer_reasons: tuple[list[str], list[str]]
    mover_reasons: tuple[list[str], list[str]]


def may_be_placed_by_a_swap(*, entry: RoundEntry) -> bool:
    """Left out of a round that was worked out, and still waiting."""
    return (
        bool(entry.left_out)
        and entry.put_aside_at is None
        and not hasattr(entry, "pair")
        and entry.request.state == MentorRequest.State.WAITING
    )


def swap_ideas(*, entry: RoundEntry) -> list[SwapIdea]:
    """The best few moves that would place this person; the number of queries stays the same."""
    if not may_be_placed_by_a_swap(entry=entry):
        return []
    running = {-each.pk: each for each in _askable(entry.round)}
    asked_for = _asked_for(entry.round, running.values())
    cohort = build_cohort_of(round=entry.round, requests=[entry.request, *asked_for.values()])
    movable = {
        leaves: asked_for[running[leaves[0]].learner_id].pk
        for leaves in cohort.live_pairs
        if leaves[0] in running and running[leaves[0]].learner_id in asked_for
    }
    moves = swaps_for(cohort.mentee_by_id[entry.request_id], cohort, movable)
    names = dict(
        MentorOffer.objects.filter(pk__in=[move.to_mentor_id for move in moves]).values_list(
            "pk", "coach__preferred_name"
        )
    )
    return [_idea(move, running[move.leaves[0]], names[move.to_mentor_id], cohort.labels) for move in moves]


def _askable(round: MatchingRound):
    """Pairs that work together now. Nobody is asked twice in a round, nor whoever this round has placed."""
    asked_before = Q(swaps__state=Swap.State.ASKED) | (
        Q(swaps__round=round) & ~Q(swaps__state=Swap.State.WITHDRAWN)
    )
    running = Mentorship.objects.filter(
        programme=round.programme_id,
        active_at__isnull=False,
        ended_at=None,
        paused_at=None,
        suspended_at=None,
    )
    return running.exclude(pk__in=Mentorship.objects.filter(asked_before).values("pk")).select_related(
        "learner", "coach"
    )


def _asked_for(round: MatchingRound, mentorships) -> dict[int, MentorRequest]:
    """What each learner asked for when they got their mentor, by learner."""
    matched = MentorRequest.objects.filter(
        programme=round.programme_id,
        state=MentorRequest.State.MATCHED,
        learner__mentorships_as_learner__in=[each.pk for each in mentorships],
    ).exclude(entries__in=round.entries.filter(pair__isnull=False))
    return {request.learner_id: request for request in matched.order_by("sent_at", "pk")}


def _idea(move: Move, mentorship: Mentorship, taker: str, labels) -> SwapIdea:
    return SwapIdea(
        mentorship_id=mentorship.pk,
        offer_id=move.to_mentor_id,
        mover=mentorship.learner.get_full_name(),
        giver=mentorship.coach.get_full_name(),
        taker=taker,
        newcomer_strength=strength(move.newcomer_score.total),
        mover_strength=strength(move.mover_score.total),
        newcomer_reasons=_reasons(move.newcomer_score, labels),
        mover_reasons=_reasons(move.mover_score, labels),
    )


def _reasons(score, labels) -> tuple[list[str], list[str]]:
    return in_words(score.reasons_for, labels=labels), in_words(score.reasons_against, labels=labels)


def can_be_asked(*, entry: RoundEntry, mentorship: Mentorship, to_offer: MentorOffer, on: date) -> bool:
    """Whether this very move may be asked about now."""
    return (
        may_be_placed_by_a_swap(entry=entry)
        and _askable(entry.round).filter(pk=mentorship.pk).exists()
        and move_now(entry=entry, mentorship=mentorship, to_offer=to_offer, on=on) is not None
    )


def move_now(
    *, entry: RoundEntry, mentorship: Mentorship, to_offer: MentorOffer, on: date, swap_id: int | None = None
) -> tuple[Move, MentorRequest] | None:
    """The move with its two scores, and what the mover asked for; None when a rule stands against it.

    Every hard rule is asked, of the day `on` or of the start of the round, whichever is later. `swap_id`: the
    swap that holds the place it is about.
    """
    if not may_be_placed_by_a_swap(entry=entry):
        return None
    if state_of_mentorship(mentorship=mentorship) != State.ACTIVE:
        return None
    mover = _asked_for(entry.round, [mentorship]).get(mentorship.learner_id)
    if mover is None:
        return None
    cohort = build_cohort_of(round=entry.round, requests=[entry.request, mover])
    cohort = replace(
        cohort,
        starts_on=max(cohort.starts_on, on),
        live_pairs=cohort.live_pairs - {(held_by(swap_id), to_offer.pk)},
    )
    move = swap_of(
        cohort.mentee_by_id[entry.request_id], cohort, _leaves(cohort, mentorship), mover.pk, to_offer.pk
    )
    return (move, mover) if move else None


def _leaves(cohort: Cohort, mentorship: Mentorship) -> tuple:
    """The pair of this mentorship as the cohort has it."""
    return next((pair for pair in cohort.live_pairs if pair[0] == -mentorship.pk), (-mentorship.pk, 0))


def open_swap_of(*, entry: RoundEntry) -> Swap | None:
    """The swap that waits for answers about this person, in this round or another."""
    return _whole(Swap.objects.filter(newcomer__request=entry.request_id, state=Swap.State.ASKED)).first()


def last_swap_of(*, entry: RoundEntry) -> Swap | None:
    """The latest swap about this person, open or not."""
    return _whole(Swap.objects.filter(newcomer=entry)).order_by("-pk").first()


def _whole(swaps):
    return swaps.select_related(
        "round", "newcomer__request__learner", "mentorship__learner", "from_offer__coach", "to_offer__coach"
    )


def open_swaps_of(*, person) -> list[Swap]:
    """Swaps this person is asked about and has not answered. One query."""
    asked = _whole(
        Swap.objects.filter(
            Q(newcomer__request__learner=person)
            | Q(mentorship__learner=person)
            | Q(from_offer__coach=person)
            | Q(to_offer__coach=person),
            state=Swap.State.ASKED,
            newcomer__request__state=MentorRequest.State.WAITING,
        )
    ).order_by("pk")
    return [swap for swap in asked if not swap.answer_of(swap.part_of(person))]


def seen_by(*, swap: Swap, part: str) -> list[dict]:
    """Whom this one of the four reads about, and no more: a list of {name, rows}.

    The newcomer and the mover see the mentor they would get, the new mentor whoever would come to them, and
    the present mentor the newcomer. Nobody sees who is asked besides.
    """
    if part == Swap.Part.NEWCOMER:
        return [_mentor(swap.from_offer)]
    if part == Swap.Part.MOVER:
        return [_mentor(swap.to_offer)]
    if part == Swap.Part.GIVER:
        return [_learner(swap.newcomer.request)]
    mover = _asked_for(swap.round, [swap.mentorship]).get(swap.mentorship.learner_id)
    return [_learner(mover)] if mover else []


def _mentor(offer: MentorOffer) -> dict:
    return {"name": called(person=offer.coach), "rows": mentor_in_words(offer=offer)}


def _learner(request: MentorRequest) -> dict:
    return {"name": called(person=request.learner), "rows": learner_in_words(request=request)}
