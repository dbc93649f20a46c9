"""What a coach keeps of their own: supervision, hours, and a thank-you to print."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import SupervisionForm
from ..models import Supervision
from ..permissions import is_coach
from .sent import sent_by


@signed_in_required
def log(request):
    """When I had supervision, and a form for the next line."""
    or_404(is_coach(request.user))
    form = SupervisionForm(sent_by(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        operations.log_supervision(
            coach=request.user, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect("coach_supervision")
    rows = queries.supervisions_of(coach=request.user)
    return render(
        request,
        "mentoring/coach/supervision.html",
        {
            "form": form,
            "rows": rows,
            "time": queries.minutes_in_words(sum(each.minutes for each in rows)),
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
@require_POST
def remove(request, supervision_id):
    """Take a line back."""
    or_404(is_coach(request.user))
    line = get_object_or_404(Supervision, pk=supervision_id, coach=request.user)
    operations.remove_supervision(supervision=line, by=request.user, at=timezone.now())
    messages.success(request, _("Taken out."))
    return redirect("coach_supervision")


@signed_in_required
def thank_you(request):
    """The hours somebody gave, as a sheet to print, and the thanks they were sent."""
    or_404(is_coach(request.user))
    return render(
        request,
        "mentoring/coach/thank_you.html",
        {
            "given": queries.time_given(coach=request.user, now=timezone.now()),
            "thanks": queries.thanks_to(coach=request.user),
        },
    )
