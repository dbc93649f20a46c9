"""Messages between the two. Neither sees an e-mail address; the mail about one says only that it is there."""

from django.db import transaction

from accounts.operations import record_audit, send_later

from ..models import Mentorship, Message
from .errors import NotOpen
from .gate import locked_active, other_of
from .locks import lock


@transaction.atomic
def send_message(*, mentorship, text, form_key, by, at) -> Message:
    """One message. The same form twice is once.

    The other one gets a mail when this is the only message that waits for them: one notice at a time.
    """
    mentorship = locked_active(mentorship, at=at)
    known = Message.objects.filter(author=by, form_key=form_key).first()
    if known:
        return known
    is_first = not Message.objects.filter(mentorship=mentorship, author=by, read_at=None).exists()
    message = Message.objects.create(
        mentorship=mentorship,
        author=by,
        text=text.replace("\r\n", "\n").strip(),
        sent_at=at,
        form_key=form_key,
    )
    record_audit(by=by, action="mentoring.message_sent", obj=message, at=at)
    if is_first:
        send_later(
            event="message_waiting",
            to=other_of(mentorship, by),
            at=at,
            key=f"message_waiting:{message.pk}",
            context={"mentorship_id": mentorship.pk},
        )
    return message


@transaction.atomic
def read_messages(*, mentorship, by, at) -> int:
    """Everything the other one wrote has been seen. Returns how many were new."""
    lock(Mentorship, mentorship.pk)
    return Message.objects.filter(mentorship=mentorship, read_at=None).exclude(author=by).update(read_at=at)


@transaction.atomic
def report_message(*, message, because, by, at) -> Message:
    """The one who got a message shows it to the coordinators, and says why. Twice is once.

    Raises NotOpen for one's own message.
    """
    message = lock(Message, message.pk)
    if message.author_id == by.pk:
        raise NotOpen
    if message.reported_at:
        return message
    message.reported_at, message.reported_because = at, because
    message.save(update_fields=["reported_at", "reported_because"])
    record_audit(by=by, action="mentoring.message_reported", obj=message, at=at)
    for coordinator in message.mentorship.programme.coordinators.all():
        send_later(
            event="message_reported",
            to=coordinator,
            at=at,
            key=f"message_reported:{message.pk}:{coordinator.pk}",
        )
    return message


@transaction.atomic
def settle_report(*, message, by, at) -> Message:
    """A coordinator has dealt with a reported message. Twice is once."""
    message = lock(Message, message.pk)
    if message.reported_at and not message.report_settled_at:
        message.report_settled_at = at
        message.save(update_fields=["report_settled_at"])
        record_audit(by=by, action="mentoring.message_report_settled", obj=message, at=at)
    return message
