"""What a coach sees of the people they mentor: only their own, and progress only where it is shared."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.queries import course_titles, enrolled_course_keys, progress_for_many

from ..caseload import Facts, Flag, Rule, flag_of
from ..models import MentorOffer, Mentorship, ProgressShare, ProposedPair
from .asking import suggestions_for_coach


@dataclass(frozen=True)
class CaseRow:
    """One person of the list: a mentorship, or a suggestion (`pair`) that waits for an answer."""

    name: str
    flag: Flag
    mentorship: Mentorship | None = None
    pair: ProposedPair | None = None
    progress: list = field(default_factory=list)

    @property
    def words(self) -> str:
        return flag_words(self.flag)

    @property
    def how_to_clear(self) -> str:
        return CLEAR[self.flag.rule]()


def flag_words(flag: Flag) -> str:
    """Why the flag is there, as a sentence for the coach."""
    days = flag.days
    if flag.rule == Rule.HELP:
        if not days:
            return _("Asked for help today")
        return ngettext("Asked for help %(days)s day ago", "Asked for help %(days)s days ago", days) % {
            "days": days
        }
    if flag.rule == Rule.ANSWER:
        return _("Waits for your answer")
    if flag.rule == Rule.QUIET:
        return ngettext("Has not signed in for %(days)s day", "Has not signed in for %(days)s days", days) % {
            "days": days
        }
    return _("On track")


CLEAR = {
    Rule.HELP: lambda: _("Get in touch, then say so on their page."),
    Rule.ANSWER: lambda: _("Say yes or no to the match."),
    Rule.QUIET: lambda: _("Goes when they sign in. A short friendly call may help."),
    Rule.ON_TRACK: lambda: "",
}


def caseload_of(*, coach, now) -> list[CaseRow]:
    """Everybody this coach mentors or was asked to mentor, most urgent first. A flat number of queries."""
    mentorships = list(
        Mentorship.objects.filter(coach=coach, ended_at=None)
        .select_related("learner")
        .order_by("started_at", "pk")
    )
    shared = shared_progress(mentorships=mentorships, on=localdate(now))
    rows = [
        CaseRow(
            name=each.learner.get_full_name(),
            mentorship=each,
            progress=shared.get(each.pk, []),
            flag=flag_of(
                Facts(
                    started_at=each.started_at,
                    help_asked_at=each.help_asked_at,
                    last_sign_in_at=each.learner.last_login,
                ),
                now=now,
            ),
        )
        for each in mentorships
    ]
    rows += [
        CaseRow(
            name=pair.entry.request.learner.get_full_name(),
            pair=pair,
            flag=flag_of(Facts(answer_asked_at=pair.offered_at), now=now),
        )
        for pair in suggestions_for_coach(coach=coach)
    ]
    return sorted(rows, key=lambda row: row.flag.urgency)


@dataclass(frozen=True)
class SharedCourse:
    """What a learner shows of one course: whether it is finished and, with DETAIL, how far they are."""

    title: str
    level: str
    is_finished: bool
    until_date: date | None = None
    done: int = 0
    total: int = 0
    segments: tuple = ()


def shares_now(*, mentorships, on: date):
    """The yeses that stand on a day: not taken back, not run out, and not while contact is stopped."""
    return ProgressShare.objects.filter(
        Q(until_date=None) | Q(until_date__gte=on),
        mentorship__in=mentorships,
        mentorship__suspended_at=None,
        mentorship__ended_at=None,
        withdrawn_at=None,
    ).order_by("pk")


def shared_progress(*, mentorships, on: date) -> dict[int, list[SharedCourse]]:
    """By mentorship id, what its learner lets the mentor see on a day. A few queries in all."""
    learners = {each.pk: each.learner_id for each in mentorships}
    shares = list(shares_now(mentorships=mentorships, on=on))
    if not shares:
        return {}
    many = progress_for_many(
        learner_ids={learners[each.mentorship_id] for each in shares},
        course_keys={each.course_key for each in shares},
    )
    shown = defaultdict(list)
    for share in shares:
        progress = many[learners[share.mentorship_id], share.course_key]
        shown[share.mentorship_id].append(_shown_of(progress, share))
    return dict(shown)


def _shown_of(progress, share: ProgressShare) -> SharedCourse:
    """The part of somebody's progress that they said yes to, and nothing beyond it."""
    course = SharedCourse(
        title=progress.outline.title,
        level=share.level,
        is_finished=progress.is_over,
        until_date=share.until_date,
    )
    if share.level != ProgressShare.Level.DETAIL:
        return course
    return replace(course, done=progress.done, total=progress.total, segments=progress.segments)


@dataclass(frozen=True)
class Shareable:
    """A course of the learner, and the yes that stands now, if any."""

    course_key: object
    title: str
    share: ProgressShare | None = None

    @property
    def is_shared(self) -> bool:
        return self.share is not None


def shareable_courses(*, mentorship, on: date) -> list[Shareable]:
    """The learner's courses that they can show their mentor or hide again."""
    keys = enrolled_course_keys(learner_ids=[mentorship.learner_id]).get(mentorship.learner_id, [])
    titles = course_titles(course_keys=keys)
    given = {each.course_key: each for each in shares_now(mentorships=[mentorship], on=on)}
    return [Shareable(key, titles[key], given.get(key)) for key in keys if key in titles]


def people_mentored(*, coach) -> int:
    return Mentorship.objects.filter(coach=coach, ended_at=None).count()


def free_places(*, coach) -> int:
    """Places of this coach nobody uses; 0 without an open offer or during a break."""
    offer = MentorOffer.objects.filter(coach=coach, state=MentorOffer.State.OPEN).first()
    if offer is None or offer.is_paused:
        return 0
    sent = ProposedPair.objects.filter(offer=offer, state=ProposedPair.State.OFFERED).count()
    return max(0, offer.places - people_mentored(coach=coach) - sent)
