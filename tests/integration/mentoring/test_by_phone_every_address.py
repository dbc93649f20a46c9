"""Every address at which a learner or a mentor sends something: how it is done by phone, or why it is not.

A new address of theirs without a row here fails. `mentoring/README.md` says the same in short.
"""

import inspect
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from mentoring import operations, urls
from mentoring.forms import ASK_EXTRAS, ASK_STEPS, OFFER_EXTRAS, OFFER_STEPS
from mentoring.models import CheckIn, Supervision, Swap, Wish
from tests.factories.mentoring import (
    AgreementTextFactory,
    CircleFactory,
    CircleMeetingFactory,
    CircleMemberFactory,
    GoalFactory,
    MeetingFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProposedPairFactory,
    RoundEntryFactory,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Row:
    """`keys` are what the phone pages' forms send as "do", numbers left out; `page` is another page of a
    coordinator, to which the phone page leads; `stays` is why it, or a part of it, stays with the person."""

    keys: tuple[str, ...] = ()
    page: str = ""
    stays: str = ""


def by_phone(*keys, stays=""):
    return Row(keys=keys, stays=stays)


def on(page, *keys):
    return Row(keys=keys, page=page)


def stays(why):
    return Row(stays=why)


ANSWERS = ("answers:help", "answers:not-with", "answers:conditions")
CIRCLE_ANSWER = "group"
TABLE = {
    # Asking and offering
    "mentoring_ask_start": on("paper_asking"),
    "mentoring_ask_step": on("coordinate_phone_asking", *ANSWERS),
    "mentoring_ask_check": on("paper_asking"),
    "mentoring_ask_withdraw": by_phone("withdraw-request"),
    "mentoring_offer_start": on("paper_offering"),
    "mentoring_offer_step": on("coordinate_phone_offering", *ANSWERS),
    "mentoring_offer_check": on("paper_offering"),
    "mentoring_offer_withdraw": by_phone("withdraw-offer"),
    "coach_places": by_phone("places"),
    "interests": by_phone("tie"),
    "lived_experience": stays(
        "What somebody lived through is never entered for them, and read by nobody else."
    ),
    "lived_experience_take_back": by_phone("lived"),
    "mentoring_waiting": by_phone("wait"),
    "group_wish": by_phone("group-yes", "group-no"),
    # A match begins
    "mentoring_suggestion": by_phone("suggestion"),
    "coach_suggestion": by_phone("suggestion"),
    "mentoring_swap": by_phone("move"),
    "agreement": on("coordinate_agreement"),
    "agreement_fill": by_phone("agreement"),
    # Working together
    "meeting_new": by_phone("talk"),
    "meeting": by_phone("choose", "off", "missed"),
    "meeting_times": by_phone("other-times"),
    "meeting_change": by_phone("how"),
    "meeting_met": by_phone("met"),
    "meeting_note": by_phone(
        "note",
        stays="Changing a note means reading it, and it belongs to the two; either of them changes it.",
    ),
    "goal_new": by_phone("goal"),
    "goal": by_phone(
        "goal-done",
        "goal-again",
        stays="Changing the words means reading them. By phone one goal is let go, and another set.",
    ),
    "goals": by_phone("step"),
    "action_tick": by_phone("step-done", "step-again"),
    "messages": by_phone("message"),
    "message_report": stays(
        "It shows a message to the coordinators: with a button for it, they could read any. By phone one "
        "says what does not feel right, and whoever takes the call writes that down as a worry."
    ),
    "pair_notes": stays("A note for oneself is read, and so written, by nobody else."),
    "mentoring_share": by_phone(
        "hide",
        stays="To give it, one chooses among the courses one learns: a list that no coordinator sees.",
    ),
    "mentoring_help": by_phone("help"),
    "coach_helped": by_phone("helped"),
    "mentoring_change": by_phone("change", "stay"),
    "check_in": by_phone(
        "check-in", stays="A mentor's own check, once a month, is read by nobody, coordinators included."
    ),
    # A break and the end
    "pair_pause": by_phone("break", "go-on"),
    "pair_end": by_phone("end"),
    "pair_ended": by_phone("ended", stays="Scoring goals again means reading them out: the rest is asked."),
    # Small groups
    "circle": by_phone(CIRCLE_ANSWER, "only", "too", "leave"),
    "coach_circle": by_phone("lead"),
    "coach_circle_meeting_new": by_phone("group-new"),
    "coach_circle_meeting": by_phone(
        "group-change", "group-off", "group-note", stays="Changing a note means reading it: its group does."
    ),
    # A mentor's own
    "coach_supervision": by_phone("supervision"),
    "supervision_remove": by_phone("supervision-out"),
    "supervision_notes": stays("Notes for supervision are the mentor's, until they show one to somebody."),
    "supervision_note": stays("Notes for supervision are the mentor's, until they show one to somebody."),
    # Whoever takes the call fills in the same form, which has a phone number beside it.
    "worried": on("worried"),
}
#: Pages on which a learner or a mentor sends nothing.
READ = {
    *("mentoring_home", "mentoring_ask_sent", "mentoring_offer_sent", "mentoring_match", "meetings"),
    *("meeting_calendar", "pair_kept", "circle_calendar", "check_ins", "coach_caseload", "coach_person"),
    *("coach_thank_you", "worried_sent", "mentoring_talks"),
}
#: Where coordinators and safeguarding leads work.
WORK = ("coordinate/", "rounds/", "concerns/")


def addresses_of_learners_and_mentors(patterns=urls.urlpatterns) -> set[str]:
    return {each.name for each in patterns if not str(each.pattern).startswith(WORK)}


def without_a_row(names) -> set[str]:
    return names - set(TABLE) - READ


def test_every_address_of_learners_and_mentors_has_a_row():
    names = addresses_of_learners_and_mentors()
    assert without_a_row(names) == set()
    assert set(TABLE) | READ == names
    assert not set(TABLE) & READ
    assert all(row.keys or row.page or row.stays for row in TABLE.values())


def test_a_new_address_without_a_row_is_found():
    assert without_a_row(addresses_of_learners_and_mentors() | {"mentoring_something_new"}) == {
        "mentoring_something_new"
    }


def view_of(name):
    """The function behind an address, without what is wrapped around it."""
    return inspect.unwrap(next(each.callback for each in urls.urlpatterns if each.name == name))


def takes_forms(name) -> bool:
    return bool(re.search(r"POST|sent_by|sent_as", inspect.getsource(view_of(name))))


def test_what_is_only_read_takes_no_form():
    assert [name for name in READ if takes_forms(name)] == []
    assert takes_forms("messages")  # else this test could not fail
    assert takes_forms("mentoring_waiting")


@pytest.fixture
def everything(programme, now):
    """People for whom everything stands open that can: the addresses of all their phone pages."""
    AgreementTextFactory()
    pair = MentorshipFactory(active=True, programme=programme, help_asked_at=now)
    quiet = MentorshipFactory(active=True, programme=programme, change_asked_at=now)
    resting = MentorshipFactory(active=True, programme=programme, paused_at=now)
    unsigned = MentorshipFactory(programme=programme)
    ended = MentorshipFactory(active=True, programme=programme, ended_at=now)
    offer = MentorOfferFactory(programme=programme, coach=pair.coach)
    asks = MentorRequestFactory(programme=programme)
    Wish.objects.create(request=asks, offer=offer, by=Wish.By.LEARNER, order=1, made_at=now)
    grouped = CircleMemberFactory(joined=True, circle__programme=programme)
    alone = CircleMemberFactory(joined=True, circle__programme=programme, only_group_since=now)
    invited = CircleMemberFactory(circle__programme=programme)
    CircleFactory(programme=programme, offer=offer, asked=True)
    led = CircleFactory(programme=programme, offer=offer)
    for past in (False, True):
        CircleMeetingFactory(circle=led, past=past)
        MeetingFactory(mentorship=pair, past=past)
    suggestion = ProposedPairFactory(
        offered=True, entry__request__programme=programme, entry__round__programme=programme
    )
    Swap.objects.create(
        round=suggestion.entry.round,
        mentorship=pair,
        from_offer=offer,
        to_offer=suggestion.offer,
        newcomer=RoundEntryFactory(round=suggestion.entry.round, request=asks),
        asked_at=now,
    )
    CheckIn.objects.create(mentorship=pair, person=pair.learner, number=1, asked_at=now)
    Supervision.objects.create(
        coach=pair.coach, on_date=now.date(), minutes=30, with_whom="Nasreen", recorded_at=now
    )
    operations.propose_meeting(
        mentorship=pair,
        times=[now + timedelta(days=4)],
        minutes=45,
        way="phone",
        where="",
        form_key=uuid4(),
        by=pair.coach,
        at=now,
    )
    GoalFactory(mentorship=pair)
    GoalFactory(mentorship=pair, state="reached", closed_at=now)
    for is_done in (False, True):
        step = operations.add_action(
            mentorship=pair, words="Ring", owner=pair.coach, due_date=None, form_key=uuid4(),
            by=pair.coach, at=now,
        )  # fmt: skip
        operations.tick_action(action=step, is_done=is_done, by=pair.coach, at=now)
    people = [
        *(pair.learner, pair.coach, quiet.learner, resting.learner, unsigned.learner, ended.learner),
        *(asks.learner, grouped.learner, alone.learner, invited.learner),
        *(suggestion.entry.request.learner, suggestion.offer.coach),
    ]
    return [
        *(reverse("coordinate_phone", args=(person.pk,)) for person in people),
        reverse("coordinate_phone_pair", args=(pair.learner_id, pair.pk)),
        reverse("coordinate_phone_pair", args=(unsigned.learner_id, unsigned.pk)),
        reverse("coordinate_phone_asking", args=(asks.learner_id,)),
        reverse("coordinate_phone_offering", args=(pair.coach_id,)),
    ]


@pytest.fixture
def pages(client, coordinator, everything):
    """The address of each page and its source."""
    client.force_login(coordinator)
    return {address: client.get(address).content.decode() for address in everything}


def keys_on(pages) -> dict[str, set[str]]:
    """What can be written down: the numbers at the end left out, answers of a question by the question."""
    found = {"phone": set(), "answers": set()}
    for address, page in pages.items():
        kind = "answers" if "/answers/" in address else "phone"
        for key in re.findall(r'name="do" value="([^"]+)"', page):
            found[kind].add(re.sub(r"-\d+$", "", key))
    return found


def test_everything_in_the_table_is_there_and_nothing_else(pages):
    found = keys_on(pages)
    told = {key for row in TABLE.values() for key in row.keys if not key.startswith("answers:")}
    questions = {key.partition(":")[2] for row in TABLE.values() for key in row.keys if ":" in key}
    assert found["phone"] == told
    assert questions <= found["answers"]


def test_every_question_of_asking_and_offering_can_be_answered_again(pages):
    for what, steps in (("asking", [*ASK_STEPS, *ASK_EXTRAS]), ("offering", [*OFFER_STEPS, *OFFER_EXTRAS])):
        address = next(each for each in pages if each.endswith(f"answers/{what}/"))
        assert keys_on({address: pages[address]})["answers"] == {step.slug for step in steps}


def test_the_phone_page_leads_to_every_other_page_of_the_table(pages):
    routes = {each.name: each.pattern.regex for each in get_resolver("mentoring.urls").url_patterns}
    links = {link.lstrip("/") for page in pages.values() for link in re.findall(r'href="(/[^"#?]*)', page)}
    for name in {row.page for row in TABLE.values() if row.page}:
        assert any(routes[name].search(link) for link in links), name
