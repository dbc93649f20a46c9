"""What every page of two people who work together starts from."""

from dataclasses import dataclass
from functools import cached_property

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import or_404

from .. import operations, queries
from ..lifecycle import State
from ..lifecycle_words import needs_in_words, state_in_words
from ..models import Mentorship
from ..permissions import may_work_together


@dataclass(frozen=True)
class Pair:
    """Two people, seen by one of them."""

    mentorship: Mentorship
    person: object

    @property
    def is_coach(self) -> bool:
        return self.person.pk == self.mentorship.coach_id

    @property
    def other(self):
        return self.mentorship.learner if self.is_coach else self.mentorship.coach

    @property
    def other_name(self) -> str:
        return queries.called(person=self.other)

    @property
    def other_short(self) -> str:
        return queries.called_short(person=self.other)

    @property
    def learner_short(self) -> str:
        return queries.called_short(person=self.mentorship.learner)

    @property
    def home_url(self) -> str:
        return reverse("coach_person" if self.is_coach else "mentoring_match", args=(self.mentorship.pk,))

    @property
    def people(self) -> list[tuple[int, str]]:
        """(id, name) of both, oneself first: whose step something is."""
        return [(each.pk, queries.called(person=each)) for each in (self.person, self.other)]

    @cached_property
    def why_not(self) -> list[str]:
        """Why nothing can be kept now, as sentences; empty when it can."""
        state = queries.state_of_mentorship(mentorship=self.mentorship)
        if state == State.ACTIVE:
            return []
        needs = queries.missing_needs_of(mentorship=self.mentorship, on=timezone.localdate())
        return [state_in_words(state), *(needs_in_words(needs) if state == State.AGREEING else [])]


def pair_of(request, mentorship_id) -> Pair:
    """The two, for one of them; for anybody else they do not exist."""
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("learner", "coach", "programme", "pair__offer"), pk=mentorship_id
    )
    or_404(may_work_together(request.user, mentorship))
    return Pair(mentorship, request.user)


def show(request, template, pair, *, form=None, **context):
    """A page of two people."""
    words = {"pair": pair, "mentorship": pair.mentorship, "form": form, **context}
    words["has_errors"] = bool(form is not None and form.errors)
    return render(request, f"mentoring/together/{template}.html", words)


def attempt(form, act, **arguments) -> bool:
    """Do one thing; what stands in the way is said above the form, and nothing typed is lost."""
    try:
        act(**arguments, at=timezone.now())
    except operations.MentoringError as error:
        form.add_error(None, str(error))
        return False
    return True
