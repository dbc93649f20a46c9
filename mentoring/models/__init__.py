"""Programmes, offers and requests, rounds, mentorships, and what two people do together."""

from .asking import (
    Answers,
    Bar,
    CheckAlert,
    CoachCheck,
    Condition,
    Declaration,
    LivedExperience,
    MentorOffer,
    MentorRequest,
    Wish,
)
from .circles import LARGEST_CIRCLE, SMALLEST_CIRCLE, Circle, CircleMeeting, CircleMember
from .numbers import ClosedNumbers
from .programme import (
    Programme,
    Term,
    WeightSet,
)
from .rounds import (
    DeskStep,
    Forbidden,
    MatchingRound,
    ProposedPair,
    RoundEntry,
    Swap,
)
from .support import (
    CheckIn,
    Concern,
    ConcernAction,
    Ending,
    Nudge,
    Supervision,
)
from .together import (
    Mentorship,
    ProgressShare,
)
from .working import (
    Action,
    Agreement,
    AgreementText,
    Goal,
    Meeting,
    MeetingTime,
    Message,
    MyNote,
    OurNote,
    SupervisionNote,
)

__all__ = [
    "LARGEST_CIRCLE",
    "SMALLEST_CIRCLE",
    "Answers",
    "Action",
    "Agreement",
    "AgreementText",
    "Bar",
    "CheckAlert",
    "CheckIn",
    "ClosedNumbers",
    "CoachCheck",
    "Concern",
    "ConcernAction",
    "Circle",
    "CircleMeeting",
    "CircleMember",
    "Condition",
    "Declaration",
    "DeskStep",
    "Ending",
    "Forbidden",
    "Goal",
    "LivedExperience",
    "MatchingRound",
    "Meeting",
    "MeetingTime",
    "MentorOffer",
    "MentorRequest",
    "Mentorship",
    "Message",
    "MyNote",
    "Nudge",
    "OurNote",
    "Programme",
    "ProgressShare",
    "ProposedPair",
    "RoundEntry",
    "Supervision",
    "SupervisionNote",
    "Swap",
    "Term",
    "WeightSet",
    "Wish",
]
