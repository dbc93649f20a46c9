"""By phone: a coordinator asks what stands open for somebody, and writes down what they say."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..circle_words import JOINING_VERSION, joining_words
from ..forms import CHECK_IN_FORMS, AnswerCircleForm, AnswerForm, ChangeMentorForm, MetForm, SwapAnswerForm
from ..lifecycle import State
from ..models import Swap
from .pair import Pair
from .phone_asked import Asked, about, asked_page, called_person, named
from .phone_groups import groups_they_are_in, groups_they_lead
from .phone_own import their_own
from .sent import sent_as


@signed_in_required
def phone(request, person_id):
    """Everything that stands open for one person, one form each, and the way to each of their pairs."""
    person = called_person(request, person_id)
    whose = {"person": person, "coordinator": request.user}
    pairs = queries.pairs_of_both(**whose)
    return asked_page(
        request,
        person,
        list(_asked(request, person, pairs)),
        pairs=[(each, Pair(each, person).other_name) for each in pairs if _may_do_more(each)],
        asks=queries.sent_request_of(**whose),
        offers=queries.sent_offer_of(**whose),
        unsigned=[(each, Pair(each, person).other_name) for each in pairs if each.active_at is None],
    )


def _may_do_more(mentorship) -> bool:
    return queries.state_of_mentorship(mentorship=mentorship) in (State.ACTIVE, State.AGREEING)


def _asked(request, person, pairs) -> Iterator[Asked]:
    whose = {"person": person, "coordinator": request.user}
    yield from _suggestions(request, whose)
    yield from _swaps(request, whose)
    yield from _circles(request, whose)
    yield from _check_ins(request, whose)
    yield from groups_they_are_in(whose)
    yield from groups_they_lead(request, whose)
    for mentorship in pairs:
        yield from _about_pair(request, person, mentorship)
    yield from their_own(request, whose)


def _suggestions(request, whose):
    for pair in queries.suggestions_open_to(**whose):
        is_coach = pair.offer.coach_id == whose["person"].pk
        other = pair.entry.request.learner if is_coach else pair.offer.coach
        key = f"suggestion-{pair.pk}"
        yield Asked(
            key,
            _("We suggest %(name)s") % {"name": queries.called(person=other)},
            about(operations.answer_pair, pair=pair),
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
            about(operations.answer_swap, swap=swap),
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
            about(operations.answer_circle, place=place, wording=words),
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
            about(operations.answer_lead, circle=circle),
            _("Write down the answer"),
            AnswerCircleForm(sent_as(request, key), as_coach=True, prefix=key),
            told=lambda given: {"is_yes": given["answer"] == "yes"},
        )


def _check_ins(request, whose):
    for check_in in queries.check_ins_open_to(**whose):
        key = f"check-in-{check_in.pk}"
        form = CHECK_IN_FORMS[check_in.kind](sent_as(request, key), prefix=key)
        yield Asked(
            key,
            f"{form.heading} ({Pair(check_in.mentorship, whose['person']).other_name})",
            about(operations.answer_check_in, check_in=check_in),
            _("Write down the answers"),
            form,
            [str(form.who_sees)],
            lambda given, form=form: form.given,
        )


def _about_pair(request, person, mentorship):
    """What either of the two can do at any time."""
    is_learner = person.pk == mentorship.learner_id
    other = Pair(mentorship, person).other_name
    key = f"met-{mentorship.pk}"
    if mentorship.active_at and not (mentorship.paused_at or mentorship.suspended_at):
        yield Asked(
            key,
            _("They talked with %(name)s") % {"name": other},
            about(operations.record_meeting, mentorship=mentorship),
            _("Write down the talk"),
            MetForm(sent_as(request, key), prefix=key),
            told=named("starts_at", "minutes", "way", "form_key"),
        )
    if is_learner and not mentorship.help_asked_at:
        yield Asked(
            f"help-{mentorship.pk}",
            _("They need help with their mentoring"),
            about(operations.ask_for_help, mentorship=mentorship),
            _("Write down that they need help"),
        )
    yield from _about_mentor(request, mentorship) if is_learner else _about_help(mentorship, other)
    if mentorship.paused_at:
        yield Asked(
            f"go-on-{mentorship.pk}",
            _("They would like to go on with %(name)s") % {"name": other},
            about(operations.resume, mentorship=mentorship),
            _("End the break"),
        )
    elif not mentorship.suspended_at:
        yield Asked(
            f"break-{mentorship.pk}",
            _("They would like a break from %(name)s") % {"name": other},
            about(operations.pause, mentorship=mentorship),
            _("Begin the break"),
        )
    yield Asked(
        f"end-{mentorship.pk}",
        _("They would like to end with %(name)s") % {"name": other},
        about(operations.end, mentorship=mentorship),
        _("End it now"),
        words=[_("No reason is needed. The other one is told that it ended, and nothing else.")],
        is_danger=True,
    )


def _about_mentor(request, mentorship):
    """What only a learner can do about their mentor."""
    key = f"change-{mentorship.pk}"
    if mentorship.change_asked_at:
        yield Asked(
            f"stay-{mentorship.pk}",
            _("They would like to stay with their mentor after all"),
            about(operations.withdraw_change, mentorship=mentorship),
            _("Write down that they stay"),
        )
    else:
        yield Asked(
            key,
            _("They would like another mentor"),
            about(operations.ask_to_change, mentorship=mentorship),
            _("Write it down"),
            ChangeMentorForm(sent_as(request, key), prefix=key, label_suffix=""),
        )
    yield Asked(
        f"hide-{mentorship.pk}",
        _("Their mentor should see nothing of their courses any more"),
        about(operations.hide_every_course, mentorship=mentorship),
        _("Take it back"),
        words=[_("You are not told whether they showed any.")],
    )


def _about_help(mentorship, other):
    if mentorship.help_asked_at:
        yield Asked(
            f"helped-{mentorship.pk}",
            _("They have been in touch with %(name)s, who asked for help") % {"name": other},
            about(operations.note_helped, mentorship=mentorship),
            _("Write it down"),
        )
