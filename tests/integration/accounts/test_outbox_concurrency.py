"""Two deliverers at once send each mail once. PostgreSQL only: SQLite has one writer at a time anyway."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts import operations
from accounts.models import AuditEvent, OutboxMessage
from tests.at_once import meeting_point
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MAILS = 30

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.row_locks,
]


def deliver_twice_at_once(settings):
    settings.EMAIL_BACKEND = f"{EmailBackend.__module__}.EmailBackend"
    mail.outbox = []
    for number in range(MAILS):
        operations.send_later(event="no_account", to_address=f"p{number}@example.org", at=NOW)
    together = Barrier(2)

    def deliver(_worker):
        together.wait()
        try:
            return operations.deliver_waiting(at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(deliver, range(2)))
    return [message.to[0] for message in mail.outbox]


def test_each_mail_goes_once(settings):
    sent = deliver_twice_at_once(settings)
    assert len(sent) == len(set(sent)) == MAILS
    assert not OutboxMessage.objects.waiting().exists()


def test_without_the_claim_mails_go_twice(settings, monkeypatch):
    """The negative control: both read the first mail before either has sent it."""
    both_read = meeting_point()

    def claim_nothing(*, at):
        message = OutboxMessage.objects.due(at).first()
        both_read()
        return message

    monkeypatch.setattr(operations, "_claim_next", claim_nothing)
    sent = deliver_twice_at_once(settings)
    assert len(sent) > MAILS


def test_the_database_itself_refuses_to_change_the_audit():
    person = UserFactory()
    operations.record_audit(by=person, action="tried", obj=person, at=NOW)
    for change in (
        lambda: AuditEvent.objects.update(action="other"),
        lambda: AuditEvent.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="cannot be changed or deleted"):
            change()
    assert AuditEvent.objects.get(action="tried")
