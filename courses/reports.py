"""Reports for editors: how lessons and questions go for the people in a course, and where they stop."""

from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.spreadsheets import harmless

from .models import Course
from .queries.analysis import course_figures, hardest_question, lesson_figures, question_figures

TOO_FEW = _("Too few to show")


def courses_of(user):
    """The courses that `user` may edit, in site order; of each its English page if there is one."""
    allowed = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    courses = Course.objects.filter(pk__in=allowed.values("pk"), alias_of=None).order_by("path")
    first = {}
    for course in courses.select_related("locale"):
        if course.locale.is_default or course.translation_key not in first:
            first[course.translation_key] = course
    return list(first.values())


#: A question is hard when at most so many in 100 are right at their first try.
HARD = 50


def hard_question(request):
    """For the dashboard: the hardest question of the courses that this person may edit."""
    found = hardest_question(courses=courses_of(request.user))
    if found is None or found[1].right_at_first > HARD:
        return []
    course, question = found
    words = gettext(
        "“%(question)s” in “%(course)s” is hard: about %(share)s in 100 people are right at first."
    )
    words %= {"question": question.text, "course": course.title, "share": question.right_at_first}
    return [{"url": reverse("question_figures", args=[course.pk]), "words": words}]


class FigureColumn(Column):
    """A number, or that there are too few people to show it."""

    def get_value(self, instance):
        value = super().get_value(instance)
        return TOO_FEW if value is None else value


class FiguresView(ReportView):
    """A report over rows that are counted, not stored. No cell of its files can be a formula."""

    model = Page
    any_permission_required = ["add", "change", "publish"]
    header_icon = "table"
    paginate_by = None
    template_name = "courses/admin/figures.html"

    def get_queryset(self):
        return self.get_rows()

    def get_filtered_queryset(self):
        return self.get_rows()

    def get_heading(self, queryset, field):
        return harmless(str(self.export_headings[field]))

    def preprocess_field_value(self, field, value, export_format):
        return harmless(str(TOO_FEW)) if value is None else harmless(value)

    def to_row_dict(self, item):
        return {field: getattr(item, field) for field in self.list_export}


class CoursesView(FiguresView):
    page_title = _("How courses go")
    index_url_name = "course_figures"
    index_results_url_name = "course_figures_results"
    columns = [
        TitleColumn(
            "title",
            label=_("Course"),
            accessor="course.title",
            get_url=lambda row: reverse("lesson_figures", args=[row.course.pk]),
        ),
        FigureColumn("started", label=_("Started")),
        FigureColumn("finished", label=_("Finished")),
        TitleColumn(
            "questions",
            label=_("Questions"),
            accessor=lambda row: gettext("Hardest questions"),
            get_url=lambda row: reverse("question_figures", args=[row.course.pk]),
        ),
    ]
    list_export = ["title", "started", "finished"]
    export_headings = {"title": _("Course"), "started": _("Started"), "finished": _("Finished")}
    export_filename = "courses"

    def get_rows(self):
        return course_figures(courses=courses_of(self.request.user))

    def to_row_dict(self, item):
        return {"title": item.course.title, "started": item.started, "finished": item.finished}


class OneCourseView(FiguresView):
    """A report on one course that this person may edit; 404 for another."""

    @cached_property
    def course(self):
        found = (course for course in courses_of(self.request.user) if course.pk == self.kwargs["course_id"])
        course = next(found, None)
        if course is None:
            raise Http404
        return course

    def get_page_subtitle(self):
        return self.course.title

    def get_index_url(self):
        return reverse(self.index_url_name, args=[self.course.pk])

    def get_index_results_url(self):
        return reverse(self.index_results_url_name, args=[self.course.pk])

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        return [
            *items[:-1],
            {"url": reverse("course_figures"), "label": gettext("How courses go")},
            items[-1],
        ]

    def get_filename(self):
        return f"{self.export_filename}-{self.course.slug}"


class LessonsView(OneCourseView):
    page_title = _("How lessons go")
    index_url_name = "lesson_figures"
    index_results_url_name = "lesson_figures_results"
    columns = [
        Column("title", label=_("Lesson")),
        Column("module", label=_("Module")),
        FigureColumn("started", label=_("Started")),
        FigureColumn("finished", label=_("Finished")),
        FigureColumn("finished_share", label=_("Finished in 100")),
        FigureColumn("stopped_part", label=_("Most stop in part")),
        FigureColumn("stopped", label=_("Stopped there")),
    ]
    list_export = [column.name for column in columns]
    export_headings = {column.name: column.label for column in columns}
    export_filename = "lessons"

    def get_rows(self):
        return lesson_figures(course=self.course)


class QuestionsView(OneCourseView):
    page_title = _("Hardest questions")
    index_url_name = "question_figures"
    index_results_url_name = "question_figures_results"
    columns = [
        Column("text", label=_("Question")),
        Column("lesson", label=_("Lesson")),
        FigureColumn("people", label=_("People")),
        FigureColumn("right_at_first", label=_("Right at first, in 100")),
        FigureColumn("tries", label=_("Tries each")),
        Column("not_right", label=_("Commonest other answer")),
        FigureColumn("not_right_people", label=_("Gave it")),
    ]
    list_export = [column.name for column in columns]
    export_headings = {column.name: column.label for column in columns}
    export_filename = "questions"

    def get_rows(self):
        return question_figures(course=self.course)


def _addresses(view, name, address):
    return [
        path(address, view.as_view(), name=name),
        path(f"{address}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


urlpatterns = [
    *_addresses(CoursesView, "course_figures", "reports/courses/"),
    *_addresses(LessonsView, "lesson_figures", "reports/courses/<int:course_id>/lessons/"),
    *_addresses(QuestionsView, "question_figures", "reports/courses/<int:course_id>/questions/"),
]
