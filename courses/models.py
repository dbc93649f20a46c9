"""Courses as pages, and what a learner did in them. The learner's rows never point at a page: they hang
on `translation_key`, which survives republishing, moving, retiring and translation."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from home.models import BasePage, Capability, SourcedPage

from .blocks import LessonBody, new_lesson_body
from .page_forms import LessonForm

#: Addresses under a course that are not lessons.
RESERVED_LESSON_SLUGS = frozenset({"finished", "workbook", "start"})


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

    content_panels = [*Page.content_panels, *BasePage.summary_panels]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]

    is_listed_in_search = False

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

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        FieldPanel("minutes"),
        FieldPanel("outcome"),
        FieldPanel("care_note"),
        FieldPanel("body"),
        FieldPanel("capabilities"),
        FieldPanel("terms"),
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

    page_description = _("One lesson. About 20 minutes.")
    parent_page_types = ["courses.Module"]
    subpage_types: list[str] = []

    @property
    def in_short(self):
        return self.summary or self.outcome

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


class Enrolment(models.Model):
    """One learner in one course, whatever the language."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField(_("course"))
    #: As the person saw it, for their record when the course is gone.
    course_title = models.CharField(max_length=255)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key"], name="enrolment_once_per_course")
        ]
        indexes = [models.Index("course_key", name="enrolment_by_course")]

    def __str__(self):
        return f"{self.learner_id} in {self.course_key}"


class LessonVisit(models.Model):
    """A learner opened a lesson: it is in progress. The latest one of a course is the place to carry on."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_visits")
    lesson_key = models.UUIDField(_("lesson"))
    #: Where the lesson was then, and its title as the person saw it: lessons move, change and go.
    course_key = models.UUIDField(_("course"))
    lesson_title = models.CharField(max_length=255)
    part = models.PositiveSmallIntegerField(_("part last seen"), default=1)
    parts = models.PositiveSmallIntegerField(_("of how many parts"), default=1)
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))

    class Meta:
        verbose_name = _("lesson visit")
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson_key"], name="visit_once_per_lesson")
        ]

    def __str__(self):
        return f"{self.learner_id} at {self.lesson_key}"


class Completion(models.Model):
    """One learner finished one lesson: when, by which rule, against which published revision.

    Taking it back keeps the row and sets `undone_at`; finishing again adds a row.
    """

    class Rule(models.TextChoices):
        LEARNER = "learner", _("The learner said so")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    lesson_key = models.UUIDField(_("lesson"))
    #: The course it counts in even when the lesson leaves it, and the title as the person saw it.
    course_key = models.UUIDField(_("course"))
    lesson_title = models.CharField(max_length=255)
    completed_at = models.DateTimeField(_("completed"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=12, choices=Rule, default=Rule.LEARNER)
    revision_id_seen = models.BigIntegerField(_("revision"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("completion")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson_key"],
                condition=models.Q(undone_at=None),
                name="completion_once_per_lesson",
            )
        ]

    def __str__(self):
        return f"{self.learner_id} finished {self.lesson_key}"


class Attempt(models.Model):
    """One submission of a check question. It keeps the question as it was asked."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    lesson_key = models.UUIDField(_("lesson"))
    question_key = models.UUIDField(_("question"))
    asked = models.JSONField(_("the question as it was asked"))
    chosen = models.UUIDField(_("chosen answer"))
    is_right = models.BooleanField(_("right"))
    made_at = models.DateTimeField(_("made"))
    language = models.CharField(_("language"), max_length=10)
    #: The form's own number: sending the same form twice writes one row.
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("attempt")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["learner", "form_key"], name="attempt_once_per_form")]
        indexes = [models.Index("learner", "lesson_key", name="attempt_by_lesson")]

    def __str__(self):
        return f"{self.learner_id} on {self.question_key}"


class OwnWords(models.Model):
    """Abstract. Words a learner wrote for themself. Nobody else reads them.

    `version` rises with each save, so that a page from yesterday's tab cannot silently replace newer words.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(class)ss")
    lesson_key = models.UUIDField(_("lesson"))
    text = models.TextField(_("words"), max_length=20_000)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("first written"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.learner_id} on {self.lesson_key}"


class Reflection(OwnWords):
    """A learner's answer to one question to think about."""

    prompt_key = models.UUIDField(_("question"))
    prompt = models.TextField(_("the question as it was asked"))

    class Meta:
        verbose_name = _("reflection")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson_key", "prompt_key"], name="reflection_once_per_prompt"
            )
        ]


class LessonNote(OwnWords):
    """A learner's own note beside a lesson."""

    class Meta:
        verbose_name = _("note")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson_key"], name="note_once_per_lesson")]


class Certificate(models.Model):
    """That somebody completed a course. Words are copied: it outlives the course."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    course_key = models.UUIDField(_("course"))
    code = models.CharField(_("check code"), max_length=14, unique=True)
    name = models.CharField(_("name on the certificate"), max_length=120)
    course_title = models.CharField(_("course"), max_length=255)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    completed_at = models.DateTimeField(_("completed"))
    issued_at = models.DateTimeField(_("made"))
    is_public = models.BooleanField(_("anyone with the code may check it"), default=False)

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key"], name="certificate_once_per_course")
        ]

    def __str__(self):
        return self.code

    @property
    def minutes(self):
        """The hours as whole minutes."""
        return int(self.hours * 60)
