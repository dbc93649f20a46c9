"""No mentorship is active before everything is there; what is signed keeps its words."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, OutboxMessage
from home.starter import Loader
from mentoring import operations, queries
from mentoring.lifecycle import Need, State
from mentoring.models import Agreement, AgreementText, CoachCheck, Mentorship
from mentoring.starter import load_agreement
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    AgreementTextFactory,
    MentorshipFactory,
    ProposedPairFactory,
    RoundEntryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wording():
    return AgreementTextFactory()


@pytest.fixture
def mentorship(wording, round, now):
    """Confirmed by a coordinator, two yeses, and a mentor whose dates are good today."""
    pair = ProposedPairFactory(
        offered=True,
        entry=RoundEntryFactory(round=round),
        learner_answer="yes",
        coach_answer="yes",
        offer__training_completed_on_date=now.date() - timedelta(days=90),
        offer__safeguarding_refreshed_on_date=now.date() - timedelta(days=90),
    )
    return MentorshipFactory(
        pair=pair, learner=pair.entry.request.learner, coach=pair.offer.coach, programme=round.programme
    )


def sign(mentorship, person, now, name="Ted L."):
    seen = queries.agreement_shown(mentorship=mentorship).mark
    return operations.sign_agreement(mentorship=mentorship, name=name, seen=seen, by=person, at=now)


def sign_both(mentorship, now):
    sign(mentorship, mentorship.learner, now)
    sign(mentorship, mentorship.coach, now, name="Comfort A.")
    mentorship.refresh_from_db()


def write_something(mentorship, now):
    from uuid import uuid4

    operations.send_message(
        mentorship=mentorship, text="Hello", form_key=uuid4(), by=mentorship.learner, at=now
    )


def test_with_everything_there_two_signatures_make_it_active(mentorship, now):
    sign(mentorship, mentorship.learner, now)
    mentorship.refresh_from_db()
    assert mentorship.active_at is None
    sign(mentorship, mentorship.coach, now)
    mentorship.refresh_from_db()
    assert mentorship.active_at == now
    assert OutboxMessage.objects.filter(event="mentorship_active").count() == 2
    write_something(mentorship, now)


def no_confirmation(mentorship, now):
    mentorship.pair.offered_at = None
    mentorship.pair.save()


def no_yes_of_the_learner(mentorship, now):
    mentorship.pair.learner_answer = ""
    mentorship.pair.save()


def no_yes_of_the_mentor(mentorship, now):
    mentorship.pair.coach_answer = "no"
    mentorship.pair.save()


def no_course(mentorship, now):
    mentorship.pair.offer.training_completed_on_date = None
    mentorship.pair.offer.save()


def old_safeguarding(mentorship, now):
    mentorship.pair.offer.safeguarding_refreshed_on_date = now.date() - timedelta(days=1200)
    mentorship.pair.offer.save()


def lapsed_checks(mentorship, now):
    mentorship.pair.offer.vetting_valid_until_date = now.date() - timedelta(days=1)
    mentorship.pair.offer.save()


def no_signature_of_the_learner(mentorship, now):
    Agreement.objects.update(learner_signed_at=None)


def no_signature_of_the_mentor(mentorship, now):
    Agreement.objects.update(coach_signed_at=None)


REMOVED = [
    (no_confirmation, Need.CONFIRMED),
    (no_yes_of_the_learner, Need.LEARNER_YES),
    (no_yes_of_the_mentor, Need.COACH_YES),
    (no_course, Need.COURSE),
    (old_safeguarding, Need.SAFEGUARDING),
    (lapsed_checks, Need.VETTING),
    (no_signature_of_the_learner, Need.LEARNER_SIGNATURE),
    (no_signature_of_the_mentor, Need.COACH_SIGNATURE),
]


def test_every_need_has_its_test():
    assert {need for _remove, need in REMOVED} == set(Need)


@pytest.mark.parametrize(("remove", "need"), REMOVED, ids=[need for _remove, need in REMOVED])
def test_without_any_one_of_them_it_is_never_active(mentorship, now, remove, need):
    if "signature" in need:
        sign_both(mentorship, now)
        Mentorship.objects.update(active_at=None)
        remove(mentorship, now)
    else:
        remove(mentorship, now)
        sign_both(mentorship, now)
    mentorship.refresh_from_db()
    assert mentorship.active_at is None
    with pytest.raises(operations.NotActive) as refused:
        operations.begin_mentorship(mentorship=mentorship, by=mentorship.coach, at=now)
    assert refused.value.needs == (need,)
    with pytest.raises(operations.NotActive) as refused:
        write_something(mentorship, now)
    assert (refused.value.state, refused.value.needs) == (State.AGREEING, (need,))


def test_dates_put_right_later_begin_it_and_the_coordinator_was_asked(mentorship, now, coordinator):
    no_course(mentorship, now)
    sign_both(mentorship, now)
    assert OutboxMessage.objects.get(event="checks_missing").to == coordinator
    operations.record_check(
        offer=mentorship.pair.offer, kind=CoachCheck.Kind.COURSE, done_on=now.date(), by=coordinator, at=now
    )
    mentorship.refresh_from_db()
    assert mentorship.active_at == now


def test_a_signed_agreement_keeps_its_words(mentorship, now):
    sign_both(mentorship, now)
    signed = queries.current_agreement(mentorship=mentorship)
    assert mentorship.programme.name in signed.text
    assert "lead in the way they choose" in signed.text
    before = signed.text
    AgreementTextFactory(version=99, text="{mentor} and {mentee} do as they like.")
    assert queries.agreement_shown(mentorship=mentorship).text == before


def test_until_somebody_signs_the_newest_wording_counts(mentorship, now):
    AgreementTextFactory(version=99, text="New words for {mentee}.")
    assert "New words" in queries.agreement_shown(mentorship=mentorship).text
    sign(mentorship, mentorship.learner, now)
    assert queries.current_agreement(mentorship=mentorship).version == 99


def test_nobody_signs_words_they_did_not_see(mentorship, now):
    seen = queries.agreement_shown(mentorship=mentorship).mark
    operations.fill_agreement(
        mentorship=mentorship, filled={"goal": "chair the PPG"}, by=mentorship.coach, at=now
    )
    with pytest.raises(operations.OldPage):
        operations.sign_agreement(mentorship=mentorship, name="Ted", seen=seen, by=mentorship.learner, at=now)
    assert not queries.current_agreement(mentorship=mentorship).learner_signed_at


def test_other_words_after_a_signature_make_a_new_agreement_that_both_sign(mentorship, now):
    sign_both(mentorship, now)
    first = queries.current_agreement(mentorship=mentorship)
    operations.fill_agreement(
        mentorship=mentorship, filled={"when": "Every second Friday."}, by=mentorship.learner, at=now
    )
    second = queries.current_agreement(mentorship=mentorship)
    assert (second.pk != first.pk, second.is_signed) == (True, False)
    assert "Every second Friday." in second.text
    first.refresh_from_db()
    assert (first.is_signed, first.replaced_at) == (True, now)
    mentorship.refresh_from_db()
    assert mentorship.active_at  # they go on meanwhile
    write_something(mentorship, now)


def test_signing_twice_is_once(mentorship, now):
    first = sign(mentorship, mentorship.learner, now, name="Ted L.")
    again = sign(mentorship, mentorship.learner, now + timedelta(hours=1), name="Somebody else")
    assert (again.pk, again.learner_signed_name, again.learner_signed_at) == (first.pk, "Ted L.", now)
    assert AuditEvent.objects.filter(action="mentoring.agreement_signed").count() == 1
    assert OutboxMessage.objects.get(event="agreement_to_sign").to == mentorship.coach


def test_a_coordinator_records_a_signature_by_phone(mentorship, coordinator, now):
    operations.record_signature(
        mentorship=mentorship, person=mentorship.learner, name="Ted", how="phone", by=coordinator, at=now
    )
    agreement = sign(mentorship, mentorship.coach, now)
    assert agreement.recorded == {"learner": {"how": "phone", "by": coordinator.pk}}
    row = AuditEvent.objects.get(action="mentoring.signature_recorded")
    assert (row.actor_id, row.detail) == (coordinator.pk, {"side": "learner", "how": "phone"})
    mentorship.refresh_from_db()
    assert mentorship.active_at == now


def test_a_signature_by_phone_counts_for_the_words_that_were_read_out(mentorship, coordinator, now, client):
    """While the coordinator reads it out, the mentor puts in other words."""
    client.force_login(coordinator)
    address = f"/coordinate/agreements/{mentorship.pk}/"
    seen = queries.agreement_shown(mentorship=mentorship).mark
    assert f'name="seen" value="{seen}"' in client.get(address).content.decode()
    operations.fill_agreement(
        mentorship=mentorship, filled={"goal": "chair the PPG"}, by=mentorship.coach, at=now
    )
    said = {"side": "learner", "name": "Ted L.", "how": "phone"}
    page = client.post(address, {**said, "seen": seen}).content.decode()
    assert "Read them again" in page
    assert "chair the PPG" in page
    assert not Agreement.objects.exclude(learner_signed_at=None).exists()
    new = queries.agreement_shown(mentorship=mentorship).mark
    assert f'name="seen" value="{new}"' in page
    assert client.post(address, {**said, "seen": new}).status_code == 302
    assert Agreement.objects.get().learner_signed_name == "Ted L."


def test_a_coordinator_prints_it_in_large_print(mentorship, coordinator, client):
    client.force_login(coordinator)
    address = f"/coordinate/agreements/{mentorship.pk}/"
    page = client.get(address).content.decode()
    assert "?large=1" in page
    assert "card large-print" not in page
    assert "card large-print" in client.get(address, {"large": "1"}).content.decode()


@pytest.mark.parametrize("stopped", ["suspended_at", "ended_at"])
def test_nothing_is_signed_once_contact_stopped(mentorship, now, stopped):
    setattr(mentorship, stopped, now)
    mentorship.save()
    with pytest.raises(operations.NotActive):
        sign(mentorship, mentorship.learner, now)
    assert not Agreement.objects.exists()


def test_without_a_wording_nobody_signs(mentorship, now, wording):
    wording.delete()
    with pytest.raises(operations.NoWording):
        operations.sign_agreement(mentorship=mentorship, name="Ted", seen="", by=mentorship.learner, at=now)


def test_a_changed_wording_is_a_new_version(now):
    editor = UserFactory(editor=True)
    first = operations.save_agreement_text(programme=None, text="One.", by=editor, at=now)
    again = operations.save_agreement_text(programme=None, text="One.\r\n", by=editor, at=now)
    second = operations.save_agreement_text(programme=None, text="Two.", by=editor, at=now)
    assert (first.pk, first.version, second.version) == (again.pk, 1, 2)
    assert AgreementText.objects.get(version=1).text == "One."


def test_a_programme_can_have_its_own_wording(mentorship, now):
    operations.save_agreement_text(programme=mentorship.programme, text="Ours.", by=None, at=now)
    assert queries.agreement_shown(mentorship=mentorship).text == "Ours."


def test_the_shipped_wording_is_loaded_once_and_fills_every_marker(mentorship, now):
    AgreementText.objects.all().delete()
    for _ in range(2):
        load_agreement(Loader())
    assert AgreementText.objects.count() == 1
    shown = queries.agreement_shown(mentorship=mentorship)
    assert "{" not in shown.text
    assert [part.heading for part in shown.parts][1] == "What it is for"


def test_an_editors_newer_wording_survives_loading_again(now):
    load_agreement(Loader())
    operations.save_agreement_text(programme=None, text="Ours.", by=UserFactory(), at=now)
    load_agreement(Loader())
    assert queries.wording_for(programme=None).text == "Ours."
