"""Mentoring circles: a small group of learners with one mentor, beside or instead of one-to-one mentoring."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .asking import MentorOffer, MentorRequest
from .programme import Programme
from .working import Meeting

#: Fewer are no group; more do not all get to speak.
SMALLEST_CIRCLE, LARGEST_CIRCLE = 3, 8


class Circle(models.Model):
    """A small group with one mentor, made by a coordinator. It uses none of the mentor's own places."""

    class State(models.TextChoices):
        ASKED = "asked", _("The mentor was asked")
        OPEN = "open", _("Open")
        DECLINED = "declined", _("The mentor said no")
        EXPIRED = "expired", _("The mentor did not answer in time")
        CLOSED = "closed", _("Closed")

    LIVE_STATES = (State.ASKED, State.OPEN)

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="circles")
    offer = models.ForeignKey(
        MentorOffer, models.CASCADE, related_name="circles", verbose_name=_("mentor who leads")
    )
    name = models.CharField(_("name"), max_length=80)
    most = models.PositiveSmallIntegerField(
        _("most people"),
        default=6,
        validators=[MinValueValidator(SMALLEST_CIRCLE), MaxValueValidator(LARGEST_CIRCLE)],
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Also when the mentor was asked.
    made_at = models.DateTimeField(_("made"))
    #: The one reminder to a mentor who has not answered.
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("mentor answered"), null=True, blank=True)
    #: Contact is stopped by the safeguarding lead, as in a mentorship.
    suspended_at = models.DateTimeField(_("contact stopped"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("mentoring circle")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint("programme", "form_key", name="circle_once_per_form"),
            models.CheckConstraint(
                condition=models.Q(most__gte=SMALLEST_CIRCLE, most__lte=LARGEST_CIRCLE),
                name="circle_of_3_to_8",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["open", "declined"]) | models.Q(answered_at__isnull=False),
                name="circle_opens_with_a_yes",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "open"], closed_at=None)
                | models.Q(state__in=["declined", "expired", "closed"], closed_at__isnull=False),
                name="circle_over_with_a_date",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_running(self) -> bool:
        """The people in it can meet."""
        return self.state == self.State.OPEN and self.suspended_at is None


class CircleMember(models.Model):
    """One learner asked into a circle. Leaving needs no reason, and none is kept."""

    class State(models.TextChoices):
        INVITED = "invited", _("Asked")
        JOINED = "joined", _("In the group")
        DECLINED = "declined", _("Said no")
        EXPIRED = "expired", _("Did not answer in time")
        FULL = "full", _("The last place was taken")
        LEFT = "left", _("Left")
        TAKEN_OUT = "taken_out", _("Taken out")
        CLOSED = "closed", _("The group closed")

    LIVE_STATES = (State.INVITED, State.JOINED)

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="members")
    request = models.ForeignKey(MentorRequest, models.CASCADE, related_name="circle_places")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="circle_places")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField(_("asked"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    #: What the learner agreed to when they joined: that the others see their first name, word for word.
    wording = models.TextField(_("what they agreed to"), blank=True)
    wording_version = models.PositiveSmallIntegerField(_("version of the words"), null=True, blank=True)
    #: Since when the learner waits for no mentor of their own: the group is enough.
    only_group_since = models.DateTimeField(_("wants the group only since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("out since"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in a circle")
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(state__in=["invited", "joined"]),
                name="one_circle_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="joined")
                | (models.Q(joined_at__isnull=False, wording_version__isnull=False) & ~models.Q(wording="")),
                name="circle_joined_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["invited", "joined"], ended_at=None)
                | (~models.Q(state__in=["invited", "joined"]) & models.Q(ended_at__isnull=False)),
                name="circle_place_over_with_a_date",
            ),
        ]

    def __str__(self):
        return f"place {self.pk} in circle {self.circle_id}"


class CircleMeeting(models.Model):
    """One meeting of a circle, set by its mentor, with the note they write for everybody in it.

    One calendar entry for good: `uid` stays, `sequence` rises with each change of time, place or people.
    """

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="meetings")
    uid = models.UUIDField(_("calendar id"), default=uuid.uuid4, unique=True)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    way = models.CharField(_("how"), max_length=6, choices=Meeting.Way, default=Meeting.Way.PHONE)
    where = models.CharField(_("number, link or place"), max_length=250, blank=True)
    made_at = models.DateTimeField(_("made"))
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    note = models.TextField(_("note for everybody in the group"), max_length=4000, blank=True)
    note_version = models.PositiveIntegerField(_("version of the note"), default=0)
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("meeting of a circle")
        ordering = ["starts_at", "id"]
        constraints = [models.UniqueConstraint("circle", "form_key", name="circle_meeting_once_per_form")]

    def __str__(self):
        return f"meeting {self.pk} of circle {self.circle_id}"

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)
