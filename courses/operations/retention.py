"""How long this room keeps what others wrote about somebody. What learners did and wrote stays theirs."""

from accounts.retention import Rule

from ..models import Invitation, PeopleList, Supporter
from .joining import cancel_unanswered


def _invitations(cutoff):
    return Invitation.objects.filter(expires_at__lte=cutoff).exclude(email="", name="")


def _close(invitation, at) -> None:
    """An unanswered one is cancelled, as two open ones cannot both have no address."""
    if not cancel_unanswered(invitation, at=at):
        Invitation.objects.filter(pk=invitation.pk).update(email="", name="")


def _lists_never_added(cutoff):
    return PeopleList.objects.filter(made_at__lte=cutoff, added_at=None)


def _helpers_of_the_past(cutoff):
    return Supporter.objects.filter(ended_at__lte=cutoff).exclude(email="")


RULES = (
    Rule("name and address of somebody invited", 3, "the end of the invitation", _invitations, act=_close),
    Rule("list of people that was only looked at", 1, "the day it was read", _lists_never_added),
    Rule("address of a former helper", 12, "the end of the help", _helpers_of_the_past, blank={"email": ""}),
)
