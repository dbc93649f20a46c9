"""Telling the safeguarding lead that one is worried, and what the lead writes down."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Concern, ConcernAction
from .steps import words_field

#: "Somebody else" among the people who can be named.
SOMEBODY_ELSE = "other"


def form_key_field():
    """The form's own number, so that a double click writes once."""
    return forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)


def _longest(model, name):
    return model._meta.get_field(name).max_length


class ConcernForm(forms.Form):
    """As few questions as a lead can work with; only two need an answer.

    `pairs` are the mentorships that can be named (id and words), and the circles ("circle-" and id); without
    any, nobody is asked about them. `chosen` is the one of them whose page they come from.
    """

    is_danger_now = forms.TypedChoiceField(
        label=_("Is somebody in danger now?"),
        help_text=_("If so, call 999 before you fill this in."),
        choices=((True, _("Yes")), (False, _("No"))),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    words = forms.CharField(
        label=_("What happened, or what was said?"),
        help_text=_(
            "Use the person's own words if you can. Say what you saw and heard, not what you think it means."
        ),
        max_length=_longest(Concern, "words"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what happened, in a few words")},
    )
    about = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("A name, or “me”. You can leave this empty."),
        max_length=_longest(Concern, "about"),
        required=False,
    )
    happened_at_words = forms.CharField(
        label=_("When and where was it?"), max_length=_longest(Concern, "happened_at_words"), required=False
    )
    mentorship = forms.ChoiceField(
        label=_("Is it about somebody in your mentoring?"), widget=forms.RadioSelect, required=False
    )
    is_allegation = forms.BooleanField(
        label=_("It is about something the mentor did or said"),
        help_text=_("If you tick this, contact with that mentor stops at once. Learning goes on."),
        required=False,
    )
    consent = forms.ChoiceField(
        label=_("Does the person agree that you tell us?"),
        choices=(
            (Concern.Consent.YES, _("Yes, or it is about me")),
            (Concern.Consent.NO, _("No")),
            (Concern.Consent.NOT_ASKED, _("I have not asked")),
        ),
        initial=Concern.Consent.NOT_ASKED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three")},
    )
    shared_anyway_because = words_field(
        _("If not: why do you tell us all the same?"),
        _("Such as: somebody may be badly hurt. You are right to tell us."),
        _longest(Concern, "shared_anyway_because"),
        rows=2,
    )
    reporter_contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_("A phone number or an e-mail address that is safe to use. You can leave this empty."),
        max_length=_longest(Concern, "reporter_contact"),
        required=False,
    )
    form_key = form_key_field()

    def __init__(self, data=None, *, pairs, chosen=None):
        super().__init__(data, label_suffix="", initial={"mentorship": chosen})
        if pairs:
            self.fields["mentorship"].choices = [*pairs, (SOMEBODY_ELSE, _("No, somebody else"))]
        else:
            del self.fields["mentorship"]

    def clean(self):
        told = super().clean()
        if told.get("consent") == Concern.Consent.NO and not told.get("shared_anyway_because"):
            self.add_error("shared_anyway_because", _("Say in a few words why you tell us all the same"))
        if told.get("is_allegation") and "mentorship" in self.fields and not told.get("mentorship"):
            self.add_error("mentorship", _("Choose which mentor it is about"))
        return told

    @property
    def told(self) -> dict:
        """What was told, with the id of the mentorship or of the circle, or None."""
        chosen = self.cleaned_data.get("mentorship", "")
        kind, _dash, circle = chosen.rpartition("-")
        return {
            **self.cleaned_data,
            "mentorship": int(chosen) if chosen.isdecimal() else None,
            "circle": int(circle) if kind == "circle" else None,
        }


class ConcernActionForm(forms.Form):
    words = forms.CharField(
        label=_("What was done?"),
        help_text=_("Who was spoken to, what was agreed. Facts, not opinions."),
        max_length=_longest(ConcernAction, "words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was done")},
    )
    form_key = form_key_field()


class ConcernDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Concern.Decision,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("If you act without the person's consent, write why."),
        max_length=3500,  # the history keeps it together with the decision
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reason")},
    )
    form_key = form_key_field()


class ConcernSearchForm(forms.Form):
    """Sent, never put into the address: addresses are kept in logs."""

    words = forms.CharField(label=_("Words, or a number"), max_length=100, required=False)
