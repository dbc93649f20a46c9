"""A person's journal, and the entries that others show them."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import kept_words
from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import WordsForm
from ..models import Reflection
from ..people_forms import ReaderForm
from .actions import too_long

NEW = "journal-new"


@signed_in_required
def journal(request):
    """All entries, the newest first, and a box for a new one."""
    form = _words_form(_("Write something new"), request.POST or None)
    saved = _save(request, form, key=_entry_key(request)) if request.method == "POST" else None
    if saved and saved.is_done:
        return redirect("journal")
    context = {
        "entries": queries.journal_of(learner=request.user),
        "form": saved.form if saved else form,
        "saved_meanwhile": saved.saved_meanwhile if saved else "",
        "entry_key": _entry_key(request) or uuid.uuid4(),
        "is_restored": kept_words.put_back(request, form, NEW),
        "has_errors": saved is not None,
    }
    return render(request, "courses/people/journal.html", context)


def _words_form(label, data=None, *, kept=None):
    """The box of an entry. Who reads it is said on the page."""
    form = WordsForm(data, name="entry", label=label, kept=kept)
    form.fields["text"].help_text = ""
    return form


def _entry_key(request):
    try:
        return uuid.UUID(request.POST.get("entry_key", ""))
    except ValueError:
        return None


@signed_in_required
def entry(request, reflection_id):
    """One entry: to change it, and to show it to one person."""
    found = _own(request, reflection_id)
    box = f"journal-{found.pk}"
    form = _words_form(_("What you wrote"), request.POST or None, kept=found)
    saved = None
    if request.method == "POST":
        if not found.is_free:
            raise Http404
        saved = _save(request, form, key=found.key)
        if saved.is_done:
            messages.success(request, _("Your words are saved."))
            return redirect("journal")
    readers = queries.people_to_share_with(learner=request.user)
    reader_form, share_box = ReaderForm(readers=readers), _share_box(found)
    context = {
        "entry": found,
        "form": saved.form if saved else form,
        "saved_meanwhile": saved.saved_meanwhile if saved else "",
        "box": box,
        "is_restored": kept_words.put_back(request, form, box),
        "readers": readers,
        "reader_form": reader_form,
        "share_box": share_box,
        "is_reader_restored": kept_words.put_back(request, reader_form, share_box),
        "has_errors": saved is not None,
    }
    return render(request, "courses/people/entry.html", context)


@dataclass(frozen=True)
class _Saved:
    """How saving went. `form` is shown again where it was refused, beside what another window saved."""

    form: WordsForm
    is_done: bool = False
    saved_meanwhile: str = ""


def _save(request, form, *, key) -> _Saved:
    if key is None:
        raise Http404
    if not form.is_valid():
        return _Saved(form)
    try:
        operations.save_entry(
            learner=request.user,
            entry_key=key,
            text=form.cleaned_data["text"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
    except operations.TooLong as problem:
        form.add_error("text", too_long(problem.too_many))
    except operations.StaleWords as problem:
        sent = {"text": problem.mine, "version": problem.version}
        form = _words_form(form.fields["text"].label, sent)
        form.add_error("text", _("You changed this in another window. Choose which words to keep."))
        return _Saved(form, saved_meanwhile=problem.saved)
    else:
        return _Saved(form, is_done=True)
    return _Saved(form)


def _own(request, reflection_id):
    found = queries.entry_of(learner=request.user, entry_id=reflection_id)
    if found is None:
        raise Http404
    return found


def _share_box(found) -> str:
    return f"share-{found.pk}"


@signed_in_required
@require_POST
def share(request, reflection_id):
    """Show one entry to one person of the list."""
    found = _own(request, reflection_id)
    readers = queries.people_to_share_with(learner=request.user)
    form = ReaderForm(request.POST, readers=readers)
    if not form.is_valid():
        context = {
            "entry": found,
            "form": _words_form(_("What you wrote"), kept=found),
            "box": f"journal-{found.pk}",
            "readers": readers,
            "reader_form": form,
            "share_box": _share_box(found),
            "has_errors": True,
        }
        return render(request, "courses/people/entry.html", context)
    try:
        operations.share_entry(
            learner=request.user,
            entry_id=found.pk,
            reader_id=form.cleaned_data["reader"],
            by=request.user,
            at=timezone.now(),
        )
    except (operations.NotOneOfTheirs, operations.NothingToShare, Reflection.DoesNotExist):
        raise Http404 from None
    messages.success(request, _("They can read this entry now. Nobody else can."))
    return redirect("journal_entry", reflection_id=found.pk)


@signed_in_required
@require_POST
def unshare(request, reflection_id):
    """Show the entry to nobody any more."""
    found = _own(request, reflection_id)
    operations.unshare_entry(learner=request.user, entry_id=found.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Now only you can read this entry."))
    return redirect("journal_entry", reflection_id=found.pk)


@signed_in_required
def shared_with_me(request):
    """Who shows this person an entry, without its words."""
    return render(
        request,
        "courses/people/shared_with_me.html",
        {"entries": queries.entries_shared_with(reader=request.user)},
    )


@signed_in_required
def shared_entry(request, reflection_id):
    """The words that somebody shows this person. Each look is written down."""
    found = queries.entry_shared_with(reader=request.user, entry_id=reflection_id)
    if found is None:
        raise Http404
    operations.note_entry_read(entry_id=found.pk, by=request.user, at=timezone.now())
    return render(request, "courses/people/shared_entry.html", {"entry": found})
