"""People, the organisations they belong to, what happened (audit) and what we write to them (outbox)."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """An ICB, practice, PPG, trust, council or charity. Dated, because they merge and rename."""

    class Kind(models.TextChoices):
        ICB = "icb", _("Integrated care board")
        PRACTICE = "practice", _("GP practice")
        PPG = "ppg", _("Patient participation group")
        TRUST = "trust", _("NHS trust")
        COUNCIL = "council", _("Council")
        CHARITY = "charity", _("Charity or community group")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    region = models.CharField(_("region"), max_length=80, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from_date = models.DateField(_("from"), null=True, blank=True)
    valid_to_date = models.DateField(_("until"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["name"]
        constraints = [
            # An organisation can end and start again under its name, in other bounds.
            models.UniqueConstraint(
                fields=["name", "kind", "valid_from_date"], name="organisation_name_and_start"
            ),
            models.UniqueConstraint(
                fields=["name", "kind"],
                condition=models.Q(valid_from_date=None),
                name="organisation_name_undated",
            ),
        ]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    use_in_migrations = True

    def _make(self, email, password, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email, password=None, **fields):
        return self._make(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        return self._make(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the name to sign in with; `preferred_name` is what we call them."""

    email = models.EmailField(_("e-mail address"), unique=True)
    preferred_name = models.CharField(_("what should we call you?"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    adult_confirmed_at = models.DateTimeField(_("said 18 or over"), null=True, blank=True)
    is_staff = models.BooleanField(_("may open the admin site"), default=False)
    is_active = models.BooleanField(_("can sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return self.preferred_name or self.email

    def get_short_name(self):
        return self.preferred_name.split(" ")[0] if self.preferred_name else self.email

    @cached_property
    def roles(self):
        """The names of the groups this person is in, read once a request."""
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, role):
        """Whether this person holds `role` (an `accounts.roles.Role`)."""
        return str(role) in self.roles


class AuditEvent(models.Model):
    """One line of what somebody did to something that matters. Rows are added, never changed.

    On PostgreSQL a trigger refuses a change too. Ids instead of foreign keys: the line stays when the person
    or the object is gone.
    """

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("who"), null=True)
    action = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("which object"), max_length=40)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index("object_type", "object_id", name="audit_by_object")]

    def __str__(self):
        return f"{self.action} {self.object_type} {self.object_id}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("An audit event cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit event cannot be deleted.")


class OutboxQuerySet(models.QuerySet):
    def waiting(self):
        """Not sent yet, whether due or not."""
        return self.filter(sent_at=None)

    def due(self, at):
        """To be sent now: not sent, not expired, and not being tried by somebody else."""
        return self.waiting().filter(
            models.Q(next_try_at=None) | models.Q(next_try_at__lte=at),
            models.Q(expires_at=None) | models.Q(expires_at__gt=at),
        )


class OutboxMessage(models.Model):
    """One mail to one person, written in the same transaction as what it tells about.

    `context` holds the words that change from mail to mail, and is blanked once the mail has gone: what was
    said (a sign-in code, say) is not kept. `next_try_at` is moved on *before* each try, so that a second
    deliverer leaves the row alone and a killed one is made good by the next.
    """

    to = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="mail")
    to_address = models.EmailField(_("address"), blank=True)
    event = models.CharField(_("event"), max_length=60)
    context = models.JSONField(_("context"), default=dict)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    #: Saying the same thing twice is impossible: the same event about the same object has the same key.
    key = models.CharField(_("key"), max_length=120, unique=True, default=uuid.uuid4)
    written_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    #: After this moment the mail is of no use to anybody (a sign-in code), and is dropped.
    expires_at = models.DateTimeField(_("of no use after"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [models.Index("written_at", condition=models.Q(sent_at=None), name="outbox_waiting")]

    def __str__(self):
        return f"{self.event} ({self.key})"
