"""Who may do what in this room, and why not. A role alone shows nobody's personal data: a coordinator needs
the programme, a coach the mentorship, and an administrator has no way in at all."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import YES, Answer, no
from accounts.roles import Role

from .models import ProgressShare


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


def may_confirm_lessons(person, learner_id, course_key) -> Answer:
    """Confirm lessons of a course: the mentor, while the learner lets them see which ones they finished."""
    if _shares(learner_id, course_key).filter(mentorship__coach=person).exists():
        return YES
    return no(_("The learner does not show you this course."))


def has_mentor_for(learner_id, course_key) -> bool:
    """Whether a learner has a mentor who sees this course of theirs."""
    return _shares(learner_id, course_key).exists()


def _shares(learner_id, course_key):
    """What a learner shows of a course now, lesson by lesson, in mentorships that go on."""
    today = timezone.localdate()
    return ProgressShare.objects.filter(
        Q(until_date=None) | Q(until_date__gte=today),
        mentorship__learner_id=learner_id,
        mentorship__ended_at=None,
        course_key=course_key,
        level=ProgressShare.Level.DETAIL,
        withdrawn_at=None,
    )
