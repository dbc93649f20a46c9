"""Programmes, offers and requests, matching rounds, proposed pairs and mentorships."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


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

    kind = models.CharField(_("list"), max_length=10, choices=Kind)
    key = models.SlugField(_("key"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
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
        return self.label


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

    class Meta:
        verbose_name = _("programme")
        ordering = ["name"]

    def __str__(self):
        return self.name


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


class Answers(models.Model):
    """Abstract. What offers and requests have in common."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="%(class)ss", verbose_name=_("programme")
    )
    terms = models.ManyToManyField(Term, blank=True, related_name="%(class)ss")
    practice = models.ForeignKey(
        "accounts.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("GP practice"),
    )
    place = models.CharField(_("where you are"), max_length=80, blank=True)
    not_with_words = models.TextField(_("who not to match you with"), blank=True, max_length=2000)
    anything_else = models.TextField(_("anything we should know"), blank=True, max_length=4000)
    #: Same-practice pairs are barred unless both said they are fine with it.
    same_practice_ok = models.BooleanField(_("somebody from my own practice is fine"), default=False)
    #: How many questions have been seen: where "carry on" leads.
    step_reached = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        abstract = True


class MentorOffer(Answers):
    """What a coach offers. One per coach; it stays from round to round."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        OPEN = "open", _("Open")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    coach = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentor_offer")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    places = models.PositiveSmallIntegerField(
        _("people at one time"), default=1, validators=[MaxValueValidator(5)], help_text=_("0 means paused.")
    )
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    #: Set by a coordinator, never by the coach. A lapse stops new matches, nothing else.
    vetting_valid_until_date = models.DateField(_("checks valid until"), null=True, blank=True)
    training_completed_on_date = models.DateField(_("finished the mentor course on"), null=True, blank=True)
    safeguarding_refreshed_on_date = models.DateField(_("safeguarding renewed on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mentor offer")

    def __str__(self):
        return f"offer {self.pk}"

    @property
    def is_paused(self):
        return self.paused_at is not None or self.places == 0


class MentorRequest(Answers):
    """What a learner asks for."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        WAITING = "waiting", _("Waiting for a mentor")
        OFFERED = "offered", _("A mentor is suggested")
        MATCHED = "matched", _("Has a mentor")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class PlaceWish(models.TextChoices):
        ANY = "any", _("It does not matter to me")
        NEAR = "near", _("Someone near me")
        AWAY = "away", _("Someone from another area")

    OPEN_STATES = (State.DRAFT, State.WAITING, State.OFFERED)
    #: While a request stands so, its owner may change the answers.
    EDITABLE_STATES = (State.DRAFT, State.WAITING)

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentor_requests")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    in_person_needed = models.BooleanField(_("must meet in person"), default=False)
    place_wish = models.CharField(
        _("near or from another area"), max_length=4, choices=PlaceWish, default=PlaceWish.ANY
    )
    language_needed = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("language needed")
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    #: Counts from the first time the person asked, through every round that could not place them.
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)

    class Meta:
        verbose_name = _("mentor request")
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(state__in=["draft", "waiting", "offered"]),
                name="one_open_request_per_learner",
            )
        ]

    def __str__(self):
        return f"request {self.pk}"


class Bar(models.Model):
    """Two people who must not be matched. Who asked and why is seen by coordinators only."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("One of them asked")
        RELATIVE = "relative", _("Relative or friend")
        MANAGER = "manager", _("Line manager")
        EMPLOYER = "employer", _("Same employer or board")
        CLINICIAN = "clinician", _("Treats them")
        COMPLAINT = "complaint", _("Same complaint")
        EARLIER = "earlier", _("An earlier match ended early")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, default=Reason.ASKED)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("bar")
        constraints = [models.UniqueConstraint("learner", "coach", name="bar_once_per_pair")]

    def __str__(self):
        return f"{self.learner_id} never with {self.coach_id}"


class MatchingRound(models.Model):
    """Collect, propose, review, confirm; then both people say yes."""

    class State(models.TextChoices):
        COLLECTING = "collecting", _("Collecting")
        PROPOSING = "proposing", _("Working out matches")
        REVIEWING = "reviewing", _("Ready to check")
        CONFIRMED = "confirmed", _("Confirmed")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="rounds", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=120)
    starts_on_date = models.DateField(_("mentoring starts on"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COLLECTING)
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Since when matches are being worked out: a run that died can be started again.
    proposing_since = models.DateTimeField(_("working out since"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("worked out"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: What is needed to run the round again and get the same: weights, code version, hashes.
    run_record = models.JSONField(_("run record"), default=dict, blank=True)
    #: Why the last attempt to work out matches failed, in words for the coordinator.
    problem = models.CharField(_("problem"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("matching round")
        ordering = ["-starts_on_date", "-id"]
        constraints = [
            models.UniqueConstraint("programme", "name", name="round_name_per_programme"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=models.Q(state__in=["collecting", "proposing", "reviewing"]),
                name="one_open_round_per_programme",
            ),
        ]

    def __str__(self):
        return self.name


class RoundEntry(models.Model):
    """One request in one round: left out (and why), put aside, or with a proposed pair."""

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="entries")
    request = models.ForeignKey(MentorRequest, models.CASCADE, related_name="entries")
    put_aside_at = models.DateTimeField(_("put aside"), null=True, blank=True)
    #: For a person left out: how many mentors each rule removed, and the nearest change that would help.
    left_out = models.JSONField(_("why left out"), default=dict, blank=True)

    class Meta:
        verbose_name = _("person in a round")
        constraints = [models.UniqueConstraint("round", "request", name="entry_once_per_round")]

    def __str__(self):
        return f"{self.request_id} in round {self.round_id}"


class ProposedPair(models.Model):
    """A request and an offer that a round puts together, with the score in parts and the reasons."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        AGAIN = "again", _("Ask me again with someone else")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        OFFERED = "offered", _("Sent to both")
        ACCEPTED = "accepted", _("Both said yes")
        DECLINED = "declined", _("Somebody said no")
        EXPIRED = "expired", _("Not answered in time")
        FULL = "full", _("The place was taken")

    entry = models.OneToOneField(RoundEntry, models.CASCADE, related_name="pair")
    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="pairs")
    total = models.PositiveSmallIntegerField(_("score out of 100"))
    parts = models.JSONField(_("parts of the score"))
    reasons_for = models.JSONField(_("fits"))
    reasons_against = models.JSONField(_("does not fit"))
    #: Chosen by a coordinator, not by the solver: a new run keeps it.
    pinned_at = models.DateTimeField(_("chosen"), null=True, blank=True)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: What the solver had put here before a coordinator chose, for "changes since".
    suggested_offer = models.ForeignKey(MentorOffer, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    offered_at = models.DateTimeField(_("sent"), null=True, blank=True)
    learner_answer = models.CharField(_("learner's answer"), max_length=6, choices=Answer, blank=True)
    learner_answered_at = models.DateTimeField(null=True, blank=True)
    coach_answer = models.CharField(_("coach's answer"), max_length=6, choices=Answer, blank=True)
    coach_answered_at = models.DateTimeField(null=True, blank=True)
    #: Goes to the coordinator only.
    answer_note = models.TextField(_("why not"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("proposed pair")

    def __str__(self):
        return f"pair {self.pk}"


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
    started_at = models.DateTimeField(_("started"))
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
