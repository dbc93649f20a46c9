"""Invitations by e-mail to one course, without a group. Who says yes takes the course like anybody else.

Being invited and saying yes shows nobody anything: whoever invited sees only that there was an answer.
"""

import secrets
from collections.abc import Iterable

from django.db import transaction

from accounts.operations import record_audit, take_back_mail

from ..models import Enrolment, Invitation
from ..tokens import fingerprint_of
from .joining import (
    INVITATION_HOLDS,
    InvitationOver,
    accounts_of,
    cancel_unanswered,
    check_invitation,
    mail_key,
    send_invitation,
)
from .locks import lock, lock_person
from .starting import locked_enrolment


@transaction.atomic
def invite_to_course(*, course, people: Iterable[tuple[str, str]], by, at) -> int:
    """Invite people, given as (name, address), to a course; returns how many invitations were written.

    Known and unknown addresses are treated alike, and so are people who take the course already. Whoever has
    an open invitation of this person gets no second one; one that has run out is replaced.
    """
    lock_person(by)
    people = {email.lower(): name for name, email in people}
    waiting = course_invitations_of(person=by, course_key=course.translation_key).filter(email__in=people)
    for expired in waiting.filter(expires_at__lte=at).select_for_update().order_by("pk"):
        cancel_unanswered(expired, at=at)
    invited = set(waiting.values_list("email", flat=True))
    new = {email: name for email, name in people.items() if email not in invited}
    account_of = accounts_of(new)
    for email, name in new.items():
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            course_key=course.translation_key,
            course_title=course.title,
            email=email,
            name=name,
            fingerprint=fingerprint_of(token),
            invited_by=by,
            invited_at=at,
            expires_at=at + INVITATION_HOLDS,
        )
        send_invitation(invitation, token, to=account_of.get(email), at=at)
    if new:
        record_audit(by=by, action="people invited to a course", obj=course, at=at, people=len(new))
    return len(new)


def course_invitations_of(*, person, course_key):
    """The invitations of one person to a course that nobody answered yet, the newest first."""
    rows = Invitation.objects.filter(cohort=None, course_key=course_key, invited_by=person)
    return rows.filter(accepted_at=None, cancelled_at=None).order_by("-invited_at", "email")


def open_course_invitation(*, token: str, at, reader=None) -> Invitation:
    """The invitation behind a link. Raises InvitationOver; not for whoever accepted it themself."""
    invitation = (
        Invitation.objects.select_related("invited_by")
        .filter(fingerprint=fingerprint_of(token), cohort=None)
        .first()
    )
    if invitation is None:
        raise InvitationOver("unknown")
    check_invitation(invitation, at=at, reader=reader)
    return invitation


@transaction.atomic
def accept_course_invitation(*, token: str, course, learner, by, at) -> Enrolment:
    """Take the course one was invited to. Twice is once; of two people, the first. Raises InvitationOver."""
    found = open_course_invitation(token=token, at=at, reader=learner)
    invitation = lock(Invitation, found.pk)
    check_invitation(invitation, at=at, reader=learner)
    enrolment = locked_enrolment(learner=learner, course=course, by=by, at=at)
    if invitation.accepted_at is None:
        invitation.accepted_at, invitation.accepted_by = at, learner
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        take_back_mail(keys=[mail_key(invitation)])
        record_audit(by=by, action="course invitation accepted", obj=invitation, at=at)
        if enrolment.started_at == at:
            enrolment.way = Enrolment.Way.INVITATION
            enrolment.save(update_fields=["way"])
    return enrolment
