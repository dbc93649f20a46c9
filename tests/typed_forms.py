"""The forms of a page, filled in as a browser would send them, and looked for again on another page."""

import html
import re

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve

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


def sign_out_half_way(address, person, name):
    """Fill in each form of a page that goes to `name`, lose the sign-in, come back: all is there again."""
    browser = Client()
    browser.force_login(person)
    page = browser.get(address)
    assert page.status_code == 200
    tried = 0
    for action, inside in list(forms_on(page.content.decode(), address)):
        sent, typed, chosen = filled(inside)
        if name != resolve(action).view_name or not (typed or chosen):
            continue
        tried += 1
        assert "kept_as" in sent, f"The form to {action} does not keep what is typed in it."
        Session.objects.all().delete()
        answer = browser.post(action, sent)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/?next="), answer["Location"]
        browser.force_login(person)
        back = browser.get(address).content.decode()
        assert has_all(back, typed, chosen) == []
        assert "We kept what you typed" in back
    assert tried, f"No form on {address} goes to {name}."
