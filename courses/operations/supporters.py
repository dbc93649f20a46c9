"""Helpers: a learner names somebody, who says yes, and either of them ends it."""

import secrets
from datetime import timedelta

from django.db import transaction

from accounts.operations import record_audit, send_later, take_back_mail

from ..models import Supporter
from ..queries.supporters import ASKED_FOR
from ..tokens import fingerprint_of
from .locks import lock, lock_person

#: So many helpers one learner may have or wait for at a time.
MOST_HELPERS = 3
#: So many times a learner may name somebody in a day: each one sends a mail.
MOST_NAMED_A_DAY = 6


class NotYourself(Exception):
    """Nobody can be their own helper."""


class TooManyHelpers(Exception):
    """The learner has MOST_HELPERS, or named MOST_NAMED_A_DAY people within a day."""


class AlreadyNamed(Exception):
    """This address is a helper's already, or was asked and has not answered."""


@transaction.atomic
def name_helper(*, learner, email: str, course_keys, by, at) -> Supporter:
    """Ask the person with this address to help. `course_keys` empty: in every course.

    Whether the address has an account changes nothing that the learner could see. Raises NotYourself,
    TooManyHelpers, AlreadyNamed.
    """
    email = email.strip().lower()
    lock_person(learner)  # two windows of one learner take turns, so that their helpers are counted right
    if email == learner.email.lower():
        raise NotYourself
    named = Supporter.objects.filter(learner=learner)
    _forget_unanswered(named, by=by, at=at)
    now_open = named.filter(ended_at=None)
    if now_open.filter(email=email).exists():
        raise AlreadyNamed
    today = named.filter(named_at__gt=at - timedelta(days=1))
    if now_open.count() >= MOST_HELPERS or today.count() >= MOST_NAMED_A_DAY:
        raise TooManyHelpers
    token = secrets.token_urlsafe(24)
    supporter = Supporter.objects.create(
        learner=learner,
        email=email,
        fingerprint=fingerprint_of(token),
        course_keys=sorted(str(key) for key in course_keys),
        named_at=at,
    )
    record_audit(by=by, action="helper named", obj=supporter, at=at)
    send_later(
        event="helper_asked",
        to_address=email,
        language=learner.language,
        at=at,
        key=f"helper_asked:{supporter.pk}",
        context={"learner_name": supporter.learner_name, "token": token},
        expires_at=at + ASKED_FOR,
    )
    return supporter


def _forget_unanswered(named, *, by, at):
    """What nobody answered in time stands in nobody's way."""
    for row in named.filter(ended_at=None, accepted_at=None, named_at__lte=at - ASKED_FOR):
        _end(row, by=by, at=at)


@transaction.atomic
def accept_support(*, supporter: Supporter, by, at) -> bool:
    """The person asked says yes. Twice is once. Returns whether they are the helper now.

    The caller has asked `queries.question_for`, which answers only the person with the address.
    """
    kept = lock(Supporter, supporter.pk)
    if kept.ended_at or kept.learner_id == by.pk or kept.helper_id not in (None, by.pk):
        return False
    if kept.accepted_at is None:
        kept.helper, kept.accepted_at = by, at
        kept.save(update_fields=["helper", "accepted_at"])
        record_audit(by=by, action="helper said yes", obj=kept, at=at)
        send_later(
            event="helper_said_yes",
            to=kept.learner,
            at=at,
            key=f"helper_said_yes:{kept.pk}",
            context={"helper_name": kept.helper_name},
        )
    return True


@transaction.atomic
def end_support(*, supporter: Supporter, by, at) -> None:
    """Either side ends it, or the person asked says no. It holds from the next request on. Twice is once."""
    kept = lock(Supporter, supporter.pk)
    if kept.ended_at is None:
        _end(kept, by=by, at=at)
        if by.pk != kept.learner_id:
            send_later(event="helper_stopped", to=kept.learner, at=at, key=f"helper_stopped:{kept.pk}")


def _end(row, *, by, at):
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    take_back_mail(keys=[f"helper_asked:{row.pk}"])
    record_audit(by=by, action="help ended", obj=row, at=at)
