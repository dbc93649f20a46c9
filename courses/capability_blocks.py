"""Blocks that ask about capabilities: how sure somebody feels about one, and a quiz drawn from the bank."""

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import CHECK

from .questions import ConfidenceAsked, Quiz


def capability_choices():
    """The capabilities by code, in the words of the site's first language."""
    labels = apps.get_model("home", "Capability").objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return [(label.code, f"{label.code} {label.name}") for label in labels]


class CodesAsText:
    """A choice among capabilities. Codes are text as they are stored: to read them asks no database."""

    def normalize_choice(self, value):
        return value


class CapabilityBlock(CodesAsText, blocks.ChoiceBlock):
    pass


class CapabilitiesBlock(CodesAsText, blocks.MultipleChoiceBlock):
    pass


#: How sure somebody can say they feel.
CONFIDENCE_STEPS = [
    (1, _("Not sure at all")),
    (2, _("A little sure")),
    (3, _("Half sure")),
    (4, _("Quite sure")),
    (5, _("Very sure")),
]


def confidence_label(capability: str) -> str:
    """The question how sure somebody feels about a capability."""
    return gettext("How sure do you feel about this: %(capability)s?") % {"capability": capability}


class ConfidenceBlock(blocks.StructBlock):
    """How sure somebody feels about one capability. Never right or wrong."""

    capability = CapabilityBlock(label=_("What about"), choices=capability_choices, search_index=False)
    moment = blocks.ChoiceBlock(
        label=_("When in the course"),
        choices=[("before", _("Before")), ("after", _("After"))],
        search_index=False,
        help_text=_("Ask before and after, and people can see how far they have come."),
    )

    def as_asked(self, key, value) -> ConfidenceAsked:
        return ConfidenceAsked(key, value["capability"], value["moment"])

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        names = (parent_context or {}).get("capability_names") or dict(capability_choices())
        label = confidence_label(names.get(value["capability"], value["capability"]))
        return {**context, "label": label, "steps": CONFIDENCE_STEPS}

    class Meta:
        icon = "tick-inverse"
        group = CHECK
        label = _("How sure do you feel?")
        description = _("Five steps from not sure at all to very sure, before and after the course.")
        template = "blocks/confidence.html"
        preview_value = {"capability": "P3", "moment": "before"}


class QuizBlock(blocks.StructBlock):
    """Questions drawn from the bank, sent together."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    capabilities = CapabilitiesBlock(
        label=_("Draw questions about"), choices=capability_choices, search_index=False
    )
    number = blocks.IntegerBlock(label=_("How many questions"), min_value=1, max_value=20, default=10)
    pass_mark = blocks.IntegerBlock(
        label=_("Pass mark, in per cent"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Leave it empty and sending the answers is enough."),
    )

    def as_quiz(self, key, value) -> Quiz:
        return Quiz(
            key,
            value["title"],
            tuple(value["capabilities"] or ()),
            value["number"] or 10,
            value["pass_mark"],
        )

    class Meta:
        icon = "clipboard-list"
        group = CHECK
        label = _("Quiz")
        description = _("Questions from the bank on one page. Gives a quiz page when it is all a lesson has.")
        template = "blocks/quiz.html"
        preview_value = {
            "title": "Check what you know about listening",
            "capabilities": ["P3"],
            "number": 10,
            "pass_mark": 70,
        }
