"""What every page of the site shares, the home page, plain pages, the glossary, and the shared labels."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from .blocks import BodyBlock, StoryBlock
from .content_checks import MEANING_WORDS, count_words
from .forms import CheckedPageForm
from .page_views import view_of


class Label(TranslatableMixin, models.Model):
    """A label of a short fixed list. `code` names it in starter content and in reports."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [FieldPanel("code"), FieldPanel("name"), FieldPanel("description"), FieldPanel("order")]
    override_translatable_fields = [SynchronizedField("code")]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class Aim(Label):
    """One of the four aims that everything on the site works towards."""

    class Meta(Label.Meta):
        verbose_name = _("aim")


class Capability(Label):
    """One of the eight things a patient leader can do."""

    class Meta(Label.Meta):
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")


class Rung(Label):
    """A rung of the ladder of engagement, with the promise it makes (`description`)."""

    class Meta(Label.Meta):
        verbose_name = _("rung")


class Source(models.Model):
    """Where a fact comes from. Shown on each page that relies on it."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    checked_on_date = models.DateField(_("checked on"))
    note = models.TextField(_("note"), blank=True)

    panels = [FieldPanel(name) for name in ("code", "title", "publisher", "url", "checked_on_date", "note")]

    class Meta:
        verbose_name = _("source")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code}: {self.title}"


class BasePage(models.Model):
    """Abstract. What every page has: a summary for lists and when it was last checked."""

    summary = models.CharField(
        _("summary"),
        max_length=250,
        blank=True,
        help_text=_("One or two plain sentences. Shown in lists and search."),
    )
    checked_on_date = models.DateField(_("last checked on"), null=True, blank=True)
    review_by_date = models.DateField(_("check again by"), null=True, blank=True)
    #: Which items of the programme's own papers this page carries; see content/README.md.
    seed_refs = models.JSONField(default=list, blank=True, editable=False)

    summary_panels = [FieldPanel("summary")]
    checked_panels = [
        MultiFieldPanel([FieldPanel("checked_on_date"), FieldPanel("review_by_date")], _("Checked"))
    ]
    base_search_fields = [index.SearchField("summary"), index.FilterField("locale_id")]

    base_form_class = CheckedPageForm
    #: False for pages that only lead to other pages: search does not list them.
    is_listed_in_search = True

    class Meta:
        abstract = True

    @classmethod
    def search_group(cls):
        """The heading this kind of page stands under in search results."""
        return capfirst(cls._meta.verbose_name_plural)

    @property
    def in_short(self):
        """What a list says about this page."""
        return self.summary

    def serve(self, request, *args, **kwargs):
        """Shown by the view that its room registered (see `page_views`), or by its template alone."""
        request.is_preview = False
        request.served_page = self
        view = view_of(self)
        return view(request, self) if view else super().serve(request, *args, **kwargs)

    def serve_preview(self, request, mode_name):
        """A preview goes the same way, so that an editor sees what a visitor will see."""
        request.served_page = self
        view = view_of(self)
        return view(request, self) if view else super().serve_preview(request, mode_name)


class SourcedPage(BasePage):
    """Abstract. A page that relies on facts: it shows its sources, aims and rung."""

    sources = ParentalManyToManyField(Source, blank=True, verbose_name=_("sources"), related_name="+")
    aims = ParentalManyToManyField(Aim, blank=True, verbose_name=_("aims"), related_name="+")
    rung = models.ForeignKey(
        Rung, models.SET_NULL, null=True, blank=True, verbose_name=_("rung"), related_name="+"
    )

    source_panels = [
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("aims"), FieldPanel("rung")], _("Labels")),
    ]

    class Meta:
        abstract = True


class HomePage(BasePage, Page):
    """The front door. Signed in, it shows each room's own panel instead of the welcome."""

    lede = models.TextField(_("what this is, in one sentence"))
    stories = StreamField([("story", StoryBlock())], blank=True, verbose_name=_("stories"))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        FieldPanel("lede"),
        FieldPanel("stories"),
        FieldPanel("body"),
        *BasePage.checked_panels,
    ]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields, index.SearchField("lede")]

    is_listed_in_search = False

    class Meta:
        verbose_name = _("home page")

    page_description = _("The front page of the site in one language.")
    parent_page_types = ["wagtailcore.Page"]


class StandardPage(BasePage, Page):
    """A plain page of words: about, help, privacy and the like."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    sources = ParentalManyToManyField(Source, blank=True, verbose_name=_("sources"), related_name="+")

    content_panels = [
        *Page.content_panels,
        *BasePage.summary_panels,
        FieldPanel("body"),
        FieldPanel("sources"),
        *BasePage.checked_panels,
    ]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("pages")

    page_description = _("A plain page of words.")
    parent_page_types = ["home.HomePage", "home.StandardPage"]


class GlossaryIndex(BasePage, Page):
    """The glossary, A to Z."""

    content_panels = [*Page.content_panels, *BasePage.summary_panels]
    search_fields = [*Page.search_fields, *BasePage.base_search_fields]
    override_translatable_fields = [SynchronizedField("slug")]

    is_listed_in_search = False

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")

    page_description = _("The list of words, A to Z.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.GlossaryTerm"]
    max_count_per_parent = 1


class GlossaryTerm(BasePage, Page):
    """One word, in plain words (under 40). The title is the word."""

    also = models.CharField(_("also called"), max_length=250, blank=True, help_text=_("Split by commas."))
    meaning = models.TextField(_("meaning"), help_text=_("Under 40 words."))
    example = models.TextField(_("example"), blank=True)
    see = ParentalManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name=_("see also"), related_name="+"
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="old_names", verbose_name=_("now called")
    )
    now_called = models.CharField(_("its name today"), max_length=160, blank=True)
    changed_when = models.CharField(_("when the name changed"), max_length=60, blank=True)
    sources = ParentalManyToManyField(Source, blank=True, verbose_name=_("sources"), related_name="+")

    content_panels = [
        *Page.content_panels,
        FieldPanel("also"),
        FieldPanel("meaning"),
        FieldPanel("example"),
        FieldPanel("see"),
        MultiFieldPanel(
            [FieldPanel("replaced_by"), FieldPanel("now_called"), FieldPanel("changed_when")],
            _("If this is an old name"),
        ),
        FieldPanel("sources"),
        *BasePage.checked_panels,
    ]
    search_fields = [
        *Page.search_fields,
        *BasePage.base_search_fields,
        index.SearchField("also"),
        index.SearchField("meaning"),
    ]

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    page_description = _("One word and what it means.")
    parent_page_types = ["home.GlossaryIndex"]
    subpage_types: list[str] = []

    def clean(self):
        super().clean()
        if count_words(self.meaning) >= MEANING_WORDS:
            raise ValidationError(
                {
                    "meaning": _("Say it in fewer than %(limit)s words. This has %(number)s.")
                    % {"limit": MEANING_WORDS, "number": count_words(self.meaning)}
                }
            )

    @property
    def in_short(self):
        return self.meaning


@register_setting(icon="site")
class SiteWords(BaseSiteSetting):
    """Words in the frame of every page that an editor may change."""

    support_hours = models.CharField(
        _("phone hours"), max_length=120, default=_("Monday to Friday, 9am to 5pm")
    )
    footer_text = models.CharField(
        _("footer"), max_length=250, default=_("Run by an independent consultancy that works with the NHS.")
    )

    panels = [FieldPanel("support_hours"), FieldPanel("footer_text")]

    class Meta:
        verbose_name = _("site words")


class StarterItem(models.Model):
    """One thing the starter content put on the site, and how it looked then. See `home/starter`."""

    key = models.CharField(max_length=120, unique=True)
    file_hash = models.CharField(max_length=64)
    #: The fields that we wrote; an editor's change counts in these only.
    fields = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)

    def __str__(self):
        return self.key
