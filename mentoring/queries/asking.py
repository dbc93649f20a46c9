"""What one person asked for or offers, and what they can do next."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Answers, MentorOffer, MentorRequest, Mentorship, Programme, ProposedPair, Term


def term_labels() -> dict[str, str]:
    """The words for each key of every list, retired entries too."""
    return dict(Term.objects.values_list("key", "label"))


def open_programmes(*, person) -> list[Programme]:
    """The programmes this person can join: those of their organisation or one above it, else those of their
    region, else every open one. Programmes without an organisation are open to everybody."""
    programmes = list(Programme.objects.filter(is_open=True).select_related("organisation"))
    above = _organisations_above(person.organisation)
    own = [each for each in programmes if each.organisation_id in above]
    region = person.organisation.region if person.organisation else ""
    near = [
        each for each in programmes if each.organisation and region and each.organisation.region == region
    ]
    for_all = [each for each in programmes if each.organisation is None]
    return own or near + for_all or programmes


def _organisations_above(organisation) -> set[int]:
    found: set[int] = set()
    while organisation and organisation.pk not in found:
        found.add(organisation.pk)
        organisation = organisation.parent
    return found


def open_request(*, learner) -> MentorRequest | None:
    """The request that is being written, waits, or has a suggestion."""
    return (
        MentorRequest.objects.filter(learner=learner, state__in=MentorRequest.OPEN_STATES)
        .select_related("programme", "practice", "language_needed")
        .first()
    )


def offer_of(*, coach) -> MentorOffer | None:
    return MentorOffer.objects.filter(coach=coach).select_related("programme", "practice").first()


def mentorship_of(*, learner) -> Mentorship | None:
    """The mentorship that runs now, the newest first should there be two programmes."""
    return (
        Mentorship.objects.filter(learner=learner, ended_at=None)
        .select_related("coach", "programme")
        .order_by("-started_at")
        .first()
    )


def suggestions_for_coach(*, coach):
    """Pairs sent to this coach that wait for their answer."""
    return (
        ProposedPair.objects.filter(offer__coach=coach, state=ProposedPair.State.OFFERED, coach_answer="")
        .select_related("entry__request__learner")
        .order_by("offered_at", "id")
    )


def suggestion_for_learner(*, learner) -> ProposedPair | None:
    """The pair that was sent to this learner and is not settled yet."""
    return (
        ProposedPair.objects.filter(entry__request__learner=learner, state=ProposedPair.State.OFFERED)
        .select_related("offer__coach", "entry__round")
        .first()
    )


@dataclass(frozen=True)
class Standing:
    """Where a person stands with mentoring: at most one of these is what their page is about."""

    mentorship: Mentorship | None = None
    suggestion: ProposedPair | None = None
    request: MentorRequest | None = None


def standing_of(*, person) -> Standing:
    """What `/mentoring/` and the home page tell this person. At most three queries."""
    mentorship = mentorship_of(learner=person)
    if mentorship:
        return Standing(mentorship=mentorship)
    request = open_request(learner=person)
    if request and request.state == MentorRequest.State.OFFERED:
        return Standing(suggestion=suggestion_for_learner(learner=person), request=request)
    return Standing(request=request)


def terms_by_kind(*, answers: Answers) -> dict[str, list[Term]]:
    """The chosen list entries of one request or offer, by kind, in the order of the lists."""
    found = defaultdict(list)
    for term in answers.terms.all():
        found[term.kind].append(term)
    return found


def answers_in_words(*, answers: Answers, to_owner: bool = True) -> list[tuple[str, str, str]]:
    """Every answer as (step, question, words), in the order of the questions; words are empty without one.

    `to_owner`: the questions speak to the person who answered, not to their coordinator.
    """
    terms = terms_by_kind(answers=answers)

    def listed(kind):
        return ", ".join(term.label for term in terms[kind])

    is_request = isinstance(answers, MentorRequest)
    rows = _request_rows(answers, listed) if is_request else _offer_rows(answers, listed)
    rows += [
        ("more", _("Anything we should know"), answers.anything_else),
        (
            "not-with",
            _("Who not to match you with") if to_owner else _("Asked not to be matched with"),
            answers.not_with_words,
        ),
        ("not-with", _("GP practice"), answers.practice.name if answers.practice else ""),
        (
            "not-with",
            _("Somebody from the same practice is fine"),
            _("Yes") if answers.same_practice_ok else _("No"),
        ),
    ]
    if not is_request:
        rows.append(("places", _("People at one time"), str(answers.places)))
    return rows


def _request_rows(request, listed):
    language = request.language_needed
    return [
        ("help", _("Wants help with"), listed(Term.Kind.GOAL)),
        ("help", _("Skills to work on"), listed(Term.Kind.SKILL)),
        ("help", _("Roles the mentor should know"), listed(Term.Kind.ROLE)),
        ("times", _("Best times"), listed(Term.Kind.TIME) or _("Any time")),
        ("times", _("Likes to work like this"), listed(Term.Kind.STYLE)),
        ("talking", _("Ways to talk"), listed(Term.Kind.MODE)),
        ("talking", _("Only in person"), _("Yes") if request.in_person_needed else ""),
        ("talking", _("Town or area"), request.place),
        ("talking", _("Where the mentor should be from"), request.get_place_wish_display()),
        ("talking", _("Language"), language.label if language else _("English")),
        ("talking", _("Needs, to take part"), listed(Term.Kind.NEED)),
    ]


def _offer_rows(offer, listed):
    return [
        ("help", _("Can help with"), listed(Term.Kind.GOAL)),
        ("help", _("Skills to share"), listed(Term.Kind.SKILL)),
        ("help", _("Knows these roles"), listed(Term.Kind.ROLE)),
        ("times", _("Times"), listed(Term.Kind.TIME)),
        ("times", _("Likes to work like this"), listed(Term.Kind.STYLE)),
        ("talking", _("Ways to talk"), listed(Term.Kind.MODE)),
        ("talking", _("Towns or areas"), offer.place),
        ("talking", _("Languages"), listed(Term.Kind.LANGUAGE) or _("English")),
        ("talking", _("Access needs they can meet"), listed(Term.Kind.NEED)),
    ]


def offered_terms(*, kind: str, chosen=()):
    """The entries of one list that can be chosen now, and any retired one that was chosen before."""
    return Term.objects.filter(Q(is_retired=False) | Q(pk__in=[term.pk for term in chosen]), kind=kind)


def checks_in_words(*, offer: MentorOffer) -> list[dict]:
    """The three dates that let a mentor be matched, for the coach and for the coordinators."""
    return [
        {"term": term, "text": date_format(day, "j F Y") if day else _("Not yet")}
        for term, day in (
            (_("Checks are valid until"), offer.vetting_valid_until_date),
            (_("Finished the mentor course on"), offer.training_completed_on_date),
            (_("Did the safeguarding training on"), offer.safeguarding_refreshed_on_date),
        )
    ]


def mentor_in_words(*, offer: MentorOffer) -> list[dict]:
    """What a learner may know about a mentor: never the coach's words to the coordinators."""
    terms = terms_by_kind(answers=offer)
    return _rows(
        (_("Can help with"), terms[Term.Kind.GOAL]),
        (_("Skills"), terms[Term.Kind.SKILL]),
        (_("Knows these roles"), terms[Term.Kind.ROLE]),
        (_("Times"), terms[Term.Kind.TIME]),
        (_("Ways to talk"), terms[Term.Kind.MODE]),
        (_("Languages"), terms[Term.Kind.LANGUAGE]),
    )


def learner_in_words(*, request: MentorRequest) -> list[dict]:
    """What a mentor may know about a learner: wishes, never needs or the words to the coordinators."""
    terms = terms_by_kind(answers=request)
    language = [request.language_needed] if request.language_needed else []
    return _rows(
        (_("Wants help with"), terms[Term.Kind.GOAL]),
        (_("Skills to work on"), terms[Term.Kind.SKILL]),
        (_("Best times"), terms[Term.Kind.TIME]),
        (_("Ways to talk"), terms[Term.Kind.MODE]),
        (_("Language"), language),
    )


def shown_to_other(*, pair: ProposedPair, as_coach: bool) -> list[dict]:
    """What one side of a suggestion sees of the other."""
    if as_coach:
        return learner_in_words(request=pair.entry.request)
    return mentor_in_words(offer=pair.offer)


def _rows(*rows) -> list[dict]:
    return [
        {"term": term, "text": ", ".join(each.label for each in chosen)} for term, chosen in rows if chosen
    ]
