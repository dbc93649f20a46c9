"""The questions of the rhythm of support, one form for each kind of check-in, and a coach's log."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import CheckIn, Supervision
from .steps import words_field

WORDS_LENGTH = CheckIn._meta.get_field("words").max_length
YES_NO = (("yes", _("Yes")), ("no", _("No")))
HOW_WELL = (
    (5, _("Very well")),
    (4, _("Well")),
    (3, _("It is all right")),
    (2, _("Not so well")),
    (1, _("Not well")),
)


def choice(label, choices, required_words):
    """One question with a few answers, of which one is needed."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": required_words},
    )


def going_field(label, choices=HOW_WELL):
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers")},
    )


def help_field():
    return forms.BooleanField(label=_("I would like my coordinator to get in touch with me"), required=False)


class CheckInForm(forms.Form):
    """The two questions. `given` is what the operation keeps; `extra` names the fields kept as `answers`."""

    heading = _("How is your mentoring going?")
    who_sees = _("Only your coordinator sees your answers. The other person does not, and is not told.")
    extra: tuple[str, ...] = ()

    going = going_field(_("How is it going?"))
    words = words_field(
        _("Anything we should know?"),
        _("You can skip this. Please write nothing about health."),
        WORDS_LENGTH,
        4,
    )
    needs_help = help_field()

    def __init__(self, data=None, *, prefix=None):
        super().__init__(data, label_suffix="", prefix=prefix)

    @property
    def given(self) -> dict:
        told = self.cleaned_data
        answers = {name: told[name] for name in self.extra if told.get(name)}
        return {
            "going": told.get("going"),
            "words": told.get("words", ""),
            "needs_help": told.get("needs_help", False),
            "answers": answers,
        }


class FirstMeetingForm(CheckInForm):
    heading = _("After your first talk")
    extra = ("go_on",)
    going = going_field(
        _("Did you feel safe and respected?"),
        ((5, _("Yes")), (4, _("Mostly")), (3, _("I am not sure")), (2, _("Not really")), (1, _("No"))),
    )
    go_on = choice(
        _("Shall we go on with you two?"),
        (("yes", _("Yes")), ("unsure", _("I am not sure yet")), ("no", _("No, I would like somebody else"))),
        _("Choose one of the three"),
    )
    words = words_field(_("Is there anything to change?"), _("You can skip this."), WORDS_LENGTH, 4)
    field_order = ["going", "go_on", "words", "needs_help"]

    @property
    def given(self) -> dict:
        """Somebody who does not want to go on hears from the coordinator without asking for it."""
        given = super().given
        return {**given, "needs_help": given["needs_help"] or self.cleaned_data["go_on"] == "no"}


class CoachMonthForm(CheckInForm):
    heading = _("Your own check, once a month")
    who_sees = _(
        "Nobody reads your answers. If you ask for supervision, your coordinator is told that, "
        "and nothing else."
    )
    extra = ("talked", "advice")
    going = None
    words = None
    talked = choice(
        _("Who talked most?"),
        (("them", _("The people I mentor")), ("same", _("About the same")), ("me", _("I did"))),
        _("Choose one of the three"),
    )
    advice = choice(_("Did I give advice that I should not give?"), YES_NO, _("Choose yes or no"))
    needs_help = forms.BooleanField(label=_("I would like supervision"), required=False)
    field_order = ["talked", "advice", "needs_help"]


class FollowUpForm(CheckInForm):
    heading = _("Three months later")
    who_sees = _("Only your coordinator sees your answers. Your former mentor does not.")
    extra = ("role",)
    going = None
    role = forms.CharField(
        label=_("What role do you have now?"),
        help_text=_("In a group, a service or your community. You can skip this."),
        max_length=120,
        required=False,
    )
    words = words_field(_("What has lasted?"), _("You can skip this."), WORDS_LENGTH, 4)
    field_order = ["role", "words", "needs_help"]


CHECK_IN_FORMS = {
    CheckIn.Kind.REGULAR: CheckInForm,
    CheckIn.Kind.FIRST_MEETING: FirstMeetingForm,
    CheckIn.Kind.COACH_MONTHLY: CoachMonthForm,
    CheckIn.Kind.FOLLOW_UP: FollowUpForm,
}


class SupervisionForm(forms.Form):
    on_date = forms.DateField(
        label=_("When was it?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day"),
            "invalid": _("Enter a day such as 2027-03-01"),
        },
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        min_value=5,
        max_value=600,
        initial=60,
        error_messages={
            "required": _("Enter how many minutes"),
            "min_value": _("Enter 5 minutes or more"),
            "max_value": _("Enter 600 minutes or fewer"),
        },
    )
    with_whom = forms.CharField(
        label=_("Who was your supervisor?"),
        help_text=_("A name or a group. Write nothing about the people you mentor."),
        max_length=Supervision._meta.get_field("with_whom").max_length,
        error_messages={"required": _("Enter who your supervisor was")},
    )

    def clean_on_date(self):
        day = self.cleaned_data["on_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Enter a day that has been"))
        return day
