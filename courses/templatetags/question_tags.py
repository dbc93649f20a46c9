"""Words for quizzes.

* `{% quiz_rules number pass_mark %}`: how many questions, and what passing takes.
* `{% quiz_outcome result %}`: "7 of 10 are right.", and what that means.
* `{% best_try state %}`: "Your best try so far: 9 of 10 right."
"""

import math

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def quiz_rules(number, pass_mark):
    """ "10 questions. Get 7 right to pass. You can try as many times as you like."."""
    words = ngettext("%(number)s question.", "%(number)s questions.", number) % {"number": number}
    return " ".join([words, _passing(number, pass_mark), _("You can try as many times as you like.")])


def _passing(number, pass_mark):
    if pass_mark is None:
        return _("There is no pass mark.")
    return _("Get %(needed)s right to pass.") % {"needed": needed(number, pass_mark)}


def needed(number: int, pass_mark: int) -> int:
    """How many right answers a pass mark in hundredths asks for."""
    return math.ceil(number * pass_mark / 100)


@register.simple_tag
def quiz_outcome(result):
    """What a result means, in words. `result`: right, total, pass_mark, is_passed."""
    numbers = {"right": result.right, "total": result.total}
    counted = ngettext("%(right)s of %(total)s is right.", "%(right)s of %(total)s are right.", result.right)
    return f"{counted % numbers} {_meaning(result)}"


def _meaning(result):
    if result.pass_mark is None:
        return _("You have done this quiz. There is no pass mark.")
    if result.is_passed:
        return _("You have passed.")
    words = _("To pass you need %(needed)s. Read what is said to each answer, and try again when you like.")
    return words % {"needed": needed(result.total, result.pass_mark)}


@register.simple_tag
def best_try(state):
    """ "Your best try so far: 9 of 10 right."; nothing while there was one try."""
    if state is None or state.tries < 2:
        return ""
    numbers = {"right": state.best_right, "total": state.best_total}
    return _("Your best try so far: %(right)s of %(total)s right.") % numbers
