"""Pages of this room that are not Wagtail pages, and the pages people meet when something goes wrong."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere: say so and how to go on."""
    return render(request, "403_csrf.html", status=403)
