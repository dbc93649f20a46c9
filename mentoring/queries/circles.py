"""Mentoring circles: who waits for one and why not, and what the people in one see of each other."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ..invitation import Method
from ..matching import Reason, obstacles_of_mentor, reasons_against
from ..matching.eligibility import shared_modes
from ..models import Circle, CircleMeeting, CircleMember, MentorOffer, MentorRequest
from .cohort import build_cohort_for_circle
from .desk import in_words
from .meetings import calendar_file
from .names import called_short

#: Rules about one-to-one places and rounds, which a circle has nothing to do with.
NOT_IN_CIRCLES = frozenset({"full", "forbidden", "waits_for"})
#: So many people who wait are shown: those who have waited longest.
MOST_SHOWN = 50

_JOINED = Q(members__state=CircleMember.State.JOINED)
_INVITED = Q(members__state=CircleMember.State.INVITED)


def circles_run_by(*, person):
    """Every circle of this coordinator's programmes, those that go on first, each with how many people are
    `joined` and `invited`."""
    return (
        Circle.objects.filter(programme__coordinators=person)
        .select_related("programme", "offer__coach")
        .annotate(joined=Count("members", filter=_JOINED), invited=Count("members", filter=_INVITED))
        .order_by("closed_at", "-made_at", "-pk")
    )


def circles_led_by(*, coach):
    """The circles a mentor leads or is asked to lead; not those whose contact is stopped."""
    return (
        Circle.objects.filter(offer__coach=coach, state__in=Circle.LIVE_STATES, suspended_at=None)
        .annotate(joined=Count("members", filter=_JOINED))
        .order_by("made_at", "pk")
    )


def circle_place_of(*, learner) -> CircleMember | None:
    """The learner's place in a circle, or the question whether they want one. There is one at a time."""
    return (
        CircleMember.objects.filter(learner=learner, state__in=CircleMember.LIVE_STATES)
        .select_related("circle__offer__coach", "circle__programme", "request")
        .first()
    )


def people_in(*, circle: Circle) -> list[CircleMember]:
    """Who said yes, in the order in which they did."""
    joined = circle.members.filter(state=CircleMember.State.JOINED).select_related("learner", "request")
    return list(joined.order_by("joined_at", "pk"))


def first_names(*, circle: Circle) -> list[str]:
    """What the people in a circle see of each other: nothing but this."""
    return [called_short(person=member.learner) for member in people_in(circle=circle)]


@dataclass(frozen=True)
class Ways:
    """One person in a circle as the mentor sees them: first name, and the ways to talk both chose."""

    name: str
    ways: str


def people_for_mentor(*, circle: Circle, on: date) -> list[Ways]:
    members = people_in(circle=circle)
    cohort = build_cohort_for_circle(
        programme=circle.programme, requests=[member.request for member in members], on=on
    )
    mentor = cohort.mentor_by_id.get(circle.offer_id)
    return [
        Ways(
            called_short(person=member.learner),
            ", ".join(
                sorted(
                    cohort.labels[mode]
                    for mode in shared_modes(cohort.mentee_by_id[member.request_id], mentor)
                )
            )
            if mentor
            else "",
        )
        for member in members
    ]


# --- The hard rules ---------------------------------------------------------------------------------------


def why_not_lead(*, offer: MentorOffer, on: date) -> list[Reason]:
    """The hard rules that keep this mentor from leading a circle on a day. Full places do not."""
    cohort = build_cohort_for_circle(programme=offer.programme, requests=[], on=on)
    mentor = cohort.mentor_by_id.get(offer.pk)
    return _kept(obstacles_of_mentor(mentor, cohort)) if mentor else [Reason("gone")]


def why_not_join(*, circle: Circle, request: MentorRequest, on: date) -> list[Reason]:
    """The hard rules that keep one learner out of a circle on a day."""
    cohort = build_cohort_for_circle(programme=circle.programme, requests=[request], on=on)
    return _reasons(circle, request.pk, cohort)


def _reasons(circle, request_id, cohort) -> list[Reason]:
    mentor = cohort.mentor_by_id.get(circle.offer_id)
    if mentor is None:
        return [Reason("gone")]
    return _kept(reasons_against(cohort.mentee_by_id[request_id], mentor, cohort))


def _kept(reasons) -> list[Reason]:
    return [reason for reason in reasons if reason.key not in NOT_IN_CIRCLES]


def circle_reasons_in_words(reasons, *, labels) -> list[str]:
    """Reasons as sentences; "gone" means that the mentor's offer is no longer open."""
    plain = [reason for reason in reasons if reason.key != "gone"]
    gone = [_("The mentor no longer offers to mentor")] if len(plain) < len(reasons) else []
    return gone + in_words(plain, labels=labels)


# --- The coordinator's pages ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leader:
    """A mentor who could be asked to lead. `blocked` not empty: they cannot, and why."""

    offer: MentorOffer
    blocked: list[str]


def leaders_in(*, programmes, on: date) -> list[Leader]:
    """The open offers of some programmes with what stands in their way: those who can lead first."""
    found = []
    for programme in programmes:
        offers = MentorOffer.objects.filter(programme=programme, state=MentorOffer.State.OPEN).select_related(
            "coach", "programme"
        )
        cohort = build_cohort_for_circle(programme=programme, requests=[], on=on)
        found += [
            Leader(
                offer,
                in_words(
                    _kept(obstacles_of_mentor(cohort.mentor_by_id[offer.pk], cohort)), labels=cohort.labels
                ),
            )
            for offer in offers.order_by("coach__preferred_name", "pk")
        ]
    return sorted(found, key=lambda leader: bool(leader.blocked))


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits and said that a small group is fine. `blocked` not empty: no button, and why."""

    request: MentorRequest
    blocked: list[str]


@dataclass(frozen=True)
class CircleDesk:
    """A circle as its coordinator sees it. `misfits` are rules broken since somebody joined, by member id."""

    waiting: list[Waiting]
    more_wait: int
    members: list[CircleMember]
    misfits: dict[int, list[str]]
    joined: int


def circle_desk(*, circle: Circle, on: date) -> CircleDesk:
    """Who is in it or was asked, and who waits, the longest wait first. A flat number of queries."""
    members = list(circle.members.select_related("learner", "request").order_by("invited_at", "pk"))
    waiting = willing(programme_id=circle.programme_id).select_related("learner")
    shown = list(waiting[: MOST_SHOWN + 1])
    here = {member.request_id: member.request for member in members if member.state in _LIVE}
    cohort = build_cohort_for_circle(
        programme=circle.programme,
        requests=[*(each for each in shown if each.pk not in here), *here.values()],
        on=on,
    )

    def blocked(request_id):
        return circle_reasons_in_words(_reasons(circle, request_id, cohort), labels=cohort.labels)

    return CircleDesk(
        waiting=[Waiting(each, blocked(each.pk)) for each in shown[:MOST_SHOWN]],
        more_wait=max(0, waiting.count() - MOST_SHOWN),
        members=members,
        misfits={member.pk: blocked(member.request_id) for member in members if member.request_id in here},
        joined=sum(member.state == CircleMember.State.JOINED for member in members),
    )


_LIVE = frozenset(CircleMember.LIVE_STATES)


def willing(*, programme_id: int):
    """Requests that wait whose learner said a small group is fine and is in none, longest wait first."""
    in_one = CircleMember.objects.filter(state__in=CircleMember.LIVE_STATES).values("learner")
    return (
        MentorRequest.objects.filter(
            programme=programme_id, state=MentorRequest.State.WAITING, group_is_fine=True
        )
        .exclude(learner__in=in_one)
        .order_by("waiting_since", "pk")
    )


# --- Meetings ---------------------------------------------------------------------------------------------


def circle_meetings_of(*, circle: Circle):
    """Every meeting that was not called off, the earliest first."""
    return CircleMeeting.objects.filter(circle=circle, called_off_at=None).order_by("starts_at", "pk")


def circle_invitation_for(*, meeting: CircleMeeting, person, method: Method, written_at) -> str:
    """The calendar file of a circle's meeting for one person, in their language. It names nobody."""
    is_coach = person.pk == meeting.circle.offer.coach_id
    page = reverse("coach_circle" if is_coach else "circle", args=(meeting.circle_id,))
    return calendar_file(meeting=meeting, page=page, person=person, method=method, written_at=written_at)


# --- Being worried ----------------------------------------------------------------------------------------


def circles_to_pause(*, coach):
    """The circles of a mentor that contact can be stopped in, or was, for the safeguarding lead."""
    return Circle.objects.filter(offer__coach=coach, state__in=Circle.LIVE_STATES).order_by("pk")


def circles_to_name(*, person) -> list[tuple[str, str]]:
    """The circles somebody who is worried can name, as choices of the form: those they are or were in, and
    those they lead."""
    if not person.is_authenticated:
        return []
    been_in = Q(members__learner=person, members__joined_at__isnull=False)
    led = Q(offer__coach=person, state=Circle.State.OPEN)
    found = Circle.objects.filter(been_in | led).select_related("offer__coach").distinct()
    return [
        (f"circle-{circle.pk}", _circle_in_words(circle, person)) for circle in found.order_by("-made_at")
    ]


def _circle_in_words(circle, person) -> str:
    if circle.offer.coach_id == person.pk:
        return _("The small group that I lead: %(name)s") % {"name": circle.name}
    return _("My small group with %(mentor)s: %(name)s") % {
        "mentor": circle.offer.coach.get_full_name(),
        "name": circle.name,
    }
