"""Mails about circles. None names a person or the group."""

from accounts.operations import send_later


def tell(event, circle, people, at, **context):
    """One mail to each of some people; `context` is the same for all."""
    for person in people:
        send_later(
            event=event,
            to=person,
            at=at,
            key=f"{event}:{circle.pk}:{person.pk}:{at.isoformat()}",
            context={"circle_id": circle.pk, **context},
        )


def tell_coordinators(circle, at):
    tell("circle_answered", circle, circle.programme.coordinators.all(), at)
