"""The questions of a form as they stand on a sheet of paper: to tick by hand, and to write on."""

from django import forms

LINE_LETTERS = 100


def part_on_paper(form) -> dict:
    """What `mentoring/coordinate/_sheet_part.html` takes, of one `StepForm`."""
    return {
        "heading": form.heading,
        "intro": form.intro,
        "who_sees": form.who_sees,
        "questions": [_question(form, field) for field in form.visible_fields()],
    }


def _question(form, bound) -> dict:
    """`boxes`: the words beside each, or `lines` to write on. A tick that stands alone is its own box."""
    field = bound.field
    question = {"label": bound.label, "hint": bound.help_text, "boxes": [], "lines": range(0)}
    if isinstance(field, forms.BooleanField):
        return {**question, "label": "", "boxes": [bound.label]}
    if hasattr(field, "choices") and bound.name not in form.written_on_paper:
        is_one = not isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField)
        return {**question, "boxes": [words for _value, words in field.choices], "is_one": is_one}
    return {**question, "lines": range(_lines(field))}


def _lines(field) -> int:
    if isinstance(field.widget, forms.Textarea):
        return int(field.widget.attrs["rows"])
    return -(-field.max_length // LINE_LETTERS) if getattr(field, "max_length", None) else 1
