"""Everything that changes people's rows. One use-case a function, one transaction each."""

from django.db import transaction

from .models import AuditEvent, OutboxMessage


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
        detail=detail,
    )


def send_later(*, event, to, at, key, context=None):
    """Write one mail into the outbox, in the caller's transaction. The same `key` is written once.

    `event` names a folder under templates/email/; `to` is a User; `context` small JSON values.
    """
    with transaction.atomic():
        message, _created = OutboxMessage.objects.get_or_create(
            key=key,
            defaults={
                "event": event,
                "to": to,
                "language": to.language,
                "context": context or {},
                "written_at": at,
            },
        )
    return message
