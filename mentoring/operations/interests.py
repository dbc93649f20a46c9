"""Ties that people declare, and conditions they ask for: a coordinator decides what each of them means."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit

from ..models import Bar, Condition, Declaration, MentorOffer, MentorRequest, Wish
from .errors import NotOpen
from .locks import lock


@transaction.atomic
def declare(*, kind, words, by, at) -> Declaration:
    """Somebody tells of a tie. The same words twice are once."""
    declaration, is_new = Declaration.objects.get_or_create(
        person=by, kind=kind, words=words, settled_at=None, defaults={"made_at": at}
    )
    if is_new:
        record_audit(by=by, action="mentoring.interest_declared", obj=declaration, at=at)
    return declaration


@transaction.atomic
def settle_declaration(*, declaration, by, at, never_with=None) -> Declaration:
    """A coordinator has dealt with it. `never_with` is the other person's request or offer: these two are
    never matched from now on.

    Raises NotOpen when it was dealt with before.
    """
    declaration = lock(Declaration, declaration.pk)
    if declaration.settled_at:
        raise NotOpen(_("Somebody has dealt with this already."))
    if never_with is not None:
        learner, coach = _sides(declaration.person, never_with)
        bar, _is_new = Bar.objects.get_or_create(
            learner=learner,
            coach=coach,
            defaults={"reason": declaration.kind, "made_at": at, "made_by": by},
        )
        record_audit(by=by, action="mentoring.barred", obj=bar, at=at)
    declaration.settled_at, declaration.settled_by = at, by
    declaration.save(update_fields=["settled_at", "settled_by"])
    record_audit(by=by, action="mentoring.interest_settled", obj=declaration, at=at)
    return declaration


def _sides(person, other):
    """(learner, coach): the other one is what their request or offer says."""
    return (other.learner, person) if isinstance(other, MentorRequest) else (person, other.coach)


@transaction.atomic
def agree_condition(*, condition, by, at) -> Condition:
    """A coordinator agrees: from now on it is a hard rule. Twice is once."""
    condition = lock(Condition, condition.pk)
    if condition.agreed_at is None:
        condition.agreed_at, condition.agreed_by = at, by
        condition.save(update_fields=["agreed_at", "agreed_by"])
        record_audit(by=by, action="mentoring.condition_agreed", obj=condition, at=at)
    return condition


@transaction.atomic
def refuse_condition(*, condition, by, at) -> None:
    """A coordinator does not agree, or no longer: it goes. They have told the person."""
    condition = lock(Condition, condition.pk)
    record_audit(by=by, action="mentoring.condition_refused", obj=condition, at=at)
    condition.delete()


@transaction.atomic
def set_coach_wishes(*, offer, requests, by, at) -> None:
    """Whom a mentor would like, as they told a coordinator: it replaces what was there. Never a must."""
    offer = lock(MentorOffer, offer.pk)
    offer.wishes.filter(by=Wish.By.COACH).exclude(request__in=requests).delete()
    for order, request in enumerate(requests, start=1):
        offer.wishes.update_or_create(
            request=request,
            by=Wish.By.COACH,
            defaults={"order": order},
            create_defaults={"order": order, "made_at": at},
        )
    record_audit(by=by, action="mentoring.coach_wishes_set", obj=offer, at=at, count=len(requests))


@transaction.atomic
def note_interests_read(*, by, at) -> None:
    """One audit row for each time a coordinator reads what people declared or asked of the other."""
    record_audit(by=by, action="mentoring.interests_read", obj=by, at=at)
