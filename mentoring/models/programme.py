"""Programmes, the lists they choose from, and the weights of their score."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

from ..caseload import BOUNDS, FlagRules


class Term(models.Model):
    """One entry of the lists that offers and requests choose from. A used entry is retired, never deleted."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        SKILL = "skill", _("Skill")
        ROLE = "role", _("Role")
        TIME = "time", _("Time")
        MODE = "mode", _("Way to talk")
        LANGUAGE = "language", _("Language")
        NEED = "need", _("Access need")
        STYLE = "style", _("Way of working")
        FREQUENCY = "frequency", _("How often")
        LENGTH = "length", _("How long")
        CONDITION = "condition", _("Condition")
        EXPERIENCE = "experience", _("Lived experience")

    kind = models.CharField(_("list"), max_length=12, choices=Kind)
    key = models.SlugField(_("key"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    label_cy = models.CharField(_("in Welsh"), max_length=120, blank=True)
    label_ur = models.CharField(_("in Urdu"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Kept where used, no longer offered.")
    )

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        ordering = ["kind", "order", "label"]
        constraints = [models.UniqueConstraint("kind", "key", name="term_key_per_kind")]

    def __str__(self):
        return self.words

    @property
    def words(self) -> str:
        """The label in the language of the reader; in English where it has no other yet."""
        return {"cy": self.label_cy, "ur": self.label_ur}.get(get_language()) or self.label


def _figure(name, label) -> models.PositiveSmallIntegerField:
    """One figure of the flags, by its name in FlagRules."""
    least, most = BOUNDS[name]
    return models.PositiveSmallIntegerField(
        label,
        default=getattr(FlagRules, name),
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )


class Programme(models.Model):
    """Mentoring in one area, run by its coordinators."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    coordinators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="programmes",
        limit_choices_to={"groups__name": Role.COORDINATOR.value},
        verbose_name=_("coordinators"),
        help_text=_("Only they see who asks and who offers here."),
    )
    is_open = models.BooleanField(_("takes requests and offers"), default=True)
    next_round_words = models.CharField(
        _("when you next match"),
        max_length=120,
        blank=True,
        help_text=_("Shown to people who wait, after “We match”. Such as: in March."),
    )
    needs_met = models.ManyToManyField(
        Term,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.NEED},
        verbose_name=_("access needs you meet for everybody"),
        help_text=_("Such as large print, or an interpreter you book. Whoever the mentor is."),
    )

    supervision_months = models.PositiveSmallIntegerField(
        _("months between supervisions"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("Every mentor has supervision at least once in so many months."),
    )
    #: When a pair gets a flag. Its coordinators choose (`operations.save_flag_rules`).
    flag_message_days = _figure("message_days", _("days a message may wait for the mentor"))
    flag_notes_days = _figure("notes_days", _("days a talk may be without a note"))
    flag_no_meeting_weeks = _figure("no_meeting_weeks", _("weeks without a talk"))
    flag_quiet_days = _figure("quiet_days", _("days without signing in"))

    class Meta:
        verbose_name = _("programme")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"flag_{name}__range": bounds for name, bounds in BOUNDS.items()}),
                name="flag_figures_within_bounds",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def flag_rules(self) -> FlagRules:
        return FlagRules(**{name: getattr(self, f"flag_{name}") for name in BOUNDS})


class WeightSet(models.Model):
    """The weights of a programme's score. A change makes a new version; old rounds keep theirs."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="weight_sets")
    version = models.PositiveIntegerField(_("version"))
    weights = models.JSONField(_("weights"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("weights")
        constraints = [models.UniqueConstraint("programme", "version", name="weights_version_per_programme")]

    def __str__(self):
        return f"{self.programme} v{self.version}"
