"""What a form was sent with."""


def sent_by(request):
    """The data of a form that was sent, or None for a page that was opened. An empty form was sent, too."""
    return request.POST if request.method == "POST" else None
