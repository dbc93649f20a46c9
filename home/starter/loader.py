"""The rule of `home/starter` put to work: what is added, brought up to date or left alone."""

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import yaml
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, Q
from django.forms.models import model_to_dict
from wagtail.blocks import StreamValue
from wagtail.models import Locale

from ..models import Aim, Capability, HomePage, Rung, StarterItem

NAMESPACE = uuid.UUID("6a3f4f1e-0b5c-4a53-9d3e-3f6c1a52b8d1")


def read(name):
    """The parsed content of `content/<name>.yaml`."""
    path = Path(settings.PROJECT_DIR) / "content" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def key_uuid(*parts):
    """The same uuid for the same key on every site."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts))


class Encoder(DjangoJSONEncoder):
    def default(self, o):
        if isinstance(o, StreamValue):
            return list(o.raw_data)
        return o.pk if isinstance(o, Model) else super().default(o)


def fingerprint(value):
    """A hash of any JSON-like value; a model instance counts by its id, a body by what it holds."""
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

    Its id follows from its type and its number among blocks of that type: a new point moves no question.
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
        if self._leave(key, existing, wanted):
            return existing
        with transaction.atomic():
            saved, _created = model.objects.update_or_create(**find, defaults=values)
            self._remember(key, saved, wanted, fields=sorted(values))
        return saved

    def translation(self, *, key, row, language, values):
        """Add or update the words of one shipped label in another language. None of a label that an editor
        changed, removed or wrote before us: our translation would say something else than theirs.
        """
        if row is None or key in self.left:
            return
        locale = Locale.objects.get_or_create(language_code=language)[0]
        names = {"translation_key": row.translation_key, "code": row.code}
        there = Q(translation_key=row.translation_key) | Q(code=row.code)
        existing = type(row).objects.filter(there, locale=locale).first()
        key, values = f"{key}:{language}", {**values, **names}
        wanted = fingerprint(values)
        if self._leave(key, existing, wanted):
            return
        with transaction.atomic():
            saved = existing or type(row)(locale=locale)
            for name, value in values.items():
                setattr(saved, name, value)
            saved.save()
            self._remember(key, saved, wanted, fields=sorted(values))

    def page(self, *, key, model, parent, values, many=None):
        """Add or update one page below `parent` and publish it; returns it, None if an editor removed it."""
        many = {name: list(rows) for name, rows in (many or {}).items()}
        wanted = fingerprint({**values, **{name: [row.pk for row in rows] for name, rows in many.items()}})
        existing = model.objects.filter(translation_key=key_uuid(key), locale=self.locale).first()
        if self._leave(key, existing, wanted):
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
            self._remember(key, page, wanted, fields=sorted([*values, *many]))
        return page

    def _leave(self, key, existing, wanted):
        item = self.known.get(key)
        if item is None:
            # Something of that name was there before us: it is the editor's.
            if existing is not None and not isinstance(existing, HomePage):
                self.left.append(key)
            return existing is not None
        if existing is None or getattr(existing, "has_unpublished_changes", False):
            self.left.append(key)
            return True
        if fingerprint(content_of(existing, item.fields)) != item.content_hash:
            self.left.append(key)
            return True
        return item.file_hash == wanted

    def _remember(self, key, saved, wanted, *, fields):
        seen = key in self.known
        self.added += not seen
        self.updated += seen
        self.known[key], _created = StarterItem.objects.update_or_create(
            key=key,
            defaults={
                "file_hash": wanted,
                "fields": fields,
                "content_hash": fingerprint(content_of(saved, fields)),
            },
        )


def content_of(saved, fields):
    """What we wrote into a row or page, as JSON-like values; the order of a set of rows is no edit."""
    values = saved.serializable_data() if hasattr(saved, "serializable_data") else model_to_dict(saved)
    return {name: sorted_ids(values.get(name)) for name in fields}


def sorted_ids(value):
    """A list of row ids in order of number; anything else as it is."""
    if isinstance(value, list) and all(isinstance(each, int) for each in value):
        return sorted(value)
    return value
