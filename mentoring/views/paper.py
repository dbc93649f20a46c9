"""What somebody gives on paper or by phone: a sheet to hand out, and every question on one page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import ASK_STEPS, OFFER_EXTRAS, OFFER_STEPS, PAPER_ASK_EXTRAS, PaperForm, part_on_paper
from ..models import MentorOffer, MentorRequest
from ..permissions import is_coordinator
from .sent import sent_by


@signed_in_required
def asking(request):
    return _enter(request, MentorRequest, ASK_STEPS, PAPER_ASK_EXTRAS, _("Enter a request from paper"))


@signed_in_required
def offering(request):
    return _enter(request, MentorOffer, OFFER_STEPS, OFFER_EXTRAS, _("Enter an offer from paper"))


def _enter(request, model, steps, extras, heading):
    or_404(is_coordinator(request.user))
    data = sent_by(request)
    whose = PaperForm(data, programmes=queries.programmes_run_by(person=request.user))
    asked = [*enumerate(steps, start=1), *((0, extra) for extra in extras)]
    questions = [step(data, answers=model(), chosen={}, prefix=step.slug) for _number, step in asked]
    wrong = [form for form in (whose, *questions) if not form.is_valid()]  # each is asked: all errors at once
    if request.method == "POST" and not wrong:
        given = {name: value for name, value in whose.cleaned_data.items() if name != "is_adult"}
        try:
            operations.enter_from_paper(
                model=model,
                answered=[
                    _answered(number, form) for (number, _step), form in zip(asked, questions, strict=True)
                ],
                by=request.user,
                at=timezone.now(),
                **given,
            )
            messages.success(request, _("Saved and sent. We write to them that it has arrived."))
            return redirect("coordinate_people")
        except operations.MentoringError as error:
            whose.add_error("email", str(error))
    errors = [error for form in (whose, *questions) for error in _errors(form)]
    return render(
        request,
        "mentoring/coordinate/paper.html",
        {
            "heading": heading,
            "sheet_url": f"{request.path}print/",
            "whose": whose,
            "questions": questions,
            "errors": errors,
            "has_errors": bool(errors),
        },
    )


@signed_in_required
def asking_sheet(request):
    questions = (*ASK_STEPS, *PAPER_ASK_EXTRAS)
    return _sheet(request, MentorRequest, questions, _("Ask for a mentor"), "paper_asking")


@signed_in_required
def offering_sheet(request):
    questions = (*OFFER_STEPS, *OFFER_EXTRAS)
    return _sheet(request, MentorOffer, questions, _("Offer to mentor"), "paper_offering")


def _sheet(request, model, questions, heading, entry):
    """The same questions to fill in by hand. Lived experience is not one: nobody enters it for somebody."""
    or_404(is_coordinator(request.user))
    asking = entry == "paper_asking"
    return render(
        request,
        "mentoring/coordinate/paper_sheet.html",
        {
            "heading": heading,
            "entry": _("Enter a request from paper") if asking else _("Enter an offer from paper"),
            "entry_url": reverse(entry),
            "sheet_url": request.path,
            "is_large": request.GET.get("large") == "1",
            "whose": _whose_on_paper(queries.programmes_run_by(person=request.user)),
            "parts": [part_on_paper(question(answers=model(), chosen={})) for question in questions],
        },
    )


def _whose_on_paper(programmes) -> dict:
    """What `PaperForm` asks, in words to the person. The programme is asked only where there are several."""
    line = {"hint": "", "boxes": [], "lines": range(1)}
    questions = [
        {**line, "label": _("Your name")},
        {
            **line,
            "label": _("Your e-mail address"),
            "hint": _("We write to you that it has arrived. You can sign in with it later."),
        },
        {**line, "label": _("Today’s date")},
        {"label": _("Are you 18 or over?"), "hint": "", "boxes": [_("Yes"), _("No")], "is_one": True},
    ]
    if len(programmes) > 1:
        named = [programme.name for programme in programmes]
        questions.append({"label": _("Programme"), "hint": "", "boxes": named, "is_one": True})
    return {"heading": _("About you"), "questions": questions}


def _answered(number, form) -> dict:
    fields, terms = form.values()
    return {"step": number, "fields": fields, "terms": terms, **form.rows()}


def _errors(form) -> list[tuple[str, str]]:
    """(words, link to the field) for the summary on top."""
    return [
        (words, f"#{field.id_for_label or field.auto_id + '_0'}") for field in form for words in field.errors
    ]
