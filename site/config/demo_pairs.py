"""The demonstration of two people who work together: matched, signed, with goals, talks and messages."""

from datetime import timedelta
from uuid import uuid4

from django.utils.timezone import localtime

from mentoring.models import MentorOffer, MentorRequest, Mentorship, ProposedPair, RoundEntry, Term
from mentoring.operations import (
    choose_time,
    propose_meeting,
    read_messages,
    save_our_note,
    send_message,
    set_goal,
    sign_agreement,
)
from mentoring.queries import agreement_shown

#: What everybody who is matched already had asked for.
ASKED_FOR = ("join-or-start-a-ppg", "weekday-evenings", "phone-call")


def make_mentorship(learner, coach, round, *, at):
    """A match that a round made, both accepted and both signed."""
    offer = MentorOffer.objects.get(coach=coach)
    request = MentorRequest.objects.create(
        learner=learner,
        programme=round.programme,
        state=MentorRequest.State.MATCHED,
        place="Riverside",
        created_at=at,
        updated_at=at,
        sent_at=at,
        waiting_since=at,
    )
    request.terms.set(Term.objects.filter(key__in=ASKED_FOR))
    yes = ProposedPair.Answer.YES
    pair = ProposedPair.objects.create(
        entry=RoundEntry.objects.create(round=round, request=request),
        offer=offer,
        total=82,
        parts={},
        reasons_for=[{"key": "goals_one", "params": {}}],
        reasons_against=[],
        state=ProposedPair.State.ACCEPTED,
        offered_at=at,
        learner_answer=yes,
        learner_answered_at=at,
        coach_answer=yes,
        coach_answered_at=at,
    )
    mentorship = Mentorship.objects.create(
        learner=learner, coach=coach, programme=round.programme, pair=pair, started_at=at
    )
    for person in (learner, coach):
        seen = agreement_shown(mentorship=mentorship).mark
        sign_agreement(mentorship=mentorship, name=person.preferred_name, seen=seen, by=person, at=at)
    return Mentorship.objects.get(pk=mentorship.pk)


def make_work_together(learner, coach, *, at):
    """Two goals, a talk with its note, a talk to come, and a few messages."""
    mentorship = Mentorship.objects.get(learner=learner, coach=coach)
    set_goal(
        mentorship=mentorship,
        words="say something at every PPG meeting",
        first_step="Ask one question in November",
        by_date=(at + timedelta(days=60)).date(),
        confidence_at_start=4,
        form_key=uuid4(),
        by=learner,
        at=at - timedelta(days=12),
    )
    set_goal(
        mentorship=mentorship,
        words="get more young parents to join us",
        form_key=uuid4(),
        by=learner,
        at=at - timedelta(days=12),
    )
    talked = make_meeting(mentorship, at=at - timedelta(days=15), days=5)
    save_our_note(
        meeting=talked,
        text="We looked at last month’s agenda and practised how to ask about it.",
        leave_with="One question I can ask in November",
        confidence=6,
        actions=[
            {"words": "Ring the practice manager", "owner": learner, "due_date": at.date()},
            {"words": "Find two agendas from other groups", "owner": coach, "due_date": None},
        ],
        form_key=uuid4(),
        version=0,
        by=coach,
        at=at - timedelta(days=9),
    )
    make_meeting(mentorship, at=at - timedelta(days=2), days=6)
    for by, days, text in (
        (learner, 4, "I rang the practice manager. She was pleased that somebody asked."),
        (coach, 3, "Well done! Shall we look at the answer on Thursday?"),
        (learner, 1, "Yes please. I will bring the minutes."),
    ):
        written = at - timedelta(days=days)
        send_message(mentorship=mentorship, text=text, form_key=uuid4(), by=by, at=written)
        read_messages(mentorship=mentorship, by=coach if by == learner else learner, at=written)


def make_meeting(mentorship, *, at, days):
    """A talk by phone at six in the evening, so many days after it was suggested."""
    six = (localtime(at) + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0)
    meeting = propose_meeting(
        mentorship=mentorship,
        times=[six],
        minutes=45,
        way="phone",
        where="Comfort rings Ted",
        form_key=uuid4(),
        by=mentorship.coach,
        at=at,
    )
    return choose_time(meeting=meeting, starts_at=six, by=mentorship.learner, at=at)
