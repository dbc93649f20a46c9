"""Being worried about somebody: anybody can tell it, and nobody but the safeguarding leads reads it."""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from accounts import mail
from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.models import Concern, ConcernAction, MentorOffer, MentorRequest, Mentorship
from mentoring.queries.stopped import stopped_coaches
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    MentorOfferFactory,
    MentorshipFactory,
    ProgrammeFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db

MARKER = "zebramarker"


@pytest.fixture
def lead():
    return UserFactory(safeguarding_lead=True, preferred_name="Marcia B.")


@pytest.fixture
def mentorship(programme, now):
    return MentorshipFactory(programme=programme, active_at=now)


def told(**more):
    return {
        "is_danger_now": "False",
        "words": f"She said {MARKER} to me.",
        "about": f"{MARKER} Smith",
        "consent": "yes",
        "form_key": str(uuid.uuid4()),
        **more,
    }


def report(now, by=None, **more):
    fields = {"words": f"{MARKER} words", "about": MARKER, "form_key": uuid.uuid4(), **more}
    return operations.report_concern(by=by, at=now, **fields)


# Telling


def test_a_visitor_tells_it_in_two_clicks_and_reads_what_happens_next(client, site_tree):
    home = client.get("/").content.decode()
    assert 'href="/worried/"' in home
    page = client.get("/worried/").content.decode()
    assert page.index("Call 999") < page.index("<form method")
    assert client.post("/worried/", told()).url == "/worried/sent/"
    sent = client.get("/worried/sent/").content.decode()
    assert "within one working day" in sent
    assert "Call 999" in sent
    concern = Concern.objects.get()
    assert (concern.reporter, concern.mentorship) == (None, None)


def test_a_double_click_is_one_concern_and_one_set_of_mails(client, lead):
    form = told()
    for _ in range(2):
        assert client.post("/worried/", form).status_code == 302
    assert Concern.objects.count() == 1
    assert OutboxMessage.objects.filter(event="concern_made").count() == 2


def test_what_was_typed_survives_a_mistake(client):
    page = client.post("/worried/", told(consent="no", words=f"{MARKER} words")).content.decode()
    assert "<title>Error: " in page
    assert f"{MARKER} words" in page
    assert "why you tell us all the same" in page
    assert not Concern.objects.exists()


def test_too_many_from_one_connection_are_refused_and_the_words_kept(client):
    for _ in range(20):
        assert client.post("/worried/", told()).status_code == 302
    answer = client.post("/worried/", told(words="the twenty-first"))
    assert answer.status_code == 429
    assert "the twenty-first" in answer.content.decode()
    assert "Please call us" in answer.content.decode()
    client.force_login(UserFactory())
    assert client.post("/worried/", told()).status_code == 302


@pytest.mark.parametrize("side", ["learner", "coach"])
def test_every_mentoring_page_has_the_link_with_its_pair(side, client, mentorship):
    client.force_login(getattr(mentorship, side))
    address = f"/mentoring/match/{mentorship.pk}/" if side == "learner" else f"/coach/{mentorship.pk}/"
    page = client.get(address).content.decode()
    assert f'href="/worried/?match={mentorship.pk}"' in page
    form = client.get(f"/worried/?match={mentorship.pk}").content.decode()
    assert f'value="{mentorship.pk}"' in form
    assert "checked" in form


def test_a_strangers_pair_cannot_be_named(client, mentorship, now):
    client.force_login(UserFactory())
    page = client.get(f"/worried/?match={mentorship.pk}").content.decode()
    assert mentorship.coach.preferred_name not in page
    client.post("/worried/", told(mentorship=str(mentorship.pk), is_allegation="on"))
    mentorship.refresh_from_db()
    assert mentorship.suspended_at is None
    assert Concern.objects.get().mentorship is None


def test_a_coordinator_tells_it_for_somebody_on_the_phone(client, mentorship, coordinator):
    client.force_login(coordinator)
    address = f"/worried/?match={mentorship.pk}"
    assert mentorship.coach.preferred_name in client.get(address).content.decode()
    client.post(address, told(mentorship=str(mentorship.pk), is_allegation="on"))
    assert Mentorship.objects.get().suspended_at
    other = UserFactory(coordinator=True)
    ProgrammeFactory(coordinators=[other])
    client.force_login(other)
    assert mentorship.coach.preferred_name not in client.get(address).content.decode()


def test_a_coordinator_who_has_a_mentor_too_can_name_the_pair_they_came_from(client, mentorship, coordinator):
    own = MentorshipFactory(learner=coordinator)
    client.force_login(coordinator)
    address = f"/worried/?match={mentorship.pk}"
    page = client.get(address).content.decode()
    assert own.coach.preferred_name in page
    assert mentorship.coach.preferred_name in page
    client.post(address, told(mentorship=str(mentorship.pk), is_allegation="on"))
    mentorship.refresh_from_db()
    assert mentorship.suspended_at


def test_an_allegation_must_say_which_mentor(client, mentorship):
    client.force_login(mentorship.learner)
    page = client.post("/worried/", told(is_allegation="on")).content.decode()
    assert "Choose which mentor it is about" in page
    assert not Concern.objects.exists()


# An allegation


def test_an_allegation_stops_contact_at_once_and_learning_goes_on(client, mentorship, coordinator, lead):
    client.force_login(mentorship.learner)
    client.post("/worried/", told(mentorship=str(mentorship.pk), is_allegation="on"))
    mentorship.refresh_from_db()
    assert mentorship.suspended_at
    assert mentorship.ended_at is None
    told_about_pause = OutboxMessage.objects.filter(event="contact_stopped")
    assert set(told_about_pause.values_list("to", flat=True)) == {mentorship.learner_id, coordinator.pk}
    page = client.get(f"/mentoring/match/{mentorship.pk}/").content.decode()
    assert "Contact is paused" in page
    assert "somebody else" in page
    assert client.get("/me/record/").status_code == 200


def test_the_coach_sees_only_that_contact_is_paused(client, mentorship, now):
    report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    client.force_login(mentorship.coach)
    page = client.get(f"/coach/{mentorship.pk}/").content.decode()
    assert "Contact is paused" in page
    for word in ("safeguarding", "concern", "allegation"):
        assert word not in page.lower().replace("?match", "")
    assert "What Ted" not in page
    assert "Contact is paused" in client.get("/coach/").content.decode()
    assert not OutboxMessage.objects.filter(to=mentorship.coach).exists()


def test_a_concern_about_something_else_stops_nothing(mentorship, now):
    MentorOfferFactory(coach=mentorship.coach, programme=mentorship.programme)
    report(now, by=mentorship.learner, mentorship=mentorship)
    mentorship.refresh_from_db()
    assert mentorship.suspended_at is None
    assert not MentorOffer.objects.get().is_paused


@pytest.fixture
def suggested(mentorship, now):
    """Somebody else to whom the same mentor is suggested, and who has said yes."""
    pair = ProposedPairFactory(
        offered=True,
        entry__round__programme=mentorship.programme,
        entry__request__state=MentorRequest.State.OFFERED,
        offer__coach=mentorship.coach,
        offer__places=3,
    )
    operations.answer_pair(pair=pair, by=pair.entry.request.learner, answer="yes", at=now)
    OutboxMessage.objects.all().delete()
    return pair


def by_allegation(mentorship, lead, now):
    report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)


def by_the_lead(mentorship, lead, now):
    operations.stop_all_contact(coach=mentorship.coach, by=lead, at=now)


@pytest.mark.parametrize("stop", [by_allegation, by_the_lead])
def test_a_mentor_whose_contact_is_stopped_gets_nobody_new(
    mentorship, suggested, coordinator, lead, now, stop
):
    stop(mentorship, lead, now)
    with pytest.raises(operations.NotOpen):
        operations.answer_pair(pair=suggested, by=mentorship.coach, answer="yes", at=now)
    assert Mentorship.objects.get() == mentorship
    request = MentorRequest.objects.get(pk=suggested.entry.request_id)
    assert request.state == MentorRequest.State.WAITING
    told = OutboxMessage.objects.exclude(event__in=["concern_made", "contact_stopped"])
    assert set(told.values_list("event", "to")) == {
        ("pair_ended", request.learner_id),
        ("pair_declined", coordinator.pk),
    }
    assert MentorOffer.objects.get().is_paused


def test_nobody_new_until_a_lead_says_so(client, mentorship, suggested, coordinator, lead, now):
    """Not when the mentor sets their places, nor when the match ends, nor when they offer once more."""
    concern = report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    offer = suggested.offer
    client.force_login(mentorship.coach)
    assert client.post("/coach/places/", {"places": "2"}).status_code == 302
    operations.find_another(mentorship=mentorship, by=coordinator, at=now)
    operations.withdraw_offer(offer=offer, by=mentorship.coach, at=now)
    MentorOffer.objects.update(state=MentorOffer.State.OPEN)
    assert stopped_coaches() == {mentorship.coach_id}
    client.force_login(lead)
    address = f"/concerns/{concern.pk}/"
    assert "Nobody new is suggested to this mentor since" in client.get(address).content.decode()
    for _twice in range(2):
        client.post(address, {"do": "allow_new"})
    assert stopped_coaches() == set()
    assert AuditEvent.objects.filter(action="mentoring.new_matches_allowed").count() == 1
    assert "Nobody new" not in client.get(address).content.decode()


def test_the_mentor_is_not_shown_that_nobody_new_is_suggested(client, mentorship, suggested, now):
    client.force_login(mentorship.coach)
    before, _stopped, after = (
        _words_of(client.get("/coach/places/")),
        report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True),
        _words_of(client.get("/coach/places/")),
    )
    assert MentorOffer.objects.get().stopped_at
    assert before == after


def _words_of(page):
    return re.sub(r"<[^>]*>", "", page.content.decode())


def test_the_lead_can_stop_everybody_after_the_match_has_ended(client, mentorship, lead, coordinator, now):
    second = MentorshipFactory(coach=mentorship.coach)
    concern = report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    operations.find_another(mentorship=mentorship, by=coordinator, at=now)
    client.force_login(lead)
    page = client.get(f"/concerns/{concern.pk}/").content.decode()
    assert 'value="stop_all"' in page
    assert 'value="allow"' not in page
    assert page.count('value="stop"') == 1  # of the other one they mentor
    client.post(f"/concerns/{concern.pk}/", {"do": "stop_all"})
    second.refresh_from_db()
    assert second.suspended_at


def test_a_match_that_has_not_begun_does_not_begin(client, mentorship, lead, now):
    """Not by an allegation about another pair; the lead sees it, and may let the two begin."""
    signing = MentorshipFactory(coach=mentorship.coach, active_at=None)
    MentorOfferFactory(coach=mentorship.coach, programme=mentorship.programme)
    other = MentorshipFactory(coach=mentorship.coach, active_at=now)
    concern = report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    assert set(Mentorship.objects.filter(suspended_at=None)) == {other}
    client.force_login(lead)
    address = f"/concerns/{concern.pk}/"
    page = client.get(address).content.decode()
    assert signing.learner.get_full_name() in page
    client.post(address, {"do": "allow", "pair": signing.pk})
    assert set(Mentorship.objects.filter(suspended_at=None)) == {other, signing}
    client.post(address, {"do": "stop", "pair": other.pk})
    assert set(Mentorship.objects.filter(suspended_at=None)) == {signing}


@pytest.mark.parametrize("typed", ["", "x", "0", None])
def test_a_pair_of_another_mentor_is_not_touched_from_here(client, mentorship, lead, now, typed):
    stranger = MentorshipFactory(suspended_at=now)
    concern = report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    client.force_login(lead)
    pair = stranger.pk if typed is None else typed
    client.post(f"/concerns/{concern.pk}/", {"do": "allow", "pair": pair})
    assert Mentorship.objects.exclude(suspended_at=None).count() == 2


def test_the_lead_lifts_it_and_can_stop_everybody(client, mentorship, lead, now):
    offer = MentorOfferFactory(coach=mentorship.coach, programme=mentorship.programme)
    second = MentorshipFactory(coach=mentorship.coach)
    concern = report(now, by=mentorship.learner, mentorship=mentorship, is_allegation=True)
    client.force_login(lead)
    address = f"/concerns/{concern.pk}/"
    client.post(address, {"do": "allow"})
    mentorship.refresh_from_db()
    assert (mentorship.suspended_at, bool(mentorship.resumed_at)) == (None, True)
    client.post(address, {"do": "stop_all"})
    assert Mentorship.objects.filter(suspended_at=None).count() == 0
    assert MentorOffer.objects.get(pk=offer.pk).is_paused
    second.refresh_from_db()
    assert second.suspended_at


# Handling


def test_a_superuser_is_nobody_special(client, now, lead):
    concern = report(now)
    for person in (
        UserFactory(is_superuser=True, is_staff=True),
        UserFactory(administrator=True),
        UserFactory(coordinator=True),
    ):
        client.force_login(person)
        for address in ("/concerns/", f"/concerns/{concern.pk}/"):
            assert client.get(address).status_code == 404
        assert client.post("/concerns/export/").status_code == 404
        assert client.post(f"/concerns/{concern.pk}/", {"do": "close"}).status_code == 404


def test_every_look_leaves_a_row(client, now, lead):
    concern = report(now)
    client.force_login(lead)
    client.get("/concerns/")
    client.post("/concerns/", {"words": MARKER})
    client.get(f"/concerns/{concern.pk}/")
    client.get(f"/concerns/{concern.pk}/")
    client.post("/concerns/export/")
    looks = AuditEvent.objects.filter(actor_id=lead.pk)
    assert list(looks.values_list("action", flat=True)) == [
        "concerns.listed",
        "concerns.searched",
        "concern.read",
        "concern.read",
        "concerns.exported",
        "concern.exported",
    ]
    assert not AuditEvent.objects.filter(action="concern.made").exclude(actor_id=None).exists()


def test_the_clock_stops_at_the_first_action(lead, now):
    friday = timezone.make_aware(timezone.datetime(2026, 11, 20, 15))
    concern = report(friday)
    row = queries.concern_row(concern=concern, now=friday + timedelta(days=2))
    assert not row.is_late
    assert "Monday 23 November, 15:00" in row.clock_in_words
    assert queries.concern_row(concern=concern, now=friday + timedelta(days=3, minutes=1)).is_late
    operations.act_on_concern(
        concern=concern, words="Rang her.", form_key=uuid.uuid4(), by=lead, at=friday + timedelta(hours=3)
    )
    row = queries.concern_row(concern=concern, now=friday + timedelta(days=30))
    assert not row.is_late
    assert row.clock_in_words == "First action after 3 hours"
    assert queries.kept_in_time(rows=[row]) == (1, 1)


def test_acting_deciding_and_closing(client, now, lead):
    concern = report(now)
    client.force_login(lead)
    address = f"/concerns/{concern.pk}/"
    client.post(address, {"do": "close"})
    assert Concern.objects.get().closed_at is None
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(address, {"do": "act", "words": "Rang her.", "form_key": key})
    assert ConcernAction.objects.count() == 1
    page = client.post(address, {"do": "decide", "because": "typed words", "form_key": str(uuid.uuid4())})
    assert "typed words" in page.content.decode()
    assert "<title>Error: " in page.content.decode()
    for decision in ("advice", "council"):
        sent = {"do": "decide", "decision": decision, "because": "She asked.", "form_key": str(uuid.uuid4())}
        assert client.post(address, sent).status_code == 302
    client.post(address, {"do": "close"})
    concern.refresh_from_db()
    assert (concern.decision, bool(concern.closed_at)) == ("council", True)
    assert ConcernAction.objects.filter(words__contains="Advice only").exists()
    with pytest.raises(operations.NotOpen):
        operations.act_on_concern(concern=concern, words="x", form_key=uuid.uuid4(), by=lead, at=now)
    client.post(address, {"do": "reopen"})
    concern.refresh_from_db()
    assert concern.closed_at is None


def test_a_search_finds_words_of_the_concern_and_of_what_was_done(now, lead):
    found, other = report(now, words="about a dog"), report(now, words="about a cat")
    for hour in (1, 2):
        operations.act_on_concern(
            concern=found,
            words="Rang the vet." if hour == 2 else "Read it.",
            form_key=uuid.uuid4(),
            by=lead,
            at=now + timedelta(hours=hour),
        )
    for words, concern in (("dog", found), ("vet", found), (str(other.pk), other)):
        row = next(iter(queries.concern_rows(now=now, words=words)))
        assert row.concern == concern, words
    (row,) = queries.concern_rows(now=now, words="vet")
    assert row.first_action_at == now + timedelta(hours=1)


def test_an_export_no_spreadsheet_runs(client, now, lead):
    report(now, words="=1+1")
    client.force_login(lead)
    table = client.post("/concerns/export/").content.decode("utf-8-sig")
    assert "'=1+1" in table


def test_only_leads_have_the_word_in_their_navigation(client, lead):
    for person, is_there in ((lead, True), (UserFactory(administrator=True), False)):
        client.force_login(person)
        assert ('href="/concerns/"' in client.get("/mentoring/").content.decode()) is is_there


# A marker: where the words of a concern are, and where they are not


class Keeper(logging.Handler):
    def __init__(self):
        super().__init__(level=logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


def test_the_words_of_a_concern_are_nowhere_but_on_its_own_page(
    client, mentorship, coordinator, lead, site_tree, monkeypatch
):
    keeper, touched = Keeper(), []
    loggers = [logging.getLogger(), logging.getLogger("django.request")]
    for each in loggers:
        each.addHandler(keeper)
    set_in_cache = cache.set

    def watched(key, value, *rest, **more):
        touched.append(f"{key} {value}")
        return set_in_cache(key, value, *rest, **more)

    monkeypatch.setattr(cache, "set", watched)
    client.force_login(mentorship.learner)
    form = told(
        mentorship=str(mentorship.pk),
        is_allegation="on",
        happened_at_words=MARKER,
        reporter_contact=MARKER,
        shared_anyway_because=MARKER,
    )
    answers = [client.post("/worried/", form), client.post("/worried/", {**form, "consent": ""})]
    concern = Concern.objects.get()
    client.force_login(lead)
    answers.append(client.post("/concerns/", {"words": MARKER}))
    client.raise_request_exception = False
    keys = {"form_key": str(uuid.uuid4())}
    answers.append(client.post(f"/concerns/{concern.pk}/", {"do": "act", "words": MARKER, **keys}))
    for each in loggers:
        each.removeHandler(keeper)
    assert all(MARKER not in answer.get("Location", "") for answer in answers)
    assert MARKER not in str(keeper.lines)
    assert MARKER not in str(touched)
    # Mails
    for message in OutboxMessage.objects.select_related("to"):
        drawn = mail.render(event=message.event, context=message.context, address="a@example.org")
        assert MARKER not in f"{drawn.subject} {drawn.body} {drawn.alternatives} {message.context}"
    # Other rows
    for model in apps.get_models():
        if model not in (Concern, ConcernAction):
            assert MARKER not in str(list(model.objects.values())), model
    # Pages of everybody else, the Wagtail admin among them
    superuser = UserFactory(is_superuser=True, is_staff=True)
    pair = f"/mentoring/match/{mentorship.pk}/"
    pages = {
        mentorship.learner: ["/mentoring/", pair, "/worried/", "/worried/sent/"],
        mentorship.coach: ["/coach/", f"/coach/{mentorship.pk}/"],
        coordinator: ["/rounds/", "/coordinate/people/"],
        superuser: ["/admin/", "/admin/users/", f"/search/?q={MARKER[:5]}", "/me/"],
        lead: ["/concerns/", "/mentoring/", "/me/"],
    }
    for person, addresses in pages.items():
        client.force_login(person)
        for address in addresses:
            assert MARKER not in client.get(address, follow=True).content.decode(), address
    assert MARKER in client.get(f"/concerns/{concern.pk}/").content.decode()


def test_no_admin_page_knows_concerns():
    from django.urls import get_resolver
    from wagtail.snippets.models import get_snippet_models

    assert not {Concern, ConcernAction} & set(get_snippet_models())
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in names if "concern" in name} == {"concerns_export", "concern_list", "concern"}
