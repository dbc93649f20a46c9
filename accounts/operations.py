"""Everything that changes people's rows. One use-case a function, one transaction each."""

import logging
import smtplib
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import mail
from .models import AuditEvent, OutboxMessage, User
from .roles import Role

logger = logging.getLogger(__name__)

#: A first try that fails is repeated after a minute, then after two, four … and in the end every four hours.
#: The first pause is longer than a server may take to answer (EMAIL_TIMEOUT).
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)


_written_down: ContextVar[dict | None] = ContextVar("written_down", default=None)


@contextmanager
def written_down_by(person, *, how: str):
    """What is done inside was told to `person`, "phone" or "paper", by somebody who cannot do it here.

    Every audit row written inside names who wrote it down, and how it was told.
    """
    token = _written_down.set({"written_down_by": person.pk, "how": how})
    try:
        yield
    finally:
        _written_down.reset(token)


def record_audit(*, by, action, obj, at, **detail):
    """Add one audit row; call it inside the transaction of what it tells about.

    `by` is a User or None (the system), `obj` any saved model instance, `detail` small JSON values.
    Never put names, addresses or anybody's words into `detail`.
    """
    return AuditEvent.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        detail={**(_written_down.get() or {}), **detail},
    )


def send_later(
    *, event, at, to=None, to_address="", key=None, context=None, language=None, expires_at=None
) -> OutboxMessage:
    """Write one mail into the outbox, in the caller's transaction. The same `key` is written once.

    `event` names a folder under templates/email/. `to` is a User; for somebody without an account give
    `to_address` and `language`. `context` holds small JSON values and is blanked once the mail has gone.
    """
    with transaction.atomic():
        message, _created = OutboxMessage.objects.get_or_create(
            key=key or str(uuid.uuid4()),
            defaults={
                "event": event,
                "to": to,
                "to_address": to_address,
                "language": language or (to.language if to else settings.LANGUAGE_CODE),
                "context": context or {},
                "written_at": at,
                "expires_at": expires_at,
            },
        )
    return message


def take_back_mail(*, keys) -> int:
    """Drop the mails with these keys that have not gone yet; returns how many."""
    deleted, _by_model = OutboxMessage.objects.waiting().filter(key__in=list(keys)).delete()
    return deleted


def deliver_waiting(*, at, clock=timezone.now) -> int:
    """Send every mail that is due at `at`; returns how many went.

    A mail that fails is tried again later. When the mail server itself does not answer, the sweep ends: the
    others would only wait for the same silence. `clock` gives the time a mail was sent.
    """
    OutboxMessage.objects.waiting().filter(expires_at__lte=at).delete()
    sent = 0
    connection = get_connection()
    try:
        while message := _claim_next(at=at):
            if _server_is_silent(connection, message):
                break
            sent += _send(connection, message, clock)
    finally:
        connection.close()
    return sent


def _claim_next(*, at):
    return claim_first(OutboxMessage.objects.due(at), at=at)


def claim_first(due, *, at):
    """Take the first of the rows that are due to be sent for ourselves, or None.

    `due` is a queryset of a model with `tries` and `next_try_at`. The next try is moved into the future
    before we talk to another server, so no lock is held meanwhile and nobody else takes the row. If we are
    killed, it is due again after the pause.
    """
    with transaction.atomic():
        row = due.select_for_update(skip_locked=True, of=("self",)).first()
        if row:
            row.tries += 1
            row.next_try_at = at + min(FIRST_PAUSE * 2 ** min(row.tries - 1, 20), LONGEST_PAUSE)
            row.save(update_fields=["tries", "next_try_at"])
    return row


def _server_is_silent(connection, message) -> bool:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server does not answer (%s); mail %s waits.", error, message.pk)
        return True
    return False


def _send(connection, message, clock) -> bool:
    try:
        mail.render(
            event=message.event,
            context=message.context,
            address=message.to.email if message.to else message.to_address,
            name=message.to.preferred_name if message.to else "",
            language=message.language,
            connection=connection,
            # The same id at each try: should we die before noting that it went, the copy can be recognised.
            message_id=f"<outbox-{message.pk}@{urlsplit(settings.BASE_URL).hostname}>",
        ).send()
    except Exception as error:  # whatever is wrong with one mail, the next one goes out
        # Mail servers and header checks repeat the address in what they say: the log gets the kind only.
        about_address = isinstance(error, (smtplib.SMTPException, ValueError))
        words = (message.pk, message.event, message.tries, type(error).__name__)
        logger.error("Mail %s (%s) failed at try %s: %s", *words, exc_info=not about_address)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(sent_at=clock(), context={}, to_address="")
    return True


def join(*, email, preferred_name, language, at) -> User:
    """The person with this e-mail address, made now if we did not know it. Says nothing about which.

    The caller has asked whether they are 18 or over. They prove the address with a code before they get in.
    """
    known = User.objects.filter(email__iexact=email).first()
    if known:
        return known
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                email, preferred_name=preferred_name, language=language, adult_confirmed_at=at
            )
            record_audit(by=person, action="joined", obj=person, at=at)
    except IntegrityError:  # a double click: the other request was first
        return User.objects.get(email__iexact=email)
    return person


def change_details(*, person, preferred_name, phone, language, by, at) -> None:
    """Change what we call a person, where we ring them and in which language we write."""
    with transaction.atomic():
        person.preferred_name, person.phone, person.language = preferred_name, phone, language
        person.save(update_fields=["preferred_name", "phone", "language"])
        record_audit(by=by, action="details_changed", obj=person, at=at)


def give_role(*, person, role, by, at) -> None:
    """Give a person one more role (`accounts.roles.Role`), from their next request on. Twice is once."""
    with transaction.atomic():
        group, _new = Group.objects.get_or_create(name=str(Role(role)))
        if person.groups.filter(pk=group.pk).exists():
            return
        person.groups.add(group)
        record_audit(by=by, action="role_given", obj=person, at=at, role=group.name)
    person.__dict__.pop("roles", None)


def take_role(*, person, role, by, at) -> None:
    """Take a role away; the person's very next request is answered without it."""
    with transaction.atomic():
        group = Group.objects.filter(name=str(Role(role)), user=person).first()
        if group is None:
            return
        person.groups.remove(group)
        record_audit(by=by, action="role_taken", obj=person, at=at, role=group.name)
    person.__dict__.pop("roles", None)
