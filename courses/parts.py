"""A lesson in parts: one page for each, so that a short part loads and reads well on an old phone."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One page of a lesson: its blocks, without the block that starts it."""

    number: int
    title: str
    blocks: tuple


def split_into_parts(blocks: Iterable) -> tuple[Part, ...]:
    """A lesson body as pages. Each `part` block starts one; what comes before the first is a page as well.

    A block has `block_type` and `value`; the value of a `part` has a "title". There is always one part.
    """
    pages: list[tuple[str, list]] = []
    for block in blocks:
        if block.block_type == "part":
            pages.append((block.value["title"], []))
        elif pages:
            pages[-1][1].append(block)
        else:
            pages.append(("", [block]))
    return tuple(
        Part(number, title, tuple(inside))
        for number, (title, inside) in enumerate(pages or [("", [])], start=1)
    )


def part_holding(parts: Iterable[Part], block_id: str) -> Part | None:
    """The part in which the block with this id stands, or None."""
    return next((part for part in parts if any(block.id == block_id for block in part.blocks)), None)


def anchor_of(block_id) -> str:
    """The id in the page of the block with this id: where a link to it leads."""
    return f"block-{block_id}"


def nearest_part(asked: str, parts: int) -> int:
    """The part number meant by an address: 1 for anything that is not a number, else the nearest there is."""
    try:
        return min(max(int(asked), 1), parts)
    except (TypeError, ValueError):
        return 1
