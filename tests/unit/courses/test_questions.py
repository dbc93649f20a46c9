"""Questions of every kind: what is a right answer, what is no answer at all, and what is kept."""

import json
import random
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from courses.operations import CODE_ALPHABET, new_code
from courses.questions import (
    Kind,
    Option,
    Question,
    Quiz,
    answer_in_words,
    block_key,
    find_block,
    find_question,
    folded,
    grade,
    question_asked,
    right_answer,
    row_key,
)

A, B, C, D = (UUID(int=number) for number in range(1, 5))
KEY = UUID(int=99)


def question(kind, *options):
    return Question(KEY, "What now?", options, "Yes.", "Look again.", kind, "A hint")


ONE = question(Kind.ONE, Option(A, "Ask"), Option(B, "Wait", is_right=True, feedback="Good"))
TRUE_FALSE = question(Kind.TRUE_FALSE, Option(A, "True"), Option(B, "False", is_right=True))
SEVERAL = question(
    Kind.SEVERAL, Option(A, "Ask", is_right=True), Option(B, "Wait"), Option(C, "Listen", is_right=True)
)
ORDER = question(Kind.ORDER, Option(A, "Ask"), Option(B, "Wait"), Option(C, "Listen"))
MATCH = question(
    Kind.MATCH,
    Option(A, "Ask", partner="Do"),
    Option(B, "Shout", partner="Do not"),
    Option(C, "Listen", partner="Do"),
)
TEXT = question(Kind.TEXT, Option(A, "Healthwatch"), Option(B, "local Healthwatch"))
EVERY_KIND = [ONE, TRUE_FALSE, SEVERAL, ORDER, MATCH, TEXT]


def text(*keys):
    return [str(key) for key in keys]


def test_there_is_a_question_of_every_kind():
    assert {one.kind for one in EVERY_KIND} == set(Kind)


@pytest.mark.parametrize("asked", EVERY_KIND, ids=lambda one: one.kind)
def test_the_right_answer_is_right_and_can_be_read(asked):
    result = grade(asked, right_answer(asked))
    assert (result.fits, result.is_right, result.misses) == (True, True, ())
    assert answer_in_words(asked, right_answer(asked))


@pytest.mark.parametrize(
    ("asked", "sent", "hits", "misses"),
    [
        (ONE, {"chosen": str(A)}, (), (A,)),
        (TRUE_FALSE, {"chosen": str(A)}, (), (A,)),
        (SEVERAL, {"chosen": text(A)}, (A,), ()),
        (SEVERAL, {"chosen": text(A, B, C)}, (A, C), (B,)),
        (ORDER, {"order": text(A, C, B)}, (A,), (B, C)),
        (MATCH, {"pairs": {str(A): str(A), str(B): str(A), str(C): str(A)}}, (A, C), (B,)),
        (TEXT, {"text": "The council"}, (), ()),
        (TEXT, {"text": "?!"}, (), ()),
    ],
)
def test_an_answer_that_is_not_there_yet_says_how_far_it_is(asked, sent, hits, misses):
    result = grade(asked, sent)
    assert (result.fits, result.is_right, result.hits, result.misses) == (True, False, hits, misses)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (ONE, {}),
        (ONE, {"chosen": ""}),
        (ONE, {"chosen": str(D)}),
        (ONE, {"chosen": text(B)}),
        (SEVERAL, {"chosen": []}),
        (SEVERAL, {"chosen": str(A)}),
        (SEVERAL, {"chosen": text(A, D)}),
        (ORDER, {"order": text(A, B)}),
        (ORDER, {"order": text(A, B, B)}),
        (ORDER, {"order": text(A, B, C, C)}),
        (ORDER, {"order": text(A, B, D)}),
        (MATCH, {"pairs": {str(A): str(A)}}),
        (MATCH, {"pairs": {str(A): str(A), str(B): str(C), str(C): str(A)}}),
        (TEXT, {"text": "  "}),
        (TEXT, {"text": 3}),
        (TEXT, {}),
    ],
)
def test_what_is_no_answer_to_the_question_as_it_stands_does_not_fit(asked, sent):
    assert grade(asked, sent).fits is False
    assert answer_in_words(asked, sent) == ()


# For any JSON and any question

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([*text(A, B, C, D), "", "x"])
NEAR_MISSES = st.fixed_dictionaries(
    {},
    optional={
        "chosen": KEYS | st.lists(KEYS | JSON, max_size=4) | JSON,
        "order": st.lists(KEYS, max_size=4) | JSON,
        "pairs": st.dictionaries(KEYS, KEYS | JSON, max_size=4) | JSON,
        "text": st.text() | JSON,
    },
)


@for_any(st.sampled_from(EVERY_KIND), JSON | NEAR_MISSES)
def test_no_answer_however_strange_breaks_anything(asked, sent):
    result = grade(asked, sent)
    assert result.fits or not result.is_right
    assert bool(answer_in_words(asked, sent)) == result.fits
    assert grade(asked, json.loads(json.dumps(sent))) == result


TEXTS = st.text(min_size=1, max_size=12).filter(folded)


@st.composite
def any_question(draw):
    kind = draw(st.sampled_from(list(Kind)))
    texts = draw(st.lists(TEXTS, min_size=2, max_size=6, unique_by=folded))
    right = draw(st.integers(0, len(texts) - 1))
    many = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    return question(
        kind,
        *(
            Option(
                key=UUID(int=place + 1),
                text=one,
                is_right=place == right or (kind == Kind.SEVERAL and many[place]),
                partner=draw(st.sampled_from(["Do", "Do not", "Ask"])) if kind == Kind.MATCH else "",
            )
            for place, one in enumerate(texts)
        ),
    )


def in_another_order(sent, chance):
    """The same answer with its parts sent in another order."""
    if isinstance(sent.get("chosen"), list):
        return {"chosen": chance.sample(sent["chosen"], len(sent["chosen"]))}
    if "pairs" in sent:
        return {"pairs": dict(chance.sample(list(sent["pairs"].items()), len(sent["pairs"])))}
    return sent


@for_any(any_question(), st.randoms(use_true_random=False))
def test_a_right_answer_is_right_in_whatever_order_it_is_sent(asked, chance: random.Random):
    sent = in_another_order(right_answer(asked), chance)
    assert grade(asked, sent).is_right
    assert grade(asked, json.loads(json.dumps(sent))).is_right


@for_any(any_question(), st.randoms(use_true_random=False))
def test_a_question_is_the_same_after_it_was_kept(asked, chance: random.Random):
    kept = question_asked(asked.key, json.loads(json.dumps(asked.as_asked())))
    assert kept == asked
    assert kept.wording == asked.wording
    options = chance.sample(asked.options, len(asked.options))
    assert question(asked.kind, *options).wording == asked.wording


@for_any(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéïôŵŷ0123456789", min_size=1),
    st.text(alphabet=" .,;:!?'’“”-–()\t\n"),
    st.booleans(),
)
def test_case_spaces_punctuation_and_accents_of_a_text_are_forgiven(word, around, is_loud):
    asked = question(Kind.TEXT, Option(A, word))
    bare = "".join(sign for sign in folded(word))
    for sent in (word, bare, around.join(word), f"{around}{word}{around}"):
        assert grade(asked, {"text": sent.upper() if is_loud else sent}).is_right


# What is kept and found


def test_what_was_kept_before_there_were_kinds_can_be_read():
    asked = {
        "question": "Who can lead?",
        "options": [{"key": str(A), "text": "Anyone", "is_right": True}],
        "feedback_right": "Yes.",
        "feedback_wrong": "Look again.",
    }
    kept = question_asked(KEY, asked)
    assert (kept.kind, kept.text) == (Kind.ONE, "Who can lead?")
    assert grade(kept, {"chosen": str(A)}).is_right


def test_the_wording_is_what_the_learner_reads():
    assert ONE.wording == question(Kind.ONE, Option(A, "Ask", is_right=True), Option(B, "Wait")).wording
    assert ONE.wording != question(Kind.ONE, Option(A, "Ask!"), Option(B, "Wait")).wording
    assert ONE.wording != question(Kind.TRUE_FALSE, Option(A, "Ask"), Option(B, "Wait")).wording
    assert TEXT.wording == question(Kind.TEXT, Option(A, "Something else")).wording


def test_rows_that_were_never_saved_get_keys_that_stay():
    saved, unsaved = SimpleNamespace(id=str(A)), SimpleNamespace(id=None)
    assert row_key(KEY, saved, 0) == A
    assert row_key(KEY, unsaved, 0) == row_key(KEY, unsaved, 0) != row_key(KEY, unsaved, 1)


def test_a_block_is_found_by_kind_and_key():
    block = SimpleNamespace(block_type="question_order", id=str(uuid4()), value={})
    key = block_key(block)
    assert find_block([block], kind="question_order", key=key) is block
    assert find_block([block], kind="reflection", key=key) is None
    assert find_question([block], key=key) is block
    assert find_question([block], key=uuid4()) is None
    assert find_question([SimpleNamespace(block_type="reflection", id=block.id)], key=key) is None


@pytest.mark.parametrize(
    ("mark", "right", "total", "passed"),
    [(None, 0, 3, True), (70, 7, 10, True), (70, 6, 10, False), (67, 2, 3, False), (66, 2, 3, True)],
)
def test_a_quiz_is_passed_at_its_mark_or_when_it_is_sent(mark, right, total, passed):
    assert Quiz(KEY, "Check", ("P1",), 3, mark).is_passed(right=right, total=total) is passed


def test_a_check_code_has_three_groups_without_look_alikes():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert set(code) <= set(CODE_ALPHABET) | {"-"}
    assert not set(CODE_ALPHABET) & set("01OILS5Z2B8GQ6")
