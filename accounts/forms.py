"""Forms of sign-in, joining and "my account": allauth's where it has one, in our words."""

from allauth.account import forms as account_forms
from allauth.core import context as current
from allauth.core.internal import ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .adapter import AccountAdapter, count_try
from .models import User

ONE_TIME_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": "12", "spellcheck": "false"}


def email_field():
    return forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the right form, like name@example.com"),
        },
    )


def password_field(label, autocomplete="current-password", help_text=""):
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("Enter a password")},
    )


def code_field(label, help_text):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=60,
        widget=forms.TextInput(attrs=ONE_TIME_CODE),
        error_messages={"required": _("Enter the code")},
    )


class SignInForm(account_forms.LoginForm):
    """An e-mail address, and a password if the person set one. Without a password a code is sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field(
            _("Password"), help_text=_("Leave this empty and we e-mail you a code.")
        )
        self.fields["password"].required = False

    def _setup_password_field(self):
        """allauth drops the field, because nobody needs a password to join; here it is welcome."""

    def clean_login(self):
        return self.cleaned_data["login"].strip().lower()

    def _clean_with_password(self, credentials):
        """As allauth does, but the error stands beside the field to try again in."""
        try:
            return super()._clean_with_password(credentials)
        except forms.ValidationError as error:
            self.add_error("password", error)
            return self.cleaned_data

    def _clean_without_password(self, email, phone):
        """As allauth does, but the error keeps its code: over the limit the page answers 429."""
        form = account_forms.RequestLoginCodeForm({"email": email})
        if form.is_valid():
            self.user = form._user
        for error in form.errors.as_data().get("email", []):
            self.add_error("login", error)
        return self.cleaned_data


class CodeForm(account_forms.ConfirmLoginCodeForm):
    """The code from the e-mail. Spaces, dashes and capitals do not matter."""

    code = code_field(_("Your code"), _("6 numbers. You can copy and paste it."))

    def __init__(self, *args, email="", **kwargs):
        self.email = email
        super().__init__(*args, **kwargs)

    def clean_code(self):
        it_was_right = count_try(self.email)
        code = super().clean_code()
        it_was_right()
        return code


class AdultForm(forms.Form):
    """The first question of joining. Its answer travels in the address and is not stored."""

    adult = forms.ChoiceField(
        label=_("Are you 18 or over?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class JoinForm(forms.Form):
    email = email_field()
    preferred_name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("A first name is enough. Other people here may see it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false"}),
        error_messages={"required": _("Enter a name we can call you")},
    )

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if not ratelimit.consume(
            current.request, app="allauth.account", action="request_login_code", key=email
        ):
            raise AccountAdapter(current.request).validation_error("too_many_login_attempts")
        return email


class DetailsForm(forms.ModelForm):
    """What we call a person, where we ring them, and in which language we write."""

    class Meta:
        model = User
        fields = ["preferred_name", "phone", "language"]
        widgets = {
            "preferred_name": forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "size": "20"}),
        }
        help_texts = {
            "preferred_name": _("A first name is enough. Other people here may see it."),
            "phone": _("You can leave this empty. Only the people who run the site see it."),
            "language": _("The language of our e-mails to you."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["preferred_name"]
        name.required = True
        name.error_messages["required"] = _("Enter a name we can call you")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            help_text=self.fields["language"].help_text,
            choices=settings.LANGUAGES,
            widget=forms.RadioSelect,
        )


class _NewPassword(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        new = self.fields["password1"]
        new.label = _("New password")
        new.help_text = _("At least 10 letters, numbers or signs. Three words together are good.")
        self.fields["password2"].label = _("New password again")
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Enter a password")
            if name == "oldpassword":
                field.label, field.help_text = _("Your password of today"), ""


class SetPasswordForm(_NewPassword, account_forms.SetPasswordForm):
    """For somebody without a password, or who has just proved their address with a code."""


class ChangePasswordForm(_NewPassword, account_forms.ChangePasswordForm):
    def clean_oldpassword(self):
        it_was_right = count_try(self.user.email)
        password = super().clean_oldpassword()
        it_was_right()
        return password


class ReauthenticateForm(account_forms.ReauthenticateForm):
    password = password_field(_("Your password"))


class _SecondFactor:
    """The count of tries is the account's own, shared with passwords and e-mailed codes."""

    def clean_code(self):
        it_was_right = count_try(self.user.email)
        code = super().clean_code()
        it_was_right()
        return code


class SecondFactorForm(_SecondFactor, mfa_forms.AuthenticateForm):
    code = code_field(
        _("Code from your app"), _("6 numbers from the app on your phone, or one of your spare codes.")
    )


class SecondFactorAgainForm(_SecondFactor, mfa_forms.ReauthenticateForm):
    code = code_field(
        _("Code from your app"), _("6 numbers from the app on your phone, or one of your spare codes.")
    )


class SetUpAppForm(totp_forms.ActivateTOTPForm):
    code = code_field(_("Code from your app"), _("6 numbers. They change every half minute."))

    def readable_secret(self):
        """In groups of four, to be typed in. Apps ignore the spaces."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))
