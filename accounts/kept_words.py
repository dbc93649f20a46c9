"""What somebody typed while their sign-in ran out, kept until they are back. One way for all forms.

Such a form carries a mark, a hidden field: for whom it was made, which box it is and on which page,
signed, so that nobody else can make one. When it comes back and its sender is signed out, or signed in anew
in another window (the form's token is of no use then), what was typed is kept in their session, and they are
led to sign in and back to the page. There `put_back` fills the box again. Nothing is saved until they do so.

On a shared computer the next person finds nothing: the words go only to whom the form was made for, all
others are dropped when somebody else signs in, and after two hours they are gone. A form that was made for a
visitor belongs to whoever signs in first, within half an hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from home.views import csrf_failure as plain_csrf_failure

FIELD = "kept_as"
SESSION_KEY = "kept_words"
KEPT_FOR = timedelta(hours=2)
#: As long as a code to sign in with lives.
KEPT_FOR_VISITORS = timedelta(minutes=30)
#: A session is no place for more, in letters. The oldest boxes go first.
MOST_LETTERS = 200_000
#: What belongs to the form and not to its writer.
NOT_WORDS = {"csrfmiddlewaretoken", FIELD}


@dataclass(frozen=True)
class Mark:
    """For whom a form was made (None: a visitor), which box it is, and the page it is on."""

    writer: int | None
    box: str
    page: str

    def signed(self) -> str:
        return signing.dumps([self.writer, self.box, self.page], salt=SESSION_KEY, compress=True)


def hidden_field(request, box: str, page: str = "") -> str:
    """What a form carries. `page` is where it stands, if not at the address of this request."""
    writer = request.user.pk if request.user.is_authenticated else None
    mark = Mark(writer, box, page or request.get_full_path())
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, mark.signed())


def mark_of(request) -> Mark | None:
    """The mark of the form that was sent, or None where it has none of ours."""
    if request.method != "POST" or FIELD not in request.POST:
        return None
    try:
        return Mark(*signing.loads(request.POST[FIELD], salt=SESSION_KEY))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def rescued(request):
    """Where to go on after a form that cannot be taken as it comes; None when it is not for us to say."""
    mark = mark_of(request)
    if mark is None or mark.writer is None:
        return None
    if not request.user.is_authenticated:
        return sign_in_first(request, box=mark.box, back_to=mark.page, writer=mark.writer)
    if request.user.pk != mark.writer:
        return None
    _keep(request, box=mark.box, writer=mark.writer, page=mark.page)
    request.words_were_kept = True
    return redirect(mark.page)


def sign_in_first(request, *, box: str, back_to: str, writer: int | None = None):
    """Keep what was sent under the name of its box, and lead to sign-in and back to the page."""
    _keep(request, box=box, writer=writer, page=back_to)
    request.session.set_expiry(KEPT_FOR)
    return redirect_to_login(back_to)


def csrf_failure(request, reason=""):
    """A form with an old token: what was typed in it is kept if its page was made for who sends it."""
    return rescued(request) or plain_csrf_failure(request, reason)


def put_back(request, form, box: str) -> bool:
    """Fill an unsent form with what was kept for this box. Returns whether there was something."""
    if form.is_bound:
        return False
    data = sent_before(request, box)
    if data is None:
        return False
    for name, field in form.fields.items():
        name_sent = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(data, {}, name_sent):
            form.initial[name] = field.widget.value_from_datadict(data, {}, name_sent)
    return True


def sent_before(request, box: str) -> QueryDict | None:
    """What was typed into this box, as it was sent; None when nothing waits for who is signed in."""
    row = next((row for row in waiting(request) if row["box"] == box), None)
    if row is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in row["fields"].items():
        data.setlist(name, values)
    return data


def waiting(request, path: str = "") -> list[dict]:
    """What is kept for who is signed in: all of it, or what was typed on the page with this path."""
    if not request.user.is_authenticated or SESSION_KEY not in request.session:
        return []
    own = [row for row in _fresh(request) if row["writer"] == request.user.pk]
    return [row for row in own if not path or urlsplit(row["page"]).path == path]


def had_file(request, box: str) -> bool:
    """Whether a file came with the words kept for this box. A file is not kept: it has to be chosen again."""
    return any(row["box"] == box and row["files"] for row in waiting(request))


def forget(request, box: str) -> None:
    """The words of this box are saved now."""
    if SESSION_KEY in request.session:
        request.session[SESSION_KEY] = [row for row in _fresh(request) if row["box"] != box]


def hand_over(request, person) -> None:
    """Somebody signed in: they get what is theirs and what a visitor just typed; the rest is dropped."""
    if SESSION_KEY in request.session:
        request.session[SESSION_KEY] = [
            {**row, "writer": person.pk} for row in _fresh(request) if row["writer"] in (None, person.pk)
        ]


def _keep(request, *, box, writer, page):
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_WORDS}
    new = {"box": box, "writer": writer, "fields": fields, "at": timezone.now().isoformat()}
    new |= {"page": page, "action": request.get_full_path(), "files": len(request.FILES)}
    others = [row for row in _fresh(request) if row["box"] != box]
    request.session[SESSION_KEY] = _as_many_as_fit([new, *others])


def _fresh(request) -> list[dict]:
    """What is not too old to be given back, the newest first."""
    now = timezone.now()
    return [
        row
        for row in request.session.get(SESSION_KEY, [])
        if now - datetime.fromisoformat(row["at"])
        < (KEPT_FOR_VISITORS if row["writer"] is None else KEPT_FOR)
    ]


def _as_many_as_fit(rows) -> list[dict]:
    """The newest boxes that fit; one that is too big alone is not kept at all."""
    kept, left = [], MOST_LETTERS
    for row in rows:
        left -= sum(len(value) for values in row["fields"].values() for value in values)
        if left < 0:
            break
        kept.append(row)
    return kept
