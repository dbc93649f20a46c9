"""A question read from its block."""

from types import SimpleNamespace
from uuid import UUID, uuid4

from courses.operations import CODE_ALPHABET, new_code
from courses.questions import block_key, find_block, question_of


def row(text, is_right, key=None):
    return SimpleNamespace(id=key, value={"text": text, "is_right": is_right})


def value(*rows):
    return {
        "question": "Who can lead?",
        "options": SimpleNamespace(bound_blocks=rows),
        "feedback_right": "Yes.",
        "feedback_wrong": "Look again.",
    }


def test_a_question_keeps_the_keys_of_its_answers():
    key, anyone = uuid4(), str(uuid4())
    question = question_of(key, value(row("Anyone", True, anyone), row("Staff", False, str(uuid4()))))
    assert question.option(UUID(anyone)).is_right
    assert question.option(uuid4()) is None
    assert question.feedback(is_right=False) == "Look again."
    assert question.as_asked()["options"][0] == {"key": anyone, "text": "Anyone", "is_right": True}


def test_answers_that_were_never_saved_get_keys_that_stay():
    key = uuid4()
    rows = row("Anyone", True), row("Staff", False)
    assert question_of(key, value(*rows)) == question_of(key, value(*rows))
    assert len({option.key for option in question_of(key, value(*rows)).options}) == 2


def test_a_block_is_found_by_kind_and_key():
    block = SimpleNamespace(block_type="question", id=str(uuid4()), value={})
    key = block_key(block)
    assert find_block([block], kind="question", key=key) is block
    assert find_block([block], kind="reflection", key=key) is None
    assert find_block([block], kind="question", key=uuid4()) is None


def test_a_check_code_has_three_groups_without_look_alikes():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert set(code) <= set(CODE_ALPHABET) | {"-"}
    assert not set(CODE_ALPHABET) & set("01OILS5Z2B8GQ6")
