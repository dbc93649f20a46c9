"""What people send from a lesson beside single answers: a whole quiz, and how sure they feel."""

import uuid
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_words

from .. import operations, queries
from ..capability_blocks import confidence_label
from ..question_forms import ConfidenceForm, after_move
from ..questions import block_key, find_block
from . import acting
from .actions import say_if_completed
from .lesson_page import Sent, lesson_context
from .places import (
    gives_words_back,
    key_sent,
    place_of_act,
    say_it_has_gone,
    telling_who_came_back,
    visit_sent,
)
from .quiz_page import QuizShown, quiz_forms, result_of


@gives_words_back
def quiz(request, course, lesson):
    """Send a whole quiz. A visitor gets the same result, and nothing is kept."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    block, is_here = _block_sent(request, place, "quiz")
    if block is None:
        return _say_that_it_left(request, place, is_kept=False)
    asked = block.block.as_quiz(block_key(block), block.value)
    learner = request.user if request.user.is_authenticated else None
    language = place.lesson.locale.language_code
    drawn = queries.questions_drawn(quizzes=[asked], learner_id=learner and learner.pk, language=language)
    forms = quiz_forms(drawn[asked.key], request.POST, learner_id=learner and learner.pk)
    form_key = _form_key(request)
    if not is_here:
        return _keep_quiz_that_has_gone(request, place, asked, forms, form_key)
    moved = after_move(forms, request.POST.get("move", ""))
    if moved:
        forms = tuple(moved if form.question == moved.question else form.as_typed() for form in forms)
        return _show(request, place, quiz=QuizShown(asked, forms, form_key=form_key))
    if any(form.errors for form in forms):
        return _show(request, place, quiz=QuizShown(asked, forms, form_key=form_key))
    answers = [(form.question, form.given()) for form in forms]
    if learner is None:
        return _show(request, place, quiz=QuizShown(asked, result=result_of(asked, answers)))
    _keep_quiz(request, place, asked, answers, form_key)
    return redirect(place.url(request, request.POST.get("part", ""), f"#result-{asked.key}"))


def _keep_quiz(request, place, asked, answers, form_key) -> None:
    with telling_who_came_back(request, place, request.user):
        progress = operations.send_quiz(
            learner=request.user,
            lesson=place.lesson,
            quiz=asked,
            answers=answers,
            form_key=form_key,
            by=request.user,
            at=timezone.now(),
        )
    say_if_completed(request, place, progress)


def _keep_quiz_that_has_gone(request, place, asked, forms, form_key):
    """A quiz that went while somebody filled it in: the whole is a try, a part of it single answers."""
    answered = [form for form in forms if form.is_valid()]
    if request.user.is_authenticated and len(answered) == len(forms):
        _keep_quiz(request, place, asked, [(form.question, form.given()) for form in forms], form_key)
    elif request.user.is_authenticated:
        for form in answered:
            operations.answer_question(
                learner=request.user,
                lesson=place.lesson,
                question=form.question,
                given=form.given(),
                form_key=uuid5(form_key, str(form.question.key)),
                by=request.user,
                at=timezone.now(),
            )
    return _say_that_it_left(request, place)


def confidence(request, course, lesson):
    """Say how sure one feels about a capability."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    block, is_here = _block_sent(request, place, "confidence")
    if block is None:
        return _say_that_it_left(request, place, is_kept=False)
    asked = block.block.as_asked(block_key(block), block.value)
    box, part = f"confidence-{asked.key}", request.POST.get("part", "")
    names = queries.capability_names(language=place.lesson.locale.language_code)
    form = ConfidenceForm(
        request.POST,
        name=box,
        label=confidence_label(names.get(asked.capability_code, asked.capability_code)),
    )
    if not form.is_valid():
        return _show(request, place, forms={box: form}) if is_here else _say_that_it_left(request, place)
    value = form.cleaned_data["value"]
    if not request.user.is_authenticated:
        back_to = place.sign_in_url(request, part, f"#{box}")
        return kept_words.sign_in_first(request, box=f"{box}-{place.lesson.translation_key}", back_to=back_to)
    with telling_who_came_back(request, place, request.user):
        operations.say_confidence(
            learner=request.user,
            lesson=place.lesson,
            asked=asked,
            value=value,
            by=request.user,
            at=timezone.now(),
        )
    if not is_here:
        return _say_that_it_left(request, place)
    return redirect(place.url(request, part, f"#{box}"))


def _block_sent(request, place, kind) -> tuple:
    """The block that the form belongs to, and whether it is in the lesson now; else as it was, or None.

    404 for a block that was never here.
    """
    key = key_sent(request, "block")
    if key is None:
        raise Http404
    block = find_block(place.lesson.body, kind=kind, key=key) if place.is_open else None
    if block:
        return block, True
    lesson_key = place.lesson.translation_key
    block = queries.block_as_it_was(lesson_key=lesson_key, kind=kind, key=key)
    if block is None and place.is_open and visit_sent(request) is None:
        raise Http404
    return block, False


def _say_that_it_left(request, place, *, is_kept=True):
    if not place.is_open:
        return say_it_has_gone(request, place, is_kept=is_kept)
    kept = _("What you sent is kept.") if is_kept else _("What you did before is kept.")
    messages.info(request, _("This is not in the lesson any more.") + " " + kept)
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
