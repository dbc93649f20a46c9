"""Rules for what may be published, as functions over plain text.

The site is independent. Nothing on it may read as if the NHS had approved, endorsed or certified it:

>>> claims_of_approval("Our course is NHS approved.")
['NHS approved']
>>> claims_of_approval("We work with the NHS.")
[]
"""

import re

#: A glossary entry stays under this many words.
MEANING_WORDS = 40

CLAIM = re.compile(
    r"\bNHS[\s-]+(?:approved|endorsed|certified|accredited)\b"
    r"|\b(?:approved|endorsed|certified|accredited)\s+by\s+the\s+NHS\b",
    re.IGNORECASE,
)


def claims_of_approval(text):
    """The phrases in `text` that claim the NHS's approval, as they are written."""
    return [" ".join(found.group().split()) for found in CLAIM.finditer(text)]


def count_words(text):
    """How many words a reader counts in `text`."""
    return len(text.split())
