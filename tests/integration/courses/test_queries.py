"""What other rooms may ask about courses and people in them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from accounts import mail
from courses import operations, queries
from courses.models import Course
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, LessonVisitFactory, make_course

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_outline_has_the_lessons_in_order_with_their_addresses(made):
    outline = queries.course_outlines(course_keys=[made.key])[made.key]
    assert [lesson.title for lesson in outline.lessons] == [page.title for page in made.lessons]
    assert [lesson.url for lesson in outline.lessons] == [page.url for page in made.lessons]
    assert [module.title for module in outline.modules] == [page.title for page in made.modules]
    assert outline.minutes == 80


def test_courses_that_are_not_open_have_no_outline_and_no_title(site_tree, made):
    hidden, private = make_course(parent=site_tree.learn), make_course(parent=site_tree.learn)
    hidden.page.unpublish()
    PageViewRestriction.objects.create(page=private.page, restriction_type=PageViewRestriction.LOGIN)
    keys = [made.key, hidden.key, private.key, uuid4()]
    assert set(queries.course_outlines(course_keys=keys)) == {made.key}
    assert queries.course_titles(course_keys=keys) == {made.key: made.page.title}
    assert [card.key for card in queries.course_list_for(learner=None)] == [made.key]


def test_a_visitor_has_no_progress(made):
    for nobody in (None, AnonymousUser()):
        progress = queries.progress_for(learner=nobody, course_key=made.key)
        assert (progress.done, progress.total, progress.is_enrolled) == (0, 4, False)


def test_people_are_kept_apart(made, ted):
    ann = UserFactory()
    operations.complete_lesson(learner=ted, lesson=made.lessons[0], by=ted, at=NOON)
    many = queries.progress_for_many(learner_ids=[ted.pk, ann.pk], course_keys=[made.key])
    assert {key: progress.done for key, progress in many.items()} == {
        (ted.pk, made.key): 1,
        (ann.pk, made.key): 0,
    }
    assert not many[ann.pk, made.key].is_enrolled


def test_the_course_last_looked_at_comes_first(site_tree, ted):
    first, second = (make_course(parent=site_tree.learn, lessons=1) for _number in range(2))
    for days, made in ((3, first), (2, second)):
        EnrolmentFactory(learner=ted, course=made.page, started_at=NOON - timedelta(days=days))
    assert queries.enrolled_course_keys(learner_ids=[ted.pk]) == {ted.pk: [second.key, first.key]}
    LessonVisitFactory(learner=ted, course=first.page, lesson=first.lessons[0], last_at=NOON)
    assert queries.enrolled_course_keys(learner_ids=[ted.pk]) == {ted.pk: [first.key, second.key]}
    assert queries.carry_on_for(learner=ted).progress.outline.key == first.key
    operations.complete_lesson(learner=ted, lesson=first.lessons[0], by=ted, at=NOON)
    assert queries.carry_on_for(learner=ted).progress.outline.key == second.key


def test_a_new_person_starts_with_the_first_course_they_have_not_finished(site_tree, ted):
    first, second = (make_course(parent=site_tree.learn, lessons=1) for _number in range(2))
    assert queries.first_step_for(learner=ted).place.lesson.title == first.lessons[0].title
    operations.complete_lesson(learner=ted, lesson=first.lessons[0], by=ted, at=NOON)
    assert queries.carry_on_for(learner=ted) is None
    assert queries.first_step_for(learner=ted).place.lesson.title == second.lessons[0].title
    operations.complete_lesson(learner=ted, lesson=second.lessons[0], by=ted, at=NOON)
    assert queries.first_step_for(learner=ted) is None


def test_who_finished_a_course_by_its_code(site_tree, ted):
    made = make_course(parent=site_tree.learn, lessons=1, code="C5")
    other = make_course(parent=site_tree.learn, lessons=1, code="C1")
    half_way = UserFactory()
    EnrolmentFactory(learner=half_way, course=made.page)
    operations.complete_lesson(learner=ted, lesson=made.lessons[0], by=ted, at=NOON)
    operations.complete_lesson(learner=half_way, lesson=other.lessons[0], by=ted, at=NOON)
    dates = queries.completed_course_dates(learner_ids=[ted.pk, half_way.pk], code="C5")
    assert dates == {ted.pk: NOON}
    Course.objects.get(pk=made.page.pk).unpublish()
    assert queries.completed_course_dates(learner_ids=[ted.pk], code="C5") == {ted.pk: NOON}


def test_the_mail_about_a_finished_course_leads_to_the_certificate(made):
    context = {"course_title": "Tea & <b>talk</b>", "course_path": made.page.get_url()}
    message = mail.render(event="course_finished", context=context, address="ted@example.org", name="Ted")
    link = f"{made.page.get_url()}finished/"
    assert link in message.body
    assert "Tea & <b>talk</b>" in message.body
    page = message.alternatives[0][0]
    assert link in page
    assert "Tea &amp; &lt;b&gt;talk" in page
    assert "Tea" not in message.subject
