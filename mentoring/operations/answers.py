"""What people answer to a suggestion, and what follows: a mentorship, or back to the queue."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import give_role, record_audit, send_later
from accounts.roles import Role

from ..models import Bar, MentorOffer, MentorRequest, Mentorship, ProposedPair
from ..queries.stopped import stopped_coaches
from .asking import join_open_round, tell_pair_ended
from .errors import NotOpen
from .locks import lock

#: A suggestion nobody answered within this time expires; the next round sees it.
ANSWER_WITHIN = timedelta(days=14)
#: Whoever has not answered by then is reminded, once.
REMIND_AFTER = timedelta(days=7)

Answer, State = ProposedPair.Answer, ProposedPair.State


def answer_by(asked_at) -> str:
    """The day by which a question asked then must be answered, for a mail."""
    return timezone.localdate(asked_at + ANSWER_WITHIN).isoformat()


def due_for_reminder(*, asked: str, at) -> dict:
    """The filter for questions past half time, still in time, and not reminded of; `asked` is a field."""
    return {"reminded_at": None, f"{asked}__lte": at - REMIND_AFTER, f"{asked}__gt": at - ANSWER_WITHIN}


@transaction.atomic
def answer_pair(*, pair, by, answer, at, note="") -> ProposedPair:
    """The learner or the coach answers a suggestion. Until it is settled, a new answer replaces the old.

    When both have said yes, the mentorship starts, provided that the mentor still has a place, offers it,
    and that nobody stopped their contact with anybody: the offer's row is locked, so of two last-second
    yeses exactly one starts (the other pair becomes FULL and its learner waits on). Any other answer sends
    the learner back to the queue, with the place they had.
    `note` is for the coordinators only. Raises NotOpen once the suggestion is settled.
    """
    pair = _locked_with_its_people(pair)
    request, offer = pair.entry.request, pair.offer
    if pair.state == State.ACCEPTED and answer == Answer.YES:
        return pair
    if pair.state != State.OFFERED:
        raise NotOpen(_("This suggestion is no longer open, so nothing was changed."))
    _write_down(pair, by, answer, at)
    if answer == Answer.YES:
        pair.save()
        record_audit(by=by, action="mentoring.suggestion_answered", obj=pair, at=at, answer=answer)
        if pair.learner_answer == pair.coach_answer == Answer.YES:
            _start_or_wait(pair, request, offer, at)
        return pair
    pair.answer_note = note
    record_audit(by=by, action="mentoring.suggestion_answered", obj=pair, at=at, answer=answer)
    Bar.objects.get_or_create(
        learner_id=request.learner_id, coach_id=offer.coach_id, defaults={"made_at": at, "made_by": by}
    )
    _settle(pair, State.DECLINED, request, at)
    tell_pair_ended(pair, [offer.coach if by.pk == request.learner_id else request.learner], at)
    return pair


def _locked_with_its_people(pair) -> ProposedPair:
    """The pair as it is now; its offer, request and itself locked in the order of `locks`."""
    pair = ProposedPair.objects.select_related("entry").get(pk=pair.pk)
    offer = lock(MentorOffer, pair.offer_id)
    request = lock(MentorRequest, pair.entry.request_id)
    pair = lock(ProposedPair, pair.pk)
    pair.offer, pair.entry.request = offer, request
    return pair


def _write_down(pair, by, answer, at):
    if by.pk == pair.entry.request.learner_id:
        pair.learner_answer, pair.learner_answered_at = answer, at
    else:
        pair.coach_answer, pair.coach_answered_at = answer, at


def _start_or_wait(pair, request, offer, at):
    """Both said yes: start, unless a coordinator ruled the two out since, the last place went to somebody
    else, or the mentor takes nobody by now."""
    if Bar.objects.filter(learner=request.learner_id, coach=offer.coach_id).exists():
        _settle(pair, State.DECLINED, request, at)
        tell_pair_ended(pair, [request.learner, offer.coach], at)
    elif _people_now(offer) >= offer.places or _takes_nobody(offer):
        _settle(pair, State.FULL, request, at)
        tell_pair_ended(pair, [request.learner], at)
    else:
        start_mentorship(pair, request, offer, at)


def start_mentorship(pair, request, offer, at):
    """Everybody said yes and there is a place: the two begin, and wait for their agreement."""
    mentorship = Mentorship.objects.create(
        learner_id=request.learner_id,
        coach_id=offer.coach_id,
        programme_id=request.programme_id,
        pair=pair,
        started_at=at,
    )
    pair.state = State.ACCEPTED
    pair.save(update_fields=["state"])
    request.state, request.updated_at = MentorRequest.State.MATCHED, at
    request.save(update_fields=["state", "updated_at"])
    give_role(person=offer.coach, role=Role.COACH, by=None, at=at)
    record_audit(by=None, action="mentoring.mentorship_started", obj=mentorship, at=at)
    for person in (request.learner, offer.coach):
        send_later(
            event="mentorship_started",
            to=person,
            at=at,
            key=f"mentorship_started:{mentorship.pk}:{person.pk}",
            context={"mentorship_id": mentorship.pk, "is_coach": person.pk == offer.coach_id},
        )
    _tell_coordinators("pair_accepted", pair, request, at)


def _takes_nobody(offer) -> bool:
    is_open = offer.state == MentorOffer.State.OPEN and not offer.is_paused
    return not is_open or offer.coach_id in stopped_coaches()


def _people_now(offer) -> int:
    """How many people this coach mentors now."""
    return Mentorship.objects.filter(coach=offer.coach_id, ended_at=None).count()


def _settle(pair, state, request, at):
    """The suggestion came to nothing: the learner waits on as before, and the coordinators are told."""
    pair.state = state
    pair.save()
    request.state, request.updated_at = MentorRequest.State.WAITING, at
    request.save(update_fields=["state", "updated_at"])
    join_open_round(request)
    _tell_coordinators("pair_declined", pair, request, at)


def _tell_coordinators(event, pair, request, at):
    for coordinator in request.programme.coordinators.all():
        send_later(
            event=event,
            to=coordinator,
            at=at,
            key=f"{event}:{pair.pk}:{coordinator.pk}",
            context={"round_id": pair.entry.round_id},
        )


def expire_offers(*, at) -> int:
    """Settle suggestions that were not answered in time; returns how many. Each in its own transaction."""
    late = ProposedPair.objects.filter(state=State.OFFERED, offered_at__lte=at - ANSWER_WITHIN)
    action = "mentoring.suggestion_expired"
    return sum(_close(pair, State.EXPIRED, at, action=action, tells_coach=True) for pair in list(late))


def take_away_suggestions(*, coach, at) -> int:
    """What was suggested to a mentor and is not settled comes to nothing: each learner waits on as before.

    A part of an operation: it locks the mentor's offer. Nothing is sent to the mentor. Returns how many.
    """
    open_ones = list(ProposedPair.objects.filter(offer__coach=coach, state=State.OFFERED).order_by("pk"))
    action = "mentoring.suggestion_taken_away"
    return sum(_close(pair, State.FULL, at, action=action, tells_coach=False) for pair in open_ones)


@transaction.atomic
def _close(pair, state, at, *, action, tells_coach) -> bool:
    """A suggestion comes to nothing without an answer. False when it was settled before."""
    pair = _locked_with_its_people(pair)
    if pair.state != State.OFFERED:
        return False
    learner, coach = pair.entry.request.learner, pair.offer.coach
    _settle(pair, state, pair.entry.request, at)
    record_audit(by=None, action=action, obj=pair, at=at)
    tell_pair_ended(pair, [learner, coach] if tells_coach else [learner], at)
    return True


def remind_of_offers(*, at) -> int:
    """Remind whoever has not answered a suggestion by half time; returns how many suggestions that were.

    Each suggestion is reminded of once in its life, by `reminded_at`; one whose time is over is not.
    """
    open_ones = ProposedPair.objects.filter(
        state=State.OFFERED, **due_for_reminder(asked="offered_at", at=at)
    )
    return sum(_remind(pair, at) for pair in list(open_ones))


@transaction.atomic
def _remind(pair, at) -> bool:
    pair = _locked_with_its_people(pair)
    if pair.state != State.OFFERED or pair.reminded_at:
        return False
    pair.reminded_at = at
    pair.save(update_fields=["reminded_at"])
    for person, answer, is_coach in (
        (pair.entry.request.learner, pair.learner_answer, False),
        (pair.offer.coach, pair.coach_answer, True),
    ):
        if not answer:
            send_later(
                event="pair_reminder",
                to=person,
                at=at,
                key=f"pair_reminder:{pair.pk}:{person.pk}",
                context={"pair_id": pair.pk, "is_coach": is_coach, "answer_by": answer_by(pair.offered_at)},
                expires_at=pair.offered_at + ANSWER_WITHIN,
            )
    return True
