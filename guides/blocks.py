"""Blocks of guides, tools and case studies."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import EXPLAIN, USE


class StepBlock(blocks.StructBlock):
    """A step of a guide. Its block id is its key for good: people's ticks hang on it."""

    title = blocks.CharBlock(label=_("Step"), max_length=120)
    text = blocks.TextBlock(label=_("What to do"), rows=3)

    class Meta:
        icon = "list-ol"
        group = EXPLAIN
        label = _("Step")
        description = _("One step that a person can tick.")
        template = "blocks/guide_step.html"
        preview_value = {"title": "Find the gap", "text": "Compare what people want with what they get."}


class FactBlock(blocks.StructBlock):
    """A number with its meaning and where it comes from."""

    figure = blocks.CharBlock(label=_("Figure"), max_length=40)
    meaning = blocks.TextBlock(label=_("What it counts"), rows=2)
    note = blocks.TextBlock(label=_("A word of caution"), rows=2, required=False)
    source = blocks.CharBlock(label=_("Code of the source"), max_length=20)

    class Meta:
        icon = "order"
        group = EXPLAIN
        label = _("Number")
        description = _("A figure, what it counts and who says so.")
        template = "blocks/fact.html"
        preview_value = {"figure": "1,079", "meaning": "people came to the classes", "source": "S1"}


class FormPartBlock(blocks.StructBlock):
    """A part of a form to print: lines to write on, a table, a checklist or a choice."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    help = blocks.TextBlock(label=_("Help"), rows=2, required=False)
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("lines", _("Lines")),
            ("table", _("Table")),
            ("checklist", _("Checklist")),
            ("choice", _("Choice")),
        ],
    )
    columns = blocks.ListBlock(blocks.CharBlock(max_length=80), label=_("Columns of the table"), default=[])
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=250), label=_("Lines, rows, things to tick or to choose"), default=[]
    )
    empty_rows = blocks.IntegerBlock(label=_("Empty rows"), min_value=0, max_value=30, default=0)

    class Meta:
        icon = "form"
        group = USE
        label = _("Part of a form")
        description = _("Lines, a table, a checklist or a choice, with room to write.")
        template = "blocks/form_part.html"
        preview_value = {
            "heading": "Before the meeting",
            "kind": "checklist",
            "items": ["Papers sent a week ahead"],
        }
