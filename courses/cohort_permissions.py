"""Who may do what with a group, and why not. To everybody else it does not exist."""

from django.utils.translation import gettext as _

from accounts.permissions import YES, Answer, no
from accounts.roles import Role


def may_make_groups(person) -> Answer:
    """The list of groups, and new ones: coordinators and administrators."""
    if person.is_authenticated and (person.has_role(Role.COORDINATOR) or person.has_role(Role.ADMINISTRATOR)):
        return YES
    return no(_("Only coordinators do this."))


def may_run_cohort(person, cohort) -> Answer:
    """Change the group, let people in and out: its coordinator, while they are one, and administrators."""
    if not may_make_groups(person):
        return no(_("Only coordinators do this."))
    if cohort.coordinator_id != person.pk and not person.has_role(Role.ADMINISTRATOR):
        return no(_("Somebody else coordinates this group."))
    return YES


def may_coach_cohort(person, cohort) -> Answer:
    """Confirm lessons of its members and see their work: its coordinator and coaches, not administrators.

    The same people as in `permissions.may_confirm`.
    """
    if person.has_role(Role.COORDINATOR) and cohort.coordinator_id == person.pk:
        return YES
    if person.has_role(Role.COACH) and cohort.coaches.filter(pk=person.pk).exists():
        return YES
    return no(_("Only the coordinator and the coaches of this group do this."))


def may_see_cohort(person, cohort) -> Answer:
    """Which lessons its people opened and finished: who runs it, and its coaches while they hold the role."""
    if may_run_cohort(person, cohort):
        return YES
    is_coach = person.is_authenticated and person.has_role(Role.COACH)
    if is_coach and cohort.coaches.filter(pk=person.pk).exists():
        return YES
    return no(_("Only the coordinator and the coaches of this group see it."))
