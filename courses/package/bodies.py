"""The body of a lesson on its way out of the site and in again: what points at a row points into the file.

A body is the list of blocks as Wagtail stores it: {type, id, value}. Blocks inside blocks go the same way, so
a new kind of block needs nothing here unless it holds a new kind of reference.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from uuid import UUID, uuid5

import nh3
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

#: What rich text may hold: what our editors can write, and what marks a link inside.
TAGS = {"h2", "h3", "h4", "p", "b", "strong", "i", "em", "ol", "ul", "li", "a", "br", "hr"}
ATTRIBUTES = {"a": {"href", "linktype", "key", "file", "id"}, "*": {"data-block-key"}}
SCHEMES = {"http", "https", "mailto", "tel"}

LINK = re.compile(r"<a\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class UnknownBlock(Exception):
    """The body holds a block that this site does not have."""


def clean_html(html: str) -> str:
    """Rich text without anything but words, lists and links; in one fixed way of writing."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def with_links(html: str, change: Callable[[dict], dict]) -> str:
    """Rich text with the attributes of each link changed."""

    def changed(found):
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(found[1])}
        written = "".join(f' {name}="{escape(value)}"' for name, value in change(attributes).items())
        return f"<a{written}>"

    return LINK.sub(changed, html)


def mapped(block, raw, leaf: Callable, new_id: Callable[[str], str], place: str = ""):
    """The stored value of a block with each leaf put through `leaf(block, value)`, each id through `new_id`.

    `place` names the position for blocks that have no id yet: they get one from it. Raises UnknownBlock.
    """
    if isinstance(block, blocks.StreamBlock):
        return [_child(block, each, leaf, new_id, f"{place}/{at}") for at, each in enumerate(raw or [])]
    if isinstance(block, blocks.ListBlock):
        return [_item(block, each, leaf, new_id, f"{place}/{at}") for at, each in enumerate(raw or [])]
    if isinstance(block, blocks.StructBlock):
        if not isinstance(raw, dict):
            raise UnknownBlock
        children = {
            name: mapped(child, raw[name], leaf, new_id, f"{place}/{name}")
            if name in raw
            else _default(child)
            for name, child in block.child_blocks.items()
        }
        return {name: value for name, value in children.items() if value is not None}
    return leaf(block, raw)


def _default(block):
    """What a block says that was added to its kind after the page was written; None for one of many rows."""
    is_plain = not isinstance(block, (blocks.BaseStreamBlock, blocks.ListBlock, blocks.BaseStructBlock))
    return block.get_prep_value(block.get_default()) if is_plain else None


def _child(stream, raw, leaf, new_id, place):
    child = stream.child_blocks.get(raw["type"])
    if child is None:
        raise UnknownBlock(raw["type"])
    return {
        "type": raw["type"],
        "id": new_id(raw.get("id") or place),
        "value": mapped(child, raw["value"], leaf, new_id, place),
    }


def _item(block, raw, leaf, new_id, place):
    """One row of a list; rows written long ago are bare values."""
    is_wrapped = isinstance(raw, dict) and raw.get("type") == "item" and "value" in raw
    value = raw["value"] if is_wrapped else raw
    return {
        "type": "item",
        "id": new_id((raw.get("id") if is_wrapped else "") or place),
        "value": mapped(block.child_block, value, leaf, new_id, place),
    }


def kept_id(page_key: UUID) -> Callable[[str], str]:
    """Ids stay; a block without one gets it from its place in the page."""

    def keep(block_id):
        try:
            return str(UUID(block_id))
        except ValueError:
            return str(uuid5(page_key, block_id))

    return keep


def fresh_id(page_key: UUID) -> Callable[[str], str]:
    """New ids that follow from the page's new key."""
    return lambda block_id: str(uuid5(page_key, str(block_id)))


def is_rich_text(block) -> bool:
    return isinstance(block, blocks.RichTextBlock)


def is_document(block) -> bool:
    return isinstance(block, DocumentChooserBlock)


def is_picture(block) -> bool:
    return isinstance(block, ImageChooserBlock)


def is_page(block) -> bool:
    return isinstance(block, blocks.PageChooserBlock)


def is_address(block) -> bool:
    return isinstance(block, blocks.URLBlock)
