"""Matching rounds and what they propose."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .asking import MentorOffer, MentorRequest
from .programme import Programme


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
    #: The one reminder to whoever has not answered.
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    #: Goes to the coordinator only.
    answer_note = models.TextField(_("why not"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("proposed pair")

    def __str__(self):
        return f"pair {self.pk}"


class Forbidden(models.Model):
    """In this round, not these two. A coordinator said so; undone as easily."""

    entry = models.ForeignKey(RoundEntry, models.CASCADE, related_name="forbidden")
    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("forbidden pair")
        constraints = [models.UniqueConstraint("entry", "offer", name="forbidden_once")]

    def __str__(self):
        return f"{self.entry_id} not with {self.offer_id}"


class DeskStep(models.Model):
    """One thing a coordinator did at the match desk, and how it was before: what "undo" goes back to."""

    class Kind(models.TextChoices):
        CHOOSE = "choose", _("Mentor chosen")
        UNCHOOSE = "unchoose", _("Choice taken back")
        ASIDE = "aside", _("Put aside")
        BACK = "back", _("Taken back in")
        FORBID = "forbid", _("Ruled out for this round")
        ALLOW = "allow", _("Allowed again")
        BAR = "bar", _("Never to be matched")
        UNBAR = "unbar", _("May be matched after all")
        UNDO = "undo", _("Undone")

    #: The others are themselves the way back, or have one of their own.
    UNDOABLE = (Kind.CHOOSE, Kind.ASIDE, Kind.FORBID)

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="steps")
    entry = models.ForeignKey(RoundEntry, models.CASCADE, related_name="steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=12)
    before = models.JSONField(_("how it was before"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("step at the desk")
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.kind} in round {self.round_id}"


class Swap(models.Model):
    """Moving somebody to another mentor would place a newcomer. Nothing happens without everybody's yes."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for answers")
        AGREED = "agreed", _("Everybody said yes")
        DECLINED = "declined", _("Not everybody said yes")
        EXPIRED = "expired", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Taken back")
        GONE = "gone", _("No longer possible")

    class Part(models.TextChoices):
        """Who is asked. Each is one person, and the four are four people."""

        NEWCOMER = "newcomer", _("The person who waits")
        MOVER = "mover", _("The person who would move")
        GIVER = "giver", _("The mentor they have now")
        TAKER = "taker", _("The mentor they would move to")

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="swaps")
    #: The mentorship that would end kindly; its mentor, who would take the newcomer; the mentor its learner
    #: would go to.
    mentorship = models.ForeignKey("mentoring.Mentorship", models.CASCADE, related_name="swaps")
    from_offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="+")
    to_offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="swaps")
    #: The newcomer who would get the place.
    newcomer = models.ForeignKey(RoundEntry, models.CASCADE, related_name="swaps")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The one reminder to whoever has not answered.
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    #: {part: {"answer": "yes" or "no", "at": when}}. Shown to nobody else.
    answers = models.JSONField(_("answers"), default=dict, blank=True)

    class Meta:
        verbose_name = _("swap")
        constraints = [
            models.UniqueConstraint(
                fields=[who], condition=models.Q(state="asked"), name=f"one_open_swap_per_{who}"
            )
            for who in ("mentorship", "newcomer")
        ]

    def __str__(self):
        return f"swap {self.pk}"

    def people(self) -> dict:
        """The four, by their part."""
        return {
            self.Part.NEWCOMER: self.newcomer.request.learner,
            self.Part.MOVER: self.mentorship.learner,
            self.Part.GIVER: self.from_offer.coach,
            self.Part.TAKER: self.to_offer.coach,
        }

    def part_of(self, person) -> Part | None:
        """Which of the four this person is."""
        return next((part for part, each in self.people().items() if each.pk == person.pk), None)

    def answer_of(self, part) -> str:
        """ "yes", "no" or nothing yet."""
        return self.answers.get(part, {}).get("answer", "")
