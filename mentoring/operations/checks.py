"""The checks of a coach, dated: written down by a coordinator, told of before they lapse.

The newest row of each kind is what counts. A lapse stops new matches; people already matched go on.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import give_role, record_audit, send_later
from accounts.roles import Role
from courses.queries import completed_course_dates

from ..models import CheckAlert, CoachCheck, MentorOffer
from ..queries.checks import checks_that_lapse, safeguarding_holds_until
from .agreements import begin_those_of
from .errors import MentoringError
from .locks import lock

Kind = CoachCheck.Kind
#: So many days before a check lapses, its coach and the coordinators are told; once for each.
ALERT_DAYS = (60, 30, 7)
#: The course that trains mentors.
MENTOR_COURSE = "C5"


class CheckIncomplete(MentoringError):
    """A background check needs its level, why, and until when it holds."""

    def __str__(self):
        return _("Give the level, why this role is eligible for it, and until when the check holds.")


@transaction.atomic
def record_check(*, offer, kind, done_on, by, at, level="", why="", valid_until=None) -> CoachCheck:
    """One more dated check of a coach. The same one twice is once. Never what a certificate said.

    Raises CheckIncomplete for a background check without level, reason or end. A safeguarding refresher
    holds for 12 months and the mentor course for good, whatever day is given: the rules of a match say so.
    """
    if kind == Kind.DBS and not (level and why and valid_until):
        raise CheckIncomplete
    if kind in (Kind.SAFEGUARDING, Kind.COURSE):
        valid_until = safeguarding_holds_until(done_on) if kind == Kind.SAFEGUARDING else None
    offer = lock(MentorOffer, offer.pk)
    check, is_new = CoachCheck.objects.get_or_create(
        offer=offer,
        kind=kind,
        done_on_date=done_on,
        valid_until_date=valid_until,
        level=level,
        why=why,
        defaults={"recorded_at": at, "recorded_by": by},
    )
    if is_new:
        record_audit(by=by, action="mentoring.check_recorded", obj=offer, at=at, kind=str(kind))
        _count(offer, kind, by, at)
    return check


def _count(offer, kind, by, at):
    """The newest check of this kind is the one that the rules look at."""
    newest = offer.checks.filter(kind=kind).first()
    if kind == Kind.DBS:
        offer.vetting_valid_until_date = newest.valid_until_date
    elif kind == Kind.COURSE:
        offer.training_completed_on_date = newest.done_on_date
    elif kind == Kind.SAFEGUARDING:
        offer.safeguarding_refreshed_on_date = newest.done_on_date
    else:
        return
    offer.updated_at = at
    offer.save()
    _let_begin(offer, by, at)


def _let_begin(offer, by, at):
    """Somebody whose three dates are there becomes a coach, and pairs that waited for them begin."""
    if (
        offer.vetting_valid_until_date
        and offer.training_completed_on_date
        and offer.safeguarding_refreshed_on_date
    ):
        give_role(person=offer.coach, role=Role.COACH, by=by, at=at)
    begin_those_of(coach=offer.coach, by=by, at=at)


def run_checks(*, at) -> Counter:
    """Daily: writes down who finished the mentor course here, and tells of checks that lapse soon."""
    done = Counter()
    for offer, finished_at in _finished_course():
        record_check(offer=offer, kind=Kind.COURSE, done_on=timezone.localdate(finished_at), by=None, at=at)
        done["mentor courses finished"] += 1
    today = timezone.localdate(at)
    for check in checks_that_lapse(after=today, until=today + timedelta(days=max(ALERT_DAYS))):
        left = (check.valid_until_date - today).days
        days = min(each for each in ALERT_DAYS if each >= left)
        done["checks that lapse soon"] += _tell(check, days, at)
    return done


def _finished_course():
    """Open offers whose coach finished the course on this site, and nobody wrote it down."""
    offers = MentorOffer.objects.filter(state=MentorOffer.State.OPEN, training_completed_on_date=None)
    offers = list(offers.select_related("coach").order_by("pk"))
    finished = completed_course_dates(learner_ids=[offer.coach_id for offer in offers], code=MENTOR_COURSE)
    return [(offer, finished[offer.coach_id]) for offer in offers if offer.coach_id in finished]


@transaction.atomic
def _tell(check, days, at) -> bool:
    """Coach and coordinators, once for each check and number of days. The mail names nobody."""
    alert, is_new = CheckAlert.objects.get_or_create(check_row=check, days=days, defaults={"sent_at": at})
    if not is_new:
        return False
    offer = check.offer
    for person in (offer.coach, *offer.programme.coordinators.all()):
        send_later(
            event="check_lapsing",
            to=person,
            at=at,
            key=f"check_lapsing:{alert.pk}:{person.pk}",
            context={"is_coach": person.pk == offer.coach_id, "offer_id": offer.pk, "days": days},
        )
    return True
