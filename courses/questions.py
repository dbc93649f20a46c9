"""A check question as it is asked: read from its block, kept with each answer.

The key of a question is the id of its block, the key of an answer the id of its row. Both are the same in
every language.
"""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5


@dataclass(frozen=True)
class Option:
    key: UUID
    text: str
    is_right: bool


@dataclass(frozen=True)
class Question:
    key: UUID
    text: str
    options: tuple[Option, ...]
    feedback_right: str
    feedback_wrong: str

    def option(self, key: UUID) -> Option | None:
        """The answer with this key, or None when the question has no such answer (any more)."""
        return next((option for option in self.options if option.key == key), None)

    def feedback(self, *, is_right: bool) -> str:
        return self.feedback_right if is_right else self.feedback_wrong

    def as_asked(self) -> dict:
        """The question in JSON values, to be kept with an answer when the editor changes the page."""
        return {
            "question": self.text,
            "options": [
                {"key": str(option.key), "text": option.text, "is_right": option.is_right}
                for option in self.options
            ],
            "feedback_right": self.feedback_right,
            "feedback_wrong": self.feedback_wrong,
        }


def block_key(block) -> UUID:
    """The id of a block of a lesson body. A block that was never saved gets one from its words."""
    return UUID(block.id) if block.id else uuid5(NAMESPACE_OID, str(block.value))


def question_of(key: UUID, value) -> Question:
    """The question in the value of a question block (a mapping with a list of "options")."""
    options = tuple(
        Option(
            key=UUID(row.id) if row.id else uuid5(key, str(place)),
            text=row.value["text"],
            is_right=bool(row.value["is_right"]),
        )
        for place, row in enumerate(value["options"].bound_blocks)
    )
    return Question(key, value["question"], options, value["feedback_right"], value["feedback_wrong"])


def find_block(body, *, kind: str, key: UUID):
    """The block of this kind with this id in a lesson body, or None."""
    return next((block for block in body if block.block_type == kind and block_key(block) == key), None)
