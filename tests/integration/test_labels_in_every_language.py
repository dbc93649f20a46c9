"""Aims, capabilities and rungs in Welsh and Urdu: shipped and shown, and an editor's words always win."""

from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale, Page

from accounts.models import User
from courses.models import BankQuestion, Confidence, Course, Enrolment
from courses.viewsets import BankQuestionFilters
from guides.models import CaseStudy, Guide
from guides.queries import case_studies
from home.models import Aim, Capability, Rung, StarterItem
from home.queries import labels_in
from home.starter import read
from home.templatetags.home_tags import labels_box
from mentoring.forms import GoalForm
from mentoring.models import Goal, Mentorship
from mentoring.queries import aims

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("populated_database")]

ENGLISH, OTHERS = "en-gb", ("cy", "ur")
LISTS = {Aim: "aims", Capability: "capabilities", Rung: "rungs"}
FIRST = {model: read("lists")[name][0] for model, name in LISTS.items()}


def load(capsys):
    call_command("load_starter_content")
    return capsys.readouterr().out


def rows(model, language):
    return model.objects.filter(locale__language_code=language).order_by("order")


def words():
    return [
        list(model.objects.order_by("pk").values_list("pk", "name", "description", "order", "code", "locale"))
        for model in LISTS
    ]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("model", LISTS)
def test_every_label_is_there_with_the_key_and_code_of_the_english_one(model, language):
    english, other = rows(model, ENGLISH), rows(model, language)
    assert [(row.translation_key, row.code) for row in other] == [
        (row.translation_key, row.code) for row in english
    ]
    for one, its in zip(english, other, strict=True):
        assert its.name not in ("", one.name)
        assert its.description not in ("", one.description)


def test_loading_twice_changes_no_label(capsys):
    before = words()
    assert "0 added, 0 updated" in load(capsys)
    assert words() == before


@pytest.mark.parametrize("model", LISTS)
def test_what_an_editor_made_of_a_translation_stays(model, capsys):
    changed, removed = rows(model, "cy").first(), rows(model, "ur").first()
    changed.name = "Ein geiriau ein hunain"
    changed.save()
    key = removed.translation_key
    removed.delete()
    load(capsys)
    changed.refresh_from_db()
    assert changed.name == "Ein geiriau ein hunain"
    assert not model.objects.filter(translation_key=key, locale__language_code="ur").exists()


def test_a_label_that_was_left_as_shipped_follows_the_file(capsys):
    """What the file said before was another sentence; nobody touched it here."""
    shipped = rows(Aim, "cy").first()
    item = StarterItem.objects.get(key="aims:aim-1:cy")
    item.file_hash = "an older file"
    item.save()
    assert "0 added, 1 updated" in load(capsys)
    assert rows(Aim, "cy").first().name == shipped.name


def _forget_translations():
    """As on a site that was loaded before translations were shipped."""
    for language in OTHERS:
        StarterItem.objects.filter(key__endswith=f":{language}").delete()
        for model in LISTS:
            rows(model, language).delete()


def test_an_older_site_gets_them_and_an_editors_own_are_kept(capsys):
    english = rows(Aim, ENGLISH)
    cy, ur = rows(Aim, "cy").first().locale, rows(Aim, "ur").first().locale
    _forget_translations()
    Aim.objects.create(
        code="aim-1", name="Gan olygydd", locale=cy, translation_key=english[0].translation_key
    )
    Aim.objects.create(code="aim-2", name="مدیر سے", locale=ur)
    out = load(capsys)
    assert "32 added, 0 updated" in out
    assert "aims:aim-1:cy" in out
    assert "aims:aim-2:ur" in out
    assert [row.name for row in rows(Aim, "cy") if row.code == "aim-1"] == ["Gan olygydd"]
    assert [row.name for row in rows(Aim, "ur") if row.code == "aim-2"] == ["مدیر سے"]


def test_a_label_whose_english_an_editor_changed_gets_no_translation_of_the_old_words(capsys):
    _forget_translations()
    changed = rows(Capability, ENGLISH).first()
    changed.name = "Standing up for others"
    changed.save()
    load(capsys)
    for language in OTHERS:
        assert rows(Capability, language).count() == 7
        with override(language):
            assert labels_in(model=Capability)[0].name == "Standing up for others"


def test_shipped_pages_keep_the_english_rows():
    """One row a label on a page, whatever the reader's language: the page shows it in theirs."""
    for model in (Course, Guide, CaseStudy):
        for page in model.objects.filter(locale__language_code=ENGLISH):
            assert {aim.locale.language_code for aim in page.aims.all()} <= {ENGLISH}


# --- What people see --------------------------------------------------------------------------------------


@pytest.fixture
def learner():
    return User.objects.get(email="learner@demo.example")


@pytest.fixture
def pair(learner):
    return Mentorship.objects.filter(learner=learner, ended_at=None).first()


@pytest.mark.parametrize("language", OTHERS)
def test_how_sure_somebody_feels_is_asked_and_shown_in_their_language(client, learner, language):
    client.force_login(learner)
    key = Enrolment.objects.filter(learner=learner).first().course_key
    page = unescape(client.get(f"/{language}/me/confidence/{key}/").content.decode())
    for row in rows(Capability, language):
        assert row.name in page
    for row in rows(Capability, ENGLISH):
        assert row.name not in page
    client.post(f"/{language}/me/confidence/{key}/", {"P1": "4"})
    said = Confidence.objects.filter(learner=learner, course_key=key, capability_code="P1")
    assert said.latest("said_at").value == 4
    page = unescape(client.get(f"/{language}/me/confidence/").content.decode())
    assert FIRST[Capability][language] in page
    assert FIRST[Capability]["label"] not in page
    assert FIRST[Capability]["label"] in client.get("/me/confidence/").content.decode()


@pytest.mark.parametrize("language", OTHERS)
def test_a_goal_is_put_under_an_aim_in_the_language_of_either(client, learner, pair, language):
    goal = Goal.objects.filter(mentorship=pair, state="active").first()
    for person in (pair.learner, pair.coach):
        client.force_login(person)
        page = client.get(f"/{language}/mentoring/match/{pair.pk}/goals/{goal.pk}/").content.decode()
        page = unescape(page)
        for row in rows(Aim, language):
            assert f'<option value="{row.code}"' in page
            assert row.name in page
        for row in rows(Aim, ENGLISH):
            assert row.name not in page


def test_aims_are_the_same_four_in_every_language(django_assert_num_queries):
    for language in (ENGLISH, *OTHERS):
        with override(language), django_assert_num_queries(1):
            found = aims()
        assert [code for code, _name in found] == ["aim-1", "aim-2", "aim-3", "aim-4"]
        with override(language):
            assert len(GoalForm().fields["aim_code"].choices) == 5


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_shows_its_labels_in_the_readers_language_for_two_queries_more(rf, language):
    guide = Guide.objects.live().filter(locale__language_code=ENGLISH, rung__isnull=False).first()
    guide = Guide.objects.select_related("rung").get(pk=guide.pk)
    with override(ENGLISH), CaptureQueriesContext(connection) as in_english:
        assert render_to_string("components/labels.html", labels_box(guide)).count(guide.rung.name) == 1
    with override(language), CaptureQueriesContext(connection) as asked:
        box = unescape(render_to_string("components/labels.html", labels_box(guide)))
    assert len(asked) == len(in_english) + 2
    assert rows(Rung, language).get(code=guide.rung.code).name in box
    assert guide.rung.name not in box
    for aim in guide.aims.all():
        assert rows(Aim, language).get(code=aim.code).name in box
        assert aim.name not in box
    guide.refresh_from_db()
    assert guide.rung.locale.language_code == ENGLISH


@pytest.mark.parametrize("language", OTHERS)
def test_the_list_of_case_studies_shows_rungs_in_the_readers_language(language):
    english = Locale.objects.get(language_code=ENGLISH)
    with override(ENGLISH):
        own = {study.pk: study.rung for study in case_studies(locale_id=english.pk)}
    assert any(own.values())
    with override(language):
        for study in case_studies(locale_id=english.pk):
            rung = own[study.pk]
            assert (study.rung and study.rung.name) == (
                rung and rows(Rung, language).get(code=rung.code).name
            )


# --- What editors see -------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Guide, Course, BankQuestion])
def test_an_editor_is_offered_each_label_once_and_what_was_chosen(rf, model):
    row = model.objects.filter(locale__language_code=ENGLISH).first()
    handler = row.get_edit_handler() if isinstance(row, Page) else model.snippet_viewset.get_edit_handler()
    if not isinstance(row, Page):
        row.capability = rows(Capability, "cy").first()
        row.save()
    else:
        row.aims.set([*row.aims.all(), rows(Aim, "ur").first()])
        row.save()
    form = handler.get_form_class()(instance=row, for_user=User.objects.filter(is_superuser=True).first())
    offered = {
        name: {each.locale.language_code for each in form.fields[name].queryset}
        for name in ("aims", "rung", "capabilities", "capability")
        if name in form.fields
    }
    chosen = {"aims": {ENGLISH, "ur"}, "capability": {ENGLISH, "cy"}}
    assert offered == {name: chosen.get(name, {ENGLISH}) for name in offered}
    name = "capability" if model is BankQuestion else "aims"
    assert form.fields[name].queryset.count() == rows(form.fields[name].queryset.model, ENGLISH).count() + 1


def test_the_bank_can_be_narrowed_by_each_capability_once():
    assert {row.locale.language_code for row in BankQuestionFilters({}).filters["capability"].queryset} == {
        ENGLISH
    }
    assert BankQuestionFilters({}).form.fields["capability"].queryset.count() == 8
