"""What counts in the score of a programme: try other weights, see who would be matched otherwise, save."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import WeightsForm
from ..models import MatchingRound
from .rounds import my_round
from .sent import sent_by


@signed_in_required
def weights(request, round_id):
    """Look first, then save: looking changes nothing. A confirmed round keeps the weights it ran with."""
    found = my_round(request, round_id)
    if found.state == MatchingRound.State.CONFIRMED:
        return redirect("round_overview", found.pk)
    versions = list(queries.weight_versions(programme_id=found.programme_id))
    version = versions[0].version if versions else 0
    form = WeightsForm(
        sent_by(request), initial=queries.weight_values(programme_id=found.programme_id), label_suffix=""
    )
    looked, changes = False, None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save":
            seen = request.POST.get("seen", "")
            try:
                operations.save_weights(
                    programme=found.programme,
                    weights=form.cleaned_data,
                    seen=int(seen) if seen.isdecimal() else -1,
                    by=request.user,
                    at=timezone.now(),
                )
                messages.success(
                    request, _("Saved. Work it out again, and the matches follow these weights.")
                )
                return redirect("round_overview", found.pk)
            except operations.WeightsChanged as error:
                form.add_error(None, str(error))
        else:
            looked = True
            changes = queries.pairs_that_would_change(round=found, weights=form.cleaned_data)
    return render(
        request,
        "mentoring/rounds/weights.html",
        {
            "round": found,
            "form": form,
            "has_errors": bool(form.errors),
            "versions": versions,
            "version": version,
            "looked": looked,
            "changes": changes,
        },
    )
