"""What to say to an answer: beside the answer, kindly, and never that it is wrong."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..questions import Grade, Kind, Question, grade


@dataclass(frozen=True)
class Mark:
    """What is said beside one row."""

    words: str
    is_hit: bool


@dataclass(frozen=True)
class Feedback:
    """What is said to one answer.

    `notes` are pairs of a chosen answer and what its editor says to who chooses it; `counted` says how much
    is there already; `marks` stand beside a row, by its key.
    """

    text: str
    is_right: bool
    notes: tuple[tuple[str, str], ...] = ()
    counted: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)


def feedback_on(question: Question, given) -> Feedback | None:
    """What to say to this answer; nothing to one that is not (any more) an answer to the question."""
    result = grade(question, given)
    if not result.fits:
        return None
    chosen = [question.option(key) for key in (*result.hits, *result.misses)]
    return Feedback(
        text=question.feedback(is_right=result.is_right),
        is_right=result.is_right,
        notes=tuple((option.text, option.feedback) for option in chosen if option.feedback),
        counted="" if result.is_right else _counted(question, result),
        marks={} if result.is_right else _marks(question, result),
    )


def _counted(question: Question, result: Grade) -> str:
    found = len(result.hits)
    if question.kind == Kind.SEVERAL:
        wanted = sum(option.is_right for option in question.options)
        sentences = [_("You have found %(found)s of %(total)s.") % {"found": found, "total": wanted}]
        if result.misses:
            words = ngettext(
                "%(number)s that you ticked does not belong here.",
                "%(number)s that you ticked do not belong here.",
                len(result.misses),
            )
            sentences.append(words % {"number": len(result.misses)})
        return " ".join(sentences)
    if question.kind in {Kind.ORDER, Kind.MATCH}:
        words = ngettext(
            "%(found)s of %(total)s is in its place.", "%(found)s of %(total)s are in their place.", found
        )
        return words % {"found": found, "total": len(question.options)}
    return ""


def _marks(question: Question, result: Grade) -> dict[str, Mark]:
    if question.kind not in {Kind.ORDER, Kind.MATCH}:
        return {}
    marks = {str(key): Mark(_("In its place"), is_hit=True) for key in result.hits}
    return marks | {str(key): Mark(_("Look at this one again"), is_hit=False) for key in result.misses}
