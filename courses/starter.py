"""This room's share of the starter content: courses C1 to C5 from `content/courses/*.yaml`."""

from home.models import Capability
from home.starter import by_code, checked, do_dont, items, read, sourced, stream, terms_by_slug

from .models import Course, LearnIndex, Lesson, Module

FILES = ("c1", "c2", "c3", "c4", "c5")


def load_courses(loader, home):
    """The list of courses and every course below it."""
    words = read("pages")["indexes"]["learn"]
    index = loader.page(key="page:learn", model=LearnIndex, parent=home, values=checked(words))
    for name in FILES if index else ():
        load_course(loader, index, read(f"courses/{name}"))


def load_course(loader, index, data):
    """One course with its modules and lessons."""
    fields, many = sourced(data)
    course = loader.page(
        key=f"course:{data['id']}",
        model=Course,
        parent=index,
        values={
            **checked(data),
            **fields,
            "code": data["id"],
            "audience": data["audience"],
            "level": data["level"],
            "aim": data["aim"],
            "length_text": data["length_text"],
            "hours": data["hours"],
        },
        many={**many, "capabilities": [by_code(Capability)[code] for code in data["capabilities"]]},
    )
    for module_data in data["modules"] if course else ():
        module = loader.page(
            key=f"module:{module_data['id']}", model=Module, parent=course, values=checked(module_data)
        )
        for lesson_data in module_data["lessons"] if module else ():
            load_lesson(loader, module, lesson_data)


def load_lesson(loader, module, data):
    """One lesson: what to know, something to try, questions, something to think about."""
    key = f"lesson:{data['id']}"
    fields, many = sourced(data)
    capabilities, terms = by_code(Capability), terms_by_slug()
    loader.page(
        key=key,
        model=Lesson,
        parent=module,
        values={
            **checked({"summary": data["outcome"], **data}),
            **fields,
            "minutes": data["minutes"],
            "outcome": data["outcome"],
            "care_note": data.get("care_note", ""),
            "body": stream(key, list(lesson_blocks(key, data))),
        },
        many={
            **many,
            "capabilities": [capabilities[code] for code in data.get("capabilities", [])],
            "terms": [terms[slug] for slug in data.get("terms", []) if slug in terms],
        },
    )


def lesson_blocks(key, data):
    """The (type, value) pairs of a lesson body, part by part."""
    yield "part", {"title": "What to know"}
    yield "key_points", {"heading": "", "points": items(f"{key}/points", data["points"])}
    if data.get("do_dont"):
        yield "do_dont", do_dont(key, data["do_dont"])
    yield "part", {"title": "Try it"}
    activity = data["activity"]
    yield "activity", {name: activity.get(name, "") for name in ("title", "text", "model_answer")}
    yield "part", {"title": "Check what you have learned"}
    for number, question in enumerate(data["questions"]):
        options = [
            {"text": str(text), "is_right": position == question["answer"]}
            for position, text in enumerate(question["options"])
        ]
        yield (
            "question",
            {
                "question": question["question"],
                "options": items(f"{key}/question/{number}", options),
                "feedback_right": question["feedback_right"],
                "feedback_wrong": question["feedback_wrong"],
            },
        )
    yield "part", {"title": "Think about it"}
    yield "reflection", {"prompt": data["reflection"]}
