"""After how long a pair gets a flag."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..caseload import BOUNDS, FlagRules


def _figure(name, label) -> forms.IntegerField:
    least, most = BOUNDS[name]
    words = format_lazy(_("Enter a whole number from {least} to {most}"), least=least, most=most)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
    )


class FlagRulesForm(forms.Form):
    """Field names are those of `caseload.FlagRules`."""

    message_days = _figure("message_days", _("Days a message may wait for the mentor"))
    notes_days = _figure("notes_days", _("Days a talk may have nothing written down"))
    no_meeting_weeks = _figure("no_meeting_weeks", _("Weeks without a talk, and none booked"))
    quiet_days = _figure("quiet_days", _("Days without signing in"))

    @property
    def rules(self) -> FlagRules:
        return FlagRules(**self.cleaned_data)
