"""A course and the people around it."""

import pytest
from django.test import Client
from django.utils import timezone

from courses import operations
from courses.models import Cohort, CohortCourse, CohortMember
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course


@pytest.fixture
def made(site_tree):
    """A published course of two modules with two lessons each; each lesson has two parts."""
    return make_course(parent=site_tree.learn, modules=2, lessons=2)


@pytest.fixture
def ted(db):
    return UserFactory(preferred_name="Ted")


@pytest.fixture
def as_ted(ted):
    """A browser in which Ted is signed in."""
    client = Client()
    client.force_login(ted)
    return client


@pytest.fixture
def enrolled(made, ted):
    """Ted's enrolment in the course."""
    return operations.enrol(learner=ted, course=made.page, by=ted, at=timezone.now())


@pytest.fixture
def finished(made, ted):
    """Ted has finished the course."""
    for lesson in made.lessons:
        operations.complete_lesson(learner=ted, lesson=lesson, by=ted, at=timezone.now())
    return made


@pytest.fixture
def certificate(finished, ted):
    """Ted's certificate: nobody else may see it."""
    return operations.issue_certificate(
        learner=ted, course=finished.page, name="Edward Ŵyn", by=ted, at=timezone.now()
    )


@pytest.fixture
def teds_group(made, ted):
    """Ted's group, which takes the course: Grace coordinates it, Mary coaches in it."""
    cohort = Cohort.objects.create(
        name="Spring",
        start_date=timezone.localdate(),
        coordinator=UserFactory(coordinator=True, preferred_name="Grace"),
        code="ACDE-FHJK",
        made_at=timezone.now(),
    )
    CohortCourse.objects.create(cohort=cohort, course_key=made.key, course_title=made.page.title)
    CohortMember.objects.create(cohort=cohort, learner=ted, joined_at=timezone.now())
    cohort.coaches.add(UserFactory(coach=True, preferred_name="Mary"))
    return cohort


@pytest.fixture
def mary(teds_group):
    """A coach of Ted's group."""
    return teds_group.coaches.get()
