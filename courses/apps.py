from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self):
        from . import record_store, signals, signing  # noqa: F401

        signing.check_setting()
        record_store.check_address()
