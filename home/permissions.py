"""Who may read a page. Rooms with addresses of their own ask here before they act on a page."""


def may_read(*, page, request):
    """Whether this visitor fulfils every view restriction on the page and the pages above it."""
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
