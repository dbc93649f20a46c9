"""What is kept how long, on a clock that the test moves. Each rule: one day too early, and on the day."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent, OutboxMessage
from accounts.operations import send_later
from accounts.retention import purge
from config.management.commands.purge_expired import ALL_RULES
from courses.models import Invitation, PeopleList, Supporter
from mentoring.models import (
    CheckIn,
    Concern,
    Declaration,
    Ending,
    LivedExperience,
    MentorRequest,
    Mentorship,
    Message,
    MyNote,
    ProposedPair,
    SupervisionNote,
)
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.mentoring import (
    GoalFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    MessageFactory,
    ProposedPairFactory,
)

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DOCUMENT = Path(__file__).parents[2] / "docs" / "retention.md"


def ended():
    return MentorshipFactory(active=True, started_at=START - 90 * DAY, ended_at=START)


def note(author, mentorship):
    return MyNote.objects.create(
        author=author, mentorship=mentorship, text="My words", made_at=START, updated_at=START
    )


def make_address():
    mail = send_later(event="no_account", to_address="a@example.org", at=START)
    OutboxMessage.objects.filter(pk=mail.pk).update(sent_at=START)


def make_invitation():
    for number in range(2):
        Invitation.objects.create(
            cohort=made_group(),
            fingerprint=str(number),
            email=f"p{number}@example.org",
            name="Pat",
            invited_at=START,
            expires_at=START,
        )


def made_group():
    from courses.models import Cohort

    return Cohort.objects.first() or CohortFactory()


def make_list():
    PeopleList.objects.create(cohort=CohortFactory(), rows=[{"name": "Pat"}], made_at=START)


def make_helper():
    Supporter.objects.create(
        learner=UserFactory(), email="s@example.org", fingerprint="x", named_at=START, ended_at=START
    )


def make_message():
    mentorship = ended()
    MessageFactory(mentorship=mentorship, sent_at=START)
    # Somebody still has to look at this one.
    MessageFactory(mentorship=mentorship, sent_at=START, text="Reported", reported_at=START)


def make_mentors_note():
    mentorship = ended()
    note(mentorship.coach, mentorship)
    note(mentorship.learner, mentorship)


def make_check_in():
    mentorship = ended()
    CheckIn.objects.create(
        mentorship=mentorship, person=mentorship.learner, number=1, asked_at=START, going=2, words="Private"
    )


def make_change_note():
    Mentorship.objects.filter(pk=ended().pk).update(change_note="Private")


def make_ending():
    mentorship = ended()
    Ending.objects.create(
        mentorship=mentorship, person=mentorship.learner, why="done", thanks="Thank you", told_at=START
    )


def make_no():
    ProposedPairFactory(offered_at=START, answer_note="Private")


def make_draft():
    MentorRequestFactory(draft=True, created_at=START)


def make_old_request():
    request = MentorRequestFactory(
        state=MentorRequest.State.MATCHED, created_at=START, not_with_words="Private"
    )
    MentorshipFactory(learner=request.learner, started_at=START, ended_at=START)


def make_lived_experience(person=None):
    LivedExperience.objects.create(person=person or UserFactory(), wording="x", given_at=START)


def make_declaration():
    Declaration.objects.create(
        person=UserFactory(), kind="relative", words="Private", made_at=START, settled_at=START
    )


def make_supervision_note():
    SupervisionNote.objects.create(
        coach=UserFactory(coach=True), text="Words", made_at=START, updated_at=START
    )


def make_concern():
    Concern.objects.create(words="Private", made_at=START, closed_at=START)


def counted(model, **lookup):
    return lambda: model.objects.filter(**lookup).count()


#: Record → (what makes it, what counts it, how many are left for good).
CASES = {
    "address of somebody without an account we wrote to": (
        make_address,
        counted(OutboxMessage, to_address="a@example.org"),
        0,
    ),
    "name and address of somebody invited": (make_invitation, counted(Invitation, name="Pat"), 0),
    "list of people that was only looked at": (make_list, counted(PeopleList), 0),
    "address of a former helper": (make_helper, counted(Supporter, email="s@example.org"), 0),
    "message between two people": (make_message, counted(Message), 1),
    "mentor's own note": (make_mentors_note, counted(MyNote), 1),
    "words of a check-in": (make_check_in, counted(CheckIn, words="Private"), 0),
    "why somebody wanted another mentor": (
        make_change_note,
        counted(Mentorship, change_note="Private"),
        0,
    ),
    "words about how it ended": (make_ending, counted(Ending, thanks="Thank you"), 0),
    "why somebody said no to a match": (make_no, counted(ProposedPair, answer_note="Private"), 0),
    "request that was never sent": (make_draft, counted(MentorRequest), 0),
    "private words of an old request": (
        make_old_request,
        counted(MentorRequest, not_with_words="Private"),
        0,
    ),
    "lived experience that nothing needs": (make_lived_experience, counted(LivedExperience), 0),
    "declared tie that was dealt with": (make_declaration, counted(Declaration), 0),
    "mentor's note for supervision": (make_supervision_note, counted(SupervisionNote), 0),
    "safeguarding concern": (make_concern, counted(Concern), 0),
}


def test_every_rule_has_a_case():
    assert [rule.record for rule in ALL_RULES] == list(CASES)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.record)
def test_it_goes_on_the_day_and_not_before(rule):
    make, count, left = CASES[rule.record]
    make()
    there = count()
    the_day = START + rule.keeps
    assert purge(ALL_RULES, at=the_day - DAY) == {}
    assert count() == there > left
    assert purge([rule], at=the_day, dry_run=True) == {rule.record: there - left}
    assert count() == there
    assert purge([rule], at=the_day) == {rule.record: there - left}
    assert count() == left
    assert purge([rule], at=the_day) == {}
    assert AuditEvent.objects.filter(action__startswith="retention.").count() == there - left


def test_nothing_that_is_in_use_goes_however_old():
    mentorship = MentorshipFactory(active=True, started_at=START)
    MessageFactory(mentorship=mentorship, sent_at=START)
    note(mentorship.coach, mentorship)
    MentorRequestFactory(created_at=START, not_with_words="Private")
    for person in (
        mentorship.learner,
        MentorOfferFactory(created_at=START).coach,
        MentorRequestFactory().learner,
    ):
        make_lived_experience(person)
    Concern.objects.create(words="Open", made_at=START)
    assert purge(ALL_RULES, at=START + timedelta(days=365 * 30)) == {}


def test_what_a_learner_wrote_for_themself_stays():
    mentorship = ended()
    note(mentorship.learner, mentorship)
    GoalFactory(mentorship=mentorship)
    purge(ALL_RULES, at=START + timedelta(days=365 * 30))
    assert MyNote.objects.get().text == "My words"
    assert mentorship.goals.count() == 1


def test_taking_lived_experience_away_takes_it_out_of_old_scores():
    pair = ProposedPairFactory(state="expired", total=80, parts={"lived_experience": 10, "goals": 70})
    request = pair.entry.request
    MentorRequest.objects.filter(pk=request.pk).update(state="withdrawn", updated_at=START)
    make_lived_experience(request.learner)
    rule = next(rule for rule in ALL_RULES if rule.record.startswith("lived"))
    purge([rule], at=START + rule.keeps)
    pair.refresh_from_db()
    assert (pair.total, pair.parts) == (70, {"goals": 70})


def test_the_command_counts_first_and_does_it_then():
    make_concern()
    Concern.objects.update(closed_at=START - timedelta(days=365 * 50))
    said = StringIO()
    call_command("purge_expired", "--dry-run", stdout=said)
    assert Concern.objects.exists()
    call_command("purge_expired", stdout=said)
    assert not Concern.objects.exists()
    assert said.getvalue().count("safeguarding concern: 1") == 2


def test_the_document_says_what_the_rules_say():
    lines = DOCUMENT.read_text().splitlines()
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")
    ]
    told = [
        (rule.record[0].upper() + rule.record[1:], f"{rule.months} months", rule.since, rule.what_happens)
        for rule in ALL_RULES
    ]
    assert rows[2:] == told
