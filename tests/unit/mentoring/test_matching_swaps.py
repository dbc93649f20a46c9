"""Swaps: one more person placed, no rule and no place broken, nobody else touched."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching import Bar, is_eligible, swap_of, swaps_for

from .matching_people import a_cohort, cohort_of, cohorts, comfort, ted

few = settings(deadline=None, max_examples=300)


def first_come(cohort, chance):
    """The cohort with live pairs as people happened to come; who is left out; which pairs may be moved."""
    cohort = replace(cohort, pins=())
    has_mentor = {mentee_id for mentee_id, _ in cohort.live_pairs}
    movable = {}
    for mentee in chance.sample(cohort.mentees, len(cohort.mentees)):
        fitting = [mentor for mentor in cohort.mentors if is_eligible(mentee, mentor, cohort)]
        if fitting and mentee.id not in has_mentor and chance.random() < 0.8:
            pair = (mentee.id, chance.choice(fitting).id)
            movable[pair] = mentee.id
            cohort = replace(cohort, live_pairs=cohort.live_pairs | {pair})
    has_mentor |= set(movable.values())
    return cohort, [each for each in cohort.mentees if each.id not in has_mentor], movable


def breaks_nothing(later, swap):
    """One more person placed, one pair moved, no rule and no number of places broken by it."""
    newcomer, mover = later.mentee_by_id[swap.newcomer_id], later.mentee_by_id[swap.mover_id]
    giver, taker = later.mentor_by_id[swap.from_mentor_id], later.mentor_by_id[swap.to_mentor_id]
    others = later.live_pairs - {swap.leaves}
    coming, moved = (newcomer.id, giver.id), (mover.id, taker.id)
    after = others | {coming, moved}
    used, before = (Counter(mentor_id for _, mentor_id in pairs) for pairs in (after, later.live_pairs))
    return (
        len(after) == len(later.live_pairs) + 1
        and later.live_pairs - after == {swap.leaves}
        and is_eligible(newcomer, giver, replace(later, live_pairs=others | {moved}))
        and is_eligible(mover, taker, replace(later, live_pairs=others | {coming}))
        and all(used[each.id] <= max(each.capacity, before[each.id]) for each in later.mentors)
    )


def taken_apart():
    """Bo fits Comfort alone, whose one place is Ted's; Joy has a place and fits Ted only."""
    bo = ted(id="bo", times={"saturday"}, waits_for="comfort")
    mentors = [comfort(times={"saturday", "weekday-evenings"}), comfort(id="joy")]
    return cohort_of([ted(), bo], mentors, live_pairs={("ted", "comfort")}), bo


MOVABLE = {("ted", "comfort"): "ted"}


def test_one_move_places_the_person_who_is_left_out():
    cohort, bo = taken_apart()
    (swap,) = swaps_for(bo, cohort, MOVABLE)
    assert (swap.mover_id, swap.from_mentor_id, swap.to_mentor_id) == ("ted", "comfort", "joy")
    assert swap == swap_of(bo, cohort, ("ted", "comfort"), "ted", "joy")


def test_nobody_is_moved_for_somebody_whom_a_mentor_with_a_place_fits():
    cohort, bo = taken_apart()
    assert swaps_for(replace(bo, times=ted().times, waits_for=None), cohort, MOVABLE) == []


def test_a_pair_that_may_not_be_asked_is_not_named():
    cohort, bo = taken_apart()
    assert swaps_for(bo, cohort, {}) == []


def test_one_person_less_must_make_a_place():
    cohort, bo = taken_apart()
    over = replace(cohort, live_pairs=cohort.live_pairs | {("somebody", "comfort")})
    assert swaps_for(bo, over, MOVABLE) == []


def test_nobody_moves_to_a_mentor_whom_a_rule_forbids():
    cohort, bo = taken_apart()
    assert swaps_for(bo, replace(cohort, bars={Bar("ted", "joy")}), MOVABLE) == []
    assert swaps_for(bo, replace(cohort, bars={Bar("bo", "comfort")}), MOVABLE) == []


def test_a_swap_is_always_about_four_people():
    """Joy asks for a mentor herself: she would be asked twice, once for each side."""
    cohort, bo = taken_apart()
    mentors = [replace(each, person_id=f"person {each.id}") for each in cohort.mentors]
    assert swaps_for(replace(bo, person_id="person joy"), replace(cohort, mentors=mentors), MOVABLE) == []


def test_the_best_gain_comes_first_and_never_more_than_three():
    movers = [ted(id=f"ted {number}", goals=["surveys"] * (number % 2)) for number in range(5)]
    live = {(each.id, "comfort") for each in movers}
    cohort = cohort_of(
        [*movers, ted(id="bo", waits_for="comfort")],
        [comfort(capacity=5), comfort(id="joy")],
        live_pairs=live,
    )
    found = swaps_for(cohort.mentee_by_id["bo"], cohort, {pair: pair[0] for pair in live})
    assert len(found) == 3
    assert [swap.gain for swap in found] == sorted((swap.gain for swap in found), reverse=True)
    assert len({swap.leaves for swap in found}) == 3


@few
@given(cohorts(most_mentees=8, most_mentors=4), st.randoms(use_true_random=False))
def test_a_swap_breaks_no_rule_and_no_place_and_places_exactly_one_more(cohort, chance):
    later, left_out, movable = first_come(cohort, chance)
    for newcomer in left_out:
        for swap in swaps_for(newcomer, later, movable):
            assert breaks_nothing(later, swap)


def test_there_are_swaps_to_look_at():
    """The property above would hold of nothing at all."""
    found = 0
    for seed in range(300):
        later, left_out, movable = first_come(a_cohort(Random(seed), 8, 4), Random(seed))
        swaps = [swap for each in left_out for swap in swaps_for(each, later, movable)]
        assert all(breaks_nothing(later, swap) for swap in swaps)
        found += len(swaps)
    assert found > 20


@few
@given(cohorts(most_mentees=8, most_mentors=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(cohort, chance):
    later, left_out, movable = first_come(cohort, chance)

    def shuffled(each):
        return tuple(chance.sample(list(each), len(each)))

    mixed = replace(later, mentees=shuffled(later.mentees), mentors=shuffled(later.mentors))
    pairs = dict(shuffled(movable.items()))
    for each in left_out:
        assert swaps_for(each, mixed, pairs) == swaps_for(each, later, movable)
