"""Which numbers somebody looks at: of which programme, and of what time."""

from django import forms
from django.utils.translation import gettext_lazy as _

PERIOD_WORDS = (
    ("month", _("This month")),
    ("quarter", _("Last 3 months")),
    ("year", _("Last 12 months")),
    ("all", _("All time")),
)


class NumbersForm(forms.Form):
    """`programmes` are the coordinator's own; with one only, there is nothing to choose."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    period = forms.ChoiceField(label=_("Time"), choices=PERIOD_WORDS)

    def __init__(self, *, programmes, chosen, period):
        super().__init__(initial={"programme": chosen, "period": period}, label_suffix="")
        self.fields["programme"].choices = [
            ("", _("All my programmes")),
            *((str(each.pk), each.name) for each in programmes),
        ]
        if len(programmes) < 2:
            del self.fields["programme"]
