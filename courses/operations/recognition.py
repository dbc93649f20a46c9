"""What a learner may show to others: the certificate of a finished course."""

import secrets

from django.db import transaction

from accounts.operations import record_audit

from ..models import Certificate, Enrolment
from .learning import NotFinished

#: Letters and digits that nobody takes for one another, on paper or on the phone.
CODE_ALPHABET = "ACDEFHJKMNPRTUVWXY3479"


@transaction.atomic
def issue_certificate(*, learner, course, name: str, by, at, is_public: bool = False) -> Certificate:
    """Make the certificate of a finished course, or put another name on it: its code stays.

    Raises NotFinished.
    """
    enrolment = (
        Enrolment.objects.select_for_update()
        .filter(learner=learner, course_key=course.translation_key, finished_at__isnull=False)
        .first()
    )
    if enrolment is None:
        raise NotFinished
    certificate, is_new = Certificate.objects.get_or_create(
        learner=learner,
        course_key=course.translation_key,
        defaults={
            "code": new_code(),
            "name": name,
            "course_title": course.title,
            "hours": course.hours,
            "completed_at": enrolment.finished_at,
            "issued_at": at,
            "is_public": is_public,
        },
    )
    if not is_new:
        certificate.name, certificate.is_public = name, is_public
        certificate.save(update_fields=["name", "is_public"])
    action = "certificate made" if is_new else "certificate changed"
    record_audit(by=by, action=action, obj=certificate, at=at, is_public=is_public)
    return certificate


@transaction.atomic
def share_certificate(*, certificate: Certificate, is_public: bool, by, at) -> None:
    """Let anyone with the code check the certificate, or nobody."""
    certificate.is_public = is_public
    certificate.save(update_fields=["is_public"])
    record_audit(by=by, action="certificate changed", obj=certificate, at=at, is_public=is_public)


def new_code() -> str:
    """A check code such as ACDE-FHJK-M3NP: 22^12 of them, from the system's own chance."""
    letters = [secrets.choice(CODE_ALPHABET) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
