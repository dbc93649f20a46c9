"""What one person asked for or offers, and what they can do next."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import (
    Answers,
    Bar,
    LivedExperience,
    MentorOffer,
    MentorRequest,
    Mentorship,
    Programme,
    ProposedPair,
    Term,
    Wish,
)


def term_labels() -> dict[str, str]:
    """The words for each key of every list, retired entries too."""
    return {term.key: term.words for term in Term.objects.all()}


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
        return ", ".join(term.words for term in terms[kind])

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
    return rows if to_owner else rows + extras_in_words(answers=answers, to_owner=False)


def extras_in_words(*, answers: Answers, to_owner: bool = True) -> list[tuple[str, str, str]]:
    """The answers nobody has to give, as (step, question, words). Never lived experience."""
    terms = terms_by_kind(answers=answers)

    def listed(*kinds):
        return ", ".join(term.words for kind in kinds for term in terms[kind])

    rows = [
        ("rhythm", _("How often and for how long"), listed(Term.Kind.FREQUENCY, Term.Kind.LENGTH)),
        ("easier", _("Easier like this"), ", ".join(_easier(answers))),
        ("employers", _("Employers and boards"), ", ".join(answers.employers.splitlines())),
        ("conditions", _("The other person must be"), ", ".join(_conditions_in_words(answers))),
        ("about-me", _("True of me") if to_owner else _("True of this person"), listed(Term.Kind.CONDITION)),
    ]
    if isinstance(answers, MentorRequest):
        return rows + _request_extras(answers)
    listed_words = answers.profile_words if answers.is_listed else ""
    return [("profile", _("In the list of mentors"), listed_words), *rows]


def _easier(answers) -> list[str]:
    """What the other person may know as well."""
    return [
        words
        for is_so, words in (
            (answers.only_by_phone, _("Only by phone")),
            (answers.health_varies, _("My health varies, please be flexible")),
            (answers.away_words, _("Away: %(dates)s") % {"dates": answers.away_words}),
        )
        if is_so
    ]


def _conditions_in_words(answers) -> list[str]:
    return [
        each.term.words
        if each.agreed_at
        else _("%(condition)s (not agreed yet)") % {"condition": each.term.words}
        for each in answers.conditions.select_related("term").order_by("pk")
    ]


def _request_extras(request):
    wishes = request.wishes.filter(by=Wish.By.LEARNER).select_related("offer__coach")
    names = [name_with_initial(person=wish.offer.coach) for wish in wishes]
    return [
        ("needs", _("Tell the mentor about needs"), _("Yes") if request.needs_shared else ""),
        ("mentors", _("Would like this mentor"), ", ".join(names)),
        ("matters", _("What matters most"), str(MATTERS[request.matters_most])),
        ("group", _("A small group is fine"), _("Yes") if request.group_is_fine else ""),
    ]


def name_with_initial(*, person) -> str:
    """First name and the initial of the last one: "Comfort A."."""
    first, *others = person.preferred_name.split() or [_("Somebody")]
    return f"{first} {others[-1][0]}." if others else first


def listed_mentors(*, request: MentorRequest):
    """Mentors of the programme who said that people may choose them, in an order that favours nobody.

    Nobody who must not be matched with this person; whoever was chosen before stays.
    """
    barred = Bar.objects.filter(learner=request.learner_id).values("coach")
    open_to_all = Q(is_listed=True, state=MentorOffer.State.OPEN, paused_at=None, places__gt=0)
    return (
        MentorOffer.objects.filter(open_to_all | Q(wishes__request=request, wishes__by=Wish.By.LEARNER))
        .filter(programme=request.programme_id, coach__is_active=True)
        .exclude(coach=request.learner_id)
        .exclude(coach__in=barred)
        .exclude(coach__preferred_name="")
        .select_related("coach")
        .prefetch_related("terms")
        .order_by("coach__preferred_name", "pk")
        .distinct()
    )


def lived_experience_of(*, person) -> LivedExperience | None:
    """For that person alone."""
    return LivedExperience.objects.filter(person=person).first()


MATTERS = {
    "": "",
    "goals_and_skills": gettext_lazy("That they can help with what I chose"),
    "style_and_values": gettext_lazy("That we like to work in the same way"),
    "shortlist": gettext_lazy("That it is a mentor I asked for"),
    "time_and_talk": gettext_lazy("That times and ways to talk fit well"),
    "place": gettext_lazy("Where they are"),
}
"""What can matter most, by part of the score. Not lived experience: choosing it would tell on people."""


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
        ("talking", _("Language"), language.words if language else _("English")),
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
    easier = _easier(offer)
    rows = _rows(
        (_("Can help with"), terms[Term.Kind.GOAL]),
        (_("Skills"), terms[Term.Kind.SKILL]),
        (_("Knows these roles"), terms[Term.Kind.ROLE]),
        (_("Times"), terms[Term.Kind.TIME]),
        (_("Ways to talk"), terms[Term.Kind.MODE]),
        (_("Languages"), terms[Term.Kind.LANGUAGE]),
    )
    return rows + ([{"term": _("Easier like this"), "text": ", ".join(easier)}] if easier else [])


def learner_in_words(*, request: MentorRequest) -> list[dict]:
    """What a mentor may know about a learner: wishes, needs only with a yes, no words to the coordinators."""
    terms = terms_by_kind(answers=request)
    language = [request.language_needed] if request.language_needed else []
    rows = _rows(
        (_("Wants help with"), terms[Term.Kind.GOAL]),
        (_("Skills to work on"), terms[Term.Kind.SKILL]),
        (_("Best times"), terms[Term.Kind.TIME]),
        (_("Ways to talk"), terms[Term.Kind.MODE]),
        (_("Language"), language),
        (_("Needs, to take part"), terms[Term.Kind.NEED] if request.needs_shared else []),
    )
    easier = _easier(request)
    return rows + ([{"term": _("Easier like this"), "text": ", ".join(easier)}] if easier else [])


def shown_to_other(*, pair: ProposedPair, as_coach: bool) -> list[dict]:
    """What one side of a suggestion sees of the other."""
    if as_coach:
        return learner_in_words(request=pair.entry.request)
    return mentor_in_words(offer=pair.offer)


def _rows(*rows) -> list[dict]:
    return [
        {"term": term, "text": ", ".join(each.words for each in chosen)} for term, chosen in rows if chosen
    ]
