"""Turning words into values: which step, and ticked or not."""

from django import forms


class TickForm(forms.Form):
    """One button of a step. `state` is what the step should be afterwards, so that two clicks do no harm."""

    step = forms.UUIDField()
    state = forms.ChoiceField(choices=[("done", "done"), ("not-done", "not done")])
