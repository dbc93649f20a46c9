"""The starter content as it stands on a site: whole, sourced, readable, and never stronger than an editor."""

import re
import statistics
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import textstat
import yaml
from django.core.management import call_command
from wagtail.models import Page

from courses import queries
from courses.models import BankQuestion, Course, Lesson
from courses.questions import Kind, block_key, grade, question_of, right_answer
from guides.models import CaseStudy, Guide, Tool
from home.models import GlossaryTerm, HomePage, StandardPage
from home.page_texts import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("populated_database")]

SEEDS = yaml.safe_load((Path(__file__).resolve().parents[1] / "data" / "seeds.yaml").read_text())


def english(model):
    """The live pages of one kind in English."""
    return model.objects.live().filter(locale__language_code="en-gb")


def words_of(page) -> str:
    """Everything a reader of the page reads, as sentences."""
    fields = [getattr(page, name, "") for name in ("title", "summary", "outcome", "body")]
    return "\n".join(text for text in (text_of(value) for value in fields) if text)


def test_every_item_of_the_founding_documents_is_on_the_live_pages_it_belongs_to(client):
    carried = defaultdict(set)
    for page in Page.objects.live().filter(locale__language_code="en-gb").specific():
        for item in getattr(page, "seed_refs", []):
            carried[item].add(page.url)
    wanted = {name: set(item.get("pages", [])) for name, item in SEEDS["items"].items()}
    assert [name for name, pages in wanted.items() if not pages] == SEEDS["not_content"]
    missing = {name: pages - carried.get(name, set()) for name, pages in wanted.items()}
    assert {name: pages for name, pages in missing.items() if pages} == {}
    assert carried.keys() - wanted.keys() == set(), "an item that the founding documents do not have"
    assert carried.keys() & set(SEEDS["not_content"]) == set()
    answers = {page: client.get(page).status_code for page in sorted(set().union(*wanted.values()))}
    assert {page: answer for page, answer in answers.items() if answer != 200} == {}


def test_everything_promised_is_there():
    counts = {
        "courses": english(Course).count(),
        "lessons of C1": Lesson.objects.live().descendant_of(english(Course).get(code="C1")).count(),
        "lessons": english(Lesson).count(),
        "guides": english(Guide).count(),
        "tools": english(Tool).count(),
        "case studies": english(CaseStudy).count(),
    }
    assert counts == {
        "courses": 5,
        "lessons of C1": 15,
        "lessons": 42,
        "guides": 6,
        "tools": 10,
        "case studies": 7,
    }
    assert english(GlossaryTerm).count() >= 40
    assert {"about", "accessibility", "privacy", "cookies", "contact", "help", "how-mentoring-works"} <= {
        page.slug for page in english(StandardPage)
    }
    assert english(HomePage).count() == 1


def test_the_first_course_asks_two_questions_a_lesson():
    lessons = Lesson.objects.live().descendant_of(english(Course).get(code="C1"))
    kinds = Counter(block.block_type for lesson in lessons for block in lesson.body)
    assert kinds["question"] == 30
    assert kinds["reflection"] >= 15


def test_other_kinds_of_question_have_a_right_answer_too():
    bodies = [block for lesson in english(Lesson) for block in lesson.body]
    bank = [row.question[0] for row in BankQuestion.objects.all()]
    asked = [
        question_of(block_key(block), block.value) for block in bodies + bank if block.block_type in set(Kind)
    ]
    assert {question.kind for question in asked} == set(Kind)
    assert [question.text for question in asked if not grade(question, right_answer(question)).is_right] == []
    for block in bodies + bank:
        if block.block_type in set(Kind):
            block.block.clean(block.value)
    assert len(bank) >= 10


def test_people_say_how_sure_they_feel_before_and_after_the_first_course():
    lessons = Lesson.objects.live().descendant_of(english(Course).get(code="C1")).order_by("path")
    first, last = (
        [block.value for block in lesson.body if block.block_type == "confidence"]
        for lesson in (lessons.first(), lessons.last())
    )
    assert {value["moment"] for value in first} == {"before"}
    assert {value["moment"] for value in last} == {"after"}
    assert [value["capability"] for value in first] == [value["capability"] for value in last] != []


def test_every_quiz_finds_enough_questions_in_the_bank():
    for lesson in english(Lesson):
        for block in lesson.body:
            if block.block_type == "quiz":
                quiz = block.block.as_quiz(block_key(block), block.value)
                drawn = queries.questions_drawn(quizzes=[quiz], learner_id=1)[quiz.key]
                assert len(drawn) == quiz.number


def everything_on_the_site():
    """What loading again could change: pages with their last revision, and each kind's rows."""
    pages = Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "title", "live")
    return list(pages), english(Lesson).count()


def test_loading_twice_changes_nothing(capsys):
    before = everything_on_the_site()
    call_command("load_starter_content")
    assert "0 added, 0 updated" in capsys.readouterr().out
    assert everything_on_the_site() == before


def test_what_an_editor_changed_or_removed_stays_so():
    lesson = english(Lesson).first()
    lesson.title = "A title of our own"
    lesson.save_revision().publish()
    removed = english(GlossaryTerm).first()
    removed_key = removed.translation_key
    removed.delete()
    call_command("load_starter_content", verbosity=0)
    assert Lesson.objects.get(pk=lesson.pk).title == "A title of our own"
    assert not GlossaryTerm.objects.filter(translation_key=removed_key).exists()


@pytest.mark.parametrize("model", [Lesson, Guide, CaseStudy])
def test_every_page_of_facts_names_a_source_that_was_checked(model):
    without = [page.title for page in english(model) if not page.sources.exists() or not page.checked_on_date]
    assert without == []
    unchecked = [
        source.code for page in english(model) for source in page.sources.all() if not source.checked_on_date
    ]
    assert unchecked == []


def test_nothing_unfinished_is_shipped():
    unfinished = re.compile(r"lorem ipsum|\bTODO\b|\bTBC\b|\bXX+\b", re.IGNORECASE)
    for model in (Course, Lesson, Guide, CaseStudy, GlossaryTerm, StandardPage):
        for page in english(model):
            assert not unfinished.search(words_of(page)), page.title


def test_lessons_read_easily():
    """Flesch-Kincaid grade: median 6 at most, none over 9. Grade 6 is a reading age of about 11."""
    grades = {
        lesson.title: textstat.flesch_kincaid_grade(_in_sentences(words_of(lesson)))
        for lesson in english(Lesson)
    }
    assert {title: grade for title, grade in grades.items() if grade > 9} == {}
    assert statistics.median(grades.values()) <= 6


def _in_sentences(text: str) -> str:
    """Headings and list items end without a full stop; for counting, a line is a sentence."""
    lines = (line.strip() for line in text.splitlines())
    return " ".join(line if line[-1] in ".?!:" else f"{line}." for line in lines if line)


def test_words_of_the_glossary_are_explained_in_under_40_words():
    long = {term.title: len(term.meaning.split()) for term in english(GlossaryTerm)}
    assert {title: count for title, count in long.items() if count >= 40} == {}
