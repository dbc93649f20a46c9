"""Programmes, requests, offers, rounds and pairs for tests. Two people made here can be matched."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from mentoring.models import (
    MatchingRound,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Programme,
    ProposedPair,
    RoundEntry,
    Term,
)
from tests.factories.accounts import UserFactory

STARTS_ON = date(2027, 3, 1)
#: Chosen by everybody unless a test says otherwise, so that all fit all.
USUAL = {
    Term.Kind.GOAL: ["join-or-start-a-ppg"],
    Term.Kind.TIME: ["weekday-evenings"],
    Term.Kind.MODE: ["phone-call"],
}


def term(kind, key) -> Term:
    """The list entry, made when it is missing."""
    return Term.objects.get_or_create(
        kind=kind, key=key, defaults={"label": key.replace("-", " ").capitalize()}
    )[0]


class ProgrammeFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Rushford programme {number}")
    slug = factory.Sequence(lambda number: f"rushford-{number}")
    next_round_words = "in March"

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    @factory.post_generation
    def coordinators(self, create, people, **kwargs):
        if create and people:
            self.coordinators.set(people)


class _AnswersFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    created_at = factory.LazyFunction(timezone.now)
    updated_at = factory.SelfAttribute("created_at")

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def chosen(self, create, chosen, **kwargs):
        """`chosen` is a dict of kind → keys; kinds that are not named get the usual ones."""
        if create:
            for kind, keys in {**USUAL, **(chosen or {})}.items():
                self.terms.add(*(term(kind, key) for key in keys))


class MentorRequestFactory(_AnswersFactory):
    """A request that waits. `draft=True`: not sent yet."""

    learner = factory.SubFactory(UserFactory)
    state = MentorRequest.State.WAITING
    sent_at = factory.SelfAttribute("created_at")
    waiting_since = factory.SelfAttribute("created_at")

    class Meta:
        model = MentorRequest

    class Params:
        draft = factory.Trait(state=MentorRequest.State.DRAFT, sent_at=None, waiting_since=None)


class MentorOfferFactory(_AnswersFactory):
    """An open offer of a mentor whose three dates are good. `unchecked=True`: without them."""

    coach = factory.SubFactory(UserFactory, coach=True)
    state = MentorOffer.State.OPEN
    places = 1
    sent_at = factory.SelfAttribute("created_at")
    vetting_valid_until_date = STARTS_ON + timedelta(days=300)
    training_completed_on_date = STARTS_ON - timedelta(days=60)
    safeguarding_refreshed_on_date = STARTS_ON - timedelta(days=60)

    class Meta:
        model = MentorOffer

    class Params:
        unchecked = factory.Trait(
            vetting_valid_until_date=None,
            training_completed_on_date=None,
            safeguarding_refreshed_on_date=None,
        )


class MatchingRoundFactory(factory.django.DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda number: f"Spring round {number}")
    starts_on_date = STARTS_ON
    created_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = MatchingRound


class RoundEntryFactory(factory.django.DjangoModelFactory):
    round = factory.SubFactory(MatchingRoundFactory)
    request = factory.SubFactory(MentorRequestFactory, programme=factory.SelfAttribute("..round.programme"))

    class Meta:
        model = RoundEntry


class ProposedPairFactory(factory.django.DjangoModelFactory):
    """A pair that a round proposes. `offered=True`: it was sent to both."""

    entry = factory.SubFactory(RoundEntryFactory)
    offer = factory.SubFactory(MentorOfferFactory, programme=factory.SelfAttribute("..entry.round.programme"))
    total = 80
    parts = factory.LazyFunction(dict)
    reasons_for = factory.LazyFunction(lambda: [{"key": "goals_one", "params": {}}])
    reasons_against = factory.LazyFunction(list)

    class Meta:
        model = ProposedPair
        skip_postgeneration_save = True

    class Params:
        offered = factory.Trait(
            state=ProposedPair.State.OFFERED, offered_at=factory.LazyFunction(timezone.now)
        )

    @factory.post_generation
    def request_follows(self, create, value, **kwargs):
        if create and self.state == ProposedPair.State.OFFERED:
            MentorRequest.objects.filter(pk=self.entry.request_id).update(state=MentorRequest.State.OFFERED)
            self.entry.request.refresh_from_db()


class MentorshipFactory(factory.django.DjangoModelFactory):
    learner = factory.SubFactory(UserFactory)
    coach = factory.SubFactory(UserFactory, coach=True)
    programme = factory.SubFactory(ProgrammeFactory)
    started_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Mentorship
