"""A learner's helpers, and the pages of a person who helps somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..people_forms import HelperForm
from . import acting


@signed_in_required
def my_helpers(request):
    """Who helps this person, and the form to ask somebody."""
    titles = {card.key: card.title for card in queries.course_list_for(learner=None)}
    form = HelperForm(request.POST or None, titles=titles)
    if request.method == "POST" and form.is_valid() and _name_helper(request, form):
        messages.success(request, _("We have written to them. They can help you once they say yes."))
        return redirect("my_helpers")
    rows = [
        {"supporter": row, "courses": [titles[key] for key in titles if str(key) in row.course_keys]}
        for row in queries.helpers_named_by(learner=request.user)
    ]
    context = {
        "rows": rows,
        "form": form,
        "is_restored": kept_words.put_back(request, form, "helper"),
        "is_full": len(rows) >= operations.MOST_HELPERS,
        "most": operations.MOST_HELPERS,
        "has_errors": bool(form.errors),
    }
    return render(request, "courses/people/my_helpers.html", context)


def _name_helper(request, form) -> bool:
    """Whether it was done; if not, the form says why."""
    try:
        operations.name_helper(
            learner=request.user,
            email=form.cleaned_data["email"],
            course_keys=form.course_keys,
            by=request.user,
            at=timezone.now(),
        )
    except operations.NotYourself:
        form.add_error("email", _("This is your own address. Enter the address of another person."))
    except operations.AlreadyNamed:
        form.add_error("email", _("You have asked this person already."))
    except operations.TooManyHelpers:
        form.add_error("email", _("You have asked enough people for now. End one first, or wait a day."))
    return form.is_valid()


@signed_in_required
@require_POST
def end(request, supporter_id):
    """One click, by the learner or by the helper."""
    supporter = queries.support_between(supporter_id=supporter_id, person=request.user)
    if supporter is None:
        raise Http404
    operations.end_support(supporter=supporter, by=request.user, at=timezone.now())
    if supporter.learner_id == request.user.pk:
        messages.success(request, _("They no longer help you. They cannot see your learning any more."))
        return redirect("my_helpers")
    acting.stop_helping(request)
    messages.success(request, _("You no longer help this person."))
    return redirect("helping")


@signed_in_required
def asked(request, asked_token):
    """The person asked reads what it means, and says yes or no."""
    now = timezone.now()
    supporter = queries.question_for(person=request.user, token=asked_token, at=now)
    if supporter is None:
        return _answered_before(request, asked_token)
    if request.POST.get("answer") == "no":
        operations.end_support(supporter=supporter, by=request.user, at=now)
        messages.info(request, _("Thank you for telling us. Nothing more will happen."))
        return redirect("helping")
    if request.POST.get("answer") == "yes":
        operations.accept_support(supporter=supporter, by=request.user, at=now)
        return redirect("helping_person", supporter_id=supporter.pk)
    titles = queries.course_titles(course_keys=queries.allowed_keys(supporter=supporter))
    context = {"supporter": supporter, "titles": list(titles.values())}
    return render(request, "courses/people/helper_asked.html", context)


def _answered_before(request, token):
    """The second press of "yes", or the old mail: to the learner's page while the help lasts, else 404."""
    supporter = queries.support_said_yes(helper=request.user, token=token)
    if supporter is None:
        raise Http404
    return redirect("helping_person", supporter_id=supporter.pk)


@signed_in_required
def helping(request):
    """Everybody this person helps, and who asks them to."""
    context = {
        "helped": queries.people_helped_by(helper=request.user),
        "asked": queries.questions_for(person=request.user, at=timezone.now()),
    }
    return render(request, "courses/people/helping.html", context)


@signed_in_required
def helping_person(request, supporter_id):
    """How far the learner is, in the courses they allowed; from here the helper starts to help."""
    supporter = _given(request, supporter_id)
    learner = supporter.learner
    started = queries.enrolled_course_keys(learner_ids=[learner.pk]).get(learner.pk, [])
    keys = queries.allowed_of(supporter=supporter, course_keys=started)
    many = queries.progress_for_many(learner_ids=[learner.pk], course_keys=keys)
    rows = [many[learner.pk, key] for key in keys]
    return render(request, "courses/people/helping_person.html", {"supporter": supporter, "rows": rows})


def _given(request, supporter_id):
    supporter = queries.support_given(supporter_id=supporter_id, helper=request.user)
    if supporter is None:
        raise Http404
    return supporter


@signed_in_required
@require_POST
def start(request, supporter_id):
    """From now on the learning pages of this browser are the learner's."""
    supporter = _given(request, supporter_id)
    acting.start_helping(request, supporter)
    key = _key_sent(request)
    if key and queries.allows(supporter=supporter, course_key=key):
        outline = queries.course_outlines(course_keys=[key]).get(key)
        if outline and outline.url:
            return redirect(outline.url)
    return redirect(reverse("wagtail_serve", args=["learn/"]))


def _key_sent(request):
    try:
        return UUID(request.POST.get("course", ""))
    except ValueError:
        return None


@signed_in_required
@require_POST
def stop(request):
    """Back to one's own learning. Who helps stays a helper."""
    acting.stop_helping(request)
    messages.success(request, _("You are back in your own learning."))
    return redirect("helping")
