"""The top navigation: what each role sees, at most six items."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import ADMIN_SITE_ROLES, Role

register = template.Library()

#: More do not fit on a phone without a hidden menu.
MOST_LINKS = 6


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context):
    """The items for whoever is looking. Costs one query (their roles), and none for visitors."""
    request = context.get("request")
    person = getattr(request, "user", None)
    links = _links(person) if person and person.is_authenticated else _visitor_links(request)
    path = request.path if request else ""
    return {"items": [{"label": label, "url": url, "current": _current(url, path)} for label, url in links]}


@register.inclusion_tag("components/footer_reading.html", takes_context=True)
def reading_in_the_footer(context):
    """What there is to read, where the top navigation of this person has no room for it."""
    person = getattr(context.get("request"), "user", None)
    at_the_top = _links(person) if person and person.is_authenticated else _reading_links()
    return {
        "items": [
            {"label": label, "url": url} for label, url in _reading_links() if (label, url) not in at_the_top
        ]
    }


@register.filter
def edits_this_site(person) -> bool:
    """Whether this person has a role that opens the admin site. No query beyond their roles."""
    if not getattr(person, "is_authenticated", False):
        return False
    return person.is_superuser or not ADMIN_SITE_ROLES.isdisjoint(person.roles)


def _visitor_links(request) -> list[tuple[str, str]]:
    return [*_reading_links(), (_("Mentoring"), _page("mentoring/")), (_("Sign in"), _sign_in(request))]


def _links(person) -> list[tuple[str, str]]:
    coordinates = person.has_role(Role.COORDINATOR)
    links = [] if coordinates else _reading_links()  # a coordinator finds those in the footer
    if person.has_role(Role.COACH):
        links.append((_("People you mentor"), _page("coach/")))
    elif not coordinates:
        links.append((_("Mentoring"), _page("mentoring/")))
    numbers, people = (_("Numbers"), _page("coordinate/numbers/")), (_("People"), _page("coordinate/people/"))
    if coordinates:
        links += [people, (_("Rounds"), _page("rounds/"))]
    if coordinates or person.has_role(Role.ADMINISTRATOR):
        links.append((_("Groups"), _page("groups/")))
    if coordinates:
        links.append(numbers)
    if person.has_role(Role.SAFEGUARDING_LEAD):
        links.append((_("Concerns"), _page("concerns/")))
    if edits_this_site(person):
        links.append((_("Edit this site"), reverse("wagtailadmin_home")))
    links.append((_("My account"), reverse("my_account")))
    # With many roles some give way: what the footer leads to, then what the page of rounds leads to.
    for link in (*reversed(_reading_links()), numbers, people):
        if len(links) > MOST_LINKS and link in links:
            links.remove(link)
    return links


def _reading_links() -> list[tuple[str, str]]:
    return [(_("Learn"), _page("learn/")), (_("Guides"), _page("guides/"))]


def _page(path: str) -> str:
    """The address of a page in the language of the request (English has no prefix)."""
    return reverse("wagtail_serve", args=[path])


def _sign_in(request) -> str:
    """Sign-in that leads back to the page somebody was reading."""
    address = reverse("account_login")
    nothing_to_come_back_to = (_page(""), reverse("account_signup"), reverse("account_logout"))
    if (
        not request
        or request.method != "GET"
        or request.path in nothing_to_come_back_to
        or request.path.startswith(address)
    ):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def _current(url: str, path: str) -> str:
    """The value of `aria-current`: this very page, a page of this part of the site, or neither."""
    url = url.partition("?")[0]
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
