"""A learner's side: where I stand, the suggestion I answer, my mentor."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..forms import AnswerForm, ChangeMentorForm, ShareForm
from ..models import Mentorship, ProgressShare, ProposedPair
from ..permissions import may_answer_as_learner, may_see_mentorship_as_learner
from .pair import Pair, show
from .sent import sent_by


def home(request):
    """What mentoring is; signed in: my mentor, the suggestion to answer, or how long the wait is."""
    if not request.user.is_authenticated:
        return render(request, "mentoring/about.html")
    standing = queries.standing_of(person=request.user)
    if standing.mentorship:
        return redirect("mentoring_match", standing.mentorship.pk)
    return render(
        request,
        "mentoring/home.html",
        {
            "standing": standing,
            "swaps": queries.open_swaps_of(person=request.user),
            "place": queries.circle_place_of(learner=request.user),
            "offer": queries.offer_of(coach=request.user),
            "programmes": queries.open_programmes(person=request.user) if not standing.request else [],
            "earlier": queries.ended_of(learner=request.user),
        },
    )


def talks(request):
    """What to talk about: the first talk, each talk after it, the last one. Anybody may read it."""
    return render(request, "mentoring/talks.html")


@signed_in_required
def suggestion(request, pair_id):
    """A mentor we suggest to this learner: yes, no, or someone else."""
    pair = get_object_or_404(
        ProposedPair.objects.select_related(
            "entry__request__learner", "entry__round", "offer__coach"
        ).exclude(state=ProposedPair.State.PROPOSED),
        pk=pair_id,
    )
    or_404(may_answer_as_learner(request.user, pair))
    return answer_page(request, pair, as_coach=False)


def answer_page(request, pair, *, as_coach):
    """The same page for both sides: who it is, why we thought of them, and the answer."""
    own_answer = pair.coach_answer if as_coach else pair.learner_answer
    form = AnswerForm(sent_by(request), initial={"answer": own_answer}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            pair = operations.answer_pair(pair=pair, by=request.user, at=timezone.now(), **form.cleaned_data)
        except operations.NotOpen as error:
            messages.warning(request, str(error))
        else:
            _say_what_happened(request, pair)
        return redirect("coach_suggestion" if as_coach else "mentoring_suggestion", pair.pk)
    labels = queries.term_labels()
    mentorship = Mentorship.objects.filter(pair=pair, ended_at=None).first()
    return render(
        request,
        "mentoring/suggestion.html",
        {
            "pair": pair,
            "form": form,
            "as_coach": as_coach,
            "other": pair.entry.request.learner if as_coach else pair.offer.coach,
            "rows": queries.shown_to_other(pair=pair, as_coach=as_coach),
            "reasons_for": queries.in_words(pair.reasons_for, labels=labels),
            "reasons_against": queries.in_words(pair.reasons_against, labels=labels),
            "own_answer": own_answer,
            "answer_by": pair.offered_at + operations.ANSWER_WITHIN if pair.offered_at else None,
            "is_open": pair.state == ProposedPair.State.OFFERED,
            "mentorship": mentorship,
            "has_errors": bool(form.errors),
        },
    )


def _say_what_happened(request, pair):
    if pair.state == ProposedPair.State.ACCEPTED:
        messages.success(request, _("You both said yes. You can begin."))
    elif pair.state == ProposedPair.State.FULL:
        messages.warning(request, _("There is no free place any more. We are sorry."))
    elif pair.state == ProposedPair.State.OFFERED:
        messages.success(
            request, _("Thank you. You said yes. We tell you when the other person has answered.")
        )
    else:
        messages.success(request, _("Thank you. Your answer is saved. The other person is not told why."))


def _my_mentorship(request, mentorship_id) -> Mentorship:
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("learner", "coach", "programme", "pair__offer"), pk=mentorship_id
    )
    or_404(may_see_mentorship_as_learner(request.user, mentorship))
    return mentorship


def sharing_words(course_title, mentor_name, level=ProgressShare.Level.DETAIL) -> str:
    """What a learner agrees to when they show their progress; kept with the consent."""
    words = (
        _("%(mentor)s can see whether I have finished “%(course)s”, and nothing more.")
        if level == ProgressShare.Level.DONE
        else _("%(mentor)s can see how many lessons of “%(course)s” I have completed and started.")
    )
    never = _("%(mentor)s cannot see my notes, reflections or answers. I can take this back at any time.")
    return f"{words} {never}" % {"mentor": mentor_name, "course": course_title}


@signed_in_required
def match(request, mentorship_id):
    """My mentor: the next thing to do, what we do together, who they are, what they can see."""
    mentorship = _my_mentorship(request, mentorship_id)
    pair = Pair(mentorship, request.user)
    offer = mentorship.pair.offer if mentorship.pair else queries.offer_of(coach=mentorship.coach)
    return render(
        request,
        "mentoring/match.html",
        {
            "mentorship": mentorship,
            "pair": pair,
            "mentor": pair.other_short,
            "swaps": queries.open_swaps_of(person=request.user),
            "place": queries.circle_place_of(learner=request.user),
            "overview": queries.overview_of(mentorship=mentorship, person=request.user, now=timezone.now()),
            "rows": queries.mentor_in_words(offer=offer) if offer else [],
            "earlier": queries.ended_of(learner=request.user),
            "courses": [
                {"course": each, "wording": sharing_words(each.title, pair.other_short)}
                for each in queries.shareable_courses(mentorship=mentorship, on=timezone.localdate())
            ],
        },
    )


def _course_to_share(request, mentorship):
    """The learner's course that the address or the form names, and its key; the course may have gone."""
    try:
        key = UUID(request.POST.get("course") or request.GET.get("course", ""))
    except ValueError as error:
        raise Http404 from error
    courses = queries.shareable_courses(mentorship=mentorship, on=timezone.localdate())
    return next((each for each in courses if each.course_key == key), None), key


@signed_in_required
def share(request, mentorship_id):
    """Show my mentor my progress in one course, how much and until when, or hide it. At once."""
    mentorship = _my_mentorship(request, mentorship_id)
    course, key = _course_to_share(request, mentorship)
    form = ShareForm(request.POST if request.POST.get("show") == "choose" else None, initial=_given(course))
    if request.POST.get("show") == "no" or (
        form.is_bound and form.is_valid() and not form.cleaned_data["level"]
    ):
        operations.take_back_progress_share(
            mentorship=mentorship, course_key=key, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Taken back. Your mentor no longer sees it."))
        return redirect("mentoring_match", mentorship_id)
    if course is None:
        raise Http404
    pair = Pair(mentorship, request.user)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        chosen = (
            form.cleaned_data if form.is_bound else {"level": ProgressShare.Level.DETAIL, "until_date": None}
        )
        operations.give_progress_share(
            mentorship=mentorship,
            course_key=key,
            wording=sharing_words(course.title, pair.other_short, chosen["level"]),
            by=request.user,
            at=timezone.now(),
            **chosen,
        )
        messages.success(request, _("Shared. Your mentor can see it now. You can take it back at any time."))
        return redirect("mentoring_match", mentorship_id)
    wordings = [sharing_words(course.title, pair.other_short, level) for level in ProgressShare.Level]
    return show(request, "share", pair, form=form, course=course, wordings=wordings)


def _given(course) -> dict:
    """The yes that stands now, as the form shows it."""
    share = course.share if course else None
    return {"level": share.level if share else "", "until_date": share.until_date if share else None}


@signed_in_required
def need_help(request, mentorship_id):
    """The learner needs help: one question to be sure, then the mentor and the coordinators know."""
    mentorship = _my_mentorship(request, mentorship_id)
    if request.method == "POST":
        operations.ask_for_help(mentorship=mentorship, by=request.user, at=timezone.now())
        messages.success(
            request, _("We have told your mentor and your coordinator. One of them gets in touch.")
        )
        return redirect("mentoring_match", mentorship_id)
    return render(
        request,
        "mentoring/need_help.html",
        {"mentorship": mentorship, "mentor": queries.called_short(person=mentorship.coach)},
    )


@signed_in_required
def change_mentor(request, mentorship_id):
    """The learner wants another mentor: goes to the coordinators only."""
    mentorship = _my_mentorship(request, mentorship_id)
    form = ChangeMentorForm(sent_by(request), initial={"note": mentorship.change_note}, label_suffix="")
    if request.method == "POST" and request.POST.get("stay"):
        operations.withdraw_change(mentorship=mentorship, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. Nothing changes."))
        return redirect("mentoring_match", mentorship_id)
    if request.method == "POST" and form.is_valid():
        operations.ask_to_change(
            mentorship=mentorship, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        )
        messages.success(
            request, _("Your coordinator knows, and will get in touch. Your mentor is not told.")
        )
        return redirect("mentoring_match", mentorship_id)
    return render(
        request,
        "mentoring/change_mentor.html",
        {"mentorship": mentorship, "form": form, "has_errors": bool(form.errors)},
    )
