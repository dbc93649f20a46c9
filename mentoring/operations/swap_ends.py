"""A question about a move that comes to nothing: somebody said no, it was not answered, or it no longer fits.

Nothing changes for anybody then, and nobody hears whose answer it was.
"""

from django.db import transaction
from django.utils import timezone

from accounts.operations import record_audit, send_later

from ..models import Swap
from ..queries.swaps import move_now
from .answers import ANSWER_WITHIN, answer_by, due_for_reminder
from .locks import lock

State = Swap.State


def settle_swap(swap, state, *, at, by=None, untold=()) -> None:
    """Close the locked swap and tell those who were asked, but `by` and the ids in `untold`."""
    swap.state, swap.settled_at = state, at
    swap.save(update_fields=["state", "settled_at"])
    # Who said no stands in the row of their answer, and in no other.
    who = by if state == State.WITHDRAWN else None
    record_audit(by=who, action=f"mentoring.swap_{state}", obj=swap, at=at)
    knows = {*untold, by.pk if by else None}
    for person in swap.people().values():
        if person.pk not in knows:
            send_later(event="swap_ended", to=person, at=at, key=f"swap_ended:{swap.pk}:{person.pk}")
    for coordinator in swap.round.programme.coordinators.all():
        if coordinator.pk not in knows:
            send_later(
                event="swap_ended_coordinator",
                to=coordinator,
                at=at,
                key=f"swap_ended_coordinator:{swap.pk}:{coordinator.pk}",
                context={"round_id": swap.round_id, "entry_id": swap.newcomer_id},
            )


def take_away_swaps(*, at, untold=(), **of) -> None:
    """What stands behind open swaps has changed (`of`: a filter), so nobody is asked any more.

    A part of an operation that holds the lock on what has changed.
    """
    for swap in Swap.objects.select_for_update().filter(state=State.ASKED, **of).order_by("pk"):
        settle_swap(swap, State.GONE, at=at, untold=untold)


def take_away_swaps_of_pair(mentorship, *, at) -> None:
    """A break, a stop or the end of the mentorship that would be moved. Its two get no mail about it."""
    take_away_swaps(at=at, untold=(mentorship.learner_id, mentorship.coach_id), mentorship=mentorship)


def expire_swaps(*, at) -> int:
    """Close questions that were not answered in time or can no longer come about; returns how many."""
    return sum(_expire(swap, at) for swap in list(Swap.objects.filter(state=State.ASKED).order_by("pk")))


@transaction.atomic
def _expire(swap, at) -> bool:
    swap = lock(Swap, swap.pk)
    if swap.state != State.ASKED:
        return False
    if swap.asked_at <= at - ANSWER_WITHIN:
        settle_swap(swap, State.EXPIRED, at=at)
    elif move_of(swap, at=at) is None:
        settle_swap(swap, State.GONE, at=at)
    else:
        return False
    return True


def move_of(swap, *, at):
    """What would happen if all said yes now, see `queries.swaps.move_now`; None where it cannot."""
    return move_now(
        entry=swap.newcomer,
        mentorship=swap.mentorship,
        to_offer=swap.to_offer,
        on=timezone.localdate(at),
        swap_id=swap.pk,
    )


def remind_of_swaps(*, at) -> int:
    """Remind whoever has not answered by half time, once in the life of a swap; returns how many swaps."""
    open_ones = Swap.objects.filter(state=State.ASKED, **due_for_reminder(asked="asked_at", at=at))
    return sum(_remind(swap, at) for swap in list(open_ones))


@transaction.atomic
def _remind(swap, at) -> bool:
    swap = lock(Swap, swap.pk)
    if swap.state != State.ASKED or swap.reminded_at:
        return False
    swap.reminded_at = at
    swap.save(update_fields=["reminded_at"])
    send_question(swap, "swap_reminder", at=at)
    return True


def send_question(swap, event, *, at) -> None:
    """Mail to each of the four who has not answered; it names nobody."""
    for part, person in swap.people().items():
        if not swap.answer_of(part):
            send_later(
                event=event,
                to=person,
                at=at,
                key=f"{event}:{swap.pk}:{person.pk}",
                context={
                    "swap_id": swap.pk,
                    "is_mover": part == Swap.Part.MOVER,
                    "answer_by": answer_by(swap.asked_at),
                },
                expires_at=swap.asked_at + ANSWER_WITHIN,
            )
