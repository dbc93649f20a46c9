"""What nobody has to answer: it counts where it should, and lived experience is seen by its owner alone."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.forms import ASK_EXTRAS, ASK_STEPS, OFFER_EXTRAS
from mentoring.matching import reasons_against, score
from mentoring.models import (
    Bar,
    Condition,
    LivedExperience,
    MatchingRound,
    MentorRequest,
    ProposedPair,
    Term,
    Wish,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MentorOfferFactory, MentorRequestFactory, MentorshipFactory, term

pytestmark = pytest.mark.django_db

MARKER = "zq-marker"


@pytest.fixture
def two(programme):
    """A request and an offer that fit."""
    return (
        MentorRequestFactory(programme=programme, learner__preferred_name="Ted Lowe"),
        MentorOfferFactory(
            programme=programme,
            coach__preferred_name="Comfort Adjei Boateng",
            is_listed=True,
            profile_words="I chaired a PPG.",
        ),
    )


def seen_by_solver(round):
    cohort = queries.build_cohort(round=round)
    return cohort, cohort.mentees[0], cohort.mentors[0]


def why_not(round):
    cohort, mentee, mentor = seen_by_solver(round)
    return [reason.key for reason in reasons_against(mentee, mentor, cohort)]


def ask(client, slug, **answers):
    return client.post(f"/mentoring/ask/{slug}/", answers)


@pytest.mark.parametrize(
    ("side", "slug"),
    [("ask", each.slug) for each in ASK_EXTRAS] + [("offer", each.slug) for each in OFFER_EXTRAS],
)
def test_every_question_more_can_be_skipped_and_says_who_sees_it(client, two, side, slug):
    request, offer = two
    client.force_login(request.learner if side == "ask" else offer.coach)
    page = client.get(f"/mentoring/{side}/{slug}/").content.decode()
    assert "Who sees this:" in page
    assert page.count("<h1") == 1
    skip = re.search(r'href="([^"]*)">Skip this question', page)[1]
    assert skip == f"/mentoring/{side}/check/"
    assert client.post(f"/mentoring/{side}/{slug}/", {}).url == f"/mentoring/{side}/check/"
    assert f"/mentoring/{side}/{slug}/" in client.get(f"/mentoring/{side}/check/").content.decode()


def test_employers_on_both_sides_bar_a_match_whatever_the_letters(client, two, round):
    request, offer = two
    assert why_not(round) == []
    client.force_login(request.learner)
    ask(client, "employers", employers="Oak Charity\r\nST MARY'S  Trust")
    client.force_login(offer.coach)
    client.post("/mentoring/offer/employers/", {"employers": "St Mary's trust "})
    assert why_not(round) == ["employer"]


def test_a_condition_counts_once_a_coordinator_agreed_it(client, two, round, coordinator):
    request, offer = two
    woman = term(Term.Kind.CONDITION, "a-woman")
    client.force_login(request.learner)
    ask(client, "conditions", conditions=[woman.pk])
    assert why_not(round) == []
    client.force_login(coordinator)
    assert "A woman" in client.get("/coordinate/asked/").content.decode()
    client.post(f"/coordinate/asked/conditions/{Condition.objects.get().pk}/", {"do": "agree"})
    assert why_not(round) == ["condition"]
    client.force_login(request.learner)
    ask(client, "conditions", conditions=[woman.pk])  # saved again: it stays agreed
    assert why_not(round) == ["condition"]
    client.force_login(offer.coach)
    client.post("/mentoring/offer/about-me/", {"true_of_me": [woman.pk]})
    assert why_not(round) == []
    assert AuditEvent.objects.filter(action="mentoring.condition_agreed").count() == 1
    assert AuditEvent.objects.filter(action="mentoring.interests_read").count() == 1


def test_another_teams_coordinator_agrees_nothing(client, two):
    request, _offer = two
    condition = Condition.objects.create(
        request=request, term=term(Term.Kind.CONDITION, "a-woman"), asked_at=timezone.now()
    )
    client.force_login(UserFactory(coordinator=True))
    assert client.post(f"/coordinate/asked/conditions/{condition.pk}/", {"do": "agree"}).status_code == 404


def test_a_shortlist_shows_public_profiles_only_and_counts(client, two, round, programme):
    request, offer = two
    hidden = MentorOfferFactory(programme=programme, coach__preferred_name="Unlisted Person")
    barred = MentorOfferFactory(programme=programme, coach__preferred_name="Barred B", is_listed=True)
    Bar.objects.create(learner=request.learner, coach=barred.coach, made_at=timezone.now())
    lived = LivedExperience.objects.create(
        person=offer.coach, own_words=MARKER, wording="x", given_at=timezone.now()
    )
    lived.terms.add(Term.objects.create(kind="experience", key=MARKER, label=MARKER))
    client.force_login(request.learner)
    page = client.get("/mentoring/ask/mentors/").content.decode()
    assert "Comfort B." in page
    assert "I chaired a PPG." in page
    for absent in ("Adjei", "Boateng", "Unlisted", "Barred", MARKER, offer.coach.email):
        assert absent not in page
    ask(client, "mentors", mentors=[hidden.pk])
    assert not Wish.objects.exists()
    ask(client, "mentors", mentors=[offer.pk])
    cohort = queries.build_cohort(round=round)
    assert cohort.mentees[0].shortlist == {offer.pk}
    found = score(cohort.mentees[0], cohort.mentor_by_id[offer.pk], cohort.weights)
    assert found.parts["shortlist"] > 0


def test_a_shortlist_holds_three(client, two, programme):
    request, _offer = two
    offers = [
        MentorOfferFactory(programme=programme, coach__preferred_name=f"Mentor {n}", is_listed=True)
        for n in range(4)
    ]
    client.force_login(request.learner)
    page = ask(client, "mentors", mentors=[each.pk for each in offers]).content.decode()
    assert "Choose three mentors at most" in page
    assert ask(client, "mentors", mentors=[each.pk for each in offers[:3]]).status_code == 302
    assert request.wishes.count() == 3


def test_a_mentor_is_wished_for_and_wishes(client, two, round, coordinator):
    request, offer = two
    client.force_login(coordinator)
    client.post(f"/coordinate/people/mentors/{offer.pk}/wishes/", {"requests": [request.pk]})
    assert seen_by_solver(round)[2].wishes == {request.pk}


def test_only_by_phone_leaves_the_phone_and_rhythm_counts_as_style(client, two, round):
    request, offer = two
    client.force_login(request.learner)
    ask(client, "easier", only_by_phone="on", health_varies="on", away_words="All of August")
    weekly = term(Term.Kind.FREQUENCY, "every-week")
    ask(client, "rhythm", frequency=[weekly.pk])
    ask(client, "matters", matters_most="place")
    mentee = seen_by_solver(round)[1]
    request.refresh_from_db()
    assert "Away: All of August" in str(queries.learner_in_words(request=request))
    assert mentee.modes == {"phone-call"}
    assert mentee.styles == {"every-week"}
    assert mentee.matters_most == "place"
    offer.terms.set([term(Term.Kind.MODE, "video-call"), *offer.terms.exclude(kind=Term.Kind.MODE)])
    assert why_not(round) == ["mode"]


def test_needs_reach_the_mentor_only_with_a_yes(client, two):
    request, _offer = two
    loop = term(Term.Kind.NEED, "hearing-loop")
    request.terms.add(loop)
    assert loop.label not in str(queries.learner_in_words(request=request))
    client.force_login(request.learner)
    ask(client, "needs", needs_shared="on")
    request.refresh_from_db()
    assert loop.label in str(queries.learner_in_words(request=request))


def test_a_listed_mentor_needs_words_to_read(client, two):
    _request, offer = two
    client.force_login(offer.coach)
    page = client.post("/mentoring/offer/profile/", {"is_listed": "on"}).content.decode()
    assert "Write a line or two" in page


# Ties


def test_a_declared_tie_becomes_a_bar_once(client, two, round, coordinator, now):
    request, offer = two
    client.force_login(request.learner)
    for _ in range(2):
        client.post("/mentoring/interests/", {"kind": "manager", "words": "Comfort is my manager"})
    declaration = request.learner.declarations.get()
    assert why_not(round) == []
    client.force_login(coordinator)
    assert "Comfort is my manager" in client.get("/coordinate/asked/").content.decode()
    address = f"/coordinate/asked/ties/{declaration.pk}/"
    client.post(address, {f"tie-{declaration.pk}-other": f"offers-{offer.pk}"})
    assert why_not(round) == ["manager"]
    assert client.post(address).status_code == 404  # it is dealt with
    with pytest.raises(operations.NotOpen):
        operations.settle_declaration(declaration=declaration, by=coordinator, at=now)
    assert "Comfort is my manager" not in client.get("/coordinate/asked/").content.decode()


def test_a_coachs_tie_bars_the_learner(two, coordinator, now, round):
    request, offer = two
    declaration = operations.declare(kind="relative", words="Ted", by=offer.coach, at=now)
    operations.settle_declaration(declaration=declaration, never_with=request, by=coordinator, at=now)
    assert why_not(round) == ["relative"]


# Lived experience


@pytest.fixture
def cancer():
    return Term.objects.create(kind=Term.Kind.EXPERIENCE, key=f"key-{MARKER}", label=f"Label {MARKER}")


def share(person, terms, *, is_used=True, own_words=""):
    return operations.share_lived_experience(
        terms=terms, own_words=own_words, is_used=is_used, wording="I agree", by=person, at=timezone.now()
    )


def test_nothing_is_ticked_beforehand_and_nothing_is_kept_without_a_yes(client, two, cancer):
    client.force_login(two[0].learner)
    page = client.get("/mentoring/lived-experience/").content.decode()
    assert "checked" not in page
    assert "Prefer not to say" in page
    client.post("/mentoring/lived-experience/", {"terms": [cancer.pk], "is_used": "on"})
    assert not LivedExperience.objects.exists()
    client.post("/mentoring/lived-experience/", {"terms": [cancer.pk], "agrees": "on"})
    kept = LivedExperience.objects.get()
    assert (kept.person, kept.is_used) == (two[0].learner, False)
    assert "deleted at once" in kept.wording


@pytest.mark.parametrize(
    ("asks", "gives", "counts"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_it_counts_only_where_both_switched_it_on(two, cancer, round, asks, gives, counts):
    request, offer = two
    share(request.learner, [cancer], is_used=asks)
    share(offer.coach, [cancer], is_used=gives)
    cohort, mentee, mentor = seen_by_solver(round)
    assert ("lived_experience" in score(mentee, mentor, cohort.weights).parts) is counts


@pytest.mark.parametrize("side", ["learner", "coach"])
def test_taking_it_back_deletes_it_and_no_score_mentions_it(
    client, two, cancer, round, coordinator, now, side
):
    request, offer = two
    for person in (request.learner, offer.coach):
        share(person, [cancer], own_words=MARKER)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    pair = ProposedPair.objects.get()
    assert "lived_experience" in pair.parts
    client.force_login(request.learner if side == "learner" else offer.coach)
    assert client.post("/mentoring/lived-experience/take-back/").status_code == 302
    pair.refresh_from_db()
    assert "lived_experience" not in pair.parts
    assert "lived_experience" not in str(pair.reasons_for)
    assert sum(pair.parts.values()) == pair.total
    left = LivedExperience.objects.all()
    assert [each.person for each in left] == [offer.coach if side == "learner" else request.learner]
    assert LivedExperience.terms.through.objects.count() == 1


def test_a_pair_that_was_sent_loses_the_part_too(two, cancer, round, coordinator, now):
    request, offer = two
    for person in (request.learner, offer.coach):
        share(person, [cancer])
    operations.propose_pairs(round=round, by=coordinator, at=now)
    ProposedPair.objects.update(state=ProposedPair.State.DECLINED)
    operations.take_back_lived_experience(by=request.learner, at=now)
    pair = ProposedPair.objects.get()
    assert "lived_experience" not in str((pair.parts, pair.reasons_for))
    assert sum(pair.parts.values()) == pair.total


def test_the_marker_is_found_nowhere_else(client, two, cancer, round, coordinator, now, caplog):
    """Tags and own words, of both: in no page of anybody else, mail, audit row, stored pair or run record."""
    request, offer = two
    for person in (request.learner, offer.coach):
        share(person, [cancer], own_words=MARKER)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    mentorship = MentorshipFactory(
        learner=request.learner, coach=offer.coach, programme=request.programme, active=True
    )
    entry = round.entries.get()
    pages = {
        coordinator: [
            "/coordinate/people/",
            "/coordinate/people/?show=mentors",
            f"/coordinate/people/mentors/{offer.pk}/",
            f"/coordinate/people/mentors/{offer.pk}/checks/",
            f"/coordinate/people/mentors/{offer.pk}/wishes/",
            f"/coordinate/support/{mentorship.pk}/",
            "/coordinate/asked/",
            f"/rounds/{round.pk}/",
            f"/rounds/{round.pk}/people/",
            f"/rounds/{round.pk}/check/",
            f"/rounds/{round.pk}/{entry.pk}/",
        ],
        offer.coach: ["/coach/", f"/coach/{mentorship.pk}/", "/mentoring/offer/check/", "/coach/places/"],
        request.learner: [
            f"/mentoring/match/{mentorship.pk}/",
            "/mentoring/ask/mentors/",
            "/mentoring/ask/check/",
            "/mentoring/ask/about-me/",
        ],
    }
    for person, addresses in pages.items():
        client.force_login(person)
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert MARKER not in response.content.decode(), address
    client.force_login(UserFactory(administrator=True, is_superuser=True, is_staff=True))
    assert MARKER not in client.get("/search/", {"q": MARKER[:2]}).content.decode()
    kept = [
        *AuditEvent.objects.values_list("detail", "object_id"),
        *OutboxMessage.objects.values_list("context", "key"),
        *ProposedPair.objects.values_list("parts", "reasons_for", "reasons_against"),
        *MatchingRound.objects.values_list("run_record"),
    ]
    assert kept
    assert MARKER not in str(kept)
    assert MARKER not in caplog.text
    client.force_login(request.learner)
    assert MARKER in client.get("/mentoring/lived-experience/").content.decode()


def test_no_admin_page_knows_the_model():
    from wagtail.admin.viewsets import viewsets
    from wagtail.models import ReferenceIndex
    from wagtail.snippets.models import get_snippet_models

    shown = {getattr(each, "model", None) for each in viewsets.viewsets}
    assert LivedExperience not in shown | set(get_snippet_models())
    assert not ReferenceIndex.model_is_indexable(LivedExperience)


# On paper


def paper(**changes):
    goal, mode = term("goal", "join-or-start-a-ppg"), term("mode", "phone-call")
    return {
        "name": "Mabel P.",
        "email": "mabel@post.example",
        "on_date": timezone.localdate().isoformat(),
        "is_adult": "on",
        "help-goals": [goal.pk],
        "talking-modes": [mode.pk],
        "talking-place_wish": "any",
        "more-anything_else": "Rang on Monday.",
        **changes,
    }


def test_a_request_on_paper_is_entered_once_and_waits(client, programme, coordinator, round):
    client.force_login(coordinator)
    assert client.get(reverse("paper_asking")).status_code == 200
    data = paper(programme=programme.pk)
    assert client.post(reverse("paper_asking"), data).status_code == 302
    request = MentorRequest.objects.get()
    assert (request.learner.email, request.entered_by) == ("mabel@post.example", coordinator)
    assert request.state == MentorRequest.State.WAITING
    assert request.on_paper_date == timezone.localdate()
    assert request.anything_else == "Rang on Monday."
    assert AuditEvent.objects.get(action="mentoring.given_on_paper").actor_id == coordinator.pk
    assert OutboxMessage.objects.get(event="request_received").to == request.learner
    again = client.post(reverse("paper_asking"), data).content.decode()
    assert "has a request already" in again
    assert "Rang on Monday." in again
    assert MentorRequest.objects.count() == 1


def test_on_paper_people_can_say_as_much_as_on_the_screen(client, programme, coordinator):
    client.force_login(coordinator)
    woman, monthly = term("condition", "a-woman"), term("frequency", "every-month")
    more = {
        "easier-only_by_phone": "on",
        "easier-health_varies": "on",
        "easier-away_words": "All of August",
        "needs-needs_shared": "on",
        "rhythm-frequency": [monthly.pk],
        "matters-matters_most": "place",
        "group-group_is_fine": "on",
        "employers-employers": "Elm Road Surgery",
        "conditions-conditions": [woman.pk],
        "about-me-true_of_me": [woman.pk],
    }
    data = paper(programme=programme.pk, **more)
    assert client.post(reverse("paper_asking"), data).status_code == 302
    request = MentorRequest.objects.get()
    said = (request.only_by_phone, request.health_varies, request.needs_shared, request.group_is_fine)
    assert all(said)
    assert (request.matters_most, request.employers) == ("place", "Elm Road Surgery")
    assert request.away_words == "All of August"
    assert {monthly, woman} <= set(request.terms.all())
    condition = request.conditions.get()
    assert (condition.term, condition.agreed_at) == (woman, None)
    assert request.step_reached == len(ASK_STEPS)
    page = client.get(reverse("paper_offering")).content.decode()
    for name in ("profile-profile_words", "easier-only_by_phone", "about-me-true_of_me"):
        assert f'name="{name}"' in page


def test_an_offer_on_paper(client, programme, coordinator):
    client.force_login(coordinator)
    time = term("time", "weekday-evenings")
    data = paper(programme=programme.pk, **{"times-times": [time.pk], "places-places": 2})
    assert client.post(reverse("paper_offering"), data).status_code == 302
    offer = programme.mentoroffers.get()
    assert (offer.state, offer.places, offer.entered_by) == ("open", 2, coordinator)


def test_paper_keeps_what_was_typed_and_takes_no_other_programme(client, coordinator, programme):
    from tests.factories.mentoring import ProgrammeFactory

    client.force_login(coordinator)
    page = client.post(
        reverse("paper_asking"), paper(programme=ProgrammeFactory().pk, **{"help-goals": []})
    ).content.decode()
    assert "<title>Error: " in page
    assert "Rang on Monday." in page
    assert 'href="#id_help-goals_0"' in page
    assert not MentorRequest.objects.exists()
