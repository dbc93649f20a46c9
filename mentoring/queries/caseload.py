"""What a coach sees of the people they mentor: only their own, and progress only where it is shared."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Min, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.queries import course_titles, enrolled_course_keys, progress_for_many

from ..caseload import USUAL, Facts, Flag, FlagRules, Rule, flag_of, flags_of
from ..models import Meeting, MentorOffer, Mentorship, Programme, ProgressShare, ProposedPair
from .asking import suggestions_for_coach
from .health import facts_for
from .names import called


@dataclass(frozen=True)
class CaseRow:
    """One person of the list: a mentorship, or a suggestion (`pair`) that waits for an answer."""

    name: str
    flag: Flag
    mentorship: Mentorship | None = None
    pair: ProposedPair | None = None
    progress: list = field(default_factory=list)
    #: The rules that apply beside the most urgent one.
    more_flags: list = field(default_factory=list)
    last_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def words(self) -> str:
        return flag_words(self.flag)

    @property
    def how_to_clear(self) -> str:
        return CLEAR.get(self.flag.rule, str)()

    @property
    def more_words(self) -> list[str]:
        return [flag_words(flag) for flag in self.more_flags]

    @property
    def next_step(self) -> str:
        """What it says on the link to the one thing to do."""
        return _("Answer") if self.pair else NEXT[self.flag.rule][0]()

    @property
    def next_page(self) -> tuple[str, int]:
        """The name of the page to do it on, and whose."""
        if self.pair:
            return ("coach_suggestion", self.pair.pk)
        return (NEXT[self.flag.rule][1], self.mentorship.pk)


def flag_words(flag: Flag) -> str:
    """Why the flag is there, as a sentence for the coach."""
    days = {"days": flag.days}
    if flag.rule == Rule.HELP:
        if not flag.days:
            return _("Asked for help today")
        return (
            ngettext("Asked for help %(days)s day ago", "Asked for help %(days)s days ago", flag.days) % days
        )
    if flag.rule == Rule.MESSAGE:
        return (
            ngettext(
                "A message has waited for %(days)s day", "A message has waited for %(days)s days", flag.days
            )
            % days
        )
    if flag.rule == Rule.QUIET:
        return (
            ngettext("Has not signed in for %(days)s day", "Has not signed in for %(days)s days", flag.days)
            % days
        )
    if flag.rule == Rule.NO_MEETING:
        weeks = flag.days // 7
        return ngettext(
            "No talk for %(weeks)s week, and none booked",
            "No talk for %(weeks)s weeks, and none booked",
            weeks,
        ) % {"weeks": weeks}
    return WORDS[flag.rule]()


WORDS = {
    Rule.LOW: lambda: _("A low answer, or a wish to be called"),
    Rule.ANSWER: lambda: _("Waits for your answer"),
    Rule.AGREEMENT: lambda: _("The agreement is not signed by both"),
    Rule.NOTES: lambda: _("Nothing is written down about a talk"),
    Rule.ONE_SIDED: lambda: _("Only one of you two has been in touch lately"),
    Rule.ON_TRACK: lambda: _("On track"),
    Rule.PAUSED: lambda: _("Contact is paused"),
}

CLEAR = {
    Rule.HELP: lambda: _("Get in touch, then say so on their page."),
    Rule.ANSWER: lambda: _("Say yes or no to the match."),
    Rule.MESSAGE: lambda: _("Goes when you write back."),
    Rule.AGREEMENT: lambda: _("Goes when you both have signed. Until then nothing can begin."),
    Rule.NOTES: lambda: _("Write two lines together, or say that it did not happen."),
    Rule.NO_MEETING: lambda: _("Suggest a time."),
    Rule.ONE_SIDED: lambda: _(
        "Goes when the other one writes or suggests a time. Ask kindly what would help."
    ),
    Rule.QUIET: lambda: _("Goes when they sign in. A short friendly call may help."),
}

#: The one thing to do for each flag: what it says on the link, and the page of the pair it leads to.
NEXT = {
    Rule.HELP: (lambda: _("Get in touch"), "coach_person"),
    Rule.MESSAGE: (lambda: _("Write back"), "messages"),
    Rule.AGREEMENT: (lambda: _("See the agreement"), "agreement"),
    Rule.NOTES: (lambda: _("Write it down"), "meetings"),
    Rule.NO_MEETING: (lambda: _("Suggest a time"), "meeting_new"),
    Rule.ONE_SIDED: (lambda: _("Get in touch"), "messages"),
    Rule.QUIET: (lambda: _("Get in touch"), "messages"),
    Rule.PAUSED: (lambda: _("See"), "coach_person"),
    Rule.ON_TRACK: (lambda: _("Prepare"), "coach_person"),
}


def caseload_of(*, coach, now) -> list[CaseRow]:
    """Everybody this coach mentors or was asked to mentor, most urgent first. A flat number of queries."""
    mentorships = list(
        Mentorship.objects.filter(coach=coach, ended_at=None)
        .select_related("learner", "programme")
        .order_by("started_at", "pk")
    )
    shared = shared_progress(mentorships=mentorships, on=localdate(now))
    facts = facts_for(mentorships=mentorships, now=now)
    booked = next_meetings(mentorships=mentorships, now=now)
    rows = [_row_of(each, facts[each.pk], shared, booked, now) for each in mentorships]
    rows += [
        CaseRow(
            name=pair.entry.request.learner.get_full_name(),
            pair=pair,
            flag=flag_of(Facts(answer_asked_at=pair.offered_at), now=now),
        )
        for pair in suggestions_for_coach(coach=coach)
    ]
    return sorted(rows, key=lambda row: row.flag.urgency)


def _row_of(mentorship, facts, shared, booked, now) -> CaseRow:
    rules = mentorship.programme.flag_rules
    first, *more = flags_of(facts, now=now, rules=rules) or [Flag(Rule.ON_TRACK)]
    return CaseRow(
        name=called(person=mentorship.learner),
        mentorship=mentorship,
        flag=first,
        more_flags=more,
        progress=shared.get(mentorship.pk, []),
        last_at=facts.last_meeting_at,
        next_at=booked.get(mentorship.pk),
    )


def rules_of(*, programmes) -> list[tuple[FlagRules, list[Programme]]]:
    """The figures that are in use, each with the programmes that chose them; the usual ones for nobody's."""
    found = defaultdict(list)
    for programme in sorted(set(programmes), key=lambda each: each.name):
        found[programme.flag_rules].append(programme)
    return list(found.items()) or [(USUAL, [])]


def next_meetings(*, mentorships, now) -> dict[int, datetime]:
    """By mentorship id, when the two meet next."""
    ahead = Meeting.objects.filter(
        mentorship__in=mentorships, state=Meeting.State.CONFIRMED, starts_at__gt=now
    )
    return dict(ahead.order_by().values_list("mentorship").annotate(Min("starts_at")))


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
