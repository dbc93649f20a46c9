"""Goals, at most three at a time, and the small steps towards them."""

from django.db import transaction

from accounts.operations import record_audit

from ..models import Action, Goal
from .errors import NotOpen, StaleWords, TooManyGoals
from .gate import locked_active
from .locks import lock

MOST_GOALS = 3

State = Goal.State


@transaction.atomic
def set_goal(*, mentorship, form_key, by, at, **words) -> Goal:
    """A new goal; `words` are fields of Goal. The same form twice is once.

    The mentorship's row is locked, so that two windows cannot make a fourth. Raises TooManyGoals.
    """
    mentorship = locked_active(mentorship, at=at)
    known = Goal.objects.filter(mentorship=mentorship, form_key=form_key).first()
    if known:
        return known
    _room_for_one(mentorship)
    goal = Goal.objects.create(mentorship=mentorship, form_key=form_key, made_at=at, **words)
    record_audit(by=by, action="mentoring.goal_set", obj=goal, at=at)
    return goal


def _room_for_one(mentorship):
    if Goal.objects.filter(mentorship=mentorship, state=State.ACTIVE).count() >= MOST_GOALS:
        raise TooManyGoals(MOST_GOALS)


def _locked_goal(goal, at) -> Goal:
    locked_active(goal.mentorship, at=at)
    return lock(Goal, goal.pk)


@transaction.atomic
def change_goal(*, goal, version, by, at, **words) -> Goal:
    """Other words for a goal. Raises StaleWords when somebody changed it since `version`."""
    goal = _locked_goal(goal, at)
    if all(getattr(goal, name) == value for name, value in words.items()):
        return goal
    if goal.version != version:
        raise StaleWords(mine=words.get("words", ""), saved=goal.words, version=goal.version)
    for name, value in words.items():
        setattr(goal, name, value)
    goal.version += 1
    goal.save()
    record_audit(by=by, action="mentoring.goal_changed", obj=goal, at=at)
    return goal


@transaction.atomic
def close_goal(*, goal, state, confidence=None, by, at) -> Goal:
    """Reached, or let go. `confidence` is 0 to 10, how sure the learner is now. Twice is once."""
    goal = _locked_goal(goal, at)
    if goal.state == state:
        return goal
    if goal.state != State.ACTIVE:
        raise NotOpen
    goal.state, goal.confidence_at_end, goal.closed_at = state, confidence, at
    goal.save(update_fields=["state", "confidence_at_end", "closed_at"])
    record_audit(by=by, action="mentoring.goal_closed", obj=goal, at=at, state=str(state))
    return goal


@transaction.atomic
def reopen_goal(*, goal, by, at) -> Goal:
    """Back to working on it. Raises TooManyGoals."""
    goal = _locked_goal(goal, at)
    if goal.state == State.ACTIVE:
        return goal
    _room_for_one(goal.mentorship)
    goal.state, goal.confidence_at_end, goal.closed_at = State.ACTIVE, None, None
    goal.save(update_fields=["state", "confidence_at_end", "closed_at"])
    record_audit(by=by, action="mentoring.goal_reopened", obj=goal, at=at)
    return goal


@transaction.atomic
def add_action(*, mentorship, words, owner, due_date, form_key, by, at, meeting=None) -> Action:
    """A small step that `owner`, one of the two, will take. The same form twice is once."""
    mentorship = locked_active(mentorship, at=at)
    action, is_new = Action.objects.get_or_create(
        mentorship=mentorship,
        form_key=form_key,
        defaults={"words": words, "owner": owner, "due_date": due_date, "meeting": meeting, "made_at": at},
    )
    if is_new:
        record_audit(by=by, action="mentoring.action_added", obj=action, at=at)
    return action


@transaction.atomic
def tick_action(*, action, is_done, by, at) -> Action:
    """Done, or not done after all. Twice is once."""
    locked_active(action.mentorship, at=at)
    action = lock(Action, action.pk)
    if bool(action.done_at) != is_done:
        action.done_at = at if is_done else None
        action.save(update_fields=["done_at"])
        record_audit(
            by=by, action="mentoring.action_done" if is_done else "mentoring.action_undone", obj=action, at=at
        )
    return action
