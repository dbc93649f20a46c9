"""A person's journal, the people they may show one entry to, and what was shown to somebody.

An entry is a reflection in a lesson or free words. Only its owner reads it, and the one person it is shared
with, for as long as it is shared and that person is still one of theirs: a coach of their group, their
helper, or whom a room above names (their mentor). Asked anew at each request.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role

from ..models import Cohort, CohortMember, Enrolment, LessonVisit, Reflection
from .supporters import helper_ids_of, learner_ids_helped_by


@dataclass(frozen=True)
class Entry:
    """One entry. `lesson_title` and `prompt` are empty for free words."""

    pk: int
    key: UUID
    text: str
    version: int
    prompt: str
    lesson_title: str
    course_title: str
    created_at: datetime
    updated_at: datetime
    learner: User
    shared_with: User | None = None
    shared_at: datetime | None = None
    is_free: bool = False

    @property
    def learner_name(self) -> str:
        """Whose words they are, for the reader. Never an e-mail address."""
        return self.learner.preferred_name or _("a learner")


@dataclass(frozen=True)
class Reader:
    """Somebody an entry may be shared with, and who they are to the learner ("your helper")."""

    person: User
    who: str

    def __str__(self) -> str:
        return f"{self.person.preferred_name}, {self.who}" if self.person.preferred_name else self.who


@dataclass(frozen=True)
class _People:
    who: Callable[[], str]
    readers_of: Callable[[int], Iterable[int]]
    learners_of: Callable[[int], Iterable[int]]


_people: list[_People] = []


def let_share_with(*, who, readers_of, learners_of) -> None:
    """Offer these people too. Each room above says so once, when the site starts.

    `who()` says in words who they are ("your mentor"); `readers_of(learner_id)` and `learners_of(reader_id)`
    give user ids, in one query each.
    """
    _people.append(_People(who, readers_of, learners_of))


def people_to_share_with(*, learner) -> list[Reader]:
    """Everybody this learner may show an entry to, by name. A flat number of queries."""
    who_is = dict.fromkeys(helper_ids_of(learner=learner), _("your helper"))
    who_is |= dict.fromkeys(_coach_ids_of(learner), _("a coach of your group"))
    for people in _people:
        who_is |= dict.fromkeys(people.readers_of(learner.pk), people.who())
    who_is.pop(learner.pk, None)
    rows = User.objects.filter(pk__in=who_is, is_active=True).order_by("preferred_name", "pk")
    return [Reader(person, who_is[person.pk]) for person in rows]


def _coach_ids_of(learner) -> list[int]:
    cohorts = Cohort.objects.filter(members__learner=learner, members__left_at=None)
    coaches = User.objects.filter(cohorts_coached__in=cohorts, groups__name=Role.COACH)
    return list(coaches.values_list("pk", flat=True))


def _learner_ids_around(reader) -> set[int]:
    """Everybody who may show this person an entry."""
    ids = learner_ids_helped_by(helper=reader)
    if reader.has_role(Role.COACH):
        members = CohortMember.objects.filter(cohort__coaches=reader, left_at=None)
        ids |= set(members.values_list("learner_id", flat=True))
    for people in _people:
        ids |= set(people.learners_of(reader.pk))
    return ids - {reader.pk}


def journal_of(*, learner) -> list[Entry]:
    """All entries of one person, the newest first. Three queries."""
    return _entries(Reflection.objects.filter(learner=learner).exclude(text=""))


def entry_of(*, learner, entry_id: int) -> Entry | None:
    """One entry of this person, or None for somebody else's."""
    return next(iter(_entries(Reflection.objects.filter(learner=learner, pk=entry_id))), None)


def entries_shared_with(*, reader) -> list[Entry]:
    """What others show this person now, the latest first. A flat number of queries."""
    rows = _shown_to(reader)
    return sorted(_entries(rows), key=lambda entry: entry.shared_at, reverse=True)


def entry_shared_with(*, reader, entry_id: int) -> Entry | None:
    """One entry that is shown to this person now, or None."""
    return next(iter(_entries(_shown_to(reader).filter(pk=entry_id))), None)


def _shown_to(reader):
    rows = Reflection.objects.filter(shared_with=reader, learner_id__in=_learner_ids_around(reader))
    return rows.filter(learner__is_active=True).exclude(text="")


def _entries(rows) -> list[Entry]:
    rows = list(rows.select_related("learner", "shared_with").order_by("-updated_at", "-pk"))
    learner_ids = {row.learner_id for row in rows}
    lesson_keys = {row.lesson_key for row in rows if row.lesson_key}
    visits = {
        (visit.learner_id, visit.lesson_key): visit
        for visit in LessonVisit.objects.filter(learner_id__in=learner_ids, lesson_key__in=lesson_keys)
    }
    courses = {
        (learner_id, course_key): title
        for learner_id, course_key, title in Enrolment.objects.filter(learner_id__in=learner_ids).values_list(
            "learner_id", "course_key", "course_title"
        )
    }
    return [_entry(row, visits.get((row.learner_id, row.lesson_key)), courses) for row in rows]


def _entry(row, visit, courses) -> Entry:
    return Entry(
        pk=row.pk,
        key=row.prompt_key,
        text=row.text,
        version=row.version,
        prompt=row.prompt,
        lesson_title=visit.lesson_title if visit else "",
        course_title=courses.get((row.learner_id, visit.course_key), "") if visit else "",
        created_at=row.created_at,
        updated_at=row.updated_at,
        learner=row.learner,
        shared_with=row.shared_with,
        shared_at=row.shared_at,
        is_free=row.lesson_key is None,
    )
