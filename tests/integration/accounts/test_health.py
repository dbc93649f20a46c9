"""`/readyz` knows when mail lies in the outbox and nobody sends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.health import LONGEST_WAIT, mail_is_leaving
from accounts.models import OutboxMessage
from home import health
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def write(*, age, **fields):
    return OutboxMessage.objects.create(
        to=UserFactory(), event="sign_in_code", written_at=timezone.now() - age, **fields
    )


def test_the_check_is_one_of_those_readyz_runs():
    assert health._checks["outbox"] is mail_is_leaving


def test_an_empty_outbox_and_fresh_mail_are_fine():
    assert mail_is_leaving() is None
    write(age=LONGEST_WAIT / 2)
    assert mail_is_leaving() is None


def test_mail_that_nobody_sends_is_noticed():
    write(age=LONGEST_WAIT + timedelta(minutes=1))
    assert mail_is_leaving() == "mail has waited for more than 15 minutes: 1"


def test_mail_that_went_and_mail_that_is_tried_again_later_are_fine():
    now = timezone.now()
    write(age=timedelta(hours=1), sent_at=now)
    write(age=timedelta(hours=1), tries=3, next_try_at=now + timedelta(minutes=30))
    assert mail_is_leaving() is None
    write(age=timedelta(hours=1), tries=3, next_try_at=now - timedelta(minutes=30))
    assert mail_is_leaving()
