"""How starter content gets from `content/*.yaml` onto the site, and this room's share of it.

Every shipped thing has a key, such as `lesson:1.1`. From the key follow its translation key and the ids of
its blocks, so they are the same on every site. `StarterItem` remembers what was loaded. The rule:

* never loaded before: add it;
* loaded before and still exactly as we left it: bring it up to date with the file;
* changed or removed by an editor since: leave it alone.
"""

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from wagtail.models import Locale, Page, Site

from .models import (
    Aim,
    Capability,
    GlossaryIndex,
    GlossaryTerm,
    HomePage,
    Rung,
    Source,
    StandardPage,
    StarterItem,
)

NAMESPACE = uuid.UUID("6a3f4f1e-0b5c-4a53-9d3e-3f6c1a52b8d1")

#: Page fields that change without anybody editing the page.
NOT_CONTENT = frozenset(
    {
        "pk",
        "path",
        "depth",
        "numchild",
        "url_path",
        "live_revision",
        "latest_revision",
        "latest_revision_created_at",
        "first_published_at",
        "last_published_at",
        "has_unpublished_changes",
        "draft_title",
        "owner",
        "locked",
        "locked_at",
        "locked_by",
        "comments",
        "alias_of",
        "go_live_at",
        "expired",
        "expire_at",
    }
)


def read(name):
    """The parsed content of `content/<name>.yaml`."""
    path = Path(settings.PROJECT_DIR) / "content" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def key_uuid(*parts):
    """The same uuid for the same key on every site."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts))


class Encoder(DjangoJSONEncoder):
    def default(self, o):
        return o.pk if isinstance(o, Model) else super().default(o)


def fingerprint(value):
    """A hash of any JSON-like value; a model instance counts by its id."""
    text = json.dumps(value, sort_keys=True, cls=Encoder)
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(*texts):
    """Plain text as the HTML of a rich text block."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def items(key, values):
    """The raw value of a ListBlock, with ids that stay the same."""
    return [
        {"type": "item", "id": str(key_uuid(key, number)), "value": value}
        for number, value in enumerate(values)
    ]


def stream(key, blocks):
    """The raw value of a StreamField from (type, value) pairs.

    A block's id follows from its type and its number among blocks of that type: a new key point moves no question.
    """
    seen = Counter()
    raw = []
    for kind, value in blocks:
        raw.append({"type": kind, "id": str(key_uuid(key, kind, seen[kind])), "value": value})
        seen[kind] += 1
    return json.dumps(raw, cls=DjangoJSONEncoder)


def do_dont(key, lists):
    """The raw value of a "do and do not" block."""
    return {
        "heading": lists.get("heading", ""),
        "do": items(f"{key}/do", lists["do"]),
        "dont": items(f"{key}/dont", lists["dont"]),
    }


def day(text):
    """A date from its ISO words, or None."""
    return date.fromisoformat(str(text)) if text else None


#: Models that carry a translation key of their own.
TRANSLATABLE = (Aim, Capability, Rung)


@dataclass
class Loader:
    """Puts shipped things on the site by the rule above, and counts what it did."""

    added: int = 0
    updated: int = 0
    left: list[str] = field(default_factory=list)
    known: dict[str, StarterItem] = field(default_factory=dict)

    def __post_init__(self):
        self.known = {item.key: item for item in StarterItem.objects.all()}
        self.locale = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]

    def row(self, *, key, model, find, values):
        """Add or update one plain row. `find` are the fields that name it; returns it, or None if removed."""
        wanted = fingerprint({**find, **values})
        if issubclass(model, TRANSLATABLE):
            find = {**find, "locale": self.locale}
            values = {**values, "translation_key": key_uuid(key)}
        existing = model.objects.filter(**find).first()
        if self._leave(key, existing, wanted, model_to_dict):
            return existing
        with transaction.atomic():
            saved, _created = model.objects.update_or_create(**find, defaults=values)
            self._remember(key, saved, wanted, model_to_dict)
        return saved

    def page(self, *, key, model, parent, values, many=None):
        """Add or update one page below `parent` and publish it; returns it, None if an editor removed it."""
        many = {name: list(rows) for name, rows in (many or {}).items()}
        wanted = fingerprint({**values, **{name: [row.pk for row in rows] for name, rows in many.items()}})
        existing = model.objects.filter(translation_key=key_uuid(key), locale=self.locale).first()
        if self._leave(key, existing, wanted, content_of):
            return existing
        with transaction.atomic():
            page = existing or model(translation_key=key_uuid(key), locale=self.locale)
            for name, value in values.items():
                setattr(page, name, value)
            if existing is None:
                parent.add_child(instance=page)
            for name, rows in many.items():
                getattr(page, name).set(rows)
            page.save_revision(clean=False).publish()
            page = model.objects.get(pk=page.pk)
            self._remember(key, page, wanted, content_of)
        return page

    def _leave(self, key, existing, wanted, content):
        item = self.known.get(key)
        if item is None:
            # Something of that name was there before us: it is the editor's.
            if existing is not None and not isinstance(existing, HomePage):
                self.left.append(key)
            return existing is not None
        if existing is None or getattr(existing, "has_unpublished_changes", False):
            self.left.append(key)
            return True
        if fingerprint(content(existing)) != item.content_hash:
            self.left.append(key)
            return True
        return item.file_hash == wanted

    def _remember(self, key, saved, wanted, content):
        seen = key in self.known
        self.added += not seen
        self.updated += seen
        self.known[key], _created = StarterItem.objects.update_or_create(
            key=key, defaults={"file_hash": wanted, "content_hash": fingerprint(content(saved))}
        )


def content_of(page):
    """What an editor can change in a page, as JSON-like values; sets of rows are sorted."""
    values = {name: value for name, value in page.serializable_data().items() if name not in NOT_CONTENT}
    return {
        name: sorted(value)
        if isinstance(value, list) and all(isinstance(each, int) for each in value)
        else value
        for name, value in values.items()
    }


def by_code(model):
    """All rows of a label or source by their code."""
    return {row.code: row for row in model.objects.all()}


def load_labels(loader):
    """The four aims, eight capabilities, five rungs, and the register of sources."""
    lists = read("lists")
    for model, name, code, words in (
        (Aim, "aims", "key", "meaning"),
        (Capability, "capabilities", "id", "meaning"),
        (Rung, "rungs", "key", "promise"),
    ):
        for order, entry in enumerate(lists[name], start=1):
            loader.row(
                key=f"{name}:{entry['key']}",
                model=model,
                find={"code": entry[code]},
                values={"name": entry["label"], "description": entry[words], "order": order},
            )
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
    """A body of `type: …` entries, as in pages.yaml, as the raw value of a StreamField."""
    blocks = []
    for number, entry in enumerate(body):
        kind, here = entry["type"], f"{key}/{number}"
        if kind == "heading":
            blocks.append(("text", f"<h2>{escape(entry['text'])}</h2>"))
        elif kind == "text":
            blocks.append(
                ("text", paragraphs(*([entry["text"]] if isinstance(entry["text"], str) else entry["text"])))
            )
        elif kind == "key_points":
            value = {"heading": entry.get("heading", ""), "points": items(here, entry["points"])}
            blocks.append(("key_points", value))
        elif kind == "steps":
            blocks.append(
                ("steps", {"heading": entry.get("heading", ""), "steps": items(here, entry["steps"])})
            )
        elif kind == "do_dont":
            blocks.append(("do_dont", do_dont(here, entry)))
        elif kind == "quote":
            value = {"quote": entry["quote"], "who": entry["who"], "year": str(entry.get("year", ""))}
            blocks.append(("quote", value))
        else:
            raise ValueError(f"{key}: unknown kind of paragraph {kind!r}")
    return stream(key, blocks)


def home_words(words):
    """The home page's own fields from pages.yaml."""
    return {
        "lede": words["lede"],
        "stories": prose("page:home/stories", words["stories"]),
        "body": prose("page:home/body", words["body"]),
    }


def load_standard_pages(loader, home):
    """About, accessibility, privacy, help and the like."""
    for entry in read("pages")["pages"]:
        key = f"page:{entry['slug']}"
        loader.page(
            key=key,
            model=StandardPage,
            parent=home,
            values={**checked(entry), "body": prose(key, entry["body"])},
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
