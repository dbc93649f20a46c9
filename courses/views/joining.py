"""How a learner comes into a group, sees it, asks its people for help, and leaves it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.limits import count_try, too_many_tries
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..cohort_forms import CodeForm


@signed_in_required
def join_group(request):
    """A code, then what the group is and who will see what, then yes."""
    sent = request.POST if request.method == "POST" else request.GET
    if "code" not in sent:
        return render(request, "courses/cohorts/join.html", {"form": CodeForm(label_suffix="")})
    form = CodeForm(sent, label_suffix="")
    cohort = None
    if form.is_valid():
        it_was_right = count_try(request, action="join_group")
        if it_was_right is None:
            return too_many_tries(request)
        cohort = _cohort_with_code(form, request.user)
        if cohort or form.has_error("code", "closed"):
            it_was_right()
    if cohort is None:
        return render(request, "courses/cohorts/join.html", {"form": form, "has_errors": True})
    if request.method != "POST":
        return render(request, "courses/cohorts/join_check.html", _before_joining(cohort))
    operations.join_by_code(code=cohort.code, learner=request.user, by=request.user, at=timezone.now())
    return _welcome(request, cohort)


def _cohort_with_code(form, learner):
    """The group, or None with the reason in the form. Every wrong code gets the same sentence."""
    try:
        return operations.find_cohort(code=form.cleaned_data["code"], learner=learner)
    except operations.NoSuchCode:
        words = _("We cannot find a group with this code. Check each letter, or ask who gave it to you.")
        form.add_error("code", words)
    except operations.GroupClosed:
        words = _("This group is closed: it takes nobody new at the moment. Ask who gave you the code.")
        form.add_error("code", ValidationError(words, code="closed"))
    return None


def _before_joining(cohort) -> dict:
    return {"cohort": cohort, "courses": cohort.courses.all(), "coaches": cohort.coaches.all()}


def _welcome(request, cohort):
    messages.success(request, _("You are in the group “%(group)s”.") % {"group": cohort.name})
    return redirect("my_group", cohort.pk)


@never_cache
def invitation(request, link):
    """What somebody is invited to, for whoever has the link; joining needs an account."""
    now = timezone.now()
    try:
        found = operations.open_invitation(token=link, at=now, reader=request.user)
        if request.method == "POST" and request.user.is_authenticated:
            operations.accept_invitation(token=link, learner=request.user, by=request.user, at=now)
            return _welcome(request, found.cohort)
    except operations.InvitationOver as over:
        status = 404 if over.why == "unknown" else 410
        return render(request, "courses/cohorts/invitation_over.html", {"why": over.why}, status=status)
    if found.accepted_at:
        return redirect("my_groups")
    context = {
        **_before_joining(found.cohort),
        "invitation": found,
        "other_address": other_address(request.user, found),
    }
    return render(request, "courses/cohorts/invitation.html", context)


def other_address(person, found) -> str:
    """Where the invitation went, mostly hidden, if that is not the address of who is signed in."""
    if not person.is_authenticated or person.email.lower() == found.email.lower():
        return ""
    name, _at, host = found.email.partition("@")
    return f"{name[:1]}…@{host}"


@signed_in_required
def my_groups(request):
    """The groups I am in, those I coach, and the way into another."""
    context = {
        "memberships": queries.memberships_of(learner=request.user),
        "coached": queries.cohorts_coached_by(person=request.user),
    }
    return render(request, "courses/cohorts/mine.html", context)


def _my_membership(request, cohort_id):
    """My membership of this group, or 404: for whoever is not in it, there is no such group."""
    return get_object_or_404(queries.memberships_of(learner=request.user), cohort_id=cohort_id)


@signed_in_required
def my_group(request, cohort_id):
    """What a member sees of their group: its courses and who helps. Nothing about other members."""
    member = _my_membership(request, cohort_id)
    keys = [row.course_key for row in member.cohort.courses.all()]
    outlines = queries.course_outlines(course_keys=keys)
    context = {
        "member": member,
        "cohort": member.cohort,
        "courses": [
            (outlines[row.course_key].title, outlines[row.course_key].url)
            if row.course_key in outlines
            else (row.course_title, "")
            for row in member.cohort.courses.all()
        ],
        "coaches": member.cohort.coaches.all(),
    }
    return render(request, "courses/cohorts/my_group.html", context)


@signed_in_required
def my_group_help(request, cohort_id):
    """ "I need help"."""
    member = _my_membership(request, cohort_id)
    if request.method != "POST":
        return render(request, "courses/cohorts/need_help.html", {"cohort": member.cohort})
    operations.ask_group_for_help(member=member, by=request.user, at=timezone.now())
    messages.success(request, _("We have told them. One of them gets in touch with you."))
    return redirect("my_group", cohort_id)


@signed_in_required
def my_group_leave(request, cohort_id):
    """Leave, after one look at what that means."""
    member = _my_membership(request, cohort_id)
    if request.method != "POST":
        return render(request, "courses/cohorts/leave.html", {"cohort": member.cohort})
    operations.leave_cohort(member=member, by=request.user, at=timezone.now())
    words = _("You have left the group “%(group)s”. Your courses and all you did stay yours.")
    messages.success(request, words % {"group": member.cohort.name})
    return redirect("my_groups")
