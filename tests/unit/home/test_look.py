"""What every style sheet and template keeps to."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
CSS = PROJECT / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
#: Loaded on top: made to be printed, the grid of a group, and what people with a role see.
FOR_SOME_PAGES = {"paper.css", "pdf.css", "grid.css", "working.css"}
FOR_SOME_PEOPLE = {"stat-list.css", "flag.css", "candidates.css"}
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
COMPONENTS = sorted((PROJECT / "templates" / "components").glob("*.html"))

#: Words that mean a side of the screen. Right-to-left pages need "start" and "end".
PHYSICAL = re.compile(
    r"^\s*(margin|padding|border)-(left|right|top|bottom)|^\s*(left|right|top|bottom|width|height|float)\s*:"
    r"|text-align:\s*(left|right)",
    re.MULTILINE,
)
#: A colour written as itself.
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(")


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def test_a_page_loads_at_most_30_kilobytes_of_styles():
    for_every_page = sum(
        sheet.stat().st_size for sheet in SHEETS if sheet.name not in FOR_SOME_PAGES | FOR_SOME_PEOPLE
    )
    assert for_every_page <= 30_000


def test_a_page_loads_at_most_5_kilobytes_of_javascript():
    assert sum(script.stat().st_size for script in (PROJECT / "static" / "js").rglob("*.js")) <= 5_000


def test_every_style_sheet_is_loaded():
    main = (CSS / "site.css").read_text() + (CSS / "working.css").read_text()
    forgotten = {sheet.name for sheet in SHEETS if f'"{sheet.relative_to(CSS)}"' not in main}
    assert forgotten == {"site.css", *FOR_SOME_PAGES}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_sides_are_named_by_the_direction_of_the_words(sheet):
    assert not PHYSICAL.findall(without_comments(sheet))


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if "components" in sheet.parts], ids=lambda s: s.stem
)
def test_components_take_their_colours_from_the_tokens(sheet):
    assert set(COLOUR.findall(without_comments(sheet))) <= {"#000"}


def test_every_token_that_is_used_exists():
    everything = "".join(without_comments(sheet) for sheet in SHEETS)
    defined = set(re.findall(r"(--[a-z0-9-]+):", everything))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", everything)) - defined == set()


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.stem)
def test_a_component_begins_with_what_it_takes(component):
    assert component.read_text().startswith("{% comment %}\n")


def test_no_template_of_the_site_has_a_style_or_script_of_its_own():
    """The Content-Security-Policy forbids both. Mail has its own rules."""
    for template in TEMPLATES:
        if "email" not in template.parts:
            text = template.read_text()
            assert not re.search(r"\sstyle=|<style|<script>|\son[a-z]+=\"", text), template
