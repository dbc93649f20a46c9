"""What coordinators and members of groups send. The rules are in `operations`."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import queries
from .people_lists import LONGEST_FILE, MOST_ROWS, CannotRead, Problem, Refused, decode, read_rows

REFUSED = {
    Refused.EMPTY: _("There is nobody on this list. Add one person on each line."),
    Refused.TOO_BIG: _("This file is too big. Split it into shorter lists."),
    Refused.TOO_LONG: _("This list is too long. Split it into lists of up to %(most)s people."),
    Refused.SPREADSHEET: _("We cannot read this kind of file. In your spreadsheet, save it as CSV first."),
    Refused.NOT_TEXT: _("We cannot read this file. In your spreadsheet, save it as CSV and try again."),
    Refused.NO_EMAIL_COLUMN: _(
        "We cannot find an e-mail address on this list. Give one column the heading “email”."
    ),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class PersonChoices(forms.ModelMultipleChoiceField):
    """People by the name they chose, never by address."""

    def label_from_instance(self, person):
        return person.preferred_name or _("No name given")


class PersonChoice(forms.ModelChoiceField):
    label_from_instance = PersonChoices.label_from_instance


class CohortForm(forms.Form):
    """A group: made or changed."""

    name = forms.CharField(
        label=_("Name of the group"),
        help_text=_("The members see it. Such as: Riverside, spring 2027."),
        max_length=120,
        error_messages={
            "required": _("Give the group a name"),
            "max_length": _("Use 120 letters or fewer for the name"),
        },
    )
    courses = forms.TypedMultipleChoiceField(
        label=_("Which courses does the group take?"),
        help_text=_("Everybody who joins starts all of them. They choose their own pace."),
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one course"),
            "invalid_choice": _("One of these courses is not open any more. Choose again."),
        },
    )
    start_date = forms.DateField(
        label=_("When does the group start?"),
        widget=DayInput,
        error_messages={
            "required": _("Enter the day on which the group starts"),
            "invalid": _("Enter a day such as 2027-03-01"),
        },
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        help_text=_("You can leave this empty."),
        queryset=None,
        required=False,
        empty_label=_("None"),
    )
    coordinator = PersonChoice(
        label=_("Coordinator"),
        help_text=_("Only this person and administrators can change the group."),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Choose a coordinator"), "invalid_choice": _("Choose a coordinator")},
    )
    coaches = PersonChoices(
        label=_("Coaches"),
        help_text=_("They see who finished which lesson. They cannot change the group."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these people is not a coach any more. Choose again.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, by, cohort=None):
        """`by` makes the group; an administrator who is no coordinator may choose themself all the same."""
        super().__init__(data, label_suffix="", initial=self._values(by, cohort))
        titles = queries.courses_to_choose()
        if cohort:
            titles = {row.course_key: row.course_title for row in cohort.courses.all()} | titles
        self.titles = titles
        self.fields["courses"].choices = [(str(key), title) for key, title in titles.items()]
        self.fields["organisation"].queryset = queries.organisations_to_choose(on=timezone.localdate())
        kept = [by.pk, *([cohort.coordinator_id] if cohort else [])]
        self.fields["coordinator"].queryset = queries.coordinators_to_choose(with_ids=kept)
        self.fields["coaches"].queryset = queries.coaches_to_choose()

    @staticmethod
    def _values(by, cohort) -> dict:
        if cohort is None:
            return {"coordinator": by.pk, "form_key": uuid.uuid4()}
        return {
            "name": cohort.name,
            "courses": [str(row.course_key) for row in cohort.courses.all()],
            "start_date": cohort.start_date,
            "organisation": cohort.organisation_id,
            "coordinator": cohort.coordinator_id,
            "coaches": [coach.pk for coach in cohort.coaches.all()],
            "form_key": cohort.form_key,
        }

    @property
    def chosen(self) -> dict:
        """The values as `make_cohort` and `change_cohort` take them."""
        values = {**self.cleaned_data}
        values["courses"] = {key: self.titles[key] for key in self.titles if key in values["courses"]}
        return values


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your group code"),
        help_text=_("8 letters and numbers, such as CDFH-JK34. Spaces and capitals do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": "16"}),
        error_messages={"required": _("Enter the code of your group")},
    )


class ListForm(forms.Form):
    """People to invite: a file, or addresses in a box. `cleaned_data["rows"]` are the rows read."""

    file = forms.FileField(
        label=_("A CSV file from your spreadsheet"),
        help_text=_("With the columns “name” and “email”. Up to %(most)s people.") % {"most": MOST_ROWS},
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={"empty": REFUSED[Refused.EMPTY]},
    )
    pasted = forms.CharField(
        label=_("Or write the addresses here"),
        help_text=_("One person on each line: a name, a comma and the e-mail address. Or the address alone."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        field = "file" if file else "pasted"
        try:
            cleaned["rows"] = read_rows(decode(self._bytes(file)) if file else cleaned["pasted"])
        except CannotRead as refusal:
            self.add_error(field, REFUSED[refusal.why] % {"most": MOST_ROWS})
        return cleaned

    @staticmethod
    def _bytes(file) -> bytes:
        """No more of the file than shows that it is too big."""
        return file.read(LONGEST_FILE + 1)


class InviteForm(forms.Form):
    """People to invite at once: one on each line. `cleaned_data["pasted"]` are pairs of name and address."""

    pasted = ListForm.base_fields["pasted"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pasted"].label = _("Whom do you want to invite?")

    def clean_pasted(self):
        try:
            rows = read_rows(self.cleaned_data["pasted"])
        except CannotRead as refusal:
            raise forms.ValidationError(REFUSED[refusal.why] % {"most": MOST_ROWS}) from None
        wrong = [row.line for row in rows if row.problem and row.problem != Problem.TWICE]
        if wrong:
            lines = ", ".join(map(str, wrong))
            words = _("Look at these lines again: %(lines)s. Each needs one e-mail address.")
            raise forms.ValidationError(words % {"lines": lines})
        return [(row.name, row.email) for row in rows if not row.problem]


class PickForm(forms.Form):
    """Members of another group to take in at once."""

    people = PersonChoices(
        label=_("Who joins this group, too?"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person"),
            "invalid_choice": _("One of these people left that group just now. Choose again."),
        },
    )

    def __init__(self, data=None, *, people):
        super().__init__(data, label_suffix="")
        self.fields["people"].queryset = people


class TargetForm(forms.Form):
    """A day to aim for. Empty takes it away."""

    target_date = forms.DateField(
        label=_("I would like to finish by"),
        help_text=_("Only for you. Nothing happens when the day passes. Leave it empty for no day."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Enter a day such as 2027-03-01")},
    )
