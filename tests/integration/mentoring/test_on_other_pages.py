"""What mentoring shows on the pages of other rooms: the home page and the side of a course."""

from datetime import timedelta

import pytest

from mentoring.models import MentorRequest
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course
from tests.factories.mentoring import MeetingFactory, MentorRequestFactory, MentorshipFactory

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
