"""Groups of learners for tests: `make_group(courses=[made], people=3)` gives a whole one."""

from datetime import date, timedelta
from uuid import uuid4

import factory
from django.utils import timezone

from accounts.models import User
from courses.models import (
    Cohort,
    CohortCourse,
    CohortMember,
    Completion,
    Enrolment,
    Invitation,
    LessonVisit,
)
from courses.operations import fingerprint_of
from tests.factories.accounts import UserFactory


class CohortFactory(factory.django.DjangoModelFactory):
    """An open group of a coordinator of its own; the trait `closed` takes nobody new."""

    name = factory.Sequence(lambda number: f"Rushford group {number}")
    start_date = date(2027, 3, 1)
    coordinator = factory.LazyFunction(lambda: UserFactory(coordinator=True, preferred_name="Nasreen K."))
    code = factory.Sequence(
        lambda number: f"ACDE-{'ACDEFHJKMN'[number // 10 % 10]}{'ACDEFHJKMN'[number % 10]}RT"
    )
    made_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Cohort

    class Params:
        closed = factory.Trait(is_open=False)


class CohortMemberFactory(factory.django.DjangoModelFactory):
    cohort = factory.SubFactory(CohortFactory)
    learner = factory.SubFactory(UserFactory)
    joined_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = CohortMember


class InvitationFactory(factory.django.DjangoModelFactory):
    """`InvitationFactory(cohort=group, token="abc")`: the link of it ends in "abc"."""

    cohort = factory.SubFactory(CohortFactory)
    email = factory.Sequence(lambda number: f"invited{number}@example.org")
    fingerprint = factory.LazyAttribute(lambda row: fingerprint_of(row.token))
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    class Meta:
        model = Invitation
        exclude = ["token"]


class CourseInvitationFactory(InvitationFactory):
    """An invitation to one course: `…(course_key=made.key, invited_by=grace)`."""

    cohort = None
    course_key = factory.LazyFunction(uuid4)
    course_title = "A course"
    invited_by = factory.SubFactory(UserFactory, coordinator=True)


def make_group(*, courses, people=0, **group) -> Cohort:
    """A group that takes these courses (each a MadeCourse), with so many new members enrolled in them."""
    cohort = CohortFactory(**group)
    for order, made in enumerate(courses):
        CohortCourse.objects.create(
            cohort=cohort, course_key=made.key, course_title=made.page.title, order=order
        )
    for _number in range(people):
        add_member(cohort, UserFactory())
    return cohort


def add_member(cohort, learner) -> CohortMember:
    """Make somebody a member who started the courses of the group."""
    for course in cohort.courses.all():
        Enrolment.objects.get_or_create(
            learner=learner,
            course_key=course.course_key,
            defaults={"course_title": course.course_title, "started_at": timezone.now()},
        )
    return CohortMemberFactory(cohort=cohort, learner=learner)


def fill_group(group, courses, people: int) -> None:
    """So many members in bulk, each with half of the lessons of each course finished and one more opened."""
    now = timezone.now()
    learners = User.objects.bulk_create(
        User(email=f"{group.pk}-{number}@example.org", preferred_name=f"Person {number}")
        for number in range(people)
    )
    CohortMember.objects.bulk_create(
        CohortMember(cohort=group, learner=learner, joined_at=now) for learner in learners
    )
    for made in courses:
        course = {"course_key": made.key}
        half = len(made.lessons) // 2
        Enrolment.objects.bulk_create(
            Enrolment(learner=learner, course_title="x", started_at=now, **course) for learner in learners
        )
        Completion.objects.bulk_create(
            Completion(
                learner=learner,
                lesson_key=lesson.translation_key,
                lesson_title="x",
                completed_at=now,
                language="en-gb",
                **course,
            )
            for learner in learners
            for lesson in made.lessons[:half]
        )
        LessonVisit.objects.bulk_create(
            LessonVisit(
                learner=learner,
                lesson_key=lesson.translation_key,
                lesson_title="x",
                first_at=now,
                last_at=now,
                **course,
            )
            for learner in learners
            for lesson in made.lessons[: half + 1]
        )
