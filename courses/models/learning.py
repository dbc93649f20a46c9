"""What a learner did. Their rows never point at a page: they hang on `translation_key`, which survives
republishing, moving, retiring and translation."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..private_files import private_storage, work_path


class Enrolment(models.Model):
    """One learner in one course, whatever the language. Leaving keeps the row, for coming back."""

    class Way(models.TextChoices):
        SELF = "self", _("Started it themself")
        INVITATION = "invitation", _("Was invited")
        CODE = "code", _("Used a group code")
        LIST = "list", _("Was on a list")
        COORDINATOR = "coordinator", _("Was added by a coordinator")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField(_("course"))
    #: As the person saw it, for their record when the course is gone.
    course_title = models.CharField(max_length=255)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    way = models.CharField(_("how they came"), max_length=12, choices=Way, default=Way.SELF)
    #: Paused: no reminders, no flags. Left: not listed any more. Neither takes anything away.
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    #: A gentle aim the person set for themself. Nothing happens when it passes.
    target_date = models.DateField(_("would like to finish by"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key"], name="enrolment_once_per_course")
        ]
        indexes = [models.Index("course_key", name="enrolment_by_course")]

    def __str__(self):
        return f"{self.learner_id} in {self.course_key}"


class LessonVisit(models.Model):
    """A learner opened a lesson: it is in progress. The latest one of a course is the place to carry on."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_visits")
    lesson_key = models.UUIDField(_("lesson"))
    #: Where the lesson was then, and its title as the person saw it: lessons move, change and go.
    course_key = models.UUIDField(_("course"))
    lesson_title = models.CharField(max_length=255)
    part = models.PositiveSmallIntegerField(_("part last seen"), default=1)
    parts = models.PositiveSmallIntegerField(_("of how many parts"), default=1)
    #: The id of the block last seen in that part, so that any device opens the very place.
    anchor = models.CharField(_("place in the part"), max_length=60, blank=True)
    #: When the person said that they finished it, where the lesson asks for more than that.
    said_at = models.DateTimeField(_("said finished"), null=True, blank=True)
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))

    class Meta:
        verbose_name = _("lesson visit")
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson_key"], name="visit_once_per_lesson")
        ]

    def __str__(self):
        return f"{self.learner_id} at {self.lesson_key}"


class Completion(models.Model):
    """One learner finished one lesson: when, by which rule, against which published revision.

    Taking it back keeps the row and sets `undone_at`; finishing again adds a row.
    """

    class Way(models.TextChoices):
        SITE = "site", _("Done here")
        PAPER = "paper", _("Done on paper")
        REPAIR = "repair", _("Counted by staff")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    lesson_key = models.UUIDField(_("lesson"))
    #: The course it counts in even when the lesson leaves it, and the title as the person saw it.
    course_key = models.UUIDField(_("course"))
    lesson_title = models.CharField(max_length=255)
    completed_at = models.DateTimeField(_("completed"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    #: The rules that were met, as `progress.Rule` values joined by commas.
    rule = models.CharField(_("rule"), max_length=60, default="learner")
    way = models.CharField(_("how it was done"), max_length=8, choices=Way, default=Way.SITE)
    #: Why staff counted it as done. The learner reads it.
    reason = models.TextField(_("because"), blank=True, max_length=1_000)
    revision_id_seen = models.BigIntegerField(_("revision"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("completion")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson_key"],
                condition=models.Q(undone_at=None),
                name="completion_once_per_lesson",
            )
        ]

    def __str__(self):
        return f"{self.learner_id} finished {self.lesson_key}"


class Attempt(models.Model):
    """One submission of a check question. It keeps the question as it was asked."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    lesson_key = models.UUIDField(_("lesson"))
    question_key = models.UUIDField(_("question"))
    asked = models.JSONField(_("the question as it was asked"))
    #: What was answered, in the shape that the kind of question has: see `questions`.
    given = models.JSONField(_("answer given"))
    is_right = models.BooleanField(_("right"))
    made_at = models.DateTimeField(_("made"))
    language = models.CharField(_("language"), max_length=10)
    #: The form's own number: sending the same form twice writes one row.
    form_key = models.UUIDField(default=uuid.uuid4)
    #: The learner, or the helper who answered for them.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("attempt")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["learner", "form_key"], name="attempt_once_per_form")]
        indexes = [models.Index("learner", "lesson_key", name="attempt_by_lesson")]

    def __str__(self):
        return f"{self.learner_id} on {self.question_key}"


class QuizTry(models.Model):
    """One go at a whole quiz. Its single answers are attempts; this row keeps the quiz as it was."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiz_tries")
    lesson_key = models.UUIDField(_("lesson"))
    quiz_key = models.UUIDField(_("quiz"))
    right = models.PositiveSmallIntegerField(_("right answers"))
    total = models.PositiveSmallIntegerField(_("questions"))
    #: In hundredths; None when the editor set no mark.
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"), null=True, blank=True)
    is_passed = models.BooleanField(_("passed"))
    made_at = models.DateTimeField(_("made"))
    language = models.CharField(_("language"), max_length=10)
    form_key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("quiz try")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["learner", "form_key"], name="quiz_try_once_per_form")]
        indexes = [models.Index("learner", "lesson_key", name="quiz_try_by_lesson")]

    def __str__(self):
        return f"{self.learner_id} at quiz {self.quiz_key}"


class Confidence(models.Model):
    """How sure somebody felt about one capability, at one moment of one course."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")
        LATER = "later", _("Three months later")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="confidences")
    course_key = models.UUIDField(_("course"))
    capability_code = models.CharField(_("capability"), max_length=20)
    moment = models.CharField(_("moment"), max_length=8, choices=Moment)
    #: 1 (not sure at all) to 5 (very sure).
    value = models.PositiveSmallIntegerField(_("how sure"))
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("confidence")
        verbose_name_plural = _("confidence")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key", "capability_code", "moment"], name="confidence_once_a_moment"
            ),
            models.CheckConstraint(condition=models.Q(value__range=(1, 5)), name="confidence_from_1_to_5"),
        ]

    def __str__(self):
        return f"{self.learner_id} {self.capability_code} {self.moment}"


class OwnWords(models.Model):
    """Abstract. Words a learner wrote for themself. Nobody else reads them.

    `version` rises with each save, so that a page from yesterday's tab cannot silently replace newer words.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(class)ss")
    #: None for an entry of the journal that belongs to no lesson.
    lesson_key = models.UUIDField(_("lesson"), null=True, blank=True)
    text = models.TextField(_("words"), max_length=20_000)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("first written"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.learner_id} on {self.lesson_key}"


class Reflection(OwnWords):
    """A learner's answer to one question to think about, or a free entry of their journal.

    An entry can be shared with one person, and unshared; nobody else reads it.
    """

    prompt_key = models.UUIDField(_("question"))
    prompt = models.TextField(_("the question as it was asked"))
    shared_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries_shared_with_me",
        verbose_name=_("shared with"),
    )
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)

    class Meta:
        verbose_name = _("reflection")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson_key", "prompt_key"], name="reflection_once_per_prompt"
            ),
            # An entry of the journal has no lesson, and no two of those are equal to a database.
            models.UniqueConstraint(
                fields=["learner", "prompt_key"],
                condition=models.Q(lesson_key=None),
                name="journal_entry_once",
            ),
        ]


class LessonNote(OwnWords):
    """A learner's own note beside a lesson."""

    class Meta:
        verbose_name = _("note")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson_key"], name="note_once_per_lesson")]


class Work(OwnWords):
    """Work handed in for one lesson: words, a file, or both. Handing in again raises `version`."""

    file = models.FileField(_("file"), upload_to=work_path, storage=private_storage, blank=True)
    #: The name the person's own device gave it.
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    #: Who may look at it to confirm the lesson is decided at each request, never stored.

    class Meta:
        verbose_name = _("work handed in")
        verbose_name_plural = _("work handed in")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson_key"], name="work_once_per_lesson")]


class CoachConfirmation(models.Model):
    """A coach saw that somebody can do what a lesson teaches."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="confirmations")
    lesson_key = models.UUIDField(_("lesson"))
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("confirmation by a coach")
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson_key"], name="confirmation_once_per_lesson")
        ]

    def __str__(self):
        return f"{self.learner_id} at {self.lesson_key}"


class LookAgain(models.Model):
    """An editor asks those who finished a lesson to look at it again. Nobody's tick is taken."""

    lesson_key = models.UUIDField(_("lesson"), db_index=True)
    what_changed = models.CharField(_("what changed"), max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The form's own number: sending the same form twice asks once.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("request to look again")
        ordering = ["asked_at", "id"]

    def __str__(self):
        return self.what_changed
