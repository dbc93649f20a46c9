"""What a coach gave: time in meetings that were held, and supervision; and the dates that must not lapse."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..matching.eligibility import SAFEGUARDING_MONTHS
from ..models import CircleMeeting, CircleMember, CoachCheck, Ending, Meeting, Supervision

#: From so many days before it lapses, a date is shown as one to renew.
RENEW_WITHIN = timedelta(days=60)


def supervisions_of(*, coach) -> list[Supervision]:
    return list(Supervision.objects.filter(coach=coach))


def last_supervised(*, coaches, on: date) -> dict[int, date]:
    """The day of the latest supervision of each of these coaches, up to a day: by their own log, or by a
    check that a coordinator wrote down. Who had none is not there. One query.
    """
    own = Supervision.objects.filter(coach__in=coaches, on_date__lte=on).order_by().values_list("coach")
    checks = CoachCheck.objects.filter(
        offer__coach__in=coaches, kind=CoachCheck.Kind.SUPERVISION, done_on_date__lte=on
    )
    checks = checks.order_by().values_list("offer__coach").annotate(Max("done_on_date"))
    days: dict[int, date] = {}
    for coach, day in own.annotate(Max("on_date")).union(checks):
        days[coach] = max(day, days.get(coach, day))
    return days


def is_in_time(day: date | None, *, months: int, on: date) -> bool:
    """Whether a supervision of this day (None: never) is one of the last so many months, seen on a day."""
    return day is not None and day > last_day_of_months(on, -months)


def minutes_in_words(minutes: int) -> str:
    """90 is "1.5 hours"; under an hour, minutes."""
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = round(minutes / 60, 1)
    number = int(hours) if hours == int(hours) else hours
    return ngettext("%(number)s hour", "%(number)s hours", ceil(hours)) % {"number": number}


@dataclass(frozen=True)
class TimeGiven:
    """The meetings a coach held: how many, with how many people, how long in all, from when to when."""

    meetings: int
    people: int
    minutes: int
    first_at: datetime | None
    last_at: datetime | None

    @property
    def in_words(self) -> str:
        return minutes_in_words(self.minutes)


def time_given(*, coach, now) -> TimeGiven:
    """From meetings that were held, with former learners too, alone or in a small group. Three queries, no
    names."""
    held = list(
        Meeting.objects.filter(
            mentorship__coach=coach, state=Meeting.State.HELD, starts_at__lte=now
        ).values_list("starts_at", "minutes", "mentorship__learner")
    )
    times = [(starts_at, minutes) for starts_at, minutes, _learner in held]
    people = {learner for _starts_at, _minutes, learner in held}
    for meeting, learners in _circle_meetings_held(coach, now):
        times.append((meeting.starts_at, meeting.minutes))
        people |= learners
    days = sorted(starts_at for starts_at, _minutes in times)
    return TimeGiven(
        meetings=len(times),
        people=len(people),
        minutes=sum(minutes for _starts_at, minutes in times),
        first_at=days[0] if days else None,
        last_at=days[-1] if days else None,
    )


def _circle_meetings_held(coach, now) -> list[tuple[CircleMeeting, set[int]]]:
    """Meetings of the small groups this coach led, each with who was in the group when it began: over, not
    called off, and with at least one person. Nobody writes down who came."""
    places = CircleMember.objects.filter(circle__offer__coach=coach).exclude(joined_at=None)
    places = list(places.only("circle_id", "learner_id", "joined_at", "ended_at"))
    meetings = CircleMeeting.objects.filter(
        circle__offer__coach=coach, called_off_at=None, starts_at__lte=now
    )
    held = [
        (meeting, {place.learner_id for place in places if _was_in(place, meeting)})
        for meeting in meetings
        if meeting.ends_at <= now
    ]
    return [(meeting, learners) for meeting, learners in held if learners]


def _was_in(place, meeting) -> bool:
    return (
        place.circle_id == meeting.circle_id
        and place.joined_at <= meeting.starts_at
        and (place.ended_at is None or place.ended_at > meeting.starts_at)
    )


def thanks_to(*, coach) -> list[str]:
    """The thank-yous that learners sent, without their names; none from where contact was stopped."""
    sent = Ending.objects.filter(mentorship__coach=coach, mentorship__suspended_at=None)
    return list(
        sent.exclude(person=coach).exclude(thanks="").order_by("-told_at").values_list("thanks", flat=True)
    )


@dataclass(frozen=True)
class OwnDate:
    """One of a coach's dates: until when it holds (None: not there), or since when it is done for good."""

    label: str
    until_date: date | None
    today: date
    done_on_date: date | None = None

    @property
    def level(self) -> str:
        if self.done_on_date:
            return "ok"
        if self.until_date is None or self.until_date < self.today:
            return "high"
        return "medium" if self.until_date - self.today <= RENEW_WITHIN else "ok"

    @property
    def in_words(self) -> str:
        if self.done_on_date:
            return _("Done on %(date)s") % {"date": date_format(self.done_on_date, "j F Y")}
        if self.until_date is None:
            return _("Not there yet")
        day = {"date": date_format(self.until_date, "j F Y")}
        return (
            _("Lapsed on %(date)s") % day if self.until_date < self.today else _("Good until %(date)s") % day
        )


def own_dates(*, offer, today) -> list[OwnDate]:
    """What must be in date for a new match; what lapses first comes first. Pairs that began go on."""
    trained, renewed = offer.training_completed_on_date, offer.safeguarding_refreshed_on_date
    dates = [
        OwnDate(_("Background checks"), offer.vetting_valid_until_date, today),
        OwnDate(
            _("Safeguarding training"),
            last_day_of_months(renewed, SAFEGUARDING_MONTHS) if renewed else None,
            today,
        ),
    ]
    dates.sort(key=lambda each: each.until_date or date.min)
    course = OwnDate(_("Mentor course"), None, today, done_on_date=trained)
    return [*dates, course] if trained else [course, *dates]


def last_day_of_months(day: date, months: int) -> date:
    """The last day before the same day so many months on; a day that month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for shorter in range(4):
        try:
            return day.replace(year=year, month=month + 1, day=day.day - shorter) - timedelta(days=1)
        except ValueError:
            continue
    raise ValueError(day)
