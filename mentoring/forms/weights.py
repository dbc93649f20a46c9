"""What counts in the score, and how much."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..matching import PARTS

#: Enough to say "ten times as much" either way of the usual numbers.
MOST = 100


def _weight(label, hint="") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST,
        error_messages={
            "required": _("Enter a number from 0 to 100"),
            "invalid": _("Enter a whole number from 0 to 100"),
            "min_value": _("Enter a number from 0 to 100"),
            "max_value": _("Enter a number from 0 to 100"),
        },
    )


class WeightsForm(forms.Form):
    """Field names are those of `matching.Weights`."""

    goals_and_skills = _weight(_("Goals and skills the mentor covers"))
    style_and_values = _weight(_("Ways of working, and roles the mentor knows"))
    shortlist = _weight(_("The learner asked for this mentor"))
    wishes = _weight(_("The mentor asked for this learner"))
    lived_experience = _weight(
        _("Shared lived experience"),
        _("Counts only when both switched it on. For everybody else the others count more."),
    )
    time_and_talk = _weight(_("Times and ways to talk"))
    place = _weight(_("Near, or from another area, as asked"))
    scarcity = _weight(
        _("Not leaving out people with few mentors who fit"),
        _("Who is left out when there are too few places. 0 means: whoever scores lowest."),
    )
    waiting_month = _weight(_("Each month of waiting"), _("Who has waited longer is left out later."))

    def clean(self):
        cleaned = super().clean()
        counted = [cleaned.get(part) for part in PARTS if part != "lived_experience"]
        if None not in counted and not any(counted):
            self.add_error("goals_and_skills", _("At least one of these must be more than 0"))
        return cleaned
