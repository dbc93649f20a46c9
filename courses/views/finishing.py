"""How a learner finishes a lesson: by saying so, by work handed in, on paper. And why it is not ticked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_words
from accounts.permissions import or_404

from .. import operations, permissions, queries
from ..forms import FinishedForm
from ..work_forms import WorkForm
from . import acting
from .actions import (
    come_back_later,
    completed_words,
    say_if_completed,
    show_refused,
    too_long,
)
from .ending import ending_of
from .lesson_page import Sent
from .places import gives_words_back, place_of_act, say_it_has_gone, telling_who_came_back


def complete(request, course, lesson):
    """Has the learner finished this lesson? Yes, or they come back later."""
    place = place_of_act(request, course, lesson)
    part = request.POST.get("part", "")
    if not request.user.is_authenticated:
        return redirect_to_login(place.url(request, part, "#finished"))
    if request.method != "POST":
        return redirect(place.url(request))
    form = FinishedForm(request.POST, auto_id="finished-%s")
    if not form.is_valid() and place.is_open:
        return show_refused(request, place, Sent(part=part, forms={"finished": form}))
    if form.cleaned_data.get("finished") != "yes":
        return come_back_later(request, place)
    learner = acting.learner_of(request, place.course)
    with telling_who_came_back(request, place, learner):
        progress = operations.complete_lesson(
            learner=learner, lesson=place.lesson, by=request.user, at=timezone.now()
        )
    return _go_on(request, place, part, progress)


@login_required
def on_paper(request, course, lesson):
    """The learner, or their helper, says that the lesson was done on paper."""
    place = place_of_act(request, course, lesson)
    part = request.POST.get("part", "")
    if request.method != "POST":
        return redirect(place.url(request))
    learner = acting.learner_of(request, place.course)
    try:
        with telling_who_came_back(request, place, learner):
            progress = operations.complete_on_paper(
                learner=learner, lesson=place.lesson, by=request.user, at=timezone.now()
            )
    except operations.CoachNeeded:
        messages.info(request, _("Show your paper to a coach. They can mark this lesson for you."))
        return redirect(place.url(request, part, "#finished"))
    return _go_on(request, place, part, progress)


def _go_on(request, place, part, progress):
    """After a yes: to the next lesson, or, where something is missing, back to what that is."""
    row = progress.row(place.lesson.translation_key)
    if place.is_open and row is not None and not row.is_done:
        words = _("We have noted that you have finished. Something is still missing: see below.")
        messages.info(request, words)
        return redirect(place.url(request, part, "#finished"))
    supporter = acting.supporter_of(request)
    messages.success(request, completed_words(place.lesson.title, progress, supporter))
    if progress.is_complete and place.is_open and not supporter:
        return redirect("course_finished", course=place.course.slug)
    _before, after = progress.neighbours(place.lesson.translation_key)
    if after and not after.is_done and place.is_open:
        return redirect(after.url)
    return redirect(place.course_url(request))


def undo(request, course, lesson):
    """Take "finished" back."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if not request.user.is_authenticated:
        return redirect_to_login(place.url(request))
    if request.method == "POST":
        is_undone = operations.undo_completion(
            learner=request.user, lesson=place.lesson, by=request.user, at=timezone.now()
        )
        if is_undone:
            messages.info(request, _("This lesson is marked as not finished."))
    return redirect(place.url(request, request.POST.get("part", "")))


def why(request, course, lesson):
    """Why is this lesson not ticked? One sentence for each thing that is missing."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not place.is_open:
        return say_it_has_gone(request, place, is_kept=False)
    progress = queries.progress_around(learner=request.user, course=place.course)
    state = progress.row(place.lesson.translation_key)
    context = {
        "page": place.lesson,
        "course": place.course,
        "course_url": place.course_url(request),
        "lesson_url": (state and state.place_url) or place.url(request),
        "state": state,
        "ending": ending_of(request, place.lesson, learner=request.user, state=state),
    }
    return render(request, "courses/why.html", context)


@gives_words_back
def hand_in(request, course, lesson):
    """Work for this lesson: words, a file, or both."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    part, lesson_key = request.POST.get("part", ""), place.lesson.translation_key
    if request.method != "POST":
        return redirect(place.url(request))
    form = WorkForm(request.POST, request.FILES)
    if not request.user.is_authenticated:
        back_to = place.sign_in_url(request, part, "#work")
        return kept_words.sign_in_first(request, box=f"work-{lesson_key}", back_to=back_to)
    sent = Sent(part=part, forms={"work": form})
    if not form.is_valid():
        return show_refused(request, place, sent)
    try:
        with telling_who_came_back(request, place, request.user):
            progress = operations.hand_in_work(
                learner=request.user,
                lesson=place.lesson,
                text=form.cleaned_data["text"],
                version=form.cleaned_data["version"],
                file=form.cleaned_data["file"],
                by=request.user,
                at=timezone.now(),
            )
    except operations.NothingHandedIn:
        form.add_error("text", _("Write something, or add a file."))
    except operations.TooLong as problem:
        form.add_error("text", too_long(problem.too_many))
    except operations.StaleWords as problem:
        form = WorkForm({"text": problem.mine, "version": problem.version})
        form.add_error("text", _("You changed this in another window. Choose which words to keep."))
        sent = Sent(part=part, forms={"work": form}, saved_meanwhile={"work": problem.saved})
    else:
        say_if_completed(request, place, progress)
        if not place.is_open:
            return say_it_has_gone(request, place)
        messages.success(request, _("Your work is handed in. You can change it at any time."))
        return redirect(place.url(request, part, "#work"))
    return show_refused(request, place, sent)


@login_required
def work_file(request, work_id):
    """A file that was handed in: for who handed it in, and for who may confirm the lesson. Never shown, only
    kept, so that nothing in it runs here."""
    work = queries.work_with(work_id=work_id)
    if work is None or not work.file:
        raise Http404
    course_key = queries.course_key_of(lesson_key=work.lesson_key, learner=work.learner)
    or_404(permissions.may_open_work(request.user, work, course_key=course_key))
    response = FileResponse(
        work.file.open(), as_attachment=True, filename=work.file_name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
