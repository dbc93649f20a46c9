"""Who may do what in this room, and why not. A role alone shows nobody's personal data: a coordinator needs
the programme, a coach the mentorship, and an administrator has no way in at all."""

from django.utils.translation import gettext as _

from accounts.permissions import YES, Answer, no
from accounts.roles import Role


def may_run_programme(person, programme) -> Answer:
    """Rounds, requests and offers of a programme: its own coordinators, while they hold the role."""
    if not person.is_authenticated or not person.has_role(Role.COORDINATOR):
        return no(_("Only coordinators do this."))
    if not programme.coordinators.filter(pk=person.pk).exists():
        return no(_("Another team runs this programme."))
    return YES


def is_coordinator(person) -> Answer:
    """The pages that list one's own rounds and people."""
    if person.is_authenticated and person.has_role(Role.COORDINATOR):
        return YES
    return no(_("Only coordinators do this."))


def may_answer_as_learner(person, pair) -> Answer:
    return _is(person, pair.entry.request.learner_id)


def may_answer_as_coach(person, pair) -> Answer:
    return _is(person, pair.offer.coach_id)


def may_see_mentorship_as_learner(person, mentorship) -> Answer:
    if mentorship.ended_at is not None:
        return no(_("This mentorship has ended."))
    return _is(person, mentorship.learner_id)


def may_see_mentorship_as_coach(person, mentorship) -> Answer:
    """The coach, for as long as it runs: a former coach is answered as anybody else."""
    if mentorship.ended_at is not None:
        return no(_("This mentorship has ended."))
    return _is(person, mentorship.coach_id)


def _is(person, person_id) -> Answer:
    return (
        YES if person.is_authenticated and person.pk == person_id else no(_("This belongs to somebody else."))
    )
