"""How allauth fits into this room: its mail goes through our outbox, in our words."""

import io
import time
from datetime import timedelta

import qrcode
import qrcode.image.svg
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import User
from .operations import send_later

#: Which of our mails (templates/email/<event>/) stands for which of allauth's.
EVENTS = {
    "account/email/login_code": "sign_in_code",
    "account/email/unknown_account": "no_account",
    "account/email/password_set": "account_changed",
    "account/email/password_changed": "account_changed",
    "mfa/email/totp_activated": "account_changed",
    "mfa/email/totp_deactivated": "account_changed",
    "mfa/email/recovery_codes_generated": "account_changed",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Try again."),
        "incorrect_code": _("That code is not right. Use the newest e-mail, and check each number."),
        "incorrect_password": _("That password is not right. Try again."),
        "enter_current_password": _("That is not your password of today. Try again."),
        "too_many_login_attempts": _("There were too many tries. Wait 5 minutes, then ask for a new code."),
        "rate_limited": _("There were too many tries. Wait 5 minutes, then try again."),
    }

    def send_mail(self, template_prefix, email, context):
        """Write the mail into the outbox. The answer to the visitor takes as long for a known address as for
        an unknown one: one row either way, and the mail server is not asked."""
        event = EVENTS[template_prefix]
        now = timezone.now()
        words = {"change": template_prefix.rpartition("/")[2]} if event == "account_changed" else {}
        expires_at = None
        if event == "sign_in_code":
            words = {"code": context["code"], "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60}
            expires_at = now + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        send_later(
            event=event,
            to=User.objects.filter(email__iexact=email).first(),
            to_address=email,
            language=get_language(),
            context=words,
            expires_at=expires_at,
            at=now,
        )

    def pre_authenticate(self, request, **credentials):
        """allauth calls this before it looks at a password, and rolls back after a right one."""
        self._login_failed_rl_usage = _count(request, credentials["email"])

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not for somebody who proved who they are a few minutes ago, by signing in."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say what matters once: not "signed in as …" on every sign-in."""
        if message_template in SILENT_MESSAGES:
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """The picture for the phone's camera, on white: on a dark page it must stay dark on light."""
        picture = io.BytesIO()
        qrcode.make(url, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=20).save(picture)
        return picture.getvalue().decode()


#: The page itself says these.
SILENT_MESSAGES = {
    "account/messages/logged_in.txt",
    "account/messages/login_code_sent.txt",
    "mfa/messages/recovery_codes_generated.txt",
}


def count_try(email):
    """Count one try to prove that an account is theirs; returns what to call if it was right.

    Passwords, e-mailed codes and codes of the second factor share one count for an account. Over the limit
    the answer is the page "Please wait a few minutes" (429), for known and unknown addresses alike.
    """
    return _count(current.request, email).rollback


def _count(request, email):
    usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=email.lower())
    if not usage:
        raise ImmediateHttpResponse(ratelimit.respond_429(request))
    return usage
