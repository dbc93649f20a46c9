"""What coaches offer and learners ask for, what they wish, and what must be in date."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .programme import Programme, Term


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
    #: One employer or board a line. Two people who name the same one are not matched.
    employers = models.TextField(_("where you work, and boards you sit on"), blank=True, max_length=1000)
    only_by_phone = models.BooleanField(_("only by phone"), default=False)
    health_varies = models.BooleanField(_("my health varies, please be flexible"), default=False)
    away_words = models.CharField(_("when you are away"), max_length=200, blank=True)
    #: Access needs are told to the other person only with a yes.
    needs_shared = models.BooleanField(_("tell the person I am matched with what I need"), default=False)
    #: Entered by a coordinator from a form on paper or a phone call, on this day.
    on_paper_date = models.DateField(_("given on paper or by phone on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
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
    #: What people who choose a shortlist read: no lived experience, no surname.
    profile_words = models.TextField(_("about me, for people who choose"), blank=True, max_length=600)
    is_listed = models.BooleanField(_("people may choose me from a list"), default=False)
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
    #: The part of the score that matters most to this person: one of `matching.people.PARTS`.
    matters_most = models.CharField(_("what matters most"), max_length=20, blank=True)
    #: Waits for this mentor and nobody else.
    waits_for = models.ForeignKey(
        MentorOffer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="waited_for_by",
        verbose_name=_("waits for"),
    )
    group_is_fine = models.BooleanField(_("a small group with one mentor is fine"), default=False)
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


class Wish(models.Model):
    """Somebody would like one certain person: a learner's shortlist of three, or a mentor's wishes."""

    class By(models.TextChoices):
        LEARNER = "learner", _("The learner")
        COACH = "coach", _("The mentor")

    request = models.ForeignKey(MentorRequest, models.CASCADE, related_name="wishes")
    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="wishes")
    by = models.CharField(_("whose wish"), max_length=8, choices=By)
    order = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("wish")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint("request", "offer", "by", name="wish_once")]

    def __str__(self):
        return f"{self.request_id} and {self.offer_id}"


class Condition(models.Model):
    """Something asked of the other person, such as "a woman, please". Counts once a coordinator agreed it."""

    request = models.ForeignKey(
        MentorRequest, models.CASCADE, null=True, blank=True, related_name="conditions"
    )
    offer = models.ForeignKey(MentorOffer, models.CASCADE, null=True, blank=True, related_name="conditions")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("condition"))
    asked_at = models.DateTimeField(_("asked"))
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("condition")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(request=None) ^ models.Q(offer=None), name="condition_of_one"
            ),
            models.UniqueConstraint("request", "term", name="condition_once_per_request"),
            models.UniqueConstraint("offer", "term", name="condition_once_per_offer"),
        ]

    def __str__(self):
        return str(self.term)


class LivedExperience(models.Model):
    """What somebody lived through, if they said so: special-category data with its own consent.

    The row lives exactly as long as the consent: taking it back deletes it in the same request.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lived_experience")
    terms = models.ManyToManyField(Term, blank=True, related_name="+")
    own_words = models.CharField(_("in my own words"), max_length=200, blank=True)
    #: Counts in a match only when both people switched it on.
    is_used = models.BooleanField(_("use it to find my match"), default=False)
    #: What the person agreed to, word for word.
    wording = models.TextField(_("what they agreed to"))
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("lived experience")

    def __str__(self):
        return f"of {self.person_id}"


class Declaration(models.Model):
    """An interest somebody declared before a match. Coordinators read it and may turn it into a bar."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="declarations")
    kind = models.CharField(_("kind"), max_length=12, choices=Bar.Reason)
    words = models.TextField(_("what it is"), max_length=1000)
    made_at = models.DateTimeField(_("made"))
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("declared interest")

    def __str__(self):
        return f"declaration {self.pk}"


class CoachCheck(models.Model):
    """One dated check of a coach. Never what a certificate said: what, which level, why, until when.

    A lapse stops new matches; people already matched go on.
    """

    class Kind(models.TextChoices):
        DBS = "dbs", _("Background check (DBS)")
        REFERENCE = "reference", _("Reference")
        COURSE = "course", _("Mentor course")
        SAFEGUARDING = "safeguarding", _("Safeguarding refresher")
        SUPERVISION = "supervision", _("Supervision")

    class Level(models.TextChoices):
        NONE = "none", _("Not needed for this role")
        BASIC = "basic", _("Basic")
        STANDARD = "standard", _("Standard")
        ENHANCED = "enhanced", _("Enhanced")
        ENHANCED_BARRED = "barred", _("Enhanced with barred list")

    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="checks")
    kind = models.CharField(_("check"), max_length=12, choices=Kind)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    #: Why the role is eligible for that level, in words.
    why = models.CharField(_("why this level"), max_length=250, blank=True)
    done_on_date = models.DateField(_("done on"))
    valid_until_date = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("check of a coach")
        ordering = ["-done_on_date", "-id"]

    def __str__(self):
        return f"{self.kind} of offer {self.offer_id}"


class CheckAlert(models.Model):
    """That somebody was told 60, 30 or 7 days before a check lapses. Once each."""

    check_row = models.ForeignKey(CoachCheck, models.CASCADE, related_name="alerts")
    days = models.PositiveSmallIntegerField(_("days before"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("alert about a check")
        constraints = [models.UniqueConstraint("check_row", "days", name="alert_once_per_check")]

    def __str__(self):
        return f"{self.days} days before {self.check_row_id}"
