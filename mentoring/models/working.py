"""What two people do together: agreement, meetings, goals, messages, and three kinds of notes."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .programme import Programme, Term
from .together import Mentorship


class AgreementText(models.Model):
    """The wording editors offer for agreements. A change makes a new version; signed ones keep theirs."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="agreement_texts"
    )
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("agreement"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("agreement wording")
        constraints = [
            models.UniqueConstraint("programme", "version", name="agreement_version"),
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(programme=None), name="agreement_version_for_all"
            ),
        ]

    def __str__(self):
        return f"v{self.version}"


class Agreement(models.Model):
    """What one pair agreed, word for word, and who signed when. A change starts a new one."""

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField(_("version of the wording"))
    text = models.TextField(_("agreement"))
    #: What the two filled in: the names of `agreements.BLANKS` and their words.
    filled = models.JSONField(_("filled in"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"))
    learner_signed_at = models.DateTimeField(_("learner signed"), null=True, blank=True)
    learner_signed_name = models.CharField(_("learner's name"), max_length=120, blank=True)
    coach_signed_at = models.DateTimeField(_("mentor signed"), null=True, blank=True)
    coach_signed_name = models.CharField(_("mentor's name"), max_length=120, blank=True)
    #: A coordinator wrote down a signature given by phone or on paper: who, and how.
    recorded = models.JSONField(_("recorded by a coordinator"), default=dict, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship"], condition=models.Q(replaced_at=None), name="one_agreement_at_a_time"
            )
        ]

    def __str__(self):
        return f"agreement {self.pk}"

    @property
    def is_signed(self):
        return self.learner_signed_at is not None and self.coach_signed_at is not None


class Meeting(models.Model):
    """One meeting of a pair. One calendar entry for good: `uid` stays, `sequence` rises with each change."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Times suggested")
        CONFIRMED = "confirmed", _("Arranged")
        HELD = "held", _("Happened")
        MISSED = "missed", _("Did not happen")
        CANCELLED = "cancelled", _("Called off")

    class Way(models.TextChoices):
        PHONE = "phone", _("Phone")
        VIDEO = "video", _("Video call")
        PLACE = "place", _("In person")

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="meetings")
    uid = models.UUIDField(_("calendar id"), default=uuid.uuid4, unique=True)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    way = models.CharField(_("how"), max_length=6, choices=Way, default=Way.PHONE)
    #: A phone number, a link or a public place.
    where = models.CharField(_("number, link or place"), max_length=250, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("meeting")
        ordering = ["starts_at", "id"]
        constraints = [models.UniqueConstraint("mentorship", "form_key", name="meeting_once_per_form")]

    def __str__(self):
        return f"meeting {self.pk}"

    @property
    def ends_at(self):
        """When it is over; only for a meeting with a time."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_open(self):
        """Still to be arranged, or arranged."""
        return self.state in (self.State.PROPOSED, self.State.CONFIRMED)


class MeetingTime(models.Model):
    """A time that one of the two suggests for a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("starts"))

    class Meta:
        verbose_name = _("suggested time")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint("meeting", "starts_at", name="time_once_per_meeting")]

    def __str__(self):
        return f"{self.starts_at} for meeting {self.meeting_id}"


class Goal(models.Model):
    """What the learner wants to do. At most three at a time."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Working on it")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Let go")

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="goals")
    words = models.CharField(_("I want to"), max_length=250)
    skill = models.ForeignKey(
        Term, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("skill")
    )
    #: Code of one of the four aims, or nothing.
    aim_code = models.CharField(_("aim"), max_length=20, blank=True)
    first_step = models.CharField(_("my first step"), max_length=250, blank=True)
    by_date = models.DateField(_("by"), null=True, blank=True)
    know_when = models.CharField(_("I will know when"), max_length=250, blank=True)
    #: 0 to 10, when the goal was set and when it ended.
    confidence_at_start = models.PositiveSmallIntegerField(_("how sure at the start"), null=True, blank=True)
    confidence_at_end = models.PositiveSmallIntegerField(_("how sure at the end"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_at = models.DateTimeField(_("made"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("goal")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint("mentorship", "form_key", name="goal_once_per_form")]

    def __str__(self):
        return self.words


class Action(models.Model):
    """A small step one of the two will take."""

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="actions")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    words = models.CharField(_("what"), max_length=250)
    due_date = models.DateField(_("by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"))
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("action")
        ordering = ["due_date", "id"]
        constraints = [models.UniqueConstraint("mentorship", "form_key", name="action_once_per_form")]

    def __str__(self):
        return self.words


class Written(models.Model):
    """Abstract. Words with a version, so that a page from yesterday's tab replaces nothing silently."""

    text = models.TextField(_("words"), max_length=4000)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_at = models.DateTimeField(_("written"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        abstract = True


class MyNote(Written):
    """A note for oneself. Nobody else reads it."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="my_notes")
    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="my_notes")

    class Meta:
        verbose_name = _("my note")
        constraints = [models.UniqueConstraint("author", "mentorship", name="my_note_once")]

    def __str__(self):
        return f"my note {self.pk}"


class OurNote(Written):
    """What both wrote down about a meeting (GROW). Both read it."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="note")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    leave_with = models.CharField(_("what the learner wanted to leave with"), max_length=250, blank=True)
    #: 0 to 10: how sure the learner is about the next step.
    confidence = models.PositiveSmallIntegerField(_("how sure"), null=True, blank=True)

    class Meta:
        verbose_name = _("our note")

    def __str__(self):
        return f"our note {self.pk}"


class SupervisionNote(Written):
    """What a coach brings to supervision: no names, no health. Read by the coach and the supervisor."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supervision_notes")
    #: Whom the coach showed it to: a coordinator.
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    met_on_date = models.DateField(_("supervision on"), null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("note for supervision")
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint("coach", "form_key", name="supervision_note_once_per_form")]

    def __str__(self):
        return f"supervision note {self.pk}"


class Message(models.Model):
    """One message between the two. Neither sees an e-mail address."""

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    reported_because = models.TextField(_("why it was reported"), max_length=1000, blank=True)
    report_settled_at = models.DateTimeField(_("report dealt with"), null=True, blank=True)
    #: The form's own number: sending the same form twice writes one row.
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("message")
        ordering = ["sent_at", "id"]
        constraints = [models.UniqueConstraint("author", "form_key", name="message_once_per_form")]
        indexes = [models.Index("mentorship", "sent_at", name="message_by_mentorship")]

    def __str__(self):
        return f"message {self.pk}"
