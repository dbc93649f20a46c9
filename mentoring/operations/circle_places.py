"""Places in a circle: asked by a coordinator, taken by a learner who says yes, left without a reason."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit

from ..circle_words import JOINING_VERSION
from ..models import Circle, CircleMember, MentorRequest, Mentorship
from ..queries.circles import why_not_join
from .answers import answer_by
from .asking import join_open_round, withdraw_request
from .circle_mail import tell, tell_coordinators
from .circle_meetings import change_calendars_of
from .errors import NotOpen, RuleBroken
from .locks import lock

State = CircleMember.State


@transaction.atomic
def invite_to_circle(*, circle, request, by, at) -> CircleMember:
    """Ask one learner who waits and said that a small group is fine. Asking twice asks once.

    More can be asked than there are places: the last place goes to whoever says yes first. Raises RuleBroken,
    and NotOpen when the circle or the learner cannot be asked.
    """
    request = lock(MentorRequest, request.pk)
    circle = lock(Circle, circle.pk)
    there = CircleMember.objects.filter(learner=request.learner_id, state__in=CircleMember.LIVE_STATES)
    place = there.first()
    if place and place.circle_id == circle.pk:
        return place
    if not circle.is_running or place:
        raise NotOpen(_("This person cannot be asked now: the group is not open, or they are in another."))
    if request.state != MentorRequest.State.WAITING or not request.group_is_fine:
        raise NotOpen(_("This person no longer waits, or no longer wants a small group."))
    if joined_now(circle) >= circle.most:
        raise NotOpen(_("The group is full."))
    reasons = why_not_join(circle=circle, request=request, on=timezone.localdate(at))
    if reasons:
        raise RuleBroken(reasons)
    try:
        with transaction.atomic():
            place = CircleMember.objects.create(
                circle=circle, request=request, learner_id=request.learner_id, invited_at=at, invited_by=by
            )
    except IntegrityError as error:  # another coordinator asked them at the same moment
        raise NotOpen(_("This person was asked into another group a moment ago.")) from error
    record_audit(by=by, action="mentoring.circle_invited", obj=place, at=at)
    tell("circle_invited", circle, [request.learner], at, answer_by=answer_by(at))
    return place


@transaction.atomic
def answer_circle(*, place, is_yes, wording="", seen=None, by, at) -> CircleMember:
    """The learner says whether they join. A yes keeps the words they read, `seen` being their version.

    The circle's row is locked, so of two last-second yeses exactly one gets the last place: the other place
    becomes FULL. Raises NotOpen once it is settled, when the words have changed, or a hard rule has come in
    between.
    """
    circle = lock(Circle, place.circle_id)
    place = lock(CircleMember, place.pk)
    if place.state == (State.JOINED if is_yes else State.DECLINED):
        return place
    if place.state != State.INVITED:
        raise NotOpen(_("This question is no longer open, so nothing was changed."))
    record_audit(by=by, action="mentoring.circle_place_answered", obj=place, at=at, is_yes=is_yes)
    if not is_yes:
        tell_coordinators(circle, at)
        return end_place(place, State.DECLINED, at)
    if seen != JOINING_VERSION or not wording:
        raise NotOpen(_("The words were changed since you opened this page. Read them again."))
    if not circle.is_running:
        raise NotOpen(_("The group does not meet at the moment. You do not need to do anything."))
    if why_not_join(circle=circle, request=place.request, on=timezone.localdate(at)):
        raise NotOpen(_("Something has changed, so you cannot join now. Your coordinator can tell you more."))
    if joined_now(circle) >= circle.most:
        return end_place(place, State.FULL, at)
    place.state, place.joined_at = State.JOINED, at
    place.wording, place.wording_version = wording, seen
    place.save(update_fields=["state", "joined_at", "wording", "wording_version"])
    change_calendars_of(place=place, is_coming=True, at=at)
    tell_coordinators(circle, at)
    return place


def joined_now(circle) -> int:
    """How many people are in a circle now."""
    return CircleMember.objects.filter(circle=circle, state=State.JOINED).count()


@transaction.atomic
def leave_circle(*, place, by, at) -> CircleMember:
    """The learner leaves, at once and without a reason. Twice is once."""
    place = locked_place(place)
    if place.state == State.JOINED:
        _go(place, State.LEFT, by=by, at=at)
    return place


@transaction.atomic
def take_out_of_circle(*, place, by, at) -> CircleMember:
    """A coordinator takes somebody out, or takes back a question that is not answered. Twice is once."""
    place = locked_place(place)
    if place.state in CircleMember.LIVE_STATES:
        _go(place, State.TAKEN_OUT, by=by, at=at)
        tell("circle_ended", place.circle, [place.learner], at)
    return place


def lock_requests_that_rest(circles):
    """Lock the requests of those who wanted the group only, before their circles: they may wait again."""
    alone = CircleMember.objects.filter(circle__in=circles, ended_at=None, only_group_since__isnull=False)
    for request_id in alone.order_by("request_id").values_list("request_id", flat=True):
        lock(MentorRequest, request_id)


def live_places(circle) -> list[CircleMember]:
    """Everybody who is in a circle or was asked, locked. The circle is locked."""
    found = CircleMember.objects.select_for_update().filter(circle=circle, state__in=CircleMember.LIVE_STATES)
    return list(found.order_by("pk"))


def locked_place(place) -> CircleMember:
    """The place as it is now; its request, circle and itself locked in the order of `locks`."""
    request = lock(MentorRequest, place.request_id)
    circle = lock(Circle, place.circle_id)
    place = lock(CircleMember, place.pk)
    place.circle, place.request = circle, request
    return place


def _go(place, state, *, by, at):
    """Somebody is out: their calendar is told, and the others see a shorter list."""
    was_in = place.state == State.JOINED
    end_place(place, state, at)
    if was_in:
        change_calendars_of(place=place, is_coming=False, at=at)
    record_audit(by=by, action=f"mentoring.circle_{state}", obj=place, at=at)


def end_place(place, state, at) -> CircleMember:
    place.state, place.ended_at = state, at
    place.save(update_fields=["state", "ended_at"])
    if place.only_group_since:
        back_to_queue(place, at)
    return place


# --- The group only, or a mentor as well ------------------------------------------------------------------


@transaction.atomic
def want_group_only(*, place, by, at) -> CircleMember:
    """The learner waits for no mentor of their own any more. Raises NotOpen while one is suggested."""
    place = locked_place(place)
    if place.state != State.JOINED or place.only_group_since:
        return place
    if place.request.state != MentorRequest.State.WAITING:
        raise NotOpen(_("You do not wait for a mentor now. If one is suggested to you, answer that first."))
    withdraw_request(request=place.request, by=by, at=at)
    place.only_group_since = at
    place.save(update_fields=["only_group_since"])
    record_audit(by=by, action="mentoring.circle_group_only", obj=place, at=at)
    return place


@transaction.atomic
def want_mentor_too(*, place, by, at) -> CircleMember:
    """The learner waits for a mentor as well, at the place in the queue they had."""
    place = locked_place(place)
    if place.state == State.JOINED and place.only_group_since:
        back_to_queue(place, at)
        record_audit(by=by, action="mentoring.circle_mentor_too", obj=place, at=at)
    return place


def back_to_queue(place, at):
    """The request waits again, since when it always did; unless the learner has begun another or a mentor."""
    place.only_group_since = None
    place.save(update_fields=["only_group_since"])
    request = place.request
    open_one = MentorRequest.objects.filter(learner=place.learner_id, state__in=MentorRequest.OPEN_STATES)
    mentored = Mentorship.objects.filter(learner=place.learner_id, ended_at=None)
    if request.state != MentorRequest.State.WITHDRAWN or open_one.exists() or mentored.exists():
        return
    request.state, request.updated_at = MentorRequest.State.WAITING, at
    request.save(update_fields=["state", "updated_at"])
    join_open_round(request)


@transaction.atomic
def set_group_wish(*, request, is_fine, by, at) -> MentorRequest:
    """Say later that a small group is fine, or not. An open question and a place in a group stay as they are.

    Raises NotOpen for a request that does not wait.
    """
    request = lock(MentorRequest, request.pk)
    if request.state not in (MentorRequest.State.WAITING, MentorRequest.State.OFFERED):
        raise NotOpen(_("You are no longer waiting, so nothing was changed."))
    if request.group_is_fine != is_fine:
        request.group_is_fine = is_fine
        request.save(update_fields=["group_is_fine"])
        record_audit(by=by, action="mentoring.group_wish", obj=request, at=at, is_fine=is_fine)
    return request
