"""What an editor reads when a question has no fair answer."""

from uuid import UUID

import pytest
from wagtail.blocks import StructBlockValidationError

from courses.blocks import LessonBody
from courses.questions import Kind, grade, right_answer

BODY = LessonBody()
SAID = {"question": "What now?", "hint": "", "feedback_right": "Yes.", "feedback_wrong": "Look again."}


def options(*texts, right=()):
    return {"options": [{"text": text, "is_right": text in right, "feedback": ""} for text in texts]}


def pairs(*rows):
    return {"pairs": [{"text": text, "partner": partner} for text, partner in rows]}


GOOD = {
    Kind.ONE: options("Ask", "Wait", right=["Ask"]),
    Kind.SEVERAL: options("Ask", "Wait", "Listen", right=["Ask", "Listen"]),
    Kind.TRUE_FALSE: {"answer": "true"},
    Kind.ORDER: {"lines": ["Ask", "Wait", "Listen"]},
    Kind.MATCH: pairs(("Ask", "Do"), ("Shout", "Do not"), ("Listen", "Do")),
    Kind.TEXT: {"accepted": ["Healthwatch", "Local Healthwatch"]},
}


def value_of(kind, words):
    block = BODY.child_blocks[kind]
    return block, block.normalize(SAID | words)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_fair_question_is_accepted_and_asked(kind):
    block, value = value_of(kind, GOOD[kind])
    block.clean(value)
    question = value.block.as_question(UUID(int=1), value)
    assert question.kind == kind
    assert grade(question, right_answer(question)).is_right


@pytest.mark.parametrize(
    ("kind", "words", "problem"),
    [
        (Kind.ONE, options("Ask", "Wait"), "Mark exactly one answer as the right one."),
        (
            Kind.ONE,
            options("Ask", "Wait", right=["Ask", "Wait"]),
            "Mark exactly one answer as the right one.",
        ),
        (Kind.ONE, options("Ask", "ask ", right=["Ask"]), "Two answers are the same: “ask”. Change one."),
        (Kind.SEVERAL, options("Ask", "Wait", "Listen"), "Mark at least one answer as right."),
        (
            Kind.SEVERAL,
            options("Ask", "Wait", "Listen", right=["Ask", "Wait", "Listen"]),
            "Leave at least one answer that is not right.",
        ),
        (Kind.ORDER, {"lines": ["Ask", "Wait", "Ask"]}, "Two lines are the same: “Ask”. Change one."),
        (Kind.MATCH, pairs(("Ask", "Do"), ("Ask", "Do not")), "Two rows are the same: “Ask”. Change one."),
        (Kind.MATCH, pairs(("Ask", "Do"), ("Wait", "Do")), "Give people at least two things to choose from."),
        (Kind.TEXT, {"accepted": ["Ask", "?!"]}, "A right answer needs letters or digits: “?!” has none."),
        (Kind.TEXT, {"accepted": ["Ask", "ask"]}, "Two right answers are the same: “ask”. Take one out."),
    ],
)
def test_a_question_without_a_fair_answer_is_refused_in_plain_words(kind, words, problem):
    block, value = value_of(kind, words)
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(value)
    assert [str(error.message) for error in refusal.value.non_block_errors.as_data()] == [problem]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.ONE, options("Ask", right=["Ask"])),
        (Kind.SEVERAL, options("Ask", "Wait", right=["Ask"])),
        (Kind.TRUE_FALSE, {"answer": ""}),
        (Kind.ORDER, {"lines": ["Ask"]}),
        (Kind.MATCH, pairs(("Ask", "Do"))),
        (Kind.TEXT, {"accepted": []}),
    ],
)
def test_too_few_rows_are_refused(kind, words):
    block, value = value_of(kind, words)
    with pytest.raises(StructBlockValidationError):
        block.clean(value)


@pytest.mark.django_db
def test_a_quiz_needs_something_to_draw_from_and_a_mark_that_can_be_reached(site_tree):
    block = BODY.child_blocks["quiz"]
    wrong = {"title": "Quiz", "capabilities": [], "number": 0, "pass_mark": 101}
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.normalize(wrong))
    assert set(refusal.value.block_errors) == {"capabilities", "number", "pass_mark"}
