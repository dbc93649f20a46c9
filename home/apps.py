from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")

    def ready(self):
        from . import health

        health.register("database", health.database_answers)
        health.register("cache", health.cache_keeps)
        health.register("storage", health.storage_keeps)
        health.register("migrations", health.migrations_are_done)
