"""Turning words into values: the search box, and what an editor's page form refuses."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.models import Page, TranslatableMixin

from .content_checks import claims_of_approval
from .page_texts import text_of


class OffersLabelsOnce:
    """An editor's form that offers each aim, capability or rung once, not once a language.

    In the site's first language, and whatever was chosen before. Readers see each in their own language.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            rows = getattr(field, "queryset", None)
            if rows is not None and _are_labels(rows.model):
                first = Q(locale__language_code=settings.LANGUAGE_CODE)
                field.queryset = rows.filter(first | Q(pk__in=_ids(self.initial.get(name))))


def _are_labels(model):
    return issubclass(model, TranslatableMixin) and not issubclass(model, Page)


def _ids(chosen):
    """The ids in the initial value of a field: nothing, one or several, rows or ids."""
    is_one = isinstance(chosen, str) or not hasattr(chosen, "__iter__")
    return [getattr(row, "pk", row) for row in ([chosen] if is_one else chosen) if row]


class LabelledForm(OffersLabelsOnce, WagtailAdminModelForm):
    """A form for a row that has a label."""


class CheckedPageForm(OffersLabelsOnce, WagtailAdminPageForm):
    """A page form that keeps some words from leaving the editor's desk.

    A draft may be saved with them; publishing, scheduling, submitting and approving are refused.
    """

    def clean(self):
        cleaned = super().clean()
        if self._leaves_the_desk():
            for name, value in list(cleaned.items()):
                phrases = claims_of_approval(text_of(value))
                if phrases:
                    self.add_error(name, _refusal(phrases[0], value))
        return cleaned

    def _leaves_the_desk(self):
        data = self.data
        return (
            "action-publish" in data
            or "action-submit" in data
            or "action-restart-workflow" in data
            or data.get("workflow-action-name") == "approve"
        )


def _refusal(phrase, value):
    """What the editor reads beside the field. A body of blocks shows only errors of its own kind."""
    error = forms.ValidationError(
        gettext(
            "Take out “%(phrase)s”. This site is independent of the NHS, and nothing on it may say otherwise."
        )
        % {"phrase": phrase}
    )
    is_body = isinstance(value, StreamValue)
    return StreamBlockValidationError(non_block_errors=[error]) if is_body else error


class SearchForm(forms.Form):
    """The search box."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_("One or two words are enough, such as “carer” or “patient group”."),
        max_length=100,
        error_messages={
            "required": _("Type a word to look for, such as “carer”."),
            "max_length": _("Use fewer words: 100 letters or less."),
        },
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )


class WordForm(forms.Form):
    """The search box of the glossary. Empty shows every word."""

    q = forms.CharField(
        label=_("Find a word"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
