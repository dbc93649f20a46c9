"""How long things are kept: a rule names what, for how long, and from when. Each room has its own rules.

Nothing goes by itself that its writer would miss: rules are for what others wrote about somebody, for what
was asked for a purpose that is over, and for addresses of people who never came.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from . import operations
from .models import OutboxMessage


@dataclass(frozen=True)
class Rule:
    """What goes when. `find` gives the rows whose time began at or before a moment.

    `blank` holds the fields that are emptied; without it the rows are deleted, or `act(row, at)` sees to
    each.
    """

    record: str
    months: int
    since: str
    find: Callable[[datetime], QuerySet]
    blank: dict | None = None
    act: Callable | None = None

    @property
    def what_happens(self) -> str:
        return "emptied" if self.blank else "deleted"

    @property
    def keeps(self) -> timedelta:
        return timedelta(days=self.months * 365 // 12)


def purge(rules: Iterable[Rule], *, at: datetime, dry_run: bool = False) -> Counter:
    """Do what is due. Returns how many rows by `record`; one audit row for each row that mattered.

    One transaction for each rule. Twice is once. With `dry_run` it only counts.
    """
    done: Counter = Counter()
    for rule in rules:
        with transaction.atomic():
            found = rule.find(at - rule.keeps)
            number = found.count() if dry_run else _apply(rule, found, at)
        if number:
            done[rule.record] = number
    return done


def _apply(rule: Rule, found: QuerySet, at: datetime) -> int:
    if not rule.act:  # which is an operation, with an order of locks of its own
        found = found.select_for_update(of=("self",))
    rows = list(found.order_by("pk"))
    for row in rows:
        operations.record_audit(by=None, action=f"retention.{rule.what_happens}", obj=row, at=at)
        if rule.act:
            rule.act(row, at)
    of_these = found.model.objects.filter(pk__in=[row.pk for row in rows])
    if rule.blank:
        of_these.update(**rule.blank)
    elif not rule.act:
        of_these.delete()
    return len(rows)


def _sent_to_addresses(cutoff):
    return OutboxMessage.objects.filter(sent_at__lte=cutoff).exclude(to_address="")


RULES = (
    Rule(
        "address of somebody without an account we wrote to",
        3,
        "the day the mail went",
        _sent_to_addresses,
        blank={"to_address": ""},
    ),
)
