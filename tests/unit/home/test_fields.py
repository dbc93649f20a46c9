"""Forms as people meet them: each field with label, hint and error, and the summary that leads to them."""

import html5lib
import pytest
from django import forms
from django.template.loader import render_to_string

from home.styleguide import FILLED_IN, REFUSED, EveryFieldForm


def parse(html):
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def all_of(tree, tag, **wanted):
    return [one for one in tree.iter(tag) if all(one.get(name) == value for name, value in wanted.items())]


def by_id(tree, name):
    found = [one for one in tree.iter() if one.get("id") == name]
    assert len(found) == 1, name
    return found[0]


@pytest.fixture
def refused():
    form = EveryFieldForm(REFUSED)
    assert not form.is_valid()
    return form


def test_every_input_has_a_label_of_its_own():
    tree = parse(str(EveryFieldForm(FILLED_IN)))
    labelled = {label.get("for") for label in all_of(tree, "label")}
    fields = [one for tag in ("input", "select", "textarea") for one in tree.iter(tag)]
    assert {field.get("id") for field in fields} == labelled


def test_the_hint_and_the_error_belong_to_the_field(refused):
    tree = parse(str(refused))
    described = by_id(tree, "id_name").get("aria-describedby").split()
    words = ["".join(by_id(tree, name).itertext()).split() for name in described]
    assert words == [
        ["Your", "mentor", "sees", "this", "name."],
        ["Error:", "Tell", "us", "what", "to", "call", "you"],
    ]


def test_choices_are_one_group_with_their_error(refused):
    tree = parse(str(refused))
    group = next(one for one in tree.iter("fieldset") if all_of(one, "input", name="way"))
    assert "".join(next(group.iter("legend")).itertext()).strip() == "How would you like to talk?"
    assert group.get("aria-describedby") == "id_way_helptext id_way_error"
    assert by_id(tree, "id_way_error") is not None


def test_what_was_typed_is_kept(refused):
    tree = parse(str(refused))
    assert by_id(tree, "id_email").get("value") == "ted at demo"
    assert by_id(tree, "id_about").text.strip() == "What was typed is kept."


def test_autocomplete_is_kept():
    assert by_id(parse(str(EveryFieldForm())), "id_email").get("autocomplete") == "email"


def test_each_error_in_the_summary_leads_to_something_that_can_be_filled_in(refused):
    summary = parse(render_to_string("components/error_summary.html", {"form": refused}))
    page = parse(str(refused))
    targets = [link.get("href").removeprefix("#") for link in all_of(summary, "a")]
    assert len(targets) == len(refused.errors)
    assert {by_id(page, target).tag for target in targets} <= {"input", "select", "textarea"}
    assert "id_way_0" in targets


def test_an_error_of_the_whole_form_is_in_the_summary_without_a_link():
    class Form(forms.Form):
        def clean(self):
            raise forms.ValidationError("The two dates do not fit together")

    summary = parse(render_to_string("components/error_summary.html", {"form": Form({})}))
    assert "The two dates do not fit together" in "".join(summary.itertext())
    assert not all_of(summary, "a")


def test_there_is_no_summary_without_an_error():
    assert not render_to_string("components/error_summary.html", {"form": EveryFieldForm(FILLED_IN)}).strip()


def test_one_question_on_a_page_is_its_heading():
    form = EveryFieldForm()
    for name in ("name", "way"):
        html = render_to_string("components/field.html", {"field": form[name], "is_page_heading": True})
        assert "".join(next(parse(html).iter("h1")).itertext()).strip() == str(form[name].label)
