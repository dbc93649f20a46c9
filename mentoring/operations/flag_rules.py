"""When a pair gets a flag: the figures a programme chooses."""

from dataclasses import asdict

from django.db import transaction

from accounts.operations import record_audit

from ..caseload import FlagRules
from ..models import Programme
from .errors import FlagRulesChanged
from .locks import lock


@transaction.atomic
def save_flag_rules(*, programme, rules: FlagRules, seen: str, by, at) -> None:
    """Keep these figures for the programme; they count at once. The same figures again change nothing.

    `seen` is the mark of those the page showed: raises FlagRulesChanged when somebody else saved others
    meanwhile.
    """
    programme = lock(Programme, programme.pk)
    before = programme.flag_rules
    if rules == before:
        return
    if seen != before.mark:
        raise FlagRulesChanged
    fields = {f"flag_{name}": figure for name, figure in asdict(rules).items()}
    for name, figure in fields.items():
        setattr(programme, name, figure)
    programme.save(update_fields=list(fields))
    record_audit(
        by=by,
        action="mentoring.flag_rules_saved",
        obj=programme,
        at=at,
        before=asdict(before),
        after=asdict(rules),
    )
