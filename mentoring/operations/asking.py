"""Requests and offers: begin, save an answer, send, withdraw, pause."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.operations import join, record_audit, send_later

from ..models import (
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    ProposedPair,
    RoundEntry,
    Term,
    Wish,
)
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
def save_answers(*, answers, fields, terms, step, by, at, mentors=None, conditions=None):
    """Save the answers of one question of a request or an offer.

    `fields` are plain values by field name, `terms` lists of Term by kind (each replaces that whole kind),
    `step` the number of the question (0: one that nobody has to answer). `mentors` (MentorOffers) replace the
    shortlist, `conditions` (Terms) what is asked of the other; one that was agreed stays agreed.
    Raises NotOpen when the owner can no longer change it.
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
    if mentors is not None:
        _set_shortlist(answers, mentors, at)
    if conditions is not None:
        _set_conditions(answers, conditions, at)
    if answers.state not in (MentorRequest.State.DRAFT, MentorOffer.State.DRAFT):
        record_audit(by=by, action="mentoring.answers_changed", obj=answers, at=at, step=step)
    return answers


def _set_shortlist(request, offers, at):
    request.wishes.filter(by=Wish.By.LEARNER).exclude(offer__in=offers).delete()
    for order, offer in enumerate(offers, start=1):
        request.wishes.update_or_create(
            offer=offer,
            by=Wish.By.LEARNER,
            defaults={"order": order},
            create_defaults={"order": order, "made_at": at},
        )


def _set_conditions(answers, terms, at):
    answers.conditions.exclude(term__in=terms).delete()
    for term in terms:
        answers.conditions.get_or_create(term=term, defaults={"asked_at": at})


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
    send_later(event="request_received", to=request.learner, at=at, key=f"request_received:{request.pk}")
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
    sent = ProposedPair.objects.filter(entry__request=request, state=ProposedPair.State.OFFERED)
    for pair in sent.select_related("offer__coach"):
        _call_off(pair, at)
    request.state = MentorRequest.State.WITHDRAWN
    request.updated_at = at
    request.save(update_fields=["state", "updated_at"])
    record_audit(by=by, action="mentoring.request_withdrawn", obj=request, at=at)
    return request


def _call_off(pair, at):
    """The mentor hears no more than that it came to nothing."""
    pair.state, pair.learner_answer, pair.learner_answered_at = (
        ProposedPair.State.DECLINED,
        ProposedPair.Answer.NO,
        at,
    )
    pair.save(update_fields=["state", "learner_answer", "learner_answered_at"])
    tell_pair_ended(pair, [pair.offer.coach], at)


def tell_pair_ended(pair, people, at):
    """One mail to each: the suggestion came to nothing. It says no more than that."""
    for person in people:
        send_later(event="pair_ended", to=person, at=at, key=f"pair_ended:{pair.pk}:{person.pk}")


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
def enter_from_paper(*, model, email, name, programme, on_date, answered, by, at):
    """A coordinator enters a request or an offer (`model`) given on paper or by phone, and sends it.

    `answered` holds the arguments of `save_answers` for each question. Somebody we did not know gets an
    account; the caller has asked whether they are 18 or over. Raises NotOpen for a person with an open
    request or offer, or with a mentor, and AnswersMissing.
    """
    person = join(email=email, preferred_name=name, language=settings.LANGUAGE_CODE, at=at)
    answers = _begin_for(model, person, programme, at)
    for given in answered:
        save_answers(answers=answers, by=by, at=at, **given)
    answers.refresh_from_db()
    answers.on_paper_date, answers.entered_by = on_date, by
    answers.save(update_fields=["on_paper_date", "entered_by"])
    record_audit(by=by, action="mentoring.given_on_paper", obj=answers, at=at, on=str(on_date))
    if model is MentorRequest:
        return send_request(request=answers, by=by, at=at)
    return send_offer(offer=answers, by=by, at=at)


def _begin_for(model, person, programme, at):
    if model is MentorRequest:
        if MentorRequest.objects.filter(learner=person, state__in=MentorRequest.OPEN_STATES).exists():
            raise NotOpen(_("This person has a request already, so nothing was changed."))
        if Mentorship.objects.filter(learner=person, ended_at=None).exists():
            raise NotOpen(_("This person has a mentor already, so nothing was changed."))
        return begin_request(programme=programme, by=person, at=at)
    withdrawn = MentorOffer.State.WITHDRAWN
    if MentorOffer.objects.filter(coach=person).exclude(state=withdrawn).exists():
        raise NotOpen(_("This person has an offer already, so nothing was changed."))
    return begin_offer(programme=programme, by=person, at=at)
