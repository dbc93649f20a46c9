"""The agreement: its wording, what the two fill in, their signatures, and the moment they can begin."""

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from accounts.operations import record_audit, send_later

from ..lifecycle import Need, State, missing
from ..models import Agreement, AgreementText, Mentorship
from ..queries.agreements import agreement_shown
from ..queries.lifecycle import current_agreement, facts_of, state_of_mentorship
from .errors import NotActive, NoWording, OldPage
from .gate import other_of
from .locks import lock

#: What the mentor's own dates can lack when both have signed.
CHECKS = {Need.COURSE, Need.SAFEGUARDING, Need.VETTING}


@transaction.atomic
def save_agreement_text(*, programme, text, by, at) -> AgreementText:
    """An editor's wording, for one programme or (None) for all. A change is a new version; twice is once."""
    versions = AgreementText.objects.select_for_update().filter(programme=programme)
    newest = versions.order_by("-version").first()
    text = text.replace("\r\n", "\n").strip()
    if newest and newest.text == text:
        return newest
    number = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    made = AgreementText.objects.create(
        programme=programme, version=number, text=text, made_at=at, made_by=by
    )
    record_audit(by=by, action="mentoring.agreement_text_saved", obj=made, at=at, version=number)
    return made


def _standing(mentorship) -> Mentorship:
    """The mentorship, locked; an agreement can be made before it is active, but not once contact stopped."""
    mentorship = lock(Mentorship, mentorship.pk)
    state = state_of_mentorship(mentorship=mentorship)
    if state in (State.SUSPENDED, State.ENDED):
        raise NotActive(state)
    return mentorship


@transaction.atomic
def fill_agreement(*, mentorship, filled: dict[str, str], by, at) -> Agreement:
    """One of the two says what they will work on, when they meet and what helps.

    Words that were signed are never changed: an agreement with other words is a new one, and both sign anew.
    Raises NoWording.
    """
    mentorship = _standing(mentorship)
    filled = {name: words.strip() for name, words in filled.items()}
    agreement = current_agreement(mentorship=mentorship)
    if agreement and agreement.filled == filled:
        return agreement
    shown = agreement_shown(mentorship=mentorship, filled=filled)
    if shown is None:
        raise NoWording
    if agreement and (agreement.learner_signed_at or agreement.coach_signed_at):
        agreement.replaced_at = at
        agreement.save(update_fields=["replaced_at"])
        agreement = None
    agreement = agreement or Agreement(mentorship=mentorship, made_at=at)
    agreement.version, agreement.text, agreement.filled = shown.version, shown.text, filled
    agreement.save()
    record_audit(by=by, action="mentoring.agreement_filled", obj=agreement, at=at)
    return agreement


@transaction.atomic
def sign_agreement(*, mentorship, name, seen, by, at) -> Agreement:
    """The learner or the mentor types their name. `seen` marks the words they read. Twice is once.

    Raises OldPage when the words are others by now, and NoWording.
    """
    mentorship = _standing(mentorship)
    agreement = _sign(mentorship, person=by, name=name, seen=seen, at=at)
    if agreement.is_signed and mentorship.active_at is None:
        _begin_or_say_what_is_missing(mentorship, by=by, at=at)
    return agreement


@transaction.atomic
def record_signature(*, mentorship, person, name, how, by, at, seen=None) -> Agreement:
    """A coordinator writes down that `person` signed by "phone" or on "paper". Says so for good.

    `seen` marks the words that were read out or printed, as in `sign_agreement`; None asks nothing.
    """
    mentorship = _standing(mentorship)
    if seen is None:
        shown = agreement_shown(mentorship=mentorship)
        seen = shown.mark if shown else ""
    agreement = _sign(mentorship, person=person, name=name, seen=seen, at=at, how=how, by=by)
    if agreement.is_signed and mentorship.active_at is None:
        _begin_or_say_what_is_missing(mentorship, by=by, at=at)
    return agreement


def _sign(mentorship, *, person, name, seen, at, how="", by=None) -> Agreement:
    shown = agreement_shown(mentorship=mentorship)
    if shown is None:
        raise NoWording
    side = "learner" if person.pk == mentorship.learner_id else "coach"
    agreement = shown.agreement or Agreement(mentorship=mentorship, made_at=at)
    if getattr(agreement, f"{side}_signed_at"):
        return agreement
    if seen != shown.mark:
        raise OldPage
    agreement.text, agreement.version = shown.text, shown.version
    setattr(agreement, f"{side}_signed_at", at)
    setattr(agreement, f"{side}_signed_name", name)
    if how:
        agreement.recorded = {**agreement.recorded, side: {"how": how, "by": by.pk}}
    agreement.save()
    action = "mentoring.signature_recorded" if how else "mentoring.agreement_signed"
    record_audit(
        by=by or person, action=action, obj=agreement, at=at, side=side, **({"how": how} if how else {})
    )
    if not agreement.is_signed:
        other = other_of(mentorship, person)
        send_later(
            event="agreement_to_sign",
            to=other,
            at=at,
            key=f"agreement_to_sign:{agreement.pk}:{other.pk}",
            context={"mentorship_id": mentorship.pk},
        )
    return agreement


def _begin_or_say_what_is_missing(mentorship, *, by, at):
    """Both have signed. What only a coordinator can put right is told to the coordinators, once."""
    needs = missing(facts_of(mentorship=mentorship, on=localdate(at)))
    if not needs:
        _begin(mentorship, by=by, at=at)
    for coordinator in mentorship.programme.coordinators.all() if CHECKS & set(needs) else ():
        send_later(
            event="checks_missing",
            to=coordinator,
            at=at,
            key=f"checks_missing:{mentorship.pk}:{coordinator.pk}",
            context={"mentorship_id": mentorship.pk},
        )


def _begin(mentorship, *, by, at):
    mentorship.active_at = at
    mentorship.save(update_fields=["active_at"])
    record_audit(by=by, action="mentoring.mentorship_active", obj=mentorship, at=at)
    for person in (mentorship.learner, mentorship.coach):
        send_later(
            event="mentorship_active",
            to=person,
            at=at,
            key=f"mentorship_active:{mentorship.pk}:{person.pk}",
            context={"mentorship_id": mentorship.pk, "is_coach": person.pk == mentorship.coach_id},
        )


@transaction.atomic
def begin_mentorship(*, mentorship, by, at) -> Mentorship:
    """The work together begins, if nothing is missing. Raises NotActive with what is; twice is once."""
    mentorship = _standing(mentorship)
    if mentorship.active_at:
        return mentorship
    needs = missing(facts_of(mentorship=mentorship, on=localdate(at)))
    if needs:
        raise NotActive(State.AGREEING, needs)
    _begin(mentorship, by=by, at=at)
    return mentorship


def begin_those_of(*, coach, by, at) -> int:
    """After a mentor's dates were put right: begin what waited for them. Returns how many."""
    begun = 0
    for mentorship in Mentorship.objects.filter(
        coach=coach, active_at=None, ended_at=None, suspended_at=None
    ):
        try:
            begin_mentorship(mentorship=mentorship, by=by, at=at)
        except NotActive:
            continue
        begun += 1
    return begun
