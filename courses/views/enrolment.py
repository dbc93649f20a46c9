"""What a learner decides about one of their courses: a break, leaving, coming back, a day to aim for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import kept_words
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..cohort_forms import TargetForm
from ..models import Enrolment

#: What the button is called, what it does, and what the person reads then.
ACTS = {
    "pause": (
        operations.pause_course,
        gettext_lazy("You are having a break from this course. Nothing is lost."),
    ),
    "resume": (operations.resume_course, gettext_lazy("Welcome back. You are where you left off.")),
    "leave": (
        operations.leave_course,
        gettext_lazy("You have left this course. All you did is kept, in case you come back."),
    ),
    "back": (operations.come_back, gettext_lazy("Welcome back. All you did is here.")),
}


def aim_box(enrolment) -> str:
    """The name of the form for the day to aim for."""
    return f"aim-{enrolment.pk}"


@signed_in_required
def my_enrolment(request, enrolment_id):
    """One course of mine, and what I decide about it; back to the course then."""
    enrolment = get_object_or_404(Enrolment, pk=enrolment_id, learner=request.user)
    verb = request.POST.get("do", "")
    form = TargetForm(
        request.POST if verb == "aim" else None,
        initial={"target_date": enrolment.target_date},
        label_suffix="",
    )
    if verb == "aim" and form.is_valid():
        _aim(request, enrolment, form.cleaned_data["target_date"])
        return redirect(_course_url(enrolment))
    if verb and verb != "aim":
        _act(request, enrolment, verb)
        return redirect(_course_url(enrolment))
    box = aim_box(enrolment)
    is_restored = kept_words.put_back(request, form, box)
    context = {
        "enrolment": enrolment,
        "form": form,
        "box": box,
        "is_restored": is_restored,
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/my_enrolment.html", context)


def _aim(request, enrolment, day):
    operations.aim_for(enrolment=enrolment, target_date=day, by=request.user, at=timezone.now())
    messages.success(request, _("Saved.") if day else _("There is no day to aim for any more."))


def _act(request, enrolment, verb):
    if verb not in ACTS:
        raise Http404
    operation, words = ACTS[verb]
    operation(enrolment=enrolment, by=request.user, at=timezone.now())
    messages.success(request, words)


def _course_url(enrolment) -> str:
    """The page of the course while it is open, else the record."""
    outline = queries.course_outlines(course_keys=[enrolment.course_key]).get(enrolment.course_key)
    return outline.url if outline and outline.url else "my_record"
