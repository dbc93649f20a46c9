"""Courses as pages, and the bank of questions. What editors write; what learners do is in `learning`."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from home.forms import LabelledForm
from home.models import BasePage, Capability, SourcedPage

from ..blocks import BankBody, LessonBody, new_lesson_body
from ..page_forms import LessonForm, OrderedPageForm
from ..progress import Rule

#: Addresses under a course that are not lessons.
RESERVED_LESSON_SLUGS = frozenset({"finished", "workbook", "start", "invite"})


class LearnIndex(BasePage, Page):
    """The list of courses."""

    content_panels = [*Page.content_panels, *BasePage.summary_panels]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]
    override_translatable_fields = [SynchronizedField("slug")]

    is_listed_in_search = False

    page_description = _("The list of courses.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.Course"]
    max_count_per_parent = 1

    def route(self, request, path_components):
        """Straight to the course: Wagtail would load each page on the way twice."""
        if not path_components:
            return super().route(request, path_components)
        course = (
            Course.objects.child_of(self).filter(slug=path_components[0]).select_related("locale").first()
        )
        if course is None:
            raise Http404
        return course.route(request, path_components[1:])


class Course(SourcedPage, Page):
    """A course: modules, each with lessons."""

    code = models.CharField(
        _("code"), max_length=10, blank=True, help_text=_("Such as C1. Named in lists and reports.")
    )
    audience = models.TextField(_("who it is for"))
    level = models.CharField(_("level"), max_length=60, blank=True)
    aim = models.TextField(_("what you will be able to do"))
    length_text = models.CharField(_("how long it takes"), max_length=160, blank=True)
    hours = models.DecimalField(_("hours, for the certificate"), max_digits=4, decimal_places=1, default=0)
    capabilities = ParentalManyToManyField(
        Capability, blank=True, related_name="+", verbose_name=_("capabilities")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        *BasePage.summary_panels,
        FieldPanel("audience"),
        FieldPanel("aim"),
        MultiFieldPanel(
            [FieldPanel("level"), FieldPanel("length_text"), FieldPanel("hours")], _("Level and time")
        ),
        FieldPanel("capabilities"),
        MultipleChooserPanel(
            "prerequisites", chooser_field_name="needed", heading=_("Do these courses first")
        ),
        *SourcedPage.source_panels,
        *BasePage.checked_panels,
    ]
    search_fields = [
        *Page.search_fields,
        *BasePage.base_search_fields,
        index.SearchField("aim"),
        index.SearchField("audience"),
    ]

    override_translatable_fields = [SynchronizedField("code")]

    base_form_class = OrderedPageForm

    page_description = _("A course with modules and lessons.")
    parent_page_types = ["courses.LearnIndex"]
    subpage_types = ["courses.Module"]

    #: The address asked for a lesson that was public once and is not now.
    withdrawn_lesson = None

    def route(self, request, path_components):
        """Lessons live at /learn/<course>/<lesson>/: the module is not part of the address.

        A lesson that was public once and is not now leads here: whoever is in the middle of it is told so.
        """
        if not path_components:
            return super().route(request, path_components)
        lesson = self.lesson_at(path_components[0])
        if lesson is None:
            raise Http404
        if self.live and not lesson.live and lesson.first_published_at:
            self.withdrawn_lesson = lesson
            return RouteResult(self)
        return lesson.route(request, path_components[1:])

    def lesson_at(self, slug):
        """The lesson of this course with this address, a live one first, or None."""
        lessons = Lesson.objects.descendant_of(self).filter(slug=slug).select_related("locale")
        lesson = lessons.order_by("-live", "path").first()
        if lesson:
            lesson.course = self
        return lesson


class Module(BasePage, Page):
    """A group of lessons. It has no page of its own: its address leads to the course."""

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        MultipleChooserPanel(
            "prerequisites", chooser_field_name="needed", heading=_("Do these modules first")
        ),
    ]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]

    is_listed_in_search = False

    base_form_class = OrderedPageForm

    page_description = _("A group of lessons in a course.")
    parent_page_types = ["courses.Course"]
    subpage_types = ["courses.Lesson"]

    def get_url_parts(self, request=None):
        return self.get_parent().specific.get_url_parts(request)


class Lesson(SourcedPage, Page):
    """One thing to learn in about twenty minutes."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    outcome = models.TextField(_("after this lesson you can"))
    care_note = models.TextField(
        _("a word of care"),
        blank=True,
        help_text=_("Shown first when the lesson may bring up hard memories."),
    )
    body = StreamField(LessonBody(), blank=True, default=new_lesson_body, verbose_name=_("lesson"))
    capabilities = ParentalManyToManyField(
        Capability, blank=True, related_name="+", verbose_name=_("capabilities")
    )
    terms = ParentalManyToManyField(
        "home.GlossaryTerm", blank=True, related_name="used_in_lessons", verbose_name=_("words used here")
    )
    # What makes the lesson count as finished: every one that is on. See `progress.Rule`.
    rule_learner = models.BooleanField(_("the learner says so"), default=True)
    rule_questions = models.BooleanField(_("all check questions are answered right"), default=False)
    rule_reflection = models.BooleanField(_("the questions to think about are answered"), default=False)
    rule_work = models.BooleanField(_("work is handed in"), default=False)
    rule_coach = models.BooleanField(_("a coach confirms it"), default=False)
    #: Withdrawn for good: kept in the records of those who did it, and not offered to anybody new.
    is_retired = models.BooleanField(_("retired"), default=False, editable=False)

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        FieldPanel("minutes"),
        FieldPanel("outcome"),
        FieldPanel("care_note"),
        FieldPanel("body"),
        FieldPanel("capabilities"),
        FieldPanel("terms"),
        MultiFieldPanel([FieldPanel(f"rule_{rule}") for rule in Rule], _("The lesson is finished when")),
        MultipleChooserPanel(
            "prerequisites", chooser_field_name="needed", heading=_("Do these lessons first")
        ),
        *SourcedPage.source_panels,
        *BasePage.checked_panels,
    ]
    search_fields = [
        *Page.search_fields,
        *BasePage.base_search_fields,
        index.SearchField("outcome"),
        index.SearchField("body"),
    ]

    base_form_class = LessonForm
    exclude_fields_in_copy = ["is_retired"]

    page_description = _("One lesson. About 20 minutes.")
    parent_page_types = ["courses.Module"]
    subpage_types: list[str] = []

    @property
    def in_short(self):
        return self.summary or self.outcome

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What must be true before the lesson is finished. All of them."""
        return tuple(rule for rule in Rule if getattr(self, f"rule_{rule}"))

    def with_content_json(self, content):
        """An older or newer version of the words: whether the lesson is retired is no part of them."""
        lesson = super().with_content_json(content)
        lesson.is_retired = self.is_retired
        return lesson

    def get_url_parts(self, request=None):
        """The lesson's address without its module: /learn/<course>/<lesson>/."""
        parts = super().get_url_parts(request)
        if parts is None or parts[2] is None:
            return parts
        site_id, root_url, path = parts
        head, _module, lesson, _end = path.rsplit("/", 3)
        return site_id, root_url, f"{head}/{lesson}/"

    @cached_property
    def course(self):
        """The course this lesson is in."""
        return Course.objects.select_related("locale").get(path=self.path[: -2 * self.steplen])

    def same_slug_in_course(self, module_path, slug):
        """Whether another lesson of the course that holds the module at this tree path has this slug."""
        course_path = module_path[: -self.steplen]
        others = Lesson.objects.filter(path__startswith=course_path, slug=slug)
        return others.exclude(pk=self.pk).exists()

    def clean(self):
        super().clean()
        if self.slug in RESERVED_LESSON_SLUGS:
            raise ValidationError({"slug": _("This address is used by the course itself. Choose another.")})
        if self.path and self.same_slug_in_course(self.path[: -self.steplen], self.slug):
            raise ValidationError(
                {"slug": _("Another lesson of this course has this address. Choose another.")}
            )
        if not self.rules:
            raise ValidationError({"rule_learner": _("Choose at least one thing that finishes the lesson.")})


class Prerequisite(Orderable):
    """Abstract. Something to do first. It goes with the page it names, so it never leads nowhere."""

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self):
        super().clean()
        if self.needed_id and self.needed_id == self.page_id:
            raise ValidationError({"needed": _("This cannot come before itself.")})


class CoursePrerequisite(Prerequisite):
    page = ParentalKey(Course, related_name="prerequisites")
    needed = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("course"))

    panels = [FieldPanel("needed")]


class ModulePrerequisite(Prerequisite):
    page = ParentalKey(Module, related_name="prerequisites")
    needed = models.ForeignKey(Module, models.CASCADE, related_name="+", verbose_name=_("module"))

    panels = [FieldPanel("needed")]


class LessonPrerequisite(Prerequisite):
    page = ParentalKey(Lesson, related_name="prerequisites")
    needed = models.ForeignKey(Lesson, models.CASCADE, related_name="+", verbose_name=_("lesson"))

    panels = [FieldPanel("needed")]


class BankQuestion(TranslatableMixin, models.Model):
    """A question that quizzes of any course may draw. Its key for learners is its `translation_key`."""

    question = StreamField(BankBody(), max_num=1, min_num=1, verbose_name=_("question"))
    capability = models.ForeignKey(
        Capability, models.PROTECT, related_name="+", verbose_name=_("what it is about")
    )
    is_open = models.BooleanField(_("may be drawn"), default=True)

    panels = [FieldPanel("question"), FieldPanel("capability"), FieldPanel("is_open")]
    base_form_class = LabelledForm

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("bank question")
        verbose_name_plural = _("bank questions")

    def __str__(self):
        return self.question[0].value["question"] if self.question else ""
