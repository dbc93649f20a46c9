"""Who may look after the learning of somebody else, and why not. To everybody else it does not exist.

The people of a learner's group may, for the courses of the group. Rooms above register who else may:

    let_confirm(may_confirm=…, has_somebody=…)
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.permissions import YES, Answer, no
from accounts.roles import Role

from .models import Cohort, CohortCourse, CohortMember


@dataclass(frozen=True)
class Provider:
    """What a room above knows: `may_confirm(person, learner_id, course_key)` answers an Answer, and
    `has_somebody(learner_id, course_key)` whether it names anybody at all."""

    may_confirm: Callable[[object, int, UUID], Answer]
    has_somebody: Callable[[int, UUID], bool]


_providers: list[Provider] = []


def let_confirm(*, may_confirm, has_somebody) -> None:
    """Ask these too, who may confirm the lessons of whom. Each room says so once, when the site starts."""
    _providers.append(Provider(may_confirm, has_somebody))


def may_confirm(person, *, learner, course_key: UUID) -> Answer:
    """Say that a learner can do what a lesson of this course teaches, and see the work they handed in for it.

    Coaches and the coordinator of a group that the learner is in and that takes the course, while they hold
    the role; and whom other rooms name. Nobody confirms for themself.
    """
    if not person.is_authenticated or person.pk == learner.pk:
        return no(_("Somebody else has to confirm this."))
    cohorts = _cohorts_of(learner, course_key)
    mine = Q(pk__in=[])
    if person.has_role(Role.COACH):
        mine |= Q(coaches=person)
    if person.has_role(Role.COORDINATOR):
        mine |= Q(coordinator=person)
    if cohorts.filter(mine).exists():
        return YES
    if any(provider.may_confirm(person, learner.pk, course_key) for provider in _providers):
        return YES
    return no(_("Only a coach of this learner does this."))


def may_repair(person, *, learner, course_key: UUID) -> Answer:
    """Count a lesson as done for a reason: the coordinator of the learner's group, and administrators."""
    if not person.is_authenticated or person.pk == learner.pk:
        return no(_("Somebody else has to do this."))
    if person.has_role(Role.ADMINISTRATOR):
        return YES
    cohorts = _cohorts_of(learner, course_key)
    if person.has_role(Role.COORDINATOR) and cohorts.filter(coordinator=person).exists():
        return YES
    return no(_("Only the coordinator of this learner does this."))


def may_look_after(person, *, learner, course_key: UUID) -> Answer:
    """Open the page where one or the other is done."""
    if may_confirm(person, learner=learner, course_key=course_key):
        return YES
    return may_repair(person, learner=learner, course_key=course_key)


def may_open_work(person, work, *, course_key: UUID) -> Answer:
    """Read work that was handed in: who wrote it, and who may confirm the lesson."""
    if person.is_authenticated and person.pk == work.learner_id:
        return YES
    return may_confirm(person, learner=work.learner, course_key=course_key)


def has_coach(*, learner, course_key: UUID) -> bool:
    """Whether anybody of a group could confirm a lesson for this learner, or somebody whom a room names."""
    return _cohorts_of(learner, course_key).exists() or any(
        provider.has_somebody(learner.pk, course_key) for provider in _providers
    )


def _cohorts_of(learner, course_key):
    """The groups that the learner is in now and that take the course."""
    members = CohortMember.objects.filter(cohort=OuterRef("pk"), learner=learner, left_at=None)
    courses = CohortCourse.objects.filter(cohort=OuterRef("pk"), course_key=course_key)
    return Cohort.objects.filter(Exists(members), Exists(courses))
