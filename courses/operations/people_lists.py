"""Lists of people for a group: read first, added when the coordinator has seen them, undone when wrong.

Nobody on a list becomes a member by it: each address gets an invitation, known or unknown. So no list tells
who has an account.
"""

from collections.abc import Iterable

from django.db import transaction

from accounts.operations import record_audit

from ..models import CohortMember, Completion, Confidence, Enrolment, Invitation, LessonVisit, PeopleList
from ..people_lists import ListRow
from .joining import cancel_unanswered, invite, leave_cohort
from .locks import lock


class ListOver(Exception):
    """The list was added, undone or dropped before."""


@transaction.atomic
def keep_list(*, cohort, rows: Iterable[ListRow], by, at) -> PeopleList:
    """Keep what a file said, to be looked at. Nobody is invited yet; an older preview of theirs goes."""
    PeopleList.objects.filter(cohort=cohort, made_by=by, added_at=None, undone_at=None).delete()
    kept = [{"line": row.line, "name": row.name, "email": row.email, "problem": row.problem} for row in rows]
    return PeopleList.objects.create(cohort=cohort, rows=kept, made_by=by, made_at=at)


@transaction.atomic
def add_people(*, people_list, by, at) -> int:
    """Invite everybody on a list that has nothing wrong; returns how many. A second click adds nobody (0).

    Raises ListOver when the list was undone.
    """
    people_list = lock(PeopleList, people_list.pk)
    if people_list.undone_at is not None:
        raise ListOver
    if people_list.added_at is not None:
        return 0
    people = [(row["name"], row["email"]) for row in people_list.rows if not row["problem"]]
    people_list.added_at, people_list.rows = at, []
    people_list.save(update_fields=["added_at", "rows"])
    number = invite(cohort=people_list.cohort, people=people, by=by, at=at, from_list=people_list)
    record_audit(by=by, action="people list added", obj=people_list, at=at, people=number)
    return number


@transaction.atomic
def drop_list(*, people_list, by, at) -> None:
    """Throw a preview away."""
    people_list = lock(PeopleList, people_list.pk)
    if people_list.added_at is None:
        people_list.delete()


@transaction.atomic
def undo_list(*, people_list, by, at) -> tuple[int, int]:
    """Take back what a list did: open invitations with their unsent mail, memberships, and courses in which
    nothing was done. Returns how many invitations and memberships. A second undo takes nothing (0, 0).
    """
    people_list = lock(PeopleList, people_list.pk)
    if people_list.added_at is None or people_list.undone_at is not None:
        return 0, 0
    people_list.undone_at = at
    people_list.save(update_fields=["undone_at"])
    # Each row is locked as it is taken, in one order: whoever accepts meanwhile comes before or after.
    invitations = Invitation.objects.filter(from_list=people_list).select_for_update().order_by("pk")
    cancelled = sum(cancel_unanswered(invitation, at=at) for invitation in invitations)
    members = list(CohortMember.objects.filter(from_list=people_list, left_at=None).order_by("pk"))
    for member in members:
        _take_back_untouched_courses(member)
        leave_cohort(member=member, by=by, at=at)
    record_audit(
        by=by,
        action="people list undone",
        obj=people_list,
        at=at,
        invitations=cancelled,
        members=len(members),
    )
    return cancelled, len(members)


def _take_back_untouched_courses(member) -> None:
    """Delete the enrolments that this membership made, where the person did nothing since.

    Whoever acts in a lesson has a visit to it; who finished one, a completion.
    """
    made = Enrolment.objects.select_for_update().filter(
        learner_id=member.learner_id,
        course_key__in=member.cohort.courses.values("course_key"),
        way=Enrolment.Way.LIST,
        started_at=member.joined_at,
    )
    for enrolment in made:
        of_person = {"learner_id": member.learner_id, "course_key": enrolment.course_key}
        touched = (
            enrolment.finished_at
            or enrolment.paused_at
            or enrolment.left_at
            or enrolment.target_date
            or any(
                model.objects.filter(**of_person).exists() for model in (LessonVisit, Completion, Confidence)
            )
        )
        if not touched:
            enrolment.delete()
