"""What a learner may show to others. Words are copied: they outlive the course."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Certificate(models.Model):
    """That somebody completed a course. Words are copied: it outlives the course."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    course_key = models.UUIDField(_("course"))
    code = models.CharField(_("check code"), max_length=14, unique=True)
    #: Names the badge of this certificate for good. Unlike the code it opens nothing.
    key = models.UUIDField(_("id of the badge"), unique=True, default=uuid.uuid4, editable=False)
    #: As the learner typed it. Empty after the person asked us to forget them.
    name = models.CharField(_("name on the certificate"), max_length=120, blank=True)
    course_title = models.CharField(_("course"), max_length=255)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    completed_at = models.DateTimeField(_("completed"))
    issued_at = models.DateTimeField(_("made"))
    #: What the person can now do, one line each, as the course promised it.
    outcomes = models.JSONField(_("outcomes"), default=list)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_because = models.CharField(_("why it was taken back"), max_length=200, blank=True)
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


class LearnerKey(models.Model):
    """What badges and learning statements call a person: a number that says nothing about them."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="learner_key")
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4)

    class Meta:
        verbose_name = _("name in badges and statements")

    def __str__(self):
        return str(self.key)


class SigningKey(models.Model):
    """The public half of a key that signed badges. It stays published when another key takes over."""

    kid = models.CharField(_("id"), max_length=43, unique=True)
    public_key = models.JSONField(_("public key"))
    first_used_at = models.DateTimeField(_("first used"))
    #: Its secret half got out: what it signed is not to be believed any more.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        ordering = ["first_used_at", "id"]

    def __str__(self):
        return self.kid


class StatementQuerySet(models.QuerySet):
    def waiting(self):
        """Not sent yet, whether due or not."""
        return self.filter(sent_at=None)

    def due(self, at):
        """To be sent now: not sent, and not being tried by somebody else."""
        return self.waiting().filter(models.Q(next_try_at=None) | models.Q(next_try_at__lte=at))


class Statement(models.Model):
    """One xAPI statement on its way to the learning record store. Written only when one is configured."""

    #: The statement's own id: a store takes the same one twice as once.
    key = models.UUIDField(_("id"), unique=True, default=uuid.uuid4)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="statements")
    statement = models.JSONField(_("statement"))
    written_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning statement")
        ordering = ["written_at", "id"]
        indexes = [models.Index("written_at", condition=models.Q(sent_at=None), name="statement_waiting")]

    def __str__(self):
        return str(self.key)
