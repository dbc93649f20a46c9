"""This room's share of the starter content: labels, sources, home page, plain pages and the glossary."""

from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from ..models import (
    Aim,
    Capability,
    GlossaryIndex,
    GlossaryTerm,
    HomePage,
    Rung,
    Source,
    StandardPage,
)
from .loader import TRANSLATABLE, day, do_dont, items, paragraphs, read, stream

#: The languages that labels are shipped in besides the first: first drafts, see docs/languages.md.
OTHER_LANGUAGES = ("cy", "ur")


def by_code(model):
    """All rows of a label or source by their code; of a label those in the site's first language."""
    rows = model.objects.all()
    if issubclass(model, TRANSLATABLE):
        rows = rows.filter(locale__language_code=settings.LANGUAGE_CODE)
    return {row.code: row for row in rows}


def load_labels(loader):
    """The four aims, eight capabilities, five rungs in every language, and the register of sources."""
    lists = read("lists")
    for model, name, code, words in (
        (Aim, "aims", "key", "meaning"),
        (Capability, "capabilities", "id", "meaning"),
        (Rung, "rungs", "key", "promise"),
    ):
        for order, entry in enumerate(lists[name], start=1):
            key = f"{name}:{entry['key']}"
            row = loader.row(
                key=key,
                model=model,
                find={"code": entry[code]},
                values={"name": entry["label"], "description": entry[words], "order": order},
            )
            for language in OTHER_LANGUAGES:
                said = {"name": entry[language], "description": entry[f"{words}_{language}"]}
                loader.translation(key=key, row=row, language=language, values={**said, "order": order})
    for entry in read("sources"):
        loader.row(
            key=f"source:{entry['id']}",
            model=Source,
            find={"code": entry["id"]},
            values={
                "title": entry["title"],
                "publisher": entry.get("publisher") or "",
                "url": entry.get("url") or "",
                "checked_on_date": day(entry["checked_on"]),
                "note": entry.get("note") or "",
            },
        )


def checked(entry):
    """The fields every shipped page has in common."""
    return {
        "title": entry["title"],
        "slug": entry["slug"],
        "summary": entry.get("summary", ""),
        "checked_on_date": day(entry.get("checked_on")),
        "review_by_date": day(entry.get("review_by")),
        "seed_refs": entry.get("seeds", []),
    }


def sourced(entry):
    """(plain fields, many-to-many fields) of a page with sources, aims and a rung."""
    sources, aims, rungs = by_code(Source), by_code(Aim), by_code(Rung)
    return (
        {"rung": rungs.get(entry.get("rung"))},
        {
            "sources": [sources[code] for code in entry.get("sources", [])],
            "aims": [aims[f"aim-{number}"] for number in entry.get("aims", [])],
        },
    )


def terms_by_slug():
    """All English glossary entries by their address."""
    return {
        term.slug: term for term in GlossaryTerm.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    }


def load_site(loader, *, base_url):
    """The home page in place of Wagtail's welcome page; returns it. Languages that pages may have."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    root = Page.get_first_root_node()
    site = Site.objects.filter(is_default_site=True).first()
    words = read("pages")["home"]
    home = loader.page(
        key="page:home",
        model=HomePage,
        parent=root,
        values={**checked({**words, "slug": "front"}), **home_words(words)},
    )
    if site is None or site.root_page.specific_class is not HomePage:
        welcome = site.root_page if site else None
        address = urlsplit(base_url)
        site = site or Site(is_default_site=True)
        site.hostname, site.port = (
            address.hostname,
            address.port or (443 if address.scheme == "https" else 80),
        )
        site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, home
        site.save()
        if welcome and welcome.specific_class is Page and not welcome.get_children().exists():
            Page.objects.get(pk=welcome.pk).delete()
    return HomePage.objects.get(pk=site.root_page_id)


def prose(key, body):
    """A body of `type: …` entries, as in pages.yaml, as the raw value of a StreamField.

    A heading and the paragraphs under it become one text block, as an editor would write them.
    """
    blocks = []
    for number, entry in enumerate(body):
        kind, here = entry["type"], f"{key}/{number}"
        if kind == "heading":
            level = entry.get("level", 2)
            blocks.append(("text", f"<h{level}>{escape(entry['text'])}</h{level}>"))
        elif kind == "text":
            text = paragraphs(*([entry["text"]] if isinstance(entry["text"], str) else entry["text"]))
            if blocks and blocks[-1][0] == "text":
                text = blocks.pop()[1] + text
            blocks.append(("text", text))
        elif kind in PROSE:
            blocks.append((kind, PROSE[kind](here, entry)))
        else:
            raise ValueError(f"{key}: unknown kind of paragraph {kind!r}")
    return stream(key, blocks)


#: How an entry of pages.yaml becomes the raw value of a block, by its type.
PROSE = {
    "key_points": lambda key, entry: {
        "heading": entry.get("heading", ""),
        "points": items(key, entry["points"]),
    },
    "steps": lambda key, entry: {"heading": entry.get("heading", ""), "steps": items(key, entry["steps"])},
    "do_dont": do_dont,
    "quote": lambda key, entry: {
        "quote": entry["quote"],
        "who": entry["who"],
        "year": str(entry.get("year", "")),
    },
}


def home_words(words):
    """The home page's own fields from pages.yaml."""
    return {
        "lede": words["lede"],
        "stories": stream(
            "page:home/stories",
            [
                ("story", {"name": story["name"], "text": "\n\n".join(story["text"])})
                for story in words["stories"]
            ],
        ),
        "body": prose("page:home/body", words["body"]),
    }


def load_standard_pages(loader, home):
    """About, accessibility, privacy, help and the like."""
    sources = by_code(Source)
    for entry in read("pages")["pages"]:
        key = f"page:{entry['slug']}"
        loader.page(
            key=key,
            model=StandardPage,
            parent=home,
            values={**checked(entry), "body": prose(key, entry["body"])},
            many={"sources": [sources[code] for code in entry.get("sources", [])]},
        )


def load_glossary(loader, home):
    """Every word. New words come first on their own, so that words can point at each other."""
    entries = read("glossary")
    index = loader.page(
        key="page:glossary",
        model=GlossaryIndex,
        parent=home,
        values=checked(read("pages")["indexes"]["glossary"]),
    )
    if index is None:
        return
    for entry in entries:
        if f"term:{entry['slug']}" not in loader.known:
            load_term(loader, index, entry, {})
    known = terms_by_slug()
    for entry in entries:
        load_term(loader, index, entry, known)


def load_term(loader, index, entry, known):
    """One word; `known` are the words it may point at."""
    sources = by_code(Source)
    loader.page(
        key=f"term:{entry['slug']}",
        model=GlossaryTerm,
        parent=index,
        values={
            **checked({**entry, "title": entry["term"], "summary": ""}),
            "also": ", ".join(entry.get("also", [])),
            "meaning": entry["meaning"],
            "example": entry.get("example", ""),
            "now_called": entry.get("new_name", ""),
            "changed_when": str(entry.get("changed", "")),
            "replaced_by": known.get(entry.get("old_name_of")),
        },
        many={
            "see": [known[slug] for slug in entry.get("see", []) if slug in known],
            "sources": [sources[code] for code in entry.get("sources", [])],
        },
    )
