"""This room's share of the starter content: `content/courses/*.yaml` and the bank of questions."""

from home.models import Capability
from home.starter import by_code, checked, do_dont, items, key_uuid, read, sourced, stream, terms_by_slug

from .models import BankQuestion, Course, LearnIndex, Lesson, Module

FILES = ("c1", "c2", "c3", "c4", "c5")


def load_courses(loader, home):
    """The bank of questions, the list of courses and every course below it."""
    load_bank(loader)
    words = read("pages")["indexes"]["learn"]
    index = loader.page(key="page:learn", model=LearnIndex, parent=home, values=checked(words))
    for name in FILES if index else ():
        load_course(loader, index, read(f"courses/{name}"))


def load_bank(loader):
    """The questions that quizzes draw."""
    capabilities = by_code(Capability)
    for data in read("bank"):
        key = f"bank:{data['id']}"
        loader.row(
            key=key,
            model=BankQuestion,
            find={"translation_key": key_uuid(key), "locale": loader.locale},
            values={
                "capability": capabilities[data["about"]],
                "question": stream(key, [question_block(key, data)]),
            },
        )


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
        yield question_block(f"{key}/question/{number}", {"kind": "one", **question})
    for number, question in enumerate(data.get("more_questions", [])):
        yield question_block(f"{key}/more/{number}", question)
    if "quiz" in data:
        yield "quiz", quiz_value(data["quiz"])
    yield "part", {"title": "Think about it"}
    confidence = data.get("confidence", {"about": []})
    for code in confidence["about"]:
        yield "confidence", {"capability": code, "moment": confidence["moment"]}
    yield "reflection", {"prompt": data["reflection"]}


def quiz_value(data):
    """The raw value of a quiz block."""
    return {
        "title": data["title"],
        "capabilities": data["about"],
        "number": data["number"],
        "pass_mark": data.get("pass_mark"),
    }


def question_block(key, data):
    """The (type, raw value) of a check question; `key` names its rows."""
    value = {name: data.get(name, "") for name in ("question", "hint", "feedback_right", "feedback_wrong")}
    kind = data["kind"]
    if kind == "true_false":
        return "question_true_false", value | {"answer": "true" if data["answer"] else "false"}
    if kind == "order":
        return "question_order", value | {"lines": items(key, data["lines"])}
    if kind == "match":
        return "question_match", value | {"pairs": items(key, data["pairs"])}
    if kind == "text":
        return "question_text", value | {"accepted": items(key, data["accepted"])}
    right = data["answers"] if kind == "several" else [data["answer"]]
    options = [option_value(option, place in right) for place, option in enumerate(data["options"])]
    return ("question_several" if kind == "several" else "question"), value | {"options": items(key, options)}


def option_value(option, is_right):
    """The raw value of one answer: its words, or its words and what is said to who chooses it."""
    words = option if isinstance(option, dict) else {"text": str(option)}
    return {"text": words["text"], "is_right": is_right, "feedback": words.get("feedback", "")}
