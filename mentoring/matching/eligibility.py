"""Who may be matched with whom: one function for each hard rule, and the list of reasons why not.

A hard rule blocks a pair and says so; it is never a low score. Example: Ted can only talk by phone, Maureen
only by video. ``reasons_against(ted, maureen, cohort)`` is ``[Reason("mode")]``: "No shared way to talk".
An empty list means that the pair may be matched.

Every rule is asked of the start date of the round, never of today.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .people import BAR_REASONS, BSL, IN_PERSON, Cohort, Mentee, Mentor
from .reasons import Reason

#: "Under 12 months old" on the start date (requirement R-M1).
SAFEGUARDING_MONTHS = 12

#: Rules that depend on the mentor alone.
MENTOR_RULES = ("vetting", "training", "safeguarding", "paused", "full")

#: What stands in the way, as parameters of the sentence, or None when the rule is kept.
Obstacle = dict | None
_YES: Obstacle = {}


def reasons_against(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> list[Reason]:
    """Every hard rule that this pair breaks, in the order of RULES. Empty: they may be matched.

    The cohort gives the start date, places in use, bars, forbids and the needs met for all. Neither person
    need be one of its rows.
    """
    found = ((rule, broken(mentee, mentor, cohort)) for rule, broken in RULES.items())
    return [Reason(rule, obstacle) for rule, obstacle in found if obstacle is not None]


def obstacles_of_mentor(mentor: Mentor, cohort: Cohort) -> list[Reason]:
    """The rules that keep this mentor from any new match on the start date: dates, a break, no place left."""
    nobody = Mentee(id="")
    return [Reason(rule) for rule in MENTOR_RULES if RULES[rule](nobody, mentor, cohort) is not None]


def is_eligible(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> bool:
    return all(broken(mentee, mentor, cohort) is None for broken in RULES.values())


def can_meet(mentee: Mentee, mentor: Mentor) -> bool:
    """The mentor lives in the mentee's region or travels to it."""
    region = mentee.region_id
    return region is not None and (region == mentor.region_id or region in mentor.travels_to)


def shared_modes(mentee: Mentee, mentor: Mentor) -> frozenset[str]:
    """Ways to talk that both chose. Meeting in person counts only where they can meet."""
    shared = mentee.modes & mentor.modes
    return shared if can_meet(mentee, mentor) else shared - {IN_PERSON}


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to a later one, never below 0. 31 January to 28 February is none."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


def missing_needs(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> frozenset[str]:
    return mentee.needs - mentor.needs - cohort.needs_met_for_all


def missing_conditions(asker: Mentee | Mentor, other: Mentee | Mentor) -> frozenset[str]:
    """Keys of the asker's conditions that the other does not meet; only agreed ones count."""
    return frozenset(each.key for each in asker.conditions if each.agreed) - other.meets


def _same_person(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if mentee.person_id is not None and mentee.person_id == mentor.person_id else None


def _vetting(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    """Checks are good until the end of their last day."""
    until = mentor.vetting_valid_until
    return _YES if until is None or until < cohort.starts_on else None


def _training(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    done = mentor.training_completed_on
    return _YES if done is None or done > cohort.starts_on else None


def _safeguarding(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    done, start = mentor.safeguarding_refreshed_on, cohort.starts_on
    if done is None or done > start:
        return _YES
    return _YES if months_between(done, start) >= SAFEGUARDING_MONTHS else None


def _paused(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if mentor.paused or mentor.capacity == 0 else None


def _full(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if cohort.places_left(mentor, mentee.id) == 0 else None


def _mode(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return None if shared_modes(mentee, mentor) else _YES


def _time(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if mentee.times.isdisjoint(mentor.times) else None


def _language(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    spoken = mentee.languages - {BSL}
    if not spoken or not spoken.isdisjoint(mentor.languages):
        return None
    return {"languages": tuple(sorted(spoken))}


def _bsl(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if BSL in mentee.languages and BSL not in mentor.languages else None


def _needs(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    missing = missing_needs(mentee, mentor, cohort)
    return {"needs": tuple(sorted(missing))} if missing else None


def _in_person(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    if not (mentee.in_person_needed or mentor.in_person_needed):
        return None
    return None if IN_PERSON in shared_modes(mentee, mentor) else _YES


def _practice(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    if mentee.practice_id is None or mentee.practice_id != mentor.practice_id:
        return None
    return None if mentee.same_practice_ok and mentor.same_practice_ok else _YES


def _employer(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    """Worked out from what both said, or declared as a bar."""
    if not mentee.employer_ids.isdisjoint(mentor.employer_ids):
        return _YES
    return _barred("employer")(mentee, mentor, cohort)


def _condition(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    missing = missing_conditions(mentee, mentor) | missing_conditions(mentor, mentee)
    return {"conditions": tuple(sorted(missing))} if missing else None


def _waits_for(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if mentee.waits_for not in (None, mentor.id) else None


def _forbidden(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
    return _YES if (mentee.id, mentor.id) in cohort.forbids else None


def _barred(reason: str) -> Callable[[Mentee, Mentor, Cohort], Obstacle]:
    def broken(mentee: Mentee, mentor: Mentor, cohort: Cohort) -> Obstacle:
        return _YES if reason in cohort.bars_of_pair.get((mentee.id, mentor.id), ()) else None

    return broken


#: Every hard rule by its key, in the order in which reasons are told.
RULES: dict[str, Callable[[Mentee, Mentor, Cohort], Obstacle]] = {
    "same_person": _same_person,
    "vetting": _vetting,
    "training": _training,
    "safeguarding": _safeguarding,
    "paused": _paused,
    "full": _full,
    "mode": _mode,
    "time": _time,
    "language": _language,
    "bsl": _bsl,
    "needs": _needs,
    "in_person": _in_person,
    "practice": _practice,
    **{reason: _barred(reason) for reason in BAR_REASONS},
    "employer": _employer,
    "condition": _condition,
    "forbidden": _forbidden,
    "waits_for": _waits_for,
}
