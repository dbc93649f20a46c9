"""A coordinator enters what somebody gave on paper or by phone: every question on one page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import ASK_STEPS, OFFER_EXTRAS, OFFER_STEPS, PAPER_ASK_EXTRAS, PaperForm
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
            "whose": whose,
            "questions": questions,
            "errors": errors,
            "has_errors": bool(errors),
        },
    )


def _answered(number, form) -> dict:
    fields, terms = form.values()
    return {"step": number, "fields": fields, "terms": terms, **form.rows()}


def _errors(form) -> list[tuple[str, str]]:
    """(words, link to the field) for the summary on top."""
    return [
        (words, f"#{field.id_for_label or field.auto_id + '_0'}") for field in form for words in field.errors
    ]
