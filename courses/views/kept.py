"""The page for words that were kept while their own page went: to read, to copy, and to save all the same."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse

from accounts import kept_words
from accounts.permissions import signed_in_required

from .places import LONGEST_SHOWN, words_in


@dataclass(frozen=True)
class KeptShown:
    """One form that was sent. `text` is what was typed; `others` are all other fields it sends again."""

    action: str
    mark: str
    text: str
    name: str
    others: list[tuple[str, str]]
    had_file: bool


@signed_in_required
def kept(request):
    """Each form that is still waiting, ready to be sent again to where it was going."""
    rows = [_shown(request, row) for row in kept_words.waiting(request)]
    return render(request, "courses/kept_words.html", {"rows": rows})


def _shown(request, row) -> KeptShown:
    name, text = words_in({name: values[-1] for name, values in row["fields"].items() if values})
    pairs = [(key, value) for key, values in row["fields"].items() for value in values if key != name]
    mark = kept_words.Mark(request.user.pk, row["box"], reverse("kept_words"))
    return KeptShown(row["action"], mark.signed(), text[:LONGEST_SHOWN], name, pairs, bool(row["files"]))
