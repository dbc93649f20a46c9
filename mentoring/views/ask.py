"""Asking for a mentor, one question a page."""

from .. import operations, queries
from ..forms import ASK_EXTRAS, ASK_STEPS
from .steps import Questions, pages

ASK = Questions(
    name="mentoring_ask",
    steps=ASK_STEPS,
    extras=ASK_EXTRAS,
    templates="mentoring/ask",
    current=lambda person: queries.open_request(learner=person),
    begin=operations.begin_request,
    send=lambda answers, **who_and_when: operations.send_request(request=answers, **who_and_when),
    withdraw=lambda answers, **who_and_when: operations.withdraw_request(request=answers, **who_and_when),
)
PAGES = pages(ASK)
