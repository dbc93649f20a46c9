"""Limits of tries for other rooms: how often one person, from one address, may try to guess something.

The rates stand in the settings (ACCOUNT_RATE_LIMITS), under the name of the action.
"""

from collections.abc import Callable

from allauth.core.internal import ratelimit


def count_try(request, *, action: str) -> Callable[[], None] | None:
    """Count one try of who is signed in; returns what to call if it was right, or None over the limit."""
    usage = ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)
    return usage.rollback if usage else None


def too_many_tries(request):
    """The page "Please wait a few minutes" (429)."""
    return ratelimit.respond_429(request)
