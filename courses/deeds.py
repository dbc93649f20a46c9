"""What one person did in lessons, as the other rules look at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Rule(StrEnum):
    """What must be true before a lesson is finished. A lesson may have several: then all of them."""

    LEARNER = "learner"
    QUESTIONS = "questions"
    REFLECTION = "reflection"
    WORK = "work"
    COACH = "coach"


@dataclass(frozen=True)
class Visit:
    """A lesson somebody opened: when last, which part of how many, and the title as they saw it.

    `anchor` is the id of the block they were at, or "". `in_course`: they opened it in the course looked at.
    """

    lesson_key: UUID
    at: datetime
    title: str = ""
    part: int = 1
    parts: int = 1
    in_course: bool = True
    anchor: str = ""


@dataclass(frozen=True)
class Finished:
    """A lesson somebody finished and did not take back. `in_course`: they did so in the course looked at.

    `rules` are those that were met; `way` is "site", "paper" or "repair" (staff counted it, because of
    `reason`); `by` names who recorded it when that was somebody else.
    """

    lesson_key: UUID
    title: str = ""
    at: datetime | None = None
    in_course: bool = True
    rules: tuple[str, ...] = (Rule.LEARNER,)
    way: str = "site"
    reason: str = ""
    by: str = ""

    @property
    def can_be_taken_back(self) -> bool:
        """What the learner said themself, or what was done on paper. What the site or staff saw stays."""
        return self.way == "paper" or (self.way == "site" and Rule.LEARNER in self.rules)


@dataclass(frozen=True)
class Change:
    """An editor asks those who finished a lesson before `at` to look again at what changed."""

    lesson_key: UUID
    what: str
    at: datetime
