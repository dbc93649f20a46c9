"""Invited by e-mail to one course: it reaches everybody alike, once, and shows nobody who has an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Enrolment, Invitation
from courses.operations import course_invitations
from tests.at_once import at_once, meeting_point
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CourseInvitationFactory

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def grace():
    return UserFactory(coordinator=True, preferred_name="Grace")


@pytest.fixture
def as_grace(grace):
    browser = Client()
    browser.force_login(grace)
    return browser


@pytest.fixture
def address(made):
    return f"{made.page.url}invite/"


def link_of(message):
    return f"/invitation/{message.context['token']}/"


def send(browser, address, *people):
    return browser.post(address, {"pasted": "\n".join(people)})


def test_people_with_and_without_an_account_are_answered_alike(as_grace, address, ted):
    answers = []
    for email in (ted.email, "nobody@example.org"):
        send(as_grace, address, email)
        page = text_of(as_grace.get(address))
        assert "1 person is invited by e-mail." in page
        found = Invitation.objects.get(email=email)
        assert OutboxMessage.objects.filter(event="course_invitation").count() == 1
        rows = page.partition("<tbody>")[2].partition("</tbody>")[0].replace(email, "X")
        rows = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", rows)
        answers.append(rows.replace(f"/{found.pk}/", "/N/"))
        operations.cancel_invitation(invitation=found, by=ted, at=timezone.now())
    assert answers[0] == answers[1]
    assert "X" in answers[0]


def test_who_takes_the_course_already_is_invited_like_anybody_else(as_grace, address, ted, enrolled):
    send(as_grace, address, ted.email)
    assert "1 person is invited" in text_of(as_grace.get(address))
    message = OutboxMessage.objects.get(event="course_invitation")
    browser = Client()
    browser.force_login(ted)
    before = Enrolment.objects.get().started_at
    browser.post(link_of(message))
    assert Enrolment.objects.get().started_at == before
    assert Enrolment.objects.get().way == Enrolment.Way.SELF


def test_the_second_of_the_same_is_not_sent(as_grace, address):
    for _time in range(2):
        send(as_grace, address, "Ann, ann@example.org", "Ann, ANN@example.org")
    assert Invitation.objects.count() == OutboxMessage.objects.filter(event="course_invitation").count() == 1
    assert "You have invited everybody on this list before." in text_of(as_grace.get(address))


def test_saying_yes_starts_the_course_once(as_grace, address, made):
    send(as_grace, address, "Ann, ann@example.org")
    link = link_of(OutboxMessage.objects.get(event="course_invitation"))
    visitor = Client()
    assert made.page.title in text_of(visitor.get(link))
    ann = UserFactory(email="ann@example.org")
    browser = Client()
    browser.force_login(ann)
    assert "another address" not in text_of(browser.get(link))
    for _time in range(2):
        assert browser.post(link)["Location"] == made.page.url
    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, enrolment.way) == (ann, "invitation")
    assert AuditEvent.objects.filter(action="course invitation accepted").count() == 1
    assert "ann@example.org" not in text_of(as_grace.get(address))


def test_the_link_is_for_one_person(as_grace, address, ted):
    send(as_grace, address, "Ann, ann@example.org")
    link = link_of(OutboxMessage.objects.get(event="course_invitation"))
    first, second = Client(), Client()
    first.force_login(UserFactory(email="ann@example.org"))
    second.force_login(ted)
    assert "a…@example.org" in text_of(second.get(link))
    first.post(link)
    assert "does not work any more" in text_of(second.post(link), 410)
    assert Enrolment.objects.count() == 1


def test_cancel_and_ask_again(as_grace, address, ted):
    send(as_grace, address, "ann@example.org")
    found = Invitation.objects.get()
    old = link_of(OutboxMessage.objects.get(event="course_invitation"))
    as_grace.post(f"{address}{found.pk}/", {"do": "again"})
    assert Client().get(old).status_code == 404
    new = link_of(OutboxMessage.objects.filter(event="course_invitation").latest("pk"))
    assert Client().get(new).status_code == 200
    as_grace.post(f"{address}{found.pk}/", {"do": "cancel"})
    assert "It was taken back." in text_of(Client().get(new), 410)
    found.refresh_from_db()
    assert (found.email, found.name) == ("", "")
    send(as_grace, address, "ann@example.org")
    assert Invitation.objects.count() == 2


def test_after_thirty_days_it_is_over_and_can_be_written_anew(as_grace, grace, address, made):
    old = CourseInvitationFactory(
        course_key=made.key,
        invited_by=grace,
        email="ann@example.org",
        token="old",
        expires_at=timezone.now() - timedelta(minutes=1),
    )
    assert "30 days" in text_of(Client().get("/invitation/old/"), 410)
    send(as_grace, address, "ann@example.org")
    assert Invitation.objects.exclude(pk=old.pk).get().expires_at > timezone.now() + timedelta(days=29)


def test_nobody_else_sees_or_touches_them(as_grace, address, ted):
    send(as_grace, address, "ann@example.org")
    found = Invitation.objects.get()
    for role in ("coordinator", "administrator"):
        other = Client()
        other.force_login(UserFactory(**{role: True}))
        assert "ann@example.org" not in text_of(other.get(address))
        assert other.post(f"{address}{found.pk}/", {"do": "cancel"}).status_code == 404
        send(other, address, "ann@example.org")
        assert "1 person is invited" in text_of(other.get(address))
    for role in ("coach", "editor"):
        other.force_login(UserFactory(**{role: True}))
        assert other.get(address).status_code == 404
    assert Invitation.objects.count() == 3


@pytest.mark.parametrize("typed", ["", "x", "ann@example.org\nnot an address", "x" * 10_000])
def test_what_is_wrong_is_said_and_kept(as_grace, address, typed):
    page = text_of(as_grace.post(address, {"pasted": typed}))
    assert "<title>Error: " in page
    assert typed.replace("\n", "\n") in page
    assert not Invitation.objects.exists()


def test_only_a_course_that_is_open_can_be_taken(as_grace, address, made, ted):
    send(as_grace, address, ted.email)
    link = link_of(OutboxMessage.objects.get(event="course_invitation"))
    made.page.unpublish()
    browser = Client()
    browser.force_login(ted)
    assert "The course is not open just now." in text_of(browser.post(link), 410)
    assert not Enrolment.objects.exists()


class TestAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def invite(self, made, grace):
        people = [("", "ann@example.org")]
        operations.invite_to_course(course=made.page, people=people, by=grace, at=timezone.now())

    def test_ten_clicks_on_invite_are_one(self, made, grace):
        assert at_once(*[lambda: self.invite(made, grace)] * 10) == []
        assert Invitation.objects.count() == OutboxMessage.objects.count() == 1

    @pytest.mark.row_locks
    def test_control_without_the_lock_the_constraint_refuses_the_second(self, made, grace, monkeypatch):
        both_read = meeting_point()
        real = course_invitations.accounts_of
        monkeypatch.setattr(course_invitations, "lock_person", lambda person: None)

        def meet(emails):
            both_read()
            return real(emails)

        monkeypatch.setattr(course_invitations, "accounts_of", meet)
        problems = at_once(*[lambda: self.invite(made, grace)] * 2)
        assert [type(problem).__name__ for problem in problems] == ["IntegrityError"]

    def accept(self, made, learner):
        operations.accept_course_invitation(
            token="a-token", course=made.page, learner=learner, by=learner, at=timezone.now()
        )

    def test_of_two_people_with_one_link_one_is_in(self, made, grace):
        CourseInvitationFactory(course_key=made.key, invited_by=grace, token="a-token")
        first, second = UserFactory.create_batch(2)
        problems = at_once(lambda: self.accept(made, first), lambda: self.accept(made, second))
        assert [problem.why for problem in problems] == ["used"]
        assert Enrolment.objects.get().learner == Invitation.objects.get().accepted_by

    @pytest.mark.row_locks
    def test_control_without_the_lock_both_are_in(self, made, grace, monkeypatch):
        both_read = meeting_point()

        def read_only(model, pk):
            found = model.objects.get(pk=pk)
            both_read()
            return found

        monkeypatch.setattr(course_invitations, "lock", read_only)
        CourseInvitationFactory(course_key=made.key, invited_by=grace, token="a-token")
        first, second = UserFactory.create_batch(2)
        assert at_once(lambda: self.accept(made, first), lambda: self.accept(made, second)) == []
        assert Enrolment.objects.count() == 2

    def test_ten_clicks_on_yes_are_one(self, made, grace, ted):
        CourseInvitationFactory(course_key=made.key, invited_by=grace, token="a-token")
        assert at_once(*[lambda: self.accept(made, ted)] * 10) == []
        assert Enrolment.objects.count() == 1
        assert AuditEvent.objects.filter(action="course invitation accepted").count() == 1
