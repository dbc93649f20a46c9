"""What mentoring shows on the pages of other rooms: the home page and the side of a course."""

from datetime import timedelta

import pytest

from mentoring.models import MatchingRound, MentorRequest
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course
from tests.factories.mentoring import (
    MatchingRoundFactory,
    MeetingFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(programme):
    return MentorshipFactory(active=True, programme=programme)


@pytest.fixture
def home(client, site_tree, pair):
    """The home page as the learner of the pair reads it."""
    client.force_login(pair.learner)
    return lambda: client.get("/").content.decode()


class TestHome:
    def test_says_when_the_next_talk_is_and_leads_there(self, home, pair, now):
        meeting = MeetingFactory(mentorship=pair, starts_at=now + timedelta(days=3))
        page = home()
        assert f'<a href="/mentoring/match/{pair.pk}/meetings/{meeting.pk}/">Your next talk: ' in page
        assert pair.coach.get_full_name() in page

    def test_names_no_talk_where_none_is_arranged(self, home, pair, now):
        MeetingFactory(mentorship=pair, past=True)
        page = home()
        assert "Go to your mentor" in page
        assert "Your next talk" not in page

    def test_names_no_talk_of_a_pair_on_a_break(self, home, pair, now):
        MeetingFactory(mentorship=pair, starts_at=now + timedelta(days=3))
        pair.paused_at = now
        pair.save()
        assert "Your next talk" not in home()


class TestHomeOfACoordinator:
    @pytest.fixture
    def home(self, client, site_tree, coordinator, programme):
        client.force_login(coordinator)
        make_course(parent=site_tree.learn)
        return lambda: client.get("/").content.decode()

    def test_names_the_open_rounds_of_their_programmes_before_the_learning(self, home, round, programme):
        confirmed = MatchingRoundFactory(
            programme=programme, name="Round of last year", state=MatchingRound.State.CONFIRMED
        )
        foreign = MatchingRoundFactory(programme=ProgrammeFactory(), name="Round of somebody else")
        page = home()
        assert f'<bdi>{programme.name}</bdi>: <a href="/rounds/{round.pk}/">{round.name}</a>' in page
        assert page.index("Your rounds") < page.index('id="carry-on"')
        assert '<a href="/rounds/">Matching rounds</a>' in page
        assert confirmed.name not in page
        assert foreign.name not in page

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (0, "0 people ask for a mentor and have none yet"),
            (1, "1 person asks for a mentor and has none yet"),
            (2, "2 people ask for a mentor and have none yet"),
        ],
    )
    def test_says_how_many_wait_as_the_page_it_leads_to_does(self, client, home, programme, number, words):
        MentorRequestFactory.create_batch(number, programme=programme, state=MentorRequest.State.WAITING)
        MentorRequestFactory(programme=ProgrammeFactory(), state=MentorRequest.State.WAITING)
        MentorRequestFactory(programme=programme, state=MentorRequest.State.DRAFT)
        page = home()
        assert f'<a href="/coordinate/people/">{words}</a>' in page
        assert f"<bdi>{programme.name}</bdi>: No round is open." in page
        assert client.get("/coordinate/people/").context["page"].paginator.count == number

    def test_costs_the_same_for_more(self, client, home, coordinator, django_assert_max_num_queries):
        def more(number):
            for _each in range(number):
                run = ProgrammeFactory(coordinators=[coordinator])
                MatchingRoundFactory(programme=run, created_by=coordinator)
                MentorRequestFactory(programme=run, state=MentorRequest.State.WAITING)

        more(1)
        home()
        with django_assert_max_num_queries(30) as few:
            home()
        more(9)
        with django_assert_max_num_queries(len(few)):
            assert home().count('</bdi>: <a href="/rounds/') == 10

    def test_is_not_there_while_no_programme_is_theirs(self, home, programme):
        programme.coordinators.clear()
        assert 'id="coordinating"' not in home()

    def test_is_nobody_elses(self, client, home, round, pair):
        for person in (pair.learner, pair.coach, UserFactory(), UserFactory(is_superuser=True)):
            client.force_login(person)
            page = home()
            assert 'id="coordinating"' not in page
            assert "/coordinate/people/" not in page


class TestBesideACourse:
    @pytest.fixture
    def course(self, client, site_tree):
        address = make_course(parent=site_tree.learn).page.url
        return lambda: client.get(address).content.decode()

    def test_my_mentor(self, course, client, pair):
        client.force_login(pair.learner)
        page = course()
        assert f"<bdi>{pair.coach.get_full_name()}</bdi>" in page
        assert f'<a href="/mentoring/match/{pair.pk}/">Go to your mentor</a>' in page
        assert "Learn with a mentor" not in page

    def test_my_request(self, course, client, programme):
        request = MentorRequestFactory(programme=programme, state=MentorRequest.State.WAITING)
        client.force_login(request.learner)
        assert "See your request for a mentor" in course()

    def test_how_mentoring_works_for_everybody_else(self, course, client, pair):
        assert "Learn with a mentor" in course()
        client.force_login(UserFactory())
        page = course()
        assert "Learn with a mentor" in page
        assert pair.coach.get_full_name() not in page
