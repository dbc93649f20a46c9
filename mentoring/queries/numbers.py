"""The numbers of a coordinator's own programmes as they are today, to work with: exact, each with the list
behind it (`behind`). They are shown on the page alone; what leaves it in a file is in `passed_on`.

A flat number of queries, however many people there are.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ..matching.eligibility import months_between
from ..models import CheckIn, Ending, MentorOffer, MentorRequest, Mentorship
from ..rhythm import silence_is_asked_about
from .checks import checks_that_lapse
from .closing import PAIR_CHECK_INS
from .endings import aims
from .rhythm import quiet_since_of
from .rounds import in_date, with_free_places
from .supervision import RENEW_WITHIN, is_in_time, last_supervised

State = MentorRequest.State
#: How long people have waited: key, from so many months, to under so many.
BANDS = (("wait-0", 0, 1), ("wait-1", 1, 3), ("wait-3", 3, 6), ("wait-6", 6, None))
#: The periods somebody can choose: key and days back from today; None is everything.
PERIODS = {"month": 0, "quarter": 91, "year": 365, "all": None}


@dataclass(frozen=True)
class Row:
    """One number. `how` says how it is counted; `behind` names the list of those counted, if there is one."""

    key: str
    label: str
    number: int
    how: str
    behind: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Scope:
    """Which programmes, since which moment (None: ever), and what moment it is."""

    programmes: list
    since: datetime | None
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def from_date(self) -> date | None:
        return timezone.localdate(self.since) if self.since else None

    def within(self, field: str) -> Q:
        """That something happened in the period."""
        happened = Q(**{f"{field}__lte": self.now})
        return happened & Q(**{f"{field}__gte": self.since}) if self.since else happened


def scope_of(*, programmes, period: str, now: datetime) -> Scope:
    """A period by its key in PERIODS. "month" is this calendar month."""
    days, today = PERIODS[period], timezone.localdate(now)
    if days is None:
        return Scope(list(programmes), None, now)
    first = today - timedelta(days=days) if days else today.replace(day=1)
    begin = timezone.make_aware(datetime(first.year, first.month, first.day))
    return Scope(list(programmes), begin, now)


def numbers_of(*, scope: Scope) -> list[Section]:
    """Everything on the page, in sections."""
    running = list(running_of(scope=scope))
    return [
        Section(_("People who wait"), _waiting(scope)),
        Section(_("Pairs today"), _pairs(running, scope)),
        Section(_("In this time"), _period(scope)),
        Section(_("How it ended"), _endings(scope)),
        Section(_("Mentors today"), _mentors(running, scope)),
    ]


def running_of(*, scope: Scope):
    """Every mentorship of these programmes that has not ended."""
    return Mentorship.objects.filter(programme__in=scope.programmes, ended_at=None).order_by(
        "started_at", "pk"
    )


def _waiting(scope) -> list[Row]:
    asked = MentorRequest.objects.filter(
        programme__in=scope.programmes, state__in=[State.WAITING, State.OFFERED]
    ).values_list("state", "waiting_since")
    waits = [since for state, since in asked if state == State.WAITING]
    bands = Counter(band_of(since, today=scope.today) for since in waits)
    return [
        Row(
            "waiting",
            _("Waiting for a mentor"),
            len(waits),
            _("People who sent a request and have no mentor and no suggestion now."),
            "waiting",
        ),
        *(
            Row(key, words, bands[key], _("Of those who wait, by the day they first asked."), key)
            for key, words in band_words().items()
        ),
        Row(
            "suggested",
            _("Matched, not answered yet"),
            len(asked) - len(waits),
            _("People we suggested a mentor to. One of the two, or both, still has to say yes or no."),
            "suggested",
        ),
    ]


def band_of(since: datetime | None, *, today: date) -> str:
    """In which band of BANDS a wait is."""
    months = months_between(timezone.localdate(since), today) if since else 0
    return next(key for key, _least, under in BANDS if under is None or months < under)


def band_words() -> dict[str, str]:
    return {
        "wait-0": _("Waiting under 1 month"),
        "wait-1": _("Waiting 1 to 3 months"),
        "wait-3": _("Waiting 3 to 6 months"),
        "wait-6": _("Waiting 6 months or more"),
    }


def standing_in(pair: Mentorship) -> str:
    """One word for where a pair that has not ended stands. Every pair has one."""
    if pair.suspended_at:
        return "stopped"
    if pair.paused_at:
        return "paused"
    return "active" if pair.active_at else "agreeing"


def quiet_of(*, running, now: datetime) -> list[Mentorship]:
    """Active pairs without a sign of life for 60 days: the rule by which both are asked."""
    active = [pair for pair in running if standing_in(pair) == "active"]
    since = quiet_since_of(mentorships=active, at=now)
    return [pair for pair in active if silence_is_asked_about(since[pair.pk], now=now)]


def _pairs(running, scope) -> list[Row]:
    counts = Counter(standing_in(pair) for pair in running)
    return [
        Row(
            "active",
            _("Active"),
            counts["active"],
            _("Pairs that work together now: both signed, no break, not stopped."),
            "active",
        ),
        Row(
            "quiet",
            _("Quiet"),
            len(quiet_of(running=running, now=scope.now)),
            _("Active pairs where nothing was written, planned or answered for 60 days."),
            "quiet",
        ),
        Row(
            "agreeing",
            _("Not begun yet"),
            counts["agreeing"],
            _("Both said yes. A signature, a course or a check is missing."),
            "agreeing",
        ),
        Row(
            "paused", _("On a break"), counts["paused"], _("Pairs that one of the two put on hold."), "paused"
        ),
        Row(
            "stopped",
            _("Contact stopped"),
            counts["stopped"],
            _("Pairs that the safeguarding lead stopped."),
            "stopped",
        ),
    ]


def _period(scope) -> list[Row]:
    pairs = Mentorship.objects.filter(programme__in=scope.programmes).aggregate(
        began=Count("pk", filter=scope.within("active_at")),
        ended=Count("pk", filter=scope.within("ended_at")),
    )
    asked = MentorRequest.objects.filter(scope.within("waiting_since"), programme__in=scope.programmes)
    sent = CheckIn.objects.filter(
        scope.within("asked_at"), mentorship__programme__in=scope.programmes, kind__in=PAIR_CHECK_INS
    ).aggregate(asked=Count("pk"), answered=Count("pk", filter=~Q(answered_at=None)))
    return [
        Row(
            "asked",
            _("Asked for a mentor"),
            asked.count(),
            _("Requests by the day somebody first asked."),
            "asked",
        ),
        Row(
            "began",
            _("Began"),
            pairs["began"],
            _("Pairs by the day they could begin, also if they ended."),
            "began",
        ),
        Row("ended", _("Ended"), pairs["ended"], _("Pairs by the day they ended."), "ended"),
        Row(
            "sent",
            _("Check-ins sent"),
            sent["asked"],
            _("Short questions that we sent to one of a pair."),
            "support",
        ),
        Row(
            "answered", _("Check-ins answered"), sent["answered"], _("Of those sent in this time."), "support"
        ),
    ]


def _endings(scope) -> list[Row]:
    told = list(
        Ending.objects.filter(
            scope.within("mentorship__ended_at"), mentorship__programme__in=scope.programmes
        ).values_list("why", "outcomes", "new_role")
    )
    reasons = Counter(why for why, _outcomes, _role in told)
    changed = Counter(code for _why, outcomes, _role in told for code in outcomes)
    return [
        *(
            Row(
                f"why-{why.value}",
                str(why.label),
                reasons[why.value],
                _("Answers to “why did it end?”, from both."),
                "ended",
            )
            for why in Ending.Why
        ),
        *(
            Row(
                f"aim-{code}",
                _("Something changed: %(aim)s") % {"aim": name},
                changed[code],
                _("People who wrote at the end what changed under this aim."),
                "ended",
            )
            for code, name in aims()
        ),
        Row(
            "roles",
            _("Took on a new role"),
            sum(bool(role) for _why, _outcomes, role in told),
            _("Learners who named a new role at the end."),
            "ended",
        ),
    ]


def _mentors(running, scope) -> list[Row]:
    offers = MentorOffer.objects.filter(programme__in=scope.programmes, state=MentorOffer.State.OPEN)
    load = with_free_places(offers).aggregate(
        mentors=Count("pk"), of_all=Coalesce(Sum("places"), 0), taken=Coalesce(Sum("used"), 0)
    )
    lapsing = checks_that_lapse(after=scope.today, until=scope.today + RENEW_WITHIN)
    lapsing = lapsing.filter(offer__programme__in=scope.programmes).values("offer").distinct().count()
    able = in_date(on=scope.today).filter(programme__in=scope.programmes).count()
    with_pair = {(pair.coach_id, pair.programme_id) for pair in running if pair.active_at}
    return [
        Row(
            "mentors",
            _("Mentors"),
            load["mentors"],
            _("Offers that are open, those on a break too."),
            "mentors",
        ),
        Row(
            "places",
            _("Places"),
            load["of_all"],
            _("How many people they say they can mentor at one time."),
            "mentors",
        ),
        Row(
            "used",
            _("Places used"),
            load["taken"],
            _("Pairs that have not ended, and suggestions that wait for an answer."),
            "mentors",
        ),
        Row(
            "lapsing",
            _("A check lapses soon"),
            lapsing,
            _("Mentors with a check whose last day is in the next 60 days."),
            "mentors",
        ),
        Row(
            "unable",
            _("No new match now"),
            load["mentors"] - able,
            _("Mentors with a check, course or refresher that is missing or has lapsed."),
            "mentors",
        ),
        Row(
            "supervision",
            _("Supervision written down"),
            sum(_is_supervised(with_pair, scope).values()),
            _(
                "Of %(number)s mentors with a pair: supervision within your programme's time, "
                "by their log or a check."
            )
            % {"number": len(with_pair)},
            "mentors",
        ),
    ]


def _is_supervised(with_pair, scope) -> dict[tuple[int, int], bool]:
    """By coach and programme, by the same rule as the closed figures (`closing.supervised`)."""
    last = last_supervised(coaches={coach for coach, _programme in with_pair}, on=scope.today)
    months = {programme.pk: programme.supervision_months for programme in scope.programmes}
    return {
        (coach, programme): is_in_time(last.get(coach), months=months[programme], on=scope.today)
        for coach, programme in with_pair
    }
