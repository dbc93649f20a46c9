"""Guides to making a change, the tools that go with them, and stories of places that did."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import DoDontBlock
from home.models import BasePage, SourcedPage

from .blocks import FactBlock, FormPartBlock, LineBlock, ParagraphBlock, RoleBlock, StepBlock


class GuideIndex(BasePage, Page):
    """The list of guides and tools."""

    content_panels = [*Page.content_panels, *BasePage.summary_panels]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]
    override_translatable_fields = [SynchronizedField("slug")]

    is_listed_in_search = False

    class Meta:
        verbose_name = _("list of guides")
        verbose_name_plural = _("lists of guides")

    page_description = _("The list of guides and tools.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guides.Guide", "guides.Tool"]
    max_count_per_parent = 1


class Tool(SourcedPage, Page):
    """A form to print and fill in."""

    code = models.CharField(_("code"), max_length=10, blank=True)
    purpose = models.TextField(_("what it is for"))
    parts = StreamField([("part", FormPartBlock())], blank=True, verbose_name=_("parts of the form"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        *BasePage.summary_panels,
        FieldPanel("purpose"),
        FieldPanel("parts"),
        *SourcedPage.source_panels,
        *BasePage.checked_panels,
    ]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields, index.SearchField("purpose")]

    class Meta:
        verbose_name = _("form to print")
        verbose_name_plural = _("forms to print")

    page_description = _("A form to print and fill in.")
    parent_page_types = ["guides.GuideIndex"]
    subpage_types: list[str] = []


class Guide(SourcedPage, Page):
    """A change-management guide: numbered steps, roles, a tool, an example, checks."""

    code = models.CharField(_("code"), max_length=10, blank=True)
    verb = models.CharField(
        _("kind of task"), max_length=60, blank=True, help_text=_("Groups the list of guides.")
    )
    intro = models.TextField(_("introduction"), blank=True)
    who_for = models.TextField(_("who it is for"))
    when = models.TextField(_("when to use it"))
    roles = StreamField([("role", RoleBlock())], blank=True, verbose_name=_("who does what"))
    steps = StreamField([("step", StepBlock())], blank=True, verbose_name=_("steps"))
    do_dont = StreamField(
        [("do_dont", DoDontBlock())], blank=True, max_num=1, verbose_name=_("do and do not")
    )
    example = models.TextField(_("an example"), blank=True)
    example_page = models.ForeignKey(
        "guides.CaseStudy",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("case study of the example"),
    )
    checks = StreamField(
        [("check", LineBlock(max_length=250))], blank=True, verbose_name=_("how you will know")
    )
    terms = ParentalManyToManyField(
        "home.GlossaryTerm", blank=True, related_name="used_in_guides", verbose_name=_("words used here")
    )
    tool_page = models.ForeignKey(
        Tool, models.SET_NULL, null=True, blank=True, related_name="guides", verbose_name=_("tool")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("verb"),
        *BasePage.summary_panels,
        FieldPanel("intro"),
        FieldPanel("who_for"),
        FieldPanel("when"),
        FieldPanel("roles"),
        FieldPanel("steps"),
        FieldPanel("tool_page"),
        FieldPanel("do_dont"),
        FieldPanel("example"),
        FieldPanel("example_page"),
        FieldPanel("checks"),
        FieldPanel("terms"),
        *SourcedPage.source_panels,
        *BasePage.checked_panels,
    ]
    search_fields = [
        *Page.search_fields,
        *BasePage.base_search_fields,
        index.SearchField("when"),
        index.SearchField("steps"),
        index.SearchField("example"),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    page_description = _("A guide with numbered steps.")
    parent_page_types = ["guides.GuideIndex"]
    subpage_types: list[str] = []

    @property
    def step_keys(self):
        """The keys of the steps it has today, in order. Ticks hang on them."""
        return [str(block.id) for block in self.steps]


class CaseStudyIndex(BasePage, Page):
    """The list of case studies."""

    content_panels = [*Page.content_panels, *BasePage.summary_panels]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]
    override_translatable_fields = [SynchronizedField("slug")]

    is_listed_in_search = False

    class Meta:
        verbose_name = _("list of case studies")
        verbose_name_plural = _("lists of case studies")

    page_description = _("The list of case studies.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guides.CaseStudy"]
    max_count_per_parent = 1


class CaseStudy(SourcedPage, Page):
    """What one place did, with its numbers and what to be careful about."""

    place = models.CharField(_("where"), max_length=120, blank=True)
    years = models.CharField(_("when"), max_length=60, blank=True)
    what_they_did = StreamField(
        [("paragraph", ParagraphBlock(rows=3))], blank=True, verbose_name=_("what they did")
    )
    who = StreamField([("person", LineBlock(max_length=200))], blank=True, verbose_name=_("who took part"))
    numbers = StreamField([("number", FactBlock())], blank=True, verbose_name=_("numbers"))
    careful = StreamField([("point", ParagraphBlock(rows=2))], blank=True, verbose_name=_("be careful about"))
    try_this = StreamField(
        [("idea", ParagraphBlock(rows=2))], blank=True, verbose_name=_("what you could try")
    )

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        FieldPanel("place"),
        FieldPanel("years"),
        FieldPanel("what_they_did"),
        FieldPanel("who"),
        FieldPanel("numbers"),
        FieldPanel("careful"),
        FieldPanel("try_this"),
        *SourcedPage.source_panels,
        *BasePage.checked_panels,
    ]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields, index.SearchField("what_they_did")]

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")

    page_description = _("The story of one place.")
    parent_page_types = ["guides.CaseStudyIndex"]
    subpage_types: list[str] = []


class StepTick(models.Model):
    """A person ticked a step of a guide. Keyed like a lesson: it survives editing and translation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="step_ticks")
    guide_key = models.UUIDField(_("guide"))
    step_key = models.UUIDField(_("step"))
    ticked_at = models.DateTimeField(_("ticked"))

    class Meta:
        verbose_name = _("tick")
        constraints = [models.UniqueConstraint("person", "guide_key", "step_key", name="tick_once_per_step")]

    def __str__(self):
        return f"{self.person_id} ticked {self.step_key}"
