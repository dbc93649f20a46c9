"""Blocks that ask check questions, one for each kind.

A question's block id is its key for good, in every language. Each block can turn its value into the
`questions.Question` that it asks, and refuses to be published while that has no fair answer.
"""

from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks import CHECK

from .questions import Kind, Option, Question, folded, row_key

QUESTION = _("Question")


def question_field(label=QUESTION):
    return blocks.TextBlock(label=label, rows=2)


def hint_field():
    return blocks.TextBlock(
        label=_("Hint"),
        rows=2,
        required=False,
        default="",
        help_text=_("Folded away until somebody opens it."),
    )


def right_field():
    return blocks.TextBlock(label=_("What to say when it is right"), rows=2)


def not_yet_field():
    return blocks.TextBlock(
        label=_("What to say when it is not"), rows=2, help_text=_("Be kind. Say what to look at again.")
    )


class AskingBlock(blocks.StructBlock):
    """What every kind of check question shares. A kind says how its rows are read and what is no question."""

    kind: Kind

    def as_question(self, key, value) -> Question:
        return Question(
            key,
            value["question"],
            tuple(self.rows(key, value)),
            value["feedback_right"],
            value["feedback_wrong"],
            self.kind,
            value.get("hint") or "",
        )

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "asked": self.as_question(UUID(int=0), value)}

    def rows(self, key, value):
        """The `Option`s of the question."""
        raise NotImplementedError

    def problem(self, value) -> str:
        """What keeps the question from having a fair answer, in one sentence, or ""."""
        return ""

    def clean(self, value):
        cleaned = super().clean(value)
        problem = self.problem(cleaned)
        if problem:
            raise StructBlockValidationError(non_block_errors=[ValidationError(problem)])
        return cleaned


def twice(texts) -> str:
    """The first text that is there a second time, but for case and spaces, or ""."""
    seen = set()
    for text in texts:
        plain = " ".join(text.split()).casefold()
        if plain in seen:
            return text
        seen.add(plain)
    return ""


def same_twice(texts, words) -> str:
    text = twice(texts)
    return words % {"text": text} if text else ""


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250)
    is_right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    feedback = blocks.TextBlock(label=_("What to say to who chooses it"), rows=2, required=False, default="")


class RightOptionBlock(OptionBlock):
    is_right = blocks.BooleanBlock(label=_("This belongs to the right answer"), required=False)


class ChoosingBlock(AskingBlock):
    """A question with answers to choose from."""

    def rows(self, key, value):
        for place, row in enumerate(value["options"].bound_blocks):
            yield Option(
                row_key(key, row, place),
                row.value["text"],
                bool(row.value["is_right"]),
                row.value.get("feedback") or "",
            )

    def problem(self, value):
        texts = [option["text"] for option in value["options"]]
        return same_twice(
            texts, gettext("Two answers are the same: “%(text)s”. Change one.")
        ) or self._right_ones(sum(option["is_right"] for option in value["options"]), len(texts))

    def _right_ones(self, right, total):
        raise NotImplementedError


class QuestionBlock(ChoosingBlock):
    """A check question with one right answer."""

    kind = Kind.ONE
    question = question_field()
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), min_num=2, max_num=6)
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def _right_ones(self, right, total):
        return "" if right == 1 else gettext("Mark exactly one answer as the right one.")

    class Meta:
        icon = "help"
        group = CHECK
        label = _("Check question")
        description = _("One question, one right answer, as many tries as a person likes.")
        template = "blocks/question.html"
        preview_value = {
            "question": "You need a formal role before you can lead.",
            "options": [{"text": "True", "is_right": False}, {"text": "False", "is_right": True}],
            "feedback_right": "Right. Many patient leaders start with one idea.",
            "feedback_wrong": "Many people lead with no title at all.",
        }


class SeveralBlock(ChoosingBlock):
    kind = Kind.SEVERAL
    question = question_field()
    options = blocks.ListBlock(RightOptionBlock(), label=_("Answers"), min_num=3, max_num=8)
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def _right_ones(self, right, total):
        if right < 1:
            return gettext("Mark at least one answer as right.")
        return "" if right < total else gettext("Leave at least one answer that is not right.")

    class Meta:
        icon = "check"
        group = CHECK
        label = _("Question with several answers")
        description = _("Tick all that fit. Right when every right answer is ticked and no other.")
        template = "blocks/question.html"
        preview_value = {
            "question": "What helps people take part in a meeting?",
            "options": [
                {"text": "Papers in large print", "is_right": True},
                {"text": "A break half-way", "is_right": True},
                {"text": "A test at the door", "is_right": False},
            ],
            "feedback_right": "Yes. Ask people what they need before they come.",
            "feedback_wrong": "Think about what makes it easier to come in and stay.",
        }


class TrueFalseBlock(AskingBlock):
    kind = Kind.TRUE_FALSE
    question = question_field(_("Statement"))
    answer = blocks.ChoiceBlock(label=_("It is"), choices=[("true", _("True")), ("false", _("False"))])
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def rows(self, key, value):
        for answer, words in (("true", gettext("True")), ("false", gettext("False"))):
            yield Option(uuid5(key, answer), words, is_right=value["answer"] == answer)

    class Meta:
        icon = "radio-full"
        group = CHECK
        label = _("True or false")
        description = _("One statement that is true, or is not.")
        template = "blocks/question.html"
        preview_value = {
            "question": "A patient group can ask to see the survey results.",
            "answer": "true",
            "feedback_right": "Yes. They belong to the people who filled them in.",
            "feedback_wrong": "You can ask. Most practices are glad that somebody wants to know.",
        }


class OrderBlock(AskingBlock):
    kind = Kind.ORDER
    question = question_field()
    lines = blocks.ListBlock(
        blocks.CharBlock(label=_("Line"), max_length=200),
        label=_("Lines, in the right order"),
        min_num=2,
        max_num=8,
        help_text=_("Each learner sees them mixed."),
    )
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def rows(self, key, value):
        for place, row in enumerate(value["lines"].bound_blocks):
            yield Option(row_key(key, row, place), row.value)

    def problem(self, value):
        return same_twice(value["lines"], gettext("Two lines are the same: “%(text)s”. Change one."))

    class Meta:
        icon = "order"
        group = CHECK
        label = _("Put in order")
        description = _("Lines to put in order with numbers or buttons.")
        template = "blocks/question.html"
        preview_value = {
            "question": "What comes first when you plan a small change?",
            "lines": ["Say what is not working.", "Ask who it touches.", "Try one thing."],
            "feedback_right": "Yes. First the problem, then the people, then the try.",
            "feedback_wrong": "Start with what you want to change.",
        }


class PairBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Row"), max_length=200)
    partner = blocks.CharBlock(label=_("Goes with"), max_length=200)


class MatchBlock(AskingBlock):
    kind = Kind.MATCH
    question = question_field()
    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Rows"),
        min_num=2,
        max_num=8,
        help_text=gettext("Two rows may go with the same words."),
    )
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def rows(self, key, value):
        for place, row in enumerate(value["pairs"].bound_blocks):
            yield Option(row_key(key, row, place), row.value["text"], partner=row.value["partner"])

    def problem(self, value):
        same = same_twice(
            [pair["text"] for pair in value["pairs"]],
            gettext("Two rows are the same: “%(text)s”. Change one."),
        )
        partners = {pair["partner"].casefold() for pair in value["pairs"]}
        return same or (
            "" if len(partners) > 1 else gettext("Give people at least two things to choose from.")
        )

    class Meta:
        icon = "link"
        group = CHECK
        label = _("Match")
        description = _("For each row, choose what goes with it from a list.")
        template = "blocks/question.html"
        preview_value = {
            "question": "Who does what?",
            "pairs": [
                {"text": "Patient group", "partner": "Gives the view of people who use the practice"},
                {"text": "Healthwatch", "partner": "Hears from people in the whole area"},
            ],
            "feedback_right": "Yes. Each hears from different people.",
            "feedback_wrong": "Think about how big an area each one listens to.",
        }


class TextQuestionBlock(AskingBlock):
    kind = Kind.TEXT
    question = question_field()
    accepted = blocks.ListBlock(
        blocks.CharBlock(label=_("Right answer"), max_length=100, search_index=False),
        label=_("Right answers"),
        min_num=1,
        max_num=12,
        help_text=_(
            "Capital letters, spaces, punctuation and accents do not matter. Add other ways of saying it."
        ),
    )
    hint = hint_field()
    feedback_right = right_field()
    feedback_wrong = not_yet_field()

    def rows(self, key, value):
        for place, row in enumerate(value["accepted"].bound_blocks):
            yield Option(row_key(key, row, place), row.value, is_right=True)

    def problem(self, value):
        empty = next((text for text in value["accepted"] if not folded(text)), "")
        if empty:
            return gettext("A right answer needs letters or digits: “%(text)s” has none.") % {"text": empty}
        return same_twice(
            value["accepted"], gettext("Two right answers are the same: “%(text)s”. Take one out.")
        )

    class Meta:
        icon = "keyboard"
        group = CHECK
        label = _("Short answer")
        description = _("A word or two to type. Small slips are forgiven.")
        template = "blocks/question.html"
        preview_value = {
            "question": "What do the letters PPG stand for?",
            "accepted": ["Patient Participation Group"],
            "feedback_right": "Yes. Every practice in England has one.",
            "feedback_wrong": "The first word is Patient. The last is Group.",
        }
