"""The sheet to hand out: every question that is entered from paper is on it, with room for each answer."""

import re
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import Organisation
from mentoring.forms import PaperForm
from mentoring.models import Programme, Term
from tests.factories.accounts import OrganisationFactory
from tests.factories.mentoring import ProgrammeFactory, term

pytestmark = pytest.mark.django_db

SIDES = ("asking", "offering")
BOX = '<span class="form-boxes__box" aria-hidden="true">'


def main_of(response) -> str:
    page = response.content.decode()
    return page[page.index('<main id="main"') : page.index("</main>")]


def words_of(response) -> list[str]:
    """What stands between the tags, one by one."""
    return [" ".join(unescape(each).split()) for each in re.split(r"<[^>]*>", main_of(response))]


def shown(words) -> str:
    return " ".join(str(words).split())


def questions_entered(client, side) -> list:
    """The forms of the page on which a coordinator enters what was given on paper."""
    return client.get(reverse(f"paper_{side}")).context["questions"]


@pytest.fixture
def sheet(client, coordinator, programme):
    """The sheet of one side, as its coordinator sees it, with two entries in every list."""
    for kind in Term.Kind.values:
        for number in (1, 2):
            term(kind, f"entry-{number}-of-{kind}")
    client.force_login(coordinator)
    return lambda side, **query: client.get(reverse(f"paper_{side}_sheet"), query)


@pytest.mark.parametrize("side", SIDES)
def test_every_question_that_is_entered_stands_on_the_sheet(client, sheet, side):
    response = sheet(side)
    words, text = words_of(response), " ".join(words_of(response))
    questions = questions_entered(client, side)
    assert len(questions) > 10
    for form in questions:
        assert shown(form.heading) in words
        assert shown(form.who_sees) in words
        assert shown(form.intro) in text
        for field in form.visible_fields():
            assert shown(field.label) in words, field.html_name
            assert shown(field.help_text) in text, field.html_name


@pytest.mark.parametrize("side", SIDES)
def test_every_choice_has_a_box_and_every_word_a_line(client, sheet, side):
    practice = OrganisationFactory(kind=Organisation.Kind.PRACTICE, name="Elm Road Surgery")
    response = sheet(side)
    boxes = [shown(unescape(each)) for each in re.findall(rf"{BOX}</span><div>([^<]*)<", main_of(response))]
    expected, written = ["Yes", "No"], 3  # 18 or over; name, address, date
    for form in questions_entered(client, side):
        for field in form.visible_fields():
            if hasattr(field.field, "choices") and field.name != "practice":
                expected += [shown(words) for _value, words in field.field.choices]
            elif field.widget_type == "checkbox":
                expected.append(shown(field.label))
            else:
                written += 1
    assert boxes == expected
    assert main_of(response).count('<div class="form-lines"') == written
    assert not re.search(r'<div class="form-lines"[^>]*></div>', main_of(response)), "no line in it"
    assert {f"Entry {number} of goal" for number in (1, 2)} <= set(boxes)
    assert practice.name not in main_of(response)


def test_a_new_choice_comes_onto_the_sheet_and_a_retired_one_leaves_it(sheet):
    goal = term("goal", "join-or-start-a-ppg")
    assert goal.words in words_of(sheet("asking"))
    Term.objects.filter(pk=goal.pk).update(is_retired=True)
    assert goal.words not in words_of(sheet("asking"))


@pytest.mark.parametrize("side", SIDES)
def test_lived_experience_is_not_asked_on_paper(sheet, side):
    words = words_of(sheet(side))
    lived = {each.words for each in Term.objects.filter(kind=Term.Kind.EXPERIENCE)}
    assert "Entry 1 of experience" in lived
    assert not lived & set(words)
    assert "lived" not in " ".join(words)


@pytest.mark.parametrize("side", SIDES)
def test_it_asks_whose_it_is_and_has_nothing_filled_in(sheet, programme, side):
    page = main_of(sheet(side))
    assert set(PaperForm.base_fields) == {"programme", "name", "email", "on_date", "is_adult"}, (
        "not on the sheet"
    )
    for question in ("Your name", "Your e-mail address", "Today’s date", "Are you 18 or over?"):
        assert f"<h3>{question}</h3>" in page
    assert not re.search(r"<(form|input|select|textarea|button)\b", page)
    assert programme.name not in page


def test_of_several_programmes_one_is_ticked_and_only_their_own_are_there(sheet, coordinator, programme):
    second, foreign = ProgrammeFactory(coordinators=[coordinator]), ProgrammeFactory()
    words = words_of(sheet("asking"))
    assert {programme.name, second.name} <= set(words)
    assert foreign.name not in words
    assert Programme.objects.count() == 3


@pytest.mark.parametrize("side", SIDES)
def test_it_comes_in_large_print_and_is_linked_where_it_is_entered(client, sheet, side):
    ordinary, large = main_of(sheet(side)), main_of(sheet(side, large="1"))
    assert '<div class="large-print">' not in ordinary
    assert 'href="?large=1"' in ordinary
    assert '<div class="large-print">' in large
    address = reverse(f"paper_{side}_sheet")
    assert f'href="{address}"' in large
    assert f'href="{address}"' in main_of(client.get(reverse(f"paper_{side}")))
