"""The end of a course: the finished page, the certificate on screen and as a PDF, and its badge."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import has_role, or_404, signed_in_required
from accounts.roles import Role

from .. import badges, operations, pdf, queries
from ..confidence import moment_of
from ..forms import CertificateForm, ShareForm
from ..qr import qr_picture
from ..recognition_forms import TakeBackForm
from .files import as_file, pdf_or_page
from .places import open_course


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
    box = f"certificate-{page.translation_key}"
    if form.is_valid():
        return _issue(request, page, form.cleaned_data)
    context = {
        "course": page,
        "course_url": page.get_url(request),
        "progress": progress,
        "certificate": certificate,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "has_errors": bool(form.errors),
        "ask_how_sure": queries.asks_how_sure(
            learner=request.user,
            course=page,
            moment=moment_of(finished_at=progress.finished_at, at=timezone.now()),
        ),
        "next_course": queries.next_course_for(learner=request.user),
    }
    return render(request, "courses/finished.html", context)


def _finish(request, page):
    try:
        operations.finish_course(learner=request.user, course=page, by=request.user, at=timezone.now())
    except operations.NotFinished:
        return redirect(page.get_url(request))
    return redirect("course_finished", course=page.slug)


def _issue(request, page, words):
    try:
        certificate = operations.issue_certificate(
            learner=request.user, course=page, by=request.user, at=timezone.now(), **words
        )
    except operations.TakenBack:
        messages.error(request, _("This certificate was taken back. It cannot be changed."))
        return redirect("course_finished", course=page.slug)
    return redirect("certificate", code=certificate.code)


def certificate(request, code):
    """A certificate, for its owner, and for others only while the owner allows it."""
    found = queries.certificate_shown_to(viewer=request.user, code=code)
    if found is None:
        return render(request, "courses/certificate_not_found.html", status=404)
    context = {**_sheet(found), "is_owner": _is_owner(request, found)}
    return render(request, "courses/certificate.html", context)


def _sheet(certificate):
    """What the sheet itself shows."""
    address = settings.BASE_URL.rstrip("/") + reverse("certificate", args=[certificate.code])
    return {"certificate": certificate, "address": address, "qr": qr_picture(address)}


def _is_owner(request, certificate):
    return request.user.is_authenticated and certificate.learner_id == request.user.pk


def _own(request, code):
    """The certificate with this code if it belongs to this person, or 404."""
    found = queries.certificate_shown_to(viewer=request.user, code=code)
    if found is None or not _is_owner(request, found):
        raise Http404
    return found


@login_required
@require_POST
def share_certificate(request, code):
    """Let people check the certificate, or stop that."""
    found = _own(request, code)
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


@login_required
def certificate_pdf(request, code):
    """The certificate as one sheet of A4, for its owner alone."""
    found = _own(request, code)
    return pdf_or_page(
        request,
        lambda: pdf.draw("courses/certificate_pdf.html", {**_sheet(found), "shows_all": True}),
        name=f"certificate-{found.code}.pdf",
        page=reverse("certificate", args=[found.code]),
    )


@login_required
def badge(request, code, kind):
    """The badge as a file, for its owner alone: the signed token, bare or inside JSON."""
    found = _own(request, code)
    try:
        token = operations.sign_badge(certificate=found, at=timezone.now())
    except operations.TakenBack:
        raise Http404 from None
    name = f"badge-{found.code}.{kind}"
    if kind == "jwt":
        return as_file(HttpResponse(token, content_type="text/plain; charset=utf-8"), name)
    return as_file(
        HttpResponse(json.dumps(badges.enveloped(token), indent=2), content_type="application/json"), name
    )


@signed_in_required
def take_back(request, code):
    """An administrator takes a certificate back, with a reason."""
    or_404(has_role(request.user, Role.ADMINISTRATOR))
    found = queries.certificate_with_code(code=code)
    if found is None:
        raise Http404
    form = TakeBackForm(request.POST or None)
    if form.is_valid():
        operations.revoke_certificate(
            certificate=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("The certificate is taken back. The person is told by e-mail."))
        return redirect("certificate_take_back", code=found.code)
    box = f"take-back-{found.pk}"
    context = {
        "certificate": found,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/certificate_take_back.html", context)
