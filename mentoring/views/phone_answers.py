"""By phone, other answers: what somebody asks for or offers, a form for each question."""

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.permissions import signed_in_required

from .. import operations, queries
from ..forms import ASK_EXTRAS, ASK_STEPS, OFFER_EXTRAS, OFFER_STEPS
from ..models import MentorRequest
from .phone_asked import Asked, about, asked_page, called_person
from .sent import sent_as


@signed_in_required
def asking(request, asker_id):
    return _page(request, asker_id, queries.sent_request_of, [*ASK_STEPS, *ASK_EXTRAS])


@signed_in_required
def offering(request, offerer_id):
    return _page(request, offerer_id, queries.sent_offer_of, [*OFFER_STEPS, *OFFER_EXTRAS])


def _page(request, person_id, find, steps):
    """The answers that were sent. What nobody has sent yet is theirs alone."""
    person = called_person(request, person_id)
    answers = find(person=person, coordinator=request.user)
    if answers is None:
        raise Http404
    can_change = not isinstance(answers, MentorRequest) or answers.state in MentorRequest.EDITABLE_STATES
    asked = list(_questions(request, answers, steps)) if can_change else []
    what = _("what they ask for") if isinstance(answers, MentorRequest) else _("what they offer")
    return asked_page(request, person, asked, other=what)


def _questions(request, answers, steps):
    chosen = queries.terms_by_kind(answers=answers)
    for step in steps:
        form = step(sent_as(request, step.slug), answers=answers, chosen=chosen, prefix=step.slug)
        words = [str(each) for each in (form.intro, form.who_sees) if each]
        if form.is_bound and form.is_valid() and form.is_from_old_page:
            words += _saved_now(answers, step.slug)
            form.add_error(
                None, _("Somebody changed this while you were writing. What is saved now stands above.")
            )
            form.with_new_fingerprint()
        yield Asked(
            step.slug,
            form.heading,
            about(operations.save_answers, answers=answers, step=0),
            _("Save"),
            form,
            words,
            lambda given, form=form: _given(form),
        )


def _given(form) -> dict:
    fields, terms = form.values()
    return {"fields": fields, "terms": terms, **form.rows()}


def _saved_now(answers, slug) -> list[str]:
    rows = queries.answers_in_words(answers=answers) + queries.extras_in_words(answers=answers)
    return [f"{question}: {words or _('Not answered')}" for step, question, words in rows if step == slug]
