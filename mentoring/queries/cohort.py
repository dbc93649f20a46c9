"""From rows to the frozen people of `mentoring.matching`. The number of queries stays the same."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from ..matching import Bar as BarBetween
from ..matching import Cohort, Mentee, Mentor, Weights
from ..models import Bar, MatchingRound, MentorOffer, MentorRequest, Mentorship, ProposedPair, Term, WeightSet

#: Entries that ask somebody to read the person's own words: no rule can compare them.
OWN_WORDS = frozenset({"something-else", "other"})
ENGLISH, BSL = "en", "bsl"


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


def weights_of(*, programme_id: int) -> Weights:
    """The programme's newest weights, or the usual ones."""
    newest = WeightSet.objects.filter(programme=programme_id).order_by("-version").first()
    return Weights(**{**newest.weights, "version": newest.version}) if newest else Weights()


def _cohort(round, requests, *, pins: set, in_use: Iterable = ()) -> Cohort:
    terms = list(Term.objects.values_list("kind", "key", "label", "is_retired"))
    labels = {key: label for _kind, key, label, _retired in terms}
    any_time = {key for kind, key, _label, retired in terms if kind == Term.Kind.TIME and not retired}
    offers = list(MentorOffer.objects.filter(programme=round.programme_id, state=MentorOffer.State.OPEN))
    offer_of_coach = {offer.coach_id: offer.pk for offer in offers}
    present = set(offer_of_coach.values())
    asked = _terms_of(MentorRequest, [request.pk for request in requests])
    offered = _terms_of(MentorOffer, present)
    languages = dict(Term.objects.filter(kind=Term.Kind.LANGUAGE).values_list("pk", "key"))
    return Cohort(
        starts_on=round.starts_on_date,
        mentees=tuple(_mentee(request, asked[request.pk], any_time, languages) for request in requests),
        mentors=tuple(_mentor(offer, offered[offer.pk]) for offer in offers),
        weights=weights_of(programme_id=round.programme_id),
        pins=frozenset(pair for pair in pins if pair[1] in present),
        live_pairs=frozenset(
            pair
            for pair in (*_live_pairs(offer_of_coach), *_sent_pairs(present), *in_use)
            if pair[1] in present
        ),
        bars=frozenset(_bars(requests, offer_of_coach)),
        needs_met_for_all=frozenset(round.programme.needs_met.values_list("key", flat=True)),
        labels=labels,
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


def _mentee(request: MentorRequest, terms, any_time, languages) -> Mentee:
    places = _places(request.place)
    language = languages.get(request.language_needed_id, ENGLISH)
    return Mentee(
        id=request.pk,
        person_id=request.learner_id,
        goals=terms[Term.Kind.GOAL],
        skills=terms[Term.Kind.SKILL],
        roles=terms[Term.Kind.ROLE],
        styles=terms[Term.Kind.STYLE],
        times=terms[Term.Kind.TIME] or any_time,
        modes=terms[Term.Kind.MODE],
        languages={language} - OWN_WORDS,
        needs=terms[Term.Kind.NEED] - OWN_WORDS,
        in_person_needed=request.in_person_needed,
        region_id=places[0] if places else None,
        place_wish=request.place_wish,
        practice_id=request.practice_id,
        same_practice_ok=request.same_practice_ok,
        waiting_since=timezone.localdate(request.waiting_since) if request.waiting_since else None,
    )


def _mentor(offer: MentorOffer, terms) -> Mentor:
    places = _places(offer.place)
    languages = terms[Term.Kind.LANGUAGE] - OWN_WORDS
    return Mentor(
        id=offer.pk,
        person_id=offer.coach_id,
        goals=terms[Term.Kind.GOAL],
        skills=terms[Term.Kind.SKILL],
        roles=terms[Term.Kind.ROLE],
        styles=terms[Term.Kind.STYLE],
        times=terms[Term.Kind.TIME],
        modes=terms[Term.Kind.MODE],
        languages=languages if languages - {BSL} else languages | {ENGLISH},
        needs=terms[Term.Kind.NEED],
        region_id=places[0] if places else None,
        travels_to=places[1:],
        practice_id=offer.practice_id,
        same_practice_ok=offer.same_practice_ok,
        capacity=offer.places,
        paused=offer.is_paused,
        vetting_valid_until=offer.vetting_valid_until_date,
        training_completed_on=offer.training_completed_on_date,
        safeguarding_refreshed_on=offer.safeguarding_refreshed_on_date,
    )


def _places(words: str) -> tuple[str, ...]:
    """Places named with commas, so that "Leeds" and "leeds " are one place."""
    return tuple(" ".join(each.casefold().split()) for each in words.split(",") if each.strip())
