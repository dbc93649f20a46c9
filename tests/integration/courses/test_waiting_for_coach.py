"""On the page of a group, its coaches find whose lesson waits for them, and nobody else does."""

import pytest
from django.test import Client
from django.utils import timezone

from courses import operations
from courses.models import Lesson
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_for(teds_group):
    def page(person):
        browser = Client()
        browser.force_login(person)
        response = browser.get(f"/groups/{teds_group.pk}/")
        return response.content.decode()

    return page


@pytest.fixture
def coached(made):
    lesson = made.lessons[0]
    Lesson.objects.filter(pk=lesson.pk).update(rule_coach=True)
    return Lesson.objects.get(pk=lesson.pk)


def test_a_lesson_to_confirm_and_work_handed_in(made, coached, ted, mary, teds_group, page_for):
    act = {"learner": ted, "by": ted, "at": timezone.now()}
    other = made.lessons[1]
    assert "They wait for a coach" not in page_for(mary)
    operations.save_note(lesson=coached, text="x", version=0, **act)
    operations.hand_in_work(lesson=other, text="My plan", version=0, **act)
    for person in (mary, teds_group.coordinator):
        page = page_for(person)
        assert f'href="{coached.url}people/{ted.pk}/"' in page
        assert f'href="{other.url}people/{ted.pk}/"' in page
        assert page.count("To confirm") == page.count("Work handed in") == 1
        assert "My plan" not in page
    browser = Client()
    browser.force_login(mary)
    assert "My plan" in browser.get(f"{other.url}people/{ted.pk}/").content.decode()
    assert "They wait for a coach" not in page_for(UserFactory(administrator=True))


def test_it_goes_when_it_is_done_or_the_member_has_left(made, coached, ted, mary, teds_group, page_for):
    act = {"learner": ted, "by": ted, "at": timezone.now()}
    operations.save_note(lesson=coached, text="x", version=0, **act)
    operations.hand_in_work(lesson=made.lessons[1], text="My plan", version=0, **act)
    operations.confirm_lesson(learner=ted, lesson=coached, by=mary, at=timezone.now())
    page = page_for(mary)
    assert "To confirm" not in page
    assert "Work handed in" in page
    operations.leave_cohort(member=teds_group.members.get(), by=ted, at=timezone.now())
    assert "They wait for a coach" not in page_for(mary)
