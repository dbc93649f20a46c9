"""Being worried about somebody: telling it (anybody), and handling it (safeguarding leads, nobody else)."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.permissions import or_404, signed_in_required
from home.spreadsheets import CSV_TYPE, as_csv

from .. import operations, queries
from ..forms import ConcernActionForm, ConcernDecisionForm, ConcernForm, ConcernSearchForm
from ..models import Circle, Concern, MentorOffer, Mentorship
from ..permissions import may_handle_concerns
from .sent import sent_as, sent_by


@never_cache
@sensitive_post_parameters()
def worried(request):
    """The form for somebody who is worried, signed in or not."""
    mentorship_id = _number(request.GET.get("match"))
    pairs = queries.pairs_to_name(person=request.user, mentorship_id=mentorship_id)
    pairs = [*pairs, *queries.circles_to_name(person=request.user)]
    circle_id = _number(request.GET.get("circle"))
    chosen = f"circle-{circle_id}" if circle_id else mentorship_id
    form = ConcernForm(sent_by(request), pairs=pairs, chosen=chosen)
    too_many = False
    if request.method == "POST" and form.is_valid():
        too_many = not _within_limits(request)
        if not too_many:
            _report(form.told, request.user)
            return redirect("worried_sent")
    return render(
        request,
        "mentoring/concerns/worried.html",
        {"form": form, "too_many": too_many, "has_errors": too_many or bool(form.errors)},
        status=429 if too_many else 200,
    )


def _number(words) -> int | None:
    return int(words) if words and words.isdecimal() and len(words) < 10 else None


def _within_limits(request) -> bool:
    """So many concerns an hour from one connection or person, so that nobody can drown the real ones."""
    if request.user.is_authenticated:
        return ratelimit.consume(request, action="concern_signed_in", user=request.user)
    return ratelimit.consume(request, action="concern")


def _report(told, person):
    mentorship = Mentorship.objects.filter(pk=told.pop("mentorship")).first()
    circle = Circle.objects.filter(pk=told.pop("circle")).first()
    by = person if person.is_authenticated else None
    operations.report_concern(**told, mentorship=mentorship, circle=circle, by=by, at=timezone.now())


@never_cache
def worried_sent(request):
    """What happens next. The same words for everybody: nothing of the concern is on this page."""
    return render(request, "mentoring/concerns/sent.html")


@signed_in_required
@sensitive_post_parameters()
def concern_list(request):
    """Every concern, most urgent first. A search is sent as a form, so that no address holds its words."""
    or_404(may_handle_concerns(request.user))
    form = ConcernSearchForm(sent_by(request), label_suffix="")
    words = form.cleaned_data["words"] if request.method == "POST" and form.is_valid() else ""
    now = timezone.now()
    how = "searched" if words else "listed"
    operations.note_look_at_list(by=request.user, at=now, how=how)
    rows = queries.concern_rows(now=now, words=words)
    in_time, known = queries.kept_in_time(rows=rows)
    return render(
        request,
        "mentoring/concerns/list.html",
        {"rows": rows, "form": form, "words": words, "in_time": in_time, "known": known},
    )


@signed_in_required
@sensitive_post_parameters()
def concern(request, concern_id):
    """One concern: what was told, its clock, what was done, and what the lead does now."""
    or_404(may_handle_concerns(request.user))
    found = get_object_or_404(
        Concern.objects.select_related(
            "reporter", "mentorship__learner", "mentorship__coach", "circle__offer__coach", "decided_by"
        ),
        pk=concern_id,
    )
    forms = {
        "act": ConcernActionForm(sent_as(request, "act"), auto_id="act_%s", label_suffix=""),
        "decide": ConcernDecisionForm(sent_as(request, "decide"), auto_id="decide_%s", label_suffix=""),
    }
    sent = forms.get(request.POST.get("do", ""))
    if request.method == "POST" and (sent is None or sent.is_valid()):
        _do(request, found, sent.cleaned_data if sent else {})
        return redirect("concern", found.pk)
    now = timezone.now()
    operations.note_look(concern=found, by=request.user, at=now)
    mentor = _mentor_of(found)
    return render(
        request,
        "mentoring/concerns/concern.html",
        {
            "concern": found,
            "row": queries.concern_row(concern=found, now=now),
            "actions": found.actions.select_related("by"),
            "circles": list(queries.circles_to_pause(coach=mentor)) if mentor else [],
            "mentor": mentor,
            "others": _others(found, mentor),
            "offer": MentorOffer.objects.filter(coach=mentor).first() if mentor else None,
            "act_form": forms["act"],
            "decide_form": forms["decide"],
            "sent": sent,
            "has_errors": bool(sent and sent.errors),
        },
    )


def _mentor_of(concern):
    """The mentor of the pair or the circle that a concern names, or None."""
    if concern.mentorship:
        return concern.mentorship.coach
    return concern.circle.offer.coach if concern.circle else None


def _others(concern, mentor) -> list[Mentorship]:
    """Who else this mentor works with: each contact can be stopped and allowed by itself."""
    pairs = queries.pairs_to_pause(coach=mentor).exclude(pk=concern.mentorship_id) if mentor else []
    return list(pairs)


def _pair_meant(request, concern, mentor):
    """The pair whose button was pressed: the one the concern names, or another of the same mentor.

    None for a number that is of neither.
    """
    pressed = request.POST.get("pair")
    if pressed is None:
        return concern.mentorship
    return next((pair for pair in _others(concern, mentor) if str(pair.pk) == pressed), None)


def _do(request, found, words):
    """One operation for each button of the page; an unknown button does nothing."""
    who_and_when = {"by": request.user, "at": timezone.now()}
    mentor = _mentor_of(found)
    pair = _pair_meant(request, found, mentor)
    buttons = {
        "act": (lambda: operations.act_on_concern(concern=found, **words, **who_and_when), _("Saved.")),
        "decide": (lambda: operations.decide_concern(concern=found, **words, **who_and_when), _("Decided.")),
        "close": (lambda: operations.close_concern(concern=found, **who_and_when), _("Closed.")),
        "reopen": (lambda: operations.reopen_concern(concern=found, **who_and_when), _("Open again.")),
    }
    if pair:
        buttons |= {
            "stop": (
                lambda: operations.stop_contact(mentorship=pair, **who_and_when),
                _("Contact is paused now."),
            ),
            "allow": (
                lambda: operations.allow_contact(mentorship=pair, **who_and_when),
                _("They can be in touch again."),
            ),
        }
    if mentor:
        buttons |= {
            "stop_all": (
                lambda: operations.stop_all_contact(coach=mentor, **who_and_when),
                _("Contact with everybody they mentor is paused now, and nobody new is suggested to them."),
            ),
            "allow_new": (
                lambda: operations.allow_new_matches(coach=mentor, **who_and_when),
                _("New people can be suggested to this mentor again."),
            ),
            "stop_groups": (
                lambda: operations.stop_circles_of(coach=mentor, **who_and_when),
                _("The small groups of this mentor are paused now."),
            ),
            "allow_groups": (
                lambda: operations.allow_circles_of(coach=mentor, **who_and_when),
                _("The small groups of this mentor can go on."),
            ),
        }
    run, done = buttons.get(request.POST.get("do"), (None, ""))
    if run is None:
        return
    try:
        run()
    except operations.NotOpen as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, done)


@signed_in_required
@require_POST
def export_concerns(request):
    """All concerns as a table. One audit row for the list and one for each concern in it."""
    or_404(may_handle_concerns(request.user))
    now = timezone.now()
    rows = queries.concern_rows(now=now)
    operations.note_export(concerns=[row.concern for row in rows], by=request.user, at=now)
    response = HttpResponse(as_csv(queries.export_table(rows=rows)), content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="concerns.csv"'
    return response
