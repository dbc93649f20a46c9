"""The people around a learner: cohorts, invitations, supporters, and the reminders we send."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Cohort(models.Model):
    """A group of learners of one organisation taking chosen courses, with a start date and a coordinator."""

    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
        verbose_name=_("organisation"),
    )
    start_date = models.DateField(_("starts"))
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="cohorts_coordinated",
        verbose_name=_("coordinator"),
    )
    coaches = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="cohorts_coached", verbose_name=_("coaches")
    )
    #: What people type to join. Letters nobody takes for one another.
    code = models.CharField(_("group code"), max_length=9, unique=True)
    #: Open: people with the code may join.
    is_open = models.BooleanField(_("open to new people"), default=True)
    made_at = models.DateTimeField(_("made"))
    #: The form's own number: sending the same form twice makes one group.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["-start_date", "name"]

    def __str__(self):
        return self.name


class CohortCourse(models.Model):
    """A course that a cohort takes, in this order."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="courses")
    course_key = models.UUIDField(_("course"))
    course_title = models.CharField(max_length=255)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("course of a group")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "course_key"], name="course_once_per_cohort")
        ]

    def __str__(self):
        return self.course_title


class PeopleList(models.Model):
    """One CSV of people for a cohort: first a preview, then added, perhaps undone.

    `rows` holds what the file said only while it is a preview.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="lists")
    rows = models.JSONField(_("rows"), default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("read"))
    added_at = models.DateTimeField(_("added"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of people")
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.cohort_id} {self.made_at}"


class CohortMember(models.Model):
    """One learner in one cohort. Leaving keeps the row."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="members")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cohort_memberships")
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_list = models.ForeignKey(PeopleList, models.SET_NULL, null=True, blank=True, related_name="members")
    #: "I need help": shown to the coordinator and coaches of the cohort until somebody answers.
    asked_for_help_at = models.DateTimeField(_("asked for help"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a group")
        constraints = [models.UniqueConstraint(fields=["cohort", "learner"], name="member_once_per_cohort")]

    def __str__(self):
        return f"{self.learner_id} in {self.cohort_id}"


class Invitation(models.Model):
    """One person is asked by e-mail to join a cohort or one course. They may have no account yet."""

    #: What the link carries; only its fingerprint is kept.
    fingerprint = models.CharField(max_length=64, unique=True)
    #: As the coordinator wrote them. Both are blanked when the invitation is cancelled.
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, blank=True, related_name="invitations")
    course_key = models.UUIDField(_("course"), null=True, blank=True)
    course_title = models.CharField(max_length=255, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_list = models.ForeignKey(
        PeopleList, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=models.Q(accepted_at=None, cancelled_at=None),
                name="one_open_invitation_per_cohort",
            ),
            models.UniqueConstraint(
                fields=["course_key", "email", "invited_by"],
                condition=models.Q(cohort=None, accepted_at=None, cancelled_at=None),
                name="one_open_invitation_per_course",
            ),
        ]

    def __str__(self):
        return f"invitation {self.pk}"


class Supporter(models.Model):
    """Somebody a learner named to act for them in lessons of some courses, signed in as themself."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supporters")
    #: None until the person with this address says yes.
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="supports"
    )
    email = models.EmailField(_("their e-mail address"))
    fingerprint = models.CharField(max_length=64, unique=True)
    #: Keys of courses, as text. An empty list allows every course.
    course_keys = models.JSONField(_("in these courses"), default=list)
    named_at = models.DateTimeField(_("named"))
    accepted_at = models.DateTimeField(_("said yes"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("supporter")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "email"],
                condition=models.Q(ended_at=None),
                name="supporter_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"supporter {self.pk}"

    @property
    def learner_name(self):
        """What their helper calls the learner: never their e-mail address."""
        return self.learner.preferred_name.split(" ")[0] or _("the learner")

    @property
    def helper_name(self):
        """What the learner calls their helper: the name, else the address they named."""
        return (self.helper.preferred_name if self.helper else "") or self.email


class LearningChoices(models.Model):
    """What one learner chose for all their courses. Without a row, nothing is switched on."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="learning_choices")
    reminders_since = models.DateTimeField(_("wants reminders since"), null=True, blank=True)

    class Meta:
        verbose_name = _("choices for learning")

    def __str__(self):
        return f"choices of {self.learner_id}"


class Reminder(models.Model):
    """A reminder that was sent, so that there are never too many."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    course_key = models.UUIDField(_("course"))
    number = models.PositiveSmallIntegerField(_("which one of this course"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key", "number"], name="reminder_once"),
            models.CheckConstraint(condition=models.Q(number__range=(1, 2)), name="two_reminders_a_course"),
        ]

    def __str__(self):
        return f"reminder {self.number} to {self.learner_id}"
