"""What people send from the pages of a course. Each act is one operation, then back to the page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import kept_words

from .. import operations, queries
from ..confidence import BEFORE
from ..forms import WordsForm
from ..question_forms import LONGEST_TEXT, after_move, form_for
from ..questions import find_block, find_question, question_of
from . import acting
from .lesson_page import Sent, lesson_context
from .places import (
    gives_words_back,
    key_sent,
    open_course,
    place_of_act,
    say_it_has_gone,
    telling_who_came_back,
    typed_words,
    visit_sent,
    what_happened,
)

#: What a form of a lesson sends with the words in it.
SENT_ALONG = ("lesson_key", "part", "block", "prompt", "helping")


def start(request, course):
    """Start a course and go to where it begins, by way of how sure they feel before it."""
    page = open_course(request, course)
    if request.method != "POST":
        return redirect(page.get_url(request))
    if not request.user.is_authenticated:
        return redirect_to_login(page.get_url(request))
    learner = acting.learner_of(request, page)
    operations.enrol(learner=learner, course=page, by=request.user, at=timezone.now())
    lesson = queries.lesson_at(course=page, slug=request.POST.get("lesson", ""))
    if lesson:
        return redirect(lesson.get_url(request))
    is_own = acting.supporter_of(request) is None
    if is_own and queries.asks_how_sure(learner=learner, course=page, moment=BEFORE):
        return redirect("say_confidence", course_key=page.translation_key)
    progress = queries.progress_for(learner=learner, course_key=page.translation_key)
    return redirect(progress.carry_on.url if progress.carry_on else page.get_url(request))


@gives_words_back
def check(request, course, lesson):
    """Check one answer. A visitor gets the same feedback, and nothing is kept."""
    place = place_of_act(request, course, lesson)
    part = request.POST.get("part", "")
    if request.method != "POST":
        return redirect(place.url(request))
    learner = acting.learner_of(request, place.course) if request.user.is_authenticated else None
    question = _question_sent(request, place)
    if question is None:
        return _answer_to_what_has_gone(request, place, learner)
    form = form_for(question, request.POST, learner_id=learner and learner.pk)
    name = f"question-{question.key}"
    moved = after_move([form], request.POST.get("move", ""))
    if moved:
        return _show_lesson(request, place, Sent(part=part, forms={name: moved}))
    if "later" in request.POST and form.is_empty():
        return come_back_later(request, place)
    if not form.is_valid():
        return show_refused(request, place, Sent(part=part, forms={name: form}))
    given = form.given()
    if learner is None:
        return _show_lesson(request, place, Sent(part=part, given={question.key: given}))
    _keep_answer(request, place, learner, form)
    if "later" in request.POST:
        return come_back_later(request, place)
    if acting.supporter_of(request):  # they read what is said to this answer, and to no other of the learner
        return _show_lesson(request, place, Sent(part=part, given={question.key: given}))
    return redirect(place.url(request, part, f"#answer-{question.key}"))


def _keep_answer(request, place, learner, form) -> None:
    with telling_who_came_back(request, place, learner):
        progress = operations.answer_question(
            learner=learner,
            lesson=place.lesson,
            question=form.question,
            given=form.given(),
            form_key=form.cleaned_data["form_key"],
            by=request.user,
            at=timezone.now(),
        )
    say_if_completed(request, place, progress)


def _question_sent(request, place):
    """The question a form belongs to, as it stands in the lesson now; None when it or the lesson has gone."""
    key = key_sent(request, "block")
    if key is None:
        raise Http404
    block = find_question(place.lesson.body, key=key) if place.is_open else None
    return block and question_of(key, block.value)


def _answer_to_what_has_gone(request, place, learner):
    """Keep an answer to a question as it was, where it is still known. 404 for one that was never here."""
    key, lesson_key = key_sent(request, "block"), place.lesson.translation_key
    wording = request.POST.get("wording", "")
    question = queries.question_as_it_was(lesson_key=lesson_key, key=key, wording=wording)
    if question is None and place.is_open and visit_sent(request) is None:
        raise Http404
    form = question and form_for(question, request.POST, learner_id=learner and learner.pk)
    if learner and form and form.is_valid():
        _keep_answer(request, place, learner, form)
        if not place.is_open:
            return say_it_has_gone(request, place)
        messages.info(request, _("This question is not in the lesson any more. Your answer is kept."))
        return redirect(place.url(request, request.POST.get("part", "")))
    words = _("This question is not in the lesson any more.") if place.is_open else what_happened(place)
    return _say_with_words_typed(request, place, words)


def _say_with_words_typed(request, place, words):
    """What happened, that earlier answers are kept, and what was typed now."""
    words = [words, _("What you answered before is kept.")]
    typed = typed_words(request)[:LONGEST_TEXT]
    if typed:
        words.append(_("You typed: “%(text)s”") % {"text": typed})
    messages.info(request, " ".join(words))
    return redirect(place.url(request, request.POST.get("part", "")))


def _show_lesson(request, place, sent):
    return render(request, "courses/lesson.html", lesson_context(request, place.lesson, sent))


@require_POST
def keep_place(request, course, lesson):
    """The page's script says which block is at the top of the screen. It waits for no answer."""
    if request.user.is_authenticated:
        page = place_of_act(request, course, lesson)
        learner = acting.learner_of(request, page.course)
        if page.is_open:
            block_id = request.POST.get("block", "")
            operations.keep_place(learner=learner, lesson=page.lesson, block_id=block_id, at=timezone.now())
    return HttpResponse(status=204)


@gives_words_back
def reflect(request, course, lesson):
    """Save the answer to a question to think about."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    key, prompt, is_here = _prompt_sent(request, place)

    def save(**words):
        progress = operations.save_reflection(prompt_key=key, prompt=prompt, **words)
        say_if_completed(request, place, progress)
        if place.is_open and not is_here:
            messages.info(request, _("This question is not in the lesson any more. Your words are kept."))

    return _save_words(request, place, box=f"reflection-{key}", label=prompt, save=save)


def _prompt_sent(request, place) -> tuple[UUID, str, bool]:
    """The question to think about that a form belongs to (else as it was), and whether it is there now.

    404 for one that was never here.
    """
    key, lesson_key = key_sent(request, "block"), place.lesson.translation_key
    if key is None:
        raise Http404
    block = find_block(place.lesson.body, kind="reflection", key=key) if place.is_open else None
    if block:
        return key, block.value["prompt"], True
    block = queries.block_as_it_was(lesson_key=lesson_key, kind="reflection", key=key)
    if block is None and visit_sent(request) is None:
        raise Http404
    return key, block.value["prompt"] if block else request.POST.get("prompt", ""), False


@gives_words_back
def note(request, course, lesson):
    """Save the note beside a lesson."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    return _save_words(request, place, box="note", label=_("Your note"), save=operations.save_note)


def _save_words(request, place, *, box, label, save):
    part, lesson_key = request.POST.get("part", ""), place.lesson.translation_key
    form = WordsForm(request.POST, name=box, label=label)
    sent = Sent(part=part, forms={box: form})
    if not form.is_valid():
        return show_refused(request, place, sent)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    if not request.user.is_authenticated:
        back_to = place.sign_in_url(request, part, f"#{box}")
        return kept_words.sign_in_first(request, box=f"{box}-{lesson_key}", back_to=back_to)
    try:
        with telling_who_came_back(request, place, request.user):
            save(
                learner=request.user,
                lesson=place.lesson,
                text=text,
                version=version,
                by=request.user,
                at=timezone.now(),
            )
    except operations.TooLong as problem:
        form.add_error("text", too_long(problem.too_many))
    except operations.StaleWords as problem:
        form = WordsForm({"text": problem.mine, "version": problem.version}, name=box, label=label)
        form.add_error("text", _("You changed this in another window. Choose which words to keep."))
        sent = Sent(part=part, forms={box: form}, saved_meanwhile={box: problem.saved})
    else:
        kept_words.forget(request, f"{box}-{lesson_key}")
        if not place.is_open:
            return say_it_has_gone(request, place)
        return redirect(place.url(request, part, f"#{box}"))
    return show_refused(request, place, sent)


def show_refused(request, place, sent):
    """The page again, with what was sent. Where the page has gone, the words alone."""
    if place.is_open:
        return _show_lesson(request, place, sent)
    context = {
        "form": sent.refused_form,
        "has_errors": True,
        "happened": what_happened(place),
        "sent_along": [(name, request.POST[name]) for name in SENT_ALONG if name in request.POST],
        "saved_meanwhile": next(iter(sent.saved_meanwhile.values()), ""),
    }
    return render(request, "courses/words_refused.html", context, status=422)


def too_long(too_many):
    return ngettext(
        "That is %(number)s letter too long for this box. Nothing is lost: make it shorter and save again.",
        "That is %(number)s letters too long for this box. Nothing is lost: make it shorter and save again.",
        too_many,
    ) % {"number": too_many}


def come_back_later(request, place):
    words = _("Your place is saved. Come back whenever you like.")
    if request.user.is_authenticated:
        messages.success(request, words)
    return redirect(place.course_url(request))


def say_if_completed(request, place, progress) -> None:
    """A message when an act completed the lesson: `progress` is then where the person is in the course."""
    if progress:
        words = completed_words(place.lesson.title, progress, acting.supporter_of(request))
        messages.success(request, words)


def completed_words(title, progress, supporter) -> str:
    """That a lesson is completed, and how far the person is in the course."""
    counts = ngettext(
        "%(done)s of %(total)s lesson completed.", "%(done)s of %(total)s lessons completed.", progress.total
    ) % {"done": progress.done, "total": progress.total}
    if supporter:
        name = supporter.learner_name
        return _("“%(title)s” is completed for %(name)s. %(counts)s") % {
            "title": title,
            "name": name,
            "counts": counts,
        }
    return _("You have completed “%(title)s”. %(counts)s") % {"title": title, "counts": counts}
