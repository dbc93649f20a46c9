"""What editors send from the admin pages of this room."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from home.content_checks import claims_of_approval


class LookAgainForm(forms.Form):
    """One line for those who finished a lesson."""

    what_changed = forms.CharField(
        label=_("What changed?"),
        max_length=200,
        help_text=_("One plain line, such as “The numbers are those of this year.”"),
        error_messages={"required": _("Say in one line what changed.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_what_changed(self):
        words = self.cleaned_data["what_changed"]
        claims = claims_of_approval(words)
        if claims:
            raise forms.ValidationError(
                _("Take out “%(phrase)s”. This site is independent of the NHS.") % {"phrase": claims[0]}
            )
        return words


class ImportForm(forms.Form):
    """A course in a file."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A zip that was made by “Export this course”."),
        error_messages={"required": _("Choose a file."), "empty": _("Choose a file that is not empty.")},
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    as_draft = forms.BooleanField(
        label=_("Publish nothing yet"), required=False, help_text=_("Every page comes in as a draft.")
    )
