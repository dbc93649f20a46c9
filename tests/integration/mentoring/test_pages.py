"""The pages of this room: who sees what, what they say, and what they cost."""

import re

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.roles import Role
from courses.models import Enrolment
from mentoring import operations, tasks
from mentoring.models import MatchingRound, MentorRequest, ProgressShare, ProposedPair, Term
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course
from tests.factories.mentoring import (
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProgrammeFactory,
    ProposedPairFactory,
    RoundEntryFactory,
    term,
)

pytestmark = pytest.mark.django_db

SECRET = "Not my neighbour Zebedee"
NEEDS = "Hearing loop zq"


@pytest.fixture
def world(programme, coordinator):
    """One of everything, and one of everybody who might look at it."""
    round = MatchingRoundFactory(programme=programme, state=MatchingRound.State.REVIEWING)
    round.proposed_at = timezone.now()
    round.save()
    sent = MatchingRoundFactory(programme=programme, state=MatchingRound.State.CONFIRMED)
    entry = RoundEntryFactory(
        round=round,
        request=MentorRequestFactory(programme=programme, not_with_words=SECRET, anything_else=SECRET),
    )
    pair = ProposedPairFactory(
        offered=True,
        entry=RoundEntryFactory(
            round=sent,
            request=MentorRequestFactory(programme=programme, not_with_words=SECRET, anything_else=SECRET),
        ),
    )
    need = term(Term.Kind.NEED, "hearing-loop")
    need.label = NEEDS
    need.save()
    pair.entry.request.terms.add(need)
    pair.offer.not_with_words = SECRET
    pair.offer.save()
    mentorship = MentorshipFactory(programme=programme, pair=pair)
    former = MentorshipFactory(
        learner=UserFactory(), coach=UserFactory(coach=True), programme=programme, ended_at=timezone.now()
    )
    other_coordinator = UserFactory(coordinator=True)
    ProgrammeFactory(coordinators=[other_coordinator])
    demoted = UserFactory()
    programme.coordinators.add(demoted)
    other_coach = UserFactory(coach=True)
    MentorshipFactory(coach=other_coach)
    return {
        "objects": {
            "round": round.pk,
            "entry": entry.pk,
            "pair": pair.pk,
            "mentorship": mentorship.pk,
            "offer": pair.offer_id,
            "former": former.pk,
        },
        "people": {
            "learner": mentorship.learner,
            "pair learner": pair.entry.request.learner,
            "pair coach": pair.offer.coach,
            "other learner": UserFactory(),
            "coach": mentorship.coach,
            "other coach": other_coach,
            "former coach": former.coach,
            "former learner": former.learner,
            "coordinator": coordinator,
            "other coordinator": other_coordinator,
            "demoted coordinator": demoted,
            "editor": UserFactory(editor=True),
            "reviewer": UserFactory(reviewer=True),
            "administrator": UserFactory(administrator=True),
            "superuser": UserFactory(is_superuser=True, is_staff=True),
            "organisation lead": UserFactory(organisation_lead=True),
            "safeguarding lead": UserFactory(safeguarding_lead=True),
        },
    }


#: Who may open each object's page. Everybody else is told that it does not exist.
MATRIX = [
    ("/rounds/", {"coordinator", "other coordinator"}),
    ("/rounds/new/", {"coordinator", "other coordinator"}),
    ("/coordinate/people/", {"coordinator", "other coordinator"}),
    ("/coordinate/people/?show=mentors", {"coordinator", "other coordinator"}),
    ("/rounds/{round}/", {"coordinator"}),
    ("/rounds/{round}/people/", {"coordinator"}),
    ("/rounds/{round}/check/", {"coordinator"}),
    ("/rounds/{round}/{entry}/", {"coordinator"}),
    ("/coordinate/people/mentors/{offer}/", {"coordinator"}),
    ("/mentoring/suggestion/{pair}/", {"pair learner"}),
    ("/coach/suggestion/{pair}/", {"pair coach"}),
    ("/mentoring/match/{mentorship}/", {"learner"}),
    ("/mentoring/match/{mentorship}/help/", {"learner"}),
    ("/mentoring/match/{mentorship}/change/", {"learner"}),
    ("/coach/{mentorship}/", {"coach"}),
    ("/coach/{former}/", set()),
    ("/mentoring/match/{former}/", set()),
]
#: The same for what is sent: nobody else changes anything.
POSTS = [
    ("/rounds/{round}/propose/", {"coordinator"}),
    ("/rounds/{round}/{entry}/decide/", {"coordinator"}),
    ("/coordinate/people/matches/{mentorship}/settle/", {"coordinator"}),
    ("/mentoring/match/{mentorship}/share/", {"learner"}),
    ("/coach/{mentorship}/helped/", {"coach"}),
]


@pytest.mark.parametrize(("address", "may"), MATRIX, ids=[address for address, _may in MATRIX])
def test_pages_exist_only_for_those_who_may_see_them(address, may, world, client):
    address = address.format(**world["objects"])
    for who, person in world["people"].items():
        client.force_login(person)
        assert client.get(address).status_code == (200 if who in may else 404), who
    client.logout()
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/sign-in/" in answer.url or "/accounts/login/" in answer.url


@pytest.mark.parametrize(("address", "may"), POSTS, ids=[address for address, _may in POSTS])
def test_nobody_else_can_send_a_form(address, may, world, client):
    address = address.format(**world["objects"])
    for who, person in world["people"].items():
        if who not in may:
            client.force_login(person)
            assert client.post(address, {"do": "aside", "show": "no"}).status_code == 404, who


def test_words_to_the_coordinator_reach_nobody_else(world, client):
    """Who not to match with, anything else, and access needs: coordinators only."""
    for address, may in MATRIX:
        for who in may:
            client.force_login(world["people"][who])
            page = client.get(address.format(**world["objects"])).content.decode()
            if who != "coordinator":
                assert SECRET not in page, (address, who)
                assert NEEDS not in page, (address, who)
    client.force_login(world["people"]["coordinator"])
    page = client.get("/rounds/{round}/{entry}/".format(**world["objects"])).content.decode()
    assert SECRET in page


def test_losing_the_role_or_the_programme_takes_effect_at_once(world, client, programme):
    coordinator = world["people"]["coordinator"]
    client.force_login(coordinator)
    address = "/rounds/{round}/".format(**world["objects"])
    assert client.get(address).status_code == 200
    programme.coordinators.remove(coordinator)
    assert client.get(address).status_code == 404
    programme.coordinators.add(coordinator)
    coordinator.groups.clear()
    assert client.get(address).status_code == 404


def test_a_former_coach_is_answered_404_at_the_next_request(client):
    mentorship = MentorshipFactory()
    client.force_login(mentorship.coach)
    assert client.get(f"/coach/{mentorship.pk}/").status_code == 200
    mentorship.ended_at = timezone.now()
    mentorship.save()
    assert client.get(f"/coach/{mentorship.pk}/").status_code == 404
    assert mentorship.learner.preferred_name not in client.get("/coach/").content.decode()


# Asking, one question a page


@pytest.fixture
def asking(client, programme):
    learner = UserFactory(preferred_name="Ted W.")
    client.force_login(learner)
    return learner


def step(client, slug, **answers):
    return client.post(f"/mentoring/ask/{slug}/", answers)


def test_the_whole_way_of_asking(client, asking):
    goal, mode = term("goal", "join-or-start-a-ppg"), term("mode", "phone-call")
    assert client.post("/mentoring/ask/").url == "/mentoring/ask/help/"
    assert step(client, "help", goals=[goal.pk]).url == "/mentoring/ask/times/"
    assert step(client, "times").url == "/mentoring/ask/talking/"
    assert step(client, "talking", modes=[mode.pk], place_wish="any").url == "/mentoring/ask/more/"
    assert step(client, "more", anything_else=SECRET).url == "/mentoring/ask/not-with/"
    assert step(client, "not-with").url == "/mentoring/ask/check/"
    page = client.get("/mentoring/ask/check/").content.decode()
    assert SECRET in page
    assert "/mentoring/ask/help/?then=check" in page
    for _ in range(2):
        assert client.post("/mentoring/ask/check/").url == "/mentoring/ask/sent/"
    assert MentorRequest.objects.get().state == MentorRequest.State.WAITING
    assert OutboxMessage.objects.filter(event="request_received").count() == 1
    assert "We match in March." in client.get("/mentoring/").content.decode()


@pytest.mark.parametrize("slug", ["help", "times", "talking", "more", "not-with"])
def test_each_question_says_who_sees_the_answer(client, asking, slug):
    client.post("/mentoring/ask/")
    page = client.get(f"/mentoring/ask/{slug}/").content.decode()
    assert "Who sees this:" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("slug", ["help", "talking"])
def test_two_questions_need_an_answer(client, asking, slug):
    client.post("/mentoring/ask/")
    page = step(client, slug, place="Rushford upon Tyne", place_wish="any").content.decode()
    assert "<title>Error: " in page
    assert "There is a problem" in page
    if slug == "talking":
        assert "Rushford upon Tyne" in page
    check = client.post("/mentoring/ask/check/").content.decode()
    assert "Two questions need an answer" in check
    assert MentorRequest.objects.get().state == MentorRequest.State.DRAFT


def test_an_old_tab_loses_nothing(client, asking):
    client.post("/mentoring/ask/")
    old = client.get("/mentoring/ask/more/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', old)[1]
    step(client, "more", anything_else="Newer words", seen=seen)
    page = step(client, "more", anything_else="Words of the old tab", seen=seen).content.decode()
    assert "Newer words" in page
    assert "Words of the old tab" in page
    assert MentorRequest.objects.get().anything_else == "Newer words"
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    step(client, "more", anything_else="Words of the old tab", seen=seen)
    assert MentorRequest.objects.get().anything_else == "Words of the old tab"


def test_an_answer_sent_after_a_suggestion_went_out_keeps_what_was_typed(client, asking):
    client.post("/mentoring/ask/")
    MentorRequest.objects.update(state=MentorRequest.State.OFFERED)
    page = step(client, "more", anything_else="Typed in an old tab").content.decode()
    assert "Typed in an old tab" in page
    assert "You can no longer change these answers" in page


def test_several_programmes_are_asked_about_and_none_is_said_so(client, asking, programme):
    other = ProgrammeFactory()
    page = client.post("/mentoring/ask/").content.decode()
    assert "Choose a programme" in page
    client.post("/mentoring/ask/", {"programme": other.pk})
    assert MentorRequest.objects.get().programme == other
    MentorRequest.objects.all().delete()
    type(programme).objects.update(is_open=False)
    assert "No mentoring programme is open" in client.get("/mentoring/").content.decode()


def test_a_person_with_a_mentor_cannot_ask_for_another(client, programme):
    mentorship = MentorshipFactory(programme=programme)
    client.force_login(mentorship.learner)
    client.post("/mentoring/ask/")
    assert not MentorRequest.objects.exists()


def test_offering_and_places(client, asking):
    goal, mode, time = term("goal", "g"), term("mode", "m"), term("time", "t")
    client.post("/mentoring/offer/")
    for slug, answers in {
        "help": {"goals": [goal.pk]},
        "times": {"times": [time.pk]},
        "talking": {"modes": [mode.pk]},
        "more": {},
        "not-with": {},
        "places": {"places": 2},
    }.items():
        assert client.post(f"/mentoring/offer/{slug}/", answers).status_code == 302, slug
    assert client.post("/mentoring/offer/check/").url == "/mentoring/offer/sent/"
    client.post("/coach/places/", {"places": 1, "is_paused": "on"})
    offer = asking.mentor_offer
    assert (offer.state, offer.places, offer.is_paused) == ("open", 1, True)
    assert not asking.has_role(Role.COACH)


# The coordinator's pages


def test_working_out_matches_through_the_worker(client, programme, coordinator, round):
    MentorRequestFactory(programme=programme)
    MentorOfferFactory(programme=programme)
    client.force_login(coordinator)
    for _ in range(2):
        client.post(f"/rounds/{round.pk}/propose/")
    assert "Working out matches" in client.get(f"/rounds/{round.pk}/").content.decode()
    tasks.propose.func(round_id=round.pk, by_id=coordinator.pk)
    assert ProposedPair.objects.count() == 1
    page = client.get(f"/rounds/{round.pk}/check/").content.decode()
    assert "We have found a mentor for you" in page
    client.post(f"/rounds/{round.pk}/check/")
    assert OutboxMessage.objects.count() == 2


def test_a_failed_run_says_so_and_goes_back(client, programme, coordinator, round, monkeypatch):
    client.force_login(coordinator)
    MentorRequestFactory(programme=programme)
    client.post(f"/rounds/{round.pk}/propose/")

    def broken(**kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(operations, "propose_pairs", broken)
    tasks.propose.func(round_id=round.pk, by_id=coordinator.pk)
    round.refresh_from_db()
    assert round.state == MatchingRound.State.COLLECTING
    assert "Nothing is lost" in client.get(f"/rounds/{round.pk}/").content.decode()


def test_a_conflict_blocks_the_check_page_and_links_to_it(client, programme, coordinator, round):
    MentorRequestFactory(programme=programme)
    offer = MentorOfferFactory(programme=programme)
    operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
    offer.paused_at = timezone.now()
    offer.save()
    client.force_login(coordinator)
    page = client.post(f"/rounds/{round.pk}/check/").content.decode()
    assert "The mentor is having a break" in page
    assert f"/rounds/{round.pk}/{round.entries.get().pk}/" in page
    assert "Confirm 1 match" not in page
    assert not OutboxMessage.objects.exists()


def test_what_is_confirmed_is_what_was_shown(client, programme, coordinator, round):
    """A colleague takes somebody out while this coordinator reads the last page."""
    for _ in range(2):
        MentorRequestFactory(programme=programme)
        MentorOfferFactory(programme=programme)
    operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
    client.force_login(coordinator)
    address = f"/rounds/{round.pk}/check/"
    (seen,) = re.findall(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    operations.put_aside(entry=round.entries.first(), by=coordinator, at=timezone.now())
    page = client.post(address, {"seen": seen}).content.decode()
    assert "The matches changed since you opened this page" in page
    assert "Confirm 1 match" in page
    assert not OutboxMessage.objects.exists()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    client.post(address, {"seen": seen})
    assert OutboxMessage.objects.count() == 2


def test_a_blocked_mentor_has_no_button_and_says_why(client, programme, coordinator, round):
    entry = RoundEntryFactory(round=round, request=MentorRequestFactory(programme=programme))
    MentorOfferFactory(programme=programme, unchecked=True)
    client.force_login(coordinator)
    page = client.get(f"/rounds/{round.pk}/{entry.pk}/").content.decode()
    assert "You cannot choose" in page
    assert 'value="choose"' not in page


def test_whom_people_asked_not_to_meet_is_read_before_anybody_is_told(client, programme, coordinator, round):
    """A rule cannot read names in somebody's words; a coordinator can, on either side of a pair."""
    MentorRequestFactory(programme=programme, not_with_words="Not <b>Mr Hughes</b>")
    MentorOfferFactory(programme=programme, not_with_words="Nobody from Elm Road")
    operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
    client.force_login(coordinator)
    for address in (f"/rounds/{round.pk}/check/", f"/rounds/{round.pk}/{round.entries.get().pk}/"):
        page = client.get(address).content.decode()
        assert "Not &lt;b&gt;Mr Hughes" in page
        assert "Asked not to be with: Nobody from Elm Road" in page


# What pages cost


def cost(client, address, django_assert_max_num_queries, most=200):
    with django_assert_max_num_queries(most) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("people", [5, 100])
def test_caseload_costs_35_queries_at_most(people, client, django_assert_max_num_queries, site_tree):
    course = make_course(parent=site_tree.learn).page
    coach = MentorOfferFactory(places=5).coach
    for _ in range(people):
        mentorship = MentorshipFactory(coach=coach, programme=coach.mentor_offer.programme)
        Enrolment.objects.create(
            learner=mentorship.learner,
            course_key=course.translation_key,
            course_title=course.title,
            started_at=timezone.now(),
        )
        ProgressShare.objects.create(
            mentorship=mentorship,
            course_key=course.translation_key,
            wording="Yes",
            given_at=timezone.now(),
        )
    client.force_login(coach)
    client.get("/coach/")
    assert cost(client, "/coach/", django_assert_max_num_queries) <= 35


def test_round_pages_cost_the_same_for_more_people(client, coordinator, django_assert_max_num_queries):
    costs = []
    client.force_login(coordinator)
    for people in (3, 30):
        programme = ProgrammeFactory(coordinators=[coordinator])
        round = MatchingRoundFactory(programme=programme)
        for _ in range(people):
            MentorRequestFactory(programme=programme)
            MentorOfferFactory(programme=programme)
        operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
        client.get(f"/rounds/{round.pk}/")
        entry = round.entries.first()
        costs.append(
            [
                cost(client, f"/rounds/{round.pk}/{page}", django_assert_max_num_queries)
                for page in ("", "people/", "check/", f"{entry.pk}/", f"{entry.pk}/?show=all")
            ]
        )
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 45
