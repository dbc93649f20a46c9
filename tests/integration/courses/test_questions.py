"""Check questions of every kind on a lesson page: right, not yet, empty, strange, changed meanwhile."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.http import urlencode

from courses.models import Attempt, Confidence, Enrolment, Lesson
from courses.questions import Kind, block_key, question_of, right_answer
from home.models import Capability
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LessonFactory,
    confidence_block,
    every_kind_of_question,
    match_block,
    order_block,
    several_block,
    text_block,
    true_false_block,
)

pytestmark = pytest.mark.django_db

KINDS = list(Kind)


@pytest.fixture
def lesson(made):
    """A lesson of one part with a question of every kind and how sure somebody feels."""
    return LessonFactory(parent=made.modules[0], body=[*every_kind_of_question(), confidence_block()])


@pytest.fixture
def label(site_tree):
    return Capability.objects.create(code="P1", name="Listening", locale=site_tree.locale)


def question_in(lesson, kind):
    block = next(block for block in lesson.body if block.block_type == kind)
    return question_of(block_key(block), block.value)


def fields_of(given):
    """What the form of a question sends for an answer."""
    if "chosen" in given:
        return {"answer": given["chosen"]}
    if "order" in given:
        return {key: str(number) for number, key in enumerate(given["order"], start=1)}
    return given.get("pairs") or {"answer": given["text"]}


def sent(lesson, question, given, **values):
    return {
        "block": str(question.key),
        "wording": question.wording,
        "form_key": str(uuid4()),
        "lesson_key": str(lesson.translation_key),
        **(fields_of(given) if given else {}),
        **values,
    }


def another_answer(question):
    """An answer that fits and is not right."""
    keys = [str(option.key) for option in question.options]
    miss = next((str(option.key) for option in question.options if not option.is_right), "")
    return {
        Kind.ONE: {"chosen": miss},
        Kind.TRUE_FALSE: {"chosen": miss},
        Kind.SEVERAL: {"chosen": [miss]},
        Kind.ORDER: {"order": keys[::-1]},
        Kind.MATCH: {"pairs": dict.fromkeys(keys, str(question.partners[0].key))},
        Kind.TEXT: {"text": "The council"},
    }[question.kind]


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def check(browser, lesson, values):
    return browser.post(f"{lesson.url}check/", values)


def card_of(page, question):
    """The part of the page that holds one question."""
    start = page.index(f'name="block" value="{question.key}"')
    return page[start : page.index("</form>", start)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_kept_and_praised(lesson, as_ted, kind):
    question = question_in(lesson, kind)
    response = check(as_ted, lesson, sent(lesson, question, right_answer(question)))
    assert response["Location"].endswith(f"#answer-{question.key}")
    attempt = Attempt.objects.get()
    assert attempt.is_right
    assert attempt.asked == question.as_asked()
    assert attempt.asked["kind"] == kind
    card = card_of(text_of(as_ted.get(lesson.url)), question)
    assert question.feedback_right in card
    assert f'id="answer-{question.key}" tabindex="-1" role="status"' in card


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_right_yet_gets_kind_words_and_stays_chosen(lesson, as_ted, kind):
    question = question_in(lesson, kind)
    given = another_answer(question)
    check(as_ted, lesson, sent(lesson, question, given))
    attempt = Attempt.objects.get()
    assert (attempt.is_right, attempt.given) == (False, given)
    page = text_of(as_ted.get(lesson.url))
    card = card_of(page, question)
    assert question.feedback_wrong in card
    assert "wrong" not in re.sub(r'"[^"]*"', "", page).lower()
    assert "incorrect" not in page.lower()
    for value in {"order": ["selected"], "pairs": ["selected"], "text": ["The council"]}.get(
        next(iter(given)), ["checked"]
    ):
        assert value in card


def test_the_feedback_says_how_much_is_there(lesson, as_ted):
    several, order, match = (
        question_in(lesson, kind) for kind in ("question_several", "question_order", "question_match")
    )
    for question in (several, order, match):
        check(as_ted, lesson, sent(lesson, question, another_answer(question)))
    page = text_of(as_ted.get(lesson.url))
    assert "You have found 0 of 2. 1 that you ticked does not belong here." in page
    assert "<b>A test</b> A test? Hm." in page
    assert "0 of 4 are in their place." in page
    assert "2 of 3 are in their place." in page
    assert card_of(page, match).count("In its place<") == 2
    assert card_of(page, match).count("Look at this one again<") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_chosen_is_an_error_in_words_with_a_link_to_the_field(lesson, as_ted, kind):
    question = question_in(lesson, kind)
    page = text_of(check(as_ted, lesson, sent(lesson, question, None)))
    assert "<title>Error: " in page
    summary = page[page.index("error-summary") : page.index("</ul>", page.index("error-summary"))]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["x", "\0", "😀" * 10, "9" * 5000, "00000000-0000-4000-8000-000000000000"])
def test_a_strange_answer_is_never_a_broken_page(lesson, as_ted, kind, value):
    question = question_in(lesson, kind)
    keys = [str(option.key) for option in question.options]
    values = sent(
        lesson, question, None, answer=value, lines=[value], move=value, **dict.fromkeys(keys, value)
    )
    assert check(as_ted, lesson, values).status_code in {200, 302}
    assert not Attempt.objects.filter(is_right=True).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_double_click_is_one_attempt(lesson, as_ted, kind):
    question = question_in(lesson, kind)
    values = sent(lesson, question, right_answer(question))
    for _click in range(2):
        assert check(as_ted, lesson, values).status_code == 302
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_visitor_gets_the_same_words_and_nothing_is_kept(lesson, client, kind):
    question = question_in(lesson, kind)
    page = text_of(check(client, lesson, sent(lesson, question, another_answer(question))))
    assert question.feedback_wrong in card_of(page, question)
    assert not Attempt.objects.exists()


def test_a_long_text_is_refused_kindly_and_stays(lesson, as_ted):
    question = question_in(lesson, "question_text")
    page = text_of(check(as_ted, lesson, sent(lesson, question, {"text": "long " * 100})))
    assert "Use 200 letters or fewer" in page
    assert ("long " * 100).strip() in page


def test_scripts_in_an_answer_do_not_run(lesson, as_ted):
    question, script = question_in(lesson, "question_text"), "<script>alert(1)</script>"
    check(as_ted, lesson, sent(lesson, question, {"text": script}))
    assert script not in text_of(as_ted.get(lesson.url))


def test_nobody_else_sees_an_answer(lesson, as_ted):
    question = question_in(lesson, "question_text")
    check(as_ted, lesson, sent(lesson, question, {"text": "A word of my own"}))
    for roles in ({}, {"coach": True}, {"coordinator": True}, {"editor": True}):
        other = Client()
        other.force_login(UserFactory(**roles))
        assert "A word of my own" not in text_of(other.get(lesson.url))


def test_the_hint_waits_folded_away(lesson, client):
    page = text_of(client.get(lesson.url))
    assert page.count("Give me a hint") == 5
    assert "Read part 1." in page


# Putting in order without dragging


def lines_shown(page, question):
    """The lines of a question to put in order, as they stand on the page."""
    keys = "|".join(str(option.key) for option in question.options)
    found = re.findall(rf'name="lines" value="({keys})"', card_of(page, question))
    return [question.option(block_key_of(key)).text for key in found]


def block_key_of(text):
    from uuid import UUID

    return UUID(text)


def test_lines_stand_mixed_and_always_alike_for_one_person(lesson, as_ted, client):
    question = question_in(lesson, "question_order")
    right = [option.text for option in question.options]
    mine = lines_shown(text_of(as_ted.get(lesson.url)), question)
    assert mine == lines_shown(text_of(as_ted.get(lesson.url)), question)
    assert sorted(mine) == sorted(right)
    assert mine != right
    assert lines_shown(text_of(client.get(lesson.url)), question) != right


def move(browser, lesson, question, page, text, direction, **chosen):
    """Press the button of a line."""
    key = {option.text: str(option.key) for option in question.options}
    lines = [key[line] for line in lines_shown(page, question)]
    values = sent(lesson, question, None, lines=lines, move=f"{direction}:{question.key}:{key[text]}")
    response = check(browser, lesson, values | {key[line]: number for line, number in chosen.items()})
    return text_of(response)


def test_buttons_move_a_line_and_number_all_of_them(lesson, as_ted):
    question = question_in(lesson, "question_order")
    page = text_of(as_ted.get(lesson.url))
    first, second, *rest = lines_shown(page, question)
    page = move(as_ted, lesson, question, page, second, "up")
    assert lines_shown(page, question) == [second, first, *rest]
    assert f"“{second}” is now number 1 of 4." in page
    card = card_of(page, question)
    assert [int(number) for number in re.findall(r'value="(\d)" selected', card)] == [1, 2, 3, 4]
    assert "Error" not in card
    page = move(as_ted, lesson, question, page, second, "up")
    assert lines_shown(page, question) == [second, first, *rest]
    page = move(as_ted, lesson, question, page, second, "down")
    assert lines_shown(page, question) == [first, second, *rest]
    assert not Attempt.objects.exists()


def test_a_button_keeps_the_numbers_chosen_so_far(lesson, client):
    question = question_in(lesson, "question_order")
    page = text_of(client.get(lesson.url))
    first, second, third, fourth = lines_shown(page, question)
    chosen = {first: "4", second: "3", third: "2", fourth: "1"}
    page = move(client, lesson, question, page, second, "up", **chosen)
    assert lines_shown(page, question) == [fourth, second, third, first]


def test_two_lines_with_one_number_are_pointed_out(lesson, as_ted):
    question = question_in(lesson, "question_order")
    keys = [str(option.key) for option in question.options]
    values = sent(lesson, question, None, **dict.fromkeys(keys, "1"))
    page = text_of(check(as_ted, lesson, values))
    assert "“Ask” and “Plan” both have number 1. Change one of them." in page
    assert card_of(page, question).count('value="1" selected') == 4


# Changed by an editor meanwhile


def change(lesson, kind, **values):
    """An editor publishes the lesson with other words in one question."""
    page = Lesson.objects.get(pk=lesson.pk)
    block = next(block for block in page.body if block.block_type == kind)
    for name, value in values.items():
        block.value[name] = value
    page.save_revision().publish()


def test_an_answer_to_the_question_of_yesterday_is_asked_again_and_what_was_typed_is_kept(lesson, as_ted):
    question = question_in(lesson, "question_text")
    change(lesson, "question_text", question="Who answers?")
    page = text_of(check(as_ted, lesson, sent(lesson, question, {"text": "My own words"})))
    assert page.count("This question has changed since you opened the page.") == 2
    assert 'value="My own words"' in page
    assert "Who answers?" in page
    assert not Attempt.objects.exists()
    new = question_in(Lesson.objects.get(pk=lesson.pk), "question_text")
    assert f'name="wording" value="{new.wording}"' in page


def test_an_answer_that_has_gone_is_asked_again_in_plain_words(lesson, as_ted):
    question = question_in(lesson, "question")
    page = Lesson.objects.get(pk=lesson.pk)
    block = next(block for block in page.body if block.block_type == "question")
    block.value["options"].pop(0)
    block.value["options"][0]["is_right"] = True
    page.save_revision().publish()
    shown = text_of(check(as_ted, lesson, sent(lesson, question, right_answer(question))))
    assert "This question has changed since you opened the page." in shown
    assert "Choose an answer" not in shown


def test_what_an_editor_says_to_an_answer_may_change_without_a_word(lesson, as_ted):
    question = question_in(lesson, "question")
    change(lesson, "question", feedback_right="Yes indeed.")
    assert check(as_ted, lesson, sent(lesson, question, right_answer(question))).status_code == 302
    assert "Yes indeed." in text_of(as_ted.get(lesson.url))


def test_a_question_that_has_left_the_lesson_says_so_and_gives_the_words_back(lesson, as_ted, enrolled):
    as_ted.get(lesson.url)
    question = question_in(lesson, "question_text")
    page = Lesson.objects.get(pk=lesson.pk)
    page.body = [(block.block_type, block.value) for block in page.body][:2]
    page.save_revision().publish()
    response = check(as_ted, lesson, sent(lesson, question, {"text": "My own words"}))
    assert response["Location"] == lesson.url
    shown = text_of(as_ted.get(lesson.url))
    assert "This question is not in the lesson any more." in shown
    assert "You typed: “My own words”" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_attempts_are_kept_as_asked_when_the_question_changes(lesson, as_ted, kind):
    question = question_in(lesson, kind)
    check(as_ted, lesson, sent(lesson, question, right_answer(question)))
    change(lesson, kind, question="Another question?")
    attempt = Attempt.objects.get()
    assert attempt.asked["question"] == question.text
    assert attempt.is_right
    assert "Another question?" in text_of(as_ted.get(lesson.url))


def test_an_old_answer_that_does_not_fit_any_more_is_not_shown(lesson, as_ted):
    question = question_in(lesson, "question_order")
    check(as_ted, lesson, sent(lesson, question, right_answer(question)))
    page = Lesson.objects.get(pk=lesson.pk)
    block = next(block for block in page.body if block.block_type == "question_order")
    block.value["lines"].append("Rest")
    page.save_revision().publish()
    card = card_of(text_of(as_ted.get(lesson.url)), question)
    assert "Rest" in card
    assert question.feedback_right not in card
    assert "selected" not in card.replace('<option value="" selected>', "")


# How sure somebody feels


def sure(lesson, value=None, **values):
    block = next(block for block in lesson.body if block.block_type == "confidence")
    return {
        "block": block.id,
        "lesson_key": str(lesson.translation_key),
        **({"value": value} if value else {}),
        **values,
    }


def test_how_sure_somebody_feels_is_kept_and_can_change(lesson, as_ted, ted, made, label):
    assert "How sure do you feel about this: Listening?" in text_of(as_ted.get(lesson.url))
    for value in ("2", "2", "4"):
        response = as_ted.post(f"{lesson.url}sure/", sure(lesson, value))
        assert "#confidence-" in response["Location"]
    said = Confidence.objects.get()
    assert (said.learner, said.course_key, said.capability_code) == (ted, made.key, "P1")
    assert (said.moment, said.value) == ("before", 4)
    page = text_of(as_ted.get(lesson.url))
    assert re.search(r'value="4"[^>]*checked', page)
    assert "Saved. You can change it at any time." in page
    assert Enrolment.objects.get().learner == ted


@pytest.mark.parametrize("value", [None, "0", "6", "x", "\0"])
def test_how_sure_needs_one_of_five(lesson, as_ted, value):
    page = text_of(as_ted.post(f"{lesson.url}sure/", sure(lesson, value)))
    assert "<title>Error: " in page
    assert page.count("Choose how sure you feel") == 2
    assert not Confidence.objects.exists()


def test_how_sure_waits_for_a_person_who_signs_in(lesson, ted):
    browser = Client()
    response = browser.post(f"{lesson.url}sure/", sure(lesson, "3"))
    assert response["Location"].startswith("/sign-in/?next=")
    browser.force_login(ted)
    assert re.search(r'value="3"[^>]*checked', text_of(browser.get(lesson.url)))
    assert not Confidence.objects.exists()


@pytest.mark.parametrize("block", ["", "x", str(uuid4())], ids=["none", "no key", "unknown"])
def test_how_sure_about_something_of_another_lesson_is_not_found(lesson, as_ted, block):
    assert as_ted.post(f"{lesson.url}sure/", sure(lesson, "3", block=block)).status_code == 404


@pytest.mark.parametrize("act", ["sure", "quiz"])
def test_the_addresses_only_take_forms(lesson, as_ted, act):
    assert as_ted.get(f"{lesson.url}{act}/")["Location"] == lesson.url
    lesson.unpublish()
    assert as_ted.post(f"{lesson.url}{act}/", {}).status_code == 404


# Everywhere else


def test_every_kind_stands_on_the_whole_page_in_the_workbook_and_in_the_preview(made, client, label):
    body = [
        {"type": "part", "value": {"title": "One"}, "id": str(uuid4())},
        *every_kind_of_question(),
        {"type": "part", "value": {"title": "Two"}, "id": str(uuid4())},
        confidence_block(),
    ]
    lesson = LessonFactory(parent=made.modules[0], body=body)
    words = ["Who can lead?", "What helps?", "Anyone can lead.", "What comes first?", "Who listens?"]
    words += ["What goes together?", "How sure do you feel about this: Listening?"]
    for page in (
        text_of(client.get(f"{lesson.url}?part=all")),
        text_of(client.get(f"{made.page.url}workbook/")),
        text_of(lesson.make_preview_request()),
    ):
        assert [word for word in words if word not in page and word != words[-1]] == []
    assert words[-1] in text_of(client.get(f"{made.page.url}workbook/"))
    assert words[-1] in text_of(client.get(f"{lesson.url}?part=all"))


def test_the_workbook_has_room_to_write_and_the_answers_at_the_end(made, client):
    blocks = [several_block(), true_false_block(), order_block(), match_block(), text_block()]
    LessonFactory(parent=made.modules[0], body=blocks)
    page = text_of(client.get(f"{made.page.url}workbook/"))
    questions, _heading, answers = page.partition("Answers to the questions")
    assert "form-lines" in questions
    assert questions.count("form-boxes__box") > 10
    for answer in ("Time", "Large print", "True", "Ask: Do", "Shout: Do not", "Healthwatch"):
        assert answer in answers
    assert answers.index("Ask") < answers.index("Plan") < answers.index("Try") < answers.index("Look")


def test_the_answers_are_not_given_away_by_the_page(made, client):
    lesson = LessonFactory(parent=made.modules[0], body=every_kind_of_question())
    page = text_of(client.get(f"{lesson.url}?{urlencode({'part': 'all'})}"))
    assert "Healthwatch" not in page
    assert "is_right" not in page
