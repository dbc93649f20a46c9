"""Check questions and quizzes as they are asked, and what becomes of an answer.

The key of a question is the id of its block, the key of an answer the id of its row. Both are the same in
every language. A bank question's key is its translation key.

An answer is kept as JSON (`Attempt.given`). Its shape follows the kind of question; keys are text:

| kind                             | given                                                        |
|----------------------------------|--------------------------------------------------------------|
| one answer, true or false        | {"chosen": key}                                              |
| several answers                  | {"chosen": [key, …]}, in any order                           |
| put in order                     | {"order": [key, …]}, first to last, every row once           |
| match                            | {"pairs": {key of a row: key of a partner, …}}, every row    |
| short text                       | {"text": "as it was typed"}                                  |

A partner has the key of the first row that goes with the same words: two rows may share one.

Case, spaces, punctuation and accents of a short text are forgiven:

>>> question = Question(UUID(int=1), "Which group?", (Option(UUID(int=2), "Healthwatch"),), kind=Kind.TEXT)
>>> grade(question, {"text": " health-wàtch! "}).is_right
True
>>> grade(question, {"text": "a patient group"})
Grade(fits=True, is_right=False, hits=(), misses=())
>>> grade(question, ["not", "an", "answer"]).fits
False
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5


class Kind(StrEnum):
    """The kinds of check question. The value is the type of the block."""

    ONE = "question"
    SEVERAL = "question_several"
    TRUE_FALSE = "question_true_false"
    ORDER = "question_order"
    MATCH = "question_match"
    TEXT = "question_text"


@dataclass(frozen=True)
class Option:
    """One row of a question: an answer to choose, a line to put in its place, or an accepted text.

    `partner` is what goes with a row that is to be matched; `feedback` is said to who chooses this answer.
    """

    key: UUID
    text: str
    is_right: bool = False
    feedback: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Question:
    """A check question of any kind. The rows of one to put in order stand in the right order."""

    key: UUID
    text: str
    options: tuple[Option, ...]
    feedback_right: str = ""
    feedback_wrong: str = ""
    kind: Kind = Kind.ONE
    hint: str = ""

    def option(self, key: UUID | None) -> Option | None:
        """The answer with this key, or None when the question has no such answer (any more)."""
        return next((option for option in self.options if option.key == key), None)

    def feedback(self, *, is_right: bool) -> str:
        return self.feedback_right if is_right else self.feedback_wrong

    @property
    def partners(self) -> tuple[Option, ...]:
        """What the rows can be matched with, each once, under the key of the first row it goes with."""
        first = {}
        for option in self.options:
            first.setdefault(option.partner, Option(option.key, option.partner))
        return tuple(first.values())

    @property
    def rows_on_paper(self) -> list[str]:
        """The rows as they are printed: lines to put in order are mixed, alike for everybody."""
        texts = [option.text for option in self.options]
        return mixed(texts) if self.kind == Kind.ORDER else texts

    @property
    def lettered(self) -> list[tuple[str, str]]:
        """What the printed rows can be matched with, mixed, each with a letter."""
        texts = mixed(partner.text for partner in self.partners)
        return [(chr(ord("A") + place), text) for place, text in enumerate(texts)]

    @property
    def wording(self) -> str:
        """Twelve signs that change when what the learner reads and chooses from changes."""
        rows = () if self.kind == Kind.TEXT else self.options
        read = [self.text, *sorted([str(row.key), row.text, row.partner] for row in rows)]
        return hashlib.sha256(json.dumps([self.kind, *read]).encode()).hexdigest()[:12]

    def as_asked(self) -> dict:
        """The question in JSON values, to be kept with an answer when the editor changes the page."""
        return {
            "kind": str(self.kind),
            "question": self.text,
            "hint": self.hint,
            "options": [
                {
                    "key": str(option.key),
                    "text": option.text,
                    "is_right": option.is_right,
                    "feedback": option.feedback,
                    "partner": option.partner,
                }
                for option in self.options
            ],
            "feedback_right": self.feedback_right,
            "feedback_wrong": self.feedback_wrong,
        }


@dataclass(frozen=True)
class Grade:
    """What becomes of an answer.

    `fits`: it is an answer to this question as it stands; `hits` are the keys of what was chosen, placed or
    matched well, `misses` of what was not.
    """

    fits: bool = False
    is_right: bool = False
    hits: tuple[UUID, ...] = ()
    misses: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class ConfidenceAsked:
    """How sure somebody feels about a capability, asked at a moment of a course. Never right or wrong."""

    key: UUID
    capability_code: str
    moment: str


@dataclass(frozen=True)
class Quiz:
    """A number of questions drawn from the bank. `pass_mark` is in hundredths; None: sending it is enough."""

    key: UUID
    title: str
    capability_codes: tuple[str, ...]
    number: int
    pass_mark: int | None = None

    def is_passed(self, *, right: int, total: int) -> bool:
        return self.pass_mark is None or right * 100 >= self.pass_mark * total


def question_asked(key: UUID, asked: dict) -> Question:
    """The question that `as_asked` kept. What was kept before there were kinds has one right answer."""
    options = tuple(
        Option(
            UUID(row["key"]), row["text"], row["is_right"], row.get("feedback", ""), row.get("partner", "")
        )
        for row in asked["options"]
    )
    return Question(
        key,
        asked["question"],
        options,
        asked["feedback_right"],
        asked["feedback_wrong"],
        Kind(asked.get("kind", Kind.ONE)),
        asked.get("hint", ""),
    )


def grade(question: Question, given) -> Grade:
    """Judge an answer in the shape that the kind of question has. Anything else does not fit; none raises."""
    return _GRADERS[question.kind](question, given) if isinstance(given, dict) else Grade()


def _grade_one(question, given):
    return _grade_chosen(question, [given.get("chosen")])


def _grade_several(question, given):
    chosen = given.get("chosen")
    return _grade_chosen(question, chosen) if isinstance(chosen, list) else Grade()


def _grade_chosen(question, chosen):
    options = {key: question.option(key) for key in map(_key, chosen)}
    if not options or None in options.values():
        return Grade()
    hits = tuple(key for key, option in options.items() if option.is_right)
    misses = tuple(key for key, option in options.items() if not option.is_right)
    wanted = sum(option.is_right for option in question.options)
    is_right = not misses and (len(hits) == wanted or question.kind != Kind.SEVERAL)
    return Grade(True, is_right, hits, misses)


def _grade_order(question, given):
    order = given.get("order")
    wanted = [option.key for option in question.options]
    keys = [_key(key) for key in order] if isinstance(order, list) else []
    if len(keys) != len(wanted) or set(keys) != set(wanted):
        return Grade()
    return _grade_rows(wanted, dict(zip(keys, wanted, strict=True)).items())


def _grade_match(question, given):
    pairs = given.get("pairs")
    chosen = {_key(row): _key(partner) for row, partner in pairs.items()} if isinstance(pairs, dict) else {}
    partner_of = {partner.text: partner.key for partner in question.partners}
    rows = {option.key: partner_of[option.partner] for option in question.options}
    if set(chosen) != set(rows) or not set(chosen.values()) <= set(partner_of.values()):
        return Grade()
    return _grade_rows(list(rows), [(row, row if chosen[row] == rows[row] else None) for row in rows])


def _grade_rows(rows, places):
    """`places` are pairs of a row and the row whose place it took."""
    hits = tuple(row for row, place in places if row == place)
    misses = tuple(row for row in rows if row not in hits)
    return Grade(True, not misses, hits, misses)


def _grade_text(question, given):
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        return Grade()
    said = folded(text)
    return Grade(True, bool(said) and said in {folded(option.text) for option in question.options})


_GRADERS = {
    Kind.ONE: _grade_one,
    Kind.TRUE_FALSE: _grade_one,
    Kind.SEVERAL: _grade_several,
    Kind.ORDER: _grade_order,
    Kind.MATCH: _grade_match,
    Kind.TEXT: _grade_text,
}


def folded(text: str) -> str:
    """The letters and digits of a text without case and accents: what short answers are compared by."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _key(value) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_key(value) -> bool:
    """Whether this text is the key of a row, and no words of a person."""
    return _key(value) is not None


def right_answer(question: Question) -> dict:
    """A right answer, in the shape of `given`."""
    right = [str(option.key) for option in question.options if option.is_right]
    rows = [str(option.key) for option in question.options]
    partner_of = {partner.text: str(partner.key) for partner in question.partners}
    return {
        Kind.ONE: lambda: {"chosen": right[0]},
        Kind.TRUE_FALSE: lambda: {"chosen": right[0]},
        Kind.SEVERAL: lambda: {"chosen": right},
        Kind.ORDER: lambda: {"order": rows},
        Kind.MATCH: lambda: {
            "pairs": {str(option.key): partner_of[option.partner] for option in question.options}
        },
        Kind.TEXT: lambda: {"text": question.options[0].text},
    }[question.kind]()


def answer_in_words(question: Question, given) -> tuple[str, ...]:
    """An answer as lines to read, for the workbook and for results; none when it does not fit."""
    if not grade(question, given).fits:
        return ()
    if question.kind == Kind.TEXT:
        return (given["text"].strip(),)
    if question.kind == Kind.MATCH:
        partners = {str(partner.key): partner.text for partner in question.partners}
        chosen = {_key(row): str(_key(partner)) for row, partner in given["pairs"].items()}
        return tuple(f"{option.text}: {partners[chosen[option.key]]}" for option in question.options)
    if question.kind == Kind.ORDER:
        return tuple(question.option(_key(key)).text for key in given["order"])
    chosen = given["chosen"] if question.kind == Kind.SEVERAL else [given["chosen"]]
    keys = {_key(key) for key in chosen}
    return tuple(option.text for option in question.options if option.key in keys)


def mixed(texts) -> list[str]:
    """Texts in another order than this, the same for everybody: for paper, where nobody is signed in."""
    texts = list(texts)
    other = sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())
    return [*other[1:], other[0]] if other == texts else other


def block_key(block) -> UUID:
    """The id of a block of a lesson body. A block that was never saved gets one from its words."""
    return UUID(block.id) if block.id else uuid5(NAMESPACE_OID, str(block.value))


def question_of(key: UUID, value) -> Question:
    """The question in the value of a question block of any kind. Each kind of block can read its own."""
    return value.block.as_question(key, value)


def row_key(question_key: UUID, row, place: int) -> UUID:
    """The id of a row of a list. A row that was never saved gets one from its place."""
    return UUID(row.id) if row.id else uuid5(question_key, str(place))


def find_block(body, *, kind: str, key: UUID):
    """The block of this kind with this id in a lesson body, or None."""
    return next((block for block in body if block.block_type == kind and block_key(block) == key), None)


def find_question(body, *, key: UUID):
    """The check question of any kind with this id in a lesson body, or None."""
    found = (find_block(body, kind=kind, key=key) for kind in Kind)
    return next((block for block in found if block is not None), None)
