"""Mentors whose contact with somebody is stopped: until that is over, nobody new is matched with them."""

from ..models import Circle, Mentorship


def stopped_coaches() -> set[int]:
    """Their ids, from mentorships and circles that go on. Whatever their own offer says. One query."""
    pairs = Mentorship.objects.filter(ended_at=None).exclude(suspended_at=None)
    circles = Circle.objects.filter(state__in=Circle.LIVE_STATES).exclude(suspended_at=None)
    ids = pairs.order_by().values_list("coach_id").union(circles.order_by().values_list("offer__coach_id"))
    return {coach_id for (coach_id,) in ids}
