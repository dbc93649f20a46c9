from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("Mentoring")

    def ready(self):
        from courses.queries import let_confirm

        from . import permissions

        let_confirm(may_confirm=permissions.may_confirm_lessons, has_somebody=permissions.has_mentor_for)
