"""What this room adds to Wagtail: who shows its pages, and which moves it refuses."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from home.page_views import show_pages

from .models import Course, LearnIndex, Lesson
from .views import pages

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
