from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from home.health import register

        from . import health, signals  # noqa: F401

        register("outbox", health.mail_is_leaving)


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Wagtail's page for people, with our own forms (no first and last name, no passwords)."""

    user_viewset = "accounts.viewsets.PeopleViewSet"
