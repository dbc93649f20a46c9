"""The pages of guides, tools and case studies, and the button that ticks a step."""

from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.models import Locale

from home.permissions import may_read

from . import operations, queries
from .forms import TickForm
from .models import CaseStudyIndex, Guide


def show_guides(request, page):
    """Guides by kind of task, then the forms, then the way to the case studies."""
    context = {
        "page": page,
        "groups": queries.guides_by_verb(locale_id=page.locale_id),
        "tools": queries.tools(locale_id=page.locale_id),
        "case_studies": queries.visible_pages(model=CaseStudyIndex, locale_id=page.locale_id).first(),
    }
    return render(request, "guides/guide_index.html", context)


def show_guide(request, page):
    """A guide step by step, with the reader's own ticks. `?step=3` is the step they have just changed."""
    steps = queries.steps_for(guide=page, person=request.user)
    done = [step.is_ticked for step in steps]
    context = {
        "page": page,
        "steps": steps,
        "done": sum(done),
        "segments": ["done" if is_done else "todo" for is_done in done],
        "changed": request.GET.get("step", ""),
        "tool": queries.visible_or_none(page=page.tool_page),
        "example_page": queries.visible_or_none(page=page.example_page),
    }
    return render(request, "guides/guide.html", context)


def show_tool(request, page):
    """A form to print, and the guides it belongs to."""
    guides = queries.guides_with_tool(tool=page) if page.pk else []
    return render(request, "guides/tool.html", {"page": page, "guides": guides})


def show_case_studies(request, page):
    """The list of case studies."""
    studies = queries.case_studies(locale_id=page.locale_id)
    return render(request, "guides/case_study_index.html", {"page": page, "studies": studies})


def show_case_study(request, page):
    """The story of one place, with its numbers and who says so."""
    context = {
        "page": page,
        "facts": queries.facts_of(case_study=page),
        "guides": queries.guides_using(case_study=page) if page.pk else [],
    }
    return render(request, "guides/case_study.html", context)


def tick(request, slug):
    """Tick or untick one step, then show the guide at that step. Opened as a page, it leads to the guide."""
    guide = get_object_or_404(Guide.objects.live(), slug=slug, locale=Locale.get_active())
    if not may_read(page=guide, request=request):
        raise Http404
    address = guide.get_url(request)
    if request.method != "POST":
        return redirect(address)
    if not request.user.is_authenticated:
        return redirect_to_login(address)
    form = TickForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    step_key = str(form.cleaned_data["step"])
    change = operations.tick_step if form.cleaned_data["state"] == "done" else operations.untick_step
    try:
        change(guide=guide, step_key=step_key, by=request.user, at=timezone.now())
    except operations.NoSuchStep:
        return redirect(address)
    number = guide.step_keys.index(step_key) + 1
    return redirect(f"{address}?{urlencode({'step': number})}#step-{number}")
