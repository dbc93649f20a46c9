"""Figures of a programme that may be passed on: closed once, never worked out again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .programme import Programme


class ClosedNumbers(models.Model):
    """What a programme may tell others about one stretch of whole months. It holds only what was safe to show
    on the day it was made: rounded numbers, nothing for small groups, and nobody's name or id.

    The stretches of one programme follow each other; no day is in two. See `mentoring.closing`.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="closed_numbers")
    starts_on_date = models.DateField(_("from"))
    ends_on_date = models.DateField(_("to"))
    made_at = models.DateTimeField(_("made"))
    #: {table: {cell: number or None}}, see `queries.closing`.
    tables = models.JSONField(_("tables"), default=dict)

    class Meta:
        verbose_name = _("closed numbers")
        verbose_name_plural = _("closed numbers")
        ordering = ["ends_on_date", "id"]
        constraints = [
            models.UniqueConstraint("programme", "starts_on_date", name="closed_once_from_a_day"),
            models.UniqueConstraint("programme", "ends_on_date", name="closed_once_to_a_day"),
        ]

    def __str__(self):
        return f"{self.programme_id}: {self.starts_on_date} to {self.ends_on_date}"
