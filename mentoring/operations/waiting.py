"""While somebody waits: for whoever fits, or for one mentor they named."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import record_audit

from ..models import MentorRequest
from ..queries.waiting import mentors_to_wait_for
from .errors import NotOpen
from .locks import lock


@transaction.atomic
def wait_for(*, request, offer, by, at) -> MentorRequest:
    """Wait for one mentor of one's own shortlist and nobody else; `offer` None: for whoever fits again.

    Raises NotOpen when the person no longer waits, or the mentor is not on their list.
    """
    request = lock(MentorRequest, request.pk)
    if request.state != MentorRequest.State.WAITING:
        raise NotOpen(_("You are no longer waiting, so nothing was changed."))
    if offer and not mentors_to_wait_for(request=request).filter(pk=offer.pk).exists():
        raise NotOpen(_("You can wait for a mentor whom you put on your list."))
    if request.waits_for_id == (offer.pk if offer else None):
        return request
    request.waits_for, request.updated_at = offer, at
    request.save(update_fields=["waits_for", "updated_at"])
    record_audit(by=by, action="mentoring.waits_for", obj=request, at=at, offer=offer.pk if offer else None)
    return request
