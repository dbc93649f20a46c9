"""How sure somebody feels: the question, which anybody may skip, and the picture of it over time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_words
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..confidence import BEFORE
from ..people_forms import HowSureForm


@signed_in_required
def my_confidence(request):
    """What this person said, course by course, as a table with dots and a sentence."""
    pictures = queries.how_sure_over_time(learner=request.user)
    return render(request, "courses/people/my_confidence.html", {"pictures": pictures})


@signed_in_required
def say(request, course_key):
    """The eight questions about a course this person started. Each can be left out, or all."""
    asked = queries.how_sure_asked(learner=request.user, course_key=course_key, at=timezone.now())
    if asked is None:
        raise Http404
    box = f"how-sure-{course_key}-{asked.moment}"
    form = HowSureForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_valid():
        operations.say_how_sure(
            learner=request.user,
            course_key=course_key,
            values=form.values,
            by=request.user,
            at=timezone.now(),
        )
        if form.values:
            messages.success(request, _("Thank you. Only you can see what you said."))
        return redirect(_way_on(request, asked))
    context = {
        "asked": asked,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "way_on": _way_on(request, asked),
        "has_errors": form.is_bound,
    }
    return render(request, "courses/people/how_sure.html", context)


def _way_on(request, asked) -> str:
    """Before a course: into it. After it: to the picture."""
    if asked.moment != BEFORE:
        return reverse("my_confidence")
    progress = queries.progress_for(learner=request.user, course_key=asked.course_key)
    place = progress.carry_on
    return (place.url if place else progress.outline.url) or reverse("wagtail_serve", args=["learn/"])
