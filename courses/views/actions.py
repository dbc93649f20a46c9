"""What people send from the pages of a course. Each act is one operation, then back to the page."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Locale

from home.permissions import may_read

from .. import operations, queries
from ..confidence import BEFORE
from ..forms import WordsForm
from ..question_forms import LONGEST_TEXT, after_move, form_for
from ..questions import block_key, find_block, find_question, is_key, question_of
from . import acting, kept_words
from .lesson_page import Sent, lesson_context


@dataclass(frozen=True)
class Place:
    """Where an act takes place. `is_open` is false when the page has gone since the person opened it."""

    lesson: object
    is_open: bool = True

    @property
    def course(self):
        return self.lesson.course

    def url(self, request, part="", anchor="") -> str:
        """Back to the part of the lesson it came from."""
        if not self.is_open:
            return self.course_url(request)
        part = part if part and part != "1" else ""
        return self.lesson.get_url(request) + (f"?part={part}" if part else "") + anchor

    def course_url(self, request) -> str:
        return self.course.get_url() or reverse("wagtail_serve", args=["learn/"])


def open_course(request, slug):
    """The course behind an address, or 404."""
    course = queries.course_at(slug=slug)
    if course is None or (course.is_private and not may_read(page=course, request=request)):
        raise Http404
    return course


def place_of_act(request, course, lesson) -> Place:
    """The course and lesson an act belongs to, or 404.

    When an editor took the page away while the person was in it, their act counts all the same.
    """
    course_page = queries.course_at(slug=course)
    page = queries.lesson_at(course=course_page, slug=lesson) if course_page else None
    if page and (not page.is_private or may_read(page=page, request=request)):
        return Place(page)
    visit = visit_sent(request)
    if visit is None:
        raise Http404
    locale = Locale.get_active()
    if course_page is None or course_page.translation_key != visit.course_key:
        course_page = operations.KeptPlace(visit.course_key, visit.course_title, locale)
    gone = operations.KeptPlace(visit.lesson_key, visit.lesson_title, locale, course_page)
    return Place(gone, is_open=False)


def visit_sent(request):
    """The visit to the lesson that the form names, if this person made one."""
    if not request.user.is_authenticated:
        return None
    try:
        lesson_key = UUID(request.POST.get("lesson_key", ""))
    except ValueError:
        return None
    return queries.visit_of(learner=acting.learner_of(request), lesson_key=lesson_key)


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


def check(request, course, lesson):
    """Check one answer. A visitor gets the same feedback, and nothing is kept."""
    place = place_of_act(request, course, lesson)
    part = request.POST.get("part", "")
    if request.method != "POST":
        return redirect(place.url(request))
    if not place.is_open:
        return say_it_has_gone(request, place)
    block = _question_block(request, place.lesson)
    if block is None:
        return _question_has_gone(request, place, part)
    question = question_of(block_key(block), block.value)
    learner = acting.learner_of(request, place.course) if request.user.is_authenticated else None
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
    progress = operations.answer_question(
        learner=learner,
        lesson=place.lesson,
        question=question,
        given=given,
        form_key=form.cleaned_data["form_key"],
        by=request.user,
        at=timezone.now(),
    )
    say_if_completed(request, place, progress)
    if "later" in request.POST:
        return come_back_later(request, place)
    if acting.supporter_of(request):  # they read what is said to this answer, and to no other of the learner
        return _show_lesson(request, place, Sent(part=part, given={question.key: given}))
    return redirect(place.url(request, part, f"#answer-{question.key}"))


def _question_block(request, lesson):
    """The block of the question a form belongs to.

    None for one that has left the lesson since this person opened it; 404 for one that was never here.
    """
    try:
        block = find_question(lesson.body, key=UUID(request.POST.get("block", "")))
    except ValueError:
        raise Http404 from None
    if block is None and visit_sent(request) is None:
        raise Http404
    return block


def _question_has_gone(request, place, part):
    words = [_("This question is not in the lesson any more. What you answered before is kept.")]
    typed = request.POST.get("answer", "")[:LONGEST_TEXT]
    if typed and not is_key(typed):
        words.append(_("You typed: “%(text)s”") % {"text": typed})
    messages.info(request, " ".join(words))
    return redirect(place.url(request, part))


def _show_lesson(request, place, sent):
    return render(request, "courses/lesson.html", lesson_context(request, place.lesson, sent))


def _block_sent(request, lesson, kind):
    try:
        block = find_block(lesson.body, kind=kind, key=UUID(request.POST.get("block", "")))
    except ValueError:
        block = None
    if block is None:
        raise Http404
    return block


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


def reflect(request, course, lesson):
    """Save the answer to a question to think about."""
    acting.own_only(request)
    place = place_of_act(request, course, lesson)
    if request.method != "POST":
        return redirect(place.url(request))
    if place.is_open:
        block = _block_sent(request, place.lesson, "reflection")
        key, prompt = UUID(block.id), block.value["prompt"]
    else:
        key, prompt = _key_sent(request), request.POST.get("prompt", "")

    def save(**words):
        progress = operations.save_reflection(prompt_key=key, prompt=prompt, **words)
        say_if_completed(request, place, progress)

    return _save_words(request, place, box=f"reflection-{key}", label=prompt, save=save)


def _key_sent(request):
    try:
        return UUID(request.POST.get("block", ""))
    except ValueError:
        raise Http404 from None


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
        back_to = place.url(request, part, f"#{box}")
        return kept_words.sign_in_first(request, box=f"{box}-{lesson_key}", back_to=back_to)
    try:
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
    context = {"form": sent.refused_form, "has_errors": True}
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


def say_it_has_gone(request, place):
    messages.info(request, _("This lesson is being updated. What you did in it is kept."))
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
