"""What the rules of `caseload` look at, for many pairs at once: a flat number of queries."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery

from ..caseload import EFFORT_WITHIN, LOW_ANSWER, Facts
from ..models import Agreement, CheckIn, Meeting, Message
from .rhythm import WAS_HELD


def facts_for(*, mentorships, now, for_coordinator=False) -> dict[int, Facts]:
    """By mentorship id, the facts of each. Answers to check-ins are only among them for coordinators.

    `mentorships` come with their learners.
    """
    ids = [each.pk for each in mentorships]
    meetings, waiting = _meetings(ids, now), _unanswered(mentorships)
    steps, unsigned = _steps(ids, now), _unsigned(mentorships)
    low = low_answers(mentorship_ids=ids) if for_coordinator else {}
    return {each.pk: _facts(each, meetings, waiting, steps, unsigned, low) for each in mentorships}


def _facts(mentorship, meetings, waiting, steps, unsigned, low) -> Facts:
    met = meetings.get(mentorship.pk, {})
    return Facts(
        started_at=mentorship.started_at,
        active_at=mentorship.active_at,
        resumed_at=mentorship.resumed_at,
        paused_at=mentorship.paused_at,
        stopped_at=mentorship.suspended_at,
        help_asked_at=mentorship.help_asked_at,
        low_answer_at=low.get(mentorship.pk),
        last_sign_in_at=mentorship.learner.last_login,
        unsigned_since=mentorship.started_at if mentorship.pk in unsigned else None,
        message_since=waiting.get(mentorship.pk),
        note_since=met.get("note_since"),
        last_meeting_at=met.get("last"),
        has_booking=bool(met.get("booked")),
        coach_steps=steps[mentorship.pk, mentorship.coach_id],
        learner_steps=steps[mentorship.pk, mentorship.learner_id],
    )


def _meetings(ids, now) -> dict[int, dict]:
    was = Q(state__in=WAS_HELD, starts_at__lte=now)
    ahead = Q(state=Meeting.State.PROPOSED) | Q(state=Meeting.State.CONFIRMED, starts_at__gt=now)
    rows = (
        Meeting.objects.filter(mentorship__in=ids)
        .order_by()
        .values("mentorship")
        .annotate(
            last=Max("starts_at", filter=was),
            note_since=Min("starts_at", filter=was & Q(note=None)),
            booked=Count("pk", filter=ahead),
        )
    )
    return {row["mentorship"]: row for row in rows}


def _unanswered(mentorships) -> dict[int, datetime]:
    """The oldest message of each learner after their coach's last one."""
    by_coach = (
        Message.objects.filter(mentorship=OuterRef("mentorship"), author=OuterRef("mentorship__coach"))
        .order_by("-sent_at")
        .values("sent_at")[:1]
    )
    rows = (
        Message.objects.filter(mentorship__in=[each.pk for each in mentorships])
        .annotate(answered_at=Subquery(by_coach))
        .filter(Q(answered_at=None) | Q(sent_at__gt=F("answered_at")), author=F("mentorship__learner"))
    )
    return dict(rows.order_by().values_list("mentorship").annotate(Min("sent_at")))


def _steps(ids, now) -> dict[tuple[int, int], int]:
    """By mentorship and person, the steps they took lately: messages written and meetings suggested."""
    since = now - EFFORT_WITHIN
    steps = defaultdict(int)
    for rows, person in (
        (Message.objects.filter(mentorship__in=ids, sent_at__gt=since), "author"),
        (Meeting.objects.filter(mentorship__in=ids, made_at__gt=since), "proposed_by"),
    ):
        for mentorship_id, person_id, number in (
            rows.order_by().values_list("mentorship", person).annotate(Count("pk"))
        ):
            steps[mentorship_id, person_id] += number
    return steps


def _unsigned(mentorships) -> set[int]:
    """Those that have not begun and lack a signature."""
    waiting = {each.pk for each in mentorships if each.active_at is None}
    signed = Agreement.objects.filter(mentorship__in=waiting, replaced_at=None).exclude(
        Q(learner_signed_at=None) | Q(coach_signed_at=None)
    )
    return waiting - set(signed.values_list("mentorship", flat=True)) if waiting else set()


def low_answers(*, mentorship_ids) -> dict[int, datetime]:
    """By mentorship id, when somebody answered low or asked for help, where no coordinator has seen to it and
    the same person has not answered better since."""
    answers = CheckIn.objects.filter(mentorship__in=mentorship_ids).exclude(answered_at=None)
    latest: dict[tuple[int, int], CheckIn] = {}
    for each in answers.order_by("answered_at", "pk").only(
        "mentorship_id", "person_id", "answered_at", "settled_at", "going", "needs_help"
    ):
        latest[each.mentorship_id, each.person_id] = each
    return {
        mentorship_id: each.answered_at
        for (mentorship_id, _person), each in latest.items()
        if is_low(each) and not each.settled_at
    }


def is_low(check_in) -> bool:
    """An answer that a coordinator should see to."""
    return check_in.needs_help or (check_in.going is not None and check_in.going <= LOW_ANSWER)
