"""The agreement of a pair as it is shown: the signed words, or the wording of today filled in."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from ..agreement import Part, fill, fingerprint, parts
from ..models import Agreement, AgreementText, Mentorship
from .lifecycle import current_agreement
from .names import called


@dataclass(frozen=True)
class ShownAgreement:
    """The words two people agree to. `agreement` is the row once something was filled in or signed."""

    text: str
    version: int
    agreement: Agreement | None = None

    @property
    def parts(self) -> list[Part]:
        return parts(self.text)

    @property
    def mark(self) -> str:
        """Goes with the form: what is signed is what was shown."""
        return fingerprint(self.text)


def wording_for(*, programme) -> AgreementText | None:
    """The newest wording of the programme, or else the newest one for all."""
    newest_first = AgreementText.objects.order_by("-version")
    return newest_first.filter(programme=programme).first() or newest_first.filter(programme=None).first()


def wordings():
    """The newest wording of each programme, and the one for all."""
    seen = {}
    for each in AgreementText.objects.select_related("programme").order_by("version"):
        seen[each.programme_id] = each
    return list(seen.values())


def agreement_shown(*, mentorship: Mentorship, filled: dict | None = None) -> ShownAgreement | None:
    """What both read and sign. Nobody signed yet: today's wording; None when there is none.

    `filled`: what the two would like to fill in, instead of what they did fill in.
    """
    agreement = current_agreement(mentorship=mentorship)
    if filled is None and agreement and (agreement.learner_signed_at or agreement.coach_signed_at):
        return ShownAgreement(agreement.text, agreement.version, agreement)
    wording = wording_for(programme=mentorship.programme_id)
    if wording is None:
        return None
    own = filled if filled is not None else (agreement.filled if agreement else {})
    text = fill(wording.text, {**_names(mentorship), **_blanks(own)})
    return ShownAgreement(text, wording.version, agreement)


def _names(mentorship) -> dict[str, str]:
    coordinators = [called(person=each) for each in mentorship.programme.coordinators.order_by("pk")]
    return {
        "mentor": called(person=mentorship.coach),
        "mentee": called(person=mentorship.learner),
        "programme": mentorship.programme.name,
        "coordinator": ", ".join(coordinators) or _("your coordinator"),
        "phone": settings.SUPPORT_PHONE,
    }


def _blanks(own: dict) -> dict[str, str]:
    """The pair's own words. An agreement has no holes: what they leave out is said in general."""
    general = {
        "goal": _("lead in the way they choose"),
        "when": _("We decide together how often we meet, for how long, and how."),
        "needs": _("We ask each other what helps, and say when it changes."),
    }
    return {name: own.get(name) or words for name, words in general.items()}
