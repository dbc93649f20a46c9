"""Help with spelling, without a database: the closest known word.

>>> correct("comitee meeting", {"committee", "meeting", "mentor"})
'committee meeting'
>>> correct("meeting", {"committee", "meeting"}) is None
True
"""

import re
from difflib import get_close_matches

#: How alike two words must be, from 0 to 1: "comitee" and "committee" are at 0.88.
ALIKE = 0.74

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

#: Shorter words are not corrected: too many others are one letter away.
SHORTEST = 4


def words_in(text):
    """The words of `text` in small letters, in order."""
    return [found.group().lower().replace("’", "'") for found in WORD.finditer(text)]


def vocabulary_of(texts):
    """The words worth offering: of four letters or more, without digits."""
    return {
        word
        for text in texts
        for word in words_in(text)
        if len(word) >= SHORTEST and not any(character.isdigit() for character in word)
    }


def correct(text, vocabulary):
    """`text` with each unknown word replaced by the closest known one; None where nothing would change."""
    words = words_in(text)
    corrected = [_closest(word, vocabulary) for word in words]
    return " ".join(corrected) if corrected != words else None


def _closest(word, vocabulary):
    if len(word) < SHORTEST or word in vocabulary:
        return word
    # Sorted, so that a tie is settled the same way each time.
    near = get_close_matches(word, sorted(vocabulary), n=1, cutoff=ALIKE)
    return near[0] if near else word
