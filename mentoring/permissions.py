"""Who may do what in this room, and why not. A role alone shows nobody's personal data: a coordinator needs
the programme, a coach the mentorship, and an administrator has no way in at all."""

from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import YES, Answer, has_role, no
from accounts.roles import Role

from .models import CheckIn, Circle, CircleMember, MyNote, OurNote, ProgressShare
from .rhythm import COACH_CAN_TELL_FOR


def may_run_programme(person, programme) -> Answer:
    """Rounds, requests and offers of a programme: its own coordinators, while they hold the role."""
    if not person.is_authenticated or not person.has_role(Role.COORDINATOR):
        return no(_("Only coordinators do this."))
    if not programme.coordinators.filter(pk=person.pk).exists():
        return no(_("Another team runs this programme."))
    return YES


def may_write_down_for(person, other) -> Answer:
    """What somebody says on the phone: a coordinator of a programme where they ask, offer or take part."""
    theirs = (
        Q(mentorrequests__learner=other)
        | Q(mentoroffers__coach=other)
        | Q(mentorships__learner=other)
        | Q(mentorships__coach=other)
    )
    if other.pk != person.pk and is_coordinator(person) and person.programmes.filter(theirs).exists():
        return YES
    return no(_("Another team runs this programme."))


def is_coordinator(person) -> Answer:
    """The pages that list one's own rounds and people."""
    if person.is_authenticated and person.has_role(Role.COORDINATOR):
        return YES
    return no(_("Only coordinators do this."))


def may_answer_as_learner(person, pair) -> Answer:
    return _is(person, pair.entry.request.learner_id)


def may_answer_as_coach(person, pair) -> Answer:
    return _is(person, pair.offer.coach_id)


def may_answer_swap(person, swap) -> Answer:
    """One of the four who are asked; to the others, and to everybody else, it does not exist."""
    if person.is_authenticated and swap.part_of(person):
        return YES
    return no(_("This belongs to somebody else."))


def may_see_mentorship_as_learner(person, mentorship) -> Answer:
    if mentorship.ended_at is not None:
        return no(_("This mentorship has ended."))
    return _is(person, mentorship.learner_id)


def may_see_mentorship_as_coach(person, mentorship) -> Answer:
    """The coach, for as long as it runs: a former coach is answered as anybody else."""
    if mentorship.ended_at is not None:
        return no(_("This mentorship has ended."))
    return _is(person, mentorship.coach_id)


def may_take_part(person, mentorship) -> Answer:
    """Either of the two, for as long as it runs."""
    if mentorship.ended_at is not None:
        return no(_("This mentorship has ended."))
    return was_part_of(person, mentorship)


def was_part_of(person, mentorship) -> Answer:
    """Either of the two, whether it runs or not."""
    return _is(person, mentorship.learner_id) or _is(person, mentorship.coach_id)


def may_tell_ending(person, mentorship, *, now) -> Answer:
    """Their own words about how it ended: the learner, and the former mentor for 30 days."""
    if mentorship.ended_at is None:
        return no(_("This mentorship has not ended."))
    if person.pk == mentorship.coach_id and (
        mentorship.suspended_at or now - mentorship.ended_at >= COACH_CAN_TELL_FOR
    ):
        return no(_("This mentorship has ended."))
    return was_part_of(person, mentorship)


def may_answer_check_in(person, check_in) -> Answer:
    """Whoever was asked, while the pair runs; the question three months after the end, after it."""
    is_after_the_end = check_in.kind == CheckIn.Kind.FOLLOW_UP
    if check_in.mentorship.ended_at is not None and not is_after_the_end:
        return no(_("This mentorship has ended."))
    return _is(person, check_in.person_id)


def may_handle_concerns(person) -> Answer:
    """Safeguarding leads (and deputies, who hold the same role). No other role opens these pages, and being
    a superuser does not either."""
    return has_role(person, Role.SAFEGUARDING_LEAD)


def may_work_together(person, mentorship) -> Answer:
    """The pages of two who work together: both, while it runs; the mentor not while contact is stopped."""
    if mentorship.suspended_at is not None and person.pk == mentorship.coach_id:
        return no(_("You cannot meet or write to each other at the moment."))
    return may_take_part(person, mentorship)


def may_read_what_is_left(person, mentorship) -> Answer:
    """What the two wrote down, after the end: the learner alone, whoever ended it."""
    if mentorship.ended_at is None:
        return no(_("This mentorship has not ended."))
    return _is(person, mentorship.learner_id)


def may_lead_circle(person, circle) -> Answer:
    """The mentor of a circle, while it goes on or while they are asked; not while contact is stopped."""
    if circle.state not in Circle.LIVE_STATES or circle.suspended_at is not None:
        return no(_("This small group has ended."))
    return _is(person, circle.offer.coach_id)


def may_use_circle_place(person, place) -> Answer:
    """The learner, while the question is open or they are in the circle."""
    if place.state not in CircleMember.LIVE_STATES:
        return no(_("This small group has ended."))
    return _is(person, place.learner_id)


class NoteAction(StrEnum):
    """What can be done with a note. SHOW: to somebody the note did not belong to before."""

    READ = "read"
    WRITE = "write"
    CHANGE = "change"
    DELETE = "delete"
    SHOW = "show"


def may_use_note(person, note, action: NoteAction) -> Answer:
    """Three kinds of notes, three answers; a role alone opens none of them.

    My note: its author, while the mentorship runs. Nobody can be shown it.
    Our note: both of the two, while it runs. What both keep, neither deletes.
    After the end the learner goes on reading both: nobody loses their words by somebody else's choice.
    A note for supervision: the coach who wrote it; one coordinator reads it while the coach shows it.
    """
    if isinstance(note, MyNote):
        return _may_use_my_note(person, note, action)
    if isinstance(note, OurNote):
        return _may_use_our_note(person, note, action)
    return _may_use_supervision_note(person, note, action)


def _may_use_my_note(person, note, action) -> Answer:
    if action == NoteAction.SHOW:
        return no(_("A note of your own stays with you."))
    if action == NoteAction.READ and note.mentorship.ended_at:
        return may_read_what_is_left(person, note.mentorship) and _is(person, note.author_id)
    return _is(person, note.author_id) and may_work_together(person, note.mentorship)


def _may_use_our_note(person, note, action) -> Answer:
    if action in (NoteAction.DELETE, NoteAction.SHOW):
        return no(_("A note that belongs to both stays with both."))
    if action == NoteAction.READ and note.meeting.mentorship.ended_at:
        return may_read_what_is_left(person, note.meeting.mentorship)
    return may_work_together(person, note.meeting.mentorship)


def _may_use_supervision_note(person, note, action) -> Answer:
    if is_coach(person) and person.pk == note.coach_id:
        return YES
    if action == NoteAction.READ and is_coordinator(person):
        return _is(person, note.supervisor_id)
    return no(_("This belongs to somebody else."))


def is_coach(person) -> Answer:
    """The pages of a coach that belong to no one mentorship."""
    return has_role(person, Role.COACH)


def may_see_report(person, message) -> Answer:
    """A message that one of the two reported: the coordinators of their programme, and that message only."""
    if message.reported_at is None:
        return no(_("Nobody reported this message."))
    return may_run_programme(person, message.mentorship.programme)


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
    """What a learner shows of a course now, lesson by lesson, where contact goes on."""
    today = timezone.localdate()
    return ProgressShare.objects.filter(
        Q(until_date=None) | Q(until_date__gte=today),
        mentorship__learner_id=learner_id,
        mentorship__ended_at=None,
        mentorship__suspended_at=None,
        course_key=course_key,
        level=ProgressShare.Level.DETAIL,
        withdrawn_at=None,
    )
