"""What learners send. Each form asks one thing; the rules are in `operations`."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """A box for the learner's own words. It has no length limit that a browser could cut at."""

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, *, name: str, label: str, kept=None, text=None):
        """`name` sets the ids apart on the page; `kept` is the row kept now, if any."""
        initial = {"text": kept.text if kept else "", "version": kept.version if kept else 0}
        super().__init__(
            data, auto_id=f"{name}-%s", initial=initial | ({} if text is None else {"text": text})
        )
        self.fields["text"].label = label
        self.fields["text"].help_text = _("Only you can see this.")


class FinishedForm(forms.Form):
    """Has the learner finished this lesson? They decide."""

    finished = forms.ChoiceField(
        label=_("Have you finished this lesson?"),
        choices=[("yes", _("Yes, I have finished it")), ("no", _("No, I’ll come back later"))],
        widget=forms.RadioSelect,
        help_text=_("You decide. You can change this at any time."),
        error_messages={"required": _("Choose yes or no"), "invalid_choice": _("Choose yes or no")},
    )


class CertificateForm(forms.Form):
    """The name on the certificate, as the learner types it."""

    name = forms.CharField(
        label=_("Your name, as you want it on the certificate"),
        max_length=120,
        error_messages={
            "required": _("Enter your name as you want it on the certificate"),
            "max_length": _("Use 120 letters or fewer for the name"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_public = forms.BooleanField(
        label=_("Let people check my certificate"),
        help_text=_("Anyone who has the code can then see your name, the course and the date. Nothing else."),
        required=False,
    )


class ShareForm(forms.Form):
    """Whether anyone with the code may check the certificate."""

    is_public = forms.BooleanField(required=False)
