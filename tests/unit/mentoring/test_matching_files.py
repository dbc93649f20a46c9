"""The file format: lossless, strict, documented; and the command that reads and writes it."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings

from mentoring.matching import (
    BAR_REASONS,
    RULES,
    Bar,
    CohortError,
    CohortFileError,
    Condition,
    Mentee,
    Mentor,
    Weights,
    cohort_as_dict,
    cohort_from_json,
    read_cohort,
    reason_as_dict,
    reason_from_dict,
    result_as_dict,
    solve,
    write_cohort,
)

from .matching_people import cohorts

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "matching-cohort.json"


def example():
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


@settings(deadline=None, max_examples=100)
@given(cohorts())
def test_what_is_written_reads_back_the_same(cohort):
    assert cohort_from_json(json.dumps(cohort_as_dict(cohort))) == cohort


@settings(deadline=None, max_examples=100)
@given(cohorts())
def test_results_are_json_and_reasons_turn_back(cohort):
    result = solve(cohort)
    assert json.loads(json.dumps(result_as_dict(result))) == result_as_dict(result)
    for pair in result.pairs:
        for reason in (*pair.reasons_for, *pair.reasons_against):
            assert reason_from_dict(json.loads(json.dumps(reason_as_dict(reason)))) == reason


def test_labels_survive_and_change_no_hash(tmp_path):
    cohort = read_cohort(EXAMPLE)
    write_cohort(cohort, tmp_path / "again.json")
    again = read_cohort(tmp_path / "again.json")
    assert again.labels == cohort.labels
    without = cohort_from_json(json.dumps({**example(), "labels": {}}))
    assert solve(without).run == solve(cohort).run


def _change(*path, to):
    """The example with one value changed; ``path`` leads to it."""

    def apply(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return apply


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_change("colour", to="red"), "colour: there is no such field"),
        (_change("mentees", 0, "goalz", to=[]), "mentees[0].goalz: there is no such field"),
        (_change("format", to=2), "format: needs to be 1"),
        (_change("starts_on", to="2 March 2026"), "starts_on: needs a date"),
        (_change("starts_on", to="20260302"), "starts_on: needs a date"),
        (_change("mentees", to={}), "mentees: needs a list"),
        (_change("mentees", 0, to="ted"), "mentees[0]: needs an object"),
        (_change("mentees", 0, "id", to=""), "mentees[0].id: needs 1 to 200 printable letters"),
        (_change("mentees", 0, "id", to=True), "mentees[0].id: needs a text or a whole number"),
        (_change("mentees", 0, "id", to=1.5), "mentees[0].id: needs a text or a whole number"),
        (_change("mentees", 0, "id", to=2**70), "mentees[0].id: needs a whole number from"),
        (_change("mentees", 0, "id", to="\ud800"), "printable letters"),
        (_change("mentees", 0, "goals", to="a"), "mentees[0].goals: needs a list"),
        (_change("mentees", 0, "goals", to=["a", 3]), "mentees[0].goals[1]: needs a text"),
        (_change("mentees", 0, "goals", to=["a", "a"]), "mentees[0].goals: has an entry twice"),
        (_change("mentees", 0, "goals", to=["a"] * 1001), "mentees[0].goals: has more than 1000 entries"),
        (_change("mentees", 0, "goals", to=["a" * 201]), "mentees[0].goals[0]: needs 1 to 200"),
        (_change("mentees", 0, "in_person_needed", to=1), "in_person_needed: needs true or false"),
        (_change("mentees", 0, "in_person_needed", to=None), "in_person_needed: needs true or false"),
        (_change("mentees", 0, "waiting_since", to="2026-02-30"), "waiting_since: needs a date"),
        (_change("mentees", 0, "shortlist", to=["nobody"]), "shortlist: nobody has the id 'nobody'"),
        (_change("mentees", 0, "place_wish", to="far"), "place_wish must be one of near, away, any"),
        (_change("mentees", 0, "matters_most", to="looks"), "matters_most must be one of"),
        (_change("mentees", 0, "conditions", to=[{"agreed": True}]), "conditions[0].key: is missing"),
        (_change("mentees", 1, "id", to="ted"), "mentees: the id 'ted' is there twice"),
        (_change("mentors", 0, "capacity", to=-1), "mentors[0].capacity: needs a whole number from 0"),
        (_change("mentors", 0, "capacity", to=10**9), "mentors[0].capacity: needs a whole number from 0"),
        (_change("mentors", 0, "capacity", to="2"), "mentors[0].capacity: needs a whole number"),
        (_change("mentors", 0, "wishes", to=["nobody"]), "wishes: nobody has the id 'nobody'"),
        (_change("weights", "place", to=-5), "weights.place: needs a whole number from 0"),
        (_change("weights", "place", to=2.5), "weights.place: needs a whole number"),
        (_change("pins", 0, to=["amina", "surinder"]), "pins[0]: needs an object"),
        (_change("pins", 0, "mentor_id", to="nobody"), "pins: nobody has the id 'nobody'"),
        (_change("bars", 0, "reason", to="dislike"), "bars: reason must be one of"),
        (_change("labels", "phone-call", to=3), "labels.phone-call: needs a text"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_that_says_where(change, words):
    data = example()
    change(data)
    with pytest.raises(CohortError) as refused:
        cohort_from_json(json.dumps(data))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[]", "needs an object"),
        ("null", "needs an object"),
        ('{"format": 1', "not JSON"),
        ('{"format": 1, "format": 1}', "'format' is there twice"),
        ('{"format": NaN}', "NaN is not a number"),
        ('{"format": -Infinity}', "-Infinity is not a number"),
        ('{"format": 1, "starts_on": "2026-03-02", "mentees": []}', "mentors: is missing"),
        (b"\xff\xfe\xff", "not JSON"),
        ("[" * 100_000, "nests too deeply"),
        ('{"format": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_what_is_no_cohort_at_all_is_refused(text, words):
    with pytest.raises(CohortFileError) as refused:
        cohort_from_json(text)
    assert words in str(refused.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("mentoring.matching.files.MOST_BYTES", 10)
    with pytest.raises(CohortFileError, match="larger than"):
        read_cohort(EXAMPLE)


def test_every_field_and_rule_is_documented_and_in_the_example():
    page = (DOCS / "matching-format.md").read_text(encoding="utf-8")
    data = example()
    for kind, rows in ((Mentee, data["mentees"]), (Mentor, data["mentors"])):
        names = {each.name for each in fields(kind)}
        assert names == {name for row in rows for name in row}
        assert not [name for name in names if f"`{name}`" not in page]
    for name in (*data, *(each.name for kind in (Weights, Bar, Condition) for each in fields(kind))):
        assert f"`{name}`" in page
    for name in (*RULES, *BAR_REASONS, *result_as_dict(solve(read_cohort(EXAMPLE)))["pairs"][0]):
        assert f"`{name}`" in page


def test_the_command_writes_the_result_without_a_database(tmp_path):
    out = tmp_path / "pairs.json"
    call_command("match", str(EXAMPLE), "--out", str(out))
    cohort = read_cohort(EXAMPLE)
    assert json.loads(out.read_text(encoding="utf-8")) == result_as_dict(solve(cohort), cohort.labels)
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.json"]


def test_the_command_names_the_problem_in_one_line_and_writes_nothing(tmp_path):
    wrong, out = tmp_path / "wrong.json", tmp_path / "pairs.json"
    data = example()
    data["pins"] = [{"mentee_id": "ted", "mentor_id": "maureen"}]
    wrong.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError, match="breaks a hard rule: vetting") as refused:
        call_command("match", str(wrong), "--out", str(out))
    assert "\n" not in str(refused.value)
    for cohort, target in (
        (tmp_path / "none.json", out),
        (EXAMPLE, tmp_path / "no" / "x.json"),
        (EXAMPLE, EXAMPLE),
    ):
        with pytest.raises(CommandError):
            call_command("match", str(cohort), "--out", str(target))
    assert not out.exists()
