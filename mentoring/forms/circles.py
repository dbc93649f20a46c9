"""Mentoring circles: making one, saying yes or no, meetings and their notes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..models import LARGEST_CIRCLE, SMALLEST_CIRCLE
from .together import MINUTES, HowForm, KeyedForm, PairForm, WhenForm, one_line, own_words

PEOPLE = ngettext_lazy("%(number)s person", "%(number)s people", "number")


class CircleForm(KeyedForm):
    """A small group for one mentor. `leaders`: (offer id, name) of those who can be asked to lead."""

    offer = forms.TypedChoiceField(
        label=_("Who leads the group?"),
        help_text=_("We ask them first. You can invite people once they said yes."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who leads the group"),
            "invalid_choice": _("This mentor cannot be asked now. Choose again."),
        },
    )
    name = one_line(
        _("Name of the group"),
        _("Everybody in it sees the name. Such as: Thursday evenings."),
        most=80,
        required=_("Give the group a name"),
    )
    most = forms.TypedChoiceField(label=_("How many people at most?"), coerce=int)

    def __init__(self, data=None, *, leaders):
        super().__init__(data, initial={"most": 6})
        self.fields["offer"].choices = leaders
        numbers = range(SMALLEST_CIRCLE, LARGEST_CIRCLE + 1)
        self.fields["most"].choices = [(number, PEOPLE % {"number": number}) for number in numbers]


class AnswerCircleForm(PairForm):
    """Yes or no. `seen` is the version of the words that a yes agrees to."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": _("Choose yes or no")}, label=""
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, as_coach, seen=None, **options):
        super().__init__(data, initial={"seen": seen}, **options)
        answer = self.fields["answer"]
        answer.label = (
            _("Would you like to lead this group?") if as_coach else _("Would you like to join this group?")
        )
        yes = _("Yes, I will lead it") if as_coach else _("Yes, I agree to these words and join")
        answer.choices = [("yes", yes), ("no", _("No"))]


class CircleMeetingForm(HowForm, WhenForm):
    """When, how and where everybody in the group meets."""

    minutes = forms.TypedChoiceField(
        label=_("How long?"), choices=[*MINUTES, (90, _("1 hour and a half"))], coerce=int
    )
    field_order = ["form_key", "day", "time", "minutes", "way", "where"]

    @property
    def told(self) -> dict:
        """What the operations take."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "way", "where")}


class CircleNoteForm(PairForm):
    text = own_words(
        _("Note for everybody in the group"),
        _("Everybody in the group reads it. Use no names, and write nothing about anybody’s health."),
        most=4000,
        rows=6,
        required=_("Write a line or two"),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
