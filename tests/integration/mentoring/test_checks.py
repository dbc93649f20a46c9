"""Checks of a coach: written down, counted, told of before they lapse, and what a lapse stops."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from accounts.operations import deliver_waiting
from accounts.roles import Role
from courses.models import Enrolment
from mentoring import operations, queries
from mentoring.matching import reasons_against
from mentoring.models import CheckAlert, CoachCheck, Mentorship
from tests.factories.courses import CourseFactory
from tests.factories.mentoring import STARTS_ON, MentorOfferFactory, MentorRequestFactory, MentorshipFactory

pytestmark = pytest.mark.django_db
Kind = CoachCheck.Kind


@pytest.fixture
def offer(programme):
    return MentorOfferFactory(programme=programme, unchecked=True)


def write(offer, kind, done_on, now, **more):
    if kind == Kind.DBS:
        more = {"level": "basic", "why": "Talks by phone with adults", **more}
    check = operations.record_check(offer=offer, kind=kind, done_on=done_on, by=None, at=now, **more)
    offer.refresh_from_db()
    return check


def test_the_newest_check_of_each_kind_is_what_counts(offer, now):
    day = STARTS_ON - timedelta(days=100)
    write(offer, Kind.DBS, day, now, valid_until=STARTS_ON + timedelta(days=9))
    write(offer, Kind.DBS, day - timedelta(days=50), now, valid_until=STARTS_ON + timedelta(days=99))
    write(offer, Kind.SAFEGUARDING, day, now)
    assert not offer.coach.groups.filter(name=Role.COACH).count() > 1
    write(offer, Kind.COURSE, day, now)
    write(offer, Kind.SUPERVISION, day, now)
    assert offer.vetting_valid_until_date == STARTS_ON + timedelta(days=9)
    assert (offer.training_completed_on_date, offer.safeguarding_refreshed_on_date) == (day, day)


def test_a_background_check_needs_level_reason_and_end(offer, now):
    with pytest.raises(operations.CheckIncomplete):
        operations.record_check(offer=offer, kind=Kind.DBS, done_on=STARTS_ON, by=None, at=now)
    assert not CoachCheck.objects.exists()


def test_a_coordinator_writes_one_down_once(client, offer, coordinator):
    client.force_login(coordinator)
    address = f"/coordinate/people/mentors/{offer.pk}/checks/"
    today = timezone.localdate()
    page = client.post(address, {"kind": "dbs", "done_on": today.isoformat()}).content.decode()
    assert "<title>Error: " in page
    assert "Say why the role is eligible for this level" in page
    data = {
        "kind": "dbs",
        "done_on": today.isoformat(),
        "valid_until": (today + timedelta(days=900)).isoformat(),
        "level": "basic",
        "why": "Talks by phone with adults",
    }
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert CoachCheck.objects.get().recorded_by == coordinator
    assert AuditEvent.objects.filter(action="mentoring.check_recorded").count() == 1
    assert "phone" not in str(AuditEvent.objects.values_list("detail"))
    assert "Talks by phone with adults" in client.get(address).content.decode()
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert (
        "not in the future" in client.post(address, {"kind": "course", "done_on": tomorrow}).content.decode()
    )


def test_alerts_come_at_60_30_and_7_days_once_each(offer, now, coordinator):
    today = timezone.localdate(now)
    check = write(offer, Kind.DBS, today, now, valid_until=today + timedelta(days=65))
    told = {}
    for day in range(70):
        for _ in range(2):
            done = operations.run_checks(at=now + timedelta(days=day))
            if done["checks that lapse soon"]:
                assert day not in told
                told[day] = CheckAlert.objects.filter(check_row=check).latest("pk").days
    assert told == {5: 60, 35: 30, 58: 7}
    mails = OutboxMessage.objects.filter(event="check_lapsing")
    assert mails.count() == 6
    assert {mail.to for mail in mails} == {offer.coach, coordinator}


def test_a_renewed_check_is_not_told_of_and_a_gap_asks_only_the_latest(offer, now):
    today = timezone.localdate(now)
    write(offer, Kind.DBS, today - timedelta(days=9), now, valid_until=today + timedelta(days=20))
    write(offer, Kind.DBS, today, now, valid_until=today + timedelta(days=900))
    assert not operations.run_checks(at=now)
    write(offer, Kind.SAFEGUARDING, today - timedelta(days=362), now)  # 2 or 3 days are left
    operations.run_checks(at=now)
    assert list(CheckAlert.objects.values_list("days", flat=True)) == [7]


def test_who_takes_nobody_new_but_still_mentors_is_told_too(offer, now):
    today = timezone.localdate(now)
    write(offer, Kind.DBS, today, now, valid_until=today + timedelta(days=7))
    operations.withdraw_offer(offer=offer, by=offer.coach, at=now)
    assert not operations.run_checks(at=now)
    MentorshipFactory(coach=offer.coach, programme=offer.programme)
    assert operations.run_checks(at=now)["checks that lapse soon"] == 1


@pytest.mark.parametrize("kind", [Kind.SAFEGUARDING, Kind.COURSE])
def test_no_page_shows_another_last_day_than_the_one_that_counts(client, offer, coordinator, now, kind):
    """The rules of a match know 12 months for safeguarding and no end of the course, and nothing else."""
    client.force_login(coordinator)
    today = timezone.localdate()
    another = today + timedelta(days=30)
    data = {"kind": kind, "done_on": today.isoformat(), "valid_until": another.isoformat()}
    page = client.post(f"/coordinate/people/mentors/{offer.pk}/checks/", data).content.decode()
    assert "Safeguarding holds for 12 months, and the mentor course has no end" in page
    assert not CoachCheck.objects.exists()
    assert write(offer, kind, today, now, valid_until=another).valid_until_date != another


def test_the_mail_says_neither_who_nor_which_check(offer, now, mailoutbox):
    offer.coach.preferred_name = "Zebedee Q."
    offer.coach.save()
    today = timezone.localdate(now)
    write(offer, Kind.DBS, today, now, valid_until=today + timedelta(days=29))
    call_command("mentoring_rhythm")
    deliver_waiting(at=timezone.now())
    to_coordinator = next(mail for mail in mailoutbox if offer.coach.email not in mail.to)
    assert len(mailoutbox) == 2
    words = str([to_coordinator.subject, to_coordinator.body, to_coordinator.alternatives])
    for absent in ("Zebedee", "DBS", "ackground check"):
        assert absent not in words
    assert f"/coordinate/people/mentors/{offer.pk}/checks/" in words


def test_the_course_finished_here_is_written_down_by_itself(offer, now, site_tree):
    course = CourseFactory(code="C5", parent=site_tree.learn)
    Enrolment.objects.create(
        learner=offer.coach, course_key=course.translation_key, started_at=now, finished_at=now
    )
    for _ in range(2):
        operations.run_checks(at=now)
    offer.refresh_from_db()
    assert offer.training_completed_on_date == timezone.localdate(now)
    assert CoachCheck.objects.get().kind == Kind.COURSE


@pytest.mark.parametrize("kind", [Kind.DBS, Kind.SAFEGUARDING])
def test_a_lapse_stops_new_matches_only(programme, round, now, kind):
    offer = MentorOfferFactory(programme=programme)
    pair = MentorshipFactory(coach=offer.coach, programme=programme, active=True)
    MentorRequestFactory(programme=programme)
    offer.places = 2
    offer.save()

    def why_not():
        cohort = queries.build_cohort(round=round)
        return [each.key for each in reasons_against(cohort.mentees[0], cohort.mentors[0], cohort)]

    assert why_not() == []
    done_on = STARTS_ON - timedelta(days=800)
    until = {"valid_until": STARTS_ON - timedelta(days=1)} if kind == Kind.DBS else {}
    write(offer, kind, done_on, now, **until)
    assert why_not() == ["vetting" if kind == Kind.DBS else "safeguarding"]
    pair = Mentorship.objects.get(pk=pair.pk)
    assert queries.state_of_mentorship(mentorship=pair).value == "active"
