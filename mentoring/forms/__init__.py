"""Turn a person's words into values."""

from .agreements import FillForm, RecordSignatureForm, SignForm
from .circles import AnswerCircleForm, CircleForm, CircleMeetingForm, CircleNoteForm
from .concerns import ConcernActionForm, ConcernDecisionForm, ConcernForm, ConcernSearchForm
from .endings import EndingForm
from .extras import ASK_EXTRAS, OFFER_EXTRAS, PAPER_ASK_EXTRAS
from .flag_rules import FlagRulesForm
from .numbers import PERIOD_WORDS, NumbersForm
from .pages import AnswerForm, ChangeMentorForm, ChooseProgramme, PlacesForm, RoundForm, SwapAnswerForm
from .phone import (
    ToldMessageForm,
    WhichCircleMeetingForm,
    WhichCircleNoteForm,
    WhichForm,
    WhichGoalForm,
    WhichHowForm,
    WhichNoteForm,
    WhichTimesForm,
)
from .sheet import part_on_paper
from .steps import ASK_STEPS, OFFER_STEPS
from .support import CHECK_IN_FORMS, SupervisionForm
from .telling import (
    CheckForm,
    CoachWishesForm,
    DeclareForm,
    LivedExperienceForm,
    PaperForm,
    SettleForm,
)
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
from .weights import WeightsForm

__all__ = [
    "SwapAnswerForm",
    "AnswerCircleForm",
    "CircleForm",
    "CircleMeetingForm",
    "CircleNoteForm",
    "PERIOD_WORDS",
    "NumbersForm",
    "FlagRulesForm",
    "WeightsForm",
    "part_on_paper",
    "CheckForm",
    "CoachWishesForm",
    "DeclareForm",
    "LivedExperienceForm",
    "PaperForm",
    "SettleForm",
    "ASK_EXTRAS",
    "ASK_STEPS",
    "ActionForm",
    "AnswerForm",
    "ChangeMentorForm",
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
    "OFFER_EXTRAS",
    "OFFER_STEPS",
    "OurNoteForm",
    "PAPER_ASK_EXTRAS",
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
    "ToldMessageForm",
    "WhichCircleMeetingForm",
    "WhichCircleNoteForm",
    "WhichForm",
    "WhichGoalForm",
    "WhichHowForm",
    "WhichNoteForm",
    "WhichTimesForm",
]
