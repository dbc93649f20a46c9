"""Requests and offers: begin, save an answer, send, withdraw, pause."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.operations import give_role, record_audit, send_later
from accounts.roles import Role

from ..models import (
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    ProposedPair,
    RoundEntry,
    Term,
)
from .agreements import begin_those_of
from .errors import AlreadyMentored, AnswersMissing, NotOpen
from .locks import lock

OPEN_ROUND_STATES = (
    MatchingRound.State.COLLECTING,
    MatchingRound.State.PROPOSING,
    MatchingRound.State.REVIEWING,
)


def begin_request(*, programme, by, at) -> MentorRequest:
    """The learner's open request, begun now if there is none. Twice at once gives the same one.

    Raises AlreadyMentored for somebody who has a mentor.
    """
    if Mentorship.objects.filter(learner=by, ended_at=None).exists():
        raise AlreadyMentored
    open_ones = MentorRequest.objects.filter(learner=by, state__in=MentorRequest.OPEN_STATES)
    try:
        with transaction.atomic():
            return open_ones.first() or MentorRequest.objects.create(
                learner=by,
                programme=programme,
                practice=_own_practice(by),
                created_at=at,
                updated_at=at,
            )
    except IntegrityError:  # another window began one at the same moment
        return open_ones.get()


def begin_offer(*, programme, by, at) -> MentorOffer:
    """The coach's one offer, begun now if there is none. A withdrawn one is opened for changes again."""
    with transaction.atomic():
        offer, _is_new = MentorOffer.objects.get_or_create(
            coach=by,
            defaults={
                "programme": programme,
                "practice": _own_practice(by),
                "created_at": at,
                "updated_at": at,
            },
        )
        if offer.state == MentorOffer.State.WITHDRAWN:
            offer.state, offer.programme, offer.updated_at = MentorOffer.State.DRAFT, programme, at
            offer.save(update_fields=["state", "programme", "updated_at"])
    return offer


def _own_practice(person):
    organisation = person.organisation
    return organisation if organisation and organisation.kind == organisation.Kind.PRACTICE else None


@transaction.atomic
def save_answers(*, answers, fields, terms, step, by, at):
    """Save the answers of one question of a request or an offer.

    `fields` are plain values by field name, `terms` lists of Term by kind (each replaces that whole kind),
    `step` the number of the question. Raises NotOpen when the owner can no longer change it.
    """
    answers = lock(type(answers), answers.pk)
    if not _is_editable(answers):
        raise NotOpen(_("You can no longer change these answers. Call us and we will help."))
    for name, value in fields.items():
        setattr(answers, name, value)
    answers.step_reached = max(answers.step_reached, step)
    answers.updated_at = at
    answers.save()
    kept = answers.terms.exclude(kind__in=list(terms))
    answers.terms.set([*kept, *(term for chosen in terms.values() for term in chosen)])
    if answers.state not in (MentorRequest.State.DRAFT, MentorOffer.State.DRAFT):
        record_audit(by=by, action="mentoring.answers_changed", obj=answers, at=at, step=step)
    return answers


def _is_editable(answers) -> bool:
    if isinstance(answers, MentorRequest):
        return answers.state in MentorRequest.EDITABLE_STATES
    return answers.state in (MentorOffer.State.DRAFT, MentorOffer.State.OPEN)


def missing_steps(answers) -> list[str]:
    """The questions without which nobody can be matched: a goal, and a way to talk."""
    kinds = set(answers.terms.values_list("kind", flat=True))
    needed = {"help": Term.Kind.GOAL, "talking": Term.Kind.MODE}
    return [step for step, kind in needed.items() if kind not in kinds]


@transaction.atomic
def send_request(*, request, by, at) -> MentorRequest:
    """Put a finished request in the queue and into the round that collects now. Sending twice sends once."""
    request = lock(MentorRequest, request.pk)
    if request.state in (MentorRequest.State.WAITING, MentorRequest.State.OFFERED):
        return request
    if request.state != MentorRequest.State.DRAFT:
        raise NotOpen(_("This request was withdrawn. Begin a new one."))
    missing = missing_steps(request)
    if missing:
        raise AnswersMissing(missing)
    request.state = MentorRequest.State.WAITING
    request.sent_at = request.updated_at = at
    request.waiting_since = request.waiting_since or at
    request.save(update_fields=["state", "sent_at", "updated_at", "waiting_since"])
    join_open_round(request)
    record_audit(by=by, action="mentoring.request_sent", obj=request, at=at)
    send_later(event="request_received", to=by, at=at, key=f"request_received:{request.pk}")
    return request


def join_open_round(request):
    """A waiting request is part of the programme's open round from the moment it waits."""
    open_round = MatchingRound.objects.filter(
        programme=request.programme_id, state__in=OPEN_ROUND_STATES
    ).first()
    if open_round:
        RoundEntry.objects.get_or_create(round=open_round, request=request)


@transaction.atomic
def withdraw_request(*, request, by, at) -> MentorRequest:
    """Take a request back. It vanishes from the round at once; a suggestion that was sent is called off."""
    request = lock(MentorRequest, request.pk)
    if request.state not in MentorRequest.OPEN_STATES:
        return request
    RoundEntry.objects.filter(request=request, round__state__in=OPEN_ROUND_STATES).delete()
    ProposedPair.objects.filter(entry__request=request, state=ProposedPair.State.OFFERED).update(
        state=ProposedPair.State.DECLINED,
        learner_answer=ProposedPair.Answer.NO,
        learner_answered_at=at,
    )
    request.state = MentorRequest.State.WITHDRAWN
    request.updated_at = at
    request.save(update_fields=["state", "updated_at"])
    record_audit(by=by, action="mentoring.request_withdrawn", obj=request, at=at)
    return request


@transaction.atomic
def send_offer(*, offer, by, at) -> MentorOffer:
    """Open an offer to the rounds of its programme. Sending twice sends once."""
    offer = lock(MentorOffer, offer.pk)
    if offer.state == MentorOffer.State.OPEN:
        return offer
    missing = missing_steps(offer)
    if missing:
        raise AnswersMissing(missing)
    offer.state = MentorOffer.State.OPEN
    offer.sent_at = offer.updated_at = at
    offer.save(update_fields=["state", "sent_at", "updated_at"])
    record_audit(by=by, action="mentoring.offer_sent", obj=offer, at=at)
    return offer


@transaction.atomic
def withdraw_offer(*, offer, by, at) -> MentorOffer:
    """Take an offer back. Suggestions that were not sent yet go; people already mentored stay."""
    offer = lock(MentorOffer, offer.pk)
    if offer.state == MentorOffer.State.WITHDRAWN:
        return offer
    ProposedPair.objects.filter(offer=offer, state=ProposedPair.State.PROPOSED).delete()
    offer.state = MentorOffer.State.WITHDRAWN
    offer.updated_at = at
    offer.save(update_fields=["state", "updated_at"])
    record_audit(by=by, action="mentoring.offer_withdrawn", obj=offer, at=at)
    return offer


@transaction.atomic
def set_places(*, offer, places, is_paused, by, at) -> MentorOffer:
    """How many people at one time (0 to 5), or a break. Changes nothing for people mentored now."""
    offer = lock(MentorOffer, offer.pk)
    offer.places = places
    offer.paused_at = (offer.paused_at or at) if is_paused else None
    offer.updated_at = at
    offer.save(update_fields=["places", "paused_at", "updated_at"])
    record_audit(by=by, action="mentoring.places_set", obj=offer, at=at, places=places, paused=is_paused)
    return offer


@transaction.atomic
def record_checks(*, offer, vetting_until, training_on, safeguarding_on, by, at) -> MentorOffer:
    """A coordinator writes down a mentor's checks: dates or None. They are what lets new matches happen.

    Somebody whose three dates are there becomes a coach, so that the coach pages open to them.
    """
    offer = lock(MentorOffer, offer.pk)
    offer.vetting_valid_until_date = vetting_until
    offer.training_completed_on_date = training_on
    offer.safeguarding_refreshed_on_date = safeguarding_on
    offer.updated_at = at
    offer.save()
    if vetting_until and training_on and safeguarding_on:
        give_role(person=offer.coach, role=Role.COACH, by=by, at=at)
    record_audit(
        by=by,
        action="mentoring.checks_recorded",
        obj=offer,
        at=at,
        vetting_until=str(vetting_until or ""),
        training_on=str(training_on or ""),
        safeguarding_on=str(safeguarding_on or ""),
    )
    begin_those_of(coach=offer.coach, by=by, at=at)
    return offer
