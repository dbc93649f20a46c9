"""Mentors who are stopped: until that is over, nobody new is matched with them."""

from ..models import Circle, MentorOffer, Mentorship


def stopped_coaches() -> set[int]:
    """Their ids: all that is new is stopped, or contact in a mentorship or circle that goes on. One query."""
    offers = MentorOffer.objects.exclude(stopped_at=None).order_by().values_list("coach_id")
    pairs = Mentorship.objects.filter(ended_at=None).exclude(suspended_at=None)
    circles = Circle.objects.filter(state__in=Circle.LIVE_STATES).exclude(suspended_at=None)
    in_touch = (
        pairs.order_by().values_list("coach_id"),
        circles.order_by().values_list("offer__coach_id"),
    )
    return {coach_id for (coach_id,) in offers.union(*in_touch)}
