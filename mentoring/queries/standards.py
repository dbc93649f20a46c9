"""The six standards for mentoring programmes (EMCC, ISMCP) in plain words, and what a programme has to show.

The source of the six: emccglobal.org, "International Standards for Mentoring and Coaching Programmes". The
words are ours. Nobody gets a mark here: a page says what is asked, what is done, what the numbers are today,
and what is missing.
"""

from dataclasses import dataclass, field, replace

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from ..models import (
    AgreementText,
    CheckIn,
    Ending,
    MentorRequest,
    Mentorship,
    Message,
    ProposedPair,
)
from .numbers import Row, Scope, numbers_of, running_of
from .passed_on import Part, closed_in, parts_of

#: In the order of the standard.
SLUGS = ("purpose", "training", "matching", "review", "ethics", "support")
#: The closed tables that speak of each.
TABLES = {
    "purpose": ("goals", "outcomes", "roles"),
    "training": ("supervision",),
    "matching": ("stood", "need", "language", "place"),
    "review": ("check_ins", "sure", "why"),
    "ethics": (),
    "support": ("asked", "began"),
}


@dataclass(frozen=True)
class Standard:
    """`asks` and `does` are sentences; `parts` closed figures; `missing` what a coordinator should see to,
    each with the list that it is in."""

    slug: str
    title: str
    asks: str
    does: list[str]
    rows: list[Row] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def titles() -> dict[str, str]:
    return {
        "purpose": _("Clear about what it is for"),
        "training": _("People know their part"),
        "matching": _("Fair choice and good matches"),
        "review": _("Looking back and putting right"),
        "ethics": _("Safe and fair care"),
        "support": _("Well run, with help at hand"),
    }


def standard_of(*, slug: str, scope: Scope) -> Standard:
    """One standard, with the live numbers of these programmes. `slug` is one of SLUGS."""
    found = _STANDARDS[slug](scope)
    parts = parts_of(closed=closed_in(scope=scope))
    return replace(found, parts=[part for part in parts if part.key in TABLES[slug] and not part.is_empty])


def _live(scope) -> dict[str, Row]:
    """The rows of the page of numbers, by key."""
    return {row.key: row for section in numbers_of(scope=scope) for row in section.rows}


def _if_any(number: int, words: str, behind: str) -> list[tuple[str, str]]:
    """What is missing, if it is."""
    return [(words % {"number": number}, behind)] if number else []


def _purpose(scope) -> Standard:
    live = _live(scope)
    told = Ending.objects.filter(scope.within("told_at"), mentorship__programme__in=scope.programmes)
    no_words = [each for each in scope.programmes if not each.next_round_words]
    return Standard(
        "purpose",
        titles()["purpose"],
        _("Everybody knows why the programme is there and what it should change. Each pair has aims."),
        [
            _("Four aims run through the site, and each goal can be put under one of them."),
            _("Each pair signs an agreement that says what it is for."),
            _("At the end both are asked what changed, aim by aim."),
        ],
        [
            live["began"],
            Row(
                "told",
                _("Told us what changed"),
                told.exclude(outcomes={}).count(),
                _("At the end."),
                "ended",
            ),
        ],
        [
            *(
                (_("%(name)s does not say when it next matches.") % {"name": each.name}, "")
                for each in no_words
            ),
        ],
    )


def _training(scope) -> Standard:
    live = _live(scope)
    rows = [live["mentors"], live["unable"], live["lapsing"]]
    late = live["unable"].number
    return Standard(
        "training",
        titles()["training"],
        _("Mentors and learners know what mentoring is, and learn what they need for it."),
        [
            _("A mentor finishes the mentor course and renews safeguarding before a pair begins."),
            _("A page for the first meeting says what to talk about."),
            _("Each mentor has supervision, and a monthly check of their own."),
        ],
        [*rows, live["supervision"]],
        _if_any(late, _("Mentors who cannot get a new match now: %(number)s."), "mentors"),
    )


def _matching(scope) -> Standard:
    pairs = ProposedPair.objects.filter(
        scope.within("offered_at"), entry__round__programme__in=scope.programmes
    ).aggregate(
        sent=Count("pk"),
        yes=Count("pk", filter=Q(state=ProposedPair.State.ACCEPTED)),
        no=Count("pk", filter=Q(state=ProposedPair.State.DECLINED)),
        late=Count("pk", filter=Q(state=ProposedPair.State.EXPIRED)),
    )
    change = Mentorship.objects.filter(programme__in=scope.programmes, ended_at=None)
    change = change.exclude(change_asked_at=None).count()
    live = _live(scope)
    long = live["wait-6"].number
    return Standard(
        "matching",
        titles()["matching"],
        _("The rules of a match are known. Both sides have a say, and a match that does not work is undone."),
        [
            _("Every match shows its reasons, for and against, and the rules are written down."),
            _("Both say yes or no. Nobody is matched without two yeses."),
            _("A learner can ask for another mentor in one click, and the mentor is not told."),
        ],
        [
            Row(
                "suggested_to",
                _("Suggestions sent"),
                pairs["sent"],
                _("Pairs that we suggested to both in this time."),
            ),
            Row("yes", _("Both said yes"), pairs["yes"], _("Of those.")),
            Row("no", _("Somebody said no"), pairs["no"], _("Of those.")),
            Row(
                "late",
                _("Not answered in time"),
                pairs["late"],
                _("Of those: nobody is kept waiting over 14 days."),
            ),
            live["waiting"],
        ],
        [
            *_if_any(change, _("Learners who wait for another mentor: %(number)s."), "rounds"),
            *_if_any(long, _("People who have waited 6 months or more: %(number)s."), "wait-6"),
        ],
    )


def _review(scope) -> Standard:
    live = _live(scope)
    asked, answered = live["sent"].number, live["answered"].number
    ended = Mentorship.objects.filter(scope.within("ended_at"), programme__in=scope.programmes)
    told = ended.filter(endings__person=F("learner")).distinct().count()
    quiet = live["quiet"].number
    return Standard(
        "review",
        titles()["review"],
        _("The programme looks often enough at how pairs do, finds trouble early, and puts things right."),
        [
            _("Both are asked how it goes after 30 days, and then every 60."),
            _("A pair that is silent for 60 days is asked about it."),
            _("At the end, and three months later, we ask what changed and what has lasted."),
        ],
        [
            live["sent"],
            live["answered"],
            live["quiet"],
            live["ended"],
            Row(
                "told",
                _("Learner told how it ended"),
                told,
                _("Of the pairs that ended in this time."),
                "ended",
            ),
        ],
        [
            *_if_any(quiet, _("Quiet pairs: %(number)s."), "quiet"),
            *(
                [(_("Less than half of the check-ins are answered."), "support")]
                if answered * 2 < asked
                else []
            ),
        ],
    )


def _ethics(scope) -> Standard:
    running = running_of(scope=scope)
    unsigned = running.filter(active_at=None).count()
    reports = Message.objects.filter(
        mentorship__programme__in=scope.programmes, report_settled_at=None
    ).exclude(reported_at=None)
    open_reports = reports.count()
    live = _live(scope)
    has_text = AgreementText.objects.filter(Q(programme=None) | Q(programme__in=scope.programmes)).exists()
    return Standard(
        "ethics",
        titles()["ethics"],
        _("Everybody knows what is right and wrong here. People are kept safe, and can complain."),
        [
            _("Each pair signs what they may expect of each other, before they begin."),
            _("“I am worried” is on every mentoring page. Only the safeguarding lead reads it."),
            _("A mentor's checks are dated. A check that has lapsed stops new matches."),
            _("Small groups are hidden in every figure that leaves this page."),
        ],
        [
            live["lapsing"],
            live["stopped"],
            Row(
                "reports",
                _("Reported messages to settle"),
                open_reports,
                _("Messages that somebody reported."),
                "reports",
            ),
            Row(
                "agreeing",
                _("Not signed or not ready"),
                unsigned,
                _("Pairs that have not begun."),
                "agreeing",
            ),
        ],
        [
            *_if_any(open_reports, _("Reported messages to settle: %(number)s."), "reports"),
            *([] if has_text else [(_("No wording of an agreement is there."), "")]),
        ],
    )


def _support(scope) -> Standard:
    live = _live(scope)
    on_paper = MentorRequest.objects.filter(scope.within("sent_at"), programme__in=scope.programmes).exclude(
        on_paper_date=None
    )
    help_asked = running_of(scope=scope).exclude(help_asked_at=None).count()
    low = CheckIn.objects.filter(
        mentorship__programme__in=scope.programmes, needs_help=True, settled_at=None
    ).exclude(answered_at=None)
    low = low.count()
    ends = Ending.objects.filter(
        scope.within("told_at"), mentorship__programme__in=scope.programmes, wants_another=True
    ).count()
    return Standard(
        "support",
        titles()["support"],
        _("Somebody runs the programme day by day, keeps good records, and helps people all the way."),
        [
            _("Everything can be done by phone or on paper: a coordinator writes it down."),
            _("“I need help” reaches the mentor and the coordinator at once."),
            _("Who sees what is written beside each question, and each look at private things is kept."),
        ],
        [
            live["places"],
            live["used"],
            Row(
                "paper",
                _("Asked on paper or by phone"),
                on_paper.count(),
                _("Requests that a coordinator wrote down."),
            ),
            Row(
                "another",
                _("Asked for another mentor at the end"),
                ends,
                _("People who want to go on with somebody else."),
                "ended",
            ),
        ],
        [
            *_if_any(help_asked, _("Learners who asked for help: %(number)s."), "support"),
            *_if_any(low, _("Answers that ask for help and are not settled: %(number)s."), "support"),
        ],
    )


_STANDARDS = {
    "purpose": _purpose,
    "training": _training,
    "matching": _matching,
    "review": _review,
    "ethics": _ethics,
    "support": _support,
}
