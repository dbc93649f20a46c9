"""A move that would place somebody who is left out: four people say yes, or nothing changes."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import mail
from accounts.models import AuditEvent, OutboxMessage
from mentoring import operations, queries
from mentoring.models import (
    Bar,
    Ending,
    Goal,
    Meeting,
    MentorOffer,
    MentorRequest,
    Mentorship,
    MyNote,
    ProposedPair,
    RoundEntry,
    Swap,
    Term,
)
from mentoring.operations import swaps as swap_operations
from tests.at_once import at_once, meeting_point
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    MatchingRoundFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    ProgrammeFactory,
    RoundEntryFactory,
)

SATURDAY, EVENINGS = {Term.Kind.TIME: ["saturday"]}, {Term.Kind.TIME: ["weekday-evenings"]}
BOTH_TIMES = {Term.Kind.TIME: ["saturday", "weekday-evenings"]}
PARTS = list(Swap.Part)
State = Swap.State


@dataclass
class Four:
    """Bo waits and fits Ann alone; Ann's one place is Ted's; Ted fits Joy, who has a place."""

    entry: RoundEntry
    mentorship: Mentorship
    ann: MentorOffer
    joy: MentorOffer
    coordinator: object

    @property
    def people(self) -> dict:
        return {
            Swap.Part.NEWCOMER: self.entry.request.learner,
            Swap.Part.MOVER: self.mentorship.learner,
            Swap.Part.GIVER: self.ann.coach,
            Swap.Part.TAKER: self.joy.coach,
        }

    def ask(self, at=None):
        return operations.ask_for_swap(
            entry=self.entry,
            mentorship=self.mentorship,
            offer=self.joy,
            by=self.coordinator,
            at=at or timezone.now(),
        )

    def answer(self, swap, part, answer="yes", at=None):
        return operations.answer_swap(swap=swap, by=self.people[part], answer=answer, at=at or timezone.now())

    def all_say_yes(self, swap, but=()):
        for part in PARTS:
            if part not in but:
                swap = self.answer(swap, part)
        return swap

    @property
    def page(self) -> str:
        return f"/rounds/{self.entry.round_id}/{self.entry.pk}/"


def make_four(confirmed=True) -> Four:
    coordinator = UserFactory(coordinator=True, preferred_name="Nasreen K.")
    programme = ProgrammeFactory(coordinators=[coordinator])
    ann = MentorOfferFactory(programme=programme, chosen=BOTH_TIMES, coach__preferred_name="Ann P.")
    joy = MentorOfferFactory(programme=programme, chosen=EVENINGS, coach__preferred_name="Joy Q.")
    ted = MentorRequestFactory(
        programme=programme, chosen=EVENINGS, state="matched", learner__preferred_name="Ted L."
    )
    mentorship = MentorshipFactory(programme=programme, learner=ted.learner, coach=ann.coach, active=True)
    bo = MentorRequestFactory(programme=programme, chosen=SATURDAY, learner__preferred_name="Bo R.")
    round = MatchingRoundFactory(programme=programme, created_by=coordinator)
    operations.propose_pairs(round=round, by=coordinator, at=timezone.now())
    if confirmed:
        operations.confirm_round(round=round, by=coordinator, at=timezone.now())
    entry = RoundEntry.objects.select_related("round__programme", "request__learner").get(request=bo)
    OutboxMessage.objects.all().delete()
    return Four(entry, mentorship, ann, joy, coordinator)


@pytest.fixture
def four(db):
    return make_four()


@pytest.fixture
def swap(four):
    swap = four.ask()
    OutboxMessage.objects.all().delete()
    return swap


def told(event):
    return set(OutboxMessage.objects.filter(event=event).values_list("to", flat=True))


def ids(four, *parts):
    return {four.people[part].pk for part in parts or PARTS}


def nothing_has_changed(four):
    four.mentorship.refresh_from_db()
    return (
        four.mentorship.ended_at is None
        and Mentorship.objects.count() == 1
        and MentorRequest.objects.get(pk=four.entry.request_id).state == MentorRequest.State.WAITING
        and not ProposedPair.objects.exists()
    )


# On the desk


def test_the_desk_says_who_could_move(client, four):
    client.force_login(four.coordinator)
    page = client.get(four.page).content.decode()
    assert "Bo R. could be placed if …" in page
    assert "… Ted L. moved from Ann P. to Joy Q." in page
    assert "Ask all four" in page


def test_before_the_round_is_confirmed_it_is_shown_and_cannot_be_asked(client, db):
    four = make_four(confirmed=False)
    client.force_login(four.coordinator)
    page = client.get(four.page).content.decode()
    assert "moved from Ann P. to Joy Q." in page
    assert "Ask all four" not in page
    with pytest.raises(operations.NotOpen):
        four.ask()
    assert not Swap.objects.exists()


def test_asking_tells_all_four_and_holds_the_place(client, four):
    client.force_login(four.coordinator)
    sent = {"do": "ask", "mentorship": four.mentorship.pk, "offer": four.joy.pk}
    answer = client.post(f"{four.page}move/", sent, follow=True)
    assert "All four are asked" in answer.content.decode()
    assert told("swap_asked") == ids(four)
    assert "0 of 4 have answered" in client.get(four.page).content.decode()
    able = queries.round_numbers(round=four.entry.round)
    assert able.free_places == 0
    assert AuditEvent.objects.filter(action="mentoring.swap_asked", actor_id=four.coordinator.pk).count() == 1


def test_asking_twice_asks_once(four):
    assert four.ask() == four.ask()
    assert OutboxMessage.objects.filter(event="swap_asked").count() == 4


def test_another_coordinator_and_another_programmes_rows_are_not_there(client, four):
    client.force_login(UserFactory(coordinator=True))
    sent = {"do": "ask", "mentorship": four.mentorship.pk, "offer": four.joy.pk}
    assert client.post(f"{four.page}move/", sent).status_code == 404
    client.force_login(four.coordinator)
    for name, other in (("mentorship", MentorshipFactory(active=True)), ("offer", MentorOfferFactory())):
        assert client.post(f"{four.page}move/", sent | {name: other.pk}).status_code == 404
    for odd in ("", "x", "9" * 40, "-1"):
        assert client.post(f"{four.page}move/", sent | {"offer": odd}).status_code == 404
    assert not Swap.objects.exists()


@pytest.mark.parametrize("stopped", ["paused_at", "suspended_at", "ended_at"])
def test_a_pair_that_does_not_work_together_now_is_not_named(four, stopped):
    Mentorship.objects.update(**{stopped: timezone.now()})
    assert queries.swap_ideas(entry=four.entry) == []
    with pytest.raises(operations.NotOpen):
        four.ask()


def test_a_pair_still_agreeing_is_not_named(four):
    Mentorship.objects.update(active_at=None)
    assert queries.swap_ideas(entry=four.entry) == []


def test_a_pair_that_said_no_is_not_asked_again_in_this_round(four, swap):
    four.answer(swap, Swap.Part.MOVER, "no")
    assert queries.swap_ideas(entry=four.entry) == []
    with pytest.raises(operations.NotOpen):
        four.ask()


def test_ideas_cost_the_same_for_more_people(four, django_assert_max_num_queries):
    def cost():
        entry = RoundEntry.objects.select_related("round__programme", "request__learner").get(
            pk=four.entry.pk
        )
        with django_assert_max_num_queries(40) as made:
            assert queries.swap_ideas(entry=entry)
        return len(made)

    before = cost()
    for _ in range(5):
        offer = MentorOfferFactory(programme=four.ann.programme, chosen=BOTH_TIMES)
        asked = MentorRequestFactory(programme=offer.programme, state="matched")
        MentorshipFactory(programme=offer.programme, learner=asked.learner, coach=offer.coach, active=True)
    assert cost() == before


# What each of the four sees


@pytest.mark.parametrize("part", PARTS)
def test_each_sees_what_they_need_and_no_more(client, four, swap, part):
    sees = {"newcomer": {"Ann P."}, "mover": {"Joy Q."}, "giver": {"Ted L.", "Bo R."}, "taker": {"Ted L."}}
    client.force_login(four.people[part])
    page = client.get(f"/mentoring/move/{swap.pk}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    own = four.people[part].preferred_name
    for name in {"Ann P.", "Joy Q.", "Ted L.", "Bo R."} - {own}:
        assert (name in main) == (name in sees[part]), name
    assert ("You may stay. Nobody minds." in main) == (part == Swap.Part.MOVER)


@pytest.mark.parametrize("part", PARTS)
def test_the_question_waits_where_each_of_the_four_comes_first(client, four, swap, part):
    client.force_login(four.people[part])
    start = "/coach/" if part in ("giver", "taker") else "/mentoring/"
    address = f"/mentoring/move/{swap.pk}/"
    assert address in client.get(start, follow=True).content.decode()
    four.answer(swap, part)
    assert address not in client.get(start, follow=True).content.decode()


def test_nobody_else_finds_the_question(client, four, swap):
    for person in (
        four.coordinator,
        UserFactory(),
        UserFactory(administrator=True, is_superuser=True),
        UserFactory(coach=True),
    ):
        client.force_login(person)
        assert client.get(f"/mentoring/move/{swap.pk}/").status_code == 404
        assert client.post(f"/mentoring/move/{swap.pk}/", {"answer": "yes"}).status_code == 404


def test_a_no_is_private_and_nothing_changes(client, four, swap):
    client.force_login(four.people["mover"])
    page = client.post(f"/mentoring/move/{swap.pk}/", {"answer": "no"}, follow=True).content.decode()
    assert "You stay with your mentor. Nobody minds." in page
    assert nothing_has_changed(four)
    assert told("swap_ended") == ids(four, "newcomer", "giver", "taker")
    for part in ("newcomer", "giver", "taker"):
        client.force_login(four.people[part])
        page = client.get(f"/mentoring/move/{swap.pk}/").content.decode()
        assert "Not everybody said yes, so nothing changes." in page
        assert "Ted L." not in page
    client.force_login(four.coordinator)
    assert "Not everybody said yes" in client.get(four.page).content.decode()
    assert AuditEvent.objects.get(action="mentoring.swap_declined").actor_id is None


def test_an_empty_or_odd_answer_is_refused(client, four, swap):
    client.force_login(four.people["taker"])
    for sent in ({}, {"answer": "x" * 10_000}, {"answer": "again"}):
        page = client.post(f"/mentoring/move/{swap.pk}/", sent).content.decode()
        assert "<title>Error: " in page
    swap.refresh_from_db()
    assert swap.answers == {}


@pytest.mark.parametrize("event", ["swap_asked", "swap_reminder", "swap_ended", "swap_ended_coordinator"])
def test_mails_name_nobody(four, swap, event):
    context = {
        "swap_id": swap.pk,
        "is_mover": True,
        "answer_by": "2027-03-01",
        "round_id": swap.round_id,
        "entry_id": swap.newcomer_id,
    }
    drawn = mail.render(
        event=event, context=context, address="a@example.org", name="Reader", language="en-gb"
    )
    assert not any(each.preferred_name in drawn.subject + drawn.body for each in four.people.values())
    assert ("You may stay with your mentor. Nobody minds." in drawn.body) == (
        event in ("swap_asked", "swap_reminder")
    )


# Everybody says yes


def test_the_last_yes_moves_one_and_places_one(four, swap):
    swap = four.all_say_yes(swap)
    assert swap.state == State.AGREED
    four.mentorship.refresh_from_db()
    assert four.mentorship.ended_at is not None
    new = {each.learner: each for each in Mentorship.objects.filter(ended_at=None)}
    bo, ted = (new[four.people[part]] for part in ("newcomer", "mover"))
    assert (bo.coach, ted.coach) == (four.ann.coach, four.joy.coach)
    for each in (bo, ted):
        assert each.active_at is None
        assert each.pair.state == ProposedPair.State.ACCEPTED
        needs = queries.missing_needs_of(mentorship=each, on=four.entry.round.starts_on_date)
        assert [str(need) for need in needs] == ["learner_signature", "coach_signature"]
    assert set(MentorRequest.objects.values_list("state", flat=True)) == {"matched"}
    assert OutboxMessage.objects.filter(event="mentorship_started").count() == 4
    assert Ending.objects.get().why == Ending.Why.MOVED
    assert AuditEvent.objects.filter(action="mentoring.swap_done").count() == 1


def test_the_learner_keeps_what_is_theirs_and_meetings_are_called_off(client, four, swap, now):
    ted = four.people["mover"]
    goal = Goal.objects.create(mentorship=four.mentorship, words="speak up", made_at=now)
    note = MyNote.objects.create(
        mentorship=four.mentorship, author=ted, text="mine", made_at=now, updated_at=now
    )
    meeting = Meeting.objects.create(
        mentorship=four.mentorship, state="confirmed", starts_at=now + timedelta(days=7), made_at=now
    )
    four.all_say_yes(swap)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert Goal.objects.filter(pk=goal.pk).exists()
    assert MyNote.objects.filter(pk=note.pk).exists()
    client.force_login(ted)
    assert client.get(f"/mentoring/ended/{four.mentorship.pk}/").status_code == 200


def test_a_yes_after_the_last_yes_changes_nothing_more(four, swap):
    four.all_say_yes(swap)
    assert four.answer(swap, "taker").state == State.AGREED
    assert Mentorship.objects.count() == 3
    with pytest.raises(operations.NotOpen):
        four.answer(swap, "mover", "no")


@pytest.mark.parametrize("last", PARTS)
def test_three_yeses_move_nobody(four, swap, last):
    four.all_say_yes(swap, but=[last])
    assert nothing_has_changed(four)
    assert four.answer(swap, last).state == State.AGREED


def test_a_yes_can_be_taken_back_before_the_last(four, swap):
    four.answer(swap, "mover")
    assert four.answer(swap, "mover", "no").state == State.DECLINED
    with pytest.raises(operations.NotOpen):
        four.answer(swap, "giver")
    assert nothing_has_changed(four)


def a_bar(four):
    Bar.objects.create(
        learner=four.people["mover"], coach=four.joy.coach, made_at=timezone.now(), made_by=four.coordinator
    )


BROKEN = {
    "a bar": a_bar,
    "no place any more": lambda four: MentorshipFactory(coach=four.joy.coach, programme=four.joy.programme),
    "a mentor has a break": lambda four: MentorOffer.objects.filter(pk=four.ann.pk).update(
        paused_at=timezone.now()
    ),
    "checks ran out": lambda four: MentorOffer.objects.filter(pk=four.joy.pk).update(
        vetting_valid_until_date=None
    ),
    "the newcomer waits no more": lambda four: MentorRequest.objects.filter(pk=four.entry.request_id).update(
        state="withdrawn"
    ),
    "the offer is taken back": lambda four: MentorOffer.objects.filter(pk=four.joy.pk).update(
        state="withdrawn"
    ),
    "fewer places": lambda four: MentorOffer.objects.filter(pk=four.ann.pk).update(places=0),
}


@pytest.mark.parametrize("why", BROKEN)
def test_a_rule_that_stands_against_it_by_then_stops_it(four, swap, why):
    four.all_say_yes(swap, but=["giver"])
    BROKEN[why](four)
    before = Mentorship.objects.count()
    assert four.answer(swap, "giver").state == State.GONE
    four.mentorship.refresh_from_db()
    assert four.mentorship.ended_at is None
    assert Mentorship.objects.count() == before
    assert not ProposedPair.objects.exists()


def test_a_round_that_is_open_by_then_forgets_who_has_a_mentor_now(four, swap):
    later = MatchingRoundFactory(programme=four.ann.programme)
    entry = RoundEntryFactory(round=later, request=four.entry.request)
    four.all_say_yes(swap)
    assert not RoundEntry.objects.filter(pk=entry.pk).exists()


def test_who_moved_is_not_put_back_into_the_queue_by_their_goodbye(four, swap):
    four.all_say_yes(swap)
    ted = four.people["mover"]
    operations.tell_ending(mentorship=four.mentorship, by=ted, at=timezone.now(), wants_another=True)
    assert MentorRequest.objects.get(learner=ted).state == MentorRequest.State.MATCHED


# What takes the question away


STOPS = {
    "a break": lambda four, now: operations.pause(
        mentorship=four.mentorship, by=four.people["mover"], at=now
    ),
    "the end": lambda four, now: operations.end(mentorship=four.mentorship, by=four.people["giver"], at=now),
    "contact stopped": lambda four, now: operations.stop_contact(
        mentorship=four.mentorship, by=four.coordinator, at=now
    ),
}


@pytest.mark.parametrize("why", STOPS)
def test_a_pair_that_stops_takes_the_question_away(four, swap, now, why):
    STOPS[why](four, now)
    swap.refresh_from_db()
    assert swap.state == State.GONE
    assert told("swap_ended") == ids(four, "newcomer", "taker")
    with pytest.raises(operations.NotOpen):
        four.answer(swap, "taker")


def test_the_coordinator_takes_it_back_and_may_ask_again(client, four, swap):
    client.force_login(four.coordinator)
    page = client.post(f"{four.page}move/", {"do": "withdraw", "swap": swap.pk}, follow=True)
    assert "Nothing changes for anybody" in page.content.decode()
    client.post(f"{four.page}move/", {"do": "withdraw", "swap": swap.pk})
    assert told("swap_ended") == ids(four)
    assert AuditEvent.objects.filter(action="mentoring.swap_withdrawn").count() == 1
    assert four.ask().pk != swap.pk


def test_after_the_last_yes_it_cannot_be_taken_back(four, swap):
    four.all_say_yes(swap)
    with pytest.raises(operations.NotOpen):
        operations.withdraw_swap(swap=swap, by=four.coordinator, at=timezone.now())


def test_one_reminder_and_after_14_days_nothing(four, swap, now):
    four.answer(swap, "taker")
    for days in (6, 8, 9, 13):
        operations.remind_of_swaps(at=now + timedelta(days=days))
        assert operations.expire_swaps(at=now + timedelta(days=days)) == 0
    assert told("swap_reminder") == ids(four, "newcomer", "mover", "giver")
    assert OutboxMessage.objects.filter(event="swap_reminder").count() == 3
    for _ in range(2):
        operations.expire_swaps(at=now + timedelta(days=15))
    swap.refresh_from_db()
    assert swap.state == State.EXPIRED
    assert told("swap_ended") == ids(four)
    assert nothing_has_changed(four)


def test_the_daily_run_closes_what_can_no_longer_come_about(four, swap, capsys):
    a_bar(four)
    call_command("expire_offers")
    assert "Moves that expired: 1" in capsys.readouterr().out
    swap.refresh_from_db()
    assert swap.state == State.GONE


# At the same second


@pytest.fixture
def two_answers_left(transactional_db):
    four = make_four()
    swap = four.ask()
    return four, four.all_say_yes(swap, but=["mover", "taker"])


def both_answer(four, swap):
    return at_once(*(lambda part=part: four.answer(swap, part) for part in ("mover", "taker")))


@pytest.mark.django_db(transaction=True)
def test_two_last_answers_at_once_move_once(two_answers_left):
    four, swap = two_answers_left
    assert both_answer(four, swap) == []
    swap.refresh_from_db()
    assert swap.state == State.AGREED
    assert Mentorship.objects.filter(ended_at=None).count() == 2
    assert AuditEvent.objects.filter(action="mentoring.swap_done").count() == 1


@pytest.mark.row_locks
@pytest.mark.django_db(transaction=True)
def test_without_the_locks_one_of_two_answers_is_lost(two_answers_left, monkeypatch):
    """The negative control: both read a swap with two answers, and nobody sees the fourth yes."""
    four, swap = two_answers_left
    both_read = meeting_point()
    read = swap_operations._locked_with_its_people

    def read_only(swap):
        found = read(swap)
        both_read()
        return found

    monkeypatch.setattr(swap_operations, "lock", lambda model, pk: model.objects.get(pk=pk))
    monkeypatch.setattr(swap_operations, "_locked_with_its_people", read_only)
    assert both_answer(four, swap) == []
    swap.refresh_from_db()
    assert (swap.state, len(swap.answers)) == (State.ASKED, 3)


@pytest.mark.django_db(transaction=True)
def test_the_last_yes_twice_at_once_moves_once(two_answers_left):
    four, swap = two_answers_left
    four.answer(swap, "mover")
    assert at_once(*[lambda: four.answer(swap, "taker")] * 2) == []
    assert Mentorship.objects.filter(ended_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_last_yes_and_a_break_at_once_never_move_a_pair_on_a_break(two_answers_left):
    four, swap = two_answers_left
    four.answer(swap, "mover")
    problems = at_once(
        lambda: four.answer(swap, "taker"),
        lambda: operations.pause(mentorship=four.mentorship, by=four.people["mover"], at=timezone.now()),
    )
    assert all(isinstance(problem, operations.NotOpen) for problem in problems)
    swap.refresh_from_db()
    four.mentorship.refresh_from_db()
    moved = swap.state == State.AGREED
    assert moved == (four.mentorship.ended_at is not None)
    assert moved != (four.mentorship.paused_at is not None)
    assert Mentorship.objects.filter(ended_at=None).count() == (2 if moved else 1)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_asking_at_once_ask_once(transactional_db):
    four = make_four()
    assert at_once(four.ask, four.ask) == []
    assert Swap.objects.count() == 1
    assert OutboxMessage.objects.filter(event="swap_asked").count() == 4
