"""What administrators send about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeBackForm(forms.Form):
    """Why a certificate is taken back. Everybody who checks it reads this."""

    reason = forms.CharField(
        label=_("Why is this certificate taken back?"),
        help_text=_("The person, and anybody who checks it, can read this. Name nobody."),
        max_length=200,
        error_messages={
            "required": _("Say why the certificate is taken back"),
            "max_length": _("Use 200 letters or fewer"),
        },
    )
