"""Sign-in, joining and "my account". allauth's own names, so that its redirects find our addresses.

Not here on purpose: password reset (a code is the way back in), e-mail change, any other way to sign in.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_codes_views
from allauth.mfa.totp import views as totp_views
from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-in/sent/", views.EnterCodeView.as_view(), name="account_confirm_login_code"),
    path("sign-in/second-step/", mfa_views.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account_views.account_inactive, name="account_inactive"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("join/", views.join, name="account_signup"),
    path("me/", views.my_account, name="my_account"),
    path("me/details/", views.my_details, name="my_details"),
    path("me/password/", views.PasswordView.as_view(), name="account_change_password"),
    path("me/security/", mfa_views.index, name="mfa_index"),
    path("me/security/app/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("me/security/app/remove/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/security/codes/", recovery_codes_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "me/security/codes/new/",
        recovery_codes_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "me/security/codes/download/",
        recovery_codes_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("me/security/password-again/", account_views.reauthenticate, name="account_reauthenticate"),
    path("me/security/code-again/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
]
