"""Every form of this room: the sign-in runs out while somebody fills it in, and they find all of it again.

Two forms keep nothing on purpose. Lived experience is kept with its own yes and in no other place; a worry
can be told without signing in, so that it is never sent back.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver

from mentoring import operations
from mentoring.models import CheckIn, Circle, Concern, SupervisionNote, Swap
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    AgreementTextFactory,
    CircleFactory,
    CircleMeetingFactory,
    CircleMemberFactory,
    GoalFactory,
    MatchingRoundFactory,
    MeetingFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    MessageFactory,
    ProgrammeFactory,
    ProposedPairFactory,
)
from tests.typed_forms import filled, forms_on, sign_out_half_way

pytestmark = pytest.mark.django_db

#: Where each form stands, and who fills it in. `{…}` is filled in by the fixture `here`.
FORMS = {
    "mentoring_ask_step": ("/mentoring/ask/more/", "asking"),
    "mentoring_offer_step": ("/mentoring/offer/more/", "offering"),
    "interests": ("/mentoring/interests/", "learner"),
    "mentoring_suggestion": ("/mentoring/suggestion/{suggestion}/", "suggested"),
    "coach_suggestion": ("/coach/suggestion/{suggestion}/", "suggesting"),
    "mentoring_change": ("{pair}change/", "learner"),
    "agreement": ("/mentoring/match/{unsigned}/agreement/", "new_learner"),
    "agreement_fill": ("/mentoring/match/{unsigned}/agreement/fill/", "new_learner"),
    "meeting_new": ("{pair}meetings/new/", "learner"),
    "meeting_met": ("{pair}meetings/met/", "coach"),
    "meeting": ("{pair}meetings/{proposed}/", "coach"),
    "meeting_times": ("{pair}meetings/{proposed}/times/", "coach"),
    "meeting_change": ("{pair}meetings/{coming}/change/", "coach"),
    "meeting_note": ("{pair}meetings/{past}/note/", "coach"),
    "goals": ("{pair}goals/", "learner"),
    "goal_new": ("{pair}goals/new/", "learner"),
    "goal": ("{pair}goals/{goal}/", "learner"),
    "messages": ("{pair}messages/", "learner"),
    "message_report": ("{pair}messages/{message}/report/", "coach"),
    "mentoring_swap": ("/mentoring/move/{swap}/", "mover"),
    "circle": ("/mentoring/circles/{asked_circle}/", "invited"),
    "coach_circle": ("/coach/circles/{new_circle}/", "asked"),
    "coach_circle_meeting_new": ("/coach/circles/{circle}/new/", "leader"),
    "coach_circle_meeting": ("/coach/circles/{circle}/{session}/", "leader"),
    "coordinate_circle_new": ("/coordinate/circles/new/", "coordinator"),
    "pair_notes": ("{pair}notes/", "learner"),
    "pair_ended": ("/mentoring/ended/{ended}/", "learner"),
    "check_in": ("/mentoring/check-ins/{check_in}/", "learner"),
    "supervision_notes": ("/coach/notes/", "coach"),
    "supervision_note": ("/coach/notes/{note}/", "coach"),
    "coach_places": ("/coach/places/", "offered"),
    "coach_supervision": ("/coach/supervision/", "coach"),
    "coordinate_agreement": ("/coordinate/agreements/{unsigned}/", "coordinator"),
    "coordinate_phone": ("/coordinate/phone/{learner_id}/", "coordinator"),
    "coordinate_phone_asking": ("/coordinate/phone/{asks_id}/answers/asking/", "coordinator"),
    "coordinate_phone_offering": ("/coordinate/phone/{offers_id}/answers/offering/", "coordinator"),
    "coordinate_phone_pair": ("/coordinate/phone/{learner_id}/with/{pair_id}/", "coordinator"),
    "round_new": ("/rounds/new/", "coordinator"),
    "round_weights": ("/rounds/{round}/weights/", "coordinator"),
    "coordinate_flag_rules": ("/coordinate/support/rules/{programme}/", "coordinator"),
    "concern_list": ("/concerns/", "lead"),
    "concern": ("/concerns/{concern}/", "lead"),
    "coordinate_checks": ("/coordinate/people/mentors/{offer}/checks/", "coordinator"),
    "coordinate_wishes": ("/coordinate/people/mentors/{offer}/wishes/", "coordinator"),
    "paper_asking": ("/coordinate/paper/asking/", "coordinator"),
    "paper_offering": ("/coordinate/paper/offering/", "coordinator"),
}
#: Buttons, and choices of one click: there is nothing to lose but the click.
NOTHING_TYPED = {
    *("mentoring_ask_start", "mentoring_ask_check", "mentoring_ask_withdraw", "mentoring_offer_start"),
    *(
        "mentoring_offer_check",
        "mentoring_offer_withdraw",
        "mentoring_share",
        "mentoring_help",
        "action_tick",
    ),
    *(
        "pair_pause",
        "pair_end",
        "mentoring_waiting",
        "coordinate_report",
        "supervision_remove",
        "coach_helped",
    ),
    *("round_overview", "round_propose", "round_check", "round_undo", "round_decide", "coordinate_another"),
    *("coordinate_settle_check_in", "coordinate_settle", "coordinate_condition", "coordinate_declaration"),
    *("lived_experience_take_back", "coordinate_asked", "group_wish", "coordinate_circle", "round_swap"),
}
#: Only read.
READ = {
    *("mentoring_home", "mentoring_ask_sent", "mentoring_offer_sent", "mentoring_match", "meetings"),
    *("meeting_calendar", "check_ins", "coordinate_agreements", "coordinate_reports", "coach_caseload"),
    *("coach_thank_you", "coach_person", "round_list", "round_people", "round_find", "worried_sent"),
    *("concerns_export", "coordinate_support", "coordinate_pair", "coordinate_people", "coordinate_mentor"),
    *("pair_kept", "circle_calendar", "coordinate_circles", "coordinate_numbers", "coordinate_standard"),
    *("coordinate_numbers_people", "coordinate_numbers_download", "mentoring_talks"),
    *("paper_asking_sheet", "paper_offering_sheet"),
}
ON_PURPOSE = {"lived_experience", "worried"}


def test_every_address_of_the_room_is_in_one_of_the_tables():
    names = {name for name in get_resolver("mentoring.urls").reverse_dict if isinstance(name, str)}
    tables = [set(FORMS), NOTHING_TYPED, READ, ON_PURPOSE]
    assert names == set.union(*tables)
    assert len(names) == sum(map(len, tables))


@pytest.fixture
def here(programme, coordinator, now):
    """Everything that the forms need, by the names in FORMS, and the people by theirs."""
    AgreementTextFactory()
    pair = MentorshipFactory(active=True, programme=programme)
    unsigned = MentorshipFactory(programme=programme)
    ended = MentorshipFactory(active=True, programme=programme, learner=pair.learner, ended_at=now)
    suggestion = ProposedPairFactory(offered=True, entry__request__programme=programme)
    offer = MentorOfferFactory(programme=programme)
    ProgrammeFactory(coordinators=[coordinator])
    round = MatchingRoundFactory(programme=programme)
    asks = MentorRequestFactory(programme=programme)
    proposed = operations.propose_meeting(
        mentorship=pair,
        times=[now + timedelta(days=5), now + timedelta(days=6)],
        minutes=45,
        way="phone",
        where="",
        form_key=uuid4(),
        by=pair.learner,
        at=now,
    )
    when = {"made_at": now, "updated_at": now}
    today = now.date()
    leader = MentorOfferFactory(
        programme=programme,
        vetting_valid_until_date=today + timedelta(days=300),
        training_completed_on_date=today - timedelta(days=60),
        safeguarding_refreshed_on_date=today - timedelta(days=60),
    )
    circle = CircleFactory(programme=programme, offer=leader)
    place = CircleMemberFactory(circle__programme=programme)
    swap = Swap.objects.create(
        round=round,
        mentorship=pair,
        from_offer=MentorOfferFactory(programme=programme, coach=pair.coach),
        to_offer=offer,
        newcomer=suggestion.entry,
        asked_at=now,
    )
    return {
        "swap": swap.pk,
        "learner_id": pair.learner.pk,
        "circle": circle.pk,
        "session": CircleMeetingFactory(circle=circle).pk,
        "new_circle": CircleFactory(programme=programme, asked=True).pk,
        "asked_circle": place.circle_id,
        "pair_id": pair.pk,
        "asks_id": asks.learner_id,
        "offers_id": offer.coach_id,
        "pair": f"/mentoring/match/{pair.pk}/",
        "unsigned": unsigned.pk,
        "ended": ended.pk,
        "suggestion": suggestion.pk,
        "proposed": proposed.pk,
        "coming": MeetingFactory(mentorship=pair).pk,
        "past": MeetingFactory(mentorship=pair, past=True).pk,
        "goal": GoalFactory(mentorship=pair).pk,
        "message": MessageFactory(mentorship=pair).pk,
        "check_in": CheckIn.objects.create(mentorship=pair, person=pair.learner, number=1, asked_at=now).pk,
        "note": SupervisionNote.objects.create(coach=pair.coach, text="Words", **when).pk,
        "round": round.pk,
        "programme": programme.slug,
        "concern": Concern.objects.create(words="Words", made_at=now).pk,
        "offer": offer.pk,
        "people": {
            "learner": pair.learner,
            "coach": pair.coach,
            "new_learner": unsigned.learner,
            "suggested": suggestion.entry.request.learner,
            "suggesting": suggestion.offer.coach,
            "asking": MentorRequestFactory(draft=True, programme=programme).learner,
            "offering": MentorOfferFactory(programme=programme, state="draft").coach,
            "offered": offer.coach,
            "mover": pair.learner,
            "leader": leader.coach,
            "asked": Circle.objects.get(state=Circle.State.ASKED).offer.coach,
            "invited": place.learner,
            "coordinator": coordinator,
            "lead": UserFactory(safeguarding_lead=True),
        },
    }


@pytest.mark.parametrize("name", FORMS)
def test_signed_out_while_filling_it_in(here, name):
    where, who = FORMS[name]
    sign_out_half_way(where.format(**here), here["people"][who], name)


def test_nobody_else_finds_it_and_nothing_is_saved_before_it_is_sent_again(here):
    address = f"{here['pair']}messages/"
    browser = Client()
    browser.force_login(here["people"]["learner"])
    (action, inside), *_others = forms_on(browser.get(address).content.decode(), address)
    sent, *_rest = filled(inside)
    Session.objects.all().delete()
    browser.post(action, sent)
    browser.force_login(here["people"]["coach"])
    assert "Typed for an hour" not in browser.get(address).content.decode()
    browser.force_login(here["people"]["learner"])
    assert "Typed for an hour" not in browser.get(address).content.decode()  # dropped when another came


def test_what_waits_is_gone_once_it_is_sent(here):
    address = f"{here['pair']}messages/"
    browser = Client()
    browser.force_login(here["people"]["learner"])
    (action, inside), *_others = forms_on(browser.get(address).content.decode(), address)
    Session.objects.all().delete()
    browser.post(action, filled(inside)[0])
    browser.force_login(here["people"]["learner"])
    (action, inside), *_others = forms_on(browser.get(address).content.decode(), address)
    browser.post(action, filled(inside)[0])
    page = browser.get(address).content.decode()
    assert page.count("Typed for an hour") == 1  # in the thread, and not in the box
    assert "We kept what you typed" not in page
