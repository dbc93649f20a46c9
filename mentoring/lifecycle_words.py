"""How a mentorship stands, as sentences for the two people in it. The rules themselves are in `lifecycle`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .lifecycle import Need, State

NEEDS = {
    Need.CONFIRMED: lambda: _("A coordinator has not confirmed the match."),
    Need.LEARNER_YES: lambda: _("The learner has not said yes."),
    Need.COACH_YES: lambda: _("The mentor has not said yes."),
    Need.LEARNER_SIGNATURE: lambda: _("The learner has not signed the agreement."),
    Need.COACH_SIGNATURE: lambda: _("The mentor has not signed the agreement."),
    Need.COURSE: lambda: _("The mentor has not finished the mentor course."),
    Need.SAFEGUARDING: lambda: _("The mentor’s safeguarding training is not in date."),
    Need.VETTING: lambda: _("The mentor’s checks are not in date."),
}

STATES = {
    State.AGREEING: lambda: _("Sign the agreement first. Then you can begin."),
    State.ACTIVE: lambda: "",
    State.PAUSED: lambda: _("You are having a break. Nothing new can be saved until it is over."),
    State.SUSPENDED: lambda: _(
        "You cannot meet or write to each other at the moment. Call us if you want to talk."
    ),
    State.ENDED: lambda: _("This mentorship has ended."),
}


def needs_in_words(needs: Iterable[Need]) -> list[str]:
    """What is missing before the two can begin, a sentence each."""
    return [NEEDS[need]() for need in needs]


def state_in_words(state: State) -> str:
    """Why nothing can be saved now; empty when it can."""
    return STATES[state]()
