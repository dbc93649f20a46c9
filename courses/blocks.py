"""Blocks of a lesson: the common ones, and those that ask the learner to do something."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks import CHECK, EXPLAIN, BodyBlock


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the part"), max_length=120)

    class Meta:
        icon = "cut"
        group = EXPLAIN
        label = _("New part")
        description = _("Starts a new page of the lesson. Short parts suit old phones.")
        template = "blocks/part.html"
        preview_value = {"title": "Try it"}


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250)
    is_right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)


class QuestionBlock(blocks.StructBlock):
    """A check question with one right answer. Its block id is its key for good, in every language."""

    question = blocks.TextBlock(label=_("Question"), rows=2)
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), min_num=2, max_num=6)
    feedback_right = blocks.TextBlock(label=_("What to say when it is right"), rows=2)
    feedback_wrong = blocks.TextBlock(
        label=_("What to say when it is not"), rows=2, help_text=_("Be kind. Say what to look at again.")
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if sum(option["is_right"] for option in cleaned["options"]) != 1:
            raise StructBlockValidationError(
                non_block_errors=[ValidationError(_("Mark exactly one answer as the right one."))]
            )
        return cleaned

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
    """Everything a lesson can be made of: twelve blocks in three groups."""

    part = PartBlock()
    activity = ActivityBlock()
    question = QuestionBlock()
    reflection = ReflectionBlock()


class BankBody(blocks.StreamBlock):
    """The one question of a bank question."""

    question = QuestionBlock()


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
