"""What editors can do to many lessons at once beside what Wagtail offers."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from .operations import editing
from .views.editing import may_retire


class RetireBulkAction(PageBulkAction):
    """Withdraw many lessons, modules or courses for good."""

    display_name = _("Retire")
    action_type = "retire"
    aria_label = _("Retire selected courses, modules and lessons")
    template_name = "courses/admin/confirm_bulk_retire.html"
    action_priority = 55
    classes = {"serious"}

    def check_perm(self, page):
        return may_retire(self.request.user, page)

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        return len(objects), editing.retire_all(pages=objects, by=user, at=timezone.now())

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext(
            "%(number)s lesson is retired. What people did is kept.",
            "%(number)s lessons are retired. What people did is kept.",
            num_child_objects,
        ) % {"number": num_child_objects}
