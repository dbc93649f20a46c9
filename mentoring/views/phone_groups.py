"""By phone, small groups: what somebody in one says, and what the mentor who leads it does."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .. import operations, queries
from ..forms import CircleMeetingForm, WhichCircleMeetingForm, WhichCircleNoteForm, WhichForm
from ..models import MentorRequest
from .phone_asked import Asked, about
from .sent import sent_as


def groups_they_are_in(whose):
    """Leave, wait for no mentor of one's own, or wait for one as well."""
    place = queries.circle_place_in(**whose)
    if place is None:
        return
    name = {"name": place.circle.name}
    if place.only_group_since:
        yield Asked(
            f"too-{place.pk}",
            _("They would like a mentor of their own as well"),
            about(operations.want_mentor_too, place=place),
            _("Write it down"),
        )
    elif place.request.state == MentorRequest.State.WAITING:
        yield Asked(
            f"only-{place.pk}",
            _("The small group is enough for them"),
            about(operations.want_group_only, place=place),
            _("Write it down"),
        )
    yield Asked(
        f"leave-{place.pk}",
        _("They would like to leave the small group: %(name)s") % name,
        about(operations.leave_circle, place=place),
        _("Take them out"),
        is_danger=True,
    )


def groups_they_lead(request, whose):
    """Talks of the whole group, and the note about one. A note that is there is for the group to read."""
    now = timezone.now()
    for circle in queries.circles_they_lead(**whose):
        for talk in circle.talks:
            talk.circle = circle
        yield from _new(request, circle)
        ahead = [talk for talk in circle.talks if talk.starts_at > now]
        if ahead:
            yield from _ahead(request, circle, ahead)
        to_write = [talk for talk in circle.talks if talk.starts_at <= now and not talk.note_version]
        if to_write:
            yield _note(request, circle, to_write)


def _new(request, circle):
    key = f"group-new-{circle.pk}"
    form = CircleMeetingForm(sent_as(request, key), initial={"minutes": 60}, prefix=key)
    yield Asked(
        key,
        _("A new talk of the small group: %(name)s") % {"name": circle.name},
        about(operations.arrange_circle_meeting, circle=circle),
        _("Arrange the talk"),
        form,
        told=lambda given: {**form.told, "form_key": given["form_key"]},
    )


def _options(talks):
    return [(talk.pk, date_format(localtime(talk.starts_at), "l j F Y, H:i")) for talk in talks]


def _ahead(request, circle, talks):
    by_pk = {talk.pk: talk for talk in talks}
    key = f"group-change-{circle.pk}"
    change = WhichCircleMeetingForm(sent_as(request, key), options=_options(talks), prefix=key)
    yield Asked(
        key,
        _("Another time for a talk of the small group: %(name)s") % {"name": circle.name},
        operations.change_circle_meeting,
        _("Change the talk"),
        change,
        told=lambda given: {**change.told, "meeting": by_pk[given["which"]]},
    )
    key = f"group-off-{circle.pk}"
    yield Asked(
        key,
        _("Call off a talk of the small group: %(name)s") % {"name": circle.name},
        operations.call_off_circle_meeting,
        _("Yes, call it off"),
        WhichForm(sent_as(request, key), options=_options(talks), prefix=key),
        told=lambda given: {"meeting": by_pk[given["which"]]},
        is_danger=True,
    )


def _note(request, circle, talks):
    by_pk = {talk.pk: talk for talk in talks}
    key = f"group-note-{circle.pk}"
    return Asked(
        key,
        _("A note about a talk of the small group: %(name)s") % {"name": circle.name},
        about(operations.save_circle_note, version=0),
        _("Write down the note"),
        WhichCircleNoteForm(sent_as(request, key), options=_options(talks), prefix=key),
        told=lambda given: {"meeting": by_pk[given["which"]], "text": given["text"]},
    )
