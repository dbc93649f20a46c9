"""What a person sees when the site itself is broken."""

from django.conf import settings
from django.http import HttpResponseServerError
from django.template.loader import render_to_string

from .request_ids import request_id


def server_error(request):
    """Needs no database, no style sheet and no context processor: any of them may be what broke."""
    context = {"SUPPORT_PHONE": settings.SUPPORT_PHONE, "request_id": request_id.get()}
    return HttpResponseServerError(render_to_string("500.html", context))
