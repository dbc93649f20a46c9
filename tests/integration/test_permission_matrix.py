"""Every address of the site times every role: who gets in, who is told to sign in, who finds nothing there.

The table below holds a row for every pattern the resolver knows. A new address without a row fails the build.
The people and things are those of the demonstration: learner@ is mentored by coach@ in the programme of
coordinator@; a mentor, coach2@, has been suggested to learner2@; learner3@ has a certificate.
"""

import re
import uuid
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from django.utils.regex_helper import normalize

VISITOR = "visitor"
LEARNER, ASKER, FINISHER = "learner", "learner2", "learner3"
COACH, OTHER_COACH = "coach", "coach2"
COORDINATOR, OTHER_COORDINATOR = "coordinator", "coordinator2"
SAFEGUARDING, EDITOR, REVIEWER, ORGANISATION = "safeguarding", "editor", "reviewer", "organisation"
ADMINISTRATOR = "admin"

SIGNED_IN = frozenset(
    {
        *(LEARNER, ASKER, FINISHER, COACH, OTHER_COACH, COORDINATOR, OTHER_COORDINATOR),
        *(SAFEGUARDING, EDITOR, REVIEWER, ORGANISATION, ADMINISTRATOR),
    }
)
EVERYBODY = SIGNED_IN | {VISITOR}
WRITERS = frozenset({EDITOR, REVIEWER, ADMINISTRATOR})

#: What an answer comes to.
OPEN, SIGN_IN, HIDDEN, REFUSED, BROKEN = (
    "open",
    "sign in first",
    "hidden (404)",
    "refused (403)",
    "BROKEN (5xx)",
)


@dataclass(frozen=True)
class Row:
    """Who gets in at one address. Anybody else is answered with `others`; a visitor signs in first."""

    who: frozenset = EVERYBODY
    others: str = HIDDEN
    visitors: str = SIGN_IN
    send: bool = False  # the address takes forms only: ask it with POST

    def expected(self, role: str) -> str:
        if role in self.who:
            return OPEN
        return self.visitors if role == VISITOR else self.others


def only(*roles: str, others: str = HIDDEN, send: bool = False) -> Row:
    return Row(frozenset(roles), others=others, send=send)


PUBLIC = Row()
PERSONAL = Row(SIGNED_IN)
PAIR = only(LEARNER, COACH)
NOWHERE = Row(frozenset(), visitors=HIDDEN)
NOT_ENDED = Row(frozenset())  # the mentorship of the table runs

TABLE: dict[str, Row] = {
    # For machines
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "robots.txt": PUBLIC,
    "sitemap.xml": PUBLIC,
    # Pages and search
    "search/": PUBLIC,
    "styleguide/": only(*WRITERS, others=REFUSED),
    # Getting in and out
    "sign-in/": PUBLIC,
    "join/": PUBLIC,
    # People
    "me/": PERSONAL,
    "me/details/": PERSONAL,
    "me/password/": PERSONAL,
    "me/record/": PERSONAL,
    "me/record/learning-record.json": PERSONAL,
    "me/record/learning-statements.json": PERSONAL,
    "me/notes/": PERSONAL,
    "me/helper/": PERSONAL,
    "me/reminders/": PERSONAL,
    "me/confidence/": PERSONAL,
    "me/confidence/<course_key>/": only(LEARNER, FINISHER),
    "me/journal/": PERSONAL,
    "me/kept-words/": PERSONAL,
    "me/journal/<reflection_id>/": only(LEARNER),
    "me/journal/<reflection_id>/share/": only(LEARNER, send=True),
    "me/journal/<reflection_id>/unshare/": only(LEARNER, send=True),
    "shared-with-me/": PERSONAL,
    "shared-with-me/<reflection_id>/": only(COACH),
    "helping/": PERSONAL,
    "helping/stop/": Row(SIGNED_IN, send=True),
    "helping/asked/<asked_token>/": only(ASKER),
    "helping/<supporter_id>/": only(FINISHER),
    "helping/<supporter_id>/start/": only(FINISHER, send=True),
    "helping/<supporter_id>/end/": only(LEARNER, FINISHER, send=True),
    "reminders/stop/<stop_token>/": PUBLIC,
    # Learning
    "learn/<course>/start/": PUBLIC,
    "learn/<course>/finished/": PERSONAL,
    "learn/<course>/workbook/": PUBLIC,
    "learn/<course>/workbook/pdf/": PUBLIC,
    "l/<short>/": PUBLIC,
    "learn/<course>/invite/": only(COORDINATOR, OTHER_COORDINATOR, ADMINISTRATOR),
    "learn/<course>/invite/<asked_id>/": only(COORDINATOR, send=True),
    "invitation/<course_link>/": PUBLIC,
    "learn/<course>/<lesson>/check/": PUBLIC,
    "learn/<course>/<lesson>/quiz/": PUBLIC,
    "learn/<course>/<lesson>/sure/": PUBLIC,
    "learn/<course>/<lesson>/reflect/": PUBLIC,
    "learn/<course>/<lesson>/note/": PUBLIC,
    "learn/<course>/<lesson>/place/": Row(send=True),
    "learn/<course>/<lesson>/complete/": PERSONAL,
    "learn/<course>/<lesson>/undo/": PERSONAL,
    "learn/<course>/<lesson>/paper/": PERSONAL,
    "learn/<course>/<lesson>/hand-in/": PUBLIC,
    "learn/<course>/<lesson>/why/": PERSONAL,
    "learn/<course>/<lesson>/people/<learner_id>/": only(COORDINATOR, COACH, ADMINISTRATOR),
    "handed-in/<work_id>/": only(LEARNER, COORDINATOR, COACH),
    "certificate/<code>/": Row(frozenset({FINISHER}), visitors=HIDDEN),
    "certificate/<code>/share/": only(FINISHER, send=True),
    "certificate/<code>/pdf/": only(FINISHER),
    "certificate/<code>/badge.<kind>": only(FINISHER),
    "certificate/<code>/take-back/": only(ADMINISTRATOR),
    # For software that checks badges
    "credentials/issuer/": PUBLIC,
    "credentials/keys/": PUBLIC,
    "credentials/keys/<kid>/": PUBLIC,
    "credentials/achievements/<course_key>/": PUBLIC,
    "credentials/status/<badge_key>/": PUBLIC,
    "me/learning/<enrolment_id>/": only(LEARNER),
    # Groups: for learners
    "groups/join/": PERSONAL,
    "groups/invitation/<link>/": PUBLIC,
    "groups/mine/": PERSONAL,
    "groups/mine/<cohort_id>/": only(LEARNER),
    "groups/mine/<cohort_id>/help/": only(LEARNER),
    "groups/mine/<cohort_id>/leave/": only(LEARNER),
    # Groups: for who runs them, and to read for their coaches
    "groups/": only(COORDINATOR, OTHER_COORDINATOR, ADMINISTRATOR),
    "groups/new/": only(COORDINATOR, OTHER_COORDINATOR, ADMINISTRATOR),
    "groups/<cohort_id>/": only(COORDINATOR, COACH, ADMINISTRATOR),
    "groups/<cohort_id>/change/": only(COORDINATOR, ADMINISTRATOR),
    "groups/<cohort_id>/open/": only(COORDINATOR, ADMINISTRATOR, send=True),
    "groups/<cohort_id>/lessons/": only(COORDINATOR, COACH, ADMINISTRATOR),
    "groups/<cohort_id>/download/<ending>/": only(COORDINATOR, COACH, ADMINISTRATOR),
    "groups/<cohort_id>/people/": only(COORDINATOR, COACH, ADMINISTRATOR),
    "groups/<cohort_id>/people/<member_id>/": only(COORDINATOR, COACH, ADMINISTRATOR, send=True),
    "groups/<cohort_id>/add/": only(COORDINATOR, ADMINISTRATOR),
    "groups/<cohort_id>/add/<other_id>/": only(COORDINATOR, ADMINISTRATOR),
    "groups/<cohort_id>/lists/<list_id>/": only(COORDINATOR, ADMINISTRATOR),
    "groups/<cohort_id>/invitations/<invitation_id>/": only(COORDINATOR, ADMINISTRATOR, send=True),
    # Change
    "guides/<slug>/tick/": PUBLIC,
    # Mentoring: one's own
    "mentoring/": PUBLIC,
    "mentoring/ask/": PERSONAL,
    "mentoring/ask/check/": PERSONAL,
    "mentoring/ask/sent/": PERSONAL,
    "mentoring/ask/withdraw/": PERSONAL,
    "mentoring/ask/<slug>/": PERSONAL,
    "mentoring/offer/": PERSONAL,
    "mentoring/offer/check/": PERSONAL,
    "mentoring/offer/sent/": PERSONAL,
    "mentoring/offer/withdraw/": PERSONAL,
    "mentoring/offer/<slug>/": PERSONAL,
    "mentoring/lived-experience/": PERSONAL,
    "mentoring/lived-experience/take-back/": PERSONAL,
    "mentoring/interests/": PERSONAL,
    "mentoring/talks/": PUBLIC,
    "mentoring/suggestion/<pair_id>/": only(ASKER),
    "mentoring/move/<swap_id>/": only(ASKER, LEARNER, COACH, OTHER_COACH),
    "mentoring/match/<mentorship_id>/": only(LEARNER),
    "mentoring/match/<mentorship_id>/share/": only(LEARNER, send=True),
    "mentoring/match/<mentorship_id>/help/": only(LEARNER),
    "mentoring/match/<mentorship_id>/change/": only(LEARNER),
    "mentoring/match/<mentorship_id>/agreement/": PAIR,
    "mentoring/match/<mentorship_id>/agreement/fill/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/new/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/met/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/<meeting_id>/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/<meeting_id>/times/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/<meeting_id>/change/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/<meeting_id>/calendar/": PAIR,
    "mentoring/match/<mentorship_id>/meetings/<meeting_id>/note/": PAIR,
    "mentoring/match/<mentorship_id>/goals/": PAIR,
    "mentoring/match/<mentorship_id>/goals/new/": PAIR,
    "mentoring/match/<mentorship_id>/goals/<goal_id>/": PAIR,
    "mentoring/match/<mentorship_id>/steps/<action_id>/": only(LEARNER, COACH, send=True),
    "mentoring/match/<mentorship_id>/messages/": PAIR,
    "mentoring/match/<mentorship_id>/messages/<message_id>/report/": only(COACH),
    "mentoring/match/<mentorship_id>/notes/": PAIR,
    # Mentoring: the coach's side
    "coach/notes/": only(COACH, OTHER_COACH, COORDINATOR, OTHER_COORDINATOR),
    "coach/notes/<note_id>/": only(COACH, COORDINATOR),
    "coach/": only(COACH, OTHER_COACH),
    "coach/places/": PERSONAL,
    "coach/suggestion/<pair_id>/": only(OTHER_COACH),
    "coach/<mentorship_id>/": only(COACH),
    "coach/<mentorship_id>/helped/": only(COACH, send=True),
    # Mentoring: support and endings
    "mentoring/match/<mentorship_id>/pause/": only(LEARNER, COACH),
    "mentoring/match/<mentorship_id>/end/": only(LEARNER, COACH),
    "mentoring/ended/<mentorship_id>/": NOT_ENDED,
    "mentoring/ended/<mentorship_id>/kept/": NOT_ENDED,
    "mentoring/waiting/": PERSONAL,
    "mentoring/waiting/group/": Row(SIGNED_IN, send=True),
    # Mentoring: small groups with one mentor
    "mentoring/circles/<circle_id>/": only(ASKER),
    "mentoring/circles/<circle_id>/<circle_meeting_id>/calendar/": only(ASKER, COACH),
    "coach/circles/<circle_id>/": only(COACH),
    "coach/circles/<circle_id>/new/": only(COACH),
    "coach/circles/<circle_id>/<circle_meeting_id>/": only(COACH),
    "coordinate/circles/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/circles/new/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/circles/<circle_id>/": only(COORDINATOR),
    "mentoring/check-ins/": PERSONAL,
    "mentoring/check-ins/<check_in_id>/": only(LEARNER),
    "coach/supervision/": only(COACH, OTHER_COACH),
    "coach/supervision/<supervision_id>/remove/": only(COACH, send=True),
    "coach/thank-you/": only(COACH, OTHER_COACH),
    "coordinate/support/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/support/rules/<programme_slug>/": only(COORDINATOR),
    "coordinate/support/<mentorship_id>/": only(COORDINATOR),
    "coordinate/support/<mentorship_id>/another/": only(COORDINATOR, send=True),
    "coordinate/support/<mentorship_id>/<check_in_id>/": only(COORDINATOR, send=True),
    # Mentoring: being worried about somebody
    "worried/": PUBLIC,
    "worried/sent/": PUBLIC,
    "concerns/": only(SAFEGUARDING),
    "concerns/export/": only(SAFEGUARDING, send=True),
    "concerns/<concern_id>/": only(SAFEGUARDING),
    # Mentoring: the coordinators' side
    "rounds/": only(COORDINATOR, OTHER_COORDINATOR),
    "rounds/new/": only(COORDINATOR, OTHER_COORDINATOR),
    "rounds/<round_id>/": only(COORDINATOR),
    "rounds/<round_id>/propose/": only(COORDINATOR, send=True),
    "rounds/<round_id>/people/": only(COORDINATOR),
    "rounds/<round_id>/check/": only(COORDINATOR),
    "rounds/<round_id>/weights/": only(COORDINATOR),
    "rounds/<round_id>/undo/": only(COORDINATOR, send=True),
    "rounds/<round_id>/<entry_id>/": only(COORDINATOR),
    "rounds/<round_id>/<entry_id>/decide/": only(COORDINATOR, send=True),
    "rounds/<round_id>/<entry_id>/move/": Row(frozenset(), send=True),  # asks for rows that are not sent here
    "coordinate/agreements/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/agreements/<mentorship_id>/": only(COORDINATOR),
    "coordinate/reports/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/reports/<message_id>/": only(COORDINATOR),
    "coordinate/numbers/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/numbers/people/<which>/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/numbers/download/<ending>/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/numbers/standards/<standard>/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/people/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/phone/<person_id>/": only(COORDINATOR),
    "coordinate/phone/<asker_id>/answers/asking/": only(COORDINATOR),
    "coordinate/phone/<offerer_id>/answers/offering/": only(COORDINATOR),
    "coordinate/phone/<person_id>/with/<mentorship_id>/": only(COORDINATOR),
    "coordinate/people/mentors/<offer_id>/": only(COORDINATOR),
    "coordinate/people/mentors/<offer_id>/checks/": only(COORDINATOR),
    "coordinate/people/mentors/<offer_id>/wishes/": only(COORDINATOR),
    "coordinate/asked/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/asked/conditions/<condition_id>/": only(COORDINATOR, send=True),
    "coordinate/asked/ties/<declaration_id>/": only(COORDINATOR, send=True),
    "coordinate/paper/asking/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/paper/asking/print/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/paper/offering/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/paper/offering/print/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/people/matches/<mentorship_id>/settle/": only(COORDINATOR, send=True),
}

#: Addresses other people's software brings along, by their beginning.
BROUGHT_ALONG = {
    "sign-in/": PUBLIC,  # the steps of signing in
    "sign-out/": PUBLIC,
    "me/security/": PERSONAL,
    "admin/sprite/": PUBLIC,  # icons
    "admin/jsi18n/": PUBLIC,  # words for scripts
    "admin/": only(*WRITERS, others=SIGN_IN),
    "documents/": NOWHERE,  # there are no documents yet; private ones are tested with their room
    "_util/": PUBLIC,  # the password of a protected page
}
#: Wagtail's way to try out the error page, for administrators.
BREAKS_ON_PURPOSE = "admin/failwhale/"
#: Wagtail's pages: the last pattern of all. What they show to whom is tested in each room.
PAGES = r"^((?:[\w\-]+/)*)$"


def patterns(resolver=None, before=""):
    """The whole route of every pattern of the site, those of included files too."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from patterns(entry, route)


def plain(route: str) -> str:
    """The route as the table writes it: without the kinds of its arguments."""
    return re.sub(r"(?<!\?P)<\w+:(\w+)>", r"<\1>", route)


def row_for(route: str) -> Row | None:
    if plain(route) in TABLE:
        return TABLE[plain(route)]
    return next((row for start, row in BROUGHT_ALONG.items() if route.startswith(start)), None)


ROUTES = sorted(set(patterns()) - {PAGES})
THEIRS = [route for route in ROUTES if plain(route) not in TABLE]


def test_every_address_has_a_row():
    assert [route for route in ROUTES if row_for(route) is None] == []


def test_no_row_has_lost_its_address():
    assert sorted(set(TABLE) - {plain(route) for route in ROUTES}) == []


def work_of(learner, course):
    """Work with a file that the learner handed in."""
    from django.core.files.base import ContentFile

    from courses.models import Lesson, LessonVisit, Work

    now, lesson = timezone.now(), Lesson.objects.descendant_of(course).live().order_by("path").first()
    place = {"learner": learner, "lesson_key": lesson.translation_key}
    LessonVisit.objects.get_or_create(
        **place, defaults={"course_key": course.translation_key, "first_at": now, "last_at": now}
    )
    file = ContentFile(b"My plan", name="plan.txt")
    return Work.objects.create(**place, file=file, file_name="plan.txt", created_at=now, updated_at=now)


@pytest.fixture
def world(populated_database, db, monkeypatch):
    """The demonstration people, and the things the addresses speak of."""
    from accounts.models import User
    from courses.models import Certificate, Course, Lesson
    from guides.models import Guide
    from mentoring.models import (
        CheckIn,
        Concern,
        Condition,
        Declaration,
        MatchingRound,
        MentorOffer,
        MentorRequest,
        Mentorship,
        ProposedPair,
        RoundEntry,
        Supervision,
        SupervisionNote,
        Swap,
        Term,
    )

    monkeypatch.setattr("courses.pdf.draw", lambda template, context: b"%PDF-")  # who may, not how it looks
    people = {role: User.objects.get(email=f"{role}@demo.example") for role in SIGNED_IN}
    course = Course.objects.get(code="C1", locale__language_code="en-gb")
    found = MatchingRound.objects.get(name="Winter round")
    asked = MentorRequest.objects.get(learner=people[ASKER])
    offer = MentorOffer.objects.get(coach=people[OTHER_COACH])
    entry, _ = RoundEntry.objects.get_or_create(round=found, request=asked)
    now = timezone.now()
    pair = ProposedPair.objects.create(
        entry=entry, offer=offer, total=50, parts={}, reasons_for=[], reasons_against=[],
        state=ProposedPair.State.OFFERED, offered_at=now,
    )  # fmt: skip
    MentorRequest.objects.filter(pk=asked.pk).update(state=MentorRequest.State.OFFERED)
    MatchingRound.objects.filter(pk=found.pk).update(state=MatchingRound.State.REVIEWING, proposed_at=now)
    mentorship = Mentorship.objects.get(learner=people[LEARNER])
    check_in = CheckIn.objects.create(
        mentorship=mentorship, person=people[LEARNER], number=99, asked_at=now, answered_at=now, going=1
    )
    supervision = Supervision.objects.create(
        coach=people[COACH], on_date=now.date(), with_whom="Nasreen", recorded_at=now
    )
    meeting = mentorship.meetings.get(state="confirmed", starts_at__gt=now)
    message = mentorship.messages.filter(author=people[LEARNER]).first()
    message.reported_at = now
    message.save()
    note = SupervisionNote.objects.create(
        coach=people[COACH], supervisor=people[COORDINATOR], text="x", made_at=now, updated_at=now
    )
    arguments = {
        "course": course.slug,
        "lesson": Lesson.objects.descendant_of(course).live().order_by("path").first().slug,
        "slug": Guide.objects.live().first().slug,
        "code": Certificate.objects.get(learner=people[FINISHER]).code,
        "pair_id": pair.pk,
        "mentorship_id": mentorship.pk,
        "meeting_id": meeting.pk,
        "message_id": message.pk,
        "goal_id": mentorship.goals.first().pk,
        "action_id": mentorship.actions.first().pk,
        "note_id": note.pk,
        "round_id": found.pk,
        "programme_slug": found.programme.slug,
        "entry_id": entry.pk,
        "offer_id": offer.pk,
        **recognition_arguments(people, course),
        "learner_id": people[LEARNER].pk,
        "work_id": work_of(people[LEARNER], course).pk,
        **group_arguments(people),
        **circle_arguments(people),
        **arguments_of_people(people, course),
        "condition_id": Condition.objects.create(
            request=asked, term=Term.objects.get(kind="condition", key="a-woman"), asked_at=now
        ).pk,
        "declaration_id": Declaration.objects.create(
            person=people[ASKER], kind="relative", words="x", made_at=now
        ).pk,
        "concern_id": Concern.objects.create(words="I am worried.", made_at=now).pk,
        "check_in_id": check_in.pk,
        "supervision_id": supervision.pk,
        "swap_id": Swap.objects.create(
            round=found, mentorship=mentorship, newcomer=entry, to_offer=offer, asked_at=now,
            from_offer=MentorOffer.objects.get(coach=people[COACH]),
        ).pk,
        "person_id": people[LEARNER].pk,
        "asker_id": people[ASKER].pk,
        "offerer_id": people[OTHER_COACH].pk,
        "which": "waiting",
        "standard": "purpose",
    }  # fmt: skip
    return SimpleNamespace(people=people, arguments=arguments, course_key=course.translation_key, offer=offer)


def arguments_of_people(people, course) -> dict:
    """The learner has a helper, has asked somebody else, and shows an entry of their journal to the coach."""
    from accounts.models import OutboxMessage
    from courses import operations
    from courses.models import Reflection

    learner, now = people[LEARNER], timezone.now()
    act = {"learner": learner, "by": learner, "at": now}
    helper = operations.name_helper(email=people[FINISHER].email, course_keys=[], **act)
    operations.accept_support(supporter=helper, by=people[FINISHER], at=now)
    asked = operations.name_helper(email=people[ASKER].email, course_keys=[], **act)
    key = uuid.uuid4()
    operations.save_entry(entry_key=key, text="My own words", version=0, **act)
    entry = Reflection.objects.get(prompt_key=key)
    operations.share_entry(entry_id=entry.pk, reader_id=people[COACH].pk, **act)
    mail = OutboxMessage.objects.get(key=f"helper_asked:{asked.pk}")
    return {
        "supporter_id": helper.pk,
        "asked_token": mail.context["token"],
        "reflection_id": entry.pk,
        "course_key": course.translation_key,
        "stop_token": operations.stop_token(learner_id=learner.pk),
    }


def recognition_arguments(people, course) -> dict:
    """What badges and short addresses are called by."""
    from courses.models import Lesson
    from courses.queries import published_keys
    from courses.short_addresses import short_code

    lesson = Lesson.objects.descendant_of(course).live().order_by("path").first()
    return {
        "short": short_code(lesson.translation_key),
        "kind": "jwt",
        "kid": published_keys()[0]["kid"],
        "course_key": course.translation_key,
        "badge_key": people[FINISHER].certificates.get().key,
    }


def group_arguments(people) -> dict:
    """The group of the demonstration, another of its coordinator, and a list and an invitation to look at."""
    from courses.models import Cohort, CohortMember
    from tests.factories.cohorts import CohortMemberFactory, CourseInvitationFactory, InvitationFactory

    group = Cohort.objects.get(coordinator=people[COORDINATOR])
    other = CohortMemberFactory(cohort__coordinator=people[COORDINATOR], learner=people[FINISHER]).cohort
    member = CohortMember.objects.get(cohort=group, learner=people[LEARNER])
    key = group.courses.first().course_key
    asked = CourseInvitationFactory(course_key=key, token="another-link", invited_by=people[COORDINATOR])
    return {
        "asked_id": asked.pk,
        "course_link": "another-link",
        "cohort_id": group.pk,
        "other_id": other.pk,
        "member_id": member.pk,
        "list_id": group.lists.create(made_at=timezone.now()).pk,
        "invitation_id": InvitationFactory(cohort=group, token="a-link").pk,
        "link": "a-link",
        "ending": "csv",
        "enrolment_id": people[LEARNER].enrolments.first().pk,
    }


def circle_arguments(people) -> dict:
    """The small group of the demonstration: coach@ leads it, learner2@ is in it."""
    from mentoring.models import Circle

    circle = Circle.objects.get(offer__coach=people[COACH])
    return {"circle_id": circle.pk, "circle_meeting_id": circle.meetings.last().pk}


#: The first question of each set of questions: `slug` means something else there.
FIRST_QUESTION = {"mentoring/ask/<slug>/": "help", "mentoring/offer/<slug>/": "help"}


def address(route: str, arguments: dict) -> str:
    """The route with the arguments put in."""
    if route in FIRST_QUESTION:
        arguments = {**arguments, "slug": FIRST_QUESTION[route]}
    return "/" + re.sub(r"<(\w+)>", lambda name: str(arguments[name[1]]), route)


def made_up_address(route: str) -> str:
    """An address that a pattern of somebody else's accepts: 1 for numbers and words alike."""
    made_up = re.sub(
        r"(?<!\?P)<(?:(\w+):)?\w+>", lambda kind: str(uuid.uuid4()) if kind[1] == "uuid" else "1", route
    )
    template, names = normalize(made_up.replace("^", "").replace(".*", "x").replace("\\Z", ""))[0]
    return "/" + template % dict.fromkeys(names, "1")


def answer(client, world, role, url, *, send=False) -> str:
    """What one role gets at one address; whatever a form did is undone."""
    client.logout()
    if role != VISITOR:
        client.force_login(world.people[role])
    form = {"course": str(world.course_key), "do": "aside", "offer": world.offer.pk}
    with transaction.atomic():
        response = client.post(url, form) if send else client.get(url)
        transaction.set_rollback(True)
    if response.status_code >= 500:
        return BROKEN
    if response.status_code in (301, 302) and re.search("/sign-in/|/admin/login/", response["Location"]):
        return SIGN_IN
    return {404: HIDDEN, 403: REFUSED, 410: HIDDEN}.get(response.status_code, OPEN)


@pytest.mark.parametrize("route", TABLE)
def test_each_role_is_answered_as_the_table_says(client, world, route):
    client.raise_request_exception = False
    row = TABLE[route]
    url = address(route, world.arguments)
    got = {role: answer(client, world, role, url, send=row.send) for role in EVERYBODY}
    assert got == {role: row.expected(role) for role in EVERYBODY}


@pytest.mark.parametrize("role", sorted(EVERYBODY - WRITERS))
def test_other_peoples_software_lets_in_nobody_else(client, world, role):
    """Below /admin/ and the like: those who may not come in never do, whatever the address."""
    client.raise_request_exception = False
    routes = [route for route in THEIRS if role not in row_for(route).who]
    answers = {route: answer(client, world, role, made_up_address(route)) for route in routes}
    assert {route: got for route, got in answers.items() if got in (OPEN, BROKEN)} == {}


def test_other_peoples_software_takes_no_form_of_a_learner(client, world):
    client.raise_request_exception = False
    routes = [route for route in THEIRS if LEARNER not in row_for(route).who]
    answers = {route: answer(client, world, LEARNER, made_up_address(route), send=True) for route in routes}
    assert {route: got for route, got in answers.items() if got in (OPEN, BROKEN)} == {}


def test_nothing_of_other_peoples_software_breaks(client, world):
    client.raise_request_exception = False
    answers = {route: answer(client, world, ADMINISTRATOR, made_up_address(route)) for route in THEIRS}
    assert [route for route, got in answers.items() if got == BROKEN] == [BREAKS_ON_PURPOSE]


def test_the_sign_in_of_wagtail_leads_to_ours(client, world):
    for url in ("/admin/login/", "/admin/password_reset/"):
        assert answer(client, world, VISITOR, url) == SIGN_IN


@pytest.mark.parametrize("role", [LEARNER, COACH, COORDINATOR])
def test_nobody_is_sent_in_circles_from_the_admin(client, world, role):
    client.force_login(world.people[role])
    assert client.get("/admin/", follow=True).status_code == 403
