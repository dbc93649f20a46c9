"""What a learner may show to others: the certificate of a finished course, and its badge."""

import secrets

from django.conf import settings
from django.db import transaction

from accounts.operations import record_audit, send_later

from .. import badges, signing
from ..models import Certificate, Enrolment, LearnerKey, SigningKey
from ..queries import achievement_of_certificate
from ..short_addresses import ALPHABET as CODE_ALPHABET
from .completing import NotFinished


class TakenBack(Exception):
    """The certificate was taken back: it is not changed any more, and no badge is signed for it."""


class KeyInUse(Exception):
    """The key signs badges now: it cannot be withdrawn before another one takes over."""


class NoReason(Exception):
    """A certificate is taken back only with a reason."""


@transaction.atomic
def issue_certificate(*, learner, course, name: str, by, at, is_public: bool = False) -> Certificate:
    """Make the certificate of a finished course, or put another name on it: its code stays.

    Raises NotFinished and TakenBack.
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
            "outcomes": [line.strip() for line in course.aim.splitlines() if line.strip()],
            "completed_at": enrolment.finished_at,
            "issued_at": at,
            "is_public": is_public,
        },
    )
    if certificate.revoked_at:
        raise TakenBack
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


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by, at) -> None:
    """Take a certificate back, for good. Its page and its badge say so, with the reason; its owner is told.

    Taking it back twice changes nothing. Raises NoReason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise NoReason
    kept = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if kept.revoked_at:
        return
    kept.revoked_at, kept.revoked_because = at, reason
    kept.save(update_fields=["revoked_at", "revoked_because"])
    record_audit(by=by, action="certificate taken back", obj=kept, at=at)
    if kept.learner:
        send_later(
            event="certificate_taken_back",
            to=kept.learner,
            at=at,
            key=f"certificate_taken_back:{kept.pk}",
            context={"course_title": kept.course_title, "code": kept.code},
        )


@transaction.atomic
def erase_name(*, learner, by, at) -> int:
    """Take a person off their certificates: what is left says that somebody completed the course, and when.

    For the erasure of an account; call it before the account goes. Returns how many there were.
    """
    certificates = list(Certificate.objects.select_for_update().filter(learner=learner))
    for certificate in certificates:
        certificate.learner, certificate.name = None, ""
        certificate.save(update_fields=["learner", "name"])
        record_audit(by=by, action="certificate without name", obj=certificate, at=at)
    LearnerKey.objects.filter(learner=learner).delete()
    return len(certificates)


@transaction.atomic
def sign_badge(*, certificate: Certificate, at) -> str:
    """The badge of a certificate as a signed token (Open Badges 3.0, VC-JWT). The same words, the same token.

    The public key stays published from now on. Raises TakenBack.
    """
    if certificate.revoked_at:
        raise TakenBack
    key = signing.current_key()
    public = signing.public_jwk(key)
    SigningKey.objects.get_or_create(kid=public["kid"], defaults={"public_key": public, "first_used_at": at})
    addresses = badges.Addresses(settings.BASE_URL.rstrip("/"))
    award = badges.Award(
        key=certificate.key,
        learner_key=learner_key(learner=certificate.learner),
        name=certificate.name,
        achievement=achievement_of_certificate(certificate),
        completed_at=certificate.completed_at,
        issued_at=certificate.issued_at,
    )
    payload = badges.credential(award, addresses=addresses, issuer_name=settings.WAGTAIL_SITE_NAME)
    return signing.sign(payload, key=key, kid=addresses.key(public["kid"]))


def learner_key(*, learner):
    """What badges and statements call this person (a UUID), made when it is asked for the first time."""
    return LearnerKey.objects.get_or_create(learner=learner)[0].key


@transaction.atomic
def withdraw_key(*, kid: str, by, at) -> None:
    """Publish this key no more: its secret half got out, and badges signed with it must not verify.

    Raises KeyInUse and SigningKey.DoesNotExist. A person can download a badge again, signed with the key of
    now.
    """
    if kid == signing.current_key().thumbprint():
        raise KeyInUse
    key = SigningKey.objects.select_for_update().get(kid=kid)
    if key.withdrawn_at is None:
        key.withdrawn_at = at
        key.save(update_fields=["withdrawn_at"])
        record_audit(by=by, action="signing key withdrawn", obj=key, at=at)


def new_code() -> str:
    """A check code such as ACDE-FHJK-M3NP: 22^12 of them, from the system's own chance."""
    letters = [secrets.choice(CODE_ALPHABET) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
