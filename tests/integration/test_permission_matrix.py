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
NOWHERE = Row(frozenset(), visitors=HIDDEN)

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
    "me/notes/": PERSONAL,
    # Learning
    "learn/<str:course>/start/": PUBLIC,
    "learn/<str:course>/finished/": PERSONAL,
    "learn/<str:course>/workbook/": PUBLIC,
    "learn/<str:course>/<str:lesson>/check/": PUBLIC,
    "learn/<str:course>/<str:lesson>/reflect/": PUBLIC,
    "learn/<str:course>/<str:lesson>/note/": PUBLIC,
    "learn/<str:course>/<str:lesson>/complete/": PERSONAL,
    "learn/<str:course>/<str:lesson>/undo/": PERSONAL,
    "certificate/<str:code>/": Row(frozenset({FINISHER}), visitors=HIDDEN),
    "certificate/<str:code>/share/": only(FINISHER, send=True),
    # Change
    "guides/<slug:slug>/tick/": PUBLIC,
    # Mentoring: one's own
    "mentoring/": PUBLIC,
    "mentoring/ask/": PERSONAL,
    "mentoring/ask/check/": PERSONAL,
    "mentoring/ask/sent/": PERSONAL,
    "mentoring/ask/withdraw/": PERSONAL,
    "mentoring/ask/<slug:slug>/": PERSONAL,
    "mentoring/offer/": PERSONAL,
    "mentoring/offer/check/": PERSONAL,
    "mentoring/offer/sent/": PERSONAL,
    "mentoring/offer/withdraw/": PERSONAL,
    "mentoring/offer/<slug:slug>/": PERSONAL,
    "mentoring/suggestion/<int:pair_id>/": only(ASKER),
    "mentoring/match/<int:mentorship_id>/": only(LEARNER),
    "mentoring/match/<int:mentorship_id>/share/": only(LEARNER, send=True),
    "mentoring/match/<int:mentorship_id>/help/": only(LEARNER),
    "mentoring/match/<int:mentorship_id>/change/": only(LEARNER),
    # Mentoring: the coach's side
    "coach/": only(COACH, OTHER_COACH),
    "coach/places/": PERSONAL,
    "coach/suggestion/<int:pair_id>/": only(OTHER_COACH),
    "coach/<int:mentorship_id>/": only(COACH),
    "coach/<int:mentorship_id>/helped/": only(COACH, send=True),
    # Mentoring: the coordinators' side
    "rounds/": only(COORDINATOR, OTHER_COORDINATOR),
    "rounds/new/": only(COORDINATOR, OTHER_COORDINATOR),
    "rounds/<int:round_id>/": only(COORDINATOR),
    "rounds/<int:round_id>/propose/": only(COORDINATOR, send=True),
    "rounds/<int:round_id>/people/": only(COORDINATOR),
    "rounds/<int:round_id>/check/": only(COORDINATOR),
    "rounds/<int:round_id>/<int:entry_id>/": only(COORDINATOR),
    "rounds/<int:round_id>/<int:entry_id>/decide/": only(COORDINATOR, send=True),
    "coordinate/people/": only(COORDINATOR, OTHER_COORDINATOR),
    "coordinate/people/mentors/<int:offer_id>/": only(COORDINATOR),
    "coordinate/people/matches/<int:mentorship_id>/settle/": only(COORDINATOR, send=True),
}

#: Addresses other people's software brings along, by their beginning.
BROUGHT_ALONG = {
    "sign-in/": PUBLIC,  # the steps of signing in
    "sign-out/": PUBLIC,
    "me/security/": PERSONAL,
    "admin/": only(*WRITERS, others=SIGN_IN),
    "documents/": NOWHERE,  # there are no documents yet; private ones are tested with their room
    "_util/": PUBLIC,  # the password of a protected page
}
#: Wagtail's pages: the last pattern of all. What they show to whom is tested in each room.
PAGES = r"^((?:[\w\-]+/)*)$"


def patterns(resolver=None, before=""):
    """Every pattern of the site as (whole route, pattern), with the patterns of included files."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from patterns(entry, route)


def row_for(route: str) -> Row | None:
    if route in TABLE:
        return TABLE[route]
    return next((row for start, row in BROUGHT_ALONG.items() if route.startswith(start)), None)


ROUTES = sorted({route for route, _pattern in patterns()} - {PAGES})
OURS = [route for route in ROUTES if route in TABLE]
THEIRS = [route for route in ROUTES if route not in TABLE]


def test_every_address_has_a_row():
    assert [route for route in ROUTES if row_for(route) is None] == []


def test_no_row_has_lost_its_address():
    assert sorted(set(TABLE) - set(ROUTES)) == []


@pytest.fixture
def world(populated_database, db):
    """The demonstration people, and the things the addresses speak of."""
    from accounts.models import User
    from courses.models import Certificate, Course, Lesson
    from guides.models import Guide
    from mentoring.models import (
        MatchingRound,
        MentorOffer,
        MentorRequest,
        Mentorship,
        ProposedPair,
        RoundEntry,
    )

    people = {role: User.objects.get(email=f"{role}@demo.example") for role in SIGNED_IN}
    course = Course.objects.get(code="C1", locale__language_code="en-gb")
    found = MatchingRound.objects.get(programme__slug="riverside")
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
    arguments = {
        "course": course.slug,
        "lesson": Lesson.objects.descendant_of(course).live().order_by("path").first().slug,
        "slug": Guide.objects.live().first().slug,
        "code": Certificate.objects.get(learner=people[FINISHER]).code,
        "pair_id": pair.pk,
        "mentorship_id": Mentorship.objects.get(learner=people[LEARNER]).pk,
        "round_id": found.pk,
        "entry_id": entry.pk,
        "offer_id": offer.pk,
    }
    return SimpleNamespace(people=people, arguments=arguments, course_key=course.translation_key, offer=offer)


#: The first question of each set of questions: `slug` means something else there.
FIRST_QUESTION = {"mentoring/ask/<slug:slug>/": "help", "mentoring/offer/<slug:slug>/": "help"}


def address(route: str, arguments: dict) -> str:
    """The route with the arguments put in."""
    if route in FIRST_QUESTION:
        arguments = {**arguments, "slug": FIRST_QUESTION[route]}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(arguments[name[1]]), route)


def made_up_address(route: str) -> str:
    """An address that a pattern of somebody else's accepts: 1 for numbers, x for words."""
    made_up = {"int": "1", "uuid": str(uuid.uuid4()), "str": "x", "slug": "x", "path": "x", "": "1"}
    plain = re.sub(r"<(?:(\w+):)?(\w+)>", lambda name: made_up.get(name[1] or "", "1"), route)
    template, names = normalize(plain)[0] if re.search(r"[\^$(\\]", plain) else (plain, [])
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
    if response.status_code in (301, 302) and "/sign-in/" in response["Location"]:
        return SIGN_IN
    return {404: HIDDEN, 403: REFUSED, 410: HIDDEN}.get(response.status_code, OPEN)


@pytest.mark.parametrize("route", OURS)
def test_each_role_is_answered_as_the_table_says(client, world, route):
    client.raise_request_exception = False
    row = TABLE[route]
    url = address(route, world.arguments)
    got = {role: answer(client, world, role, url, send=row.send) for role in EVERYBODY}
    assert got == {role: row.expected(role) for role in EVERYBODY}


@pytest.mark.parametrize("method", ["get", "post"])
def test_other_peoples_software_lets_in_nobody_else(client, world, method):
    """Below /admin/ and the like: those who may not come in never do, whatever the address."""
    client.raise_request_exception = False
    wrong = {}
    for route in THEIRS:
        row = row_for(route)
        for role in sorted(EVERYBODY - row.who):
            got = answer(client, world, role, made_up_address(route), send=method == "post")
            if got in (OPEN, BROKEN):
                wrong[route, role] = got
    assert wrong == {}


def test_nothing_of_other_peoples_software_breaks(client, world):
    client.raise_request_exception = False
    client.force_login(world.people[ADMINISTRATOR])
    broken = [
        route for route in THEIRS if answer(client, world, ADMINISTRATOR, made_up_address(route)) == BROKEN
    ]
    assert broken == []


def test_the_sign_in_of_wagtail_leads_to_ours(client, world):
    for url in ("/admin/login/", "/admin/password_reset/"):
        assert answer(client, world, VISITOR, url) == SIGN_IN
