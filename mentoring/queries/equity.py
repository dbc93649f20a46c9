"""Who is left out of a round, by group. Small groups stay hidden: see `mentoring.small_groups`."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from home.crowds import SMALLEST_CROWD

from ..matching.eligibility import months_between
from ..models import MatchingRound, MentorRequest, Term
from ..small_groups import to_hide
from .rounds import GROUPS

#: Rates closer than this many in a hundred are called alike.
ALIKE = 10
ENGLISH = "en"


@dataclass(frozen=True)
class Group:
    """`people` and `left` (without a mentor) are None when the group is too small to show."""

    label: str
    people: int | None
    left: int | None

    @property
    def is_hidden(self) -> bool:
        return self.people is None

    @property
    def percent(self) -> int:
        """Of the group's people, so many in a hundred are left out."""
        return round(100 * self.left / self.people)


@dataclass(frozen=True)
class Panel:
    """One way to look at who is left out. `finding` is a sentence."""

    title: str
    finding: str
    groups: list[Group]


def equity_of(*, round: MatchingRound) -> list[Panel]:
    """Who is left out by few options, access need, language, place and waiting time, over everybody whose
    match was worked out. Ways that tell no two groups apart, or whose groups are all hidden, are not in the
    list. One query."""
    people = list(_people(round))
    few = round.run_record.get("few_options", [])
    panels = [
        _panel(_("Mentors who fit"), people, _by_options(set(few))) if few else None,
        _panel(_("Access needs"), people, _by_need),
        _panel(_("Language"), people, _by_language),
        _panel(_("Place"), people, _by_place(people)),
        _panel(_("Waiting time"), people, _by_wait(round.starts_on_date)),
    ]
    return [panel for panel in panels if panel and _says_something(panel)]


def _says_something(panel) -> bool:
    return len(panel.groups) > 1 and not all(group.is_hidden for group in panel.groups)


def _people(round):
    """One dict a person. Put aside and not worked out yet: not there."""
    needs = MentorRequest.terms.through.objects.filter(
        mentorrequest=OuterRef("request"), term__kind=Term.Kind.NEED
    )
    worked_out = round.entries.filter(GROUPS["matched"] | GROUPS["left"])
    return worked_out.annotate(has_need=Exists(needs)).values(
        "request_id",
        "has_need",
        "pair__id",
        "request__place",
        "request__waiting_since",
        "request__language_needed__key",
    )


def _by_options(few: set[int]):
    def group_of(person):
        return _("Fewest mentors who fit") if person["request_id"] in few else _("More mentors who fit")

    return group_of


def _by_need(person):
    return _("With an access need") if person["has_need"] else _("No access need")


def _by_language(person):
    needed = person["request__language_needed__key"]
    return _("English") if needed in (None, ENGLISH) else _("Another language, or BSL")


def _by_place(people):
    """Places with few people are one group, so that most can be shown."""
    counts = Counter(_place(person) for person in people)

    def group_of(person):
        place = _place(person)
        if not place:
            return _("No place named")
        return place.title() if counts[place] >= SMALLEST_CROWD else _("Other places")

    return group_of


def _place(person) -> str:
    return " ".join(person["request__place"].split(",")[0].casefold().split())


def _by_wait(starts_on):
    def group_of(person):
        since = person["request__waiting_since"]
        months = months_between(timezone.localdate(since), starts_on) if since else 0
        if months < 3:
            return _("Under 3 months")
        return _("3 to 6 months") if months < 6 else _("6 months or more")

    return group_of


def _panel(title, people, group_of) -> Panel:
    sizes, left = Counter(), Counter()
    for person in people:
        label = group_of(person)
        sizes[label] += 1
        left[label] += person["pair__id"] is None
    hidden = to_hide(sizes)
    groups = [
        Group(label, None, None) if label in hidden else Group(label, sizes[label], left[label])
        for label in sorted(sizes)
    ]
    return Panel(title, _finding(groups), groups)


def _finding(groups) -> str:
    """What the numbers say, as far as they are shown."""
    shown = [group for group in groups if not group.is_hidden]
    if len(shown) < 2:
        return _("There are too few people to compare.")
    most, least = max(shown, key=lambda each: each.percent), min(shown, key=lambda each: each.percent)
    if most.percent - least.percent < ALIKE:
        return _("Every group is left out about as often.")
    return _("Left out most: %(most)s, %(high)s in 100 people. Least: %(least)s, %(low)s in 100.") % {
        "most": most.label,
        "high": most.percent,
        "least": least.label,
        "low": least.percent,
    }
