"""How sure somebody feels before, after and later: asked, never required, and shown to them alone."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from courses import operations
from courses.models import Confidence, Enrolment
from home.models import Capability
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def eight(site_tree, made):
    """The eight capabilities, two of which the course builds."""
    labels = [
        Capability.objects.create(
            code=f"P{number}", name=f"Skill {number}", order=number, locale=site_tree.locale
        )
        for number in range(1, 9)
    ]  # fmt: skip
    made.page.capabilities.add(*labels[:2])
    made.page.save()
    return labels


def address(made):
    return f"/me/confidence/{made.key}/"


def say(client, made, **values):
    return client.post(address(made), values)


def test_starting_asks_about_the_eight_and_can_be_skipped(made, eight, as_ted):
    response = as_ted.post(f"{made.page.url}start/")
    assert response["Location"] == address(made)
    assert Enrolment.objects.exists()
    page = text_of(as_ted.get(address(made)))
    assert page.count("<fieldset") == 8
    skip = re.search(r'<a class="button button--secondary" href="([^"]*)">Skip this', page)[1]
    assert skip == made.lessons[0].url
    assert as_ted.get(skip).status_code == 200
    assert not Confidence.objects.exists()


def test_it_never_blocks(made, eight, as_ted):
    assert say(as_ted, made).status_code == 404
    as_ted.post(f"{made.page.url}start/")
    assert say(as_ted, made)["Location"] == made.lessons[0].url
    assert not Confidence.objects.exists()
    assert say(as_ted, made, P1="3")["Location"] == made.lessons[0].url


def test_a_course_that_names_no_capability_asks_nothing(made, as_ted):
    assert as_ted.post(f"{made.page.url}start/")["Location"] == made.lessons[0].url


def test_who_starts_inside_a_lesson_stays_there(made, eight, as_ted):
    lesson = made.lessons[1]
    assert as_ted.post(f"{made.page.url}start/", {"lesson": lesson.slug})["Location"] == lesson.url
    assert "how sure do you feel" in text_of(as_ted.get(made.page.url))


def test_before_after_and_later_are_shown_with_the_finding(made, eight, as_ted, ted):
    as_ted.post(f"{made.page.url}start/")
    say(as_ted, made, P1="2", P2="3", P3="4")
    assert "you see here what changed" in text_of(as_ted.get("/me/confidence/"))
    finished_at = timezone.now()
    Enrolment.objects.update(finished_at=finished_at)
    assert address(made) in text_of(as_ted.get(f"{made.page.url}finished/"))
    assert say(as_ted, made, P1="5", P2="3", P3="3")["Location"] == "/me/confidence/"
    page = text_of(as_ted.get("/me/confidence/"))
    assert "You feel surer than before about 1 skill of 3. Your biggest step: Skill 1." in page
    assert "You feel less sure about 1." in page
    assert "●●●●●" in page
    assert "Very sure" in page
    assert "Three months later" not in page.partition("<table")[2]
    assert address(made) not in text_of(as_ted.get(f"{made.page.url}finished/"))
    Enrolment.objects.update(finished_at=finished_at - timedelta(days=91))
    assert "three months since you finished" in text_of(as_ted.get(address(made)))
    say(as_ted, made, P3="5")
    page = text_of(as_ted.get("/me/confidence/"))
    assert "You feel surer than before about 2 skills of 3." in page
    assert Confidence.objects.filter(learner=ted).count() == 7


def test_saying_it_again_changes_this_moment_alone(made, eight, as_ted, ted):
    as_ted.post(f"{made.page.url}start/")
    for value in ("2", "3", "3"):
        say(as_ted, made, P1=value)
    Enrolment.objects.update(finished_at=timezone.now())
    say(as_ted, made, P1="5")
    rows = Confidence.objects.order_by("value").values_list("moment", "value")
    assert list(rows) == [("before", 3), ("after", 5)]


@pytest.mark.parametrize("value", ["0", "6", "x", "3.5"])
def test_a_step_that_is_not_there_is_refused(made, eight, as_ted, value):
    as_ted.post(f"{made.page.url}start/")
    page = text_of(say(as_ted, made, P1=value))
    assert "<title>Error: " in page
    assert not Confidence.objects.exists()


def test_nobody_else_sees_or_says_it(made, eight, as_ted, ted):
    as_ted.post(f"{made.page.url}start/")
    say(as_ted, made, P1="5")
    other = Client()
    other.force_login(UserFactory(coach=True))
    assert other.get(address(made)).status_code == 404
    assert other.post(address(made), {"P1": "1"}).status_code == 404
    assert "Very sure" not in text_of(other.get("/me/confidence/"))
    assert as_ted.get(f"/me/confidence/{uuid4()}/").status_code == 404
    assert Client().get("/me/confidence/")["Location"].startswith("/sign-in/")


def test_a_helper_is_not_asked(made, eight, ted):
    sam, now = UserFactory(), timezone.now()
    supporter = operations.name_helper(learner=ted, email=sam.email, course_keys=[], by=ted, at=now)
    operations.accept_support(supporter=supporter, by=sam, at=now)
    browser = Client()
    browser.force_login(sam)
    browser.post(f"/helping/{supporter.pk}/start/")
    response = browser.post(f"{made.page.url}start/", {"helping": supporter.pk})
    assert response["Location"] == made.lessons[0].url
    assert browser.get(address(made)).status_code == 404


def test_the_picture_costs_the_same_for_many_courses(site_tree, eight, ted, as_ted):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories.courses import make_course

    costs = []
    for number in (1, 10):
        for _course in range(number):
            course = make_course(parent=site_tree.learn, lessons=1)
            operations.enrol(learner=ted, course=course.page, by=ted, at=timezone.now())
            operations.say_how_sure(
                learner=ted, course_key=course.key, values={"P1": 2}, by=ted, at=timezone.now()
            )
        as_ted.get("/me/confidence/")
        with CaptureQueriesContext(connection) as made_queries:
            text_of(as_ted.get("/me/confidence/"))
        costs.append(len(made_queries))
    assert costs[0] == costs[1] <= 10
