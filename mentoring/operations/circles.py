"""Mentoring circles: made by a coordinator, led by a mentor who said yes, joined by learners who said yes.

Whoever says no, leaves or is taken out is asked for no reason, and nobody is told one.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import give_role, record_audit, send_later
from accounts.roles import Role

from ..models import Circle, CircleMember
from ..queries.circles import why_not_lead
from .answers import ANSWER_WITHIN, answer_by, due_for_reminder
from .circle_mail import tell, tell_coordinators
from .circle_meetings import call_off_coming_of_circle
from .circle_places import back_to_queue, end_place, live_places, lock_requests_that_rest, locked_place
from .errors import NotOpen, RuleBroken
from .locks import lock

State = Circle.State
Place = CircleMember.State


@transaction.atomic
def make_circle(*, offer, name, most, form_key, by, at) -> Circle:
    """A coordinator makes a circle and its mentor is asked to lead it. The same form twice is one circle.

    Raises RuleBroken when a hard rule keeps the mentor from leading.
    """
    reasons = why_not_lead(offer=offer, on=timezone.localdate(at))
    if reasons:
        raise RuleBroken(reasons)
    circle, is_new = Circle.objects.get_or_create(
        programme_id=offer.programme_id,
        form_key=form_key,
        defaults={"offer": offer, "name": name, "most": most, "made_by": by, "made_at": at},
    )
    if is_new:
        record_audit(by=by, action="mentoring.circle_made", obj=circle, at=at)
        tell("circle_asked", circle, [offer.coach], at, answer_by=answer_by(at))
    return circle


@transaction.atomic
def answer_lead(*, circle, is_yes, by, at) -> Circle:
    """The mentor says whether they lead a circle. The same answer twice is one answer.

    Raises NotOpen once it is settled otherwise, or when a hard rule has come in between.
    """
    circle = lock(Circle, circle.pk)
    if circle.state == (State.OPEN if is_yes else State.DECLINED):
        return circle
    if circle.state != State.ASKED:
        raise NotOpen(_("This question is no longer open, so nothing was changed."))
    if is_yes and why_not_lead(offer=circle.offer, on=timezone.localdate(at)):
        raise NotOpen(_("One of your dates is not in order, or you have a break. Ask your coordinator."))
    circle.state, circle.answered_at = (State.OPEN if is_yes else State.DECLINED), at
    circle.closed_at = None if is_yes else at
    circle.save(update_fields=["state", "answered_at", "closed_at"])
    record_audit(by=by, action="mentoring.circle_answered", obj=circle, at=at, is_yes=is_yes)
    if is_yes:
        give_role(person=by, role=Role.COACH, by=None, at=at)
    tell_coordinators(circle, at)
    return circle


@transaction.atomic
def close_circle(*, circle, by, at) -> Circle:
    """A coordinator closes a circle: what is ahead is called off, and everybody is told. Twice is once."""
    lock_requests_that_rest([circle])
    circle = lock(Circle, circle.pk)
    if circle.state not in Circle.LIVE_STATES:
        return circle
    call_off_coming_of_circle(circle=circle, by=by, at=at)
    people = [circle.offer.coach]
    for place in live_places(circle):
        people.append(place.learner)
        end_place(place, Place.CLOSED, at)
    circle.state, circle.closed_at = State.CLOSED, at
    circle.save(update_fields=["state", "closed_at"])
    record_audit(by=by, action="mentoring.circle_closed", obj=circle, at=at)
    if circle.suspended_at:  # nobody writes to a mentor whose contact is stopped
        people.pop(0)
    tell("circle_ended", circle, people, at)
    return circle


# --- Safeguarding -----------------------------------------------------------------------------------------


@transaction.atomic
def stop_circles_of(*, coach, by, at) -> int:
    """Every circle of a mentor stops now: meetings are called off, and nothing is sent to the mentor.

    The learners and the coordinators hear that it is paused; who wanted the group only waits for a mentor
    again. Returns how many circles were stopped.
    """
    lock_requests_that_rest(Circle.objects.filter(offer__coach=coach))
    running = Circle.objects.select_for_update().filter(
        offer__coach=coach, state__in=Circle.LIVE_STATES, suspended_at=None
    )
    found = list(running.order_by("pk"))
    for circle in found:
        call_off_coming_of_circle(circle=circle, by=None, at=at)
        circle.suspended_at = at
        circle.save(update_fields=["suspended_at"])
        record_audit(by=by, action="mentoring.circle_stopped", obj=circle, at=at)
        learners = []
        for place in live_places(circle):
            if place.only_group_since:
                back_to_queue(place, at)
            learners.append(place.learner)
        tell("circle_stopped", circle, learners, at, is_learner=True)
        tell("circle_stopped", circle, circle.programme.coordinators.all(), at, is_learner=False)
    return len(found)


@transaction.atomic
def allow_circles_of(*, coach, by, at) -> int:
    """A safeguarding lead lets the circles of a mentor go on. Returns how many."""
    stopped = Circle.objects.select_for_update().filter(
        offer__coach=coach, state__in=Circle.LIVE_STATES, suspended_at__isnull=False
    )
    found = list(stopped.order_by("pk"))
    for circle in found:
        circle.suspended_at = None
        circle.save(update_fields=["suspended_at"])
        record_audit(by=by, action="mentoring.circle_allowed", obj=circle, at=at)
        joined = [place.learner for place in live_places(circle) if place.state == Place.JOINED]
        tell("circle_goes_on", circle, [coach, *joined], at)
    return len(found)


# --- Once a day -------------------------------------------------------------------------------------------


def expire_circles(*, at) -> int:
    """Settle questions about circles that nobody answered in time; returns how many."""
    before = at - ANSWER_WITHIN
    circles = Circle.objects.filter(state=State.ASKED, made_at__lte=before)
    places = CircleMember.objects.filter(state=Place.INVITED, invited_at__lte=before)
    return sum(_expire_circle(each, at) for each in list(circles)) + sum(
        _expire_place(each, at) for each in list(places)
    )


@transaction.atomic
def _expire_circle(circle, at) -> bool:
    circle = lock(Circle, circle.pk)
    if circle.state != State.ASKED:
        return False
    circle.state, circle.closed_at = State.EXPIRED, at
    circle.save(update_fields=["state", "closed_at"])
    record_audit(by=None, action="mentoring.circle_expired", obj=circle, at=at)
    tell_coordinators(circle, at)
    return True


@transaction.atomic
def _expire_place(place, at) -> bool:
    place = locked_place(place)
    if place.state != Place.INVITED:
        return False
    end_place(place, Place.EXPIRED, at)
    record_audit(by=None, action="mentoring.circle_place_expired", obj=place, at=at)
    return True


def remind_of_circles(*, at) -> int:
    """Remind whoever has not answered about a circle by half time, once each; returns how many."""
    circles = Circle.objects.filter(
        state=State.ASKED, suspended_at=None, **due_for_reminder(asked="made_at", at=at)
    )
    places = CircleMember.objects.filter(
        state=Place.INVITED,
        circle__suspended_at=None,
        circle__state=State.OPEN,
        **due_for_reminder(asked="invited_at", at=at),
    )
    return sum(_remind_circle(each, at) for each in list(circles)) + sum(
        _remind_place(each, at) for each in list(places)
    )


@transaction.atomic
def _remind_circle(circle, at) -> bool:
    circle = lock(Circle, circle.pk)
    if circle.state != State.ASKED or circle.reminded_at or circle.suspended_at:
        return False
    circle.reminded_at = at
    circle.save(update_fields=["reminded_at"])
    _remind(circle, circle.offer.coach, circle.made_at, at, is_coach=True)
    return True


@transaction.atomic
def _remind_place(place, at) -> bool:
    place = locked_place(place)
    if place.state != Place.INVITED or place.reminded_at or place.circle.suspended_at:
        return False
    place.reminded_at = at
    place.save(update_fields=["reminded_at"])
    _remind(place.circle, place.learner, place.invited_at, at, is_coach=False)
    return True


def _remind(circle, person, asked_at, at, *, is_coach):
    send_later(
        event="circle_reminder",
        to=person,
        at=at,
        key=f"circle_reminder:{circle.pk}:{person.pk}:{asked_at.isoformat()}",
        context={"circle_id": circle.pk, "is_coach": is_coach, "answer_by": answer_by(asked_at)},
        expires_at=asked_at + ANSWER_WITHIN,
    )
