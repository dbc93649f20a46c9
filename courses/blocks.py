"""Blocks of a lesson: the common ones, and those that ask the learner to do something."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import CHECK, EXPLAIN, BodyBlock

from .capability_blocks import ConfidenceBlock, QuizBlock
from .question_blocks import (
    MatchBlock,
    OrderBlock,
    QuestionBlock,
    SeveralBlock,
    TextQuestionBlock,
    TrueFalseBlock,
)


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the part"), max_length=120)

    class Meta:
        icon = "cut"
        group = EXPLAIN
        label = _("New part")
        description = _("Starts a new page of the lesson. Short parts suit old phones.")
        template = "blocks/part.html"
        preview_value = {"title": "Try it"}


class ReflectionBlock(blocks.StructBlock):
    """A question to think about. The answer is private to the learner."""

    prompt = blocks.TextBlock(label=_("Question to think about"), rows=2)

    class Meta:
        icon = "edit"
        group = CHECK
        label = _("Reflection")
        description = _("A box for the learner's own words. Only they can read it.")
        template = "blocks/reflection.html"
        preview_value = {"prompt": "When have you been the only person like you in a room?"}


class ActivityBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("What to do"), rows=4)
    model_answer = blocks.TextBlock(label=_("Model answer"), rows=3, required=False)

    class Meta:
        icon = "pick"
        group = CHECK
        label = _("Activity")
        description = _("Something to do on paper or with other people.")
        template = "blocks/activity.html"
        preview_value = {
            "title": "The empty chair",
            "text": "Picture your last meeting. Add three empty chairs.",
        }


class LessonBody(BodyBlock):
    """Everything a lesson can be made of, in three groups. Questions are named as in `questions.Kind`."""

    part = PartBlock()
    activity = ActivityBlock()
    question = QuestionBlock()
    question_several = SeveralBlock()
    question_true_false = TrueFalseBlock()
    question_order = OrderBlock()
    question_match = MatchBlock()
    question_text = TextQuestionBlock()
    confidence = ConfidenceBlock()
    quiz = QuizBlock()
    reflection = ReflectionBlock()


class BankBody(blocks.StreamBlock):
    """The one question of a bank question, of any kind."""

    question = QuestionBlock()
    question_several = SeveralBlock()
    question_true_false = TrueFalseBlock()
    question_order = OrderBlock()
    question_match = MatchBlock()
    question_text = TextQuestionBlock()


def new_lesson_body():
    """What a new lesson starts with: an empty block for each thing that most lessons have."""
    return [
        ("part", {"title": gettext("What to know")}),
        ("text", ""),
        ("key_points", {"heading": "", "points": [""]}),
        ("part", {"title": gettext("Check what you have learned")}),
        (
            "question",
            {
                "question": "",
                "options": [{"text": "", "is_right": False}, {"text": "", "is_right": False}],
                "feedback_right": "",
                "feedback_wrong": "",
            },
        ),
        ("part", {"title": gettext("Think about it")}),
        ("reflection", {"prompt": ""}),
    ]
