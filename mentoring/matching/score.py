"""How well an eligible pair fits: whole points out of 100 in named parts, with sentences for and against.

Each part has a share of the 100 (``Weights.shares``) and a fraction between 0 and 1; its points are share ×
fraction, halves rounded up, in whole-number arithmetic. The total is the plain sum of the parts, so they
always agree.

Worked example, usual weights, shared lived experience not switched on by both (shares 35, 24, 14, 9, 12,
6): the mentor covers 2 of 3 goals and the one skill asked for (3 of 4: 26), works in the way asked for
(24), is on the shortlist (14), did not name the mentee (0), shares one time of two and both ways to talk
(3/4: 9), lives in another area (0). Total 73.

Demographics never score. Lived experience scores only when both switched it on; otherwise its part is not
there at all, and no sentence ever names a tag. Nobody is matched or refused by the score alone: under 40 is
a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .eligibility import shared_modes
from .people import Mentee, Mentor, Weights
from .reasons import Reason

WARN_UNDER = 40
#: Two shared times, ways to talk or experiences are as good as many.
ENOUGH = 2


@dataclass(frozen=True)
class Score:
    """``parts`` holds whole points by part name and adds up to ``total`` (0 to 100)."""

    total: int
    parts: Mapping[str, int]
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()

    @property
    def is_warning(self) -> bool:
        return self.total < WARN_UNDER

    @property
    def strength(self) -> str:
        return strength(self.total)


def strength(total: int) -> str:
    """The score as a word key: "strong" from 75, "good" from 55, "possible" from 40, else "weak"."""
    for least, word in ((75, "strong"), (55, "good"), (WARN_UNDER, "possible")):
        if total >= least:
            return word
    return "weak"


def points(share: int, met: int, asked: int) -> int:
    """share × met / asked, halves rounded up. Nothing asked for is wholly met."""
    return (2 * share * met + asked) // (2 * asked) if asked else share


def shares_lived_experience(mentee: Mentee, mentor: Mentor) -> bool:
    """Both switched it on, and both said something."""
    both_on = mentee.lived_experience_on and mentor.lived_experience_on
    return bool(both_on and mentee.lived_experience and mentor.lived_experience)


def score(mentee: Mentee, mentor: Mentor, weights: Weights) -> Score:
    """The score of one pair, whether or not it is eligible."""
    lived = shares_lived_experience(mentee, mentor)
    shares = weights.shares(lived=lived, matters_most=mentee.matters_most)
    fractions = {
        "goals_and_skills": _goals_and_skills(mentee, mentor),
        "style_and_values": _style_and_values(mentee, mentor),
        "shortlist": (int(mentor.id in mentee.shortlist), 1),
        "wishes": (int(mentee.id in mentor.wishes), 1),
        "lived_experience": _lived_experience(mentee, mentor),
        "time_and_talk": _time_and_talk(mentee, mentor),
        "place": _place(mentee, mentor),
    }
    parts = {part: points(share, *fractions[part]) for part, share in shares.items()}
    good, bad = _reasons(mentee, mentor, lived=lived)
    return Score(sum(parts.values()), parts, tuple(good), tuple(bad))


def _goals_and_skills(mentee: Mentee, mentor: Mentor) -> tuple[int, int]:
    met = len(mentee.goals & mentor.goals) + len(mentee.skills & mentor.skills)
    return met, len(mentee.goals) + len(mentee.skills)


def _style_and_values(mentee: Mentee, mentor: Mentor) -> tuple[int, int]:
    """Each way of working counts one; knowing any one of the roles asked for counts one more."""
    met = len(mentee.styles & mentor.styles) + bool(mentee.roles & mentor.roles)
    return met, len(mentee.styles) + bool(mentee.roles)


def _lived_experience(mentee: Mentee, mentor: Mentor) -> tuple[int, int]:
    shared = len(mentee.lived_experience & mentor.lived_experience)
    return min(ENOUGH, shared), min(ENOUGH, len(mentee.lived_experience))


def _time_and_talk(mentee: Mentee, mentor: Mentor) -> tuple[int, int]:
    """The mean of two fractions: shared times, and shared ways to talk."""
    times, asked_times = len(mentee.times & mentor.times), len(mentee.times)
    modes, asked_modes = len(shared_modes(mentee, mentor)), len(mentee.modes)
    of_times, of_modes = max(1, min(ENOUGH, asked_times)), max(1, min(ENOUGH, asked_modes))
    return min(ENOUGH, times) * of_modes + min(ENOUGH, modes) * of_times, 2 * of_times * of_modes


def _place(mentee: Mentee, mentor: Mentor) -> tuple[int, int]:
    if mentee.place_wish == "any":
        return 1, 1
    if mentee.region_id is None or mentor.region_id is None:
        return 0, 1
    return int((mentee.region_id == mentor.region_id) == (mentee.place_wish == "near")), 1


def _reasons(mentee: Mentee, mentor: Mentor, *, lived: bool) -> tuple[list[Reason], list[Reason]]:
    """Sentences for and against, in the order of the parts."""
    good: list[Reason] = []
    bad: list[Reason] = []
    for kind in ("goals", "skills"):
        _say_covered(kind, getattr(mentee, kind), getattr(mentor, kind), good, bad)
    for kind in ("styles", "roles"):
        _say_shared(kind, getattr(mentee, kind), getattr(mentor, kind), good, bad)
    if mentor.id in mentee.shortlist:
        good.append(Reason("shortlist"))
    elif mentee.shortlist:
        bad.append(Reason("shortlist_others"))
    if mentee.id in mentor.wishes:
        good.append(Reason("wishes"))
    if lived and mentee.lived_experience & mentor.lived_experience:
        good.append(Reason("lived_experience"))
    _say_how_many("times", mentee.times & mentor.times, mentee.times, good, bad)
    _say_how_many("modes", shared_modes(mentee, mentor), mentee.modes, good, bad)
    if mentee.place_wish != "any" and None not in (mentee.region_id, mentor.region_id):
        met, _ = _place(mentee, mentor)
        (good if met else bad).append(Reason(mentee.place_wish + ("" if met else "_missing")))
    return good, bad


def _say_covered(
    kind: str, asked: frozenset, offered: frozenset, good: list[Reason], bad: list[Reason]
) -> None:
    if not asked:
        return
    covered = len(asked & offered)
    if len(asked) == 1:
        (good if covered else bad).append(Reason(f"{kind}_one" if covered else f"{kind}_one_missing"))
    elif covered:
        good.append(Reason(f"{kind}_some", {"covered": covered, "asked": len(asked)}))
    else:
        bad.append(Reason(f"{kind}_none", {"asked": len(asked)}))


def _say_shared(
    kind: str, asked: frozenset, offered: frozenset, good: list[Reason], bad: list[Reason]
) -> None:
    shared = asked & offered
    if shared:
        good.append(Reason(kind, {kind: tuple(sorted(shared))}))
    elif asked:
        bad.append(Reason(f"{kind}_none"))


def _say_how_many(
    kind: str, shared: frozenset, asked: frozenset, good: list[Reason], bad: list[Reason]
) -> None:
    """One shared time of several asked for works, and is worth knowing: it is told as a weak point."""
    if len(shared) == 1 < len(asked):
        bad.append(Reason(f"{kind}_one", {kind: tuple(shared)}))
    elif shared:
        good.append(Reason(kind, {kind: tuple(sorted(shared))}))
