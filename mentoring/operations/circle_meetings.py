"""Meetings of a circle: its mentor sets them, and calendars follow every change of time, place or people."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later

from ..invitation import Method
from ..models import Circle, CircleMeeting, CircleMember
from ..queries.circles import circle_invitation_for
from .errors import NotOpen, StaleWords
from .locks import lock


def _running(circle) -> Circle:
    """The circle as it is now, locked. Raises NotOpen when its people cannot meet."""
    circle = lock(Circle, circle.pk)
    if not circle.is_running:
        raise NotOpen(_("The group does not meet at the moment, so nothing was changed."))
    return circle


@transaction.atomic
def arrange_circle_meeting(*, circle, starts_at, minutes, way, where, form_key, by, at) -> CircleMeeting:
    """The mentor sets a time for everybody in the circle. The same form twice is one meeting."""
    circle = _running(circle)
    _refuse_past(starts_at, at)
    meeting, is_new = CircleMeeting.objects.get_or_create(
        circle=circle,
        form_key=form_key,
        defaults={
            "starts_at": starts_at, "minutes": minutes, "way": way, "where": where, "made_at": at,
        },
    )  # fmt: skip
    if is_new:
        record_audit(by=by, action="mentoring.circle_meeting_made", obj=meeting, at=at)
        _tell_calendars(meeting, Method.REQUEST, _everybody(circle), at)
    return meeting


@transaction.atomic
def change_circle_meeting(*, meeting, starts_at, minutes, way, where, by, at) -> CircleMeeting:
    """Another time, length, way or place. The same again changes nothing."""
    meeting = _meeting_ahead(meeting, at)
    if (meeting.starts_at, meeting.minutes, meeting.way, meeting.where) == (starts_at, minutes, way, where):
        return meeting
    _refuse_past(starts_at, at)
    meeting.starts_at, meeting.minutes, meeting.way, meeting.where = starts_at, minutes, way, where
    meeting.sequence += 1
    meeting.save(update_fields=["starts_at", "minutes", "way", "where", "sequence"])
    record_audit(by=by, action="mentoring.circle_meeting_changed", obj=meeting, at=at)
    _tell_calendars(meeting, Method.REQUEST, _everybody(meeting.circle), at)
    return meeting


@transaction.atomic
def call_off_circle_meeting(*, meeting, by, at) -> CircleMeeting:
    """The mentor calls a meeting off. Twice is once."""
    circle = lock(Circle, meeting.circle_id)
    meeting = lock(CircleMeeting, meeting.pk)
    meeting.circle = circle
    if meeting.called_off_at:
        return meeting
    if meeting.starts_at <= at:
        raise NotOpen(_("This meeting has been already, so it cannot be called off."))
    _cancel(meeting, by=by, at=at)
    return meeting


def call_off_coming_of_circle(*, circle, by, at) -> None:
    """Everything ahead is called off, because the circle closes or is stopped. The circle is locked."""
    ahead = CircleMeeting.objects.select_for_update().filter(
        circle=circle, called_off_at=None, starts_at__gt=at
    )
    for meeting in list(ahead.order_by("pk")):
        meeting.circle = circle
        _cancel(meeting, by=by, at=at)


def _cancel(meeting, *, by, at):
    meeting.called_off_at = at
    meeting.sequence += 1
    meeting.save(update_fields=["called_off_at", "sequence"])
    record_audit(by=by, action="mentoring.circle_meeting_called_off", obj=meeting, at=at)
    _tell_calendars(meeting, Method.CANCEL, _everybody(meeting.circle), at)


def change_calendars_of(*, place, is_coming, at) -> None:
    """What is ahead goes into the calendar of somebody who joined, or out of that of somebody who left.

    The sequence rises each time, so that a calendar believes the later of the two. The circle is locked.
    """
    ahead = CircleMeeting.objects.select_for_update().filter(
        circle=place.circle_id, called_off_at=None, starts_at__gt=at
    )
    for meeting in list(ahead.order_by("pk")):
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        _tell_calendars(meeting, Method.REQUEST if is_coming else Method.CANCEL, [place.learner], at)


@transaction.atomic
def save_circle_note(*, meeting, text, version, by, at) -> CircleMeeting:
    """What the mentor writes about a meeting for everybody in the circle.

    `version` is the one the page showed. Raises StaleWords when the note was changed since; the same words
    again change nothing.
    """
    circle = _running(meeting.circle)
    meeting = lock(CircleMeeting, meeting.pk)
    meeting.circle = circle
    if meeting.note == text:
        return meeting
    if meeting.note_version != version:
        raise StaleWords(mine=text, saved=meeting.note, version=meeting.note_version)
    meeting.note, meeting.note_version = text, version + 1
    meeting.save(update_fields=["note", "note_version"])
    record_audit(by=by, action="mentoring.circle_note_saved", obj=meeting, at=at)
    return meeting


def _meeting_ahead(meeting, at) -> CircleMeeting:
    circle = _running(meeting.circle)
    meeting = lock(CircleMeeting, meeting.pk)
    meeting.circle = circle
    if meeting.called_off_at or meeting.starts_at <= at:
        raise NotOpen(_("This meeting is over or was called off, so nothing was changed."))
    return meeting


def _refuse_past(starts_at, at):
    if starts_at <= at:
        raise NotOpen(_("That time has passed. Choose one that is still to come."))


def _everybody(circle) -> list:
    joined = CircleMember.objects.filter(circle=circle, state=CircleMember.State.JOINED).select_related(
        "learner"
    )
    return [circle.offer.coach, *(place.learner for place in joined.order_by("pk"))]


def _tell_calendars(meeting, method, people, at):
    """A mail that names nobody, with each person's own invitation."""
    event = "circle_meeting_off" if method == Method.CANCEL else "circle_meeting"
    for person in people:
        text = circle_invitation_for(meeting=meeting, person=person, method=method, written_at=at)
        send_later(
            event=event,
            to=person,
            at=at,
            key=f"{event}:{meeting.pk}:{meeting.sequence}:{person.pk}:{at.timestamp()}",
            context={
                "circle_id": meeting.circle_id,
                "is_coach": person.pk == meeting.circle.offer.coach_id,
                "calendar": {"method": str(method), "text": text},
            },
        )
