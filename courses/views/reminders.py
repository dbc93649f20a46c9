"""Reminders: asked once, off until somebody says yes, and stopped in one click without signing in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import signed_in_required

from .. import operations, queries


@signed_in_required
def my_reminders(request):
    """Whether this person gets reminders, and the button to change it."""
    if request.method == "POST" and request.POST.get("wants") in ("yes", "no"):
        wants = request.POST["wants"] == "yes"
        operations.choose_reminders(learner=request.user, wants=wants, by=request.user, at=timezone.now())
        if wants:
            messages.success(request, _("We will remind you now and then. You can stop it at any time."))
        else:
            messages.success(request, _("We will not remind you."))
        return redirect("my_reminders")
    since = queries.reminders_since(learner=request.user)
    return render(request, "courses/people/my_reminders.html", {"since": since})


@csrf_exempt  # mail programs press the button; the token says for whom
def stop(request, stop_token):
    """A mail program stops the reminders by POST (RFC 8058), a person with the button on the page."""
    learner_id = operations.learner_id_of(stop_token)
    if learner_id is None:
        raise Http404
    if request.method == "POST":
        operations.stop_reminders(learner_id=learner_id, at=timezone.now())
    context = {"is_stopped": request.method == "POST", "token": stop_token}
    return render(request, "courses/people/stop_reminders.html", context)
