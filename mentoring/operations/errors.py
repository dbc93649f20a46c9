"""What can stand in the way. Each carries a plain sentence for the person who tried."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..lifecycle_words import needs_in_words, state_in_words


class MentoringError(Exception):
    """Nothing was changed. `str(error)` is a sentence to show."""


class NotOpen(MentoringError):
    """The thing is no longer in a state in which this can be done."""


class AlreadyMentored(MentoringError):
    def __str__(self):
        return _("You have a mentor already. To change mentor, use the link on their page.")


class AnswersMissing(MentoringError):
    """`steps` names the questions that need an answer first."""

    def __init__(self, steps):
        self.steps = steps

    def __str__(self):
        return _("Two questions need an answer before you send: what you want help with, and ways to talk.")


class RuleBroken(MentoringError):
    """A hard rule forbids this pair. `reasons` are `matching.Reason`s."""

    def __init__(self, reasons):
        self.reasons = reasons


class PlaceSuggested(MentoringError):
    """The mentor's last place is suggested for somebody else: `pairs` would lose it."""

    def __init__(self, pairs):
        self.pairs = pairs


class DeskChanged(MentoringError):
    """Somebody decided about this person after the page was opened: `step` is what they did, if known."""

    def __init__(self, step=None):
        self.step = step

    def __str__(self):
        if self.step is None or self.step.by is None:
            return _("Something was decided about this person since you opened the page. Look again first.")
        return _(
            "%(name)s decided something about this person since you opened the page. Look again first."
        ) % {"name": self.step.by.get_full_name()}


class RoundChanged(MentoringError):
    """Other pairs would be sent than those the page showed."""

    def __str__(self):
        return _("The matches changed since you opened this page. Look at them again, then confirm.")


class WeightsChanged(MentoringError):
    """Somebody saved other weights after the page was opened."""

    def __str__(self):
        return _("Somebody saved other numbers since you opened this page. Open it again to see them.")


class FlagRulesChanged(MentoringError):
    """Somebody saved other figures of the flags after the page was opened."""

    def __str__(self):
        return _(
            "Somebody saved other numbers since you opened this page. Look at them below, then save again."
        )


class RoundHasConflicts(MentoringError):
    """The round cannot be confirmed: `conflicts` maps pair ids to the reasons that appeared."""

    def __init__(self, conflicts):
        self.conflicts = conflicts


class NotActive(MentoringError):
    """Nothing can be kept for these two now: `state` is a `lifecycle.State`, `needs` what is missing."""

    def __init__(self, state, needs=()):
        self.state, self.needs = state, needs

    def __str__(self):
        return " ".join([state_in_words(self.state), *needs_in_words(self.needs)])


class OldPage(MentoringError):
    """What stands on the site is no longer what the page showed."""

    def __str__(self):
        return _("The words were changed since you opened this page. Read them again, then sign.")


class NoWording(MentoringError):
    def __str__(self):
        return _("There is no agreement to sign yet. Call us, and we will see to it.")


class TooManyGoals(MentoringError):
    def __init__(self, most):
        self.most = most

    def __str__(self):
        return ngettext(
            "You can work on %(most)s goal at a time. Finish it or let it go first.",
            "You can work on %(most)s goals at a time. Finish one or let one go first.",
            self.most,
        ) % {"most": self.most}


class StaleWords(MentoringError):
    """The words were changed in another window since this form was opened. Nothing was saved.

    `mine` is what was sent, `saved` what is kept now, `version` its number: sending again with that number
    replaces it.
    """

    def __init__(self, *, mine: str, saved: str, version: int):
        self.mine, self.saved, self.version = mine, saved, version

    def __str__(self):
        return _("Somebody changed this while you were writing. Choose which words to keep.")


class NamesSomebody(MentoringError):
    """A note for supervision names a person."""

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return _("Take out the name “%(name)s”. Notes for supervision name nobody.") % {"name": self.name}
