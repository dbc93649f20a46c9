"""Goals of two people and the small steps towards them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import ActionForm, CloseGoalForm, GoalForm
from ..models import Action, Goal
from .pair import attempt, pair_of, show
from .sent import sent_as, sent_by


@signed_in_required
def goals(request, mentorship_id):
    """Every goal and every step; a new step can be added."""
    pair = pair_of(request, mentorship_id)
    form = ActionForm(sent_by(request), people=pair.people)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        owner = pair.person if words["owner"] == pair.person.pk else pair.other
        if attempt(
            form,
            operations.add_action,
            mentorship=pair.mentorship,
            words=words["words"],
            owner=owner,
            due_date=words["due_date"],
            form_key=words["form_key"],
            by=request.user,
        ):
            messages.success(request, _("Saved."))
            return redirect("goals", mentorship_id)
    found = list(queries.goals_of(mentorship=pair.mentorship))
    tasks = queries.goal_tasks(mentorship=pair.mentorship)
    return show(
        request,
        "goals",
        pair,
        form=form,
        tasks=tasks,
        has_room=len(tasks) < operations.MOST_GOALS,
        closed=[each for each in found if each.state != Goal.State.ACTIVE],
        actions=queries.open_actions(mentorship=pair.mentorship),
        done=queries.done_actions(mentorship=pair.mentorship)[:10],
    )


@signed_in_required
def new(request, mentorship_id):
    """A new goal. At most three at a time."""
    pair = pair_of(request, mentorship_id)
    form = GoalForm(sent_by(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.set_goal,
            mentorship=pair.mentorship,
            form_key=form.cleaned_data["form_key"],
            by=request.user,
            **form.words_of_goal(),
        )
    ):
        messages.success(request, _("Your goal is saved. Both of you can see it."))
        return redirect(pair.home_url)
    return show(request, "goal_form", pair, form=form)


def _goal_of(pair, goal_id) -> Goal:
    goal = get_object_or_404(Goal, pk=goal_id, mentorship=pair.mentorship)
    goal.mentorship = pair.mentorship
    return goal


@signed_in_required
def goal(request, mentorship_id, goal_id):
    """One goal: change its words, reach it, let it go, or take it up again."""
    pair = pair_of(request, mentorship_id)
    found = _goal_of(pair, goal_id)
    close = CloseGoalForm(sent_as(request, "close"))
    form = GoalForm(None if close.is_bound else sent_by(request), goal=found)
    if request.method == "POST" and _changed(request, found, form, close):
        return redirect("goals", mentorship_id)
    return show(
        request, "goal", pair, form=close if close.is_bound else form, edit=form, close=close, goal=found
    )


def _changed(request, found, form, close) -> bool:
    """Whether what was sent is done; otherwise the forms hold what was typed and why not."""
    if request.POST.get("do") == "reopen":
        return attempt(form, operations.reopen_goal, goal=found, by=request.user)
    if close.is_bound:
        return close.is_valid() and attempt(
            close, operations.close_goal, goal=found, by=request.user, **close.cleaned_data
        )
    if not form.is_valid():
        return False
    try:
        operations.change_goal(
            goal=found,
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
            **form.words_of_goal(),
        )
    except operations.StaleWords as stale:
        form.add_error(None, str(stale))
        form.add_error("words", _("It says now: %(words)s") % {"words": stale.saved})
        form.data = {**form.data.dict(), "version": stale.version}
        return False
    except operations.MentoringError as error:
        form.add_error(None, str(error))
        return False
    return True


@signed_in_required
@require_POST
def tick(request, mentorship_id, action_id):
    """A step is done, or not after all."""
    pair = pair_of(request, mentorship_id)
    action = get_object_or_404(Action, pk=action_id, mentorship=pair.mentorship)
    action.mentorship = pair.mentorship
    try:
        operations.tick_action(
            action=action, is_done=request.POST.get("done") == "yes", by=request.user, at=timezone.now()
        )
    except operations.MentoringError as error:
        messages.warning(request, str(error))
    return redirect("goals", mentorship_id)
