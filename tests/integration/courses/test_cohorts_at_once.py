"""Two people at the same second in a group: one invitation, one undo, one membership. With controls."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, OutboxMessage
from courses import operations
from courses.models import Cohort, CohortMember, Enrolment, Invitation
from courses.operations import joining, people_lists
from courses.people_lists import read_rows
from tests.at_once import at_once, meeting_point
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import InvitationFactory, make_group

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def without_lock(monkeypatch, module):
    """Both read the row before either writes."""
    both_read = meeting_point()

    def read_only(model, pk):
        found = model.objects.get(pk=pk)
        both_read()
        return found

    monkeypatch.setattr(module, "lock", read_only)


@pytest.fixture
def group(made):
    return make_group(courses=[made])


@pytest.fixture
def invited(group):
    return InvitationFactory(cohort=group, token="a-token", expires_at=NOON.replace(year=2027))


def accept(learner):
    operations.accept_invitation(token="a-token", learner=learner, by=learner, at=NOON)


def test_two_people_accept_one_invitation_and_one_is_in(invited):
    first, second = UserFactory.create_batch(2)
    problems = at_once(lambda: accept(first), lambda: accept(second))
    assert [problem.why for problem in problems] == ["used"]
    assert CohortMember.objects.get().learner == Invitation.objects.get().accepted_by


@pytest.mark.row_locks
def test_control_without_the_lock_both_are_in(invited, monkeypatch):
    without_lock(monkeypatch, joining)
    first, second = UserFactory.create_batch(2)
    assert at_once(lambda: accept(first), lambda: accept(second)) == []
    assert CohortMember.objects.count() == 2


def test_ten_clicks_on_accept_are_one(invited, ted):
    assert at_once(*[lambda: accept(ted)] * 10) == []
    assert CohortMember.objects.count() == Enrolment.objects.count() == 1
    assert AuditEvent.objects.filter(action="group joined").count() == 1


def test_ten_clicks_on_join_are_one(group, ted):
    def join():
        operations.join_by_code(code=group.code, learner=ted, by=ted, at=NOON)

    assert at_once(*[join] * 10) == []
    assert CohortMember.objects.count() == Enrolment.objects.count() == 1


def test_ten_clicks_on_make_are_one_group(made):
    nasreen, form_key = UserFactory(coordinator=True), uuid4()

    def make(form_key=form_key):
        operations.make_cohort(
            name="Group",
            organisation=None,
            start_date=NOON.date(),
            coordinator=nasreen,
            coaches=[],
            courses={made.key: "Course"},
            form_key=form_key,
            by=nasreen,
            at=NOON,
        )

    assert at_once(*[make] * 10) == []
    assert Cohort.objects.count() == 1
    assert at_once(lambda: make(uuid4()), lambda: make(uuid4())) == []
    assert Cohort.objects.count() == 3  # the control: other forms make other groups


@pytest.fixture
def added(group):
    nasreen = group.coordinator
    rows = read_rows("a@example.org\nb@example.org")
    kept = operations.keep_list(cohort=group, rows=rows, by=nasreen, at=NOON)
    operations.add_people(people_list=kept, by=nasreen, at=NOON)
    return kept


def undo(added, taken):
    taken.append(operations.undo_list(people_list=added, by=added.made_by, at=NOON))


def test_two_undos_take_back_once(added):
    taken = []
    assert at_once(*[lambda: undo(added, taken)] * 2) == []
    assert sorted(taken) == [(0, 0), (2, 0)]
    assert AuditEvent.objects.filter(action="people list undone").count() == 1
    assert not OutboxMessage.objects.filter(event="group_invitation").exists()


@pytest.mark.row_locks
def test_control_without_the_lock_both_undo(added, monkeypatch):
    without_lock(monkeypatch, people_lists)
    assert at_once(*[lambda: undo(added, [])] * 2) == []
    assert AuditEvent.objects.filter(action="people list undone").count() == 2


def test_two_clicks_on_add_invite_once(group):
    nasreen = group.coordinator
    kept = operations.keep_list(cohort=group, rows=read_rows("a@example.org"), by=nasreen, at=NOON)
    numbers = []
    problems = at_once(
        *[lambda: numbers.append(operations.add_people(people_list=kept, by=nasreen, at=NOON))] * 2
    )
    assert problems == []
    assert sorted(numbers) == [0, 1]
    assert Invitation.objects.count() == OutboxMessage.objects.count() == 1


def test_undo_and_accept_at_once_leave_no_half(added, ted):
    token = OutboxMessage.objects.get(to_address="a@example.org").context["token"]

    def join():
        with suppress(operations.InvitationOver):
            operations.accept_invitation(token=token, learner=ted, by=ted, at=NOON)

    assert at_once(lambda: undo(added, []), join) == []
    open_invitations = Invitation.objects.filter(accepted_at=None, cancelled_at=None)
    assert not open_invitations.exists()
    assert not CohortMember.objects.filter(left_at=None).exists()
