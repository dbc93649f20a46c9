"""One lesson of one learner, for a coach or coordinator: look at the work, confirm, or put a tick right."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_words
from accounts.permissions import or_404

from .. import operations, permissions, queries
from ..completion_words import finished_when
from ..confirming_forms import ReasonForm
from ..progress import Rule
from .places import open_course


@login_required
def lesson_of(request, course, lesson, learner_id):
    """What a coach sees: the rules, the work, how it stands. Never answers, reflections or notes."""
    course_page = open_course(request, course)
    page = queries.lesson_at(course=course_page, slug=lesson)
    if page is None:
        raise Http404
    learner = get_object_or_404(get_user_model(), pk=learner_id)
    who = {"learner": learner, "course_key": course_page.translation_key}
    or_404(permissions.may_look_after(request.user, **who))
    may_confirm = bool(permissions.may_confirm(request.user, **who))
    may_repair = bool(permissions.may_repair(request.user, **who))
    form = ReasonForm(request.POST if request.POST.get("do") == "repair" else None)
    if request.method == "POST" and _record(request, page, learner, form, may_confirm, may_repair):
        return redirect(request.path)
    requirements = queries.requirements_of(lesson=page)
    box = f"repair-{page.translation_key}-{learner.pk}"
    progress = queries.progress_around(learner=learner, course=course_page)
    asks_coach = Rule.COACH in requirements.in_force
    context = {
        "page": page,
        "course": course_page,
        "learner": learner,
        "state": progress.row(page.translation_key),
        "rules": [finished_when(rule, requirements.asked) for rule in requirements.in_force],
        "work": queries.work_of(learner=learner, lesson_key=page.translation_key) if may_confirm else None,
        "confirmation": queries.confirmation_of(learner=learner, lesson_key=page.translation_key),
        "may_confirm": may_confirm and asks_coach,
        "may_mark_paper": may_confirm,
        "may_repair": may_repair,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/people/lesson_of.html", context)


def _record(request, page, learner, form, may_confirm, may_repair) -> bool:
    """Do what the form asks for. False when it was refused; 404 for what this person may not do."""
    act = {"learner": learner, "lesson": page, "by": request.user, "at": timezone.now()}
    done = request.POST.get("do")
    if done == "confirm" and may_confirm:
        operations.confirm_lesson(**act)
        messages.success(request, _("You confirmed this lesson."))
    elif done == "paper" and may_confirm:
        operations.complete_on_paper(is_coach=True, **act)
        messages.success(request, _("This lesson is marked as done on paper."))
    elif done == "repair" and may_repair:
        if not form.is_valid():
            return False
        operations.count_as_done(reason=form.cleaned_data["reason"], **act)
        messages.success(request, _("This lesson is counted as done. The learner can read why."))
    else:
        raise Http404
    return True
