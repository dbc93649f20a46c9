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


class LineBlock(blocks.CharBlock):
    """One line of a list."""

    class Meta:
        icon = "minus"
        group = EXPLAIN
        label = _("Line")
        description = _("One line of a list.")
        template = "blocks/line.html"
        preview_value = "At least one patient leader and one carer took part"


class ParagraphBlock(blocks.TextBlock):
    """A paragraph of plain text."""

    class Meta:
        icon = "pilcrow"
        group = EXPLAIN
        label = _("Paragraph")
        description = _("A few plain sentences about one thing.")
        template = "blocks/paragraph.html"
        preview_value = "Doctors and a local charity asked people which classes they would come to."


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
        preview_template = "blocks/fact_preview.html"
        preview_value = {"figure": "1,079", "meaning": "people came to the classes", "source": "S1"}


class RoleBlock(blocks.StructBlock):
    role = blocks.CharBlock(label=_("Role"), max_length=80)
    does = blocks.CharBlock(label=_("What they do"), max_length=200)

    class Meta:
        icon = "group"
        group = EXPLAIN
        label = _("Role")
        description = _("Who takes part and what they do.")
        template = "blocks/role.html"
        preview_template = "blocks/role_preview.html"
        preview_value = {"role": "Patient leader", "does": "Checks that each step makes sense to patients"}


class FormLineBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=250)
    hint = blocks.CharBlock(label=_("Hint"), max_length=250, required=False)
    rows = blocks.IntegerBlock(label=_("Lines to write on"), min_value=0, max_value=20, default=0)


class FormPart(blocks.StructValue):
    """What a template needs to print a part of a form: every row as wide as the table, every line counted."""

    @property
    def filled_rows(self):
        width = len(self["columns"])
        return [[*row, *[""] * (width - len(row))] for row in self["rows"]]

    @property
    def blank_rows(self):
        return [[""] * len(self["columns"])] * (self["empty_rows"] or 0)

    @property
    def total_cells(self):
        return [""] * (len(self["columns"]) - 1)

    @property
    def items_to_fill(self):
        return [{**item, "lines": range(item.get("rows") or 0)} for item in self["items"]]


class FormPartBlock(blocks.StructBlock):
    """A part of a form to print: lines to write on, a table, a checklist or a choice."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    help = blocks.TextBlock(label=_("Help"), rows=2, required=False)
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("lines", _("Lines to write on")),
            ("table", _("Table")),
            ("checklist", _("Things to tick")),
            ("choice", _("Choose one")),
        ],
    )
    items = blocks.ListBlock(FormLineBlock(), label=_("Lines, or things to tick or choose"), default=[])
    columns = blocks.ListBlock(blocks.CharBlock(max_length=80), label=_("Columns of the table"), default=[])
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(max_length=250, required=False)),
        label=_("Rows already filled in"),
        default=[],
    )
    empty_rows = blocks.IntegerBlock(label=_("Empty rows"), min_value=0, max_value=30, default=0)
    total_row = blocks.CharBlock(label=_("Name of the last row, for totals"), max_length=80, required=False)
    is_card = blocks.BooleanBlock(label=_("Print as a card to cut out"), required=False)

    class Meta:
        icon = "form"
        group = USE
        value_class = FormPart
        label = _("Part of a form")
        description = _("Lines, a table, a checklist or a choice, with room to write.")
        template = "blocks/form_part.html"
        preview_value = {
            "heading": "Before the meeting",
            "kind": "checklist",
            "items": [{"label": "Papers sent a week ahead", "rows": 0}],
        }
