"""Programmes, requests, offers, rounds and pairs for tests. Two people made here can be matched."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from mentoring.models import (
    Agreement,
    AgreementText,
    Circle,
    CircleMeeting,
    CircleMember,
    Goal,
    MatchingRound,
    Meeting,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Message,
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
    """Both said yes. `active=True`: both signed the agreement as well, so that they can work together."""

    learner = factory.SubFactory(UserFactory)
    coach = factory.SubFactory(UserFactory, coach=True)
    programme = factory.SubFactory(ProgrammeFactory)
    started_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Mentorship
        skip_postgeneration_save = True

    class Params:
        active = factory.Trait(
            active_at=factory.SelfAttribute("started_at"),
            agreement=factory.RelatedFactory(
                "tests.factories.mentoring.AgreementFactory", factory_related_name="mentorship", signed=True
            ),
        )


class AgreementTextFactory(factory.django.DjangoModelFactory):
    """A wording for all programmes."""

    programme = None
    version = factory.Sequence(lambda number: number + 1)
    text = (
        "# What it is for\n{mentor} helps {mentee} in {programme} to {goal}.\n\n{when} {needs} Call {phone}."
    )
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = AgreementText


class AgreementFactory(factory.django.DjangoModelFactory):
    """What a pair agreed; nobody has signed. `signed=True`: both have."""

    mentorship = factory.SubFactory(MentorshipFactory)
    version = 1
    text = "We work together."
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Agreement

    class Params:
        signed = factory.Trait(
            learner_signed_at=factory.SelfAttribute("made_at"),
            learner_signed_name="Ted L.",
            coach_signed_at=factory.SelfAttribute("made_at"),
            coach_signed_name="Comfort A.",
        )


class MeetingFactory(factory.django.DjangoModelFactory):
    """An arranged meeting in three days. `past=True`: three days ago."""

    mentorship = factory.SubFactory(MentorshipFactory, active=True)
    state = Meeting.State.CONFIRMED
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    proposed_by = factory.SelfAttribute("mentorship.coach")
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Meeting

    class Params:
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=3)))


class GoalFactory(factory.django.DjangoModelFactory):
    mentorship = factory.SubFactory(MentorshipFactory, active=True)
    words = factory.Sequence(lambda number: f"speak up at meeting {number}")
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Goal


class MessageFactory(factory.django.DjangoModelFactory):
    """A message of the learner's that the mentor has not read."""

    mentorship = factory.SubFactory(MentorshipFactory, active=True)
    author = factory.SelfAttribute("mentorship.learner")
    text = "Shall we talk about the notice board?"
    sent_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Message


class CircleFactory(factory.django.DjangoModelFactory):
    """A small group whose mentor said yes. `asked=True`: the mentor has not answered."""

    programme = factory.SubFactory(ProgrammeFactory)
    offer = factory.SubFactory(MentorOfferFactory, programme=factory.SelfAttribute("..programme"))
    name = factory.Sequence(lambda number: f"Evenings {number}")
    most = 3
    state = Circle.State.OPEN
    made_at = factory.LazyFunction(timezone.now)
    answered_at = factory.SelfAttribute("made_at")

    class Meta:
        model = Circle

    class Params:
        asked = factory.Trait(state=Circle.State.ASKED, answered_at=None)


class CircleMemberFactory(factory.django.DjangoModelFactory):
    """Somebody asked into a circle. `joined=True`: they said yes."""

    circle = factory.SubFactory(CircleFactory)
    request = factory.SubFactory(
        MentorRequestFactory, programme=factory.SelfAttribute("..circle.programme"), group_is_fine=True
    )
    learner = factory.SelfAttribute("request.learner")
    invited_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = CircleMember

    class Params:
        joined = factory.Trait(
            state=CircleMember.State.JOINED,
            joined_at=factory.SelfAttribute("invited_at"),
            wording="They see my first name.",
            wording_version=1,
        )


class CircleMeetingFactory(factory.django.DjangoModelFactory):
    """A meeting of a circle in three days. `past=True`: three days ago."""

    circle = factory.SubFactory(CircleFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = CircleMeeting

    class Params:
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=3)))
