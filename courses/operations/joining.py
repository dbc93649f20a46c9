"""How people come into a group and leave it: by code, by invitation, from another group.

A member agreed, by joining, that the coordinator and coaches of the group see which lessons of its courses
they opened and finished. Leaving ends it: whoever asks for members asks for those who have not left.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import get_language

from accounts.models import User
from accounts.operations import record_audit, send_later, take_back_mail

from ..models import Cohort, CohortMember, Enrolment, Invitation, PeopleList
from ..people_lists import plain_code
from ..tokens import fingerprint_of
from .cohorts import enrol_in_courses
from .locks import lock
from .recognition import CODE_ALPHABET

INVITATION_HOLDS = timedelta(days=30)
#: Which words people agreed to when they joined. Change it with the words (_what_they_see.html).
WORDING = "2026-11"


class NoSuchCode(Exception):
    """No group has this code."""


class GroupClosed(Exception):
    """The group takes nobody new by its code."""


class InvitationOver(Exception):
    """The invitation cannot be used; `why` is "unknown", "used", "cancelled" or "expired"."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def find_cohort(*, code: str, learner=None) -> Cohort:
    """The open group with this code, however it was typed. Raises NoSuchCode and GroupClosed.

    A member finds their group closed or not.
    """
    plain = plain_code(code, alphabet=CODE_ALPHABET)
    cohort = Cohort.objects.select_related("coordinator", "organisation").filter(code=plain).first()
    if not plain or cohort is None:
        raise NoSuchCode
    if not cohort.is_open and not cohort.members.filter(learner=learner, left_at=None).exists():
        raise GroupClosed
    return cohort


@transaction.atomic
def join_by_code(*, code: str, learner, by, at) -> CohortMember:
    """Join a group and start its courses. Twice is once. Raises NoSuchCode and GroupClosed."""
    cohort = lock(Cohort, find_cohort(code=code, learner=learner).pk)
    if not cohort.is_open and not cohort.members.filter(learner=learner, left_at=None).exists():
        raise GroupClosed
    return take_in(cohort=cohort, learner=learner, way=Enrolment.Way.CODE, by=by, at=at)


def take_in(*, cohort, learner, way, by, at, from_list=None) -> CohortMember:
    """Make somebody a member, or a member again, inside the caller's transaction. Who is one stays as is."""
    added_by = by if by != learner else None
    member, is_new = CohortMember.objects.select_for_update().get_or_create(
        cohort=cohort,
        learner=learner,
        defaults={"joined_at": at, "added_by": added_by, "from_list": from_list},
    )
    if not is_new and member.left_at is None:
        return member
    if not is_new:
        member.joined_at, member.left_at, member.asked_for_help_at = at, None, None
        member.added_by, member.from_list = added_by, from_list
        member.save()
    enrol_in_courses(cohort=cohort, learner=learner, way=way, by=by, at=at)
    record_audit(by=by, action="group joined", obj=member, at=at, way=str(way), wording=WORDING)
    return member


# --- Invitations -------------------------------------------------------------------------------------------


def mail_key(invitation) -> str:
    return f"group_invitation:{invitation.fingerprint}"


@transaction.atomic
def invite(*, cohort, people: Iterable[tuple[str, str]], by, at, from_list=None) -> int:
    """Invite people, given as (name, address), by e-mail; returns how many invitations were written.

    Known and unknown addresses are treated alike. Whoever has an open invitation gets no second one; one that
    has run out is replaced.
    """
    lock(Cohort, cohort.pk)
    people = {email.lower(): name for name, email in people}
    waiting = cohort.invitations.filter(email__in=people, accepted_at=None, cancelled_at=None)
    for expired in waiting.filter(expires_at__lte=at).select_for_update().order_by("pk"):
        cancel_unanswered(expired, at=at)
    invited = set(waiting.values_list("email", flat=True))
    members = set(_addresses_of_members(cohort))
    new = {email: name for email, name in people.items() if email not in invited | members}
    account_of = accounts_of(new)
    for email, name in new.items():
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            cohort=cohort,
            email=email,
            name=name,
            fingerprint=fingerprint_of(token),
            invited_by=by,
            from_list=from_list,
            invited_at=at,
            expires_at=at + INVITATION_HOLDS,
        )
        send_invitation(invitation, token, to=account_of.get(email), at=at)
    if new:
        record_audit(by=by, action="people invited", obj=cohort, at=at, people=len(new))
    return len(new)


def _addresses_of_members(cohort):
    members = cohort.members.filter(left_at=None)
    return members.annotate(email=Lower("learner__email")).values_list("email", flat=True)


def accounts_of(emails) -> dict[str, User]:
    people = User.objects.annotate(plain=Lower("email")).filter(plain__in=list(emails), is_active=True)
    return {person.plain: person for person in people}


def send_invitation(invitation, token, *, to, at) -> None:
    """The mail holds the token until it has gone; then the outbox blanks it. Nothing else keeps it."""
    cohort = invitation.cohort
    asks = cohort.coordinator if cohort else invitation.invited_by
    context = {"token": token, "days": INVITATION_HOLDS.days, "coordinator": asks.preferred_name}
    context |= {"group": cohort.name} if cohort else {"course": invitation.course_title}
    context |= {"name": invitation.name} if invitation.name else {}
    send_later(
        event="group_invitation" if cohort else "course_invitation",
        to=to,
        to_address="" if to else invitation.email,
        language=to.language if to else get_language(),
        key=mail_key(invitation),
        context=context,
        expires_at=invitation.expires_at,
        at=at,
    )


@transaction.atomic
def invite_again(*, invitation, by, at) -> bool:
    """A new link for somebody who did not answer; the old one stops. Returns False when it is answered."""
    invitation = lock(Invitation, invitation.pk)
    if invitation.accepted_at or invitation.cancelled_at:
        return False
    take_back_mail(keys=[mail_key(invitation)])
    token = secrets.token_urlsafe(32)
    invitation.fingerprint = fingerprint_of(token)
    invitation.invited_by, invitation.invited_at = by, at
    invitation.expires_at = at + INVITATION_HOLDS
    invitation.save()
    send_invitation(invitation, token, to=accounts_of([invitation.email]).get(invitation.email), at=at)
    record_audit(by=by, action="invited again", obj=invitation, at=at)
    return True


@transaction.atomic
def cancel_invitation(*, invitation, by, at) -> bool:
    """Its link stops working, and its mail is not sent if it has not gone. False when it was answered."""
    invitation = lock(Invitation, invitation.pk)
    is_cancelled = cancel_unanswered(invitation, at=at)
    if is_cancelled:
        record_audit(by=by, action="invitation cancelled", obj=invitation, at=at)
    return is_cancelled


def cancel_unanswered(invitation, *, at) -> bool:
    """Cancel a locked invitation unless it was answered or cancelled before.

    Nobody needs the address any more. The row stays, so that the link can say what happened.
    """
    if invitation.accepted_at or invitation.cancelled_at:
        return False
    take_back_mail(keys=[mail_key(invitation)])
    invitation.cancelled_at, invitation.email, invitation.name = at, "", ""
    invitation.save(update_fields=["cancelled_at", "email", "name"])
    return True


def open_invitation(*, token: str, at, reader=None) -> Invitation:
    """The invitation behind a link. Raises InvitationOver; not for whoever accepted it themself."""
    found = Invitation.objects.select_related("cohort__coordinator", "cohort__organisation").filter(
        fingerprint=fingerprint_of(token), cohort__isnull=False
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationOver("unknown")
    check_invitation(invitation, at=at, reader=reader)
    return invitation


def check_invitation(invitation, *, at, reader) -> None:
    is_own = reader is not None and reader.is_authenticated and invitation.accepted_by_id == reader.pk
    if invitation.accepted_at and not is_own:
        raise InvitationOver("used")
    if invitation.cancelled_at:
        raise InvitationOver("cancelled")
    if not invitation.accepted_at and invitation.expires_at <= at:
        raise InvitationOver("expired")


@transaction.atomic
def accept_invitation(*, token: str, learner, by, at) -> CohortMember:
    """Join the group one was invited to. Twice is once; of two people, the first. Raises InvitationOver."""
    found = open_invitation(token=token, at=at, reader=learner)
    if found.from_list_id:
        lock(PeopleList, found.from_list_id)  # a list that is being undone takes its invitations back first
    invitation = lock(Invitation, found.pk)
    check_invitation(invitation, at=at, reader=learner)
    if invitation.accepted_at:
        return _own_membership(invitation, learner)
    invitation.accepted_at, invitation.accepted_by = at, learner
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    take_back_mail(keys=[mail_key(invitation)])
    way = Enrolment.Way.LIST if invitation.from_list_id else Enrolment.Way.INVITATION
    return take_in(
        cohort=invitation.cohort,
        learner=learner,
        way=way,
        by=by,
        at=at,
        from_list=invitation.from_list,
    )


def _own_membership(invitation, learner) -> CohortMember:
    member = invitation.cohort.members.filter(learner=learner, left_at=None).first()
    if member is None:  # they joined with it, and left
        raise InvitationOver("used")
    return member


# --- From another group, and out again ---------------------------------------------------------------------


@transaction.atomic
def add_members(*, cohort, learners, by, at) -> int:
    """Take members of the coordinator's other groups into this one, all at once; returns how many are new.

    They agreed to that when they joined (the words say so); each is told by e-mail and can leave.
    """
    lock(Cohort, cohort.pk)
    here = set(cohort.members.filter(left_at=None).values_list("learner_id", flat=True))
    new = [learner for learner in learners if learner.pk not in here]
    for learner in new:
        member = take_in(cohort=cohort, learner=learner, way=Enrolment.Way.COORDINATOR, by=by, at=at)
        send_later(
            event="group_added",
            to=learner,
            at=at,
            key=f"group_added:{member.pk}:{at.isoformat()}",
            context={"group": cohort.name, "cohort_id": cohort.pk},
        )
    return len(new)


@transaction.atomic
def leave_cohort(*, member, by, at) -> bool:
    """Out of the group, by themself or taken out: from now on nobody of the group sees their lessons.

    Their courses stay theirs. Returns False when they had left before.
    """
    member = lock(CohortMember, member.pk)
    if member.left_at is not None:
        return False
    member.left_at, member.asked_for_help_at = at, None
    member.save(update_fields=["left_at", "asked_for_help_at"])
    is_own = by.pk == member.learner_id
    record_audit(by=by, action="group left" if is_own else "group member taken out", obj=member, at=at)
    return True


@transaction.atomic
def ask_group_for_help(*, member, by, at) -> None:
    """Tell the coordinator and the coaches. Asking again before somebody answered tells nobody twice."""
    member = lock(CohortMember, member.pk)
    if member.asked_for_help_at is not None or member.left_at is not None:
        return
    member.asked_for_help_at = at
    member.save(update_fields=["asked_for_help_at"])
    cohort = member.cohort
    for person in {cohort.coordinator, *cohort.coaches.filter(is_active=True)}:
        send_later(
            event="group_help_asked",
            to=person,
            at=at,
            key=f"group_help_asked:{member.pk}:{person.pk}:{at.isoformat()}",
            context={"cohort_id": cohort.pk},
        )
    record_audit(by=by, action="group help asked", obj=member, at=at)
