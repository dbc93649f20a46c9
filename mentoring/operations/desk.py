"""What a coordinator decides about one person of a round, and how each decision is undone.

Every decision leaves a `DeskStep` that says how things were before. A page of the desk carries the number
of the newest step it showed (`seen`); a decision taken on an older page raises DeskChanged, so that of two
coordinators neither overwrites what the other has just chosen.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit

from ..matching import reasons_against, score
from ..models import Bar, DeskStep, Forbidden, MentorOffer, MentorRequest, ProposedPair, RoundEntry
from ..queries.cohort import build_cohort_for_one
from .errors import DeskChanged, NotOpen, PlaceSuggested, RuleBroken
from .rounds import open_round, stored_fit

Kind = DeskStep.Kind


@transaction.atomic
def choose_mentor(*, entry, offer, by, at, displace=False, seen=None) -> ProposedPair:
    """A coordinator chooses this mentor for this person: kept by every later run.

    Raises RuleBroken when a hard rule forbids it (the reasons say which), PlaceSuggested when the mentor's
    last place is suggested for others; with `displace` those others lose it and wait for the next run.
    """
    round = open_round(entry.round_id)
    chosen = ProposedPair.objects.filter(entry=entry, offer=offer).exclude(pinned_at=None).first()
    if chosen:
        return chosen
    _refuse_old_page(entry, seen)
    entry = _with_round(entry)
    if entry.request.state != MentorRequest.State.WAITING:
        raise NotOpen(_("This person is no longer waiting for a mentor."))
    before = _as_it_is(entry)
    mentor, fit, places_left = _fit(entry, offer)
    displaced = _make_room(entry, mentor, places_left, displace=displace)
    pair, _is_new = ProposedPair.objects.update_or_create(
        entry=entry, defaults={"offer_id": mentor.id, "pinned_at": at, "pinned_by": by, **fit}
    )
    RoundEntry.objects.filter(pk=entry.pk).update(put_aside_at=None, left_out={})
    _note(Kind.CHOOSE, entry, before | {"displaced": displaced}, offer, by, at)
    record_audit(by=by, action="mentoring.mentor_chosen", obj=pair, at=at, round=round.pk, offer=mentor.id)
    return pair


def _with_round(entry) -> RoundEntry:
    return RoundEntry.objects.select_related("request", "round__programme").get(pk=entry.pk)


def _fit(entry, offer):
    """The mentor, the score as a row keeps it, the places left. Raises RuleBroken, or NotOpen for one who
    has left."""
    cohort = build_cohort_for_one(round=entry.round, request=entry.request)
    mentor = cohort.mentor_by_id.get(offer.pk)
    if mentor is None or not cohort.mentees:
        raise NotOpen(_("This mentor has left the round."))
    mentee = cohort.mentees[0]
    why_not = reasons_against(mentee, mentor, cohort)
    if why_not:
        raise RuleBroken(why_not)
    return mentor, stored_fit(score(mentee, mentor, cohort.weights)), cohort.places_left(mentor, mentee.id)


def _make_room(entry, mentor, places_left, *, displace) -> list[list[int]]:
    """Other people's suggested pairs must leave one of the mentor's places. Returns those that lost theirs,
    as [entry id, offer id]."""
    others = list(
        ProposedPair.objects.filter(
            entry__round=entry.round_id,
            entry__put_aside_at=None,
            offer=mentor.id,
            state=ProposedPair.State.PROPOSED,
            pinned_at=None,
        )
        .exclude(entry=entry)
        .select_related("entry__request__learner")
        .order_by("total", "-pk")
    )
    too_many = others[: max(0, len(others) - places_left + 1)]
    if too_many and not displace:
        raise PlaceSuggested(too_many)
    ProposedPair.objects.filter(pk__in=[pair.pk for pair in too_many]).delete()
    return [[pair.entry_id, pair.offer_id] for pair in too_many]


@transaction.atomic
def undo_choice(*, entry, by, at, seen=None) -> ProposedPair | None:
    """Take a choice back: the solver's own suggestion returns if it still fits, else the next run decides."""
    round = open_round(entry.round_id)
    pair = ProposedPair.objects.filter(entry=entry).exclude(pinned_at=None).first()
    if pair is None:
        return None
    _refuse_old_page(entry, seen)
    record_audit(
        by=by, action="mentoring.choice_undone", obj=pair, at=at, round=round.pk, offer=pair.offer_id
    )
    _note(Kind.UNCHOOSE, entry, {}, pair.offer, by, at)
    suggested = pair.suggested_offer
    pair.delete()
    return _suggest(_with_round(entry), suggested) if suggested else None


def _suggest(entry, offer) -> ProposedPair | None:
    """Put a suggestion back where no rule and no other pair stands against it."""
    try:
        mentor, fit, places_left = _fit(entry, offer)
        _make_room(entry, mentor, places_left, displace=False)
    except (NotOpen, RuleBroken, PlaceSuggested):
        return None
    return ProposedPair.objects.create(entry=entry, offer_id=mentor.id, suggested_offer_id=mentor.id, **fit)


@transaction.atomic
def put_aside(*, entry, by, at, seen=None) -> None:
    """This person is not matched in this round; they keep their place in the queue. Can be undone."""
    open_round(entry.round_id)
    entry = _with_round(entry)
    if entry.put_aside_at:
        return
    _refuse_old_page(entry, seen)
    _note(Kind.ASIDE, entry, _as_it_is(entry), None, by, at)
    RoundEntry.objects.filter(pk=entry.pk).update(put_aside_at=at, left_out={})
    ProposedPair.objects.filter(entry=entry, state=ProposedPair.State.PROPOSED).delete()
    record_audit(by=by, action="mentoring.put_aside", obj=entry, at=at)


@transaction.atomic
def take_back_in(*, entry, by, at, seen=None) -> None:
    """Undo `put_aside`: the next run places this person again."""
    open_round(entry.round_id)
    if not RoundEntry.objects.filter(pk=entry.pk).exclude(put_aside_at=None).exists():
        return
    _refuse_old_page(entry, seen)
    RoundEntry.objects.filter(pk=entry.pk).update(put_aside_at=None)
    _note(Kind.BACK, entry, {}, None, by, at)
    record_audit(by=by, action="mentoring.taken_back_in", obj=entry, at=at)


@transaction.atomic
def forbid_pair(*, entry, offer, by, at, seen=None) -> Forbidden:
    """Not these two in this round; the next round may put them together. Undone by `allow_pair`."""
    open_round(entry.round_id)
    forbidden = Forbidden.objects.filter(entry=entry, offer=offer).first()
    if forbidden:
        return forbidden
    _refuse_old_page(entry, seen)
    _note(Kind.FORBID, entry, _as_it_is(_with_round(entry)), offer, by, at)
    forbidden = Forbidden.objects.create(entry=entry, offer=offer, made_at=at, made_by=by)
    ProposedPair.objects.filter(entry=entry, offer=offer, state=ProposedPair.State.PROPOSED).delete()
    record_audit(by=by, action="mentoring.pair_forbidden", obj=entry, at=at, offer=offer.pk)
    return forbidden


@transaction.atomic
def allow_pair(*, entry, offer, by, at, seen=None) -> None:
    """Undo `forbid_pair`: the next run may put them together again."""
    open_round(entry.round_id)
    forbidden = Forbidden.objects.filter(entry=entry, offer=offer)
    if forbidden.exists():
        _refuse_old_page(entry, seen)
        forbidden.delete()
        _note(Kind.ALLOW, entry, {}, offer, by, at)
        record_audit(by=by, action="mentoring.pair_allowed", obj=entry, at=at, offer=offer.pk)


@transaction.atomic
def bar_pair(*, entry, offer, reason, by, at, seen=None) -> Bar:
    """These two are never matched: takes the pair out of the round if it is there. Twice is once."""
    open_round(entry.round_id)
    two = {"learner_id": entry.request.learner_id, "coach_id": offer.coach_id}
    barred = Bar.objects.filter(**two).first()
    if barred:
        return barred
    _refuse_old_page(entry, seen)
    bar = Bar.objects.create(**two, reason=reason, made_at=at, made_by=by)
    ProposedPair.objects.filter(entry=entry, offer=offer, state=ProposedPair.State.PROPOSED).delete()
    _note(Kind.BAR, entry, {}, offer, by, at)
    record_audit(by=by, action="mentoring.pair_barred", obj=bar, at=at, reason=bar.reason)
    return bar


@transaction.atomic
def lift_bar(*, entry, offer, by, at, seen=None) -> None:
    """Undo `bar_pair`."""
    open_round(entry.round_id)
    for bar in Bar.objects.filter(learner=entry.request.learner_id, coach=offer.coach_id):
        _refuse_old_page(entry, seen)
        record_audit(by=by, action="mentoring.bar_lifted", obj=bar, at=at, reason=bar.reason)
        bar.delete()
        _note(Kind.UNBAR, entry, {}, offer, by, at)


@transaction.atomic
def undo_step(*, step, by, at) -> DeskStep:
    """Put one person back to how they were before a decision. Twice undoes once.

    Raises DeskChanged when somebody decided about this person since, NotOpen when a choice that stood before
    no longer fits; then nothing is changed.
    """
    open_round(step.round_id)
    step = DeskStep.objects.select_related("entry__request", "entry__round__programme").get(pk=step.pk)
    if step.undone_at:
        return step
    if step.kind not in DeskStep.UNDOABLE:
        raise NotOpen(_("This step cannot be undone here. Open the person’s page."))
    _refuse_old_page(step.entry, step.pk)
    _go_back(step)
    step.undone_at = at
    step.save(update_fields=["undone_at"])
    _note(Kind.UNDO, step.entry, {"step": step.pk}, None, by, at)
    record_audit(by=by, action="mentoring.step_undone", obj=step, at=at, kind=step.kind)
    return step


def _go_back(step):
    entry, before = step.entry, step.before
    if step.kind == Kind.FORBID:
        Forbidden.objects.filter(entry=entry, offer=before["offer"]).delete()
    ProposedPair.objects.filter(entry=entry, state=ProposedPair.State.PROPOSED).delete()
    RoundEntry.objects.filter(pk=entry.pk).update(
        put_aside_at=before["put_aside_at"], left_out=before["left_out"]
    )
    if before["pair"]:
        _put_back(entry, before["pair"])
    for entry_id, offer_id in before.get("displaced", []):
        other = _with_round_or_none(entry_id)
        if other and not hasattr(other, "pair"):
            _suggest(other, MentorOffer.objects.get(pk=offer_id))


def _with_round_or_none(entry_id) -> RoundEntry | None:
    return RoundEntry.objects.select_related("request", "round__programme").filter(pk=entry_id).first()


def _put_back(entry, pair):
    """A suggestion returns where it still fits; a coordinator's own choice must fit, or nothing is undone."""
    offer = MentorOffer.objects.get(pk=pair["offer"])
    if not pair["pinned_at"]:
        _suggest(entry, offer)
        return
    try:
        mentor, fit, places_left = _fit(entry, offer)
        _make_room(entry, mentor, places_left, displace=False)
    except (RuleBroken, PlaceSuggested) as error:
        raise NotOpen(
            _("The mentor who was chosen before has no place now, so this cannot be undone.")
        ) from error
    ProposedPair.objects.create(
        entry=entry,
        offer=offer,
        pinned_at=pair["pinned_at"],
        pinned_by_id=pair["pinned_by"],
        suggested_offer_id=pair["suggested_offer"],
        **fit,
    )


def _as_it_is(entry) -> dict:
    """How somebody stands in the round, as a step keeps it."""
    pair = ProposedPair.objects.filter(entry=entry).first()
    return {
        "put_aside_at": entry.put_aside_at.isoformat() if entry.put_aside_at else None,
        "left_out": entry.left_out,
        "pair": pair
        and {
            "offer": pair.offer_id,
            "pinned_at": pair.pinned_at.isoformat() if pair.pinned_at else None,
            "pinned_by": pair.pinned_by_id,
            "suggested_offer": pair.suggested_offer_id,
        },
    }


def _refuse_old_page(entry, seen):
    """`seen` is the newest step that the page knew of, 0 for none; None asks nothing."""
    newest = DeskStep.objects.filter(entry=entry).order_by("-pk").select_related("by").first()
    if seen is not None and seen != (newest.pk if newest else 0):
        raise DeskChanged(newest)


def _note(kind, entry, before, offer, by, at):
    if offer is not None:
        before = before | {"offer": offer.pk}
    DeskStep.objects.create(round_id=entry.round_id, entry=entry, by=by, at=at, kind=kind, before=before)
