"""The style guide: every component in every state on one page, for people who build or edit the site.

`/styleguide/?errors` shows the form as it looks when it was refused, as a page of its own, because
the error summary takes the focus.
"""

from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from .models import GlossaryTerm
from .queries import visible_pages

TIMES = [
    ("weekday", _("In the daytime, Monday to Friday")),
    ("evening", _("In the evening")),
    ("weekend", _("At the weekend")),
]


class EveryFieldForm(forms.Form):
    """One field of each kind that the site uses."""

    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("Your mentor sees this name."),
        error_messages={"required": _("Tell us what to call you")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={"invalid": _("Write an e-mail address with an @ in it, like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    role = forms.ChoiceField(
        label=_("Who are you here for?"),
        choices=[("", _("Choose one")), ("me", _("Myself")), ("family", _("Someone I care for"))],
        error_messages={"required": _("Choose who you are here for")},
    )
    started = forms.DateField(
        label=_("When did you join your group?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    hours = forms.IntegerField(
        label=_("How many hours a month do you have?"),
        max_value=40,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"max_value": _("Hours a month must be 40 or fewer")},
    )
    way = forms.ChoiceField(
        label=_("How would you like to talk?"),
        help_text=_("Choose one."),
        choices=[("phone", _("By phone")), ("video", _("By video call")), ("meet", _("Face to face"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would like to talk")},
    )
    times = forms.MultipleChoiceField(
        label=_("When are you free?"),
        help_text=_("Choose all that fit."),
        choices=TIMES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time")},
    )
    about = forms.CharField(
        label=_("Is there anything we should know?"),
        required=False,
        help_text=_("Only the coordinator sees this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agree = forms.BooleanField(
        label=_("My mentor may see which lessons I have completed"),
        error_messages={"required": _("Tick the box to go on")},
    )


FILLED_IN = {
    "name": "Ted",
    "email": "ted@demo.example",
    "role": "me",
    "hours": "4",
    "way": "phone",
    "times": ["evening"],
    "about": "I use a hearing aid.",
    "agree": "on",
}
REFUSED = {"email": "ted at demo", "hours": "90", "about": "What was typed is kept."}

SAMPLES = {
    "crumbs": [(_("Home"), "/"), (_("Learn"), "/learn/"), (_("Leading your patient group"), "")],
    "segments": ["done", "done", "now", "todo", "todo", "todo"],
    "many_segments": ["done"] * 9 + ["now"] + ["todo"] * 5,
    "tasks": [
        {
            "title": _("What a patient leader does"),
            "hint": _("About 10 minutes"),
            "state": "done",
            "status": _("Completed"),
            "url": "#tasks",
        },
        {
            "title": _("Listening to people who are not in the room"),
            "hint": _("About 12 minutes"),
            "state": "now",
            "status": _("In progress"),
            "url": "#tasks",
        },
        {
            "title": _("Reading a practice report"),
            "hint": _("About 20 minutes"),
            "state": "todo",
            "status": _("Not started"),
            "url": "#tasks",
        },
        {
            "title": _("Asking for change, and getting an answer"),
            "hint": _("About 25 minutes"),
            "state": "locked",
            "status": _("Opens after lesson 3"),
        },
    ],
    "answers": [
        {"term": _("Wants help with"), "text": _("Starting a group at a small practice")},
        {
            "term": _("Best times"),
            "text": _("Tuesday evening"),
            "action_url": "#answers",
            "action": _("Change"),
        },
        {"term": _("Ways to talk"), "text": _("Phone"), "action_url": "#answers", "action": _("Change")},
    ],
    "do": [_("ask one open question, then wait"), _("offer a phone call as well as a form")],
    "dont": [_("rely only on people who come to meetings"), _("promise a change you cannot make")],
    "stats": [
        {"number": 3, "words": _("need you this week"), "url": "#stats", "needs_attention": True},
        {"number": 5, "words": _("people you mentor"), "url": "#stats"},
        {"number": 2, "words": _("meetings in the next 7 days"), "url": "#stats"},
        {"number": 1, "words": _("place free"), "url": "#stats"},
    ],
    "people": [
        {
            "name": "Ted W.",
            "level": "high",
            "need": _("Has not signed in for 31 days"),
            "last": _("No contact yet"),
            "next": _("Call Ted"),
        },
        {
            "name": "Surinder P.",
            "level": "medium",
            "need": _("Notes waiting 9 days"),
            "last": _("10 November"),
            "next": _("Write notes"),
        },
        {
            "name": "Comfort A.",
            "level": "ok",
            "need": _("On track"),
            "last": _("19 November"),
            "next": _("See plan"),
        },
    ],
    "progress_rows": [
        ("Comfort A.", ["done"] * 6, _("6 of 6")),
        ("Surinder P.", ["done", "done", "now", "todo", "todo", "todo"], _("2 of 6, 1 started")),
        ("Ted W.", ["todo"] * 6, _("0 of 6")),
    ],
    "aims": [{"name": "Better outcomes in population health and care"}],
    "rung": {"name": "Collaborate", "description": "We will work out the answer with you."},
    "sources": [
        {
            "title": "Community engagement (NG44)",
            "publisher": "NICE",
            "url": "https://www.nice.org.uk/guidance/ng44",
            "note": "NG44 replaced PH9.",
            "checked_on_date": date(2026, 3, 3),
        },
        {"title": "A talk at our group", "checked_on_date": date(2026, 3, 3)},
    ],
    "checked_on": date(2026, 3, 3),
    "review_by": date(2027, 3, 3),
    "typed": ["My neighbour, about her clinic."],
    "languages": [{"language_code": code, "url": "#languages"} for code in ("en-gb", "cy", "ur")],
    "bars": [(_("Phone"), 62), (_("Video call"), 27), (_("Face to face"), 11)],
    "candidates": [
        {
            "name": "Comfort A.",
            "match": _("Strong match"),
            "score": _("9 of 10"),
            "places": _("1 place free"),
            "is_best": True,
            "fits": [_("Has led a group in a rural practice"), _("Free on Tuesday evenings")],
            "misfits": [_("45 miles away: could not meet in person")],
        },
        {
            "name": "Surinder P.",
            "match": _("Good match"),
            "score": _("7 of 10"),
            "places": _("2 places free"),
            "fits": [_("Works on online booking, which Ted asked about")],
            "misfits": [_("Only free in the daytime")],
        },
        {
            "name": "Maureen K.",
            "match": _("Possible match"),
            "score": _("5 of 10"),
            "places": _("Full"),
            "fits": [_("Also cares for a family member")],
            "misfits": [_("Uses video calls, Ted prefers phone")],
            "blocked": _("You cannot choose this mentor. No place until January."),
        },
    ],
}


@login_required
def styleguide(request):
    """Every component in every state. Only for people who may open the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    has_errors = "errors" in request.GET
    form = EveryFieldForm(REFUSED if has_errors else FILLED_IN)
    form.is_valid()
    return render(
        request,
        "home/styleguide.html",
        {
            **SAMPLES,
            "form": form,
            "empty_form": EveryFieldForm(auto_id="empty_%s"),
            "has_errors": has_errors,
            "terms": visible_pages(model=GlossaryTerm, locale_id=Locale.get_default().pk)[:2],
        },
    )
