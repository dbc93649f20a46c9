"""By phone, what belongs to one person alone: waiting, offering, a tie, the end, supervision."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import operations, queries
from ..forms import DeclareForm, EndingForm, PlacesForm, SupervisionForm, WhichForm
from ..models import MentorRequest
from ..permissions import is_coach
from .pair import Pair
from .phone_asked import Asked, about
from .sent import sent_as

#: So many lines of a supervision log can be taken out by phone: the last ones.
LAST_LINES = 10


def their_own(request, whose):
    """Everything that is about no other person, as far as a coordinator may know of it."""
    asked = queries.sent_request_of(**whose)
    offer = queries.sent_offer_of(**whose)
    if asked:
        yield from _waiting(request, asked)
    if offer:
        yield from _offering(request, offer)
    yield from _ended(request, whose)
    if is_coach(whose["person"]):
        yield from _supervision(request, whose["person"])
    yield Asked(
        "tie",
        _("They know somebody here, or have a tie"),
        operations.declare,
        _("Write down the tie"),
        DeclareForm(sent_as(request, "tie"), prefix="tie", label_suffix=""),
    )
    yield Asked(
        "lived",
        _("They take back what they told of their own life"),
        operations.take_back_lived_experience,
        _("Take it back"),
        # Nobody but its owner knows whether there is any: the button and the answer are always the same.
        words=[_("You are not told whether there is any. If there is, it is deleted at once.")],
        is_danger=True,
    )


def _waiting(request, asked):
    if asked.state == MentorRequest.State.WAITING:
        mentors = queries.mentors_to_wait_for(request=asked)
        options = [(offer.pk, queries.name_with_initial(person=offer.coach)) for offer in mentors]
        if options:
            by_pk = {offer.pk: offer for offer in mentors}
            form = WhichForm(
                sent_as(request, "wait"),
                options=[(0, _("Any mentor who fits")), *options],
                initial={"which": asked.waits_for_id or 0},
                prefix="wait",
            )
            yield Asked(
                "wait",
                _("Whom do they wait for?"),
                about(operations.wait_for, request=asked),
                _("Write down the answer"),
                form,
                told=lambda given: {"offer": by_pk.get(given["which"])},
            )
    yield Asked(
        "group-no" if asked.group_is_fine else "group-yes",
        _("A small group is not fine for them any more")
        if asked.group_is_fine
        else _("A small group is fine for them, too"),
        about(operations.set_group_wish, request=asked, is_fine=not asked.group_is_fine),
        _("Write it down"),
    )
    yield Asked(
        "withdraw-request",
        _("They do not want a mentor any more"),
        about(operations.withdraw_request, request=asked),
        _("Take the request back"),
        is_danger=True,
    )


def _offering(request, offer):
    yield Asked(
        "places",
        _("How many people do they mentor at one time?"),
        about(operations.set_places, offer=offer),
        _("Write down the answer"),
        PlacesForm(
            sent_as(request, "places"),
            initial={"places": offer.places, "is_paused": offer.paused_at is not None},
            prefix="places",
            label_suffix="",
        ),
    )
    yield Asked(
        "withdraw-offer",
        _("They do not offer to mentor any more"),
        about(operations.withdraw_offer, offer=offer),
        _("Take the offer back"),
        is_danger=True,
    )


def _ended(request, whose):
    """Their words about the end. Goals stay out of it: each would be asked for by its words."""
    person = whose["person"]
    ended = queries.endings_to_tell(**whose, now=timezone.now())
    aims = queries.aims() if ended else ()
    for mentorship in ended:
        pair = Pair(mentorship, person)
        key = f"ended-{mentorship.pk}"
        form = EndingForm(sent_as(request, key), aims=aims, is_learner=not pair.is_coach, prefix=key)
        yield Asked(
            key,
            _("What they say about the end with %(name)s") % {"name": pair.other_name},
            about(operations.tell_ending, mentorship=mentorship),
            _("Write down the answers"),
            form,
            told=lambda given, form=form: form.told,
        )


def _supervision(request, coach):
    yield Asked(
        "supervision",
        _("They had supervision"),
        about(operations.log_supervision, coach=coach),
        _("Write it down"),
        SupervisionForm(sent_as(request, "supervision"), prefix="supervision", label_suffix=""),
    )
    lines = {line.pk: line for line in queries.supervisions_of(coach=coach)[:LAST_LINES]}
    if lines:
        options = [(pk, date_format(line.on_date, "j F Y")) for pk, line in lines.items()]
        key = "supervision-out"
        yield Asked(
            key,
            _("A supervision was written down by mistake"),
            operations.remove_supervision,
            _("Take it out"),
            WhichForm(sent_as(request, key), options=options, prefix=key),
            told=lambda given: {"supervision": lines[given["which"]]},
        )
