"""What a coordinator fills in for somebody on the phone: things are chosen by their day, never by words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .circles import CircleMeetingForm, CircleNoteForm
from .together import (
    CloseGoalForm,
    HowForm,
    KeyedForm,
    MessageForm,
    OurNoteForm,
    PairForm,
    TimesForm,
    own_words,
)


class WhichForm(PairForm):
    """Which of several is meant: `options` are (id, words). One alone is chosen already."""

    which = forms.TypedChoiceField(
        label=_("Which one?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose which one"),
            "invalid_choice": _("That is not open any more. Nothing was changed."),
        },
    )
    field_order = ["which"]

    def __init__(self, data=None, *, options, **others):
        super().__init__(data, **others)
        self.fields["which"].choices = options
        if len(options) == 1:
            self.initial["which"] = options[0][0]


class WhichTimesForm(WhichForm, TimesForm):
    """Other times for one meeting."""


class WhichHowForm(WhichForm, HowForm):
    """How long, how and where, for one meeting."""


class WhichGoalForm(WhichForm, CloseGoalForm):
    """How one goal went."""


class WhichNoteForm(WhichForm, KeyedForm):
    """What both keep of one talk that has no note yet."""

    leave_with = OurNoteForm.base_fields["leave_with"]
    text = OurNoteForm.base_fields["text"]
    confidence = OurNoteForm.base_fields["confidence"]


class ToldMessageForm(MessageForm):
    """A message that somebody tells the coordinator, who cannot open it afterwards."""

    text = own_words(
        _("Their message"),
        _("Once it is sent, you cannot read it here. Only the two of them can."),
        most=4000,
        rows=4,
        required=_("Write the message"),
    )


class WhichCircleMeetingForm(WhichForm, CircleMeetingForm):
    """When, how and where a group meets instead."""

    field_order = ["form_key", "which", "day", "time", "minutes", "way", "where"]


class WhichCircleNoteForm(WhichForm):
    """What everybody in a group reads about one meeting that has no note yet."""

    text = CircleNoteForm.base_fields["text"]
