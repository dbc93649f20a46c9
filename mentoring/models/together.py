"""Two people who said yes, and what the learner lets their mentor see."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .programme import Programme
from .rounds import ProposedPair


class Mentorship(models.Model):
    """A coach and a learner who both said yes."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentorships_as_learner"
    )
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentorships_as_coach")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="mentorships")
    pair = models.OneToOneField(
        ProposedPair, models.SET_NULL, null=True, blank=True, related_name="mentorship"
    )
    #: Both said yes. Nothing can be logged before the agreement is signed.
    started_at = models.DateTimeField(_("started"))
    #: Both signed the agreement: the work together begins.
    active_at = models.DateTimeField(_("active"), null=True, blank=True)
    #: Contact is stopped at once by the safeguarding lead. The learner keeps everything else.
    suspended_at = models.DateTimeField(_("contact stopped"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The end of the last break: silence is counted from here at the earliest.
    resumed_at = models.DateTimeField(_("resumed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The learner pressed "I need help"; cleared by the coach or the coordinator.
    help_asked_at = models.DateTimeField(_("asked for help"), null=True, blank=True)
    #: "I want to change mentor", and why. For the coordinators; never shown to the mentor.
    change_asked_at = models.DateTimeField(_("asked for another mentor"), null=True, blank=True)
    change_note = models.TextField(_("why another mentor"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("mentorship")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "programme"],
                condition=models.Q(ended_at=None),
                name="one_mentor_at_a_time_per_programme",
            )
        ]
        indexes = [
            models.Index("coach", condition=models.Q(ended_at=None), name="mentorship_now_by_coach"),
        ]

    def __str__(self):
        return f"mentorship {self.pk}"


class ProgressShare(models.Model):
    """A learner lets their mentor see how far they are in a course. Taken back at any time, at once."""

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="shares")
    course_key = models.UUIDField(_("course"))

    class Level(models.TextChoices):
        DONE = "done", _("Whether I finished the course")
        DETAIL = "detail", _("Which lessons I finished")

    level = models.CharField(_("how much"), max_length=8, choices=Level, default=Level.DETAIL)
    until_date = models.DateField(_("until"), null=True, blank=True)
    wording = models.TextField(_("what the learner agreed to"))
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("shared progress")
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "course_key"],
                condition=models.Q(withdrawn_at=None),
                name="share_once_per_course",
            )
        ]

    def __str__(self):
        return f"{self.course_key} in mentorship {self.mentorship_id}"
