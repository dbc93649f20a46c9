"""What people send about the people around them: helpers, the journal, how sure they feel."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from .capability_blocks import CONFIDENCE_STEPS


class HelperForm(forms.Form):
    """Whom to ask for help, and with which courses."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We write to them and ask if they would like to help you."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the e-mail address of the person who helps you"),
            "invalid": _("Enter an e-mail address in the right form, like name@example.com"),
        },
    )
    which = forms.ChoiceField(
        label=_("Which courses may they help with?"),
        choices=[("all", _("All courses")), ("some", _("Only the courses I tick below"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose all courses, or only some")},
    )
    courses = forms.TypedMultipleChoiceField(
        label=_("Courses"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose courses from the list")},
    )

    def __init__(self, *args, titles: dict[uuid.UUID, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["courses"].choices = [(str(key), title) for key, title in titles.items()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("which") == "some" and not cleaned.get("courses") and "courses" not in self.errors:
            self.add_error("courses", _("Tick at least one course, or choose all courses"))
        return cleaned

    @property
    def course_keys(self) -> list[uuid.UUID]:
        """The courses chosen; none stands for every course."""
        return self.cleaned_data["courses"] if self.cleaned_data["which"] == "some" else []


class ReaderForm(forms.Form):
    """To whom one entry of the journal is shown: somebody of the list, never an address."""

    reader = forms.TypedChoiceField(
        label=_("Who may read this entry?"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("One person. You can stop it at any time."),
        error_messages={
            "required": _("Choose who may read it"),
            "invalid_choice": _("Choose who may read it"),
        },
    )

    def __init__(self, *args, readers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reader"].choices = [(reader.person.pk, str(reader)) for reader in readers]


class HowSureForm(forms.Form):
    """How sure somebody feels about each capability. Nothing has to be answered."""

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        for one in asked.capabilities:
            self.fields[one.code] = forms.TypedChoiceField(
                label=one.name,
                help_text=one.meaning,
                choices=CONFIDENCE_STEPS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=asked.said.get(one.code),
                error_messages={"invalid_choice": _("Choose how sure you feel, or leave it")},
            )

    @property
    def values(self) -> dict[str, int]:
        """What was answered, by capability code."""
        return {code: value for code, value in self.cleaned_data.items() if value}
