"""What finishes a lesson and what is still missing, as sentences. The rules are in `completion`."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .completion import Asked, Need, State
from .deeds import Rule


def finished_when(rule: Rule, asked: Asked) -> str:
    """One line of "This lesson is finished when …"."""
    return RULES[rule](asked)


def why_not(need: Need) -> str:
    """How one rule stands for the person who reads it: what is done, or what to do."""
    words = WHY[need.rule, need.state]
    return words(need) % {"done": need.done, "total": need.total, "left": need.total - need.done}


def _questions(asked: Asked) -> str:
    has_mark = bool(asked.quizzes - asked.unmarked)
    if not asked.questions:
        return _quizzes(len(asked.quizzes), has_mark=has_mark)
    words = ngettext(
        "you have answered the check question right",
        "you have answered all %(total)s check questions right",
        len(asked.questions),
    ) % {"total": len(asked.questions)}
    if not asked.quizzes:
        return words
    both = _("%(questions)s and passed the quiz")
    if not has_mark:
        both = _("%(questions)s and sent your answers to the quiz")
    return both % {"questions": words}


def _quizzes(number: int, *, has_mark: bool) -> str:
    if has_mark:
        return ngettext("you have passed the quiz", "you have passed every quiz", number)
    return ngettext(
        "you have sent your answers to the quiz", "you have sent your answers to every quiz", number
    )


def _reflections(asked: Asked) -> str:
    return ngettext(
        "you have written something for the question to think about",
        "you have written something for all %(total)s questions to think about",
        len(asked.reflections),
    ) % {"total": len(asked.reflections)}


RULES = {
    Rule.LEARNER: lambda _asked: _("you say that you have finished it"),
    Rule.QUESTIONS: _questions,
    Rule.REFLECTION: _reflections,
    Rule.WORK: lambda _asked: _("you have handed in your work"),
    Rule.COACH: lambda _asked: _("a coach has confirmed it"),
}

WHY = {
    (Rule.LEARNER, State.MET): lambda _need: _("You said that you have finished it."),
    (Rule.LEARNER, State.NOT_YET): lambda _need: _("You have not yet said that you have finished it."),
    (Rule.LEARNER, State.WAITS): lambda _need: _("You have not yet said that you have finished it."),
    (Rule.QUESTIONS, State.MET): lambda need: (
        _("You have answered the check questions right.") if need.total else _("You have done the quiz.")
    ),
    (Rule.QUESTIONS, State.NOT_YET): lambda need: ngettext(
        "The check question is not answered right yet. You can try as many times as you like.",
        "None of the %(total)s check questions is answered right yet. You can try as many times as you like.",
        need.total,
    ),
    (Rule.QUESTIONS, State.PARTLY): lambda need: ngettext(
        "Right answers so far: %(done)s of %(total)s. One check question to go.",
        "Right answers so far: %(done)s of %(total)s. %(left)s check questions to go.",
        need.total - need.done,
    ),
    (Rule.QUESTIONS, State.QUIZ): lambda need: ngettext(
        "The quiz is not passed yet. You can try as many times as you like.",
        "Quizzes passed so far: %(done)s of %(total)s. You can try as many times as you like.",
        need.total,
    ),
    (Rule.QUESTIONS, State.SEND): lambda need: ngettext(
        "You have not sent your answers to the quiz yet. There is no pass mark.",
        "Quizzes you have sent so far: %(done)s of %(total)s. There is no pass mark.",
        need.total,
    ),
    (Rule.REFLECTION, State.MET): lambda _need: _("You have written about the questions to think about."),
    (Rule.REFLECTION, State.NOT_YET): lambda need: ngettext(
        "You have not written anything for the question to think about yet. A few words are enough.",
        "You have not written anything for the questions to think about yet. A few words are enough.",
        need.total,
    ),
    (Rule.REFLECTION, State.PARTLY): lambda need: ngettext(
        "Questions you have written about so far: %(done)s of %(total)s. One to go.",
        "Questions you have written about so far: %(done)s of %(total)s. %(left)s to go.",
        need.total - need.done,
    ),
    (Rule.WORK, State.MET): lambda _need: _("You have handed in your work."),
    (Rule.WORK, State.NOT_YET): lambda _need: _("You have not handed in your work yet."),
    (Rule.COACH, State.MET): lambda _need: _("A coach has confirmed it."),
    (Rule.COACH, State.NOT_YET): lambda _need: _(
        "A coach has not confirmed it yet. You need not wait: go on with another lesson."
    ),
    (Rule.COACH, State.NOBODY): lambda _need: _(
        "A coach has to confirm it, and you do not have one yet. Call us and we find you one."
    ),
}
