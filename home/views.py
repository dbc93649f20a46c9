"""Pages of this room: the home page, the glossary, search, health, and refused forms."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from wagtail.models import Locale

from . import health, queries
from .forms import SearchForm, WordForm
from .search import search


def show_home(request, page):
    """The welcome for visitors; for people who are signed in, what each room has for them today."""
    if request.user.is_authenticated:
        return render(request, "home/welcome_back.html", {"page": page})
    return render(request, "home/home_page.html", {"page": page})


def show_glossary(request, page):
    """Every word, A to Z, or those that match the box."""
    form = WordForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    letters = queries.terms_by_letter(locale_id=page.locale_id, words=words)
    return render(
        request,
        "home/glossary_index.html",
        {"page": page, "form": form, "words": words, "letters": letters, "has_errors": bool(form.errors)},
    )


def show_term(request, page):
    """One word, the words near it, and where it is used."""
    today, see_also, old_names = queries.neighbours_of(term=page)
    context = {
        "page": page,
        "today": today,
        "see_also": see_also,
        "old_names": old_names,
        "used_on": queries.where_used(term=page) if page.pk else [],
    }
    return render(request, "home/glossary_term.html", context)


def search_site(request):
    """Search the pages of the language of this address."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_valid():
        found = search(words=form.cleaned_data["q"], locale=Locale.get_active())
    return render(
        request, "home/search.html", {"form": form, "found": found, "has_errors": bool(form.errors)}
    )


@never_cache
def process_is_up(request):
    """200 as long as the process answers."""
    return JsonResponse({"status": "up"})


@never_cache
def ready(request):
    """200 when every check passes, 503 with the names of those that do not. Answers within five seconds."""
    results = health.run_checks()
    is_ready = all(result == health.FINE for result in results.values())
    status = "ready" if is_ready else "not ready"
    return JsonResponse({"status": status, "checks": results}, status=200 if is_ready else 503)


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere: say so and how to go on."""
    return render(request, "403_csrf.html", status=403)


def robots(request):
    """What search engines may read: everything but people's own pages."""
    return render(request, "home/robots.txt", {"base_url": _base_url(request)}, content_type="text/plain")


def sitemap(request):
    """Every page that anybody may see."""
    pages = queries.pages_for_sitemap(request=request)
    return render(
        request,
        "home/sitemap.xml",
        {"pages": pages, "base_url": _base_url(request)},
        content_type="application/xml",
    )


def _base_url(request):
    return f"{request.scheme}://{request.get_host()}"
