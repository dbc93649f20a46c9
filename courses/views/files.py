"""Files that are made for one person when they ask for them. No browser and no proxy keeps them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from .. import pdf


def as_file(response: HttpResponse, name: str) -> HttpResponse:
    """The answer as a file to keep, under this name (of plain letters), kept by nobody on the way."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, no_store=True, private=True)
    return response


def pdf_or_page(request, draw: Callable[[], bytes], *, name: str, page: str) -> HttpResponse:
    """The PDF; where none can be made, the page at the address `page`, which can be printed instead."""
    try:
        drawn = draw()
    except pdf.NoPdf:
        messages.warning(request, _("We cannot make the PDF just now. Print this page instead."))
        return redirect(page)
    return as_file(HttpResponse(drawn, content_type="application/pdf"), name)
