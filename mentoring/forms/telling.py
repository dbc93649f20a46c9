"""What people tell beside the questions, and what coordinators write down for them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Bar, CoachCheck, MentorRequest, Programme, Term
from ..queries import offered_terms

DAY_ERRORS = {
    "required": _("Enter a day such as 2027-03-01"),
    "invalid": _("Enter a day such as 2027-03-01"),
}


def day_field(label, hint="", required=True):
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_ERRORS,
    )


def not_to_come(day):
    """The day, unless it is still to come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("Enter a day that is not in the future"))
    return day


class LivedExperienceForm(forms.Form):
    """Labels, own words, and two ticks that are never set beforehand: the yes, and whether it may count."""

    WORDING = _(
        "I agree that Patient Leaders keeps what I chose here. Only I can read it. If I tick that it may "
        "count, it helps to find my match, and only where the other person said the same. I can take it back "
        "at any time, and it is deleted at once."
    )
    terms = forms.ModelMultipleChoiceField(
        label=_("What I have lived through"),
        help_text=_("Choose any, or none. Broad words are enough."),
        queryset=Term.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_words = forms.CharField(
        label=_("In my own words"),
        help_text=_("At most 200 letters. It never counts in a match."),
        max_length=200,
        required=False,
    )
    is_used = forms.BooleanField(label=_("It may count when you look for my match"), required=False)
    agrees = forms.BooleanField(
        label=WORDING, error_messages={"required": _("Tick that you agree, or leave this page")}
    )

    def __init__(self, data=None, *, kept=None):
        initial = {"own_words": kept.own_words, "is_used": kept.is_used} if kept else {}
        chosen = list(kept.terms.all()) if kept else []
        super().__init__(data, initial={**initial, "terms": [term.pk for term in chosen]}, label_suffix="")
        self.fields["terms"].queryset = offered_terms(kind=Term.Kind.EXPERIENCE, chosen=chosen)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("terms") and not cleaned.get("own_words"):
            self.add_error("terms", _("Choose at least one, or leave this page"))
        return cleaned


class DeclareForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of tie is it?"),
        choices=[
            each for each in Bar.Reason.choices if each[0] not in (Bar.Reason.ASKED, Bar.Reason.EARLIER)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of tie it is")},
    )
    words = forms.CharField(
        label=_("Who is it, or what?"),
        help_text=_("A name, or the place or complaint it is about. Leave out your health."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us who or what it is")},
    )


class SettleForm(forms.Form):
    """A coordinator deals with a declared tie. The other person is chosen from those of the programme."""

    other = forms.ChoiceField(label=_("Never match with"), required=False)

    def __init__(self, data=None, *, others, prefix=None):
        """`others`: requests and offers."""
        super().__init__(data, label_suffix="", prefix=prefix)
        self.by_key = {self._key(each): each for each in others}
        choices = [(key, self._name(each)) for key, each in self.by_key.items()]
        self.fields["other"].choices = [("", _("Nobody: no match needs to be ruled out")), *choices]

    @staticmethod
    def _key(answers):
        return f"{'asks' if isinstance(answers, MentorRequest) else 'offers'}-{answers.pk}"

    @staticmethod
    def _name(answers):
        if isinstance(answers, MentorRequest):
            return _("%(name)s, who asks") % {"name": answers.learner.get_full_name()}
        return _("%(name)s, who offers") % {"name": answers.coach.get_full_name()}

    @property
    def never_with(self):
        return self.by_key.get(self.cleaned_data["other"])


class CheckForm(forms.Form):
    """One dated check of a mentor."""

    kind = forms.ChoiceField(
        label=_("Which check?"),
        choices=CoachCheck.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which check it was")},
    )
    done_on = day_field(_("Done on"))
    valid_until = day_field(
        _("Valid until"), _("Needed for background checks. Safeguarding holds for 12 months."), required=False
    )
    level = forms.ChoiceField(
        label=_("Level"),
        help_text=_("For background checks: the level this role is eligible for."),
        choices=[("", _("It has no level")), *CoachCheck.Level.choices],
        required=False,
    )
    why = forms.CharField(
        label=_("Why this level"),
        help_text=_(
            "What the role does, such as: talks by phone with adults. Never what a certificate says."
        ),
        max_length=250,
        required=False,
    )

    def clean_done_on(self):
        return not_to_come(self.cleaned_data["done_on"])

    def clean(self):
        cleaned = super().clean()
        done, until = cleaned.get("done_on"), cleaned.get("valid_until")
        if done and until and until < done:
            self.add_error("valid_until", _("Enter a day after the check was done"))
        if until and cleaned.get("kind") in (CoachCheck.Kind.SAFEGUARDING, CoachCheck.Kind.COURSE):
            self.add_error(
                "valid_until",
                _("Leave this empty. Safeguarding holds for 12 months, and the mentor course has no end."),
            )
        if cleaned.get("kind") == CoachCheck.Kind.DBS:
            for name, words in (
                ("valid_until", _("Enter until when the check holds")),
                ("level", _("Choose the level this role is eligible for")),
                ("why", _("Say why the role is eligible for this level")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned


class CoachWishesForm(forms.Form):
    """Whom a mentor told a coordinator they would like."""

    requests = forms.ModelMultipleChoiceField(
        label=_("They would like to mentor"),
        help_text=_("Only if they asked. It counts a little, and promises nothing."),
        queryset=MentorRequest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, *, requests, wished):
        super().__init__(data, initial={"requests": wished}, label_suffix="")
        self.fields["requests"].queryset = requests
        self.fields["requests"].label_from_instance = lambda each: each.learner.get_full_name()


class PaperForm(forms.Form):
    """Whose paper it is. The questions follow, each with its own form."""

    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        error_messages={"required": _("Choose a programme")},
    )
    name = forms.CharField(
        label=_("Their name"), max_length=60, error_messages={"required": _("Enter their name")}
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We write to them that it has arrived. They can sign in with it later."),
        error_messages={"required": _("Enter their e-mail address")},
    )
    on_date = day_field(_("Given on paper or by phone on"))
    is_adult = forms.BooleanField(
        label=_("They said that they are 18 or over"),
        error_messages={"required": _("Ask whether they are 18 or over")},
    )

    def __init__(self, data=None, *, programmes):
        super().__init__(data, label_suffix="")
        self.fields["programme"].queryset = programmes
        if len(programmes) == 1:
            self.initial["programme"] = programmes[0].pk

    def clean_on_date(self):
        return not_to_come(self.cleaned_data["on_date"])
