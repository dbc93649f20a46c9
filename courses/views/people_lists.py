"""How a coordinator brings people into a group: a list or addresses, seen before anything is sent, and
undone; or members of another of their groups."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..cohort_forms import ListForm, PickForm
from ..cohort_permissions import may_run_cohort
from ..people_lists import Problem, mark_known
from .cohorts import cohort_to

PROBLEMS = {
    Problem.NO_EMAIL: gettext_lazy("There is no e-mail address in this row."),
    Problem.NOT_AN_EMAIL: gettext_lazy(
        "This is not an e-mail address. It should look like name@example.com."
    ),
    Problem.NOT_A_NAME: gettext_lazy(
        "This does not look like a name. Use 60 letters or fewer, and no web address."
    ),
    Problem.TWICE: gettext_lazy("This address is on the list twice. We take the first."),
    Problem.MEMBER: gettext_lazy("This person is in the group already."),
    Problem.INVITED: gettext_lazy("This person is invited already."),
}


@signed_in_required
def add_people(request, cohort_id):
    """The ways in: the code, a list, another group. A list that was sent is kept to be looked at."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    form = ListForm(label_suffix="")
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            members, invited = queries.known_addresses(cohort=cohort)
            rows = mark_known(form.cleaned_data["rows"], members=members, invited=invited)
            kept = operations.keep_list(cohort=cohort, rows=rows, by=request.user, at=timezone.now())
            return redirect("group_people_list", cohort.pk, kept.pk)
    box = f"people-{cohort.pk}"
    context = {
        "cohort": cohort,
        "form": form,
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "had_file": kept_words.had_file(request, box),
        "others": queries.other_cohorts_with_people(cohort=cohort),
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/cohorts/add.html", context)


@signed_in_required
def people_list(request, cohort_id, list_id):
    """What a list says, row by row, before anything is sent; then one of three acts."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    found = get_object_or_404(cohort.lists.all(), pk=list_id)
    if request.method == "POST":
        return _act_on_list(request, cohort, found)
    if found.added_at:
        return redirect("group_people", cohort.pk)
    rows = [{**row, "words": PROBLEMS.get(row["problem"], "")} for row in found.rows]
    context = {
        "cohort": cohort,
        "list": found,
        "wrong": [row for row in rows if row["problem"]],
        "right": [row for row in rows if not row["problem"]],
    }
    return render(request, "courses/cohorts/list_preview.html", context)


def _act_on_list(request, cohort, found):
    verb, who_and_when = request.POST.get("do", ""), {"by": request.user, "at": timezone.now()}
    if verb == "add":
        _add(request, found, who_and_when)
    elif verb == "drop":
        operations.drop_list(people_list=found, **who_and_when)
        messages.info(request, _("The list is thrown away. Nobody was written to."))
        return redirect("group_add", cohort.pk)
    elif verb == "undo":
        _undo(request, found, who_and_when)
    else:
        raise Http404
    return redirect("group_people", cohort.pk)


def _add(request, found, who_and_when):
    try:
        number = operations.add_people(people_list=found, **who_and_when)
    except operations.ListOver:
        messages.warning(request, _("This list was undone. Send it again if you need it."))
        return
    if number:
        words = ngettext(
            "%(number)s person is invited by e-mail.", "%(number)s people are invited by e-mail.", number
        )
        messages.success(request, words % {"number": number})
    else:
        messages.info(request, _("Everybody on this list was invited before."))


def _undo(request, found, who_and_when):
    invitations, members = operations.undo_list(people_list=found, **who_and_when)
    counted = ngettext(
        "%(number)s invitation is taken back.", "%(number)s invitations are taken back.", invitations
    )
    left = ngettext(
        "%(number)s person is out of the group. What they did is kept.",
        "%(number)s people are out of the group. What they did is kept.",
        members,
    )
    messages.success(request, f"{counted % {'number': invitations}} {left % {'number': members}}")


@signed_in_required
def pick_people(request, cohort_id, other_id):
    """Take members of another group of mine into this one, at once."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    other = get_object_or_404(queries.other_cohorts_with_people(cohort=cohort), pk=other_id)
    people = queries.people_to_pick(cohort=cohort, other=other)
    form = PickForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        number = operations.add_members(
            cohort=cohort, learners=form.cleaned_data["people"], by=request.user, at=timezone.now()
        )
        words = ngettext(
            "%(number)s person is in the group now. We told them by e-mail.",
            "%(number)s people are in the group now. We told them by e-mail.",
            number,
        )
        messages.success(request, words % {"number": number})
        return redirect("group_people", cohort.pk)
    context = {
        "cohort": cohort,
        "other": other,
        "form": form,
        "has_people": people.exists(),
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/cohorts/pick.html", context)


@signed_in_required
@require_POST
def invitation_again(request, cohort_id, invitation_id):
    """A new link for one address, or none any more."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    found = get_object_or_404(queries.waiting_invitations(cohort=cohort), pk=invitation_id)
    who_and_when = {"by": request.user, "at": timezone.now()}
    if request.POST.get("do") == "again":
        done, words = (
            operations.invite_again(invitation=found, **who_and_when),
            _("A new e-mail is on its way."),
        )
    else:
        done, words = (
            operations.cancel_invitation(invitation=found, **who_and_when),
            _("The invitation is cancelled."),
        )
    messages.success(request, words if done else _("This invitation was answered meanwhile."))
    return redirect("group_people", cohort.pk)
