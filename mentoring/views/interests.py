"""Ties that people declare and conditions they ask for, and the page on which a coordinator settles them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import DeclareForm, SettleForm
from ..permissions import is_coordinator
from .sent import sent_by


@signed_in_required
def interests(request):
    """Tell of a tie to somebody, before a match."""
    form = DeclareForm(sent_by(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        operations.declare(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. Your coordinator looks at it before a match."))
        return redirect("interests")
    return render(
        request,
        "mentoring/ask/interests.html",
        {
            "form": form,
            "told": queries.declarations_of(person=request.user),
            "has_errors": bool(form.errors),
        },
    )


@signed_in_required
def asked(request):
    """Conditions and ties in my programmes. Every look is kept."""
    or_404(is_coordinator(request.user))
    declarations = list(queries.declarations_for(person=request.user))
    conditions = list(queries.conditions_for(person=request.user))
    if declarations or conditions:
        operations.note_interests_read(by=request.user, at=timezone.now())
    return render(
        request,
        "mentoring/coordinate/asked.html",
        {
            "conditions": conditions,
            "ties": [(each, _settle_form(request, each)) for each in declarations],
        },
    )


def _settle_form(request, declaration, data=None):
    others = queries.others_for(declaration=declaration, person=request.user)
    return SettleForm(data, others=others, prefix=f"tie-{declaration.pk}")


@signed_in_required
@require_POST
def condition(request, condition_id):
    """Agree, or not: then it goes."""
    or_404(is_coordinator(request.user))
    found = get_object_or_404(queries.conditions_for(person=request.user), pk=condition_id)
    if request.POST.get("do") == "agree":
        operations.agree_condition(condition=found, by=request.user, at=timezone.now())
        messages.success(request, _("Agreed. It counts from now on."))
    elif request.POST.get("do") == "refuse":
        operations.refuse_condition(condition=found, by=request.user, at=timezone.now())
        messages.success(request, _("Taken out. It does not count."))
    return redirect("coordinate_asked")


@signed_in_required
@require_POST
def declaration(request, declaration_id):
    """Dealt with: with two people who are never matched, or without."""
    or_404(is_coordinator(request.user))
    found = get_object_or_404(queries.declarations_for(person=request.user), pk=declaration_id)
    form = _settle_form(request, found, request.POST)
    if not form.is_valid():
        messages.warning(request, _("That person is no longer in the list. Choose again."))
        return redirect("coordinate_asked")
    try:
        operations.settle_declaration(
            declaration=found, never_with=form.never_with, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Done. It is off the list."))
    except operations.MentoringError as error:
        messages.warning(request, str(error))
    return redirect("coordinate_asked")
