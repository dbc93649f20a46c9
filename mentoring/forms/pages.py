"""The small forms of the other pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Programme, ProposedPair
from .steps import OfferPlaces, words_field


class ChooseProgramme(forms.Form):
    programme = forms.ModelChoiceField(
        label=_("Which programme would you like to join?"),
        queryset=Programme.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a programme")},
    )

    def __init__(self, data=None, *, programmes):
        super().__init__(data, label_suffix="")
        self.fields["programme"].queryset = Programme.objects.filter(pk__in=[each.pk for each in programmes])


class PlacesForm(forms.Form):
    places = OfferPlaces.base_fields["places"]
    is_paused = forms.BooleanField(
        label=_("I am having a break: do not suggest anybody new for now"), required=False
    )


class AnswerForm(forms.Form):
    """Yes, no, or again; why not is for the coordinators."""

    CHOICES = (
        (ProposedPair.Answer.YES, _("Yes, I would like to")),
        (ProposedPair.Answer.AGAIN, _("Not this time: ask me again with someone else")),
        (ProposedPair.Answer.NO, _("No")),
    )
    answer = forms.ChoiceField(
        label=_("Would you like to work together?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    note = words_field(
        _("If not, would you tell us why?"),
        _("You can skip this. Only your coordinator reads it. The other person does not."),
        2000,
        rows=3,
    )


class SwapAnswerForm(forms.Form):
    """One of four people says yes or no to a move. Nobody is asked why."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I would like that")), ("no", _("No"))],
        error_messages={"required": _("Choose yes or no")},
    )

    def __init__(self, *args, is_mover=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_mover:
            self.fields["answer"].choices = [
                ("no", _("I would like to stay with my mentor")),
                ("yes", _("I would like to move")),
            ]


class ChangeMentorForm(forms.Form):
    note = words_field(
        _("Would you tell us why?"),
        _("You can skip this. Only the coordinators read it. Your mentor does not, and is not told."),
        2000,
        rows=4,
    )


class RoundForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        error_messages={"required": _("Choose a programme")},
    )
    name = forms.CharField(
        label=_("Name of the round"),
        help_text=_("Such as: Spring round 2027."),
        max_length=120,
        error_messages={"required": _("Give the round a name")},
    )
    starts_on = forms.DateField(
        label=_("When does mentoring start?"),
        help_text=_("Mentors' checks must be in date on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day on which mentoring starts"),
            "invalid": _("Enter a day such as 2027-03-01"),
        },
    )

    def __init__(self, data=None, *, programmes):
        super().__init__(data, label_suffix="")
        self.fields["programme"].queryset = programmes
        if len(programmes) == 1:
            self.initial["programme"] = programmes[0].pk
