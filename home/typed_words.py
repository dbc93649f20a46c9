"""What somebody had typed into a form that could not be taken, so that the page that says so can show it.

Standard library only.
"""

from urllib.parse import urlsplit

#: Names of boxes whose content is never shown again.
SECRET_PARTS = ("password", "token", "code", "secret", "csrf")
#: Shorter than this it is a choice or a number, not words that took somebody's time.
LEAST_LETTERS = 12
MOST_LETTERS = 30_000


def typed_words(fields: dict[str, list[str]]) -> list[str]:
    """The words among the fields of a form, each once, in their order, as far as they fit.

    >>> typed_words({"note": ["We talked about buses."], "version": ["3"], "password": ["correct horse"]})
    ['We talked about buses.']
    """
    found: dict[str, None] = {}
    left = MOST_LETTERS
    for name, values in fields.items():
        if any(part in name.lower() for part in SECRET_PARTS):
            continue
        for value in values:
            if _is_words(value) and len(value) <= left and value not in found:
                found[value] = None
                left -= len(value)
    return list(found)


def _is_words(value: str) -> bool:
    """Keys and signed marks have no space in them."""
    return len(value.strip()) >= LEAST_LETTERS and any(letter.isspace() for letter in value.strip())


def is_sent_from(host: str, *, origin: str, referer: str) -> bool:
    """Whether a page of this host sent the form: nobody else's words are ever shown as the reader's own."""
    sender = origin or referer
    return bool(sender) and urlsplit(sender).netloc == host
