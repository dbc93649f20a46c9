"""What is private is where it belongs and nowhere else: lists, search, exports, mails, addresses, logs, cache
keys, pages of the Wagtail admin, and every table of the database.

A word of its own is typed into each private thing, through its page. Then everybody walks through the site,
link by link, and tries the links of everybody else.
"""

import io
import logging
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.urls import Resolver404, resolve

from accounts import mail
from accounts.models import OutboxMessage
from mentoring import operations
from mentoring.models import (
    CheckIn,
    Concern,
    LivedExperience,
    Message,
    MyNote,
    OurNote,
    ProposedPair,
    SupervisionNote,
    Term,
)
from tests.factories.accounts import UserFactory
from tests.factories.mentoring import (
    AgreementTextFactory,
    MeetingFactory,
    MentorOfferFactory,
    MentorRequestFactory,
    MentorshipFactory,
    MessageFactory,
    ProgrammeFactory,
    term,
)

pytestmark = pytest.mark.django_db

#: The private thing → who reads it → in which tables it is. Nobody else, and nothing else.
PRIVATE = {
    "lived experience of the learner": ({"learner"}, {"livedexperience"}),
    "lived experience of the coach": ({"coach"}, {"livedexperience"}),
    "concern": ({"safeguarding lead"}, {"concern"}),
    "action on the concern": ({"safeguarding lead"}, {"concernaction"}),
    "my note of the learner": ({"learner"}, {"mynote"}),
    "my note of the coach": ({"coach"}, {"mynote"}),
    "our note": ({"learner", "coach"}, {"ournote"}),
    "message": ({"learner", "coach"}, {"message"}),
    "reported message": ({"learner", "coach", "coordinator"}, {"message"}),
    "note for supervision": ({"coach"}, {"supervisionnote"}),
    "note for supervision that is shown": ({"coach", "coordinator"}, {"supervisionnote"}),
    "check-in of the learner": ({"coordinator"}, {"checkin"}),
    "why another mentor": ({"learner", "coordinator"}, {"mentorship"}),
    "my note of the learner about the former coach": ({"learner"}, {"mynote"}),
    "my note of the former coach": (set(), {"mynote"}),
    "our note with the former coach": ({"learner"}, {"ournote"}),
    "message of the former coach": ({"learner"}, {"message"}),
}
MARKERS = {what: f"zq{number}marmalade{number}qz" for number, what in enumerate(PRIVATE, start=10)}
#: The word for what somebody lived through: everybody can read the word, nobody who ticked it.
TAG = "zqtagmarmaladeqz"
WHERE_TAGS_ARE_WORDS = ("/mentoring/lived-experience/", "/admin/")

BEGINNINGS = (
    *("/", "/me/", "/me/record/", "/me/notes/", "/me/journal/", "/shared-with-me/", "/groups/", "/helping/"),
    *("/mentoring/", "/mentoring/check-ins/", "/mentoring/ask/check/", "/mentoring/lived-experience/"),
    *("/coach/", "/coach/notes/", "/coach/thank-you/", "/concerns/", "/search/?q=marmalade", "/rounds/"),
    *("/coordinate/people/", "/coordinate/people/?show=mentors", "/coordinate/support/?show=all"),
    *("/coordinate/reports/", "/coordinate/numbers/?period=all", "/coordinate/asked/"),
    *("/admin/", "/admin/users/", "/admin/reports/site-history/"),
)
#: So many pages of one kind each person opens, and of the admin's.
OF_A_KIND, OF_ADMIN = 3, 1


@dataclass
class Kept:
    """What left traces: lines of logs, keys and values of the cache, addresses that were answered."""

    lines: list = field(default_factory=list)
    keys: list = field(default_factory=list)
    values: list = field(default_factory=list)
    addresses: list = field(default_factory=list)


@pytest.fixture
def kept(monkeypatch, client):
    """Everything that any logger writes at the level of production; every key the cache is asked for."""
    kept = Kept()
    formatter = logging.Formatter()
    as_key, set_in_cache, ask = BaseCache.make_and_validate_key, cache.set, client.request

    def handle(_logger, record):
        kept.lines.append(formatter.format(record))

    def key(backend, key, version=None):
        kept.keys.append(str(key))
        return as_key(backend, key, version=version)

    def put(key, value, *rest, **more):
        kept.values.append(f"{key} {value}")
        return set_in_cache(key, value, *rest, **more)

    def request(**environ):
        response = ask(**environ)
        kept.addresses += [f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}", response.get("Location", "")]
        return response

    monkeypatch.setattr(logging.Logger, "isEnabledFor", lambda _logger, level: level >= logging.INFO)
    monkeypatch.setattr(logging.Logger, "handle", handle)
    monkeypatch.setattr(BaseCache, "make_and_validate_key", key)
    monkeypatch.setattr(cache, "set", put)
    monkeypatch.setattr(client, "request", request)
    return kept


@pytest.fixture
def people(coordinator):
    return {
        "learner": UserFactory(preferred_name="Ted Lowe"),
        "coach": UserFactory(coach=True, preferred_name="Comfort Adjei"),
        "other coach": UserFactory(coach=True),
        "former coach": UserFactory(coach=True, preferred_name="Rosa Field"),
        "coordinator": coordinator,
        "other coordinator": UserFactory(coordinator=True),
        "safeguarding lead": UserFactory(safeguarding_lead=True),
        "editor": UserFactory(editor=True, is_staff=True),
        "administrator": UserFactory(administrator=True, is_staff=True),
        "superuser": UserFactory(is_superuser=True, is_staff=True),
        "visitor": None,
    }


@pytest.fixture
def world(client, kept, site_tree, people, programme, round, coordinator, now):
    """Two who work together, a mentor of before, and every private thing written by its owner."""
    AgreementTextFactory()
    ProgrammeFactory(coordinators=[people["other coordinator"]])
    learner, coach = people["learner"], people["coach"]
    MentorOfferFactory(programme=programme, coach=coach, places=3)
    MentorshipFactory(coach=people["other coach"], programme=programme, active=True)
    former = MentorshipFactory(
        learner=learner, coach=people["former coach"], programme=programme, active=True, started_at=now
    )
    of_before(former, now)
    operations.end(mentorship=former, by=learner, at=now)
    pair = MentorshipFactory(learner=learner, coach=coach, programme=programme, active=True)
    MentorRequestFactory(programme=programme, learner=learner)
    world = SimpleNamespace(client=client, people=people, pair=pair, former=former)
    tell_what_they_lived_through(world)
    write_notes_and_messages(world, now)
    tell_of_a_worry(world)
    operations.propose_pairs(round=round, by=coordinator, at=now)
    return world


def of_before(former, now):
    when = {"made_at": now, "updated_at": now}
    for author, what in (
        (former.learner, "my note of the learner about the former coach"),
        (former.coach, "my note of the former coach"),
    ):
        MyNote.objects.create(author=author, mentorship=former, text=MARKERS[what], **when)
    past = MeetingFactory(mentorship=former, past=True)
    OurNote.objects.create(meeting=past, text=MARKERS["our note with the former coach"], **when)
    MessageFactory(mentorship=former, author=former.coach, text=MARKERS["message of the former coach"])


def sends(world, who, address, **form):
    """One of the people sends a form, and it is taken."""
    if world.people[who]:
        world.client.force_login(world.people[who])
    answer = world.client.post(address, {"form_key": str(uuid4()), **form})
    assert answer.status_code == 302, (address, answer.content.decode()[-3000:])


def tell_what_they_lived_through(world):
    tag = term(Term.Kind.EXPERIENCE, TAG)
    Term.objects.filter(pk=tag.pk).update(label=TAG)
    for who in ("learner", "coach"):
        words = MARKERS[f"lived experience of the {who}"]
        sends(
            world, who, "/mentoring/lived-experience/",
            terms=[tag.pk], own_words=words, is_used="on", agrees="on",
        )  # fmt: skip


def write_notes_and_messages(world, now):
    pair = f"/mentoring/match/{world.pair.pk}/"
    past = MeetingFactory(mentorship=world.pair, past=True)
    asked = CheckIn.objects.create(mentorship=world.pair, person=world.pair.learner, number=1, asked_at=now)
    for who in ("learner", "coach"):
        sends(world, who, f"{pair}notes/", text=MARKERS[f"my note of the {who}"], version="0")
    sends(world, "coach", f"{pair}meetings/{past.pk}/note/", text=MARKERS["our note"], version="0",
          **{f"owner_{number}": world.pair.learner_id for number in (1, 2, 3)})  # fmt: skip
    sends(world, "learner", f"{pair}messages/", text=MARKERS["message"])
    sends(world, "learner", f"{pair}messages/", text=MARKERS["reported message"])
    message = Message.objects.get(text=MARKERS["reported message"])
    sends(world, "coach", f"{pair}messages/{message.pk}/report/", because="It was unkind.")
    for what in ("note for supervision", "note for supervision that is shown"):
        sends(world, "coach", "/coach/notes/", text=MARKERS[what], version="0")
    shown = SupervisionNote.objects.get(text=MARKERS["note for supervision that is shown"])
    coordinator = world.people["coordinator"].pk
    sends(world, "coach", f"/coach/notes/{shown.pk}/", do="show", supervisor=coordinator)
    check_in = {"going": "4", "words": MARKERS["check-in of the learner"]}
    sends(world, "learner", f"/mentoring/check-ins/{asked.pk}/", **check_in)
    sends(world, "learner", f"{pair}change/", note=MARKERS["why another mentor"])


def tell_of_a_worry(world):
    words = MARKERS["concern"]
    sends(
        world, "learner", "/worried/", is_danger_now="False", words=words, about=words, consent="yes",
        happened_at_words=words, reporter_contact=words, shared_anyway_because=words,
    )  # fmt: skip
    concern = Concern.objects.get()
    address = f"/concerns/{concern.pk}/"
    done = MARKERS["action on the concern"]
    sends(world, "safeguarding lead", address, do="act", words=done)
    assert world.client.post("/concerns/", {"words": words}).status_code == 200


# --- Walking ----------------------------------------------------------------------------------------------


def text_of(response) -> str:
    """What an answer says; a spreadsheet is opened first."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def kind_of(address) -> str:
    """The pattern behind an address."""
    try:
        return resolve(address.split("?")[0]).route
    except Resolver404:
        return ""


def walk(client, beginnings, seen: dict[str, str]):
    """Open a page and whatever it links to: every kind of page, some of each. `seen`: text by address."""
    ahead, number = list(beginnings), defaultdict(int)
    while ahead:
        address = ahead.pop(0)
        kind = kind_of(address)
        most = OF_ADMIN if kind.startswith("admin/") else OF_A_KIND
        if address in seen or number[kind] >= most or kind.startswith("sign-out"):
            continue
        number[kind] += address not in beginnings
        response = client.get(address)
        seen[address] = text_of(response)
        links = [response["Location"]] if "Location" in response else []
        if response.get("Content-Type", "").startswith("text/html"):
            links += re.findall(r'href="([^"#]+)"', seen[address])
        for link in links:
            link = link.replace("&amp;", "&")
            link = f"{address.split('?')[0]}{link}" if link.startswith("?") else link
            if link.startswith("/") and not link.startswith(("/static/", "/media/")):
                ahead.append(link)


def sign_in(world, who):
    world.client.logout()
    if world.people[who]:
        world.client.force_login(world.people[who])


@pytest.fixture
def pages(world):
    """Text by who and address: what each finds by links, and the pages on which anybody found a marker."""
    found = {who: {} for who in world.people}
    for who in world.people:
        sign_in(world, who)
        walk(world.client, BEGINNINGS, found[who])
    telling = {
        address
        for pages in found.values()
        for address, text in pages.items()
        if any(marker in text for marker in MARKERS.values())
    }
    for who in world.people:
        sign_in(world, who)
        for address in telling - found[who].keys():
            found[who][address] = text_of(world.client.get(address))
    return found


def test_the_private_is_where_it_belongs_and_nowhere_else(world, pages, kept):
    """One walk for all of it: it takes a while."""
    they_went_far_enough(pages)
    each_private_thing_is_read_by_those_in_the_table(pages)
    no_page_says_who_ticked_what_they_lived_through(pages)
    no_search_finds_it(world)
    no_export_holds_it(world)
    no_other_table_holds_it()
    no_mail_says_it()
    it_is_in_no_address_log_or_cache(kept)


def they_went_far_enough(pages):
    """The lists, files and admin pages were really among what was read."""
    kinds = {who: {kind_of(address) for address in found} for who, found in pages.items()}
    assert {
        "coordinate/numbers/download/<str:ending>/", "coordinate/support/<int:mentorship_id>/",
        "rounds/<int:round_id>/<int:entry_id>/", "rounds/<int:round_id>/people/", "coordinate/reports/",
        "coordinate/people/mentors/<int:offer_id>/", "coordinate/phone/<int:person_id>/",
    } <= kinds["coordinator"]  # fmt: skip
    assert {"coach/<int:mentorship_id>/", "mentoring/match/<int:mentorship_id>/messages/"} <= kinds["coach"]
    assert "mentoring/ended/<int:mentorship_id>/kept/" in kinds["learner"]
    assert "concerns/<int:concern_id>/" in kinds["safeguarding lead"]
    assert any("/download/xlsx/" in address for address in pages["coordinator"])
    admin = [address for address in pages["superuser"] if address.startswith("/admin/")]
    assert len({kind_of(address) for address in admin}) > 30
    assert "Site history" in pages["superuser"]["/admin/reports/site-history/"]


def each_private_thing_is_read_by_those_in_the_table(pages):
    got = {
        what: {who for who, found in pages.items() if any(marker in text for text in found.values())}
        for what, marker in MARKERS.items()
    }
    assert got == {what: readers for what, (readers, _tables) in PRIVATE.items()}


def no_page_says_who_ticked_what_they_lived_through(pages):
    with_tag = {address for found in pages.values() for address, text in found.items() if TAG in text}
    assert "/mentoring/lived-experience/" in with_tag
    assert [each for each in with_tag if not each.startswith(WHERE_TAGS_ARE_WORDS)] == []


def no_search_finds_it(world):
    """A page of results says the word back, and shows nothing that holds it."""
    for who in ("learner", "coordinator", "superuser"):
        sign_in(world, who)
        for marker in (*MARKERS.values(), TAG):
            assert "Nothing found" in text_of(world.client.get("/search/", {"q": marker})), (who, marker)
    for address in ("/admin/pages/search/", "/admin/users/", "/admin/images/", "/admin/documents/"):
        page = text_of(world.client.get(address, {"q": "marmalade"}))
        assert "marmalade" in page
        assert not any(marker in page for marker in MARKERS.values())


def no_export_holds_it(world):
    sign_in(world, "coordinator")
    for ending in ("csv", "xlsx"):
        text = text_of(world.client.get(f"/coordinate/numbers/download/{ending}/?period=all"))
        assert "How many" in text
        assert "marmalade" not in text
    sign_in(world, "safeguarding lead")
    export = text_of(world.client.post("/concerns/export/"))
    assert {what for what, marker in MARKERS.items() if marker in export} == {"concern"}


def no_other_table_holds_it():
    """Audit, mail queue, sessions, search index, history of the admin and stored scores among them."""
    held = defaultdict(set)
    for model in apps.get_models():
        text = str(list(model._base_manager.values()))
        for what, marker in MARKERS.items():
            if marker in text:
                held[what].add(model._meta.model_name)
        assert TAG not in text or model is Term, model
    assert held == {what: tables for what, (_readers, tables) in PRIVATE.items()}
    assert LivedExperience.objects.filter(terms__label=TAG).count() == 2
    assert ProposedPair.objects.filter(parts__has_key="lived_experience").exists()


def no_mail_says_it():
    assert OutboxMessage.objects.exists()
    for message in OutboxMessage.objects.select_related("to"):
        drawn = mail.render(event=message.event, context=message.context, address="a@example.org")
        text = f"{drawn.subject} {drawn.body} {drawn.alternatives} {message.context} {message.key}"
        assert "marmalade" not in text, message.event


def it_is_in_no_address_log_or_cache(kept):
    assert all((kept.lines, kept.keys, kept.addresses))
    searched = ("/search/", "/admin/")  # what was typed into a search by this test itself
    addresses = [each for each in kept.addresses if not each.startswith(searched)]
    lines = [each for each in kept.lines if "/search/" not in each and "/admin/" not in each]
    for trace in (addresses, lines, kept.keys, kept.values):
        assert [each[:300] for each in trace if "marmalade" in each] == []


@pytest.mark.parametrize(
    ("act", "address", "form"),
    [
        ("save_my_note", "notes/", {"version": "0"}),
        ("send_message", "messages/", {}),
        ("report_concern", None, {"is_danger_now": "False", "consent": "yes"}),
        ("share_lived_experience", "/mentoring/lived-experience/", {"agrees": "on"}),
    ],
)
def test_what_breaks_while_it_is_kept_logs_no_word_of_it(
    client, kept, programme, monkeypatch, act, address, form
):
    pair = MentorshipFactory(active=True, programme=programme)
    client.force_login(pair.learner)

    def breaks(**words):
        raise RuntimeError("The database is away")

    monkeypatch.setattr(operations, act, breaks)
    client.raise_request_exception = False
    addresses = {None: "/worried/", "/mentoring/lived-experience/": "/mentoring/lived-experience/"}
    url = addresses.get(address) or f"/mentoring/match/{pair.pk}/{address}"
    words = dict.fromkeys(("text", "words", "own_words", "about"), "marmalade")
    answer = client.post(url, {"form_key": str(uuid4()), **words, **form})
    assert answer.status_code == 500
    assert "The database is away" in str(kept.lines)
    assert "marmalade" not in str((kept.lines, kept.addresses, kept.keys))
