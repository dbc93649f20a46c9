"""After how long a pair gets a flag: coordinators choose, for their own programme; coaches read it."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from mentoring import operations, queries
from mentoring.caseload import BOUNDS, USUAL, FlagRules, Rule
from mentoring.models import Meeting, Mentorship, Message, Programme
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import MentorOfferFactory, MentorshipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

OTHER = FlagRules(message_days=5, notes_days=10, no_meeting_weeks=3, quiet_days=60)


@pytest.fixture
def page(programme):
    return f"/coordinate/support/rules/{programme.slug}/"


@pytest.fixture
def pair(programme, now):
    """Two who met 25 days ago, with a message of the learner 4 days ago, who signed in 40 days ago."""
    return pair_of(programme, now)


def pair_of(programme, now, **more):
    began = now - timedelta(days=200)
    pair = MentorshipFactory(programme=programme, started_at=began, active_at=began, **more)
    pair.learner.last_login = now - timedelta(days=40)
    pair.learner.save()
    met = now - timedelta(days=25)
    Meeting.objects.create(mentorship=pair, state=Meeting.State.HELD, starts_at=met, made_at=met)
    Message.objects.create(
        mentorship=pair, author=pair.learner, text="Hello", sent_at=now - timedelta(days=4)
    )
    return pair


def choose(programme, rules, now, by=None):
    operations.save_flag_rules(
        programme=programme, rules=rules, seen=programme.flag_rules.mark, by=by, at=now
    )
    programme.refresh_from_db()


def sent(rules, seen=USUAL):
    return asdict(rules) | {"seen": seen.mark}


def rules_of_coach(pair, now):
    (row,) = queries.caseload_of(coach=pair.coach, now=now)
    return [row.flag.rule, *(flag.rule for flag in row.more_flags)]


def rules_of_coordinator(coordinator, now):
    (row,) = queries.pair_rows(person=coordinator, now=now)
    return [flag.rule for flag in row.flags]


def test_a_programme_begins_with_the_usual_figures():
    assert ProgrammeFactory().flag_rules == USUAL


def test_coach_and_coordinator_see_flags_by_the_figures_of_the_programme(pair, programme, coordinator, now):
    usual, other = [Rule.MESSAGE, Rule.NOTES, Rule.QUIET], [Rule.NOTES, Rule.NO_MEETING]
    assert rules_of_coach(pair, now) == rules_of_coordinator(coordinator, now) == usual
    choose(programme, OTHER, now)
    assert rules_of_coach(pair, now) == rules_of_coordinator(coordinator, now) == other


def test_the_figures_of_another_programme_change_nothing_here(pair, programme, now):
    choose(ProgrammeFactory(), OTHER, now)
    assert rules_of_coach(pair, now) == [Rule.MESSAGE, Rule.NOTES, Rule.QUIET]


def test_a_flag_says_for_how_many_weeks_they_have_not_talked(pair, programme, now):
    choose(programme, replace(OTHER, notes_days=30), now)
    (row,) = queries.caseload_of(coach=pair.coach, now=now)
    assert row.words == "No talk for 3 weeks, and none booked"


def test_the_coach_reads_the_figures_in_words(client, pair, programme, now):
    choose(programme, OTHER, now)
    client.force_login(pair.coach)
    page = client.get("/coach/").content.decode()
    for words in (
        "no answer from the mentor for 5 days.",
        "A talk 10 days ago or more, with nothing written down.",
        "the last talk over 3 weeks ago.",
        "not signed in for 60 days.",
    ):
        assert words in page
    assert "/coordinate/" not in page
    assert programme.name not in page.split("How flags work")[1]


def test_a_coach_of_two_programmes_reads_whose_figures_are_whose(client, pair, programme, now):
    other = ProgrammeFactory(name="Zeal")
    pair_of(other, now, coach=pair.coach)
    client.force_login(pair.coach)
    same = client.get("/coach/").content.decode().split("How flags work")[1]
    assert same.count("not signed in for") == 1
    assert "Zeal" not in same
    choose(other, OTHER, now)
    page = client.get("/coach/").content.decode().split("How flags work")[1]
    first, second = page.split("Zeal")
    assert programme.name in first
    assert "not signed in for 30 days" in first
    assert "not signed in for 60 days" in second


def test_a_coach_with_nobody_yet_reads_the_figures_of_their_offer(client, programme, now):
    choose(programme, OTHER, now)
    client.force_login(MentorOfferFactory(programme=programme).coach)
    assert "not signed in for 60 days" in client.get("/coach/").content.decode()
    client.force_login(UserFactory(coach=True))
    assert "not signed in for 30 days" in client.get("/coach/").content.decode()


def test_more_pairs_take_no_more_queries(pair, programme, coordinator, now):
    def number():
        with CaptureQueriesContext(connection) as asked:
            queries.caseload_of(coach=pair.coach, now=now)
            queries.pair_rows(person=coordinator, now=now)
        return len(asked)

    before = number()
    other = ProgrammeFactory(coordinators=[coordinator])
    for where in (programme, other):
        pair_of(where, now, coach=pair.coach)
    assert number() == before


def test_a_coordinator_finds_the_page_where_the_flags_are_and_saves(
    client, programme, page, pair, coordinator
):
    client.force_login(coordinator)
    assert f'href="{page}"' in client.get("/coordinate/support/").content.decode()
    assert 'value="30"' in client.get(page).content.decode()
    assert client.post(page, sent(OTHER), follow=True).redirect_chain == [("/coordinate/support/", 302)]
    programme.refresh_from_db()
    assert programme.flag_rules == OTHER
    (line,) = AuditEvent.objects.filter(action="mentoring.flag_rules_saved")
    assert (line.actor_id, line.object_id) == (coordinator.pk, str(programme.pk))
    assert line.detail == {"before": asdict(USUAL), "after": asdict(OTHER)}


def test_the_same_figures_write_nothing(client, page, coordinator):
    client.force_login(coordinator)
    assert client.post(page, sent(USUAL)).status_code == 302
    assert not AuditEvent.objects.filter(action="mentoring.flag_rules_saved").exists()


def test_the_audit_row_and_the_change_stand_or_fall_together(programme, coordinator, now, monkeypatch):
    def fails(**detail):
        raise RuntimeError

    monkeypatch.setattr("mentoring.operations.flag_rules.record_audit", fails)
    with pytest.raises(RuntimeError):
        choose(programme, OTHER, now, by=coordinator)
    assert Programme.objects.get().flag_rules == USUAL


def test_nobody_else_sees_or_changes_them(client, page, pair, programme):
    other = UserFactory(coordinator=True)
    ProgrammeFactory(coordinators=[other])
    for person in (other, pair.coach, pair.learner, UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        assert client.get(page).status_code == 404
        assert client.post(page, sent(OTHER)).status_code == 404
    programme.refresh_from_db()
    assert programme.flag_rules == USUAL


@pytest.mark.parametrize("seen", [USUAL.mark, "", "1-2", "x"])
def test_an_old_page_does_not_replace_newer_figures_unseen(client, page, programme, coordinator, now, seen):
    newer = replace(USUAL, quiet_days=44)
    choose(programme, newer, now, by=UserFactory(coordinator=True))
    client.force_login(coordinator)
    answer = client.post(page, asdict(OTHER) | {"seen": seen}).content.decode()
    assert "Somebody saved other numbers" in answer
    assert "Error: " in answer
    assert 'value="60"' in answer
    assert "not signed in for 44 days" in answer
    programme.refresh_from_db()
    assert programme.flag_rules == newer
    assert f'name="seen" value="{newer.mark}"' in answer
    client.post(page, sent(OTHER, seen=newer))
    programme.refresh_from_db()
    assert programme.flag_rules == OTHER


def test_a_refused_number_does_not_make_an_old_page_new(client, page, programme, coordinator, now):
    choose(programme, replace(USUAL, quiet_days=44), now)
    client.force_login(coordinator)
    answer = client.post(page, sent(OTHER) | {"message_days": "x"}).content.decode()
    assert f'name="seen" value="{USUAL.mark}"' in answer


@pytest.mark.parametrize("name", BOUNDS)
def test_numbers_out_of_range_are_refused_and_stay_typed(client, page, programme, coordinator, now, name):
    least, most = BOUNDS[name]
    client.force_login(coordinator)
    for wrong in (str(least - 1), str(most + 1), "1.5", ""):
        answer = client.post(page, sent(OTHER) | {name: wrong}).content.decode()
        assert f"Enter a whole number from {least} to {most}" in answer
        assert f'value="{wrong}"' in answer or not wrong
    programme.refresh_from_db()
    assert programme.flag_rules == USUAL
    for edge in (least, most):
        choose(programme, replace(OTHER, **{name: edge}), now)


def test_the_database_holds_nothing_else(programme):
    with pytest.raises(IntegrityError):
        Programme.objects.update(flag_quiet_days=0)


def test_an_ended_pair_has_no_part_in_what_is_shown(client, pair, programme, now):
    choose(programme, OTHER, now)
    Mentorship.objects.update(ended_at=now)
    client.force_login(MentorOfferFactory(coach=pair.coach, programme=ProgrammeFactory()).coach)
    assert "not signed in for 30 days" in client.get("/coach/").content.decode()
