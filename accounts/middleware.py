"""What holds for every page: nothing private cached, a second factor for staff, a policy for the admin."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from .roles import STAFF_ROLES

#: What a member of staff may open before they have a second factor: setting it up, and leaving.
OPEN_WITHOUT_SECOND_FACTOR = {
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_reauthenticate",
}


class NoStoreMiddleware:
    """Pages of somebody signed in are kept by no browser and no proxy: the next person at a shared computer
    cannot go "back" into them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response


class StaffSecondFactorMiddleware:
    """Leads staff without a second factor to set one up, whatever they asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_STAFF_MFA or request.resolver_match.url_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if not request.user.is_authenticated or not needs_second_factor(request.user):
            return None
        messages.info(
            request, _("Your role needs a second step at sign-in. Set it up first. It takes 3 minutes.")
        )
        return redirect("mfa_activate_totp")


class AdminContentSecurityPolicyMiddleware:
    """Gives /admin/ its own policy: Wagtail writes scripts and styles into its pages. Nothing else may."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


def needs_second_factor(person) -> bool:
    """Whether this person looks after others or their words, and has no second factor yet."""
    is_staff = person.is_superuser or not STAFF_ROLES.isdisjoint(person.roles)
    return is_staff and not is_mfa_enabled(person)
