"""Who is counted in a number: the list behind each row of `numbers` that a coordinator may see by name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from ..models import MentorRequest, Mentorship
from .numbers import BANDS, Scope, State, band_of, band_words, quiet_of, running_of, standing_in


@dataclass(frozen=True)
class Behind:
    """Somebody or a pair behind a number: two names at most, since when, and where their page is."""

    name: str
    other: str
    since: datetime | None
    pair_id: int | None = None


def list_words() -> dict[str, str]:
    """The lists behind numbers, by key."""
    return {
        "waiting": _("Waiting for a mentor"),
        **band_words(),
        "suggested": _("Matched, not answered yet"),
        "asked": _("Asked for a mentor"),
        "active": _("Active"),
        "quiet": _("Quiet"),
        "agreeing": _("Not begun yet"),
        "paused": _("On a break"),
        "stopped": _("Contact stopped"),
        "began": _("Began"),
        "ended": _("Ended"),
    }


def behind(*, which: str, scope: Scope) -> list[Behind]:
    """Everybody who is counted in the row of that name, the longest since first. Two queries, or those of
    `quiet_of`."""
    bands = {key for key, _least, _under in BANDS}
    if which in bands | {"waiting", "suggested", "asked"}:
        requests = _requests_behind(which, scope)
        if which in bands:
            requests = [each for each in requests if band_of(each.waiting_since, today=scope.today) == which]
        return [Behind(each.learner.get_full_name(), "", each.waiting_since) for each in requests]
    pairs, since = _pairs_behind(which, scope)
    return [
        Behind(pair.learner.get_full_name(), pair.coach.get_full_name(), getattr(pair, since), pair.pk)
        for pair in pairs
    ]


def _requests_behind(which, scope):
    requests = MentorRequest.objects.filter(programme__in=scope.programmes).select_related("learner")
    if which == "asked":
        requests = requests.filter(scope.within("waiting_since"))
    else:
        requests = requests.filter(state=State.OFFERED if which == "suggested" else State.WAITING)
    return requests.order_by(F("waiting_since").asc(nulls_last=True), "pk")


def _pairs_behind(which, scope):
    """The pairs, and the field of the day to show."""
    if which in ("began", "ended"):
        field = {"began": "active_at", "ended": "ended_at"}[which]
        pairs = Mentorship.objects.filter(scope.within(field), programme__in=scope.programmes)
        return pairs.select_related("learner", "coach").order_by(field, "pk"), field
    running = running_of(scope=scope).select_related("learner", "coach")
    if which == "quiet":
        return quiet_of(running=running, now=scope.now), "active_at"
    days = {"active": "active_at", "paused": "paused_at", "stopped": "suspended_at"}
    return [pair for pair in running if standing_in(pair) == which], days.get(which, "started_at")
