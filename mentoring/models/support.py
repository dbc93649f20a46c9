"""The rhythm of support, endings, and concerns."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .circles import Circle
from .together import Mentorship


class CheckIn(models.Model):
    """Two questions to one of the two, after 30 days and then every 60. For the coordinator alone."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Check-in")
        FIRST_MEETING = "first", _("After the first meeting")
        COACH_MONTHLY = "coach", _("A coach's own check")
        FOLLOW_UP = "follow_up", _("Three months after the end")

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_ins")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REGULAR)
    #: Which one of its kind, from 1.
    number = models.PositiveSmallIntegerField(_("number"))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: What was chosen, by the name of the question, for kinds that ask something else than `going`.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    #: 1 (not well) to 5 (very well).
    going = models.PositiveSmallIntegerField(_("how is it going?"), null=True, blank=True)
    words = models.TextField(_("anything we should know?"), max_length=2000, blank=True)
    needs_help = models.BooleanField(_("I need help"), default=False)
    #: A coordinator has seen to it: the answer asks for nothing any more.
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint("mentorship", "person", "kind", "number", name="check_in_once")
        ]

    def __str__(self):
        return f"check-in {self.pk}"


class Nudge(models.Model):
    """That a quiet pair was asked, or its coordinator told. Once for each silence."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("Both were asked")
        TOLD = "told", _("The coordinator was told")

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="nudges")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    #: The last sign of life before it.
    quiet_since = models.DateTimeField(_("quiet since"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("nudge")
        constraints = [
            models.UniqueConstraint("mentorship", "kind", "quiet_since", name="nudge_once_per_silence")
        ]

    def __str__(self):
        return f"nudge {self.pk}"


class Supervision(models.Model):
    """One supervision of a coach: when, how long, with whom. What was said is not kept."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supervisions")
    on_date = models.DateField(_("on"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    with_whom = models.CharField(_("with"), max_length=120)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("supervision")
        ordering = ["-on_date", "-id"]
        constraints = [models.UniqueConstraint("coach", "on_date", "with_whom", name="supervision_once")]

    def __str__(self):
        return f"supervision {self.pk}"


class Ending(models.Model):
    """How a mentorship ended, as one of the two told it. The other sees only that it ended."""

    class Why(models.TextChoices):
        DONE = "done", _("We did what we set out to do")
        TIME = "time", _("No time or energy now")
        FIT = "fit", _("It was not a good fit")
        MOVED = "moved", _("One of us moved on")
        OTHER = "other", _("Something else")
        UNSAID = "", _("I would rather not say")

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="endings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    why = models.CharField(_("why"), max_length=6, choices=Why, blank=True)
    #: What changed for the person, and for patients or services, by the four aims: {aim code: words}.
    outcomes = models.JSONField(_("what changed"), default=dict, blank=True)
    new_role = models.CharField(_("a role I took on"), max_length=120, blank=True)
    thanks = models.TextField(_("thank you, to be passed on"), max_length=1000, blank=True)
    not_again = models.BooleanField(_("do not match us again"), default=False)
    wants_another = models.BooleanField(_("I would like another mentor"), default=False)
    wants_to_mentor = models.BooleanField(_("I would like to mentor"), default=False)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("ending")
        constraints = [models.UniqueConstraint("mentorship", "person", name="ending_once_per_person")]

    def __str__(self):
        return f"ending {self.pk}"


class Concern(models.Model):
    """A safeguarding concern. Only the safeguarding lead and deputy read it, and every look is audited."""

    class Decision(models.TextChoices):
        ADVICE = "advice", _("Advice only")
        SUPPORT = "support", _("Support and signpost")
        COUNCIL = "council", _("Referred to the council")
        POLICE = "police", _("Police")
        OTHER = "other", _("Something else")

    #: Who reported it; nobody for a visitor who gave no name.
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reporter_contact = models.CharField(_("how to reach you"), max_length=160, blank=True)
    mentorship = models.ForeignKey(
        Mentorship, models.SET_NULL, null=True, blank=True, related_name="concerns"
    )
    circle = models.ForeignKey(Circle, models.SET_NULL, null=True, blank=True, related_name="concerns")
    #: It is about what the mentor did: contact stops at once.
    is_allegation = models.BooleanField(_("it is about the mentor"), default=False)
    is_danger_now = models.BooleanField(_("somebody is in danger now"), default=False)
    about = models.CharField(_("who it is about"), max_length=160, blank=True)
    words = models.TextField(_("what was said, in their words"), max_length=8000)
    happened_at_words = models.CharField(_("when and where"), max_length=250, blank=True)

    class Consent(models.TextChoices):
        YES = "yes", _("They agree that we share this")
        NO = "no", _("They do not agree")
        NOT_ASKED = "not_asked", _("They were not asked")

    consent = models.CharField(_("consent"), max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    shared_anyway_because = models.TextField(_("why it is shared all the same"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("made"))
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decision_because = models.TextField(_("reason"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("concern")
        ordering = ["-made_at"]

    def __str__(self):
        return f"concern {self.pk}"


class ConcernAction(models.Model):
    """What the safeguarding lead did about a concern. The first one stops the clock."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="actions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    words = models.TextField(_("what was done"), max_length=4000)
    #: The form's own number: sending the same form twice writes one row.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("action on a concern")
        ordering = ["at", "id"]

    def __str__(self):
        return f"action {self.pk}"
