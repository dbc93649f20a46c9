"""Certificates, badges and the learning record: what a person may show to others, and who may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from .. import badges
from ..models import Certificate, Completion, Enrolment, LessonVisit, SigningKey
from ..progress import CourseProgress
from ..signing import current_key, public_jwk
from ..statements import Activity, Deed, Kind, Verb, language_tag
from .outlines import open_courses
from .people import enrolled_course_keys, progress_for_many


@dataclass(frozen=True)
class RecordRow:
    """One course in a person's learning record."""

    progress: CourseProgress
    certificate: Certificate | None


def record_of(*, learner, language: str = "") -> list[RecordRow]:
    """Every course one person started, the latest first, with its certificate. Nine queries."""
    keys = enrolled_course_keys(learner_ids=[learner.pk], with_left=True).get(learner.pk, [])
    many = progress_for_many(learner_ids=[learner.pk], course_keys=keys, language=language)
    certificates = {row.course_key: row for row in Certificate.objects.filter(learner=learner)}
    return [RecordRow(many[learner.pk, key], certificates.get(key)) for key in keys]


def record_as_data(*, learner, at) -> dict:
    """The record as JSON values, in the language of the request. As many queries as `record_of`."""
    return {
        "name": learner.preferred_name,
        "made": at.isoformat(timespec="seconds"),
        "courses": [_course_as_data(row) for row in record_of(learner=learner)],
    }


def _course_as_data(row: RecordRow) -> dict:
    progress, certificate = row.progress, row.certificate
    return {
        "course": progress.outline.title,
        "key": str(progress.outline.key),
        "started": _day(progress.started_at),
        "finished": _day(progress.finished_at),
        "lessons_completed": [
            {"lesson": lesson.title, "completed": _day(lesson.finished_at)}
            for lesson in progress.rows
            if lesson.is_done
        ],
        "certificate": certificate
        and {
            "code": certificate.code,
            "name": certificate.name,
            "hours": float(certificate.hours),
            "what_people_can_do": certificate.outcomes,
            "taken_back_because": certificate.revoked_because or None,
        },
    }


def _day(at) -> str | None:
    return localtime(at).date().isoformat() if at else None


def deeds_of(*, learner) -> list[Deed]:
    """What this person did, the oldest first: courses started and finished, lessons opened and completed.

    Three queries.
    """
    deeds = []
    for row in Enrolment.objects.filter(learner=learner):
        deeds += deeds_of_enrolment(row)
    for row in LessonVisit.objects.filter(learner=learner):
        lesson = Activity(Kind.LESSON, row.lesson_key, row.lesson_title)
        deeds.append(Deed(f"visit/{row.pk}", Verb.ATTEMPTED, lesson, row.first_at, row.course_key))
    for row in Completion.objects.filter(learner=learner, undone_at=None):
        deeds.append(deed_of_completion(row))
    return sorted(deeds, key=lambda deed: deed.at)


def deeds_of_enrolment(enrolment: Enrolment) -> list[Deed]:
    """That a course was started, and that it was finished if it was. No query."""
    course = Activity(Kind.COURSE, enrolment.course_key, enrolment.course_title)
    row = f"enrolment/{enrolment.pk}"
    deeds = [Deed(row, Verb.REGISTERED, course, enrolment.started_at)]
    if enrolment.finished_at:
        deeds.append(Deed(row, Verb.COMPLETED, course, enrolment.finished_at))
    return deeds


def deed_of_completion(completion: Completion) -> Deed:
    """That a lesson was completed. No query."""
    lesson = Activity(
        Kind.LESSON,
        completion.lesson_key,
        completion.lesson_title,
        language_tag(completion.language),
    )
    row = f"completion/{completion.pk}"
    return Deed(row, Verb.COMPLETED, lesson, completion.completed_at, completion.course_key)


def certificate_for(*, learner, course_key: UUID) -> Certificate | None:
    """This person's certificate for a course. One query."""
    return Certificate.objects.filter(learner=learner, course_key=course_key).first()


def certificate_shown_to(*, viewer, code: str) -> Certificate | None:
    """The certificate with this code if `viewer` may see it: its owner always, others while it is public."""
    allowed = Q(is_public=True)
    if viewer.is_authenticated:
        allowed |= Q(learner=viewer)
    return Certificate.objects.filter(allowed, code=tidy_code(code)).first()


def certificate_with_code(*, code: str) -> Certificate | None:
    """The certificate with this code, for those who may take certificates back. One query."""
    return Certificate.objects.filter(code=tidy_code(code)).first()


def tidy_code(code: str) -> str:
    """The code as it is kept, however somebody typed it."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def certificate_of_badge(*, badge_key: UUID) -> Certificate | None:
    """The certificate whose badge has this id. One query."""
    return Certificate.objects.filter(key=badge_key).first()


def published_keys() -> list[dict]:
    """Every public key that badges are checked with, as JWK with "kid": those of old, and the one in use.

    One query.
    """
    kept = {row.kid: row for row in SigningKey.objects.all()}
    # A key that was first used under another name of its algorithm checks badges under both.
    keys = [{**row.public_key} for row in kept.values() if row.withdrawn_at is None]
    for key in keys:
        key.pop("alg", None)
    now = public_jwk(current_key())
    return keys if now["kid"] in kept else [*keys, now]


def achievement(*, course_key: UUID) -> badges.Achievement | None:
    """What the badge of a course is given for: in the words of the course while it is open, then in those
    of the last certificate made. At most two queries."""
    pages = open_courses(language=settings.LANGUAGE_CODE, course_keys=[course_key])
    if pages:
        outcomes = pages[0].aim.splitlines()
        return badges.achievement(course_key=course_key, title=pages[0].title, outcomes=outcomes)
    certificate = Certificate.objects.filter(course_key=course_key).order_by("-issued_at", "-id").first()
    return achievement_of_certificate(certificate) if certificate else None


def achievement_of_certificate(certificate: Certificate) -> badges.Achievement:
    """What this certificate was given for, in its own words. No query."""
    return badges.achievement(
        course_key=certificate.course_key,
        title=certificate.course_title,
        outcomes=certificate.outcomes,
    )
