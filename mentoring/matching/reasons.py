"""Reasons as a key with parameters, and the plain English sentence of each key.

The words live in one place, TEMPLATES. The site passes each through gettext and gives labels for the terms,
so a reason can be stored once and read in any language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """Why, or why not. ``params`` are whole numbers or tuples of term keys, by name."""

    key: str
    params: Mapping[str, int | tuple[str, ...]] = field(default_factory=dict)


def gettext_noop(text: str) -> str:
    """Marks a text for the translators' files; returns it as it is."""
    return text


TEMPLATES: dict[str, str] = {
    # Why two people cannot be matched: one key for each rule.
    "same_person": gettext_noop("This is the same person"),
    "vetting": gettext_noop("The mentor's checks are not in date on the start day"),
    "training": gettext_noop("The mentor has not finished the mentor course"),
    "safeguarding": gettext_noop("The mentor's safeguarding training is not in date on the start day"),
    "paused": gettext_noop("The mentor is having a break"),
    "full": gettext_noop("The mentor has no place left"),
    "mode": gettext_noop("No shared way to talk"),
    "time": gettext_noop("No shared time"),
    "language": gettext_noop("The mentor does not speak: %(languages)s"),
    "bsl": gettext_noop("The mentor does not use British Sign Language (BSL)"),
    "needs": gettext_noop("The mentor cannot meet these access needs: %(needs)s"),
    "in_person": gettext_noop("They need to meet in person and cannot"),
    "practice": gettext_noop("Same GP practice, and they have not both said that is fine"),
    "employer": gettext_noop("Same employer or board"),
    "relative": gettext_noop("Relatives or friends"),
    "manager": gettext_noop("One is the other's line manager"),
    "clinician": gettext_noop("One treats the other"),
    "complaint": gettext_noop("Both are part of the same complaint"),
    "asked": gettext_noop("One of them asked not to be matched with the other"),
    "earlier": gettext_noop("An earlier match of these two ended early"),
    "condition": gettext_noop("Does not meet an agreed condition: %(conditions)s"),
    "forbidden": gettext_noop("A coordinator ruled this pair out"),
    "waits_for": gettext_noop("The learner waits for another mentor only"),
    # Why a pair fits, and why it does not.
    "goals_one": gettext_noop("Covers the goal asked for"),
    "goals_some": gettext_noop("Covers %(covered)s of %(asked)s goals"),
    "goals_one_missing": gettext_noop("Does not cover the goal asked for"),
    "goals_none": gettext_noop("Covers none of %(asked)s goals"),
    "skills_one": gettext_noop("Has the skill asked for"),
    "skills_some": gettext_noop("Has %(covered)s of %(asked)s skills asked for"),
    "skills_one_missing": gettext_noop("Does not have the skill asked for"),
    "skills_none": gettext_noop("Has none of %(asked)s skills asked for"),
    "styles": gettext_noop("Both like to work this way: %(styles)s"),
    "styles_none": gettext_noop("They like to work in different ways"),
    "roles": gettext_noop("Knows this role: %(roles)s"),
    "roles_none": gettext_noop("Has not had a role like the one asked for"),
    "shortlist": gettext_noop("The learner asked for this mentor"),
    "shortlist_others": gettext_noop("The learner asked for other mentors"),
    "wishes": gettext_noop("The mentor asked for this learner"),
    "lived_experience": gettext_noop("They share lived experience"),
    "times": gettext_noop("Both free: %(times)s"),
    "times_one": gettext_noop("Only one shared time: %(times)s"),
    "modes": gettext_noop("Both can talk by: %(modes)s"),
    "modes_one": gettext_noop("Only one shared way to talk: %(modes)s"),
    "near": gettext_noop("From the same area"),
    "near_missing": gettext_noop("From different areas"),
    "away": gettext_noop("From another area, as asked"),
    "away_missing": gettext_noop("From the same area; another one was asked for"),
    # Why somebody was left out.
    "left_no_mentors": gettext_noop("There is no mentor in this round"),
    "left_places_went": gettext_noop("Mentors who fit: %(count)s. Their places went to other people"),
    "left_mixed": gettext_noop("No one thing rules all mentors out. Together the rules leave nobody"),
    "left_vetting": gettext_noop("No mentor has checks in date"),
    "left_training": gettext_noop("No mentor has finished the mentor course"),
    "left_safeguarding": gettext_noop("No mentor has safeguarding training in date"),
    "left_paused": gettext_noop("Every mentor is having a break"),
    "left_full": gettext_noop("No mentor has a place left"),
    "left_mode": gettext_noop("No mentor talks by: %(modes)s"),
    "left_time": gettext_noop("No mentor is free: %(times)s"),
    "left_language": gettext_noop("No mentor speaks: %(languages)s"),
    "left_bsl": gettext_noop("No mentor offers British Sign Language (BSL)"),
    "left_needs": gettext_noop("No mentor can meet these access needs: %(needs)s"),
    "left_in_person": gettext_noop("No mentor can meet in person there"),
    "left_practice": gettext_noop("Every mentor is from the same GP practice"),
    "left_condition": gettext_noop("No mentor meets the agreed condition: %(conditions)s"),
    "left_waits_for": gettext_noop("The one mentor they wait for is not in this round"),
    "left_forbidden": gettext_noop("Every mentor was ruled out by a coordinator"),
    "few_vetting": gettext_noop("Mentors with checks in date: %(count)s"),
    "few_training": gettext_noop("Mentors who finished the mentor course: %(count)s"),
    "few_safeguarding": gettext_noop("Mentors with safeguarding training in date: %(count)s"),
    "few_paused": gettext_noop("Mentors who are not having a break: %(count)s"),
    "few_full": gettext_noop("Mentors with a place left: %(count)s"),
    "few_mode": gettext_noop("Mentors who talk by %(modes)s: %(count)s"),
    "few_time": gettext_noop("Mentors who are free on %(times)s: %(count)s"),
    "few_language": gettext_noop("Mentors who speak %(languages)s: %(count)s"),
    "few_bsl": gettext_noop("Mentors who use British Sign Language (BSL): %(count)s"),
    "few_needs": gettext_noop("Mentors who can meet these access needs (%(needs)s): %(count)s"),
    "few_in_person": gettext_noop("Mentors who can meet in person there: %(count)s"),
    "few_practice": gettext_noop("Mentors from another GP practice: %(count)s"),
    "few_condition": gettext_noop("Mentors who meet the agreed condition (%(conditions)s): %(count)s"),
    "few_waits_for": gettext_noop("They wait for one mentor only"),
    "few_forbidden": gettext_noop("Mentors whom no coordinator ruled out: %(count)s"),
    # What would help most: how many more mentors would fit.
    "change_vetting": gettext_noop("%(count)s more once checks are in date"),
    "change_training": gettext_noop("%(count)s more once the mentor course is finished"),
    "change_safeguarding": gettext_noop("%(count)s more once safeguarding training is in date"),
    "change_paused": gettext_noop("%(count)s more when a break ends"),
    "change_full": gettext_noop("%(count)s more if they had a place"),
    "change_mode": gettext_noop("%(count)s more if this way to talk is fine: %(modes)s"),
    "change_time": gettext_noop("%(count)s more if this time is fine: %(times)s"),
    "change_language": gettext_noop("%(count)s more with an interpreter"),
    "change_bsl": gettext_noop("%(count)s more with a BSL interpreter"),
    "change_needs": gettext_noop("%(count)s more if the programme meets this need: %(needs)s"),
    "change_in_person": gettext_noop("%(count)s more if they need not meet in person"),
    "change_practice": gettext_noop("%(count)s more if the same GP practice is fine"),
    "change_condition": gettext_noop("%(count)s more without this condition: %(conditions)s"),
    "change_waits_for": gettext_noop("%(count)s more if they need not wait for one mentor"),
    "change_forbidden": gettext_noop("%(count)s more if a pair is no longer ruled out"),
}


def sentence(
    reason: Reason, *, labels: Mapping[str, str] | None = None, translate: Callable[[str], str] | None = None
) -> str:
    """The reason in words.

    ``labels`` gives the words of terms (a term without one is shown as its key with spaces); ``translate``
    turns an English template into another language (``gettext``).

    >>> sentence(Reason("goals_some", {"covered": 2, "asked": 3}))
    'Covers 2 of 3 goals'
    """
    template = TEMPLATES[reason.key]
    if translate is not None:
        template = translate(template)
    return template % {name: _words(value, labels or {}) for name, value in reason.params.items()}


def _words(value: int | tuple[str, ...], labels: Mapping[str, str]) -> str:
    if isinstance(value, int):
        return str(value)
    return ", ".join(labels.get(term) or term.replace("-", " ") for term in value)
