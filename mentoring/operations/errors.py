"""What can stand in the way. Each carries a plain sentence for the person who tried."""

from django.utils.translation import gettext as _


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


class RoundHasConflicts(MentoringError):
    """The round cannot be confirmed: `conflicts` maps pair ids to the reasons that appeared."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
