"""Groups of learners: made and changed by their coordinator. Who joins and leaves is in `joining`."""

import secrets
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.operations import record_audit, send_later

from ..models import Cohort, CohortCourse, CohortMember, Enrolment
from .locks import lock
from .recognition import CODE_ALPHABET
from .statements import tell_of_enrolment

#: No vowels: a code spells no word.
GROUP_ALPHABET = "".join(letter for letter in CODE_ALPHABET if letter not in "AEU")
#: So many tries to find a code nobody has; with 19^8 codes the first is nearly always free.
TRIES = 5


@transaction.atomic
def make_cohort(
    *,
    name: str,
    organisation,
    start_date,
    coordinator,
    coaches,
    courses: dict[UUID, str],
    form_key: UUID,
    by,
    at,
) -> Cohort:
    """Make a group, open to whoever has its code. The same form sent twice makes one.

    `courses`: their titles by key, in the order in which the group takes them.
    """
    fields = {
        "name": name,
        "organisation": organisation,
        "start_date": start_date,
        "coordinator": coordinator,
        "made_at": at,
    }
    cohort, is_new = _make_with_a_free_code(form_key, fields)
    if is_new:
        cohort.coaches.set(coaches)
        _set_courses(cohort, courses)
        record_audit(by=by, action="group made", obj=cohort, at=at)
    return cohort


def _make_with_a_free_code(form_key, fields) -> tuple[Cohort, bool]:
    for _try in range(TRIES):
        try:
            return Cohort.objects.get_or_create(
                form_key=form_key, defaults={**fields, "code": new_group_code()}
            )
        except IntegrityError:  # somebody has this code
            continue
    raise RuntimeError("No free code was found for a group.")


def new_group_code() -> str:
    """A group code such as CDFH-JKMN: letters that nobody takes for one another."""
    letters = "".join(secrets.choice(GROUP_ALPHABET) for _place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _set_courses(cohort, courses) -> set[UUID]:
    """Make these the courses of the group, in this order; returns the keys that are new."""
    kept = {row.course_key: row for row in cohort.courses.all()}
    cohort.courses.exclude(course_key__in=courses).delete()
    for order, (key, title) in enumerate(courses.items()):
        CohortCourse.objects.update_or_create(
            cohort=cohort, course_key=key, defaults={"course_title": title, "order": order}
        )
    return set(courses) - set(kept)


@transaction.atomic
def change_cohort(
    *, cohort, name, organisation, start_date, coordinator, coaches, courses: dict[UUID, str], by, at
) -> None:
    """Change a group. Its members start courses that are new in it and are told; none is taken from them."""
    cohort = lock(Cohort, cohort.pk)
    cohort.name, cohort.organisation, cohort.start_date = name, organisation, start_date
    cohort.coordinator = coordinator
    cohort.save(update_fields=["name", "organisation", "start_date", "coordinator"])
    cohort.coaches.set(coaches)
    new_keys = _set_courses(cohort, courses)
    if new_keys:
        for member in cohort.members.filter(left_at=None).select_related("learner"):
            enrol_in_courses(
                cohort=cohort, learner=member.learner, way=Enrolment.Way.COORDINATOR, by=by, at=at
            )
            send_later(
                event="group_course_added",
                to=member.learner,
                at=at,
                context={"group": name, "cohort_id": cohort.pk},
            )
    record_audit(by=by, action="group changed", obj=cohort, at=at, new_courses=len(new_keys))


def enrol_in_courses(*, cohort, learner, way, by, at) -> None:
    """Start every course of the group for one person. Courses they started stay as they are; left ones come
    back."""
    for course in cohort.courses.all():
        enrolment, is_new = Enrolment.objects.select_for_update().get_or_create(
            learner=learner,
            course_key=course.course_key,
            defaults={"course_title": course.course_title, "started_at": at, "way": way},
        )
        if is_new:
            record_audit(by=by, action="course started", obj=enrolment, at=at, way=str(way))
            tell_of_enrolment(enrolment, at=at)
        elif enrolment.left_at is not None:
            enrolment.left_at = None
            enrolment.save(update_fields=["left_at"])
            record_audit(by=by, action="course taken up again", obj=enrolment, at=at)


@transaction.atomic
def open_cohort(*, cohort, is_open: bool, by, at) -> None:
    """Let people with the code join, or nobody new. Who is in stays in; invitations hold."""
    cohort = lock(Cohort, cohort.pk)
    if cohort.is_open == is_open:
        return
    cohort.is_open = is_open
    cohort.save(update_fields=["is_open"])
    record_audit(by=by, action="group opened" if is_open else "group closed", obj=cohort, at=at)


@transaction.atomic
def note_group_helped(*, member, by, at) -> None:
    """Somebody answered a member who asked for help: it is off the list."""
    member = lock(CohortMember, member.pk)
    if member.asked_for_help_at is None:
        return
    member.asked_for_help_at = None
    member.save(update_fields=["asked_for_help_at"])
    record_audit(by=by, action="group help given", obj=member, at=at)


def note_download(*, cohort, kind: str, by, at) -> None:
    """Somebody took a file with the lessons of the members: one line that nobody can change."""
    record_audit(by=by, action="group downloaded", obj=cohort, at=at, kind=kind)
