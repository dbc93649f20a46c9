"""How long this room keeps what was asked, written and said. What a learner wrote for themself stays theirs.

Goals, steps, notes of talks and a learner's own note are kept as long as their account: nobody loses what
they wrote because somebody else ended it.
"""

from django.db.models import Exists, F, OuterRef, Q

from accounts.retention import Rule

from ..models import (
    CheckIn,
    Concern,
    Declaration,
    Ending,
    LivedExperience,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Message,
    MyNote,
    ProposedPair,
    SupervisionNote,
)
from .lived_experience import take_back_lived_experience


def _messages(cutoff):
    is_reported_and_open = Q(reported_at__isnull=False, report_settled_at=None)
    return Message.objects.filter(mentorship__ended_at__lte=cutoff).exclude(is_reported_and_open)


def _notes_of_former_mentors(cutoff):
    return MyNote.objects.filter(mentorship__ended_at__lte=cutoff, author=F("mentorship__coach"))


def _check_ins(cutoff):
    return CheckIn.objects.filter(mentorship__ended_at__lte=cutoff).exclude(words="", answers={})


def _endings(cutoff):
    return Ending.objects.filter(told_at__lte=cutoff).exclude(thanks="", new_role="", outcomes={})


def _reasons_for_a_change(cutoff):
    return Mentorship.objects.filter(ended_at__lte=cutoff).exclude(change_note="")


def _reasons_for_a_no(cutoff):
    return ProposedPair.objects.filter(offered_at__lte=cutoff).exclude(answer_note="")


def _drafts(cutoff):
    return MentorRequest.objects.filter(state=MentorRequest.State.DRAFT, updated_at__lte=cutoff)


def _words_of_old_requests(cutoff):
    goes_on = Mentorship.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=cutoff), learner=OuterRef("learner")
    )
    return MentorRequest.objects.filter(
        ~Exists(goes_on),
        state__in=(MentorRequest.State.MATCHED, MentorRequest.State.WITHDRAWN),
        updated_at__lte=cutoff,
    ).exclude(not_with_words="", anything_else="", employers="")


def _lived_experience_without_use(cutoff):
    """Of people who ask for nothing, offer nothing and work with nobody, and have not for all that time."""
    person = OuterRef("person")
    asks = MentorRequest.objects.filter(
        Q(state__in=MentorRequest.OPEN_STATES) | Q(updated_at__gt=cutoff), learner=person
    )
    offers = MentorOffer.objects.filter(
        ~Q(state=MentorOffer.State.WITHDRAWN) | Q(updated_at__gt=cutoff), coach=person
    )
    lately = Q(ended_at=None) | Q(ended_at__gt=cutoff)
    works = Mentorship.objects.filter(lately, Q(learner=person) | Q(coach=person))
    return LivedExperience.objects.filter(
        ~Exists(asks), ~Exists(offers), ~Exists(works), given_at__lte=cutoff
    )


def _take_back(lived_experience, at) -> None:
    take_back_lived_experience(by=lived_experience.person, at=at)


def _declarations(cutoff):
    return Declaration.objects.filter(settled_at__lte=cutoff)


def _supervision_notes(cutoff):
    return SupervisionNote.objects.filter(updated_at__lte=cutoff)


def _concerns(cutoff):
    return Concern.objects.filter(closed_at__lte=cutoff)


_THE_END = "the end of the mentorship"
MESSAGES = Rule("message between two people", 12, _THE_END, _messages)
RULES = (
    MESSAGES,
    Rule("mentor's own note", 12, _THE_END, _notes_of_former_mentors),
    Rule("words of a check-in", 24, _THE_END, _check_ins, blank={"words": "", "answers": {}}),
    Rule(
        "why somebody wanted another mentor", 12, _THE_END, _reasons_for_a_change, blank={"change_note": ""}
    ),
    Rule(
        "words about how it ended",
        36,
        "the day they were told",
        _endings,
        blank={"thanks": "", "new_role": "", "outcomes": {}},
    ),
    Rule(
        "why somebody said no to a match",
        12,
        "the day the match was suggested",
        _reasons_for_a_no,
        blank={"answer_note": ""},
    ),
    Rule("request that was never sent", 24, "the last change", _drafts),
    Rule(
        "private words of an old request",
        24,
        "the last change, and the end of all mentoring",
        _words_of_old_requests,
        blank={"not_with_words": "", "anything_else": "", "employers": ""},
    ),
    Rule(
        "lived experience that nothing needs",
        12,
        "the last request, offer or mentorship",
        _lived_experience_without_use,
        act=_take_back,
    ),
    Rule("declared tie that was dealt with", 24, "the day it was dealt with", _declarations),
    Rule("mentor's note for supervision", 24, "the last change", _supervision_notes),
    Rule("safeguarding concern", 72, "the day it was closed", _concerns),
)
