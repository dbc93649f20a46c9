"""Inviting people to one course by e-mail, and saying yes to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..cohort_forms import InviteForm
from ..cohort_permissions import may_make_groups
from .joining import other_address
from .places import open_course


def _course_to_invite_to(request, slug):
    or_404(may_make_groups(request.user))
    return open_course(request, slug)


@signed_in_required
def invite(request, course):
    """Addresses to invite, and the invitations of mine that nobody answered yet."""
    page = _course_to_invite_to(request, course)
    form, box = InviteForm(request.POST or None, label_suffix=""), f"invite-{page.translation_key}"
    if form.is_valid():
        number = operations.invite_to_course(
            course=page, people=form.cleaned_data["pasted"], by=request.user, at=timezone.now()
        )
        _say_how_many(request, number)
        return redirect("course_invite", course=course)
    context = {
        "page": page,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "invitations": operations.course_invitations_of(person=request.user, course_key=page.translation_key),
        "now": timezone.now(),
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/invite.html", context)


def _say_how_many(request, number):
    if not number:
        messages.info(request, _("You have invited everybody on this list before."))
        return
    words = ngettext(
        "%(number)s person is invited by e-mail.", "%(number)s people are invited by e-mail.", number
    )
    messages.success(request, words % {"number": number})


@signed_in_required
@require_POST
def invitation_act(request, course, asked_id):
    """A new link for one address, or none any more."""
    page = _course_to_invite_to(request, course)
    mine = operations.course_invitations_of(person=request.user, course_key=page.translation_key)
    found = get_object_or_404(mine, pk=asked_id)
    act = {"invitation": found, "by": request.user, "at": timezone.now()}
    if request.POST.get("do") == "again":
        done, words = operations.invite_again(**act), _("A new e-mail is on its way.")
    else:
        done, words = operations.cancel_invitation(**act), _("The invitation is cancelled.")
    messages.success(request, words if done else _("This invitation was answered meanwhile."))
    return redirect("course_invite", course=course)


@never_cache
def invitation(request, course_link):
    """What somebody is invited to, for whoever has the link; taking the course needs an account."""
    now = timezone.now()
    try:
        found = operations.open_course_invitation(token=course_link, at=now, reader=request.user)
        outline = queries.course_outlines(course_keys=[found.course_key]).get(found.course_key)
        if outline is None:
            raise operations.InvitationOver("closed")
        if request.method == "POST" and request.user.is_authenticated:
            course = queries.course_with_key(course_key=found.course_key)
            operations.accept_course_invitation(
                token=course_link, course=course, learner=request.user, by=request.user, at=now
            )
            messages.success(request, _("You are in the course. Start whenever you like."))
            return redirect(outline.url)
    except operations.InvitationOver as over:
        status = 404 if over.why == "unknown" else 410
        return render(request, "courses/cohorts/invitation_over.html", {"why": over.why}, status=status)
    if found.accepted_at:
        return redirect(outline.url)
    context = {"outline": outline, "invitation": found, "other_address": other_address(request.user, found)}
    return render(request, "courses/course_invitation.html", context)
