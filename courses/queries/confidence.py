"""How sure a person said they feel about the capabilities: theirs alone to read."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from home.models import Capability
from home.queries import labels_in

from ..confidence import AFTER, BEFORE, LATER, Change, compare, moment_of
from ..models import Confidence, Course, Enrolment, LearningChoices


@dataclass(frozen=True)
class CapabilityShown:
    code: str
    name: str
    meaning: str


@dataclass(frozen=True)
class SureRow:
    """One capability of one course: 1 to 5 at each moment, None where nothing was said."""

    capability: CapabilityShown
    before: int | None
    after: int | None
    later: int | None


@dataclass(frozen=True)
class SurePicture:
    """What one person said about one course. `change` is from before to the latest moment after it."""

    course_key: UUID
    course_title: str
    rows: tuple[SureRow, ...]
    change: Change
    biggest: str

    @property
    def has_later(self) -> bool:
        return any(row.later for row in self.rows)


@dataclass(frozen=True)
class SureAsked:
    """The question how sure somebody feels now: the moment, and what they said at it already, by code."""

    course_key: UUID
    course_title: str
    moment: str
    capabilities: tuple[CapabilityShown, ...]
    said: dict[str, int]


def capabilities(*, language: str = "") -> tuple[CapabilityShown, ...]:
    """The eight in order, in this language where there is a translation. One query."""
    rows = labels_in(model=Capability, language=language)
    return tuple(CapabilityShown(row.code, row.name, row.description) for row in rows)


def how_sure_asked(*, learner, course_key: UUID, at, language: str = "") -> SureAsked | None:
    """What to ask a person about a course they started, at this moment of it; None for any other course.

    Three queries.
    """
    enrolment = Enrolment.objects.filter(learner=learner, course_key=course_key).first()
    if enrolment is None:
        return None
    moment = moment_of(finished_at=enrolment.finished_at, at=at)
    said = Confidence.objects.filter(learner=learner, course_key=course_key, moment=moment)
    return SureAsked(
        course_key=course_key,
        course_title=enrolment.course_title,
        moment=moment,
        capabilities=capabilities(language=language),
        said=dict(said.values_list("capability_code", "value")),
    )


def asks_how_sure(*, learner, course: Course, moment: str) -> bool:
    """Whether to ask a person at this moment of a course: it names what it builds, and they have not said.

    At most two queries.
    """
    said = Confidence.objects.filter(learner=learner, course_key=course.translation_key, moment=moment)
    return course.capabilities.exists() and not said.exists()


def how_sure_over_time(*, learner, language: str = "") -> list[SurePicture]:
    """A picture for each course about which this person said something, the latest first. Three queries."""
    said = defaultdict(lambda: defaultdict(dict))
    latest = {}
    for row in Confidence.objects.filter(learner=learner).order_by("said_at"):
        said[row.course_key][row.moment][row.capability_code] = row.value
        latest[row.course_key] = row.said_at
    titles = dict(Enrolment.objects.filter(learner=learner).values_list("course_key", "course_title"))
    shown = capabilities(language=language)
    return [
        _picture(key, titles.get(key, ""), said[key], shown)
        for key in sorted(latest, key=latest.get, reverse=True)
    ]


def _picture(course_key, title, said, shown) -> SurePicture:
    change = compare(said[BEFORE], said[AFTER] | said[LATER])
    return SurePicture(
        course_key=course_key,
        course_title=title,
        rows=tuple(
            SureRow(one, *(said[moment].get(one.code) for moment in (BEFORE, AFTER, LATER))) for one in shown
        ),
        change=change,
        biggest=next((one.name for one in shown if one.code == change.biggest), ""),
    )


def reminders_since(*, learner):
    """When this person asked for reminders, or None. One query."""
    return LearningChoices.objects.filter(learner=learner).values_list("reminders_since", flat=True).first()


def has_chosen_reminders(*, learner) -> bool:
    """Whether they were asked and answered, yes or no. One query."""
    return LearningChoices.objects.filter(learner=learner).exists()
