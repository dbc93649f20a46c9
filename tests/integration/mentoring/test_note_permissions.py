"""Three kinds of notes, five actions, and everybody who might try: who may."""

import pytest
from django.utils import timezone

from mentoring.models import MyNote, OurNote, SupervisionNote
from mentoring.permissions import NoteAction, may_use_note
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MeetingFactory, MentorshipFactory

pytestmark = pytest.mark.django_db

READ, WRITE, CHANGE, DELETE, SHOW = NoteAction
OWN = {READ, WRITE, CHANGE, DELETE}
BOTH = {READ, WRITE, CHANGE}

#: Kind of note → who → what they may. Anybody not named may nothing.
MATRIX = {
    "my note of the learner": {"learner": OWN},
    "my note of the coach": {"coach": OWN},
    "our note": {"learner": BOTH, "coach": BOTH},
    "supervision note": {"coach": OWN | {SHOW}},
    "supervision note that is shown": {"coach": OWN | {SHOW}, "coordinator": {READ}},
    "my note of a former learner": {"learner": {READ}},
    "my note of a former coach": {},
    "our note of a former pair": {"learner": {READ}},
    "my note of a stopped coach": {},
    "our note of a stopped pair": {"learner": BOTH},
}
PEOPLE = (
    "learner",
    "coach",
    "other learner",
    "other coach",
    "former coach",
    "coordinator",
    "other coordinator",
    "safeguarding lead",
    "editor",
    "administrator",
    "superuser",
    "visitor",
)


@pytest.fixture
def people(coordinator):
    from django.contrib.auth.models import AnonymousUser

    return {
        "learner": UserFactory(),
        "coach": UserFactory(coach=True),
        "other learner": UserFactory(),
        "other coach": UserFactory(coach=True),
        "former coach": UserFactory(coach=True),
        "coordinator": coordinator,
        "other coordinator": UserFactory(coordinator=True),
        "safeguarding lead": UserFactory(safeguarding_lead=True),
        "editor": UserFactory(editor=True),
        "administrator": UserFactory(administrator=True),
        "superuser": UserFactory(is_superuser=True, is_staff=True),
        "visitor": AnonymousUser(),
    }


@pytest.fixture
def notes(people, programme):
    now = timezone.now()
    when = {"text": "x", "made_at": now, "updated_at": now}

    def pair(coach, **stopped):
        return MentorshipFactory(
            active=True, learner=people["learner"], coach=people[coach], programme=programme, **stopped
        )

    former = pair("former coach", ended_at=now)
    stopped = MentorshipFactory(
        active=True, learner=people["learner"], coach=people["coach"], suspended_at=now
    )
    running = pair("coach")

    def mine(who, mentorship):
        return MyNote.objects.create(author=people[who], mentorship=mentorship, **when)

    def ours(mentorship):
        return OurNote.objects.create(meeting=MeetingFactory(mentorship=mentorship, past=True), **when)

    return {
        "my note of the learner": mine("learner", running),
        "my note of the coach": mine("coach", running),
        "our note": ours(running),
        "supervision note": SupervisionNote.objects.create(coach=people["coach"], **when),
        "supervision note that is shown": SupervisionNote.objects.create(
            coach=people["coach"], supervisor=people["coordinator"], **when
        ),
        "my note of a former learner": mine("learner", former),
        "my note of a former coach": mine("former coach", former),
        "our note of a former pair": ours(former),
        "my note of a stopped coach": mine("coach", stopped),
        "our note of a stopped pair": ours(stopped),
    }


@pytest.mark.parametrize("kind", MATRIX)
def test_everybody_may_what_the_table_says(kind, notes, people):
    got = {
        who: {action for action in NoteAction if may_use_note(people[who], notes[kind], action)}
        for who in PEOPLE
    }
    assert got == {who: MATRIX[kind].get(who, set()) for who in PEOPLE}


def test_a_coordinator_who_loses_the_role_reads_no_note_that_is_shown_to_them(notes, people):
    people["coordinator"].groups.clear()
    people["coordinator"].__dict__.pop("roles", None)
    assert not may_use_note(people["coordinator"], notes["supervision note that is shown"], READ)


def test_a_no_says_why(notes, people):
    answer = may_use_note(people["learner"], notes["our note"], DELETE)
    assert answer.why == "A note that belongs to both stays with both."
