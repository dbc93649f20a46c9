"""Which view shows which kind of page.

Models may not import views, so each room says here, from its `wagtail_hooks.py`, who shows its pages. A page
asks when it is served, which is after Wagtail checked that this person may see it (a `before_serve_page` hook
answers *before* that check and would show restricted pages to everybody), and when an editor previews it.
"""

_views: dict[type, object] = {}


def show_pages(views):
    """Register views: a dict of page class → `view(request, page)` that returns a response."""
    _views.update(views)


def view_of(page):
    """The view registered for exactly this page's class, or None: its template is enough."""
    return _views.get(type(page))
