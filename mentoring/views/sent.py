"""What a form was sent with, now or before a sign-in ran out."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts import kept_words


def sent_by(request):
    """The data of a form that was sent, or None for a page that was opened. An empty form was sent, too.

    When the sign-in ran out while somebody typed on this page, it is what they typed: the form is filled in
    again, and says so. Nothing is saved before they send it (`accounts.kept_words`).
    """
    if request.method == "POST":
        return request.POST
    if not hasattr(request, "_typed_before"):
        request._typed_before = kept_words.sent_before(request, request.path)
        if request._typed_before is not None:
            messages.warning(request, _("We kept what you typed. Send it again to save it for good."))
    return request._typed_before


def sent_as(request, do: str):
    """The same for one of several forms of a page, told apart by `do`."""
    data = sent_by(request)
    return data if data is not None and data.get("do", "") == do else None
