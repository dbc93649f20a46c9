"""What this room adds to Wagtail: who shows its pages, which moves it refuses, and what editors can do."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from home.page_views import show_pages
from home.panels import also_needs_you

from . import reports
from .bulk_actions import RetireBulkAction
from .models import Course, LearnIndex, Lesson
from .queries.touched import pages_in_use
from .views import editing, packages, pages
from .viewsets import BankQuestionViewSet

show_pages(
    {
        LearnIndex: pages.show_course_list,
        Course: pages.show_course,
        Lesson: pages.show_lesson,
    }
)


@hooks.register("before_move_page")
def keep_addresses_apart(request, page, destination):
    """A lesson may not move to a course that has another lesson with its address."""
    lesson = page.specific
    if not isinstance(lesson, Lesson) or not lesson.same_slug_in_course(destination.path, lesson.slug):
        return None
    messages.error(request, _("Another lesson of that course has this address. Change one of them first."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


# Editors cannot hurt learners


@hooks.register("before_delete_page")
def keep_what_people_learned_with(request, page):
    """What a learner did anything in is retired, not deleted; also when it is somewhere below the page."""
    if not pages_in_use(pages=[page]):
        return None
    return editing.show_retire(request, page.specific, wanted_to_delete=True)


@hooks.register("before_bulk_action")
def keep_all_that_people_learned_with(request, action_type, objects, action):
    """Nothing is deleted while one of the chosen pages holds what a learner did."""
    if action_type != "delete" or action.model is not Page:
        return None
    kept = pages_in_use(pages=objects)
    if not kept:
        return None
    context = {"pages": kept, "page_title": _("Nothing was deleted"), "header_icon": "no-view"}
    return TemplateResponse(request, "courses/admin/bulk_delete_refused.html", context)


hooks.register("register_bulk_action", RetireBulkAction)


@hooks.register("register_admin_urls")
def editors_addresses():
    return [
        *reports.urlpatterns,
        path("courses/<int:page_id>/retire/", editing.retire, name="page_retire"),
        path("courses/<int:page_id>/look-again/", editing.look_again, name="page_look_again"),
        path("courses/<int:page_id>/export/", packages.course_out, name="course_export"),
        path("courses/<int:page_id>/scorm/", packages.scorm_out, name="course_scorm"),
        path("courses/import/", packages.course_in, name="course_import"),
    ]


@hooks.register("register_page_header_buttons")
def editors_buttons(page, user, view_name, next_url=None):
    """Beside Wagtail's own buttons in the menu of a page."""

    def button(label, name, icon, priority, *arguments):
        return Button(label, reverse(name, args=arguments), icon_name=icon, priority=priority)

    kind = page.specific_class
    if editing.may_retire(user, page):
        yield button(gettext_lazy("Retire"), "page_retire", "no-view", 61, page.pk)
        if kind is Lesson and page.live:
            words = gettext_lazy("Ask to look again")
            yield button(words, "page_look_again", "resubmit", 62, page.pk)
    if kind is Course and page.permissions_for_user(user).can_edit():
        yield button(gettext_lazy("How its lessons go"), "lesson_figures", "table", 71, page.pk)
        yield button(gettext_lazy("Export this course"), "course_export", "download", 72, page.pk)
        yield button(gettext_lazy("Export as SCORM"), "course_scorm", "download", 73, page.pk)
    if kind is LearnIndex and packages.may_import(user):
        yield button(gettext_lazy("Import a course"), "course_import", "upload", 72)


@hooks.register("register_reports_menu_item")
def how_courses_go_in_menu():
    return MenuItem(gettext_lazy("How courses go"), reverse("course_figures"), icon_name="table", order=60)


also_needs_you(reports.hard_question)


register_snippet(BankQuestionViewSet)
