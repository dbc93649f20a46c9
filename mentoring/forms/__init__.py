"""Turn a person's words into values."""

from .pages import AnswerForm, ChangeMentorForm, ChecksForm, ChooseProgramme, PlacesForm, RoundForm
from .steps import ASK_STEPS, OFFER_STEPS

__all__ = [
    "ASK_STEPS",
    "OFFER_STEPS",
    "AnswerForm",
    "ChangeMentorForm",
    "ChecksForm",
    "ChooseProgramme",
    "PlacesForm",
    "RoundForm",
]
