"""Groups: whose they are, who is in them, and what can be chosen for them.

Nothing here looks at who the reader is, but for lists of a person: the views ask `cohort_permissions` first.
Members are those who have not left: leaving is the end of what they agreed to.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role

from ..models import Cohort, CohortMember, Enrolment, Invitation, PeopleList
from .outlines import open_courses, wanted_language

_PRESENT = Q(members__left_at=None, members__isnull=False)


def cohorts_run_by(*, person) -> QuerySet[Cohort]:
    """The groups somebody coordinates, all of them for an administrator, with `people` and `asking`."""
    cohorts = Cohort.objects.select_related("organisation", "coordinator").annotate(
        people=Count("members", filter=_PRESENT),
        asking=Count("members", filter=_PRESENT & Q(members__asked_for_help_at__isnull=False)),
    )
    if not person.has_role(Role.ADMINISTRATOR):
        cohorts = cohorts.filter(coordinator=person)
    return cohorts.order_by("-is_open", "-start_date", "name")


def cohorts_coached_by(*, person) -> QuerySet[Cohort]:
    """The groups in which somebody is a coach, while they hold the role."""
    cohorts = Cohort.objects.select_related("organisation", "coordinator")
    return cohorts.filter(coaches=person) if person.has_role(Role.COACH) else cohorts.none()


def memberships_of(*, learner) -> QuerySet[CohortMember]:
    """The groups a person is in, with what they may know of them: its people who help, and its courses."""
    return (
        CohortMember.objects.filter(learner=learner, left_at=None)
        .select_related("cohort__coordinator", "cohort__organisation")
        .prefetch_related("cohort__courses", "cohort__coaches")
        .order_by("-cohort__start_date", "cohort__name")
    )


def members_of(*, cohort) -> QuerySet[CohortMember]:
    """Everybody in a group, by name."""
    present = cohort.members.filter(left_at=None).select_related("learner")
    return present.order_by(Lower("learner__preferred_name"), "pk")


def waiting_invitations(*, cohort) -> QuerySet[Invitation]:
    """Invitations nobody answered yet, the newest first."""
    return cohort.invitations.filter(accepted_at=None, cancelled_at=None).order_by("-invited_at", "email")


def lists_of(*, cohort) -> QuerySet[PeopleList]:
    """Lists that were added, the newest first, with what an undo would take: `waiting` and `joined`."""
    waiting = Q(invitations__accepted_at=None, invitations__cancelled_at=None, invitations__isnull=False)
    return (
        cohort.lists.filter(added_at__isnull=False)
        .annotate(
            waiting=Count("invitations", filter=waiting, distinct=True),
            joined=Count("members", filter=_PRESENT, distinct=True),
        )
        .order_by("-added_at")
    )


def known_addresses(*, cohort) -> tuple[set[str], set[str]]:
    """Addresses, in small letters, of members, and of people with an invitation that still holds."""
    members = cohort.members.filter(left_at=None).annotate(address=Lower("learner__email"))
    invited = waiting_invitations(cohort=cohort).filter(expires_at__gt=timezone.now())
    return set(members.values_list("address", flat=True)), set(invited.values_list("email", flat=True))


def other_cohorts_with_people(*, cohort) -> QuerySet[Cohort]:
    """The same coordinator's other groups that somebody is in."""
    others = Cohort.objects.filter(coordinator_id=cohort.coordinator_id).exclude(pk=cohort.pk)
    present = CohortMember.objects.filter(cohort=OuterRef("pk"), left_at=None)
    return others.filter(Exists(present)).order_by("-start_date", "name")


def people_to_pick(*, cohort, other) -> QuerySet[User]:
    """Members of another group of the same coordinator who are not in this one, by name."""
    here = CohortMember.objects.filter(cohort=cohort, learner=OuterRef("pk"), left_at=None)
    there = User.objects.filter(
        cohort_memberships__cohort=other, cohort_memberships__left_at=None, is_active=True
    )
    return there.exclude(Exists(here)).order_by(Lower("preferred_name"), "pk")


# --- What can be chosen for a group -----------------------------------------------------------------------


def courses_to_choose(*, language: str = "") -> dict[UUID, str]:
    """Titles of all open courses by key, in the order of the site."""
    language = wanted_language(language)
    pages = sorted(open_courses(language=language), key=lambda page: page.locale.language_code == language)
    titles = {page.translation_key: page.title for page in pages}
    return {page.translation_key: titles[page.translation_key] for page in pages}


def coordinators_to_choose(*, with_ids: Iterable[int] = ()) -> QuerySet[User]:
    """Everybody with the role, and these people, by name."""
    return _people(Q(groups__name=str(Role.COORDINATOR), is_active=True) | Q(pk__in=list(with_ids)))


def coaches_to_choose() -> QuerySet[User]:
    """Everybody with the role, by name."""
    return _people(Q(groups__name=str(Role.COACH), is_active=True))


def _people(which) -> QuerySet[User]:
    return User.objects.filter(pk__in=User.objects.filter(which).values("pk")).order_by(
        Lower("preferred_name"), "pk"
    )


def organisations_to_choose(*, on) -> QuerySet[Organisation]:
    """Organisations that exist on a day."""
    return Organisation.objects.filter(Q(valid_to_date=None) | Q(valid_to_date__gte=on)).order_by("name")


# --- A learner's own ---------------------------------------------------------------------------------------


def enrolment_of(*, learner, course_key: UUID) -> Enrolment | None:
    """This person's enrolment in a course, left or not, with the group in which they take it. One query.

    `group_id` and `group_name` are of the group they joined last, or None.
    """
    groups = CohortMember.objects.filter(
        learner=OuterRef("learner"), left_at=None, cohort__courses__course_key=OuterRef("course_key")
    ).order_by("-joined_at", "-pk")
    return (
        Enrolment.objects.filter(learner=learner, course_key=course_key)
        .annotate(
            group_id=Subquery(groups.values("cohort_id")[:1]),
            group_name=Subquery(groups.values("cohort__name")[:1]),
        )
        .first()
    )
