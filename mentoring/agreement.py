"""The wording of agreements: what an editor writes, and how names and the pair's own words get into it.

A wording is plain text. A line that begins with "# " is a heading, an empty line ends a paragraph, and a
word in braces stands for something that differs from pair to pair:

>>> fill("{mentor} and {mentee} agree.", {"mentor": "Comfort A.", "mentee": "Ted L."})
'Comfort A. and Ted L. agree.'
>>> unknown_markers("Call {fone} or {phone}.")
['fone']
"""

import hashlib
import re
from dataclasses import dataclass

#: What the site fills in, and what the two fill in themselves.
NAMES = ("mentor", "mentee", "programme", "coordinator", "phone")
BLANKS = ("goal", "when", "needs")

_MARKER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Part:
    """A heading (may be empty) with the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


def unknown_markers(wording: str) -> list[str]:
    """The words in braces that stand for nothing, in order."""
    return [name for name in _MARKER.findall(wording) if name not in NAMES + BLANKS]


def fill(wording: str, words: dict[str, str]) -> str:
    """The wording with every marker replaced in one pass: braces in somebody's words stay as they are."""
    return _MARKER.sub(lambda marker: words.get(marker[1], marker[0]), wording)


def parts(text: str) -> list[Part]:
    """The text as headings and paragraphs, to be arranged on a page."""
    found, heading, paragraphs = [], "", []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        first, _newline, rest = block.partition("\n")
        if first.startswith("# "):
            if heading or paragraphs:
                found.append(Part(heading, tuple(paragraphs)))
            heading, paragraphs, block = first[2:].strip(), [], rest
        if block.strip():
            paragraphs.append(block.strip())
    found.append(Part(heading, tuple(paragraphs)))
    return found


def fingerprint(text: str) -> str:
    """A short mark of exactly these words: what somebody signs is what they were shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
