"""What safeguarding leads read of concerns, and whom somebody who is worried can name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..deadlines import one_working_day_after
from ..models import Concern, ConcernAction, Mentorship
from ..permissions import may_run_programme


@dataclass(frozen=True)
class ConcernRow:
    """One concern with its clock. `first_action_at` is None while nobody did anything."""

    concern: Concern
    first_action_at: datetime | None
    due_by: datetime
    now: datetime

    @property
    def is_late(self) -> bool:
        """Nobody did anything within one working day."""
        return (self.first_action_at or self.now) > self.due_by

    @property
    def clock_in_words(self) -> str:
        """How long it took to the first action, or until when one is due."""
        if self.first_action_at:
            span = _span_in_words(self.first_action_at - self.concern.made_at)
            return _("First action after %(time)s") % {"time": span}
        due = date_format(timezone.localtime(self.due_by), "l j F, H:i")
        if self.is_late:
            return _("Late: a first action was due by %(time)s") % {"time": due}
        return _("First action due by %(time)s") % {"time": due}

    @property
    def level(self) -> str:
        """The look of its flag (see components/flag.html)."""
        if self.concern.closed_at or self.first_action_at:
            return "ok"
        return "high" if self.is_late or self.concern.is_danger_now else "medium"


def _span_in_words(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        minutes = max(1, int(span.total_seconds() // 60))
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    return ngettext("%(number)s day", "%(number)s days", hours // 24) % {"number": hours // 24}


def concern_rows(*, now, words="") -> list[ConcernRow]:
    """Every concern with its clock, open ones first and the oldest of them on top.

    `words` are looked for in what was said and about whom; a number finds the concern of that number.
    """
    found = Concern.objects.select_related("mentorship").annotate(first_action_at=Min("actions__at"))
    if words:
        number = Q(pk=int(words)) if words.isdecimal() and len(words) < 10 else Q()
        acted = ConcernAction.objects.filter(words__icontains=words).values("concern")
        found = found.filter(Q(words__icontains=words) | Q(about__icontains=words) | Q(pk__in=acted) | number)
    rows = [_row(concern, now) for concern in found]
    still_open = sorted((row for row in rows if not row.concern.closed_at), key=lambda row: row.due_by)
    return still_open + [row for row in rows if row.concern.closed_at]


def concern_row(*, concern, now) -> ConcernRow:
    """One concern with its clock."""
    concern.first_action_at = concern.actions.aggregate(first=Min("at"))["first"]
    return _row(concern, now)


def _row(concern, now) -> ConcernRow:
    due_by = one_working_day_after(timezone.localtime(concern.made_at))
    return ConcernRow(concern, concern.first_action_at, due_by, now)


def kept_in_time(*, rows) -> tuple[int, int]:
    """How many of these concerns had a first action within one working day, and of how many it is known."""
    known = [row for row in rows if row.first_action_at or row.is_late]
    return sum(not row.is_late for row in known), len(known)


def export_table(*, rows) -> list[list]:
    """Concerns as a table for a spreadsheet, the headings first."""
    headings = [
        _("Number"),
        _("Made"),
        _("Danger now"),
        _("About the mentor"),
        _("About"),
        _("Words"),
        _("When and where"),
        _("Consent"),
        _("Shared all the same because"),
        _("First action"),
        _("Decision"),
        _("Reason"),
        _("Closed"),
    ]
    return [headings, *(_cells(row) for row in rows)]


def _cells(row) -> list:
    concern = row.concern
    return [
        concern.pk,
        _when(concern.made_at),
        _("Yes") if concern.is_danger_now else _("No"),
        _("Yes") if concern.is_allegation else _("No"),
        concern.about,
        concern.words,
        concern.happened_at_words,
        concern.get_consent_display(),
        concern.shared_anyway_because,
        _when(row.first_action_at),
        concern.get_decision_display(),
        concern.decision_because,
        _when(concern.closed_at),
    ]


def _when(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def pairs_to_name(*, person, mentorship_id=None) -> list[tuple[int, str]]:
    """The mentorships somebody who is worried can name, as choices: their own, and for a coordinator the one
    whose page they came from. A former mentor is offered to the learner; a former learner to nobody."""
    if not person.is_authenticated:
        return []
    mine = Mentorship.objects.filter(Q(learner=person) | Q(coach=person, ended_at=None))
    choices = [
        (each.pk, _pair_in_words(each, person))
        for each in mine.select_related("learner", "coach").order_by("-started_at")
    ]
    own = {pk for pk, _words in choices}
    return choices + [pair for pair in _pair_of_programme(person, mentorship_id) if pair[0] not in own]


def pairs_to_pause(*, coach):
    """The mentorships of a mentor that go on, stopped or not, for the safeguarding lead."""
    return Mentorship.objects.filter(coach=coach, ended_at=None).select_related("learner").order_by("pk")


def _pair_in_words(mentorship, person) -> str:
    if mentorship.learner_id == person.pk:
        return _("Me and %(name)s, my mentor") % {"name": mentorship.coach.get_full_name()}
    return _("Me and %(name)s, whom I mentor") % {"name": mentorship.learner.get_full_name()}


def _pair_of_programme(person, mentorship_id) -> list[tuple[int, str]]:
    found = (
        Mentorship.objects.filter(pk=mentorship_id).select_related("learner", "coach", "programme").first()
        if mentorship_id
        else None
    )
    if found is None or not may_run_programme(person, found.programme):
        return []
    names = {"learner": found.learner.get_full_name(), "mentor": found.coach.get_full_name()}
    return [(found.pk, _("%(learner)s and their mentor %(mentor)s") % names)]
