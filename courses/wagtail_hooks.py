"""What this room adds to Wagtail: who shows its pages."""

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
