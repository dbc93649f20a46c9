"""The numbers of a coordinator's own programmes: to work with, to pass on, and by standard."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import or_404, signed_in_required
from home.spreadsheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx

from .. import operations, queries
from ..forms import PERIOD_WORDS, NumbersForm
from ..permissions import is_coordinator

PER_PAGE = 50
USUAL_PERIOD = "year"


class Choice:
    """What the address asks for: one of my own programmes or all, and a period."""

    def __init__(self, request):
        or_404(is_coordinator(request.user))
        self.programmes = list(queries.programmes_run_by(person=request.user))
        self.programme = request.GET.get("programme", "")
        asked = [each for each in self.programmes if self.programme in ("", str(each.pk))]
        if self.programme and not asked:
            raise Http404
        period = request.GET.get("period", "")
        self.period = period if period in queries.PERIODS else USUAL_PERIOD
        self.scope = queries.scope_of(programmes=asked, period=self.period, now=timezone.now())

    @property
    def query(self) -> str:
        """For links that keep the choice."""
        return urlencode({"period": self.period, "programme": self.programme})

    @property
    def in_words(self) -> str:
        return str(dict(PERIOD_WORDS)[self.period])

    @property
    def form(self) -> NumbersForm:
        return NumbersForm(programmes=self.programmes, chosen=self.programme, period=self.period)

    def address_of(self, behind: str) -> str:
        """Where the list behind a number is; nothing for a number without one."""
        elsewhere = {
            "mentors": f"{reverse('coordinate_people')}?show=mentors",
            "support": f"{reverse('coordinate_support')}?show=all",
            "reports": reverse("coordinate_reports"),
            "rounds": reverse("round_list"),
            "": "",
        }
        if behind in elsewhere:
            return elsewhere[behind]
        return f"{reverse('coordinate_numbers_people', args=[behind])}?{self.query}"

    def with_addresses(self, rows) -> list[dict]:
        return [{"row": row, "url": self.address_of(row.behind)} for row in rows]


@signed_in_required
def numbers(request):
    """Today's numbers, exact, and below them the figures that may be passed on."""
    choice = Choice(request)
    sections = queries.numbers_of(scope=choice.scope) if choice.programmes else []
    closed = queries.closed_in(scope=choice.scope)
    parts = queries.parts_of(closed=closed)
    newest = queries.rounds_of(person=request.user).filter(programme__in=choice.scope.programmes)
    newest = newest.exclude(proposed_at=None).first()
    return render(
        request,
        "mentoring/numbers/numbers.html",
        {
            "choice": choice,
            "sections": [(each.title, choice.with_addresses(each.rows)) for each in sections],
            "closed": closed,
            "parts": parts,
            "too_few": ", ".join(part.title for part in parts if part.is_empty),
            "closing_words": queries.closing_words(),
            "standards": queries.titles().items(),
            "round": newest,
            "equity": queries.equity_of(round=newest) if newest else [],
        },
    )


@signed_in_required
def people(request, which):
    """Who is behind one number."""
    choice = Choice(request)
    titles = queries.list_words()
    if which not in titles:
        raise Http404
    rows = queries.behind(which=which, scope=choice.scope)
    return render(
        request,
        "mentoring/numbers/people.html",
        {
            "choice": choice,
            "title": titles[which],
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        },
    )


@signed_in_required
def download(request, ending):
    """The figures that may be passed on, as a file. Nothing exact is in it."""
    choice = Choice(request)
    if ending not in ("csv", "xlsx"):
        raise Http404
    sheets = queries.export_of(scope=choice.scope)
    operations.note_numbers_taken(by=request.user, at=timezone.now(), kind=ending)
    if ending == "csv":
        response = HttpResponse(as_csv(next(iter(sheets.values()))), content_type=CSV_TYPE)
    else:
        response = HttpResponse(as_xlsx(sheets), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="numbers-{choice.period}.{ending}"'
    return response


@signed_in_required
def standard(request, standard):
    """One of the six standards: what it asks, what we do, the numbers, and what is missing."""
    choice = Choice(request)
    if standard not in queries.SLUGS or not choice.programmes:
        raise Http404
    found = queries.standard_of(slug=standard, scope=choice.scope)
    titles = queries.titles()
    place = queries.SLUGS.index(standard)
    before, after = queries.SLUGS[:place][-1:], queries.SLUGS[place + 1 :][:1]
    return render(
        request,
        "mentoring/numbers/standard.html",
        {
            "choice": choice,
            "standard": found,
            "number": place + 1,
            "rows": choice.with_addresses(found.rows),
            "missing": [(words, choice.address_of(behind)) for words, behind in found.missing],
            "previous": _link(before, titles, choice),
            "next": _link(after, titles, choice),
        },
    )


def _link(slugs, titles, choice) -> dict:
    """The page of the standard before or after, if there is one."""
    if not slugs:
        return {"url": "", "label": ""}
    return {
        "url": f"{reverse('coordinate_standard', args=slugs)}?{choice.query}",
        "label": titles[slugs[0]],
    }
