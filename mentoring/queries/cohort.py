"""From rows to the frozen people of `mentoring.matching`. The number of queries stays the same."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from ..matching import Bar as BarBetween
from ..matching import Cohort, Mentee, Mentor, Weights
from ..matching import Condition as Asked
from ..models import (
    Answers,
    Bar,
    Condition,
    Forbidden,
    LivedExperience,
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Programme,
    ProposedPair,
    Swap,
    Term,
    WeightSet,
    Wish,
)
from .stopped import stopped_coaches

#: Entries that ask somebody to read the person's own words: no rule can compare them.
OWN_WORDS = frozenset({"something-else", "other"})
ENGLISH, BSL = "en", "bsl"
#: The only way left to somebody who talks by phone alone.
PHONE = frozenset({"phone-call"})


def build_cohort(*, round: MatchingRound, pin_all: bool = False) -> Cohort:
    """The whole round as the solver sees it: everyone who waits and is not put aside, every open offer, the
    pairs a coordinator chose, the mentorships and suggestions that already use places.

    With `pin_all` every proposed pair counts as chosen: so the rules can be asked of the round as it stands.
    """
    requests = list(_waiting(round))
    pairs = _chosen_pairs(round, everything=pin_all)
    present = {request.pk for request in requests}
    return _cohort(round, requests, pins={pair for pair in pairs if pair[0] in present})


def build_cohort_for_one(*, round: MatchingRound, request: MentorRequest) -> Cohort:
    """One person and every mentor. Other people's chosen pairs count as places in use."""
    pairs = _chosen_pairs(round, everything=False)
    return _cohort(
        round,
        [request],
        pins={pair for pair in pairs if pair[0] == request.pk},
        in_use={pair for pair in pairs if pair[0] != request.pk},
    )


def build_cohort_of(*, round: MatchingRound, requests: list[MentorRequest]) -> Cohort:
    """These people and every mentor. A pair that a round proposes for anybody else uses a place."""
    proposed = ProposedPair.objects.filter(
        entry__round__programme=round.programme_id,
        entry__put_aside_at=None,
        state=ProposedPair.State.PROPOSED,
    ).exclude(entry__request__in=requests)
    in_use = proposed.values_list("entry__request_id", "offer_id")
    return _cohort(round, requests, pins=set(), in_use=in_use)


def build_cohort_for_circle(*, programme: Programme, requests: Iterable[MentorRequest], on: date) -> Cohort:
    """Some people and every mentor on a day, outside of any round: for the hard rules of a circle."""
    return _cohort(MatchingRound(programme=programme, starts_on_date=on), list(requests), pins=set())


def weights_of(*, programme_id: int) -> Weights:
    """The programme's newest weights, or the usual ones."""
    newest = WeightSet.objects.filter(programme=programme_id).order_by("-version").first()
    return Weights(**{**newest.weights, "version": newest.version}) if newest else Weights()


def _weights_for(round: MatchingRound) -> Weights:
    """Those the round ran with once it is confirmed; before that, the programme's newest."""
    ran_with = round.run_record.get("weights")
    if round.state == MatchingRound.State.CONFIRMED and ran_with:
        return Weights(**ran_with)
    return weights_of(programme_id=round.programme_id)


def _cohort(round, requests, *, pins: set, in_use: Iterable = ()) -> Cohort:
    terms = list(Term.objects.all())
    any_time = {term.key for term in terms if term.kind == Term.Kind.TIME and not term.is_retired}
    offers = list(MentorOffer.objects.filter(programme=round.programme_id, state=MentorOffer.State.OPEN))
    offer_of_coach = {offer.coach_id: offer.pk for offer in offers}
    present = set(offer_of_coach.values())
    waiting = {request.pk for request in requests}
    asked = _terms_of(MentorRequest, waiting)
    offered = _terms_of(MentorOffer, present)
    wanted, wished = _wishes(waiting, present)
    lived = _lived_experience([*(request.learner_id for request in requests), *offer_of_coach])
    conditions = _conditions(waiting, present)
    languages = dict(Term.objects.filter(kind=Term.Kind.LANGUAGE).values_list("pk", "key"))
    stopped = stopped_coaches()
    return Cohort(
        starts_on=round.starts_on_date,
        mentees=tuple(
            _mentee(
                request,
                asked[request.pk],
                any_time,
                languages,
                shortlist=wanted[request.pk],
                conditions=conditions["request", request.pk],
                lived=lived.get(request.learner_id),
            )
            for request in requests
        ),
        mentors=tuple(
            _mentor(
                offer,
                offered[offer.pk],
                wishes=wished[offer.pk],
                conditions=conditions["offer", offer.pk],
                lived=lived.get(offer.coach_id),
                is_stopped=offer.coach_id in stopped,
            )
            for offer in offers
        ),
        weights=_weights_for(round),
        pins=frozenset(pair for pair in pins if pair[1] in present),
        live_pairs=frozenset(
            pair
            for pair in (
                *_live_pairs(offer_of_coach),
                *_sent_pairs(present),
                *_held_pairs(present),
                *in_use,
            )
            if pair[1] in present
        ),
        bars=frozenset(_bars(requests, offer_of_coach)),
        forbids=frozenset(_forbidden(round, requests, present)),
        needs_met_for_all=frozenset(round.programme.needs_met.values_list("key", flat=True)),
        labels={term.key: term.words for term in terms},
    )


def _waiting(round):
    """People of the round in the order of `id`: those who wait and were not put aside."""
    return (
        MentorRequest.objects.filter(programme=round.programme_id, state=MentorRequest.State.WAITING)
        .exclude(entries__in=round.entries.exclude(put_aside_at=None))
        .order_by("pk")
    )


def _chosen_pairs(round, *, everything: bool) -> set[tuple[int, int]]:
    pairs = ProposedPair.objects.filter(
        entry__round=round, entry__put_aside_at=None, state=ProposedPair.State.PROPOSED
    )
    if not everything:
        pairs = pairs.exclude(pinned_at=None)
    return set(pairs.values_list("entry__request_id", "offer_id"))


def _live_pairs(offer_of_coach: dict[int, int]):
    """Mentorships that run, under a number that no request has (the mentee need not be in the round)."""
    running = Mentorship.objects.filter(coach__in=list(offer_of_coach), ended_at=None)
    return [(-pk, offer_of_coach[coach_id]) for pk, coach_id in running.values_list("pk", "coach_id")]


def _sent_pairs(offer_ids):
    """Suggestions that wait for two answers hold their place."""
    sent = ProposedPair.objects.filter(offer__in=offer_ids, state=ProposedPair.State.OFFERED)
    return list(sent.values_list("entry__request_id", "offer_id"))


def _held_pairs(offer_ids):
    """The free place of a mentor who is asked whether somebody may move to them is held."""
    asked = Swap.objects.filter(to_offer__in=offer_ids, state=Swap.State.ASKED)
    return [(held_by(swap_id), offer_id) for swap_id, offer_id in asked.values_list("pk", "to_offer_id")]


def held_by(swap_id: int) -> str:
    """Who holds that place in a cohort: an id that no request has."""
    return f"swap-{swap_id}"


def _forbidden(round, requests, offer_ids) -> set[tuple[int, int]]:
    """Pairs a coordinator ruled out for this round."""
    here = {request.pk for request in requests}
    pairs = Forbidden.objects.filter(entry__round=round.pk).values_list("entry__request_id", "offer_id")
    return {pair for pair in pairs if pair[0] in here and pair[1] in offer_ids}


def _bars(requests, offer_of_coach):
    request_of = {request.learner_id: request.pk for request in requests}
    between = Bar.objects.filter(learner__in=list(request_of), coach__in=list(offer_of_coach))
    if len(request_of) > 500:  # a long list of numbers is slower than reading all bars of these coaches
        between = Bar.objects.filter(coach__mentor_offer__in=list(offer_of_coach.values()))
    for learner_id, coach_id, reason in between.values_list("learner_id", "coach_id", "reason"):
        if learner_id in request_of and coach_id in offer_of_coach:
            yield BarBetween(request_of[learner_id], offer_of_coach[coach_id], reason)


def _terms_of(model, ids) -> dict[int, dict[str, set[str]]]:
    """Keys of the chosen entries, by row and kind. One query."""
    through = model.terms.through
    owner = f"{model._meta.model_name}_id"
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    wanted = set(ids)
    rows = (
        through.objects.filter(**{f"{owner[:-3]}__in": list(wanted)})
        if len(wanted) <= 500
        else through.objects
    )
    for row_id, kind, key in rows.values_list(owner, "term__kind", "term__key"):
        if row_id in wanted:
            found[row_id][kind].add(key)
    return found


def _wishes(request_ids, offer_ids) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Who asked for whom, among the people of the round: offers by request, and requests by offer."""
    wanted: dict[int, set[int]] = defaultdict(set)
    wished: dict[int, set[int]] = defaultdict(set)
    rows = Wish.objects.filter(offer__in=list(offer_ids)).order_by()
    for request_id, offer_id, by in rows.values_list("request", "offer", "by"):
        if request_id in request_ids and by == Wish.By.LEARNER:
            wanted[request_id].add(offer_id)
        elif request_id in request_ids:
            wished[offer_id].add(request_id)
    return wanted, wished


def _conditions(request_ids, offer_ids) -> dict[tuple[str, int], set[Asked]]:
    """What is asked of the other, by ("request" | "offer", id)."""
    found: dict[tuple[str, int], set[Asked]] = defaultdict(set)
    for request_id, offer_id, key, agreed_at in Condition.objects.values_list(
        "request", "offer", "term__key", "agreed_at"
    ):
        if request_id in request_ids or offer_id in offer_ids:
            of = ("request", request_id) if request_id else ("offer", offer_id)
            found[of].add(Asked(key, agreed=agreed_at is not None))
    return found


def _lived_experience(person_ids) -> dict[int, set[str]]:
    """By person, only of those who switched it on. Nobody's own words."""
    people = set(person_ids)
    found: dict[int, set[str]] = defaultdict(set)
    used = LivedExperience.objects.filter(is_used=True).values_list("person", "terms__key")
    for person_id, key in used:
        if person_id in people and key:
            found[person_id].add(key)
    return found


def _styles(terms) -> set[str]:
    """How somebody likes to work, how often and for how long."""
    return terms[Term.Kind.STYLE] | terms[Term.Kind.FREQUENCY] | terms[Term.Kind.LENGTH]


def _modes(answers: Answers, terms) -> frozenset[str]:
    return PHONE if answers.only_by_phone else frozenset(terms[Term.Kind.MODE])


def _employers(words: str) -> set[str]:
    """One a line, so that "St Mary's Trust" and "st mary's  trust" are one."""
    return {" ".join(line.casefold().split()) for line in words.splitlines() if line.strip()}


def _mentee(request: MentorRequest, terms, any_time, languages, *, shortlist, conditions, lived) -> Mentee:
    places = _places(request.place)
    language = languages.get(request.language_needed_id, ENGLISH)
    return Mentee(
        id=request.pk,
        person_id=request.learner_id,
        goals=terms[Term.Kind.GOAL],
        skills=terms[Term.Kind.SKILL],
        roles=terms[Term.Kind.ROLE],
        styles=_styles(terms),
        times=terms[Term.Kind.TIME] or any_time,
        modes=_modes(request, terms),
        languages={language} - OWN_WORDS,
        needs=terms[Term.Kind.NEED] - OWN_WORDS,
        in_person_needed=request.in_person_needed and not request.only_by_phone,
        region_id=places[0] if places else None,
        place_wish=request.place_wish,
        waits_for=request.waits_for_id,
        practice_id=request.practice_id,
        same_practice_ok=request.same_practice_ok,
        employer_ids=_employers(request.employers),
        conditions=conditions,
        meets=terms[Term.Kind.CONDITION],
        shortlist=shortlist,
        lived_experience=lived or (),
        lived_experience_on=bool(lived),
        matters_most=request.matters_most or None,
        waiting_since=timezone.localdate(request.waiting_since) if request.waiting_since else None,
    )


def _mentor(offer: MentorOffer, terms, *, wishes, conditions, lived, is_stopped) -> Mentor:
    """A mentor whose contact is stopped has a break, for all that a coordinator reads."""
    places = _places(offer.place)
    languages = terms[Term.Kind.LANGUAGE] - OWN_WORDS
    return Mentor(
        id=offer.pk,
        person_id=offer.coach_id,
        goals=terms[Term.Kind.GOAL],
        skills=terms[Term.Kind.SKILL],
        roles=terms[Term.Kind.ROLE],
        styles=_styles(terms),
        times=terms[Term.Kind.TIME],
        modes=_modes(offer, terms),
        languages=languages if languages - {BSL} else languages | {ENGLISH},
        needs=terms[Term.Kind.NEED],
        region_id=places[0] if places else None,
        travels_to=places[1:],
        practice_id=offer.practice_id,
        same_practice_ok=offer.same_practice_ok,
        employer_ids=_employers(offer.employers),
        conditions=conditions,
        meets=terms[Term.Kind.CONDITION],
        wishes=wishes,
        lived_experience=lived or (),
        lived_experience_on=bool(lived),
        capacity=offer.places,
        paused=offer.is_paused or is_stopped,
        vetting_valid_until=offer.vetting_valid_until_date,
        training_completed_on=offer.training_completed_on_date,
        safeguarding_refreshed_on=offer.safeguarding_refreshed_on_date,
    )


def _places(words: str) -> tuple[str, ...]:
    """Places named with commas, so that "Leeds" and "leeds " are one place."""
    return tuple(" ".join(each.casefold().split()) for each in words.split(",") if each.strip())
