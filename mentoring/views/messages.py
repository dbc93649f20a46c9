"""Messages between two people, and those that were reported."""

from django.contrib import messages as flashes
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import record_audit
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import MessageForm, ReportForm
from ..models import Message
from ..permissions import is_coordinator, may_see_report
from .pair import attempt, pair_of, show
from .sent import sent_by


@signed_in_required
def messages(request, mentorship_id):
    """The thread: opening it marks what the other wrote as read."""
    pair = pair_of(request, mentorship_id)
    form = MessageForm(sent_by(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            operations.send_message,
            mentorship=pair.mentorship,
            by=request.user,
            **form.cleaned_data,
        )
    ):
        flashes.success(request, _("Sent. They get a mail that says only that there is a message."))
        return redirect("messages", mentorship_id)
    thread = list(queries.messages_of(mentorship=pair.mentorship))
    operations.read_messages(mentorship=pair.mentorship, by=request.user, at=timezone.now())
    return show(request, "messages", pair, form=form, thread=thread)


@signed_in_required
def report(request, mentorship_id, message_id):
    """Show one message to the coordinators, and say why."""
    pair = pair_of(request, mentorship_id)
    message = get_object_or_404(
        Message.objects.exclude(author=request.user), pk=message_id, mentorship=pair.mentorship
    )
    form = ReportForm(sent_by(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, operations.report_message, message=message, by=request.user, **form.cleaned_data)
    ):
        flashes.success(request, _("Thank you. Your coordinator looks at it. The other person is not told."))
        return redirect("messages", mentorship_id)
    return show(request, "message_report", pair, form=form, message=message)


@signed_in_required
def reports(request):
    """For coordinators: messages of my programmes that somebody reported."""
    or_404(is_coordinator(request.user))
    rows = queries.reported_messages(coordinator=request.user)
    return render(request, "mentoring/together/reports.html", {"rows": rows})


@signed_in_required
def reported(request, message_id):
    """One reported message with its reason; each look is written down."""
    message = get_object_or_404(
        Message.objects.select_related("author", "mentorship__programme"), pk=message_id
    )
    or_404(may_see_report(request.user, message))
    if request.method == "POST":
        operations.settle_report(message=message, by=request.user, at=timezone.now())
        flashes.success(request, _("Done. It is off the list."))
        return redirect("coordinate_reports")
    record_audit(by=request.user, action="mentoring.reported_message_seen", obj=message, at=timezone.now())
    return render(
        request,
        "mentoring/together/reported.html",
        {"message": message, "author": queries.called(person=message.author)},
    )
