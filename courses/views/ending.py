"""The end of a lesson page: what finishes the lesson, what is missing, and the forms for that."""

from dataclasses import dataclass, replace
from uuid import UUID

from .. import queries
from ..completion_words import finished_when, why_not
from ..permissions import has_coach
from ..progress import Rule
from ..work_forms import WorkForm
from . import acting


@dataclass(frozen=True)
class Ending:
    """What stands at the end of a lesson.

    `rules`: one line for each rule. `missing`: a sentence for each unmet one, `met` for the others; both are
    empty for a visitor and for a helper, who does not see what the learner answered.
    """

    rules: list[str]
    missing: list[str]
    met: list[str]
    #: The learner is asked whether they have finished; `has_said`: they said so, and the rest is missing.
    is_asked: bool
    has_said: bool
    #: They may say themself that they did it on paper.
    takes_paper: bool
    #: What was handed in, if anything, and the form for it; None where the lesson asks for no work.
    work: object = None
    work_form: WorkForm | None = None
    is_restored: bool = False


def ending_of(request, lesson, *, learner, state, sent=None, put_back=None) -> Ending:
    """The end of this lesson for this person; `learner` None is a visitor.

    `sent` is a refused form for work; `put_back` fills a form with what was typed in it before signing in. At
    most seven queries, none where only the learner's word counts.
    """
    requirements = queries.requirements_of(lesson=lesson)
    is_done = state is not None and state.is_done
    is_own = learner is not None and not acting.supporter_of(request)
    done = queries.done_for(learner=learner, requirements=requirements) if is_own and not is_done else None
    if done and Rule.COACH in requirements.rules and not done.confirmed:
        done = _with_coach(done, learner=learner, course_key=lesson.course.translation_key)
    needs = requirements.needs(done) if done else ()
    in_force = requirements.in_force
    work, work_form, is_restored = None, None, False
    if is_own and Rule.WORK in in_force:
        work = queries.work_of(learner=learner, lesson_key=lesson.translation_key)
        work_form = sent or WorkForm(kept=work)
        is_restored = not sent and put_back is not None and put_back(work_form, "work")
    return Ending(
        rules=[finished_when(rule, requirements.asked) for rule in in_force],
        missing=[why_not(need) for need in needs if not need.is_met],
        met=[why_not(need) for need in needs if need.is_met],
        is_asked=Rule.LEARNER in in_force and not (done and done.says_so),
        has_said=bool(done and done.says_so),
        takes_paper=Rule.COACH not in in_force,
        work=work,
        work_form=work_form,
        is_restored=is_restored,
    )


def _with_coach(done, *, learner, course_key: UUID):
    return replace(done, has_coach=has_coach(learner=learner, course_key=course_key))
