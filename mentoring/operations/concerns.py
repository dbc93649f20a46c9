"""Safeguarding concerns: told by anybody, handled by the safeguarding leads alone, each look written down.

No mail, audit row or mentorship holds a word of a concern, and none says who reported it.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later
from accounts.roles import Role

from ..models import Concern, ConcernAction, MentorOffer, Mentorship
from .answers import take_away_suggestions
from .circles import stop_circles_of
from .errors import NotOpen
from .locks import lock
from .meetings import call_off_coming
from .swap_ends import take_away_swaps_of_pair


@transaction.atomic
def report_concern(
    *, form_key, words, by, at, mentorship=None, circle=None, is_allegation=False, **told
) -> Concern:
    """Keep a concern, and tell the safeguarding leads that there is one. The same form twice is one concern.

    `by` is None for a visitor. `told` holds further fields of `Concern` as they were given. What a mentor is
    said to have done stops the contact of that mentorship, every circle they lead and every match that has
    not begun, in the same moment; and nobody new is suggested to them.
    """
    concern, is_new = Concern.objects.get_or_create(
        form_key=form_key,
        defaults={
            "words": words,
            "reporter": by,
            "mentorship": mentorship,
            "circle": circle,
            "is_allegation": is_allegation,
            "made_at": at,
            **told,
        },
    )
    if not is_new:
        return concern
    # Who reported it is written in the concern alone: others than the leads can read the audit.
    record_audit(by=None, action="concern.made", obj=concern, at=at)
    if is_allegation and (mentorship or circle):
        coach = mentorship.coach if mentorship else circle.offer.coach
        _suggest_nobody_new(coach, by=None, at=at)
        if mentorship:
            _stop_contact(mentorship, by=None, at=at)
        stop_circles_of(coach=coach, by=None, at=at)
    _tell_leads(concern, at)
    return concern


def _tell_leads(concern, at):
    """One mail to the address of the safeguarding team and one to each lead: that there is one, no more."""
    leads = get_user_model().objects.filter(groups__name=str(Role.SAFEGUARDING_LEAD), is_active=True)
    for lead in leads.exclude(email__iexact=settings.SAFEGUARDING_EMAIL):
        send_later(event="concern_made", to=lead, at=at, key=f"concern_made:{concern.pk}:{lead.pk}")
    send_later(
        event="concern_made",
        to_address=settings.SAFEGUARDING_EMAIL,
        at=at,
        key=f"concern_made:{concern.pk}:team",
    )


@transaction.atomic
def note_look(*, concern, by, at) -> None:
    """One audit row for each time somebody opens a concern."""
    record_audit(by=by, action="concern.read", obj=concern, at=at)


@transaction.atomic
def note_look_at_list(*, by, at, how="listed") -> None:
    """One audit row for each look at the list ("listed") and each search in it ("searched")."""
    record_audit(by=by, action=f"concerns.{how}", obj=by, at=at)


@transaction.atomic
def note_export(*, concerns, by, at) -> None:
    """One audit row for an export, and one for each concern in it."""
    record_audit(by=by, action="concerns.exported", obj=by, at=at, number=len(concerns))
    for concern in concerns:
        record_audit(by=by, action="concern.exported", obj=concern, at=at)


@transaction.atomic
def act_on_concern(*, concern, words, form_key, by, at) -> ConcernAction:
    """Write down what was done; the first such line stops the clock. The same form twice is one line."""
    concern = _open_one(concern)
    action, is_new = ConcernAction.objects.get_or_create(
        form_key=form_key, defaults={"concern": concern, "by": by, "at": at, "words": words}
    )
    if is_new:
        record_audit(by=by, action="concern.acted", obj=concern, at=at)
    return action


@transaction.atomic
def decide_concern(*, concern, decision, because, form_key, by, at) -> Concern:
    """Decide, with the reason. A later decision replaces it; the history keeps both, word for word."""
    concern = _open_one(concern)
    label = Concern.Decision(decision).label
    words = _("Decided: %(decision)s. %(reason)s") % {"decision": label, "reason": because}
    _action, is_new = ConcernAction.objects.get_or_create(
        form_key=form_key, defaults={"concern": concern, "by": by, "at": at, "words": words}
    )
    if is_new:
        concern.decision, concern.decision_because = decision, because
        concern.decided_at, concern.decided_by = at, by
        concern.save(update_fields=["decision", "decision_because", "decided_at", "decided_by"])
        record_audit(by=by, action="concern.decided", obj=concern, at=at)
    return concern


@transaction.atomic
def close_concern(*, concern, by, at) -> Concern:
    """Nothing more to do. Raises NotOpen before there is a decision; closing twice closes once."""
    concern = lock(Concern, concern.pk)
    if concern.closed_at:
        return concern
    if not concern.decision:
        raise NotOpen(_("Write down a decision and its reason first. Then close the concern."))
    concern.closed_at = at
    concern.save(update_fields=["closed_at"])
    record_audit(by=by, action="concern.closed", obj=concern, at=at)
    return concern


@transaction.atomic
def reopen_concern(*, concern, by, at) -> Concern:
    """Something new came up."""
    concern = lock(Concern, concern.pk)
    if concern.closed_at:
        concern.closed_at = None
        concern.save(update_fields=["closed_at"])
        record_audit(by=by, action="concern.reopened", obj=concern, at=at)
    return concern


def _open_one(concern) -> Concern:
    concern = lock(Concern, concern.pk)
    if concern.closed_at:
        raise NotOpen(_("This concern is closed. Open it again to add something."))
    return concern


@transaction.atomic
def stop_contact(*, mentorship, by, at) -> Mentorship:
    """A safeguarding lead stops the contact of two people now. Stopping twice stops once."""
    return _stop_contact(mentorship, by=by, at=at)


@transaction.atomic
def stop_all_contact(*, coach, by, at) -> int:
    """A safeguarding lead stops the contact of a mentor with everybody they mentor, and new matches.

    Returns how many contacts were stopped.
    """
    _suggest_nobody_new(coach, by=by, at=at)
    running = list(Mentorship.objects.filter(coach=coach, ended_at=None, suspended_at=None).order_by("pk"))
    for mentorship in running:
        _stop_contact(mentorship, by=by, at=at)
    stop_circles_of(coach=coach, by=by, at=at)
    return len(running)


def _suggest_nobody_new(coach, *, by, at):
    """Their offer is stopped until a lead lifts it, also when every match has ended by then.

    What was suggested to them is taken away, and a match that has not begun does not begin.
    """
    offer = MentorOffer.objects.filter(coach=coach).first()
    if offer is None:
        return
    offer = lock(MentorOffer, offer.pk)
    if not offer.stopped_at:
        offer.stopped_at = at
        offer.save(update_fields=["stopped_at"])
        record_audit(by=by, action="mentoring.new_matches_stopped", obj=offer, at=at)
    take_away_suggestions(coach=coach, at=at)
    for mentorship in Mentorship.objects.filter(coach=coach, active_at=None, ended_at=None).order_by("pk"):
        _stop_contact(mentorship, by=by, at=at)


@transaction.atomic
def allow_new_matches(*, coach, by, at) -> bool:
    """A safeguarding lead lets new people be suggested to a mentor again. Twice is once: False then."""
    offer = MentorOffer.objects.filter(coach=coach).exclude(stopped_at=None).first()
    if offer is None:
        return False
    offer = lock(MentorOffer, offer.pk)
    was_stopped, offer.stopped_at = offer.stopped_at, None
    if was_stopped:
        offer.save(update_fields=["stopped_at"])
        record_audit(by=by, action="mentoring.new_matches_allowed", obj=offer, at=at)
    return bool(was_stopped)


def _stop_contact(mentorship, *, by, at) -> Mentorship:
    """Contact stops, meetings are called off; the learner and the coordinators hear that it is paused."""
    mentorship = lock(Mentorship, mentorship.pk)
    if mentorship.suspended_at or mentorship.ended_at:
        return mentorship
    mentorship.suspended_at = at
    mentorship.save(update_fields=["suspended_at"])
    record_audit(by=by, action="mentoring.contact_stopped", obj=mentorship, at=at)
    call_off_coming(mentorship=mentorship, by=None, at=at)
    take_away_swaps_of_pair(mentorship, at=at)
    # Nothing is sent to the mentor: the lead speaks to them first.
    for person in (mentorship.learner, *mentorship.programme.coordinators.all()):
        send_later(
            event="contact_stopped",
            to=person,
            at=at,
            key=f"contact_stopped:{mentorship.pk}:{at.isoformat()}:{person.pk}",
            context={"is_learner": person.pk == mentorship.learner_id},
        )
    return mentorship


@transaction.atomic
def allow_contact(*, mentorship, by, at) -> Mentorship:
    """A safeguarding lead lets two people be in touch again. Silence is counted from now."""
    mentorship = lock(Mentorship, mentorship.pk)
    if mentorship.suspended_at and not mentorship.ended_at:
        mentorship.suspended_at, mentorship.resumed_at = None, at
        mentorship.save(update_fields=["suspended_at", "resumed_at"])
        record_audit(by=by, action="mentoring.contact_allowed", obj=mentorship, at=at)
        for person in (mentorship.learner, mentorship.coach):
            send_later(
                event="contact_resumed",
                to=person,
                at=at,
                key=f"contact_resumed:{mentorship.pk}:{at.isoformat()}:{person.pk}",
            )
    return mentorship
