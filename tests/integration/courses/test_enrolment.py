"""A break, leaving, coming back, a day to aim for: the learner decides, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEvent
from courses import operations, queries
from courses.models import Completion, Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import add_member, make_group
from tests.factories.courses import CompletionFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def address(enrolled):
    return f"/me/learning/{enrolled.pk}/"


def send(client, address, **form):
    return client.post(address, form, follow=True).content.decode()


def test_a_break_is_said_in_words_and_ends_in_one_click(made, as_ted, address):
    assert "Have a break" in as_ted.get(made.page.url).content.decode()
    words = send(as_ted, address, do="pause")
    assert "You have had a break since" in words
    assert "Nothing is lost" in words
    assert "End the break" in words
    assert "You are where you left off" in send(as_ted, address, do="resume")
    assert Enrolment.objects.get().paused_at is None


def test_pausing_twice_keeps_the_first_moment(enrolled, ted):
    for day in range(2):
        operations.pause_course(enrolment=enrolled, by=ted, at=NOON + timedelta(days=day))
    assert Enrolment.objects.get().paused_at == NOON
    assert AuditEvent.objects.filter(action="course paused").count() == 1


def test_a_left_course_is_on_no_list_until_they_come_back(made, as_ted, ted, enrolled, address):
    CompletionFactory(learner=ted, lesson=made.lessons[0], course=made.page)
    assert queries.carry_on_for(learner=ted)
    assert "All you did is kept" in send(as_ted, address, do="leave")
    assert queries.carry_on_for(learner=ted) is None
    assert queries.first_step_for(learner=ted) is None
    assert queries.enrolled_course_keys(learner_ids=[ted.pk]) == {}
    assert made.page.title in as_ted.get("/me/record/").content.decode()
    words = send(as_ted, address, do="back")
    assert "Welcome back" in words
    assert "1 of 4 lessons completed" in words
    assert queries.carry_on_for(learner=ted).place.lesson.key == made.lessons[1].translation_key
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("state", ["left_at", "paused_at"])
def test_who_does_something_in_a_course_is_back_in_it(made, ted, enrolled, state):
    Enrolment.objects.update(**{state: NOON})
    operations.complete_lesson(learner=ted, lesson=made.lessons[0], by=ted, at=NOON)
    assert getattr(Enrolment.objects.get(), state) is None


def test_reading_a_left_course_keeps_no_place(made, as_ted, ted, enrolled):
    operations.leave_course(enrolment=enrolled, by=ted, at=NOON)
    as_ted.get(made.lessons[0].url)
    assert not ted.lesson_visits.exists()


def test_a_day_to_aim_for_is_gentle(made, as_ted, address):
    words = send(as_ted, address, do="aim", target_date="2020-01-31")
    assert "You would like to finish by 31 January 2020. Take the time you need." in words
    send(as_ted, address, do="aim", target_date="")
    assert Enrolment.objects.get().target_date is None


def test_a_day_that_is_none_is_refused_with_what_was_typed(as_ted, address):
    words = send(as_ted, address, do="aim", target_date="next spring")
    assert "<title>Error:" in words
    assert 'value="next spring"' in words
    assert Enrolment.objects.get().target_date is None


def test_a_course_that_is_gone_can_still_be_left(made, as_ted, address, enrolled):
    made.page.unpublish()
    assert made.page.title in as_ted.get(address).content.decode()
    assert "You have left this course" in send(as_ted, address, do="leave")


def test_somebody_elses_enrolment_is_not_there(made, as_ted):
    other = EnrolmentFactory(learner=UserFactory(), course=made.page, target_date=date(2027, 3, 1))
    for verb in ("pause", "leave", "aim", ""):
        assert as_ted.post(f"/me/learning/{other.pk}/", {"do": verb}).status_code == 404
    assert as_ted.get(f"/me/learning/{other.pk}/").status_code == 404
    other.refresh_from_db()
    assert (other.paused_at, other.left_at) == (None, None)


def test_an_unknown_verb_does_nothing(as_ted, address):
    assert as_ted.post(address, {"do": "explode"}).status_code == 404


def test_the_course_page_names_the_group(made, as_ted, ted, client):
    group = make_group(courses=[made], name="Riverside group")
    add_member(group, ted)
    assert f'href="/groups/mine/{group.pk}/"' in as_ted.get(made.page.url).content.decode()
    assert "Your plan" not in client.get(made.page.url).content.decode()
