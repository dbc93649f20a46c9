"""A lesson's short address for paper: seven letters that come from its key, so nothing has to be kept.

The key stays when a lesson moves, is renamed or translated, and so does what is printed. Seven of 22 letters
carry the first 31 bits of the key: two of 300 lessons share them once in fifty thousand sites.

>>> key = UUID("7d1f0c1e-8a53-4a5c-9a53-0a5c9a530a5c")
>>> short_code(key)
'NHVR4KC'
>>> first, last = keys_of("nhvr4kc")
>>> first <= key <= last
True
"""

from uuid import UUID

#: Letters and digits that nobody takes for one another, on paper or on the phone.
ALPHABET = "ACDEFHJKMNPRTUVWXY3479"
LETTERS = 7
BITS = 31


def short_code(lesson_key: UUID) -> str:
    """The seven letters of this lesson."""
    number, letters = lesson_key.int >> (128 - BITS), []
    for _place in range(LETTERS):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(reversed(letters))


def keys_of(code: str) -> tuple[UUID, UUID] | None:
    """The first and last key that have this code, or None when it is none of ours."""
    number = 0
    for letter in code.upper():
        if letter not in ALPHABET:
            return None
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    if len(code) != LETTERS or number >= 1 << BITS:
        return None
    rest = 128 - BITS
    return UUID(int=number << rest), UUID(int=((number + 1) << rest) - 1)
