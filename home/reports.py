"""Reports for editors: the pages that wait for this person's review, and those whose check is overdue."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from .queries import pages_to_check


def waiting_for_review(user):
    """Pages that `user` may approve or send back."""
    states = TaskState.objects.reviewable_by(user).select_related("revision")
    wanted = [state.revision.object_id for state in states if state.revision]
    return Page.objects.filter(pk__in=[int(pk) for pk in wanted if pk.isdigit()])


def overdue_for(user):
    """Pages that `user` may edit and that should have been checked by now."""
    allowed = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return pages_to_check(day=timezone.localdate()) & allowed


class PagesToCheckView(PageReportView):
    page_title = _("Pages to check again")
    header_icon = "calendar-check"
    index_url_name = "pages_to_check"
    index_results_url_name = "pages_to_check_results"
    any_permission_required = ["add", "change", "publish"]

    def get_base_queryset(self):
        return overdue_for(self.request.user)


class WaitingForReviewView(PageReportView):
    page_title = _("Waiting for your review")
    header_icon = "clipboard-list"
    index_url_name = "waiting_for_review"
    index_results_url_name = "waiting_for_review_results"
    any_permission_required = ["add", "change", "publish"]

    def get_base_queryset(self):
        return waiting_for_review(self.request.user)


def _addresses(view, name, address):
    return [
        path(address, view.as_view(), name=name),
        path(f"{address}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


urlpatterns = [
    *_addresses(PagesToCheckView, "pages_to_check", "reports/pages-to-check/"),
    *_addresses(WaitingForReviewView, "waiting_for_review", "reports/waiting-for-review/"),
]
