"""What somebody says about the end of a mentorship. Every question can be skipped."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Ending
from .steps import words_field


class EndingForm(forms.Form):
    """`aims` are (code, name) of the four aims, `goals` the learner's (none for a coach)."""

    why = forms.ChoiceField(
        label=_("Would you tell us why it ended?"),
        help_text=_("Only your coordinator sees this. The other person does not."),
        choices=Ending.Why,
        widget=forms.RadioSelect,
        required=False,
    )
    new_role = forms.CharField(
        label=_("Did you take on a new role?"),
        help_text=_("Such as: secretary of our patient group. You can skip this."),
        max_length=Ending._meta.get_field("new_role").max_length,
        required=False,
    )
    thanks = words_field(
        _("A thank-you to the other person"),
        _("We pass this on, word for word. You can skip it."),
        Ending._meta.get_field("thanks").max_length,
        rows=3,
    )
    wants_another = forms.BooleanField(
        label=_("I would like another mentor: put me back in the queue"), required=False
    )
    wants_to_mentor = forms.BooleanField(label=_("I would like to become a mentor myself"), required=False)
    not_again = forms.BooleanField(
        label=_("Do not match us again"), help_text=_("The other person is never told."), required=False
    )

    def __init__(self, data=None, *, initial=None, aims=(), goals=(), is_learner=True, prefix=None):
        super().__init__(data, label_suffix="", initial=initial, prefix=prefix)
        self.aims, self.goals = list(aims), list(goals)
        if not is_learner:
            for name in ("wants_another", "wants_to_mentor", "new_role"):
                del self.fields[name]
        for goal in self.goals:
            self.fields[f"goal_{goal.pk}"] = _confidence_field(goal)
        for code, name in self.aims:
            self.fields[f"aim_{code}"] = forms.CharField(label=name, max_length=500, required=False)

    @property
    def goal_fields(self):
        return [self[f"goal_{goal.pk}"] for goal in self.goals]

    @property
    def aim_fields(self):
        return [self[f"aim_{code}"] for code, _name in self.aims]

    @property
    def other_fields(self):
        return [self[name] for name in self.base_fields if name in self.fields]

    @property
    def told(self) -> dict:
        """Keyword arguments for `operations.tell_ending`."""
        given = self.cleaned_data
        scores = {goal.pk: given[f"goal_{goal.pk}"] for goal in self.goals}
        outcomes = {code: given[f"aim_{code}"] for code, _name in self.aims if given[f"aim_{code}"]}
        plain = {name: given[name] for name in self.base_fields if name in given}
        return {
            **plain,
            "outcomes": outcomes,
            "confidence": {pk: score for pk, score in scores.items() if score is not None},
        }


def _confidence_field(goal):
    hint = _("From 0 (not at all) to 10 (very).")
    if goal.confidence_at_start is not None:
        hint = _("From 0 (not at all) to 10 (very). At the start you said %(number)s.") % {
            "number": goal.confidence_at_start
        }
    return forms.IntegerField(
        label=_("How sure do you feel now: %(goal)s") % {"goal": goal.words},
        help_text=hint,
        min_value=0,
        max_value=10,
        required=False,
        initial=goal.confidence_at_end,
        error_messages={
            "min_value": _("Enter a number from 0 to 10"),
            "max_value": _("Enter a number from 0 to 10"),
            "invalid": _("Enter a number from 0 to 10"),
        },
    )
