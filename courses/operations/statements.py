"""Learning statements for the learning record store: written with the deed they tell of, sent later.

Nothing is written while no store is configured.
"""

import logging
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.operations import claim_first

from .. import record_store, statements
from ..models import Completion, Enrolment, LearnerKey, Statement
from ..queries import deed_of_completion, deeds_of_enrolment

logger = logging.getLogger(__name__)


def tell_of_enrolment(enrolment: Enrolment, *, at) -> None:
    """Write what this enrolment says now: started, and finished if it is. Call it in its transaction."""
    if record_store.is_configured():
        for deed in deeds_of_enrolment(enrolment):
            _write(enrolment.learner_id, lambda key, deed=deed: _told(deed, key), at=at)


def tell_of_completion(*, learner, lesson_key: UUID, at) -> None:
    """Write that a lesson is completed. Call it in the transaction that did it; twice is once."""
    if record_store.is_configured():
        done = Completion.objects.get(learner=learner, lesson_key=lesson_key, undone_at=None)
        deed = deed_of_completion(done)
        _write(learner.pk, lambda key: _told(deed, key), at=at)


def tell_of_undoing(completion: Completion, *, at) -> None:
    """Write that a completion was taken back: the store is told to forget that statement."""
    if record_store.is_configured():
        deed = deed_of_completion(completion)
        _write(
            completion.learner_id,
            lambda key: statements.taking_back(deed, at=at, learner_key=key, site=_site()),
            at=at,
        )


def _told(deed, learner_key) -> dict:
    return statements.statement(deed, learner_key=learner_key, site=_site())


def _site() -> str:
    return settings.BASE_URL.rstrip("/")


def _write(learner_id, tell, *, at):
    key = LearnerKey.objects.get_or_create(learner_id=learner_id)[0].key
    told = tell(key)
    Statement.objects.get_or_create(
        key=told["id"], defaults={"learner_id": learner_id, "statement": told, "written_at": at}
    )


def send_waiting_statements(*, at, clock=timezone.now) -> int:
    """Send every statement that is due at `at`; returns how many went.

    One that the store will not take is tried again later. When the store does not answer, the sweep ends:
    the others would only wait for the same silence. `clock` gives the time one was sent.
    """
    sent = 0
    while statement := claim_first(Statement.objects.due(at), at=at):
        try:
            record_store.put(statement.statement)
        except record_store.StoreSilent as problem:
            logger.warning(
                "The learning record store is silent (%s); statement %s waits.", problem, statement.pk
            )
            break
        except record_store.StatementRefused as problem:
            words = (statement.pk, statement.tries, problem)
            logger.error("Statement %s was refused at try %s: %s", *words)
            continue
        Statement.objects.filter(pk=statement.pk).update(sent_at=clock())
        sent += 1
    return sent
