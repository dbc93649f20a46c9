"""Turn a person's words into values."""

from .agreements import FillForm, RecordSignatureForm, SignForm
from .concerns import ConcernActionForm, ConcernDecisionForm, ConcernForm, ConcernSearchForm
from .endings import EndingForm
from .pages import AnswerForm, ChangeMentorForm, ChecksForm, ChooseProgramme, PlacesForm, RoundForm
from .steps import ASK_STEPS, OFFER_STEPS
from .support import CHECK_IN_FORMS, SupervisionForm
from .together import (
    ActionForm,
    ChooseTimeForm,
    CloseGoalForm,
    GoalForm,
    HowForm,
    MessageForm,
    MetForm,
    MyNoteForm,
    NewMeetingForm,
    OurNoteForm,
    ReportForm,
    ShareForm,
    ShowToForm,
    SupervisionNoteForm,
    TimesForm,
)

__all__ = [
    "ASK_STEPS",
    "ActionForm",
    "AnswerForm",
    "ChangeMentorForm",
    "ChecksForm",
    "ChooseProgramme",
    "ChooseTimeForm",
    "CloseGoalForm",
    "ConcernActionForm",
    "ConcernDecisionForm",
    "ConcernForm",
    "ConcernSearchForm",
    "FillForm",
    "GoalForm",
    "HowForm",
    "MessageForm",
    "MetForm",
    "MyNoteForm",
    "NewMeetingForm",
    "CHECK_IN_FORMS",
    "OFFER_STEPS",
    "OurNoteForm",
    "EndingForm",
    "PlacesForm",
    "RecordSignatureForm",
    "ReportForm",
    "RoundForm",
    "SupervisionForm",
    "ShareForm",
    "ShowToForm",
    "SignForm",
    "SupervisionNoteForm",
    "TimesForm",
]
