"""Groups, for those who run them and (to read) for their coaches. To everybody else they do not exist."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import or_404, signed_in_required
from home.crowds import is_shown
from home.spreadsheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx

from .. import operations, queries
from ..cohort_forms import CohortForm
from ..cohort_permissions import may_coach_cohort, may_make_groups, may_run_cohort, may_see_cohort
from ..cohort_words import grid_table, totals_table
from ..models import Cohort
from ..standing import Standing

PER_PAGE = 50


def cohort_to(may, request, cohort_id) -> Cohort:
    """The group, if `may` (a question of `cohort_permissions`) says yes; else 404."""
    cohort = get_object_or_404(Cohort.objects.select_related("coordinator", "organisation"), pk=cohort_id)
    or_404(may(request.user, cohort))
    return cohort


@signed_in_required
def group_list(request):
    """My groups; an administrator's are all."""
    or_404(may_make_groups(request.user))
    page = Paginator(queries.cohorts_run_by(person=request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/cohorts/list.html", {"page": page})


@signed_in_required
def new_group(request):
    """Make a group."""
    or_404(may_make_groups(request.user))
    form = CohortForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        cohort = operations.make_cohort(by=request.user, at=timezone.now(), **form.chosen)
        messages.success(request, _("The group is made. Now invite people, or give them the code."))
        return _to_group_or_list(request, cohort)
    return render(request, "courses/cohorts/form.html", _form_context(request, form))


@signed_in_required
def change_group(request, cohort_id):
    """Change what a group is."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    form = CohortForm(request.POST if request.method == "POST" else None, by=request.user, cohort=cohort)
    if form.is_valid():
        chosen = form.chosen
        del chosen["form_key"]
        operations.change_cohort(cohort=cohort, by=request.user, at=timezone.now(), **chosen)
        messages.success(request, _("Saved."))
        cohort.refresh_from_db()
        return _to_group_or_list(request, cohort)
    context = {**_form_context(request, form, box=f"group-{cohort.pk}"), "cohort": cohort}
    return render(request, "courses/cohorts/form.html", context)


def _form_context(request, form, *, box="group-new") -> dict:
    is_restored = kept_words.put_back(request, form, box)
    return {"form": form, "box": box, "is_restored": is_restored, "has_errors": bool(form.errors)}


def _to_group_or_list(request, cohort):
    """The page of the group; who gave it to somebody else goes to their list."""
    if may_run_cohort(request.user, cohort):
        return redirect("group", cohort.pk)
    return redirect("group_list")


@signed_in_required
@require_POST
def open_group(request, cohort_id):
    """Open the group for people with its code, or close it."""
    cohort = cohort_to(may_run_cohort, request, cohort_id)
    is_open = request.POST.get("do") == "open"
    operations.open_cohort(cohort=cohort, is_open=is_open, by=request.user, at=timezone.now())
    if is_open:
        messages.success(request, _("Open: people with the code can join."))
    else:
        messages.success(request, _("Closed: nobody new can join with the code. Invitations still work."))
    return redirect("group", cohort.pk)


@signed_in_required
def group(request, cohort_id):
    """How the group is getting on, and who needs somebody."""
    cohort = cohort_to(may_see_cohort, request, cohort_id)
    grid = queries.grid_of(cohort=cohort, at=timezone.now())
    coaches = may_coach_cohort(request.user, cohort)
    context = {
        "cohort": cohort,
        "grid": grid,
        "waiting": queries.waiting_for_coach(cohort=cohort, lessons=grid.lessons) if coaches else [],
        "stats": _stats(cohort, grid),
        "asking": [row for row in grid.rows if row.member.asked_for_help_at],
        "stuck": grid.with_standing(Standing.STUCK),
        "totals": totals_table(grid)[1:] if is_shown(len(grid.rows)) else None,
        "runs_it": bool(may_run_cohort(request.user, cohort)),
        "join_address": request.build_absolute_uri(f"{reverse('group_join')}?code={cohort.code}"),
    }
    return render(request, "courses/cohorts/group.html", context)


def _stats(cohort, grid) -> list[dict]:
    """Counts that lead to the people counted."""
    people = reverse("group_people", args=[cohort.pk])
    number = len(grid.rows)
    rows = [
        (number, ngettext("person", "people", number), "", False),
        (len([row for row in grid.rows if row.member.asked_for_help_at]), _("asked for help"), "help", True),
        (len(grid.with_standing(Standing.NOT_STARTED)), _("have not started"), Standing.NOT_STARTED, False),
        (len(grid.with_standing(Standing.STUCK)), _("are stuck"), Standing.STUCK, True),
        (len(grid.with_standing(Standing.FINISHED)), _("have finished"), Standing.FINISHED, False),
    ]
    return [
        {
            "number": count,
            "words": words,
            "url": f"{people}?show={show}" if show else people,
            "needs_attention": bool(urgent and count),
        }
        for count, words, show, urgent in rows
    ]


@signed_in_required
def group_people(request, cohort_id):
    """Everybody in the group and where they stand; for who runs it, invitations and lists too."""
    cohort = cohort_to(may_see_cohort, request, cohort_id)
    grid = queries.grid_of(cohort=cohort, at=timezone.now())
    show = request.GET.get("show", "")
    if show == "help":
        rows = [row for row in grid.rows if row.member.asked_for_help_at]
    elif show in set(Standing):
        rows = grid.with_standing(show)
    else:
        rows, show = grid.rows, ""
    runs_it = bool(may_run_cohort(request.user, cohort))
    context = {
        "cohort": cohort,
        "rows": rows,
        "columns": len(grid.lessons),
        "show": show,
        "runs_it": runs_it,
        "now": timezone.now(),
        "invitations": queries.waiting_invitations(cohort=cohort) if runs_it else [],
        "lists": queries.lists_of(cohort=cohort) if runs_it else [],
    }
    return render(request, "courses/cohorts/people.html", context)


@signed_in_required
@require_POST
def group_member(request, cohort_id, member_id):
    """Help was given, or somebody is taken out of the group."""
    take_out = request.POST.get("do") == "out"
    cohort = cohort_to(may_run_cohort if take_out else may_see_cohort, request, cohort_id)
    member = get_object_or_404(cohort.members.select_related("learner"), pk=member_id, left_at=None)
    if take_out:
        operations.leave_cohort(member=member, by=request.user, at=timezone.now())
        words = _("%(name)s is not in the group any more. Their courses stay theirs.")
        messages.success(request, words % {"name": member.learner.preferred_name})
        return redirect("group_people", cohort.pk)
    operations.note_group_helped(member=member, by=request.user, at=timezone.now())
    messages.success(request, _("Done. It is off the list."))
    return redirect("group", cohort.pk)


@signed_in_required
def group_lessons(request, cohort_id):
    """People × lessons on one page, or the columns of one course."""
    cohort = cohort_to(may_see_cohort, request, cohort_id)
    course_key = _course_key(request)
    grid = queries.grid_of(cohort=cohort, at=timezone.now(), course_key=course_key)
    context = {
        "cohort": cohort,
        "grid": grid,
        "course_key": course_key if course_key in grid.titles else None,
        "totals": grid.finished_by if is_shown(len(grid.rows)) else None,
        "runs_it": bool(may_run_cohort(request.user, cohort)),
    }
    return render(request, "courses/cohorts/lessons.html", context)


def _course_key(request) -> UUID | None:
    try:
        return UUID(request.GET.get("course", ""))
    except ValueError:
        return None


@signed_in_required
def group_download(request, cohort_id, ending):
    """The grid as a file."""
    cohort = cohort_to(may_see_cohort, request, cohort_id)
    if ending not in ("csv", "xlsx"):
        raise Http404
    now = timezone.now()
    grid = queries.grid_of(cohort=cohort, at=now)
    operations.note_download(cohort=cohort, kind=ending, by=request.user, at=now)
    if ending == "csv":
        response = HttpResponse(as_csv(grid_table(grid)), content_type=CSV_TYPE)
    else:
        sheets = {_("People"): grid_table(grid), _("In total"): totals_table(grid)}
        response = HttpResponse(as_xlsx(sheets), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="group-{cohort.pk}-{now:%Y-%m-%d}.{ending}"'
    return response
