"""What a coach sees of the people they mentor: only their own, and progress only where it is shared."""

from collections import defaultdict
from dataclasses import dataclass, field

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
    shared = shared_progress(mentorships=mentorships)
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


def shared_progress(*, mentorships) -> dict[int, list]:
    """By mentorship id, the courses' progress its learner lets the mentor see now. A few queries in all."""
    shares = defaultdict(list)
    for share in ProgressShare.objects.filter(mentorship__in=mentorships, withdrawn_at=None).order_by("pk"):
        shares[share.mentorship_id].append(share.course_key)
    learners = {each.pk: each.learner_id for each in mentorships if each.pk in shares}
    if not learners:
        return {}
    keys = {key for chosen in shares.values() for key in chosen}
    many = progress_for_many(learner_ids=learners.values(), course_keys=keys)
    return {
        mentorship_id: [many[learners[mentorship_id], key] for key in chosen]
        for mentorship_id, chosen in shares.items()
    }


@dataclass(frozen=True)
class Shareable:
    """A course of the learner, and whether the mentor sees it now."""

    course_key: object
    title: str
    is_shared: bool


def shareable_courses(*, mentorship) -> list[Shareable]:
    """The learner's courses that they can show their mentor or hide again."""
    keys = enrolled_course_keys(learner_ids=[mentorship.learner_id]).get(mentorship.learner_id, [])
    titles = course_titles(course_keys=keys)
    shared = set(
        ProgressShare.objects.filter(mentorship=mentorship, withdrawn_at=None).values_list(
            "course_key", flat=True
        )
    )
    return [Shareable(key, titles[key], key in shared) for key in keys if key in titles]


def people_mentored(*, coach) -> int:
    return Mentorship.objects.filter(coach=coach, ended_at=None).count()


def free_places(*, coach) -> int:
    """Places of this coach nobody uses; 0 without an open offer or during a break."""
    offer = MentorOffer.objects.filter(coach=coach, state=MentorOffer.State.OPEN).first()
    if offer is None or offer.is_paused:
        return 0
    sent = ProposedPair.objects.filter(offer=offer, state=ProposedPair.State.OFFERED).count()
    return max(0, offer.places - people_mentored(coach=coach) - sent)
