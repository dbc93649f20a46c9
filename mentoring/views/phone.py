"""By phone: a coordinator asks what stands open for somebody, and writes down what they say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import or_404, signed_in_required

from .. import operations, queries
from ..circle_words import JOINING_VERSION, joining_words
from ..forms import CHECK_IN_FORMS, AnswerCircleForm, AnswerForm, MetForm, SwapAnswerForm
from ..models import Swap
from ..permissions import may_write_down_for
from .sent import sent_as


@dataclass(frozen=True)
class Asked:
    """One thing to ask. `act` takes what the form gave, and who and when; without a form it is a button."""

    key: str
    heading: str
    act: Callable
    button: str
    form: Form | None = None
    #: What to read out first.
    words: list[str] = field(default_factory=list)
    told: Callable[[dict], dict] = dict
    is_danger: bool = False

    @property
    def given(self) -> dict:
        return self.told(self.form.cleaned_data) if self.form else {}


@signed_in_required
def phone(request, person_id):
    """Everything that stands open for one person, one form each."""
    person = get_object_or_404(User, pk=person_id, is_active=True)
    or_404(may_write_down_for(request.user, person))
    asked = list(_asked(request, person))
    sent = next((each for each in asked if each.key == request.POST.get("do")), None)
    if request.method == "POST":
        if sent is None:
            messages.warning(request, _("That is not open any more. Nothing was changed."))
            return redirect("coordinate_phone", person_id)
        if _is_done(request, person, sent):
            messages.success(
                request, _("Written down, with your name and the day. They get a mail that says so.")
            )
            return redirect("coordinate_phone", person_id)
    return render(
        request,
        "mentoring/coordinate/phone.html",
        {
            "person": person,
            "asked": asked,
            "sent": sent.form if sent else None,
            "has_errors": bool(sent and sent.form and sent.form.errors),
        },
    )


def _is_done(request, person, sent) -> bool:
    if sent.form is not None and not sent.form.is_valid():
        return False
    try:
        operations.write_down(sent.act, person=person, by=request.user, at=timezone.now(), **sent.given)
    except operations.MentoringError as error:
        if sent.form is None:
            messages.warning(request, str(error))
        else:
            sent.form.add_error(None, str(error))
        return False
    return True


def _asked(request, person) -> Iterator[Asked]:
    whose = {"person": person, "coordinator": request.user}
    yield from _suggestions(request, whose)
    yield from _swaps(request, whose)
    yield from _circles(request, whose)
    yield from _check_ins(request, whose)
    for mentorship in queries.pairs_of_both(**whose):
        yield from _about_pair(request, person, mentorship)


def _suggestions(request, whose):
    for pair in queries.suggestions_open_to(**whose):
        is_coach = pair.offer.coach_id == whose["person"].pk
        other = pair.entry.request.learner if is_coach else pair.offer.coach
        key = f"suggestion-{pair.pk}"
        yield Asked(
            key,
            _("We suggest %(name)s") % {"name": queries.called(person=other)},
            _with(operations.answer_pair, pair=pair),
            _("Write down the answer"),
            AnswerForm(sent_as(request, key), prefix=key, label_suffix=""),
        )


def _swaps(request, whose):
    for swap in queries.swaps_open_to(**whose):
        part = swap.part_of(whose["person"])
        key = f"move-{swap.pk}"
        names = ", ".join(each["name"] for each in queries.seen_by(swap=swap, part=part))
        yield Asked(
            key,
            _("May somebody move to another mentor?"),
            _with(operations.answer_swap, swap=swap),
            _("Write down the answer"),
            SwapAnswerForm(
                sent_as(request, key), is_mover=part == Swap.Part.MOVER, prefix=key, label_suffix=""
            ),
            [_("They would work with: %(names)s") % {"names": names}] if names else [],
        )


def _circles(request, whose):
    places, to_lead = queries.circles_open_to(**whose)
    for place in places:
        key = f"group-{place.pk}"
        words = joining_words(mentor=queries.called_short(person=place.circle.offer.coach))
        yield Asked(
            key,
            _("Small group: %(name)s") % {"name": place.circle.name},
            _with(operations.answer_circle, place=place, wording=words),
            _("Write down the answer"),
            AnswerCircleForm(sent_as(request, key), as_coach=False, seen=JOINING_VERSION, prefix=key),
            [words],
            lambda given: {"is_yes": given["answer"] == "yes", "seen": given["seen"]},
        )
    for circle in to_lead:
        key = f"lead-{circle.pk}"
        yield Asked(
            key,
            _("Small group: %(name)s") % {"name": circle.name},
            _with(operations.answer_lead, circle=circle),
            _("Write down the answer"),
            AnswerCircleForm(sent_as(request, key), as_coach=True, prefix=key),
            told=lambda given: {"is_yes": given["answer"] == "yes"},
        )


def _check_ins(request, whose):
    for check_in in queries.check_ins_open_to(**whose):
        key = f"check-in-{check_in.pk}"
        form = CHECK_IN_FORMS[check_in.kind](sent_as(request, key), prefix=key)
        pair = check_in.mentorship
        other = pair.coach if check_in.person_id == pair.learner_id else pair.learner
        yield Asked(
            key,
            f"{form.heading} ({queries.called(person=other)})",
            _with(operations.answer_check_in, check_in=check_in),
            _("Write down the answers"),
            form,
            [str(form.who_sees)],
            lambda given, form=form: form.given,
        )


def _about_pair(request, person, mentorship):
    """What either of the two can do at any time."""
    is_learner = person.pk == mentorship.learner_id
    other = queries.called(person=mentorship.coach if is_learner else mentorship.learner)
    key = f"met-{mentorship.pk}"
    if mentorship.active_at and not (mentorship.paused_at or mentorship.suspended_at):
        yield Asked(
            key,
            _("They talked with %(name)s") % {"name": other},
            _with(operations.record_meeting, mentorship=mentorship),
            _("Write down the talk"),
            MetForm(sent_as(request, key), prefix=key),
            told=lambda given: {name: given[name] for name in ("starts_at", "minutes", "way", "form_key")},
        )
    if is_learner and not mentorship.help_asked_at:
        yield Asked(
            f"help-{mentorship.pk}",
            _("They need help with their mentoring"),
            _with(operations.ask_for_help, mentorship=mentorship),
            _("Write down that they need help"),
        )
    if mentorship.paused_at:
        yield Asked(
            f"go-on-{mentorship.pk}",
            _("They would like to go on with %(name)s") % {"name": other},
            _with(operations.resume, mentorship=mentorship),
            _("End the break"),
        )
    elif not mentorship.suspended_at:
        yield Asked(
            f"break-{mentorship.pk}",
            _("They would like a break from %(name)s") % {"name": other},
            _with(operations.pause, mentorship=mentorship),
            _("Begin the break"),
        )
    yield Asked(
        f"end-{mentorship.pk}",
        _("They would like to end with %(name)s") % {"name": other},
        _with(operations.end, mentorship=mentorship),
        _("End it now"),
        words=[_("No reason is needed. The other one is told that it ended, and nothing else.")],
        is_danger=True,
    )


def _with(operation, **about) -> Callable:
    """The operation, with what it is about: who, when and what was told come later."""
    return lambda **told: operation(**about, **told)
