"""The words of a page as plain text, for checks that read them."""

from wagtail.blocks import StreamValue


def text_of(value):
    """The words in the value of one field; "" for what holds none."""
    if isinstance(value, str):
        return value
    if isinstance(value, StreamValue):
        return "\n".join(value.stream_block.get_searchable_content(value))
    return ""


def texts_of(page):
    """The words of a whole page, field by field."""
    return [text_of(field.value_from_object(page)) for field in page._meta.concrete_fields]
