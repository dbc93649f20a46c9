"""Who helps whom, asked at each request: help that has ended is over at once."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from ..models import Supporter
from ..tokens import fingerprint_of

#: An unanswered question is shown for so long.
ASKED_FOR = timedelta(days=30)


def helpers_named_by(*, learner) -> list[Supporter]:
    """The helpers a learner has, and those who have not answered yet, the first named first. One query."""
    rows = Supporter.objects.filter(learner=learner, ended_at=None).select_related("helper")
    return list(rows.order_by("named_at", "pk"))


def question_for(*, person, token: str, at) -> Supporter | None:
    """The learner's question in the mail with this token, if it went to this person's address and is open."""
    asked = Supporter.objects.filter(fingerprint=fingerprint_of(token), email__iexact=person.email)
    return _waiting(asked, at).exclude(learner=person).select_related("learner").first()


def support_said_yes(*, helper, token: str) -> Supporter | None:
    """The question with this token, if this person said yes to it and the help goes on."""
    return _live(helper).filter(fingerprint=fingerprint_of(token)).first()


def questions_for(*, person, at) -> list[Supporter]:
    """Every open question to this person's address. One query."""
    asked = _waiting(Supporter.objects.filter(email__iexact=person.email), at)
    return list(asked.exclude(learner=person).select_related("learner").order_by("named_at"))


def _waiting(rows, at):
    return rows.filter(accepted_at=None, ended_at=None, named_at__gt=at - ASKED_FOR, learner__is_active=True)


def people_helped_by(*, helper) -> list[Supporter]:
    """The learners this person helps. One query."""
    return list(_live(helper).order_by("learner__preferred_name", "pk"))


def support_given(*, supporter_id, helper) -> Supporter | None:
    """The row by which this person helps a learner now, with the learner, or None. One query."""
    return _live(helper).filter(pk=supporter_id).first()


def support_between(*, supporter_id, person) -> Supporter | None:
    """A row that is not over, for the learner or the helper in it; None for anybody else."""
    rows = Supporter.objects.filter(pk=supporter_id, ended_at=None)
    return rows.filter(learner=person).first() or rows.filter(helper=person).first()


def _live(helper):
    rows = Supporter.objects.filter(helper=helper, ended_at=None, accepted_at__isnull=False)
    return rows.filter(learner__is_active=True).select_related("learner")


def helper_ids_of(*, learner) -> list[int]:
    """The people who help this learner now. One query."""
    rows = Supporter.objects.filter(learner=learner, ended_at=None, accepted_at__isnull=False)
    return list(rows.filter(helper__is_active=True).values_list("helper_id", flat=True))


def learner_ids_helped_by(*, helper) -> set[int]:
    return set(_live(helper).values_list("learner_id", flat=True))


def allows(*, supporter: Supporter, course_key: UUID) -> bool:
    """Whether the learner lets this helper into this course. No query."""
    return not supporter.course_keys or str(course_key) in supporter.course_keys


def allowed_of(*, supporter: Supporter, course_keys: Iterable[UUID]) -> list[UUID]:
    """Those of the courses into which the learner lets this helper. No query."""
    return [key for key in course_keys if allows(supporter=supporter, course_key=key)]


def allowed_keys(*, supporter: Supporter) -> list[UUID]:
    """The courses the learner chose for this helper; none where they chose every course."""
    return [UUID(key) for key in supporter.course_keys]
