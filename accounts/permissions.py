"""The small vocabulary in which every room answers "may they?": yes, or no and why.

A rule is a function `may_<verb>(person, thing) -> Answer` in its room's `permissions.py`:

    def may_open_round(person, round) -> Answer:
        if not person.has_role(Role.COORDINATOR):
            return no(_("Only coordinators open rounds."))
        return YES

A view asks with `or_404` where somebody's object is concerned (its existence is a secret too) and with
`role_required` where a whole page belongs to a role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme

from .roles import Role


@dataclass(frozen=True)
class Answer:
    """Whether somebody may do something. `why` is a plain sentence for the person, empty for a yes."""

    allowed: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def no(why: str) -> Answer:
    """A no with its reason, in words the person can act on."""
    return Answer(False, why)


def or_404(answer: Answer) -> None:
    """Go on after a yes; after a no, answer as if the object did not exist (raises `Http404`)."""
    if not answer:
        raise Http404


def has_role(person, *roles: Role) -> Answer:
    """Yes for somebody signed in who holds one of `roles`."""
    if person.is_authenticated and any(person.has_role(role) for role in roles):
        return YES
    return no("This page belongs to another role.")


def signed_in_required(view: Callable) -> Callable:
    """Lead visitors to the sign-in page and back again afterwards."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(_page_to_come_back_to(request))
        return view(request, *args, **kwargs)

    return wrapper


def role_required(*roles: Role) -> Callable[[Callable], Callable]:
    """Open a page only to people with one of `roles`: visitors sign in first, everybody else gets a 403."""

    def decorator(view):
        @wraps(view)
        @signed_in_required
        def wrapper(request, *args, **kwargs):
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorator


def _page_to_come_back_to(request) -> str:
    """The address asked for; for a form that was sent, the page it was on (a form cannot be opened)."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    form_page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(form_page, {request.get_host()}, request.is_secure()):
        return "/"
    parts = urlsplit(form_page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
