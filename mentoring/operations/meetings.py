"""Meetings: one suggests up to three times, the other chooses one; calendars follow every change."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit, send_later

from ..invitation import Method
from ..models import Meeting, MeetingTime, Mentorship
from ..queries.meetings import invitation_for
from .errors import NotOpen
from .gate import locked_active, other_of
from .locks import lock

MOST_TIMES = 3

State = Meeting.State
#: While a meeting stands so, it can be changed and called off.
OPEN_STATES = (State.PROPOSED, State.CONFIRMED)


@transaction.atomic
def propose_meeting(*, mentorship, times, minutes, way, where, form_key, by, at) -> Meeting:
    """One of the two suggests one to three times that are still to come. The same form twice is once.

    Raises NotActive, and NotOpen when no time is still to come.
    """
    mentorship = locked_active(mentorship, at=at)
    times = _still_to_come(times, at)
    meeting, is_new = Meeting.objects.get_or_create(
        mentorship=mentorship,
        form_key=form_key,
        defaults={"minutes": minutes, "way": way, "where": where, "proposed_by": by, "made_at": at},
    )
    if is_new:
        _suggest(meeting, times)
        record_audit(by=by, action="mentoring.meeting_proposed", obj=meeting, at=at)
        _tell("meeting_proposed", meeting, [other_of(mentorship, by)], at)
    return meeting


@transaction.atomic
def suggest_other_times(*, meeting, times, by, at) -> Meeting:
    """Other times instead of those suggested. An arranged meeting stays as it is until one is chosen."""
    meeting = _open_meeting(meeting, at)
    times = _still_to_come(times, at)
    meeting.times.all().delete()
    _suggest(meeting, times)
    meeting.proposed_by = by
    meeting.save(update_fields=["proposed_by"])
    record_audit(by=by, action="mentoring.meeting_proposed", obj=meeting, at=at)
    _tell("meeting_proposed", meeting, [other_of(meeting.mentorship, by)], at)
    return meeting


@transaction.atomic
def choose_time(*, meeting, starts_at, by, at) -> Meeting:
    """The other one chooses one of the suggested times: both calendars are told. Twice is once.

    Raises NotOpen when the time is no longer suggested, has passed, or was suggested by oneself.
    """
    meeting = _open_meeting(meeting, at)
    if meeting.state == State.CONFIRMED and meeting.starts_at == starts_at and not meeting.times.exists():
        return meeting
    if not meeting.times.filter(starts_at=starts_at).exists() or meeting.proposed_by_id == by.pk:
        raise NotOpen(_("That time is no longer there to choose. Look at the times below."))
    _still_to_come([starts_at], at)
    is_change = meeting.state == State.CONFIRMED
    meeting.times.all().delete()
    meeting.starts_at, meeting.state = starts_at, State.CONFIRMED
    meeting.sequence += is_change
    meeting.save(update_fields=["starts_at", "state", "sequence"])
    record_audit(by=by, action="mentoring.meeting_confirmed", obj=meeting, at=at)
    _tell_calendars("meeting_changed" if is_change else "meeting_confirmed", meeting, Method.REQUEST, at)
    return meeting


@transaction.atomic
def change_meeting(*, meeting, minutes, way, where, by, at) -> Meeting:
    """How long, how and where; an arranged meeting's calendars are told. The same again changes nothing."""
    meeting = _open_meeting(meeting, at)
    if (meeting.minutes, meeting.way, meeting.where) == (minutes, way, where):
        return meeting
    meeting.minutes, meeting.way, meeting.where = minutes, way, where
    is_arranged = meeting.state == State.CONFIRMED
    meeting.sequence += is_arranged
    meeting.save(update_fields=["minutes", "way", "where", "sequence"])
    record_audit(by=by, action="mentoring.meeting_changed", obj=meeting, at=at)
    if is_arranged:
        _tell_calendars("meeting_changed", meeting, Method.REQUEST, at)
    return meeting


@transaction.atomic
def call_off(*, meeting, by, at) -> Meeting:
    """Either of the two calls a meeting off; twice is once. Possible during a break, too."""
    lock(Mentorship, meeting.mentorship_id)
    meeting = lock(Meeting, meeting.pk)
    if meeting.state == State.CANCELLED:
        return meeting
    if meeting.state not in OPEN_STATES:
        raise NotOpen(_("This meeting has been already, so it cannot be called off."))
    _cancel(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def call_off_coming(*, mentorship, by, at) -> int:
    """Everything ahead is called off, because the two end or contact is stopped. Returns how many."""
    lock(Mentorship, mentorship.pk)
    ahead = Meeting.objects.select_for_update().filter(mentorship=mentorship, state__in=OPEN_STATES)
    found = [each for each in ahead if each.starts_at is None or each.starts_at > at]
    for meeting in found:
        _cancel(meeting, by=by, at=at)
    return len(found)


def _cancel(meeting, *, by, at):
    was_arranged = meeting.state == State.CONFIRMED
    meeting.times.all().delete()
    meeting.state = State.CANCELLED
    meeting.sequence += was_arranged
    meeting.save(update_fields=["state", "sequence"])
    record_audit(by=by, action="mentoring.meeting_called_off", obj=meeting, at=at)
    if was_arranged:
        _tell_calendars("meeting_called_off", meeting, Method.CANCEL, at)
    else:
        _tell("meeting_called_off", meeting, _both(meeting), at)


@transaction.atomic
def note_missed(*, meeting, by, at) -> Meeting:
    """The meeting did not happen. Nobody is asked why."""
    meeting = _open_meeting(meeting, at)
    if meeting.state != State.CONFIRMED or meeting.starts_at > at:
        raise NotOpen(_("This meeting is still to come. You can change it or call it off."))
    meeting.state = State.MISSED
    meeting.save(update_fields=["state"])
    record_audit(by=by, action="mentoring.meeting_missed", obj=meeting, at=at)
    return meeting


@transaction.atomic
def record_meeting(*, mentorship, starts_at, minutes, way, form_key, by, at) -> Meeting:
    """The two met without arranging it here. The same form twice is once."""
    mentorship = locked_active(mentorship, at=at)
    if starts_at > at:
        raise NotOpen(_("That time is still to come. Suggest it as a meeting instead."))
    meeting, is_new = Meeting.objects.get_or_create(
        mentorship=mentorship,
        form_key=form_key,
        defaults={
            "state": State.HELD,
            "starts_at": starts_at,
            "minutes": minutes,
            "way": way,
            "proposed_by": by,
            "made_at": at,
        },
    )
    if is_new:
        record_audit(by=by, action="mentoring.meeting_recorded", obj=meeting, at=at)
    return meeting


def _open_meeting(meeting, at) -> Meeting:
    mentorship = locked_active(meeting.mentorship, at=at)
    meeting = lock(Meeting, meeting.pk)
    meeting.mentorship = mentorship
    if meeting.state not in OPEN_STATES:
        raise NotOpen(_("This meeting is over or was called off, so nothing was changed."))
    return meeting


def _still_to_come(times, at):
    """The times, each once. Raises NotOpen when one of them has passed."""
    times = sorted(set(times))[:MOST_TIMES]
    if not times or times[0] <= at:
        raise NotOpen(_("That time has passed. Choose one that is still to come."))
    return times


def _suggest(meeting, times):
    MeetingTime.objects.bulk_create(MeetingTime(meeting=meeting, starts_at=each) for each in times)


def _both(meeting):
    return (meeting.mentorship.learner, meeting.mentorship.coach)


def _tell(event, meeting, people, at, calendar_for=lambda person: {}):
    """A mail that names nobody; `calendar_for` adds each person's own invitation."""
    for person in people:
        send_later(
            event=event,
            to=person,
            at=at,
            key=f"{event}:{meeting.pk}:{meeting.sequence}:{person.pk}:{at.timestamp()}",
            context={
                "mentorship_id": meeting.mentorship_id,
                "meeting_id": meeting.pk,
                **calendar_for(person),
            },
        )


def _tell_calendars(event, meeting, method, at):
    def calendar_for(person):
        text = invitation_for(meeting=meeting, person=person, method=method, written_at=at)
        return {"calendar": {"method": str(method), "text": text}}

    _tell(event, meeting, _both(meeting), at, calendar_for)
