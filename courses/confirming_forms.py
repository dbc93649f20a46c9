"""What a coach or a coordinator records about one lesson of one learner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .operations import LONGEST_REASON


class ReasonForm(forms.Form):
    """Why a lesson is counted as done. The learner reads it."""

    reason = forms.CharField(
        label=_("Count this as done, because …"),
        help_text=_("The learner reads this, with your name, beside the lesson and in their record."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "required": _("Write why you count it as done"),
            "max_length": _("Use 1,000 letters or fewer"),
        },
    )
