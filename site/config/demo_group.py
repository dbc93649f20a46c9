"""The demonstration group: twelve people who take two courses together, each at another place."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model

from accounts.models import Organisation
from courses.models import Course
from courses.operations import (
    ask_group_for_help,
    complete_lesson,
    invite,
    join_by_code,
    make_cohort,
    pause_course,
    see_part,
)

#: Those who are where their mentoring has them: the first part of their address.
AS_THEY_ARE = ("learner", "idris", "maureen", "surinder")
#: The others: lessons done, whether the next one is opened, and days since they did something.
OTHERS = {
    "bronwen": (5, True, 2),
    "dev": (3, True, 24),
    "joan": (0, False, 0),
    "kofi": (8, False, 6),
    "lena": (0, True, 26),
    "owen": (2, True, 1),
    "ruth": (1, False, 12),
    "vera": (4, True, 9),
}
NEEDS_HELP, HAS_A_BREAK = "owen", "vera"


def make_group(address, lessons_of, *, at):
    """coordinator@ runs it and coach@ is its coach.

    `address` makes the e-mail address of "owen", `lessons_of` lists the lessons of a course in order.
    """
    pages = [Course.objects.get(code=code, locale__language_code="en-gb") for code in ("C1", "C2")]
    people = {
        local: get_user_model().objects.get(email=address(local))
        for local in ("coordinator", "coach", *AS_THEY_ARE, *OTHERS)
    }
    coordinator, begun = people["coordinator"], at - timedelta(days=28)
    group = make_cohort(
        name="Riverside patient leaders",
        organisation=Organisation.objects.filter(name="Mill Lane Surgery").first(),
        start_date=begun.date(),
        coordinator=coordinator,
        coaches=[people["coach"]],
        courses={page.translation_key: page.title for page in pages},
        form_key=uuid4(),
        by=coordinator,
        at=begun,
    )
    members = {
        local: join_by_code(code=group.code, learner=people[local], by=people[local], at=begun)
        for local in (*AS_THEY_ARE, *OTHERS)
    }
    for local, (done, is_opened, days) in OTHERS.items():
        learn(people[local], lessons_of(pages[0]), done, is_opened, at=at - timedelta(days=days))
    ask_group_for_help(member=members[NEEDS_HELP], by=people[NEEDS_HELP], at=at - timedelta(days=1))
    for enrolment in people[HAS_A_BREAK].enrolments.all():
        pause_course(enrolment=enrolment, by=people[HAS_A_BREAK], at=at - timedelta(days=3))
    invite(cohort=group, people=[("Glenys R.", address("glenys"))], by=coordinator, at=at - timedelta(days=2))


def learn(learner, lessons, done, is_opened, *, at):
    """Finish the first lessons until `at`, and perhaps open the next one then."""
    for number, lesson in enumerate(lessons[:done]):
        earlier = timedelta(minutes=30 * (done - number))
        complete_lesson(learner=learner, lesson=lesson, by=learner, at=at - earlier)
    if is_opened:
        see_part(learner=learner, lesson=lessons[done], part=1, at=at)
