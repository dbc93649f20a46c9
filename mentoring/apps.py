from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("Mentoring")

    def ready(self):
        from courses.queries import let_confirm, let_share_with

        from . import permissions
        from .queries.showing import learner_ids_mentored_by, mentor_ids_of

        let_confirm(may_confirm=permissions.may_confirm_lessons, has_somebody=permissions.has_mentor_for)
        let_share_with(
            who=lambda: gettext("your mentor"), readers_of=mentor_ids_of, learners_of=learner_ids_mentored_by
        )
