"""What a page of the learning room costs. It stays the same with ten times the data."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from courses import operations, queries
from courses.models import Completion, Course, Enrolment, LessonVisit
from tests.factories.accounts import UserFactory
from tests.factories.courses import CompletionFactory, make_course

pytestmark = pytest.mark.django_db


def count(work, *arguments, **named):
    """How many queries a call makes, and what it returns. What the cache keeps for long is asked before."""
    Site.get_site_root_paths()
    with CaptureQueriesContext(connection) as queries_made:
        result = work(*arguments, **named)
    return len(queries_made), result


@pytest.fixture
def signed_in(as_ted, site_tree):
    """Ted's browser, after what is asked once for a process has been asked."""
    as_ted.get("/learn/")
    return as_ted


@pytest.fixture
def short_and_long(site_tree):
    """Courses of 10 and of 130 lessons."""
    return [make_course(parent=site_tree.learn, modules=5, lessons=number) for number in (2, 26)]


def test_a_lesson(short_and_long, signed_in, client, ted):
    costs = []
    for made in short_and_long:
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
        address = f"{made.lessons[3].url}?part=all"
        visitor, _page = count(client.get, address)
        first, _page = count(signed_in.get, address)
        again, _page = count(signed_in.get, address)
        costs.append((visitor, first, again))
    assert costs[0] == costs[1]
    assert visitor <= 20
    assert again < first <= 25


def test_a_course(short_and_long, signed_in, client, ted):
    costs = []
    for made in short_and_long:
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
        visitor, _page = count(client.get, made.page.url)
        learner, _page = count(signed_in.get, made.page.url)
        costs.append((visitor, learner))
    assert costs[0] == costs[1]
    assert visitor <= 20
    assert learner <= 25


def test_completing_a_lesson(short_and_long, signed_in, ted):
    costs = []
    for made in short_and_long:
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
        address = f"{made.lessons[3].url}complete/"
        number, response = count(signed_in.post, address, {"finished": "yes"})
        assert response["Location"] == made.lessons[4].url
        costs.append(number)
    assert Completion.objects.count() == 2
    assert costs[0] == costs[1] <= 12


def test_finishing_a_course(short_and_long, signed_in, ted):
    """Once a course: the mail and the audit line come on top."""
    costs = []
    for made in short_and_long:
        for lesson in made.lessons[:-1]:
            CompletionFactory(learner=ted, lesson=lesson, course=made.page)
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
        address = f"{made.lessons[-1].url}complete/"
        number, response = count(signed_in.post, address, {"finished": "yes"})
        assert response["Location"] == f"{made.page.url}finished/"
        costs.append(number)
    assert costs[0] == costs[1] <= 21


def test_answering_a_question(short_and_long, signed_in, ted):
    costs = []
    for made in short_and_long:
        lesson = made.lessons[3]
        block = next(block for block in lesson.body if block.block_type == "question")
        sent = {
            "block": block.id,
            "answer": block.value["options"].bound_blocks[0].id,
            "form_key": str(lesson.translation_key),
            "part": "2",
        }
        number, response = count(signed_in.post, f"{lesson.url}check/", sent)
        assert response["Location"].startswith(lesson.url)
        costs.append(number)
    assert costs[0] == costs[1] <= 20


def test_the_list_of_courses(site_tree, signed_in, client, ted):
    made = make_course(parent=site_tree.learn, lessons=2)
    costs = []
    for wanted in (10, 200):
        for number in range(Course.objects.count(), wanted):
            made.page.copy(recursive=True, update_attrs={"slug": f"course-{number}"})
        for course in Course.objects.all()[: wanted // 2]:
            operations.enrol(learner=ted, course=course, by=ted, at=timezone.now())
        visitor, page = count(client.get, "/learn/")
        learner, _page = count(signed_in.get, "/learn/")
        assert page.content.decode().count('class="card"') == wanted
        costs.append((visitor, learner))
    assert costs[0] == costs[1]
    assert visitor <= 25
    assert learner <= 25


def test_many_people_in_many_courses(site_tree, signed_in, ted):
    made = [make_course(parent=site_tree.learn, lessons=3) for _number in range(4)]
    people = [ted, *UserFactory.create_batch(49)]

    def fill(learners, courses):
        for person in learners:
            for course in courses:
                lesson = course.lessons[0]
                Enrolment.objects.create(
                    learner=person, course_key=course.key, course_title="x", started_at=timezone.now()
                )
                LessonVisit.objects.create(
                    learner=person,
                    lesson_key=lesson.translation_key,
                    course_key=course.key,
                    lesson_title="x",
                    first_at=timezone.now(),
                    last_at=timezone.now(),
                )
        return {"learner_ids": [one.pk for one in learners], "course_keys": [one.key for one in courses]}

    few = fill(people[:5], made[:1])
    few_queries, _progress = count(queries.progress_for_many, **few)
    many = fill(people[5:], made)
    many_queries, progress = count(queries.progress_for_many, **many)
    assert few_queries == many_queries <= 6
    assert len(progress) == 45 * 4
    assert all(len(one.rows) == 3 and one.is_enrolled for one in progress.values())


def test_what_the_home_page_asks(short_and_long, signed_in, ted):
    carry_on, found = count(queries.carry_on_for, learner=ted)
    assert (carry_on, found) == (1, None)
    start, found = count(queries.first_step_for, learner=ted)
    assert start <= 7
    costs = []
    for made in short_and_long:
        operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())
        number, found = count(queries.carry_on_for, learner=ted)
        assert found.place.lesson.key == made.lessons[0].translation_key
        costs.append(number)
    assert costs[0] == costs[1] <= 7
