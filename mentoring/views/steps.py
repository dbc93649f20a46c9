"""The question-by-question pages that asking and offering share."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import ChooseProgramme
from ..models import Answers
from .sent import sent_by


@dataclass(frozen=True)
class Questions:
    """What differs between asking for a mentor and offering to be one.

    `name` starts the names of the addresses; `steps` come one after the other, `extras` only for those who
    open them from "check your answers"; `current` finds the person's open request or offer; `begin`,
    `send` and `withdraw` are the operations.
    """

    name: str
    steps: tuple
    extras: tuple
    templates: str
    current: Callable[..., Answers | None]
    begin: Callable
    send: Callable
    withdraw: Callable

    def url(self, page: str, *args) -> str:
        return reverse(f"{self.name}_{page}", args=args)

    def find(self, slug: str) -> tuple[int, type]:
        """The question and its number: 1 for the first, 0 for an extra one. Raises Http404 for none."""
        for number, step in [*enumerate(self.steps, start=1), *((0, extra) for extra in self.extras)]:
            if step.slug == slug:
                return number, step
        raise Http404

    def next_url(self, number: int) -> str:
        """The question after this one, or "check your answers"."""
        is_last = number >= len(self.steps)
        return self.url("check") if is_last else self.url("step", self.steps[number].slug)

    def urls_around(self, number: int) -> tuple[str, str]:
        """Back and on. An extra question goes back to "check your answers" either way."""
        if not number:
            return self.url("check"), self.url("check")
        before = self.url("step", self.steps[number - 2].slug) if number > 1 else self.url("start")
        return before, self.next_url(number)


def pages(questions: Questions) -> dict[str, Callable]:
    """The views of one set of questions, by the end of their name."""

    @signed_in_required
    def start(request):
        """What will be asked, and which programme; a person who began is led on."""
        answers = questions.current(request.user)
        programmes = queries.open_programmes(person=request.user)
        form = ChooseProgramme(sent_by(request), programmes=programmes)
        if request.method == "POST" and not answers:
            if len(programmes) == 1:
                return _begin(request, programmes[0])
            if form.is_valid():
                return _begin(request, form.cleaned_data["programme"])
        if request.method == "POST" and answers:
            return redirect(questions.next_url(answers.step_reached))
        return render(
            request,
            f"{questions.templates}/start.html",
            {
                "answers": answers,
                "programmes": programmes,
                "form": form if len(programmes) > 1 else None,
                "steps": questions.steps,
                "carry_on_url": questions.next_url(answers.step_reached) if answers else "",
                "check_url": questions.url("check"),
                "has_errors": request.method == "POST" and bool(form.errors),
            },
        )

    def _begin(request, programme):
        try:
            questions.begin(programme=programme, by=request.user, at=timezone.now())
        except operations.MentoringError as error:
            messages.warning(request, str(error))
            return redirect("mentoring_home")
        return redirect(questions.url("step", questions.steps[0].slug))

    @signed_in_required
    def step(request, slug):
        """One question. Saved when sent, and the next one shown."""
        number, form_class = questions.find(slug)
        back_url, next_url = questions.urls_around(number)
        answers = questions.current(request.user)
        if answers is None:
            return redirect(questions.url("start"))
        chosen = queries.terms_by_kind(answers=answers)
        form = form_class(sent_by(request), answers=answers, chosen=chosen)
        older = False
        if request.method == "POST" and form.is_valid():
            older = form.is_from_old_page
            if older:
                form.with_new_fingerprint()
            elif _save(request, answers, form, number):
                to_check = request.POST.get("then") == "check"
                return redirect(questions.url("check") if to_check else next_url)
        return render(
            request,
            "mentoring/step.html",
            {
                "form": form,
                "number": number,
                "count": len(questions.steps),
                "then": request.POST.get("then") or request.GET.get("then", ""),
                "back_url": back_url,
                "next_url": next_url,
                "saved_rows": _saved_rows(answers, slug) if older else [],
                "crumb": questions.name,
                "start_url": questions.url("start"),
                "has_errors": bool(form.errors) or older,
            },
        )

    def _save(request, answers, form, number) -> bool:
        fields, terms = form.values()
        try:
            operations.save_answers(
                answers=answers,
                fields=fields,
                terms=terms,
                step=number,
                by=request.user,
                at=timezone.now(),
                **form.rows(),
            )
        except operations.NotOpen as error:
            form.add_error(None, str(error))
            return False
        return True

    @signed_in_required
    def check(request):
        """Every answer with a link to change it; then send, once."""
        answers = questions.current(request.user)
        if answers is None:
            return redirect(questions.url("start"))
        errors = []
        if request.method == "POST":
            try:
                questions.send(answers, by=request.user, at=timezone.now())
                return redirect(questions.url("sent"))
            except operations.AnswersMissing as error:
                errors = [(str(error), questions.url("step", error.steps[0]))]
            except operations.MentoringError as error:
                errors = [(str(error), "")]
        extras = queries.extras_in_words(answers=answers)
        return render(
            request,
            f"{questions.templates}/check.html",
            {
                "answers": answers,
                "rows": _rows_to_change(questions, queries.answers_in_words(answers=answers)),
                "extra_rows": _rows_to_change(questions, extras, to_add=True),
                "errors": errors,
                "has_errors": bool(errors),
                "back_url": questions.url("step", questions.steps[-1].slug),
                "start_url": questions.url("start"),
                "is_sent": answers.sent_at is not None and answers.state != "draft",
            },
        )

    @signed_in_required
    def sent(request):
        answers = questions.current(request.user)
        if answers is None or answers.state == "draft":
            return redirect(questions.url("start"))
        return render(request, f"{questions.templates}/sent.html", {"answers": answers})

    @signed_in_required
    def withdraw(request):
        """Ask once, then take it back."""
        answers = questions.current(request.user)
        if answers is None:
            return redirect("mentoring_home")
        if request.method == "POST":
            questions.withdraw(answers, by=request.user, at=timezone.now())
            messages.success(request, _("Taken back. You can begin again whenever you like."))
            return redirect("mentoring_home")
        return render(request, f"{questions.templates}/withdraw.html", {"answers": answers})

    return {
        "start": start,
        "step": step,
        "check": check,
        "sent": sent,
        "withdraw": withdraw,
    }


def _rows_to_change(questions, answered, *, to_add=False) -> list[dict]:
    return [
        {
            "term": question,
            "text": words or _("Not answered"),
            "action_url": f"{questions.url('step', slug)}?then=check",
            "action": _("Add") if to_add and not words else _("Change"),
        }
        for slug, question, words in answered
    ]


def _saved_rows(answers, slug) -> list[dict]:
    answered = queries.answers_in_words(answers=answers) + queries.extras_in_words(answers=answers)
    return [
        {"term": question, "text": words or _("Not answered")}
        for step, question, words in answered
        if step == slug
    ]
