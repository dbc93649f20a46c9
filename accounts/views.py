"""Sign-in, joining and "my account"."""

import time

from allauth.account import views as account_views
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import operations
from .demo import DEMO_PASSWORD, DEMO_PEOPLE
from .forms import AdultForm, ChangePasswordForm, CodeForm, DetailsForm, JoinForm, SetPasswordForm
from .permissions import signed_in_required

#: For so long after an e-mailed code, a new password needs no old one: people forget passwords.
CODE_COUNTS_FOR = 30 * 60


class _ErrorsInTitle:
    """A refused form says so in the page title, and answers 429 where the limit of tries was the reason."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.context_data["has_errors"] = True
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        if "too_many_login_attempts" in codes:
            response.status_code = 429
        return response


class SignInView(_ErrorsInTitle, account_views.LoginView):
    def dispatch(self, request, *args, **kwargs):
        """The admin sends whoever may not enter here: say no to them, or they would be sent in circles."""
        wants_admin = (get_next_redirect_url(request) or "").startswith(reverse("wagtailadmin_home"))
        is_known = request.user.is_authenticated
        if is_known and wants_admin and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _redirect_to_pending_stage(self, request, stage):
        """Somebody who mistyped their address comes back here: let them."""
        return

    def get_context_data(self, **kwargs):
        demo = {"demo_people": DEMO_PEOPLE, "demo_password": DEMO_PASSWORD} if settings.IS_DEVELOPMENT else {}
        return super().get_context_data(**demo, **kwargs)


class EnterCodeView(_ErrorsInTitle, account_views.ConfirmLoginCodeView):
    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.get_form_class() is CodeForm:
            kwargs["email"] = self._process.state["email"]
        return kwargs

    def _resend_form_valid(self, form):
        """A new code lives as long as the first one did."""
        if not ratelimit.consume(
            self.request, action="request_login_code", key=self._process.state["email"].lower()
        ):
            return ratelimit.respond_429(self.request)
        self._process.state["at"] = time.time()
        messages.success(self.request, _("We have sent a new code. The old one no longer works."))
        return super()._resend_form_valid(form)


@never_cache
def join(request):
    """Two steps: "Are you 18 or over?", which stores nothing, then the address and a name."""
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    if request.method == "POST":
        return _join(request)
    question = AdultForm(request.GET if "asked" in request.GET else None)
    if not question.is_bound or not question.is_valid():
        context = {"form": question, "has_errors": question.is_bound, "next": request.GET.get("next", "")}
        return render(request, "accounts/join_question.html", context)
    if question.cleaned_data["adult"] == "no":
        return render(request, "accounts/join_too_young.html")
    return render(request, "accounts/join.html", {"form": JoinForm()})


def _join(request):
    if limited := ratelimit.consume_or_429(request, action="signup"):
        return limited
    if not AdultForm(request.POST).is_valid() or request.POST["adult"] != "yes":
        return redirect("account_signup")
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/join.html", {"form": form, "has_errors": True})
    language, now = get_language(), timezone.now()
    person = operations.join(**form.cleaned_data, language=language, at=now)
    LoginCodeVerificationProcess.initiate(
        request=request, user=person if person.is_active else None, email=person.email
    )
    return HttpResponseRedirect(
        passthrough_next_redirect_url(request, reverse("account_confirm_login_code"), "next")
    )


@signed_in_required
def my_account(request):
    """What we hold about how to reach you, and the doors to the rest."""
    context = {"second_factor_is_on": is_mfa_enabled(request.user)}
    return render(request, "accounts/my_account.html", context)


@signed_in_required
def my_details(request):
    form = DetailsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        operations.change_details(
            person=request.user, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Your details are saved."))
        return redirect("my_account")
    return render(request, "accounts/my_details.html", {"form": form, "has_errors": form.is_bound})


@method_decorator([signed_in_required, rate_limit(action="change_password")], name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class PasswordView(_ErrorsInTitle, account_views.FormView):
    """Set a password or change it. Who came in with an e-mailed code just now needs no old password."""

    template_name = "accounts/my_password.html"

    def get_form_class(self):
        needs_old = self.request.user.has_usable_password() and not self._came_in_with_a_code()
        return ChangePasswordForm if needs_old else SetPasswordForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        form.save()
        finalize_password_change(self.request, form.user)
        return redirect("my_account")

    def _came_in_with_a_code(self):
        oldest = time.time() - CODE_COUNTS_FOR
        records = get_authentication_records(self.request, self.request.user)
        return any(record["method"] == "code" and record["at"] > oldest for record in records)
