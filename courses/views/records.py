"""What is left when the learning is done: the finished page, certificates, the workbook, the record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import operations, queries
from ..forms import CertificateForm, ShareForm
from ..questions import block_key, question_of
from .actions import open_course


@login_required
def finished(request, course):
    """The quiet celebration, and the name for the certificate."""
    page = open_course(request, course)
    certificate = queries.certificate_for(learner=request.user, course_key=page.translation_key)
    progress = queries.progress_for(learner=request.user, course_key=page.translation_key)
    if request.method == "POST" and progress.finished_at is None:
        return _finish(request, page)
    if progress.finished_at is None:
        return redirect(page.get_url(request))
    kept = {"name": certificate.name, "is_public": certificate.is_public} if certificate else {}
    form = CertificateForm(request.POST or None, initial=kept or {"name": request.user.preferred_name})
    if form.is_valid():
        certificate = operations.issue_certificate(
            learner=request.user, course=page, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        return redirect("certificate", code=certificate.code)
    context = {
        "course": page,
        "course_url": page.get_url(request),
        "progress": progress,
        "certificate": certificate,
        "form": form,
        "has_errors": bool(form.errors),
        "next_course": queries.next_course_for(learner=request.user),
    }
    return render(request, "courses/finished.html", context)


def _finish(request, page):
    try:
        operations.finish_course(learner=request.user, course=page, by=request.user, at=timezone.now())
    except operations.NotFinished:
        return redirect(page.get_url(request))
    return redirect("course_finished", course=page.slug)


def certificate(request, code):
    """A certificate, for its owner, and for others only while the owner allows it."""
    found = queries.certificate_shown_to(viewer=request.user, code=code)
    if found is None:
        return render(request, "courses/certificate_not_found.html", status=404)
    is_owner = request.user.is_authenticated and found.learner_id == request.user.pk
    address = request.build_absolute_uri(request.path)
    context = {"certificate": found, "is_owner": is_owner, "address": address}
    return render(request, "courses/certificate.html", context)


@login_required
@require_POST
def share_certificate(request, code):
    """Let people check the certificate, or stop that."""
    found = queries.certificate_shown_to(viewer=request.user, code=code)
    if found is None or found.learner_id != request.user.pk:
        raise Http404
    form = ShareForm(request.POST)
    form.is_valid()
    operations.share_certificate(
        certificate=found, is_public=form.cleaned_data["is_public"], by=request.user, at=timezone.now()
    )
    if form.cleaned_data["is_public"]:
        words = _("Anyone with the code can now check your certificate.")
    else:
        words = _("Now only you can see your certificate.")
    messages.success(request, words)
    return redirect("certificate", code=found.code)


def workbook(request, course):
    """The whole course on paper, with room to write and what this person wrote already."""
    page = open_course(request, course)
    written = queries.words_of(learner=request.user) if request.user.is_authenticated else []
    lessons = [
        {"page": lesson, "blocks": list(_blocks(lesson, written)), "note": _note(lesson, written)}
        for lesson in queries.lessons_with_bodies(course=page)
    ]
    context = {
        "course": page,
        "course_url": page.get_url(request),
        "lessons": lessons,
        "is_large": request.GET.get("large") == "1",
        "address": request.build_absolute_uri(page.get_url(request)),
    }
    return render(request, "courses/workbook.html", context)


def _blocks(lesson, written):
    """The blocks of a lesson for paper: (block, question or None, own words or "")."""
    texts = {(words.lesson_key, words.prompt_key): words.text for words in written}
    for block in lesson.body:
        key = block_key(block)
        is_question = block.block_type == "question"
        question = question_of(key, block.value) if is_question else None
        yield {"block": block, "question": question, "own": texts.get((lesson.translation_key, key), "")}


def _note(lesson, written):
    return next(
        (
            words.text
            for words in written
            if words.lesson_key == lesson.translation_key and words.prompt_key is None
        ),
        "",
    )


@login_required
def my_record(request):
    """Every course this person started."""
    return render(request, "courses/my_record.html", {"rows": queries.record_of(learner=request.user)})


@login_required
def my_notes(request):
    """Everything this person wrote in lessons."""
    return render(request, "courses/my_notes.html", {"words": queries.words_of(learner=request.user)})
