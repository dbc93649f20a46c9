"""Groups: joining, inviting, lists of people and their undoing, leaving; what is kept, and what goes out."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, OutboxMessage
from courses import operations, queries
from courses.models import Cohort, CohortMember, Enrolment, Invitation, PeopleList
from courses.people_lists import read_rows
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, InvitationFactory, add_member, make_group
from tests.factories.courses import EnrolmentFactory, LessonVisitFactory, make_course

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def nasreen(db):
    return UserFactory(coordinator=True, preferred_name="Nasreen K.")


@pytest.fixture
def second(site_tree, made):
    return make_course(parent=site_tree.learn, lessons=2)


@pytest.fixture
def group(made, second, nasreen):
    return make_group(courses=[made, second], coordinator=nasreen)


@pytest.fixture
def act(nasreen):
    return {"by": nasreen, "at": NOON}


def made_of(group, made, **changes):
    return {
        "name": group.name,
        "organisation": None,
        "start_date": date(2027, 3, 1),
        "coordinator": group.coordinator,
        "coaches": [],
        "courses": {each.key: each.page.title for each in made},
        **changes,
    }


def join(group, learner, at=NOON, code=""):
    return operations.join_by_code(code=code or group.code, learner=learner, by=learner, at=at)


def invite(group, *addresses, at=NOON):
    people = [("", address) for address in addresses]
    return operations.invite(cohort=group, people=people, by=group.coordinator, at=at)


def token_for(address):
    """The token in the mail that waits for this address."""
    messages = OutboxMessage.objects.filter(event="group_invitation").select_related("to")
    return next(
        message.context["token"]
        for message in messages
        if address in (message.to_address, message.to and message.to.email)
    )


def accept(token, learner, at=NOON):
    return operations.accept_invitation(token=token, learner=learner, by=learner, at=at)


def is_in(group, learner):
    return queries.members_of(cohort=group).filter(learner=learner).exists()


# Making


def test_the_same_form_makes_one_group(made, nasreen, act):
    group = CohortFactory.build(coordinator=nasreen)
    values = {**made_of(group, [made]), "form_key": uuid4(), **act}
    assert operations.make_cohort(**values) == operations.make_cohort(**values)
    found = Cohort.objects.get()
    assert [row.course_key for row in found.courses.all()] == [made.key]
    assert AuditEvent.objects.filter(action="group made").count() == 1
    assert found.is_open


def test_a_code_that_somebody_has_is_not_given_again(made, nasreen, act, monkeypatch):
    codes = iter(["ACDE-FHJK", "ACDE-FHJK", "CCCC-FHJK"])
    monkeypatch.setattr("courses.operations.cohorts.new_group_code", lambda: next(codes))
    group = CohortFactory.build(coordinator=nasreen)
    for _number in range(2):
        operations.make_cohort(**made_of(group, [made]), form_key=uuid4(), **act)
    assert set(Cohort.objects.values_list("code", flat=True)) == {"ACDE-FHJK", "CCCC-FHJK"}


def test_a_course_added_is_started_by_everybody_and_they_are_told(made, second, nasreen, ted, act):
    group = make_group(courses=[made], coordinator=nasreen)
    add_member(group, ted)
    gone = add_member(group, UserFactory())
    operations.leave_cohort(member=gone, **act)
    operations.change_cohort(cohort=group, **made_of(group, [second, made]), **act)
    assert [row.course_key for row in group.courses.all()] == [second.key, made.key]
    assert ted.enrolments.get(course_key=second.key).way == Enrolment.Way.COORDINATOR
    assert not gone.learner.enrolments.filter(course_key=second.key).exists()
    assert [mail.to for mail in OutboxMessage.objects.filter(event="group_course_added")] == [ted]


def test_a_course_taken_away_takes_nothing_from_anybody(made, second, group, ted, act):
    join(group, ted)
    operations.change_cohort(cohort=group, **made_of(group, [made]), **act)
    assert ted.enrolments.count() == 2
    assert not OutboxMessage.objects.exists()


# By code


def test_the_code_enrols_in_all_courses(group, ted):
    member = join(group, ted, code=f" {group.code.lower().replace('-', ' ')} ")
    assert (member.cohort, member.added_by, member.joined_at) == (group, None, NOON)
    assert set(ted.enrolments.values_list("way", flat=True)) == {"code"}
    assert ted.enrolments.count() == 2
    row = AuditEvent.objects.get(action="group joined")
    assert row.detail["wording"]


def test_joining_twice_is_once_and_a_course_they_had_stays_as_it_was(made, group, ted):
    operations.enrol(learner=ted, course=made.page, by=ted, at=NOON - timedelta(days=9))
    join(group, ted)
    join(group, ted, at=NOON + timedelta(days=1))
    assert CohortMember.objects.get().joined_at == NOON
    had = ted.enrolments.get(course_key=made.key)
    assert (had.way, had.started_at) == ("self", NOON - timedelta(days=9))


@pytest.mark.parametrize("code", ["", "ACDE", "AAAA-AAAA", "'; drop", "\0" * 8])
def test_a_wrong_code_is_no_code(group, ted, code):
    with pytest.raises(operations.NoSuchCode):
        operations.join_by_code(code=code, learner=ted, by=ted, at=NOON)


def test_a_closed_group_takes_nobody_new_and_keeps_its_people(group, ted, act):
    join(group, ted)
    operations.open_cohort(cohort=group, is_open=False, **act)
    operations.open_cohort(cohort=group, is_open=False, **act)
    join(group, ted)
    with pytest.raises(operations.GroupClosed):
        join(group, UserFactory())
    assert AuditEvent.objects.filter(action="group closed").count() == 1


def test_who_left_can_come_back_and_their_left_courses_too(made, group, ted, act):
    member = join(group, ted)
    operations.leave_course(enrolment=ted.enrolments.get(course_key=made.key), by=ted, at=NOON)
    operations.leave_cohort(member=member, by=ted, at=NOON)
    assert not is_in(group, ted)
    assert ted.enrolments.count() == 2
    join(group, ted, at=NOON + timedelta(days=2))
    assert is_in(group, ted)
    assert CohortMember.objects.count() == 1
    assert not ted.enrolments.filter(left_at__isnull=False).exists()


# By invitation


def test_known_and_unknown_addresses_are_answered_alike(group, ted):
    assert invite(group, ted.email.upper(), "new@example.org") == 2
    rows = {row.email: row for row in Invitation.objects.all()}
    assert set(rows) == {ted.email, "new@example.org"}
    assert not CohortMember.objects.exists()
    assert not ted.enrolments.exists()
    known, unknown = (
        OutboxMessage.objects.get(to=ted),
        OutboxMessage.objects.get(to_address="new@example.org"),
    )
    assert set(known.context) == set(unknown.context)


def test_only_the_fingerprint_of_a_link_is_kept(group):
    invite(group, "new@example.org")
    token = token_for("new@example.org")
    kept = Invitation.objects.get()
    assert token not in str(vars(kept))
    assert kept.fingerprint == operations.fingerprint_of(token)
    assert kept.expires_at == NOON + timedelta(days=30)


def test_nobody_is_invited_twice_nor_a_member(group, ted):
    join(group, ted)
    assert invite(group, "new@example.org", "NEW@example.org", ted.email) == 1
    assert invite(group, "new@example.org") == 0
    assert OutboxMessage.objects.count() == 1


def test_an_invitation_that_ran_out_is_replaced(group):
    invite(group, "new@example.org")
    assert invite(group, "new@example.org", at=NOON + timedelta(days=30)) == 1
    assert Invitation.objects.filter(cancelled_at=None).count() == 1


def test_accepting_is_joining_and_twice_is_once(group, ted):
    invite(group, ted.email)
    token = token_for(ted.email)
    member = accept(token, ted)
    assert accept(token, ted, at=NOON + timedelta(days=40)) == member
    assert set(ted.enrolments.values_list("way", flat=True)) == {"invitation"}
    assert Invitation.objects.get().accepted_by == ted
    assert not OutboxMessage.objects.filter(event="group_invitation").exists()


def test_of_two_people_the_first_uses_it(group, ted):
    invite(group, "new@example.org")
    token = token_for("new@example.org")
    accept(token, ted)
    with pytest.raises(operations.InvitationOver) as over:
        accept(token, UserFactory())
    assert over.value.why == "used"


def test_a_link_works_for_thirty_days(group, ted):
    invite(group, ted.email)
    token = token_for(ted.email)
    with pytest.raises(operations.InvitationOver) as over:
        accept(token, ted, at=NOON + timedelta(days=30))
    assert over.value.why == "expired"
    assert accept(token, ted, at=NOON + timedelta(days=30, seconds=-1))


def test_a_cancelled_invitation_forgets_the_address_and_its_mail(group, ted, act):
    invite(group, ted.email)
    token, invitation = token_for(ted.email), Invitation.objects.get()
    assert operations.cancel_invitation(invitation=invitation, **act)
    assert not operations.cancel_invitation(invitation=invitation, **act)
    invitation.refresh_from_db()
    assert (invitation.email, invitation.name) == ("", "")
    assert not OutboxMessage.objects.exists()
    with pytest.raises(operations.InvitationOver) as over:
        accept(token, ted)
    assert over.value.why == "cancelled"


def test_an_answered_invitation_is_not_cancelled(group, ted, act):
    invite(group, ted.email)
    accept(token_for(ted.email), ted)
    assert not operations.cancel_invitation(invitation=Invitation.objects.get(), **act)
    assert is_in(group, ted)


def test_sending_again_makes_a_new_link_and_stops_the_old(group, ted, act):
    invite(group, ted.email)
    old = token_for(ted.email)
    later = {**act, "at": NOON + timedelta(days=40)}
    assert operations.invite_again(invitation=Invitation.objects.get(), **later)
    assert OutboxMessage.objects.count() == 1
    new = token_for(ted.email)
    with pytest.raises(operations.InvitationOver):
        accept(old, ted, at=later["at"])
    assert accept(new, ted, at=later["at"])


def test_who_left_does_not_come_back_by_an_old_link(group, ted):
    invite(group, ted.email)
    token = token_for(ted.email)
    operations.leave_cohort(member=accept(token, ted), by=ted, at=NOON)
    with pytest.raises(operations.InvitationOver):
        accept(token, ted)


def test_an_invitation_works_in_a_closed_group(made, ted):
    group = make_group(courses=[made], closed=True)
    InvitationFactory(cohort=group, token="abc", expires_at=NOON + timedelta(days=1))
    assert accept("abc", ted).cohort == group


# Lists


def keep(group, text):
    return operations.keep_list(cohort=group, rows=read_rows(text), by=group.coordinator, at=NOON)


def add(kept, at=NOON):
    return operations.add_people(people_list=kept, by=kept.made_by, at=at)


def undo(kept):
    return operations.undo_list(people_list=kept, by=kept.made_by, at=NOON + timedelta(hours=1))


LIST = "name,email\nTed,{ted}\nJoan,joan@example.org\nBad,bad\nJoan again,joan@example.org\n"


def test_looking_at_a_list_writes_to_nobody(group, ted):
    kept = keep(group, LIST.format(ted=ted.email))
    assert [row["problem"] for row in kept.rows] == ["", "", "not an address", "twice"]
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_newer_look_replaces_the_older_one(group, ted):
    keep(group, "a@example.org")
    keep(group, "b@example.org")
    assert [row["email"] for row in PeopleList.objects.get().rows] == ["b@example.org"]


def test_adding_a_list_invites_its_good_rows_once_and_forgets_the_file(group, ted):
    kept = keep(group, LIST.format(ted=ted.email))
    assert add(kept) == 2
    assert add(kept) == 0
    kept.refresh_from_db()
    assert kept.rows == []
    assert set(Invitation.objects.values_list("email", "name")) == {
        (ted.email, "Ted"),
        ("joan@example.org", "Joan"),
    }
    assert OutboxMessage.objects.count() == 2
    assert not CohortMember.objects.exists()


def test_undo_takes_back_what_the_list_did(group, ted):
    kept = keep(group, LIST.format(ted=ted.email))
    add(kept)
    accept(token_for(ted.email), ted)
    assert set(ted.enrolments.values_list("way", flat=True)) == {"list"}
    assert undo(kept) == (1, 1)
    assert undo(kept) == (0, 0)
    assert not is_in(group, ted)
    assert not ted.enrolments.exists()
    assert not OutboxMessage.objects.waiting().filter(event="group_invitation").exists()
    assert AuditEvent.objects.filter(action="people list undone").count() == 1


def test_undo_never_takes_a_course_in_which_somebody_did_something(made, second, group, ted):
    kept = keep(group, ted.email)
    add(kept)
    accept(token_for(ted.email), ted)
    LessonVisitFactory(learner=ted, lesson=made.lessons[0], course=made.page)
    undo(kept)
    assert [row.course_key for row in ted.enrolments.all()] == [made.key]


@pytest.mark.parametrize(
    "touched",
    [{"target_date": date(2027, 3, 1)}, {"paused_at": NOON}, {"finished_at": NOON}, {"left_at": NOON}],
)
def test_undo_never_takes_a_course_they_decided_about(group, ted, touched):
    kept = keep(group, ted.email)
    add(kept)
    accept(token_for(ted.email), ted)
    Enrolment.objects.filter(learner=ted).update(**touched)
    undo(kept)
    assert ted.enrolments.count() == 2


def test_undo_never_takes_a_course_they_had_before_nor_another_membership(made, group, ted):
    EnrolmentFactory(
        learner=ted, course=made.page, way=Enrolment.Way.LIST, started_at=NOON - timedelta(days=3)
    )
    other = UserFactory()
    join(group, other)
    kept = keep(group, ted.email)
    add(kept)
    accept(token_for(ted.email), ted)
    undo(kept)
    assert [row.course_key for row in ted.enrolments.all()] == [made.key]
    assert is_in(group, other)
    assert other.enrolments.count() == 2


def test_a_list_that_was_undone_is_not_added_again(group):
    kept = keep(group, "a@example.org")
    add(kept)
    undo(kept)
    with pytest.raises(operations.ListOver):
        add(kept)


def test_a_list_that_was_added_is_not_thrown_away(group):
    kept = keep(group, "a@example.org")
    add(kept)
    operations.drop_list(people_list=kept, by=kept.made_by, at=NOON)
    assert PeopleList.objects.exists()
    other = keep(group, "b@example.org")
    operations.drop_list(people_list=other, by=kept.made_by, at=NOON)
    assert PeopleList.objects.get() == kept


# From another group, help, leaving


def test_members_of_another_group_are_in_at_once_and_told(made, second, group, ted, nasreen, act):
    other = make_group(courses=[made], coordinator=nasreen)
    add_member(other, ted)
    assert operations.add_members(cohort=group, learners=[ted], **act) == 1
    assert operations.add_members(cohort=group, learners=[ted], **act) == 0
    assert group.members.get().added_by == nasreen
    assert ted.enrolments.get(course_key=second.key).way == "coordinator"
    assert [mail.to for mail in OutboxMessage.objects.filter(event="group_added")] == [ted]


def test_only_members_of_groups_of_the_same_coordinator_can_be_picked(made, group, ted, nasreen):
    theirs = make_group(courses=[made], people=1)
    mine = make_group(courses=[made], coordinator=nasreen)
    add_member(mine, ted)
    gone = add_member(mine, UserFactory())
    operations.leave_cohort(member=gone, by=gone.learner, at=NOON)
    assert list(queries.other_cohorts_with_people(cohort=group)) == [mine]
    assert theirs not in queries.other_cohorts_with_people(cohort=group)
    assert list(queries.people_to_pick(cohort=group, other=mine)) == [ted]


def test_help_tells_coordinator_and_coaches_once_until_it_is_given(group, ted, act):
    coach = UserFactory(coach=True)
    group.coaches.add(coach)
    member = join(group, ted)
    for _click in range(2):
        operations.ask_group_for_help(member=member, by=ted, at=NOON)
    told = OutboxMessage.objects.filter(event="group_help_asked")
    assert {mail.to for mail in told} == {group.coordinator, coach}
    assert told.count() == 2
    assert ted.preferred_name not in str([mail.context for mail in told])
    operations.note_group_helped(member=member, **act)
    operations.note_group_helped(member=member, **act)
    assert CohortMember.objects.get().asked_for_help_at is None
    assert AuditEvent.objects.filter(action="group help given").count() == 1


def test_leaving_ends_the_call_for_help_and_says_who_did_it(group, ted, act):
    member = join(group, ted)
    operations.ask_group_for_help(member=member, by=ted, at=NOON)
    assert operations.leave_cohort(member=member, **act)
    assert not operations.leave_cohort(member=member, by=ted, at=NOON)
    member.refresh_from_db()
    assert (member.left_at, member.asked_for_help_at) == (NOON, None)
    assert AuditEvent.objects.filter(action="group member taken out").count() == 1
