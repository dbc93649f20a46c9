"""The translations of what the site says: every one can be shown, and says the same with the same gaps."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

LOCALE = Path(__file__).parents[3] / "locale"
FILES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w+\}|</?\w+")


def pairs(entry):
    """(original, translation) for the one form of an entry, or for each of its plural forms."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, text) for text in entry.msgstr_plural.values()]


def test_welsh_and_urdu_are_there():
    assert [path.parts[-3] for path in FILES] == ["cy", "ur"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_every_translation_has_the_gaps_of_its_original(path):
    wrong = []
    for entry in polib.pofile(str(path)).translated_entries():
        for original, translation in pairs(entry):
            may_lack = set(GAP.findall(original)) if entry.msgid_plural else set()
            extra = set(GAP.findall(translation)) - set(GAP.findall(original))
            lacking = set(GAP.findall(original)) - set(GAP.findall(translation)) - may_lack
            if extra or lacking:
                wrong.append((original, translation))
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_nothing_is_left_half_done(path):
    assert [entry.msgid for entry in polib.pofile(str(path)) if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_line_ends_stay_where_they_were(path):
    """Django refuses nothing here, but a heading that gains a line break is a broken heading."""
    wrong = [
        original
        for entry in polib.pofile(str(path)).translated_entries()
        for original, translation in pairs(entry)
        if original.endswith("\n") != translation.endswith("\n")
        or original.startswith("\n") != translation.startswith("\n")
    ]
    assert wrong == []


ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]")
GAP_FOR_WORDS = re.compile(r"(?<!\u2068)%\(\w+\)s")


def test_an_urdu_sentence_that_begins_with_a_name_still_runs_from_right_to_left():
    """A browser takes the direction from the first letter, but not from one between isolating marks."""
    wrong = []
    for entry in polib.pofile(str(LOCALE / "ur/LC_MESSAGES/django.po")).translated_entries():
        for _original, translation in pairs(entry):
            begin = re.sub(r"<[^>]*>", "", translation[: ARABIC_LETTER.search(translation + "آ").start()])
            wrong += (
                [translation] if GAP_FOR_WORDS.search(begin) and ARABIC_LETTER.search(translation) else []
            )
    assert wrong == []


# --- Nothing that people read is forgotten ------------------------------------------------------------------

TEMPLATES = Path(__file__).parents[3] / "templates"
#: Pages of editors, who work in English.
FOR_EDITORS = ("wagtailadmin", "admin", "styleguide.html")
CALL = re.compile(r"""\b(?:_|gettext|ngettext|pgettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
ENOUGH = 0.97


def words_of_templates():
    """Every text that a template for people gives to be translated."""
    for path in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]):
        if not any(part in path.parts for part in FOR_EDITORS):
            for found in CALL.findall(templatize(path.read_text(), origin=str(path))):
                yield ast.literal_eval(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_nearly_everything_people_read_is_translated(path):
    """Nearly: new words may wait for a translator for a while, and are English until then."""
    translated = {entry.msgid for entry in polib.pofile(str(path)).translated_entries()}
    wanted = set(words_of_templates())
    missing = sorted(wanted - translated)
    assert len(wanted) > 1_500
    assert len(missing) < len(wanted) * (1 - ENOUGH), missing
