"""What somebody lived through: their own page, with its own yes. Nobody else ever opens it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import LivedExperienceForm
from .sent import sent_by


@signed_in_required
@never_cache
def lived_experience(request):
    """Say yes to what is written there, and tell; or change it."""
    kept = queries.lived_experience_of(person=request.user)
    form = LivedExperienceForm(sent_by(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        operations.share_lived_experience(
            terms=list(form.cleaned_data["terms"]),
            own_words=form.cleaned_data["own_words"],
            is_used=form.cleaned_data["is_used"],
            wording=str(form.WORDING),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved. Only you can read it."))
        return redirect("lived_experience")
    return render(
        request,
        "mentoring/ask/lived_experience.html",
        {"form": form, "kept": kept, "has_errors": bool(form.errors)},
    )


@signed_in_required
@never_cache
def take_back(request):
    """Ask once, then delete at once."""
    if request.method == "POST":
        operations.take_back_lived_experience(by=request.user, at=timezone.now())
        messages.success(request, _("Taken back. We have deleted it."))
        return redirect("mentoring_home")
    return render(request, "mentoring/ask/lived_experience_take_back.html")
