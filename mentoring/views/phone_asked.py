"""One thing to ask on the phone, and the page that holds a form for each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import or_404

from .. import operations
from ..permissions import may_write_down_for


@dataclass(frozen=True)
class Asked:
    """One thing to ask. `act` takes what the form gave, and who and when; without a form it is a button."""

    key: str
    heading: str
    act: Callable
    button: str
    form: Form | None = None
    #: What to read out first.
    words: list[str] = field(default_factory=list)
    told: Callable[[dict], dict] = dict
    is_danger: bool = False

    @property
    def given(self) -> dict:
        return self.told(self.form.cleaned_data) if self.form else {}


def about(operation, **what) -> Callable:
    """The operation, with what it is about: who, when and what was told come later."""
    return lambda **told: operation(**what, **told)


def named(*names) -> Callable[[dict], dict]:
    """What an operation takes of everything a form gave."""
    return lambda given: {name: given[name] for name in names}


def called_person(request, person_id) -> User:
    """Whoever is on the phone; the people of other teams do not exist here."""
    person = get_object_or_404(User, pk=person_id, is_active=True)
    or_404(may_write_down_for(request.user, person))
    return person


def asked_page(request, person, asked: list[Asked], **context):
    """Show what can be asked; what was sent is written down, and the page opens again."""
    sent = next((each for each in asked if each.key == request.POST.get("do")), None)
    if request.method == "POST":
        if sent is None:
            messages.warning(request, _("That is not open any more. Nothing was changed."))
            return redirect(request.path)
        if _is_done(request, person, sent):
            messages.success(
                request, _("Written down, with your name and the day. They get a mail that says so.")
            )
            return redirect(request.path)
    return render(
        request,
        "mentoring/coordinate/phone.html",
        {
            "person": person,
            "asked": asked,
            "sent": sent.form if sent else None,
            "has_errors": bool(sent and sent.form and sent.form.errors),
            **context,
        },
    )


def _is_done(request, person, sent) -> bool:
    if sent.form is not None and not sent.form.is_valid():
        return False
    try:
        operations.write_down(sent.act, person=person, by=request.user, at=timezone.now(), **sent.given)
    except operations.MentoringError as error:
        if sent.form is None:
            messages.warning(request, str(error))
        else:
            sent.form.add_error(None, str(error))
        return False
    return True
