"""The meetings of a pair, and their invitations."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..invitation import Method, invitation
from ..models import Meeting, Mentorship


def meetings_of(*, mentorship: Mentorship):
    """Every meeting that was not called off, with its suggested times and its note; the newest first."""
    return (
        Meeting.objects.filter(mentorship=mentorship)
        .exclude(state=Meeting.State.CANCELLED)
        .select_related("note", "proposed_by")
        .prefetch_related("times", "actions__owner")
        .order_by("-starts_at", "-id")
    )


def next_meeting(*, mentorship: Mentorship, now) -> Meeting | None:
    """The next arranged meeting that is not over yet; else one for which a time is looked for."""
    return arranged_meeting(mentorship=mentorship, now=now) or meeting_to_settle(mentorship=mentorship)


def arranged_meeting(*, mentorship: Mentorship, now) -> Meeting | None:
    """The next meeting that both said yes to and that is not over yet. One query."""
    arranged = Meeting.objects.filter(mentorship=mentorship, state=Meeting.State.CONFIRMED)
    return next((each for each in arranged.order_by("starts_at") if each.ends_at > now), None)


def meeting_to_settle(*, mentorship: Mentorship) -> Meeting | None:
    """The oldest meeting for which times were suggested and none was chosen."""
    return (
        Meeting.objects.filter(mentorship=mentorship, times__isnull=False)
        .filter(Q(state=Meeting.State.PROPOSED) | Q(state=Meeting.State.CONFIRMED))
        .order_by("id")
        .first()
    )


def meeting_to_write_up(*, mentorship: Mentorship, now) -> Meeting | None:
    """The last meeting that is over and has no note yet."""
    over = Meeting.objects.filter(
        mentorship=mentorship,
        state__in=(Meeting.State.CONFIRMED, Meeting.State.HELD),
        starts_at__lte=now,
        note=None,
    )
    return next((each for each in over.order_by("-starts_at") if each.ends_at <= now), None)


def invitation_for(*, meeting: Meeting, person, method: Method, written_at) -> str:
    """The calendar file of a meeting for one of the two, in their language. It names neither.

    A phone number stays on the page: calendars are shared with other people more easily than pages.
    """
    page = reverse("meeting", args=(meeting.mentorship_id, meeting.pk))
    return calendar_file(meeting=meeting, page=page, person=person, method=method, written_at=written_at)


def calendar_file(*, meeting, page: str, person, method: Method, written_at) -> str:
    """The same for whatever has the fields of a meeting; `page` is its address without the host."""
    where = "" if meeting.way == Meeting.Way.PHONE else meeting.where
    with translation.override(person.language):
        return invitation(
            method=method,
            uid=f"{meeting.uid}@{urlsplit(settings.BASE_URL).hostname}",
            sequence=meeting.sequence,
            written_at=written_at,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            summary=_("Mentoring meeting"),
            where=where or str(meeting.get_way_display()),
            url=settings.BASE_URL + page,
            organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            attendee=person.email,
        )
