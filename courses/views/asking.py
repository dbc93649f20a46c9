"""What people send from a lesson beside single answers: a whole quiz, and how sure they feel."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import operations, queries
from ..capability_blocks import confidence_label
from ..question_forms import ConfidenceForm, after_move
from ..questions import block_key, find_block
from . import acting, kept_words
from .actions import place_of_act, say_if_completed, say_it_has_gone, visit_sent
from .lesson_page import Sent, lesson_context
from .quiz_page import QuizShown, quiz_forms, result_of


def quiz(request, course, lesson):
    """Send a whole quiz. A visitor gets the same result, and nothing is kept."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    block = _block_sent(request, place, "quiz")
    if block is None:
        return say_it_has_gone(request, place) if not place.is_open else _say_that_it_left(request, place)
    asked = block.block.as_quiz(block_key(block), block.value)
    learner = request.user if request.user.is_authenticated else None
    language = place.lesson.locale.language_code
    drawn = queries.questions_drawn(quizzes=[asked], learner_id=learner and learner.pk, language=language)
    forms = quiz_forms(drawn[asked.key], request.POST, learner_id=learner and learner.pk)
    form_key = _form_key(request)
    moved = after_move(forms, request.POST.get("move", ""))
    if moved:
        forms = tuple(moved if form.question == moved.question else form.as_typed() for form in forms)
        return _show(request, place, quiz=QuizShown(asked, forms, form_key=form_key))
    if any(form.errors for form in forms):
        return _show(request, place, quiz=QuizShown(asked, forms, form_key=form_key))
    answers = [(form.question, form.given()) for form in forms]
    if learner is None:
        return _show(request, place, quiz=QuizShown(asked, result=result_of(asked, answers)))
    progress = operations.send_quiz(
        learner=learner,
        lesson=place.lesson,
        quiz=asked,
        answers=answers,
        form_key=form_key,
        by=learner,
        at=timezone.now(),
    )
    say_if_completed(request, place, progress)
    return redirect(place.url(request, request.POST.get("part", ""), f"#result-{asked.key}"))


def confidence(request, course, lesson):
    """Say how sure one feels about a capability."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    block = _block_sent(request, place, "confidence")
    if block is None:
        return say_it_has_gone(request, place) if not place.is_open else _say_that_it_left(request, place)
    asked = block.block.as_asked(block_key(block), block.value)
    box, part = f"confidence-{asked.key}", request.POST.get("part", "")
    names = queries.capability_names(language=place.lesson.locale.language_code)
    form = ConfidenceForm(
        request.POST,
        name=box,
        label=confidence_label(names.get(asked.capability_code, asked.capability_code)),
    )
    if not form.is_valid():
        return _show(request, place, forms={box: form})
    value = form.cleaned_data["value"]
    if not request.user.is_authenticated:
        back_to = place.url(request, part, f"#{box}")
        return kept_words.sign_in_first(request, box=f"{box}-{place.lesson.translation_key}", back_to=back_to)
    operations.say_confidence(
        learner=request.user,
        lesson=place.lesson,
        asked=asked,
        value=value,
        by=request.user,
        at=timezone.now(),
    )
    return redirect(place.url(request, part, f"#{box}"))


def _block_sent(request, place, kind):
    """The block that the form belongs to.

    None when the lesson has gone, or the block has left it, since this person opened it; 404 for a block that
    was never here.
    """
    if not place.is_open:
        return None
    try:
        block = find_block(place.lesson.body, kind=kind, key=UUID(request.POST.get("block", "")))
    except ValueError:
        raise Http404 from None
    if block is None and visit_sent(request) is None:
        raise Http404
    return block


def _say_that_it_left(request, place):
    messages.info(request, _("This is not in the lesson any more. What you did before is kept."))
    return redirect(place.url(request, request.POST.get("part", "")))


def _form_key(request) -> UUID:
    """The number of the form; a new one for a form that came without."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


def _show(request, place, *, quiz=None, **sent):
    sent = Sent(part=request.POST.get("part", ""), quizzes={quiz.key: quiz} if quiz else {}, **sent)
    return render(request, "courses/lesson.html", lesson_context(request, place.lesson, sent))
