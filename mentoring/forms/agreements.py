"""The agreement of two people: filled in, signed, or written down by a coordinator who was told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .together import PairForm, one_line, own_words


class SignForm(PairForm):
    name = one_line(_("Type your name to sign"), most=120, required=_("Type your name"))
    agreed = forms.BooleanField(
        label=_("I have read the agreement, and I agree"),
        error_messages={"required": _("Tick the box if you agree")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class FillForm(PairForm):
    """What the two put into the agreement in their own words."""

    goal = one_line(
        _("What we work on"),
        _("Finish the sentence: we work together so that the learner can … Such as: chair a first meeting."),
    )
    when = own_words(
        _("When and how we meet"),
        _("Such as: six talks of 45 minutes, every second Tuesday in the evening, by phone."),
        most=600,
        rows=3,
    )
    needs = own_words(
        _("What helps the learner take part"),
        _("Such as: a break half-way, or notes in large print. You do not have to say why."),
        most=600,
        rows=3,
    )


class RecordSignatureForm(PairForm):
    """A coordinator writes down a signature that was given by phone or on paper."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    HOW = [("phone", _("By phone")), ("paper", _("On paper"))]

    side = forms.ChoiceField(
        label=_("Who signed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who signed")},
    )
    name = one_line(_("The name they gave"), most=120, required=_("Enter the name they gave"))
    how = forms.ChoiceField(
        label=_("How did they sign?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they signed")},
    )

    def __init__(self, data=None, *, sides, seen=""):
        super().__init__(data, initial={"seen": seen})
        self.fields["side"].choices = sides
