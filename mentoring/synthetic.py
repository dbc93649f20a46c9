"""Made-up cohorts for benchmarks and trials: the same seed gives the same people. Nobody in them is real.

About half of all pairs may be matched, spread as in life: most people have many possible mentors, a few
have very few because they use BSL, need another language, must meet in person, or are free only at one odd
time. Keys are those of ``content/lists.yaml``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from .matching import IN_PERSON, Bar, Cohort, Condition, Mentee, Mentor, obstacles_of_mentor

STARTS_ON = date(2026, 3, 2)
MOST_PLACES = 5

GOALS = (
    "join-or-start-a-ppg",
    "chair-a-ppg-or-group",
    "become-a-patient-safety-partner",
    "sit-on-a-board-committee-or-panel",
    "help-to-redesign-a-service",
    "run-an-insight-project",
    "reach-a-group-that-is-left-out",
    "help-to-choose-staff",
    "teach-or-train-staff",
    "take-part-in-research",
    "start-a-community-project-or-social-enterprise",
    "build-confidence-after-illness-or-caring",
)
SKILLS = (
    "speaking-in-public",
    "sharing-my-story",
    "confidence",
    "how-the-nhs-is-run",
    "gp-practices-and-ppgs",
    "surveys",
    "interviews-and-focus-groups",
    "reaching-people-who-are-left-out",
    "accessible-communication",
    "chairing-meetings",
    "reading-board-papers",
    "building-networks",
    "testing-changes",
    "stakeholder-mapping",
    "understanding-data",
    "writing-reports",
)
ROLES = (
    "ppg-member",
    "ppg-chair",
    "patient",
    "carer",
    "peer-worker",
    "psp",
    "connector",
    "vcse",
    "governor",
    "practice-manager",
)
STYLES = (
    "every-week",
    "every-two-weeks",
    "every-month",
    "when-needed",
    "30-minutes",
    "45-minutes",
    "60-minutes",
)
TIMES = ("weekday-mornings", "weekday-afternoons", "weekday-evenings", "saturday", "sunday")
MODES = ("phone-call", "video-call", "text-message", "email", "messages-on-this-site", IN_PERSON)
LANGUAGES = ("pl", "ro", "pa", "ur", "bn", "gu", "ar", "pt")
NEEDS = (
    "large-print",
    "easy-read",
    "extra-time",
    "step-free-venue",
    "live-captions-or-speech-to-text",
    "quiet-space",
)
LIVED = ("long-term-physical-condition", "mental-health", "caring-for-an-adult", "cancer", "sensory-loss")
REGIONS = tuple(f"region-{number}" for number in range(1, 9))


def make_cohort(*, mentees: int, mentors: int, seed: int = 1, places: int | None = None) -> Cohort:
    """A whole round of made-up people.

    Mentors have 1 to 5 places each. With ``places``, the mentors who can start have exactly that many
    places in all (some may get none), so that places can be made scarce.
    """
    chance = Random(seed)
    offers = [_mentor(chance, f"mentor-{number:05}") for number in range(1, mentors + 1)]
    requests = [_mentee(chance, f"mentee-{number:05}", mentors) for number in range(1, mentees + 1)]
    if places is not None:
        offers = _with_places(chance, offers, places)
    offers = [_with_wishes(chance, offer, mentees) for offer in offers]
    bars = {
        Bar(chance.choice(requests).id, chance.choice(offers).id, reason)
        for reason in ("asked", "relative", "clinician", "earlier", "complaint")
        for _ in range(mentees // 25)
    }
    return Cohort(
        starts_on=STARTS_ON,
        mentees=requests,
        mentors=offers,
        bars=bars,
        needs_met_for_all={"large-print", "extra-time"},
    )


def _mentee(chance: Random, mentee_id: str, mentors: int) -> Mentee:
    region = chance.choice(REGIONS)
    times = _some(chance, TIMES, 2, 4)
    if chance.random() < 0.08:
        times = {chance.choice(("saturday", "sunday"))}
    modes = _some(chance, MODES, 2, 4)
    if chance.random() < 0.05:
        modes = {"phone-call"}
    in_person = chance.random() < 0.05
    lived_on = chance.random() < 0.4
    shortlist = chance.sample(range(1, mentors + 1), min(mentors, chance.choice((0, 0, 1, 2, 3))))
    return Mentee(
        id=mentee_id,
        goals=_some(chance, GOALS, 1, 3),
        skills=_some(chance, SKILLS, 1, 4),
        roles=_some(chance, ROLES, 0, 2),
        styles=_some(chance, STYLES, 0, 3),
        times=times,
        modes=modes | {IN_PERSON} if in_person else modes,
        languages=_languages_needed(chance),
        needs=_some(chance, NEEDS, 1, 2) if chance.random() < 0.15 else (),
        in_person_needed=in_person,
        region_id=region,
        place_wish=chance.choice(("near", "near", "any", "away")),
        practice_id=f"{region}-practice-{chance.randint(1, 60)}",
        same_practice_ok=chance.random() < 0.3,
        employer_ids={f"employer-{chance.randint(1, 300)}"} if chance.random() < 0.4 else (),
        conditions={Condition("a-woman", agreed=chance.random() < 0.7)} if chance.random() < 0.04 else (),
        shortlist={f"mentor-{number:05}" for number in shortlist},
        lived_experience=_some(chance, LIVED, 1, 2) if lived_on else (),
        lived_experience_on=lived_on,
        waiting_since=STARTS_ON - timedelta(days=int(chance.expovariate(1 / 120))),
    )


def _mentor(chance: Random, mentor_id: str) -> Mentor:
    region = chance.choice(REGIONS)
    lived_on = chance.random() < 0.4
    languages = {"en"} | (_some(chance, LANGUAGES, 1, 2) if chance.random() < 0.2 else set())
    return Mentor(
        id=mentor_id,
        goals=_some(chance, GOALS, 2, 6),
        skills=_some(chance, SKILLS, 3, 9),
        roles=_some(chance, ROLES, 1, 3),
        styles=_some(chance, STYLES, 2, 4),
        times=_some(chance, TIMES, 2, 4),
        modes=_some(chance, MODES, 2, 5),
        languages=languages | ({"bsl"} if chance.random() < 0.04 else set()),
        needs=_some(chance, NEEDS, 1, 6),
        region_id=region,
        travels_to=_some(chance, REGIONS, 0, 2),
        practice_id=f"{region}-practice-{chance.randint(1, 60)}",
        same_practice_ok=chance.random() < 0.3,
        employer_ids={f"employer-{chance.randint(1, 300)}"} if chance.random() < 0.6 else (),
        meets={"a-woman"} if chance.random() < 0.55 else (),
        lived_experience=_some(chance, LIVED, 1, 3) if lived_on else (),
        lived_experience_on=lived_on,
        capacity=chance.choice((1, 1, 2, 2, 3, 3, 4, 5)),
        paused=chance.random() < 0.03,
        vetting_valid_until=STARTS_ON + timedelta(days=chance.randint(-20, 900)),
        training_completed_on=None
        if chance.random() < 0.03
        else STARTS_ON - timedelta(days=chance.randint(10, 700)),
        safeguarding_refreshed_on=STARTS_ON - timedelta(days=chance.randint(5, 375)),
    )


def _languages_needed(chance: Random) -> set[str]:
    drawn = chance.random()
    if drawn < 0.02:
        return {"bsl"}
    if drawn < 0.07:
        return {chance.choice(LANGUAGES)}
    return set()


def _some(chance: Random, terms: tuple[str, ...], least: int, most: int) -> set[str]:
    return set(chance.sample(terms, chance.randint(least, min(most, len(terms)))))


def _with_places(chance: Random, offers: list[Mentor], places: int) -> list[Mentor]:
    """The same offers, with ``places`` places in all among those who can start, at most 5 each."""
    cohort = Cohort(starts_on=STARTS_ON)
    able = [offer.id for offer in offers if not obstacles_of_mentor(replace(offer, capacity=1), cohort)]
    slots = [offer_id for offer_id in able for _ in range(MOST_PLACES)]
    if places > len(slots):
        raise ValueError(f"{len(able)} mentors can start: they have {len(slots)} places at most")
    count = Counter(chance.sample(slots, places))
    return [
        replace(offer, capacity=count[offer.id] if offer.id in able else offer.capacity) for offer in offers
    ]


def _with_wishes(chance: Random, offer: Mentor, mentees: int) -> Mentor:
    wished = chance.sample(range(1, mentees + 1), min(mentees, chance.choice((0, 0, 0, 1, 2))))
    return replace(offer, wishes={f"mentee-{number:05}" for number in wished})
