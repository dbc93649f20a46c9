"""Publishes a short course with every kind of question and rule, its second half in Welsh as well.

Run as `python -m tests.browser.practice_course` on a populated database.
"""

import json
import os
import sys
import uuid
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[2]

TITLE = "A practice course"
TITLE_IN_WELSH = "Cwrs ymarfer"
#: English slug of a lesson: its title in Welsh. The lessons that are not here have no Welsh page.
IN_WELSH = {"a-quiz": "Cwis", "your-word": "Eich gair"}

FEEDBACK = {"feedback_right": "Yes, that is it.", "feedback_wrong": "Have another look."}


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(values):
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def options(right, others):
    return items(
        [*({"text": text, "is_right": True} for text in right)]
        + [{"text": text, "is_right": False} for text in others]
    )


def lessons(capability: str):
    """(slug, title, the rules that are on, the blocks) of each lesson."""
    return [
        (
            "every-kind",
            "Every kind of question",
            {"questions"},
            [
                block(
                    "question",
                    {"question": "Who can lead?", "options": options(["Anyone"], ["Only staff"]), **FEEDBACK},
                ),
                block(
                    "question_several",
                    {
                        "question": "What helps at a meeting?",
                        "options": options(["Large print", "A break"], ["A test at the door"]),
                        **FEEDBACK,
                    },
                ),
                block(
                    "question_true_false",
                    {"question": "You may bring a friend.", "answer": "true", **FEEDBACK},
                ),
                block(
                    "question_order",
                    {
                        "question": "Put the steps in order.",
                        "lines": items(["First ask", "Then try", "Last tell"]),
                        **FEEDBACK,
                    },
                ),
                block(
                    "question_match",
                    {
                        "question": "Who hears from whom?",
                        "pairs": items(
                            [
                                {"text": "Patient group", "partner": "One practice"},
                                {"text": "Healthwatch", "partner": "A whole area"},
                            ]
                        ),
                        **FEEDBACK,
                    },
                ),
                block(
                    "question_text",
                    {"question": "What does PPG begin with?", "accepted": items(["Patient"]), **FEEDBACK},
                ),
            ],
        ),
        (
            "think-and-hand-in",
            "Think, and hand in",
            {"reflection", "work"},
            [
                block("confidence", {"capability": capability, "moment": "before"}),
                block("reflection", {"prompt": "What would you change first?"}),
            ],
        ),
        (
            "a-quiz",
            "A quiz",
            {"questions"},
            [block("quiz", {"title": "Your quiz", "capabilities": [capability], "number": 2})],
        ),
        ("your-word", "Your word", {"learner"}, [block("text", "<p>Nearly there.</p>")]),
    ]


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from wagtail.models import Locale

    from courses.deeds import Rule
    from courses.models import BankQuestion, Course, LearnIndex, Lesson, Module

    capability = BankQuestion.objects.filter(is_open=True).order_by("pk").first().capability
    learn = LearnIndex.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    course = learn.add_child(
        instance=Course(title=TITLE, slug="practice", audience="Everybody.", aim="Try it all.", hours=1)
    )
    module = course.add_child(instance=Module(title="One", slug="one"))
    for slug, title, rules, blocks in lessons(capability.code):
        lesson = Lesson(
            title=title,
            slug=slug,
            minutes=10,
            outcome="Try it.",
            body=Lesson.body.field.to_python(json.dumps(blocks)),
            **{f"rule_{rule}": str(rule) in rules for rule in Rule},
        )
        module.add_child(instance=lesson)
        lesson.save_revision().publish()

    welsh, _ = Locale.objects.get_or_create(language_code="cy")
    titles = {course: TITLE_IN_WELSH, module: "Un"}
    titles |= {Lesson.objects.get(slug=slug): title for slug, title in IN_WELSH.items()}
    for page, title in titles.items():
        copy = page.copy_for_translation(welsh, copy_parents=True).specific
        copy.title, copy.slug = title, page.slug
        copy.save_revision().publish()


if __name__ == "__main__":
    sys.path[:0] = [str(PROJECT_DIR), str(PROJECT_DIR / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    main()
