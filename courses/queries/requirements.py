"""What a lesson asks for before it is finished, and what people did for it: the facts of `completion`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from ..completion import Asked, Did, Need, judge, rules_met, rules_that_ask
from ..models import Attempt, CoachConfirmation, Lesson, LessonVisit, QuizTry, Reflection, Work
from ..progress import Rule
from ..questions import Kind, block_key

QUESTION_BLOCKS = frozenset(str(kind) for kind in Kind)


@dataclass(frozen=True)
class Requirements:
    """The rules of a lesson, which the English page decides, and what each language version asks for.

    Without versions for a lesson whose pages have gone: then the learner's word is enough.
    """

    lesson_key: UUID
    rules: tuple[Rule, ...]
    versions: tuple[Asked, ...] = ()

    @property
    def is_only_said(self) -> bool:
        """The learner's yes is all there is to it."""
        return self.rules == (Rule.LEARNER,) or not self.versions

    def met_by(self, did: Did) -> tuple[Rule, ...]:
        """The rules by which somebody who did this finished the lesson; empty while something is missing."""
        if not self.versions:
            return (Rule.LEARNER,) if did.says_so else ()
        return rules_met(self.rules, self.versions, did)

    def needs(self, did: Did) -> tuple[Need, ...]:
        """How each rule stands, in the version that was asked about first."""
        return judge(self.rules, self.asked, did)

    @property
    def in_force(self) -> tuple[Rule, ...]:
        """The rules that somebody can meet, in the version that was asked about first."""
        return rules_that_ask(self.rules, self.asked)

    @property
    def asked(self) -> Asked:
        return self.versions[0] if self.versions else Asked()


def requirements_of(*, lesson) -> Requirements:
    """What this lesson, a page or what stands for one that has gone, asks for. No query for an English page
    that asks for the learner's word alone, else one. The version of this page comes first.
    """
    key = lesson.translation_key
    is_english = lesson.locale.language_code == settings.LANGUAGE_CODE
    if isinstance(lesson, Lesson) and lesson.live and is_english and lesson.rules == (Rule.LEARNER,):
        return Requirements(key, lesson.rules, (asked_in(lesson.body),))
    pages = list(Lesson.objects.filter(translation_key=key).select_related("locale").order_by("pk"))
    pages = [page for page in pages if page.live] or pages
    if not pages:
        return Requirements(key, (Rule.LEARNER,))
    own_language = lesson.locale.language_code
    in_turn = sorted(pages, key=lambda page: page.locale.language_code != own_language)
    leads = sorted(pages, key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)[0]
    return Requirements(key, leads.rules, tuple(asked_in(page.body) for page in in_turn))


def asked_in(body) -> Asked:
    """The keys of everything that the blocks of a lesson ask for."""
    keys = defaultdict(set)
    for block in body:
        kind = "question" if block.block_type in QUESTION_BLOCKS else block.block_type
        if kind in ("question", "quiz", "reflection"):
            keys[kind].add(block_key(block))
        if kind == "quiz" and block.value.get("pass_mark") is None:
            keys["unmarked"].add(block_key(block))
    return Asked(
        questions=frozenset(keys["question"]),
        quizzes=frozenset(keys["quiz"]),
        reflections=frozenset(keys["reflection"]),
        unmarked=frozenset(keys["unmarked"]),
    )


def what_was_done(
    *, lesson_key: UUID, rules: Iterable[Rule], learner_ids: Iterable[int] | None = None
) -> dict[int, Did]:
    """What people did for these rules of a lesson, by user id: these people, or all who did anything.

    At most one query for each rule, two for questions.
    """
    rules = set(rules)
    facts: dict[int, dict] = defaultdict(lambda: defaultdict(set))

    def rows(model, **these):
        found = model.objects.filter(lesson_key=lesson_key, **these).order_by()
        return found if learner_ids is None else found.filter(learner_id__in=learner_ids)

    if Rule.QUESTIONS in rules:
        right = rows(Attempt, is_right=True).values_list("learner_id", "question_key").distinct()
        for learner_id, key in right:
            facts[learner_id]["right"].add(key)
        for learner_id, key in rows(QuizTry, is_passed=True).values_list("learner_id", "quiz_key").distinct():
            facts[learner_id]["passed"].add(key)
    if Rule.REFLECTION in rules:
        for learner_id, key in rows(Reflection).exclude(text="").values_list("learner_id", "prompt_key"):
            facts[learner_id]["written"].add(key)
    if Rule.WORK in rules:
        for learner_id in rows(Work).values_list("learner_id", flat=True):
            facts[learner_id]["handed_in"] = True
    if Rule.COACH in rules:
        for learner_id in rows(CoachConfirmation).values_list("learner_id", flat=True):
            facts[learner_id]["confirmed"] = True
    # A lesson whose other rules ask for nothing is left to the learner's word.
    for learner_id in rows(LessonVisit, said_at__isnull=False).values_list("learner_id", flat=True):
        facts[learner_id]["says_so"] = True
    return {learner_id: _did(found) for learner_id, found in facts.items()}


def _did(found: dict) -> Did:
    return Did(
        says_so=found.get("says_so", False),
        right=frozenset(found.get("right", ())),
        passed=frozenset(found.get("passed", ())),
        written=frozenset(found.get("written", ())),
        handed_in=found.get("handed_in", False),
        confirmed=found.get("confirmed", False),
    )


def work_of(*, learner, lesson_key: UUID) -> Work | None:
    """What this person handed in for a lesson. One query."""
    return Work.objects.filter(learner=learner, lesson_key=lesson_key).first()


def confirmation_of(*, learner, lesson_key: UUID) -> CoachConfirmation | None:
    """That a coach confirmed a lesson of this person, with the coach. One query."""
    rows = CoachConfirmation.objects.filter(learner=learner, lesson_key=lesson_key)
    return rows.select_related("coach").first()


def work_with(*, work_id: int) -> Work | None:
    """Work by its number, with its learner, whoever may see it. One query."""
    return Work.objects.select_related("learner").filter(pk=work_id).first()


def course_key_of(*, lesson_key: UUID, learner) -> UUID | None:
    """The course in which this person opened a lesson. One query."""
    return (
        LessonVisit.objects.filter(learner=learner, lesson_key=lesson_key)
        .values_list("course_key", flat=True)
        .first()
    )


def done_for(*, learner, requirements: Requirements) -> Did:
    """What one person did for the rules of a lesson. No query where only their word counts."""
    if requirements.is_only_said:
        return Did()
    done = what_was_done(
        lesson_key=requirements.lesson_key, rules=requirements.rules, learner_ids=[learner.pk]
    )
    return done.get(learner.pk, Did())
