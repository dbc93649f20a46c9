"""One person at the match desk: the mentors who could be chosen, why and why not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext

from ..agreement import fingerprint
from ..matching import Candidate as Fit
from ..matching import Cohort, Reason, candidates, reasons_against, sentence, strength
from ..models import Bar, DeskStep, MatchingRound, MentorOffer, MentorRequest, ProposedPair, RoundEntry
from .asking import answers_in_words
from .cohort import build_cohort, build_cohort_for_one

BEST = 3
#: A pair one of whose people has left the round since.
GONE = Reason("gone")


def stored(reason: Reason) -> dict:
    """A reason as it is kept in the database: key and parameters, never a sentence."""
    return {"key": reason.key, "params": {name: _plain(value) for name, value in reason.params.items()}}


def _plain(value):
    return value if isinstance(value, int) else list(value)


def in_words(reasons: Iterable[Reason | dict], *, labels) -> list[str]:
    """Reasons as sentences in the language of the reader."""
    whole = (
        Reason(each["key"], each.get("params", {})) if isinstance(each, dict) else each for each in reasons
    )
    return [_sentence(reason, labels) for reason in whole]


def _sentence(reason: Reason, labels) -> str:
    if reason.key == GONE.key:
        return gettext("One of them has left the round")
    return sentence(reason, labels=labels, translate=gettext)


@dataclass(frozen=True)
class Candidate:
    """A mentor for one person. `blocked` lists the hard rules in the way: not empty means no button.

    `taken_by` are suggested pairs of other people that use this mentor's last place. `not_with` is whom the
    mentor asked not to be matched with, in their own words: no rule can read it.
    """

    offer_id: int
    name: str
    total: int
    reasons_for: list[str]
    reasons_against: list[str]
    blocked: list[str]
    places_left: int
    is_suggested: bool
    is_chosen: bool
    is_barred: bool
    is_forbidden: bool
    not_with: str
    taken_by: tuple[ProposedPair, ...] = ()

    @property
    def strength(self) -> str:
        """ "strong", "good", "possible" or "weak"."""
        return strength(self.total)

    @property
    def out_of_ten(self) -> int:
        return (self.total + 5) // 10


def candidates_for(*, entry: RoundEntry) -> list[Candidate]:
    """Every mentor of the programme for one person of a round: those who can be chosen first, best first.

    The number of queries does not depend on how many mentors there are.
    """
    round, request = entry.round, entry.request
    cohort = build_cohort_for_one(round=round, request=request)
    if not cohort.mentees:
        return []
    others = _others_by_offer(entry)
    pair = getattr(entry, "pair", None)
    offers = MentorOffer.objects.filter(programme=round.programme_id)
    about = {
        pk: (name, words)
        for pk, name, words in offers.values_list("pk", "coach__preferred_name", "not_with_words")
    }
    mentee = cohort.mentees[0]
    return sorted(
        (
            _candidate(cohort, fit, about[fit.mentor_id], pair, others[fit.mentor_id])
            for fit in candidates(mentee, cohort)
            if cohort.mentor_by_id[fit.mentor_id].person_id != request.learner_id
        ),
        key=lambda each: len(each.blocked) > 0,  # stable: the order of `candidates` within
    )


def _candidate(cohort: Cohort, fit: Fit, about: tuple[str, str], pair, others) -> Candidate:
    name, not_with = about
    is_mine = pair is not None and pair.offer_id == fit.mentor_id
    places_left = max(0, fit.places_left - len(others))
    return Candidate(
        offer_id=fit.mentor_id,
        name=name,
        total=fit.score.total,
        reasons_for=in_words(fit.score.reasons_for, labels=cohort.labels),
        reasons_against=in_words(fit.score.reasons_against, labels=cohort.labels),
        blocked=in_words(fit.blocked_by, labels=cohort.labels),
        places_left=places_left,
        is_suggested=is_mine and pair.pinned_at is None,
        is_chosen=is_mine and pair.pinned_at is not None,
        is_forbidden=(cohort.mentees[0].id, fit.mentor_id) in cohort.forbids,
        is_barred=(cohort.mentees[0].id, fit.mentor_id) in cohort.bars_of_pair,
        not_with=not_with,
        taken_by=tuple(others) if not (is_mine or fit.blocked_by or places_left) else (),
    )


def _others_by_offer(entry: RoundEntry) -> dict[int, list[ProposedPair]]:
    """Suggested, not chosen, pairs of other people: they use a place until somebody chooses otherwise."""
    found = defaultdict(list)
    suggested = (
        ProposedPair.objects.filter(
            entry__round=entry.round_id,
            entry__put_aside_at=None,
            state=ProposedPair.State.PROPOSED,
            pinned_at=None,
        )
        .exclude(entry=entry.pk)
        .select_related("entry__request__learner")
        .order_by("total", "-pk")
    )
    for pair in suggested:
        found[pair.offer_id].append(pair)
    return found


def mark_of_pairs(*, round: MatchingRound) -> str:
    """A short mark of who is proposed to whom: what a coordinator confirms is what they were shown."""
    pairs = ProposedPair.objects.filter(entry__round=round, state=ProposedPair.State.PROPOSED)
    return fingerprint(str(list(pairs.order_by("entry_id").values_list("entry_id", "offer_id"))))


def conflicts_of(*, round: MatchingRound) -> dict[int, list[Reason]]:
    """Pairs of a round that a hard rule forbids as things stand now, by pair id."""
    pairs = ProposedPair.objects.filter(
        entry__round=round, entry__put_aside_at=None, state=ProposedPair.State.PROPOSED
    ).values_list("pk", "entry__request_id", "offer_id")
    cohort = build_cohort(round=round, pin_all=True)
    found = {}
    for pair_id, request_id, offer_id in pairs:
        mentee, mentor = cohort.mentee_by_id.get(request_id), cohort.mentor_by_id.get(offer_id)
        why_not = reasons_against(mentee, mentor, cohort) if mentee and mentor else [GONE]
        if why_not:
            found[pair_id] = why_not
    return found


def left_out_words(*, entry: RoundEntry, labels) -> list[str]:
    """Why somebody has no mentor in this round, and what would help most, as sentences."""
    why = entry.left_out
    return in_words([*why.get("reasons", []), *why.get("changes", [])[:1]], labels=labels)


def changes_in_words(*, round: MatchingRound) -> list[dict]:
    """What the latest run changed: {name, before, after}; an empty mentor means left out."""
    return name_changes(round.run_record.get("changes", []))


def name_changes(changes: list) -> list[dict]:
    """[request id, offer id before or None, offer id after or None] with the names people have."""
    if not changes:
        return []
    offers = {offer for _who, *both in changes for offer in both if offer}
    mentors = dict(MentorOffer.objects.filter(pk__in=offers).values_list("pk", "coach__preferred_name"))
    people = dict(
        MentorRequest.objects.filter(pk__in=[who for who, *_both in changes]).values_list(
            "pk", "learner__preferred_name"
        )
    )
    return [
        {"name": people[who], "before": mentors.get(before, ""), "after": mentors.get(after, "")}
        for who, before, after in changes
        if who in people
    ]


def pairs_changed(*, round: MatchingRound):
    """Pairs a coordinator chose where the site had suggested somebody else, or nobody."""
    return (
        ProposedPair.objects.filter(entry__round=round, entry__put_aside_at=None)
        .exclude(pinned_at=None)
        .exclude(suggested_offer=F("offer"))
        .select_related("entry__request__learner", "offer__coach", "suggested_offer__coach")
        .order_by("pk")
    )


def wishes_for_coordinator(*, request: MentorRequest) -> list[dict]:
    """What a person asked for, their words to the coordinators too; unanswered questions are not there."""
    return [
        {"term": question, "text": words}
        for _step, question, words in answers_in_words(answers=request, to_owner=False)
        if words
    ]


def newest_step(*, entry: RoundEntry) -> int:
    """The number of the latest decision about somebody, 0 when there is none: what a page of the desk saw."""
    return entry.steps.order_by("-pk").values_list("pk", flat=True).first() or 0


def step_to_undo(*, round: MatchingRound, person) -> dict | None:
    """This coordinator's latest decision, while nobody has decided about the same person since:
    {step, words}."""
    step = (
        DeskStep.objects.filter(round=round, by=person, undone_at=None, kind__in=DeskStep.UNDOABLE)
        .select_related("entry__request__learner")
        .order_by("-pk")
        .first()
    )
    if step is None or DeskStep.objects.filter(entry=step.entry_id, pk__gt=step.pk).exists():
        return None
    return {"step": step, "words": _step_in_words(step)}


def _step_in_words(step: DeskStep) -> str:
    learner = step.entry.request.learner.get_full_name()
    if step.kind == DeskStep.Kind.ASIDE:
        return gettext("You put %(learner)s aside.") % {"learner": learner}
    mentor = MentorOffer.objects.select_related("coach").get(pk=step.before["offer"]).coach.get_full_name()
    words = (
        gettext("You chose %(mentor)s for %(learner)s.")
        if step.kind == DeskStep.Kind.CHOOSE
        else gettext("You ruled out %(mentor)s for %(learner)s in this round.")
    )
    return words % {"mentor": mentor, "learner": learner}


def bar_reasons() -> list[tuple[str, str]]:
    return Bar.Reason.choices


def offers_in(*, programme_id: int):
    """The open offers of a programme, with who makes them."""
    return MentorOffer.objects.filter(programme=programme_id, state=MentorOffer.State.OPEN).select_related(
        "coach"
    )
