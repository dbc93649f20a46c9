"""What must be true of every page, looked at with a browser: `faults_of(page)` lists what is not."""

import gzip
from collections import Counter
from pathlib import Path

import html5lib
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, Response

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: In the dark and in forced colours the page is the same; only its colours can be wrong.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

HEAVIEST_PAGE, HEAVIEST_STYLES, HEAVIEST_SCRIPTS = 150_000, 30_000, 5_000

CHECKS = Path(__file__).parent / "checks"
SIDEWAYS = (CHECKS / "sideways.js").read_text()

SQUEEZED = (CHECKS / "squeezed.js").read_text()

SMALL_TARGETS = (CHECKS / "small_targets.js").read_text()


def axe_faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds: all WCAG A and AA rules and its best practice, or only the rules named."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    result = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"], "preload": False})
    return [
        f"axe {violation['id']}: {node['html'][:160]}"
        for violation in result.response["violations"]
        for node in violation["nodes"][:3]
    ]


def layout_faults(page: Page) -> list[str]:
    return page.evaluate(SIDEWAYS) + page.evaluate(SQUEEZED)


def words_faults(page: Page) -> list[str]:
    """One h1, the title made of it, and "Error: " in its language before it when a form was refused."""
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        return [f"{len(headings)} h1: {headings}"]
    with translation.override(page.locator("html").get_attribute("lang")):
        start = f"{gettext('Error:')} " if page.locator(".error-summary").count() else ""
    expected = f"{start}{' '.join(headings[0].split())} - {site_name(page)}"
    return [] if page.title() == expected else [f'title "{page.title()}" instead of "{expected}"']


def site_name(page: Page) -> str:
    """The site's name as the logo says it, which is translated as the title's is."""
    return page.locator(".logo").inner_text().strip()


def skip_link_faults(page: Page) -> list[str]:
    """The first stop of the Tab key is the link to the main content.

    Not where the page leads people to a place in itself: an error summary, news, an answer, a saved note.
    """
    if page.locator("[data-focus]").count() or "#" in page.url:
        return []
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    is_first = page.evaluate("() => document.activeElement.classList.contains('skip-link')")
    return [] if is_first else ["the skip link is not the first stop"]


def weight_faults(answers: list[Response]) -> list[str]:
    """Whether a page with all it loads is too heavy, as the real site sends it: styles and scripts packed.

    What Wagtail adds for editors alone does not count.
    """
    sizes = Counter()
    for answer in answers:
        if answer.status == 200 and "/static/wagtail" not in answer.url:
            kind, body = answer.request.resource_type, answer.body()
            sizes[kind] += len(gzip.compress(body) if kind in {"stylesheet", "script"} else body)
    limits = [
        ("page without pictures", sizes.total() - sizes["image"], HEAVIEST_PAGE),
        ("styles", sizes["stylesheet"], HEAVIEST_STYLES),
        ("scripts", sizes["script"], HEAVIEST_SCRIPTS),
    ]
    return [f"{what}: {size} bytes, over {limit}" for what, size, limit in limits if size > limit]


def html_faults(answers: list[Response]) -> list[str]:
    """What an HTML parser has to forgive in the last page loaded."""
    pages = [
        answer for answer in answers if answer.request.resource_type == "document" and not _leads_on(answer)
    ]
    html = pages[-1].text()
    parser = html5lib.HTMLParser()
    parser.parse(html)
    lines = html.splitlines()
    return [
        f"HTML line {position[0]}: {code} in {lines[position[0] - 1].strip()[:80]}"
        for position, code, _data in parser.errors
    ]


def _leads_on(answer: Response) -> bool:
    return 300 <= answer.status < 400


def faults_of(page: Page) -> list[str]:
    """Everything wrong with a page as it stands: wide, narrow, turned round, double text, dark, forced."""
    found = words_faults(page) + page.evaluate(SMALL_TARGETS)
    for width, height in ((1280, 900), (768, 1024), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"at {width} px: {fault}" for fault in layout_faults(page)]
        if width != 768:
            found += [f"at {width} px: {fault}" for fault in axe_faults(page)]
    found += [f"other direction, 320 px: {fault}" for fault in _turned_round(page)]
    found += [f"double text, 320 px: {fault}" for fault in _with_double_text(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [f"double text, 1280 px: {fault}" for fault in _with_double_text(page)]
    for name, media in {
        "dark": {"color_scheme": "dark"},
        "forced colours": {"forced_colors": "active"},
    }.items():
        page.emulate_media(**media)
        found += [f"{name}: {fault}" for fault in axe_faults(page, COLOUR_RULES)]
        page.emulate_media(color_scheme="light", forced_colors="none")
    return found + skip_link_faults(page)


def _with_double_text(page: Page) -> list[str]:
    root = "document.documentElement.style.fontSize"
    page.evaluate(
        f"() => {{ {root} = 2 * parseFloat(getComputedStyle(document.documentElement).fontSize) + 'px'; }}"
    )
    found = layout_faults(page)
    page.evaluate(f"() => {{ {root} = ''; }}")
    return found


def _turned_round(page: Page) -> list[str]:
    turn = "() => { document.documentElement.dir = document.documentElement.dir === 'rtl' ? 'ltr' : 'rtl'; }"
    page.evaluate(turn)
    found = layout_faults(page)
    page.evaluate(turn)
    return found
