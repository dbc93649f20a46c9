"""The forms of a page, filled in as a browser would send them, and looked for again on another page."""

import html
import re

TYPED = {"text": "Typed for an hour", "email": "typed@example.com", "date": "2031-05-04", "number": "7"}


def attribute(tag, name):
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def forms_on(page, address):
    """Each form: where it goes, and its insides."""
    for head, inside in re.findall(r'<form([^>]*method="post"[^>]*)>(.*?)</form>', page, re.DOTALL):
        yield (attribute(head, "action") or address).partition("#")[0].partition("?")[0], inside


def filled(inside):
    """What a browser would send when every box is filled in, and what of it was typed or chosen."""
    sent, typed, chosen = {}, [], []
    for tag in re.findall(r"<input[^>]*>", inside):
        name, kind, value = (attribute(tag, one) for one in ("name", "type", "value"))
        if kind == "hidden":
            sent[name] = value
        elif kind in TYPED and not tag.count('name="code"'):
            sent[name] = TYPED[kind]
            typed.append((name, TYPED[kind]))
        elif kind in ("radio", "checkbox") and name not in sent:
            sent[name] = value or "on"
            chosen.append((name, value))
    for name in re.findall(r'<textarea[^>]*name="([^"]*)"', inside):
        sent[name] = TYPED["text"]
        typed.append((name, TYPED["text"]))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', inside, re.DOTALL):
        values = re.findall(r'<option value="([^"]+)"', options)
        if values and name not in sent:
            sent[name] = values[-1]
            chosen.append((name, values[-1]))
    return sent, typed, chosen


def has_all(page, typed, chosen):
    """What is missing of what somebody filled in."""
    missing = []
    for name, value in typed:
        box = rf'name="{name}"[^>]*>\s*{value}</textarea>|<input[^>]*value="{value}"[^>]*name="{name}"'
        other_way = rf'<input[^>]*name="{name}"[^>]*value="{value}"'
        if not re.search(f"{box}|{other_way}", page):
            missing.append((name, value))
    for name, value in chosen:
        its_value = rf'[^>]*value="{value}"' if value else ""
        ticked = rf'name="{name}"{its_value}[^>]* checked|<option value="{value}" selected'
        if not re.search(ticked, page):
            missing.append((name, value))
    return missing
