"""After how long a pair of a programme gets a flag: its coordinators choose."""

from dataclasses import asdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations
from ..forms import FlagRulesForm
from ..models import Programme
from ..permissions import may_run_programme
from .sent import sent_by


@signed_in_required
def flag_rules(request, programme_slug):
    """Four figures. `seen` marks those the page showed, so that nobody overwrites a colleague unseen."""
    programme = get_object_or_404(Programme, slug=programme_slug)
    or_404(may_run_programme(request.user, programme))
    form = FlagRulesForm(sent_by(request), initial=asdict(programme.flag_rules), label_suffix="")
    seen = form.data.get("seen", "") if form.is_bound else programme.flag_rules.mark
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_flag_rules(
                programme=programme,
                rules=form.rules,
                seen=seen,
                by=request.user,
                at=timezone.now(),
            )
        except operations.FlagRulesChanged as error:
            form.add_error(None, str(error))
            programme.refresh_from_db()
            seen = programme.flag_rules.mark
        else:
            messages.success(request, _("Saved. The flags follow these numbers now."))
            return redirect("coordinate_support")
    return render(
        request,
        "mentoring/support/flag_rules.html",
        {
            "programme": programme,
            "form": form,
            "seen": seen,
            "flag_rules": [(programme.flag_rules, [programme])],
            "has_errors": bool(form.errors),
        },
    )
